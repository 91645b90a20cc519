// Which numbers are those of the own account: that of the roles that resources work with, and those
// that the provider is told.
#include "analyzer/graph/accounts.h"

#include <algorithm>
#include <cctype>

#include "analyzer/base/glob.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// What tables/principals.yaml calls the account that a unit is deployed to.
constexpr std::string_view kOwnAccount = "own_account";

class Accounts {
 public:
  explicit Accounts(Inference& inference)
      : in_(inference), runs_as_(inference.catalog.edge("runs_as")) {}

  void resource(ResourceId id) {
    const Resource& one = in_.model[id];
    if (const MapEntry* told = in_.model.values.find_entry(one.meta, "accounts")) {
      const ValueId list = told->value;
      if (in_.model.values[list].kind == ValueKind::list)
        for (const ValueId item : in_.model.values.items(list)) number(one.unit, item);
    }
    if (!in_.concept_of[id.index()].valid()) return;
    const ConceptRecord& record = in_.catalog.concepts[in_.concept_of[id.index()].index()];
    for (const EdgeRule& rule : Catalog::slice(in_.catalog.edge_rules, record.attaches))
      if (rule.edge == runs_as_ && rule.from.kind == EndKind::self &&
          rule.to.kind == EndKind::selected && rule.each.languages.empty())
        for (const Hit& hit : select(in_.source, rule.to.selector, scope_of(in_.model, id)).hits)
          if (!hit.unknown && !hit.key) number(one.unit, hit.value);
  }

 private:
  /// A service passes on roles of the account that it runs in only.
  void number(UnitId unit, ValueId value) {
    for (const Rendered& text : render(in_.model, in_.guards, value)) {
      const std::string all = text.text();
      const std::string account(account_part(all));
      if (is_account_number(account))
        in_.own_accounts[in_.model.units[unit.index()].system].insert(account);
    }
  }

  Inference& in_;
  EdgeLabelId runs_as_;
};

}  // namespace

std::string_view account_part(std::string_view text) {
  if (!text.starts_with("arn:")) return text;
  std::size_t begin = 0;
  int part = 0, holes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++holes;
    if (text[i] == '}') --holes;
    if (text[i] != ':' || holes > 0) continue;
    if (++part == 4) begin = i + 1;
    if (part == 5) return text.substr(begin, i - begin);
  }
  return part == 4 ? text.substr(begin) : std::string_view();
}

bool is_account_number(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(),
                                          [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_own_account(const Inference& inference, UnitId unit, std::string_view account) {
  const Catalog& catalog = inference.catalog;
  if (account.starts_with("${"))
    return std::any_of(catalog.principals.begin(), catalog.principals.end(),
                       [&](const PrincipalRecord& record) {
                         return catalog.text(record.what) == kOwnAccount &&
                                glob_match(catalog.text(record.principal), account);
                       });
  if (!unit.valid()) return false;
  const auto at = inference.own_accounts.find(inference.model.units[unit.index()].system);
  return at != inference.own_accounts.end() && at->second.count(std::string(account)) != 0;
}

bool knows_own_account(const Inference& inference, UnitId unit) {
  return unit.valid() &&
         inference.own_accounts.count(inference.model.units[unit.index()].system) != 0;
}

bool is_foreign_account(const Inference& inference, UnitId unit, std::string_view account) {
  return is_account_number(account) && !is_own_account(inference, unit, account);
}

void infer_accounts(Inference& inference) {
  Accounts accounts(inference);
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i)
    accounts.resource(ResourceId(i));
}

}  // namespace weir
