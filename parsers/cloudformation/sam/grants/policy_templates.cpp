#include "parsers/cloudformation/sam/grants/policy_templates.h"

#include <algorithm>

#include "parsers/cloudformation/sam/grants/grants.h"

namespace weir::cloudformation::sam {
namespace {

const PolicyTemplate* template_named(const Catalog& catalog, std::string_view name) {
  for (const PolicyTemplate& record : catalog.policy_templates) {
    if (catalog.text(record.name) == name) return &record;
  }
  return nullptr;
}

/// The parameters of a policy template as one resource gives them.
class PolicyParameters {
 public:
  PolicyParameters(Expansion& expansion, const Macro& macro, const PolicyTemplate& record,
                   const Entry& given)
      : expansion_(expansion), macro_(macro), given_(given) {
    const Catalog& catalog = expansion.catalog();
    for (const Text name : Catalog::slice(catalog.texts, record.parameters))
      names_.push_back(catalog.text(name));
  }

  Fillings read() {
    Tree& tree = expansion_.tree();
    Fillings fillings;
    if (!tree.is_map(given_.value) && tree.kind(given_.value) != NodeKind::null) {
      warn(tree.place(given_.value), "needs a map of its parameters" + known());
      return fillings;
    }
    for (const Entry& entry : tree.is_map(given_.value) ? tree.entries(given_.value) : kNone) {
      if (std::find(names_.begin(), names_.end(), entry.key) == names_.end()) {
        warn(entry.place, "has no parameter " + entry.key + known());
      } else if (can_fill(entry.value)) {
        fillings[entry.key] = entry.value;
      } else {
        warn(entry.place, "needs a text or a call for its parameter " + entry.key);
      }
    }
    for (const std::string_view name : names_) {
      if (!tree.find(given_.value, name).valid())
        warn(given_.place, "misses its parameter " + std::string(name));
    }
    return fillings;
  }

 private:
  inline static const std::vector<Entry> kNone;

  bool can_fill(Part value) {
    return expansion_.tree().is_scalar(value) || expansion_.tree().call(value);
  }
  std::string known() const {
    std::string words = names_.empty() ? "; it has none" : "; it has ";
    for (const std::string_view name : names_)
      words += (name == names_.front() ? "" : ", ") + std::string(name);
    return words;
  }
  void warn(Span place, const std::string& what) {
    expansion_.warn(place, given_.key + " " + what,
                    "policy template " + given_.key + " of " + macro_.id + " " + what);
  }

  Expansion& expansion_;
  const Macro& macro_;
  const Entry& given_;
  std::vector<std::string_view> names_;
};

}  // namespace

Part from_policy_template(Expansion& expansion, const Macro& macro, Part policy) {
  Tree& tree = expansion.tree();
  if (!tree.is_map(policy) || tree.entries(policy).size() != 1) return {};
  const Entry given = tree.entries(policy).front();
  const Catalog& catalog = expansion.catalog();
  const PolicyTemplate* record = template_named(catalog, given.key);
  if (record == nullptr) return {};
  const Maker maker = expansion.at(given.place);
  const Fillings fillings = PolicyParameters(expansion, macro, *record, given).read();
  std::vector<Part> statements;
  for (const GrantStatement& s : Catalog::slice(catalog.grant_statements, record->statements))
    statements.push_back(granted_statement(expansion, maker, s, fillings));
  return policy_document(maker, statements);
}

}  // namespace weir::cloudformation::sam
