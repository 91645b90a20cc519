#include <array>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

constexpr std::array<std::pair<std::string_view, Confidence>, 2> kConfidences = {
    {{"declared", Confidence::declared}, {"implied", Confidence::implied}}};

constexpr std::array<std::pair<std::string_view, EndScope>, 2> kScopes = {
    {{"declared", EndScope::declared}, {"references", EndScope::references}}};

class EdgeRuleReader {
 public:
  EdgeRuleReader(Builder& builder, const LanguageSet& languages, const PropertyScope& scope,
                 bool flow)
      : b_(builder), languages_(languages), scope_(scope), flow_(flow) {}

  std::optional<EdgeRule> read(const Yaml& node) {
    std::vector<Field> fields = {
        {"kind", flow_ ? Field::optional : Field::required,
         [this](const Yaml& y) { read_kind(y); }},
        {"from", Field::optional, [this](const Yaml& y) { rule_.from = read_end(y); }},
        {"to", Field::optional, [this](const Yaml& y) { rule_.to = read_end(y); }},
        {"confidence", Field::optional,
         [this](const Yaml& y) {
           rule_.confidence = read_word(y, kConfidences).value_or(Confidence::declared);
         }},
        {"each", Field::optional,
         [this](const Yaml& y) { rule_.each = read_selector(b_, y, languages_, "`each`"); }},
        {"properties", Field::optional, [this](const Yaml& y) { read_own_properties(y); }},
        {"when", Field::optional,
         [this](const Yaml& y) { rule_.when = read_when(b_, y, own_scope()); }},
        {"why", Field::optional,
         [this](const Yaml& y) { rule_.why = b_.text(y.text().value_or("")); }},
        {"doc", Field::optional, ignore}};
    if (flow_) {
      fields.push_back({"data", Field::optional, [this](const Yaml& y) {
                          if (const auto data = read_direction(y)) rule_.data = *data;
                        }});
      fields.push_back({"call", Field::optional, [this](const Yaml& y) {
                          rule_.call = read_selector(b_, y, languages_, "`call`");
                        }});
      fields.push_back({"arguments", Field::optional, [this](const Yaml& y) {
                          rule_.arguments = read_selector(b_, y, languages_, "`arguments`");
                        }});
    }
    const bool complete = node.fields(flow_ ? "a flow" : "an attachment", fields);
    const bool call = node.is_map() && node.find("call").has_value();
    if (flow_ && complete && !check_call(node, call)) return std::nullopt;
    if (complete && !call && rule_.from.kind == EndKind::self && rule_.to.kind == EndKind::self)
      node.fault("both ends are this resource: `from` or `to` must name another");
    if (!rule_.edge.valid() && !call) return std::nullopt;
    for (const PropertyRule& property : properties_) belongs(property.property, call);
    rule_.properties = Builder::append(b_.tables.property_rules, properties_);
    return rule_;
  }

 private:
  /// What a call does, and to what, only the table of calls says.
  bool check_call(const Yaml& node, bool call) const {
    if (!call && !node.find("kind")) node.fault("missing key `kind` (or `call`) in a flow");
    if (!call && node.find("arguments")) node.fault("`arguments` are those of a `call`");
    if (call)
      for (const std::string_view key : {"kind", "to", "data"})
        if (const auto found = node.find(key))
          found->fault("tables/calls.yaml says the " + in_backticks(key) + " of a `call`");
    return call || node.find("kind");
  }
  /// A call may be a flow of any kind.
  void belongs(PropertyId property, bool call) {
    if (!call) return b_.belongs(property, rule_.edge);
    for (std::size_t i = 0; i < b_.tables.edges.size(); ++i)
      if (b_.tables.edges[i].relation == EdgeRelation::flow) b_.belongs(property, EdgeLabelId(i));
  }
  void read_kind(const Yaml& y) {
    rule_.edge = b_.edge(y);
    if (!rule_.edge.valid()) return;
    const EdgeLabelRecord& label = b_.tables.edges[rule_.edge.index()];
    rule_.data = label.data;
    if ((label.relation == EdgeRelation::flow) == flow_) return;
    y.fault(in_backticks(y.raw()) +
            (flow_ ? " is no flow: put it under `attaches`" : " is a flow: put it under `flows`"));
  }
  EndRecord read_end(const Yaml& y) {
    EndRecord end;
    if (y.is_text() && y.raw() == "self") return end;
    if (!y.is_map()) {
      y.fault_expected("`self` or a map (a selector, `{actor: …}` or `{outside: …}`)");
      return end;
    }
    if (y.find("actor")) {
      end.kind = EndKind::actor;
      y.fields("an end", {{"actor", Field::required,
                           [&](const Yaml& n) { end.index = b_.actor(n).value_or(0); }}});
    } else if (y.find("outside")) {
      end.kind = EndKind::outside;
      y.fields("an end", {{"outside", Field::required,
                           [&](const Yaml& n) { end.index = fixed_outside(b_, n).value_or(0); }}});
    } else {
      end.kind = EndKind::selected;
      end.selector = read_selector(
          b_, y, languages_, "an end",
          {{"as", Field::optional, [&](const Yaml& n) { end.as = b_.concept_named(n); }},
           {"of", Field::optional, [&](const Yaml& n) { end.of = b_.label(n); }},
           {"only", Field::optional, [&](const Yaml& n) {
              end.only = read_word(n, kScopes).value_or(EndScope::anything);
            }}});
    }
    return end;
  }
  void read_own_properties(const Yaml& y) { properties_ = read_properties(b_, y, languages_); }
  PropertyScope own_scope() const {
    PropertyScope scope = scope_;
    add_to_scope(scope, properties_);
    return scope;
  }

  Builder& b_;
  const LanguageSet& languages_;
  const PropertyScope& scope_;
  bool flow_;
  EdgeRule rule_;
  std::vector<PropertyRule> properties_;
};

}  // namespace

Range read_edge_rules(Builder& b, const Yaml& node, const LanguageSet& languages,
                      const PropertyScope& scope, bool flows) {
  std::vector<EdgeRule> rules;
  for (const Yaml& item : node.items())
    if (const auto rule = EdgeRuleReader(b, languages, scope, flows).read(item))
      rules.push_back(*rule);
  return Builder::append(b.tables.edge_rules, rules);
}

}  // namespace weir
