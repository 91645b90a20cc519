#include "analyzer/graph/principals.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "analyzer/base/glob.h"
#include "analyzer/graph/ends.h"

namespace weir {
namespace {

/// The row of tables/principals.yaml that says what stands for accounts.
constexpr std::string_view kAccount = "account";

/// The literal number of the account that a principal is or lies in; "" if there is none.
std::string account_of(std::string_view text) {
  if (text.starts_with("arn:")) {
    std::size_t begin = 0;
    for (int part = 0; part < 4 && begin != std::string_view::npos; ++part) {
      begin = text.find(':', begin);
      if (begin != std::string_view::npos) ++begin;
    }
    if (begin == std::string_view::npos) return "";
    text = text.substr(begin, text.find(':', begin) - begin);
  }
  const bool number =
      text.size() == 12 &&
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return number ? std::string(text) : "";
}

}  // namespace

NodeId outside_account(Inference& inference, UnitId unit, const PolicyPattern& principal) {
  const std::string account = account_of(principal.text);
  if (account.empty()) return {};
  const Catalog& catalog = inference.catalog;
  for (const PrincipalRecord& record : catalog.principals)
    if (record.as.valid() && catalog.text(record.principal) == kAccount)
      return outside_named(inference, unit, record.as, account, principal.span);
  return {};
}

namespace {

/// Whether the unit declares something of a service, by the ARNs of what it declares: then that is
/// what the service comes for.
bool declares_part_of(const Inference& inference, UnitId unit, const std::string& service) {
  const Catalog& catalog = inference.catalog;
  const std::string mark = ":" + service + ":";
  return std::any_of(
      inference.dfd.nodes.begin(), inference.dfd.nodes.end(), [&](const GraphNode& node) {
        if (node.unit != unit || node.outside || !is_element(node.kind) || !node.concept_id.valid())
          return false;
        const auto arns =
            Catalog::slice(catalog.texts, catalog.concepts[node.concept_id.index()].arns);
        return std::any_of(arns.begin(), arns.end(), [&](Text arn) {
          return catalog.text(arn).find(mark) != std::string_view::npos;
        });
      });
}

}  // namespace

NodeId outside_service(Inference& inference, UnitId unit, const PolicyPattern& principal) {
  const Catalog& catalog = inference.catalog;
  const bool known = std::any_of(
      catalog.principals.begin(), catalog.principals.end(), [&](const PrincipalRecord& record) {
        return glob_match(catalog.text(record.principal), principal.text);
      });
  if (!known) return {};
  const std::string service = principal.text.substr(0, principal.text.find('.'));
  if (declares_part_of(inference, unit, service)) return {};
  for (const FixedOutside& fixed : catalog.fixed_outside) {
    const std::string_view address = catalog.text(fixed.address);
    if (address.substr(address.find(':') + 1) == service)
      return outside_node(inference, unit, fixed.concept_id, std::string(address), principal.span);
  }
  return {};
}

}  // namespace weir
