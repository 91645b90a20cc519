// principal_scope(statement) = the widest of its principals, narrowed by its condition keys:
// everyone, less a condition on the organisation (organisation) or on account, source or principal
// (own_account); a literal account number is foreign, for the own one is known only when deploying;
// services by the catalogue's table. A statement without principals (of an identity) has none.
#include <algorithm>
#include <array>
#include <cctype>

#include "analyzer/analysis/derived.h"
#include "analyzer/base/glob.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 5> kWidth = {"own_account", "service", "organisation",
                                                    "foreign_account", "everyone"};

std::size_t width_of(std::string_view scope) {
  return static_cast<std::size_t>(std::find(kWidth.begin(), kWidth.end(), scope) - kWidth.begin());
}

bool any_key(const PropertyValue* keys, std::string_view pattern) {
  if (keys == nullptr || keys->state != PropertyState::list) return false;
  return std::any_of(keys->items.begin(), keys->items.end(), [&](const PropertyValue& key) {
    return key.state == PropertyState::text && glob_match(pattern, key.text, true);
  });
}

bool is_account(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(),
                                          [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string_view scope_of(const Catalog& catalog, std::string_view principal,
                          const PropertyValue* keys) {
  if (principal == "*") {
    if (any_key(keys, "*:*OrgID") || any_key(keys, "*:*OrgPaths")) return "organisation";
    for (const std::string_view key :
         {"*:SourceAccount", "*:SourceArn", "*:PrincipalAccount", "*:PrincipalArn"})
      if (any_key(keys, key)) return "own_account";
    return "everyone";
  }
  if (is_account(principal)) return "foreign_account";
  if (principal.starts_with("arn:")) {
    std::size_t begin = 0;
    for (int part = 0; part < 4 && begin != std::string_view::npos; ++part) {
      begin = principal.find(':', begin);
      if (begin != std::string_view::npos) ++begin;
    }
    // colons inside holes only shift what is looked at; a hole is the own account either way
    if (begin != std::string_view::npos && is_account(principal.substr(begin, 12)))
      return "foreign_account";
    return "own_account";
  }
  for (const PrincipalRecord& record : catalog.principals)
    if (glob_match(catalog.text(record.principal), principal)) {
      const std::string_view what = catalog.text(record.what);
      return width_of(what) < kWidth.size() ? what : "service";
    }
  if (principal.find("${") != std::string_view::npos) return "own_account";
  return principal.find('.') != std::string_view::npos ? "service" : "own_account";
}

}  // namespace

PropertyColumn compute_principal_scope(const Dfd& dfd, const Catalog& catalog) {
  const PropertyId principals = catalog.property("principals");
  const PropertyId keys = catalog.property("condition_keys");
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNode& node = dfd.nodes[i];
    if (node.kind != GraphNodeKind::item) continue;
    const PropertyValue* who = find_property(node.properties, principals);
    if (who == nullptr) continue;
    if (who->state != PropertyState::list) {
      column[i] = derived_unknown(
          who->state == PropertyState::unknown ? who->text : "it depends on conditions");
      continue;
    }
    std::size_t widest = 0;
    const PropertyValue* unknown = nullptr;
    for (const PropertyValue& one : who->items) {
      if (one.state == PropertyState::text)
        widest = std::max(
            widest, width_of(scope_of(catalog, one.text, find_property(node.properties, keys))));
      else
        unknown = &one;
    }
    const bool decided = unknown == nullptr || widest + 1 == kWidth.size();
    column[i] = decided ? derived_text(kWidth[widest]) : derived_unknown(unknown->text);
  }
  return column;
}

}  // namespace weir
