#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir::graph_test {

/// Writes catalogue tables by hand, a concept at a time, in the terms of rules/catalog/README.md.
class SmallCatalog {
 public:
  SmallCatalog();

  LabelId label(std::string_view name, std::vector<LabelId> below = {});
  EdgeLabelId edge(std::string_view name, EdgeRelation relation,
                   DataDirection data = DataDirection::both, std::vector<EdgeLabelId> below = {});
  PropertyId property(std::string_view name, Scalar type, bool list = false);
  /// A path: `A`, `A.B`, `A[*].B`, `A[Type=X].B`, `A[0]`, `$key`, `$value`, `@A`, `^A`, `.`.
  /// Several: the first present counts.
  SelectorRecord path(std::string_view written, LanguagePath how = {});
  SelectorRecord paths(const std::vector<std::string_view>& written, LanguagePath how = {});
  LiteralRecord text_literal(std::string_view text);
  Range value_rows(const std::vector<std::pair<std::string_view, std::string_view>>& rows);
  Range when(PropertyId property, std::string_view text);

  struct Edge {
    EdgeLabelId kind = {};
    std::string_view from = {};  ///< path; "" = self
    std::string_view to = {};    ///< path; "" = self
    ConceptId as = {};
    int actor = -1;  ///< `from` is this actor
    std::string_view each = {};
    Range when = {};
  };
  struct Item {
    LabelId label = {};
    std::string_view each = {};
    std::string_view name = {};
    std::vector<PropertyRule> properties = {};
    std::string_view owner = {};
  };
  /// theirs = ours, as paths; "" on one side = the resource itself. Several forms: tried in order.
  using Equations = std::vector<std::pair<std::string_view, std::string_view>>;
  struct Merge {
    std::string_view key = {};
    std::string_view type = {};
    std::vector<Equations> join = {};
    bool many = false;
    bool inverse = false;
  };
  struct Concept {
    std::string_view name = {};
    std::string_view type = {};  ///< CloudFormation's
    ConceptKind kind = ConceptKind::process;
    std::vector<LabelId> roles = {};
    std::string_view physical_name = {};
    std::vector<std::string_view> arns = {};
    std::string_view part_of = {};
    std::vector<Merge> merges = {};
    std::vector<PropertyRule> properties = {};
    std::vector<Item> items = {};
    std::vector<Edge> flows = {};
    std::vector<Edge> attaches = {};
    std::string_view uses = {};
    bool global = false;
  };
  ConceptId add(const Concept& c);
  void scheme(std::string_view scheme, ConceptId of);
  void action(std::string_view action, EdgeLabelId kind, std::vector<ConceptId> to);
  void actor(std::string_view key, std::string_view trust);

  /// The view; sorts what must be sorted. Valid as long as this object lives.
  Catalog view();

  CatalogTables tables;

 private:
  EdgeRule rule(const Edge& edge);
  MergeRule rule(const Merge& merge);
  Range path_range(std::string_view written);
};

/// Writes a model's resources; values as short as in a template.
class SmallModel {
 public:
  SmallModel() { model.units.push_back({}); }
  ValueId text(std::string_view s) { return model.values.add_string(std::string(s), {}); }
  ValueId number(double n) { return model.values.add_number(n, {}); }
  ValueId boolean(bool b) { return model.values.add_boolean(b, {}); }
  ValueId list(const std::vector<ValueId>& items) { return model.values.add_list(items, {}); }
  ValueId map(const std::vector<std::pair<std::string, ValueId>>& entries);
  ValueId join(const std::vector<ValueId>& parts) { return model.values.add_text(parts, {}); }
  ValueId ref(std::string_view address, std::string_view attribute = "");
  ValueId parameter(std::string_view name);
  ValueId choice(const std::vector<Alternative>& alternatives) {
    return model.values.add_choice(alternatives, {});
  }
  ResourceId resource(std::string_view address, std::string_view type, ValueId attributes,
                      Guard exists = kAlways);
  /// One policy statement in its regular form.
  ValueId statement(std::string_view effect, const std::vector<std::string>& actions,
                    const std::vector<ValueId>& resources);

  ResourceModel model;
};

}  // namespace weir::graph_test
