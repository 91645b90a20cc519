#include "analyzer/graph/principals.h"

#include <algorithm>
#include <string>

#include "analyzer/base/glob.h"
#include "analyzer/graph/accounts.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/property_value.h"

namespace weir {
namespace {

/// The rows of tables/principals.yaml that say what stands for accounts, for those who sign others
/// in, and for all accounts of the organisation.
constexpr std::string_view kAccountRow = "account";
constexpr std::string_view kProvider = "provider";
constexpr std::string_view kOrganisation = "organisation";
/// What they call a provider that signs in a cluster's service accounts.
constexpr std::string_view kCluster = "cluster";
/// What they call one with whom anybody may have an account; a policy may name it without an ARN.
constexpr std::string_view kPublicProvider = "public_provider";
/// What stands before a provider's name in its ARN, whatever its protocol. It lies in the account
/// of the role that trusts it.
constexpr std::string_view kProviderArn = "-provider/";

/// The concept of what a row says stands for such principals; none without it.
ConceptId stands_for(const Catalog& catalog, std::string_view row) {
  for (const PrincipalRecord& record : catalog.principals)
    if (record.as.valid() && catalog.text(record.principal) == row) return record.as;
  return {};
}

/// Whether some row says that a principal is this.
bool is_what(const Catalog& catalog, std::string_view principal, std::string_view what) {
  return std::any_of(catalog.principals.begin(), catalog.principals.end(),
                     [&](const PrincipalRecord& record) {
                       return catalog.text(record.what) == what &&
                              glob_match(catalog.text(record.principal), principal);
                     });
}

}  // namespace

NodeId outside_account(Inference& inference, UnitId unit, const PolicyPattern& principal) {
  const std::string account(account_part(principal.text));
  if (principal.text.find(kProviderArn) != std::string::npos) return {};
  if (!is_foreign_account(inference, unit, account)) return {};
  const ConceptId as = stands_for(inference.catalog, kAccountRow);
  return as.valid() ? outside_named(inference, unit, as, account, principal.span) : NodeId();
}

std::string provider_named(const Inference& inference, const PolicyPattern& principal) {
  const PropertyId issuer = inference.catalog.property("issuer");
  for (const ResourceId part : principal.parts) {
    const std::string_view url = text_of(find_property(inference.read[part.index()], issuer));
    const std::size_t slashes = url.find("//");
    if (!url.empty())
      return std::string(slashes == std::string_view::npos ? url : url.substr(slashes + 2));
  }
  const std::size_t at = principal.text.find(kProviderArn);
  if (at != std::string::npos) return principal.text.substr(at + kProviderArn.size());
  if (is_what(inference.catalog, principal.text, kPublicProvider)) return principal.text;
  return "";
}

NodeId outside_provider(Inference& inference, UnitId unit, const PolicyPattern& principal) {
  const ConceptId as = stands_for(inference.catalog, kProvider);
  if (!as.valid()) return {};
  const std::string name = provider_named(inference, principal);
  if (name.empty() || name.find("${") != std::string::npos ||
      is_what(inference.catalog, name, kCluster))
    return {};
  return outside_named(inference, unit, as, name, principal.span);
}

std::string_view trust_in_signed_in(const Inference& inference, const PolicyStatement& statement,
                                    const PolicyPattern& principal) {
  const std::string name = provider_named(inference, principal);
  const bool anybody = is_what(inference.catalog, name, kPublicProvider);
  if (anybody && statement.strangers == Strangers::unknown) return "";
  return anybody && statement.strangers != Strangers::none ? "public" : "organisation";
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

namespace {

/// Whether a principal is an account as a whole: its number, or its root.
bool is_whole_account(std::string_view text) {
  return !text.starts_with("arn:") || text.ends_with(":root");
}

}  // namespace

Named names_account(const Inference& inference, UnitId unit, const PolicyPattern& principal) {
  if (principal.unknown || !principal.parameter.empty()) return Named::unknown;
  if (principal.text == "*") return Named::yes;
  if (!principal.nodes.empty() || !is_whole_account(principal.text)) return Named::no;
  const std::string_view account = account_part(principal.text);
  if (is_own_account(inference, unit, account)) return Named::yes;
  const bool open = account.starts_with("${") ||
                    (is_account_number(account) && !knows_own_account(inference, unit));
  return open ? Named::unknown : Named::no;
}

namespace {

/// Whether one principal as written is the caller, or covers it.
Named names(Inference& inference, const PolicyPattern& one, const Caller& caller) {
  if (one.unknown || !one.parameter.empty()) return Named::unknown;
  if (one.text == "*" || (!caller.text.empty() && one.text == caller.text)) return Named::yes;
  const auto named = [](bool is) { return is ? Named::yes : Named::no; };
  if (!one.nodes.empty())
    return named(std::find(one.nodes.begin(), one.nodes.end(), caller.node) != one.nodes.end());
  const GraphNode& node = inference.dfd[caller.node];
  if (node.kind == GraphNodeKind::identity) {
    if (is_whole_account(one.text))
      return named(is_own_account(inference, caller.unit, account_part(one.text)));
    const std::vector<NodeId> found =
        match_arn(inference, caller.unit, one.text, {node.concept_id}, one.span, false).nodes;
    return named(std::find(found.begin(), found.end(), caller.node) != found.end());
  }
  if (!node.outside || !node.concept_id.valid()) return Named::no;
  const std::string_view account = account_part(one.text);
  if (is_account_number(account)) return named(account == node.name && is_whole_account(one.text));
  return named(one.text.substr(0, one.text.find('.')) == node.name);  // a service
}

/// What is certain of any of them decides, else what is not known of one.
Named any_names(Inference& inference, const std::vector<PolicyPattern>& all, const Caller& caller) {
  Named out = Named::no;
  for (const PolicyPattern& one : all) {
    const Named some = names(inference, one, caller);
    if (some == Named::yes) return some;
    if (some == Named::unknown) out = some;
  }
  return out;
}

}  // namespace

Named is_about(Inference& inference, const PolicyStatement& statement, const Caller& caller) {
  if (statement.not_principals.empty()) return any_names(inference, statement.principals, caller);
  // whoever is left out stands there beside his account, which by itself leaves out its root user
  std::vector<PolicyPattern> left_out = statement.not_principals;
  if (inference.dfd[caller.node].kind == GraphNodeKind::identity)
    std::erase_if(left_out, [](const PolicyPattern& one) {
      return one.nodes.empty() && one.text.ends_with(":root");
    });
  if (left_out.empty()) return Named::unknown;
  const Named named = any_names(inference, left_out, caller);
  if (named == Named::unknown) return named;
  return named == Named::yes ? Named::no : Named::yes;
}

NodeId organisation_actor(Inference& inference) {
  const Catalog& catalog = inference.catalog;
  for (const PrincipalRecord& record : catalog.principals)
    if (catalog.text(record.principal) == kOrganisation)
      for (std::size_t i = 0; i < catalog.actors.size(); ++i)
        if (catalog.text(catalog.actors[i].key) == catalog.text(record.what))
          return actor_node(inference, static_cast<std::uint32_t>(i));
  return {};
}

NodeId public_actor(Inference& inference) {
  const Catalog& catalog = inference.catalog;
  for (std::size_t i = 0; i < catalog.actors.size(); ++i)
    if (catalog.text(catalog.actors[i].trust) == "public")
      return actor_node(inference, static_cast<std::uint32_t>(i));
  return {};
}

bool is_anybody(const Catalog& catalog, const GraphNode& caller) {
  return std::any_of(catalog.actors.begin(), catalog.actors.end(), [&](const ActorRecord& actor) {
    return catalog.text(actor.trust) == "public" && caller.outside &&
           catalog.text(actor.key) == caller.address;
  });
}

}  // namespace weir
