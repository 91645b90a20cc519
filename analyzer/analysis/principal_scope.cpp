// principal_scope(statement) = the widest of its principals: everyone, less conditions that leave
// the organisation, or nobody who is a stranger (own_account); a literal account number is foreign,
// unless the input uses it as its own; services by the catalogue's table; whoever is not left out
// by NotPrincipal is everyone. A statement without principals (of an identity) has none.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "analyzer/analysis/derived.h"
#include "analyzer/base/glob.h"
#include "analyzer/graph/accounts.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 5> kWidth = {"own_account", "service", "organisation",
                                                    "foreign_account", "everyone"};

constexpr char kConditions[] = "whom its conditions leave is not known";

std::size_t width_of(std::string_view scope) {
  return static_cast<std::size_t>(std::find(kWidth.begin(), kWidth.end(), scope) - kWidth.begin());
}

bool any_key(const PropertyValue* keys, std::string_view pattern) {
  if (keys == nullptr || keys->state != PropertyState::list) return false;
  return std::any_of(keys->items.begin(), keys->items.end(), [&](const PropertyValue& key) {
    return key.state == PropertyState::text && glob_match(pattern, key.text, true);
  });
}

/// Numbers of the own accounts, by system.
std::map<std::string, std::set<std::string>> own_numbers(const Dfd& dfd, const Catalog& catalog) {
  const PropertyId numbers = catalog.property("numbers");
  std::map<std::string, std::set<std::string>> out;
  for (const GraphNode& node : dfd.nodes) {
    if (node.kind != GraphNodeKind::boundary || !node.unit.valid()) continue;
    const PropertyValue* own = find_property(node.properties, numbers);
    if (own == nullptr) continue;
    for (const PropertyValue& one : own->items)
      out[dfd.units[node.unit.index()].system].insert(one.text);
  }
  return out;
}

std::string_view scope_of(const Catalog& catalog, std::string_view principal,
                          std::string_view everybody, const std::set<std::string>& own) {
  if (principal == "*") return everybody;
  const std::string_view account = account_part(principal);
  if (is_account_number(account))
    return own.count(std::string(account)) == 0 ? "foreign_account" : "own_account";
  if (principal.starts_with("arn:")) return "own_account";
  for (const PrincipalRecord& record : catalog.principals)
    if (glob_match(catalog.text(record.principal), principal)) {
      const std::string_view what = catalog.text(record.what);
      return width_of(what) < kWidth.size() ? what : "service";
    }
  if (principal.find("${") != std::string_view::npos) return "own_account";
  return principal.find('.') != std::string_view::npos ? "service" : "own_account";
}

/// Whom "everybody" leaves beside the conditions; "" if that is not known.
std::string_view everybody_of(const PropertyValue* strangers) {
  if (strangers == nullptr || strangers->state == PropertyState::absent) return "everyone";
  if (strangers->state != PropertyState::text) return "";
  if (strangers->text == "organisation") return strangers->text;
  return strangers->text == "none" ? "own_account" : "everyone";
}

/// Whom one principal is who signs others in: everyone who has an account there, unless the subject
/// says who; whom our own provider signs in is of our organisation.
std::string_view scope_of_provider(const Catalog& catalog, std::string_view principal,
                                   const PropertyValue* keys, std::string_view everybody) {
  for (const PrincipalRecord& record : catalog.principals) {
    if (catalog.text(record.what) != "public_provider") continue;
    const std::string name(catalog.text(record.principal));
    if (glob_match("*" + name, principal) || any_key(keys, name + ":*"))
      return everybody == "own_account" ? "organisation" : everybody;
  }
  return "organisation";
}

bool holds(const PropertyValue* list, std::string_view text) {
  return list != nullptr && std::any_of(list->items.begin(), list->items.end(),
                                        [&](const PropertyValue& one) { return one.text == text; });
}

}  // namespace

PropertyColumn compute_principal_scope(const Dfd& dfd, const Catalog& catalog) {
  const PropertyId principals = catalog.property("principals");
  const PropertyId keys = catalog.property("condition_keys");
  const PropertyId federated = catalog.property("federated");
  const PropertyId not_principals = catalog.property("not_principals");
  const PropertyId strangers = catalog.property("strangers");
  const std::map<std::string, std::set<std::string>> own = own_numbers(dfd, catalog);
  const std::set<std::string> none;
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNode& node = dfd.nodes[i];
    if (node.kind != GraphNodeKind::item) continue;
    const PropertyValue* who = find_property(node.properties, principals);
    const std::string_view everybody = everybody_of(find_property(node.properties, strangers));
    if (who == nullptr && find_property(node.properties, not_principals) != nullptr)
      column.put(i, everybody.empty() ? derived_unknown(kConditions) : derived_text(everybody));
    if (who == nullptr) continue;
    const auto at = own.find(node.unit.valid() ? dfd.units[node.unit.index()].system : "");
    if (who->state != PropertyState::list) {
      column.put(i, derived_unknown(who->state == PropertyState::unknown ? who->text : "it depends on conditions"));
      continue;
    }
    const PropertyValue* provider = find_property(node.properties, federated);
    const PropertyValue* tests = find_property(node.properties, keys);
    std::size_t widest = 0;
    std::string unknown;
    for (const PropertyValue& one : who->items) {
      if (one.state != PropertyState::text) {
        unknown = one.text.empty() ? "it depends on conditions" : one.text;
        continue;
      }
      const std::string_view scope =
          holds(provider, one.text)
              ? scope_of_provider(catalog, one.text, tests, everybody)
              : scope_of(catalog, one.text, everybody, at == own.end() ? none : at->second);
      if (scope.empty())
        unknown = kConditions;
      else
        widest = std::max(widest, width_of(scope));
    }
    const bool decided = unknown.empty() || widest + 1 == kWidth.size();
    column.put(i, decided ? derived_text(kWidth[widest]) : derived_unknown(unknown));
  }
  return column;
}

}  // namespace weir
