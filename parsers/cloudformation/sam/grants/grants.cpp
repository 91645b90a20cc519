#include "parsers/cloudformation/sam/grants/grants.h"

#include <cctype>

namespace weir::cloudformation::sam {
namespace {

bool is_pseudo_parameter(std::string_view name) { return name.find("::") != name.npos; }

/// A hole's name as a variable of a Fn::Sub.
std::string variable(std::string_view hole) {
  std::string name;
  for (const char c : hole) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  }
  return name;
}

/// Calls `visit(text before the hole, name)` for each hole, at last with what follows and no name.
template <class Visit>
void each_hole(std::string_view text, Visit visit) {
  while (true) {
    const std::size_t begin = text.find("${");
    const std::size_t end = begin == text.npos ? begin : text.find('}', begin);
    if (end == text.npos) return visit(text, std::string_view());
    visit(text.substr(0, begin), text.substr(begin + 2, end - begin - 2));
    text.remove_prefix(end + 1);
  }
}

Part filled_list(Expansion& expansion, const Maker& maker, Range texts, const Fillings& fillings) {
  const Catalog& catalog = expansion.catalog();
  std::vector<Part> parts;
  for (const Text text : Catalog::slice(catalog.texts, texts)) {
    parts.push_back(filled(maker, catalog.text(text), fillings));
  }
  return maker.list(parts);
}

/// `{operator: {key: value}}`; not there if there are none.
Part conditions(Expansion& expansion, const Maker& maker, const GrantStatement& statement,
                const Fillings& fillings) {
  const Catalog& catalog = expansion.catalog();
  Tree& tree = expansion.tree();
  const Part all = maker.map({});
  const auto add = [&](std::string_view operation, std::string_view key, std::string_view value) {
    if (!tree.find(all, operation).valid()) maker.set(all, operation, maker.map({}));
    maker.set(tree.find(all, operation), key, filled(maker, value, fillings));
  };
  for (const GrantCondition& c : Catalog::slice(catalog.grant_conditions, statement.conditions)) {
    add(catalog.text(c.operation), catalog.text(c.key), catalog.text(c.value));
  }
  if (statement.from.size != 0) add("ArnEquals", "aws:SourceArn", catalog.text(statement.from));
  if (statement.same_account) add("StringEquals", "aws:SourceAccount", "${AWS::AccountId}");
  return tree.entries(all).empty() ? Part{} : all;
}

}  // namespace

std::string_view unfilled(std::string_view text, const Fillings& fillings) {
  std::string_view missing;
  each_hole(text, [&](std::string_view, std::string_view name) {
    if (missing.empty() && !is_pseudo_parameter(name) && fillings.count(name) == 0) missing = name;
  });
  return missing;
}

Part filled(const Maker& maker, std::string_view text, const Fillings& fillings) {
  std::string words;
  const Part variables = maker.map({});
  Part only;
  bool any = false;
  if (!unfilled(text, fillings).empty()) return maker.unread(maker.text(text));
  each_hole(text, [&](std::string_view before, std::string_view name) {
    words += before;
    if (name.empty()) return;
    const auto filling = fillings.find(name);
    any |= filling != fillings.end();
    if (filling == fillings.end()) {
      words += "${" + std::string(name) + "}";
      return;
    }
    if (name.size() + 3 == text.size()) only = filling->second;
    words += "${" + variable(name) + "}";
    maker.set(variables, variable(name), filling->second);
  });
  if (only.valid()) return only;
  if (any) return maker.call("Fn::Sub", maker.list({maker.text(words), variables}));
  return words.find("${") == words.npos ? maker.text(words) : maker.sub(words);
}

Part granted_statement(Expansion& expansion, const Maker& maker, const GrantStatement& statement,
                       const Fillings& fillings) {
  const std::string_view principal = expansion.catalog().text(statement.principal);
  return maker.map(
      {{"Effect", maker.text("Allow")},
       {"Principal", principal.empty() ? Part{} : maker.map({{"Service", maker.text(principal)}})},
       {"Action", filled_list(expansion, maker, statement.actions, fillings)},
       {"Resource", filled_list(expansion, maker, statement.resources, fillings)},
       {"Condition", conditions(expansion, maker, statement, fillings)}});
}

Part policy_document(const Maker& maker, const std::vector<Part>& statements) {
  return maker.map({{"Version", maker.text("2012-10-17")}, {"Statement", maker.list(statements)}});
}

}  // namespace weir::cloudformation::sam
