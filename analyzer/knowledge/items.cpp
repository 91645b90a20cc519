#include <algorithm>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

constexpr int kDeepestItem = 8;

LanguageSet every_language() {
  LanguageSet set;
  set.any = true;
  for (std::size_t i = 0; i < kLanguageNames.size(); ++i)
    set.languages.push_back(static_cast<Language>(i));
  return set;
}

void all_belong(Builder& b, const std::vector<PropertyRule>& rules, LabelId label) {
  for (const PropertyRule& rule : rules) b.belongs(rule.property, label);
}

void read_form(Builder& b, const Yaml& row) {
  ItemForm form;
  std::optional<Yaml> name;
  const LanguageSet languages = every_language();
  std::vector<PropertyRule> rules;
  PropertyScope scope;
  row.fields("an item form",
             {{"item", Field::required,
               [&](const Yaml& y) {
                 name = y;
                 form.label = b.label(y);
               }},
              {"name", Field::optional,
               [&](const Yaml& y) { form.name = read_selector(b, y, languages, "`name`"); }},
              {"properties", Field::optional,
               [&](const Yaml& y) {
                 rules = read_properties(b, y, languages);
                 add_to_scope(scope, rules);
               }},
              {"items", Field::optional,
               [&](const Yaml& y) { form.items = read_items(b, y, languages, scope); }},
              {"doc", Field::optional, ignore}});
  if (!form.label.valid()) return;
  all_belong(b, rules, form.label);
  form.properties = Builder::append(b.tables.property_rules, rules);
  const auto index = static_cast<std::uint32_t>(b.tables.item_forms.size());
  if (!b.item_forms.emplace(name->raw(), index).second)
    name->fault("item " + in_backticks(name->raw()) + " has a form already");
  b.tables.item_forms.push_back(form);
}

class ItemReader {
 public:
  ItemReader(Builder& builder, const LanguageSet& languages, const PropertyScope& scope, int depth)
      : b_(builder), languages_(languages), scope_(scope), depth_(depth) {}

  std::optional<ItemRule> read(const Yaml& label, const Yaml& node) {
    ItemRule rule;
    rule.label = b_.label(label);
    if (!rule.label.valid()) return std::nullopt;
    start_from_form(rule, label.raw());
    const std::string what = "item " + in_backticks(label.raw());
    node.fields(what,
                {{"each", Field::required,
                  [&](const Yaml& y) { rule.each = read_selector(b_, y, languages_, "`each`"); }},
                 {"name", Field::optional,
                  [&](const Yaml& y) { rule.name = read_selector(b_, y, languages_, "`name`"); }},
                 {"owner", Field::optional, [&](const Yaml& y) { read_owner(rule, y); }},
                 {"properties", Field::optional, [&](const Yaml& y) { override_properties(y); }},
                 {"when", Field::optional,
                  [&](const Yaml& y) { rule.when = read_when(b_, y, full_scope()); }},
                 {"items", Field::optional, [&](const Yaml& y) { read_nested(rule, y); }},
                 {"attaches", Field::optional,
                  [&](const Yaml& y) {
                    rule.attaches = read_edge_rules(b_, y, languages_, full_scope(), false);
                  }},
                 {"doc", Field::optional, ignore}});
    all_belong(b_, properties_, rule.label);
    rule.properties = Builder::append(b_.tables.property_rules, properties_);
    return rule;
  }

 private:
  void start_from_form(ItemRule& rule, std::string_view label) {
    const auto found = b_.item_forms.find(label);
    if (found == b_.item_forms.end()) return;
    const ItemForm& form = b_.tables.item_forms[found->second];
    rule.name = form.name;
    rule.items = form.items;
    properties_ = Builder::slice(b_.tables.property_rules, form.properties);
  }
  void read_owner(ItemRule& rule, const Yaml& node) {
    rule.owner = read_selector(
        b_, node, languages_, "`owner`",
        {{"as", Field::optional, [&](const Yaml& y) { rule.owner_as = b_.concept_named(y); }}});
  }
  void override_properties(const Yaml& node) {
    for (const PropertyRule& own : read_properties(b_, node, languages_)) {
      const auto shared =
          std::find_if(properties_.begin(), properties_.end(),
                       [&](const PropertyRule& r) { return r.property == own.property; });
      if (shared != properties_.end()) {
        *shared = own;
      } else {
        properties_.push_back(own);
      }
    }
  }
  PropertyScope full_scope() const {
    PropertyScope scope = scope_;
    add_to_scope(scope, properties_);
    return scope;
  }
  void read_nested(ItemRule& rule, const Yaml& node) {
    std::vector<ItemRule> items = Builder::slice(b_.tables.item_rules, rule.items);
    const Range own = read_items(b_, node, languages_, full_scope(), depth_ + 1);
    for (const ItemRule& item : Builder::slice(b_.tables.item_rules, own)) items.push_back(item);
    rule.items = Builder::append(b_.tables.item_rules, items);
  }

  Builder& b_;
  const LanguageSet& languages_;
  const PropertyScope& scope_;
  int depth_;
  std::vector<PropertyRule> properties_;
};

}  // namespace

void read_item_forms(Builder& b, const Yaml& root) {
  each_row(root, [&](const Yaml& row) { read_form(b, row); });
}

Range read_items(Builder& b, const Yaml& node, const LanguageSet& languages,
                 const PropertyScope& scope, int depth) {
  std::vector<ItemRule> rules;
  if (depth > kDeepestItem) {
    node.fault("items are nested more than " + std::to_string(kDeepestItem) + " deep");
    return {};
  }
  for (const auto& [label, sources] : node.entries())
    for (const Yaml& source : sources.items_or_self())
      if (const auto rule = ItemReader(b, languages, scope, depth).read(label, source))
        rules.push_back(*rule);
  return Builder::append(b.tables.item_rules, rules);
}

}  // namespace weir
