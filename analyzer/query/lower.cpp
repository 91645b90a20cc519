#include "analyzer/query/lower.h"

#include <algorithm>

#include "analyzer/query/shape.h"
#include "analyzer/query/suggest.h"

namespace weir::query {
namespace {

constexpr int kNestingLimit = 3;

template <class T>
Range append(std::vector<T>& table, const std::vector<T>& records) {
  const Range range{static_cast<std::uint32_t>(table.size()),
                    static_cast<std::uint32_t>(records.size())};
  table.insert(table.end(), records.begin(), records.end());
  return range;
}

}  // namespace

/// One level of exists/count and its names.
class Lowering::Nested {
 public:
  Nested(Lowering& lowering, syntax::Extent at) : lowering_(lowering) {
    lowering.scopes_.emplace_back();
    if (++lowering.nesting_ > kNestingLimit)
      lowering.vocabulary_.fail(at, "`exists` and `count` nested more than 3 deep");
  }
  ~Nested() {
    lowering_.scopes_.pop_back();
    --lowering_.nesting_;
  }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  Lowering& lowering_;
};

Lowering::Lowering(Vocabulary& vocabulary, const Definitions& definitions, QueryTables& tables,
                   TextPool& pool)
    : vocabulary_(vocabulary),
      definitions_(definitions),
      tables_(tables),
      pool_(pool),
      first_variable_(static_cast<std::uint32_t>(tables.variables.size())),
      first_expr_(tables.exprs.size()),
      scopes_(1) {}

VariableId Lowering::find(std::string_view name) const {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
    for (const auto& [known, id] : *scope)
      if (known == name) return id;
  return kNoVariable;
}

VariableId Lowering::declare(std::string_view name, bool edge) {
  const auto id = static_cast<VariableId>(tables_.variables.size() - first_variable_);
  Variable record;
  record.name = pool_.add(name);
  record.edge = edge;
  tables_.variables.push_back(record);
  edge_facts_.resize(id + 1);
  if (!name.empty()) scopes_.back().emplace_back(name, id);
  return id;
}

Text Lowering::written(syntax::Extent at) const {
  return {source_.pooled.begin + at.begin, at.end - at.begin};
}

ExprId Lowering::add(Expr expr) {
  tables_.exprs.push_back(expr);
  return ExprId(tables_.exprs.size() - 1);
}

ExprId Lowering::conjunction(std::vector<ExprId> parts, Text text) {
  std::erase_if(parts, [](ExprId id) { return !id.valid(); });
  if (parts.empty()) return {};
  if (parts.size() == 1) return parts.front();
  Expr expr;
  expr.kind = ExprKind::conjunction;
  expr.written = text;
  expr.children = append(tables_.children, parts);
  return add(expr);
}

ExprId Lowering::disjunction(std::vector<ExprId> parts, Text text) {
  std::erase_if(parts, [](ExprId id) { return !id.valid(); });
  if (parts.size() == 1) return parts.front();
  Expr expr;
  expr.kind = ExprKind::disjunction;
  expr.written = text;
  expr.children = append(tables_.children, parts);
  return add(expr);
}

ExprId Lowering::negation(ExprId part) {
  Expr expr;
  expr.kind = ExprKind::negation;
  expr.written = tables_.exprs[part.index()].written;
  expr.children = append(tables_.children, std::vector<ExprId>{part});
  return add(expr);
}

std::uint32_t Lowering::match(const syntax::Query& query) {
  std::vector<const syntax::Expression*> where;
  for (const syntax::Expression& expression : query.where) where.push_back(&expression);
  const syntax::Extent at{query.paths.front().at.begin, query.paths.back().at.end};
  return pattern(query.paths, where, query.unless, at, true);
}

ExprId Lowering::mitigation(const syntax::Expression& parsed, VariableId& starred) {
  hops_ = Hops::mitigation;
  hop_ = kNoVariable;
  const ExprId result = expression(parsed);
  starred = hop_;
  hops_ = Hops::none;
  hop_ = kNoVariable;
  return result;
}

std::uint32_t Lowering::pattern(const std::vector<syntax::Path>& paths,
                                const std::vector<const syntax::Expression*>& where,
                                const std::vector<syntax::Exception>& unless, syntax::Extent at,
                                bool is_match) {
  std::vector<VariableId> bound;
  declare_edges(paths, bound);
  std::size_t next_edge = 0;
  const std::vector<VariableId> edge_variables = bound;
  std::vector<Step> steps;
  std::vector<const syntax::EdgePattern*> edges;
  for (const syntax::Path& path : paths) {
    VariableId from = node(path.nodes.front(), bound, false);
    for (std::size_t i = 0; i < path.edges.size(); ++i) {
      Step lowered = step(path.edges[i], edge_variables[next_edge++]);
      lowered.from = from;
      lowered.to = from = node(path.nodes[i + 1], bound, true);
      if (i + 1 < path.edges.size() && is_edge(from))
        vocabulary_.fail(path.nodes[i + 1].at, "an edge can only be the end of a path");
      check_step(lowered, path.edges[i]);
      steps.push_back(lowered);
      edges.push_back(&path.edges[i]);
    }
  }
  lower_whiles(edges, steps);
  std::vector<ExprId> conditions;
  for (const syntax::Expression* condition : where) conditions.push_back(expression(*condition));
  for (const syntax::Exception& exception : unless)
    conditions.push_back(negation(nested_pattern(exception.paths, exception.where, exception.at)));
  Pattern record;
  record.variables = append(tables_.pattern_variables, bound);
  record.steps = append(tables_.steps, steps);
  record.where = conjunction(conditions, written(at));
  record.written = written(at);
  tables_.patterns.push_back(record);
  const auto index = static_cast<std::uint32_t>(tables_.patterns.size() - 1);
  const Queries queries = view(tables_, pool_.bytes());
  for (std::string& fault : shape_faults(queries, first_variable_, index, is_match))
    vocabulary_.fail(at, std::move(fault));
  return index;
}

/// Edges first: a node position may name one of them ("attached to that flow").
void Lowering::declare_edges(const std::vector<syntax::Path>& paths,
                             std::vector<VariableId>& bound) {
  for (const syntax::Path& path : paths)
    for (const syntax::EdgePattern& edge : path.edges) {
      const std::string_view name = edge.name.text;
      if (!name.empty() && find(name) != kNoVariable)
        vocabulary_.fail(edge.name.at, "the name " + quoted(name) + " is already taken");
      const VariableId id = declare(name, true);
      edge_facts_[id].starred = edge.repeat != Repeat::once;
      bound.push_back(id);
    }
}

VariableId Lowering::node(const syntax::NodePattern& node, std::vector<VariableId>& bound,
                          bool is_target) {
  VariableId id = node.name.text.empty() ? kNoVariable : find(node.name.text);
  if (id != kNoVariable && is_edge(id)) {
    if (!is_target) vocabulary_.fail(node.at, "an edge can only be the end of a path");
    if (!node.labels.empty())
      vocabulary_.fail(node.at, quoted(node.name.text) + " is an edge and has no labels here");
    name_usable(id, node.name);
    return id;
  }
  const bool is_new = id == kNoVariable;
  if (is_new) {
    id = declare(node.name.text, false);
    bound.push_back(id);
  }
  label_node(id, node, is_new);
  return id;
}

void Lowering::label_node(VariableId id, const syntax::NodePattern& node, bool is_new) {
  if (node.labels.empty()) return;
  std::vector<LabelId> labels;
  for (const syntax::Word& word : node.labels) labels.push_back(vocabulary_.label(word));
  if (is_new) {
    variable(id).labels = append(tables_.node_labels, labels);
    return;
  }
  const auto known =
      Catalog::slice(std::span<const LabelId>(tables_.node_labels), variable(id).labels);
  if (!std::equal(known.begin(), known.end(), labels.begin(), labels.end()))
    vocabulary_.fail(node.at, quoted(node.name.text) +
                                  " has other labels where it is first named; name labels there");
}

Step Lowering::step(const syntax::EdgePattern& edge, VariableId edge_variable) {
  Step result;
  result.edge = edge_variable;
  result.data = edge.data;
  result.may = edge.may;
  result.repeat = edge.repeat;
  result.written = written(edge.at);
  std::vector<EdgeLabelId> labels;
  bool flow = edge.labels.empty();
  for (const syntax::Word& word : edge.labels) {
    const EdgeLabelId label = vocabulary_.edge(word);
    labels.push_back(label);
    if (!label.valid()) continue;
    const bool is_flow = vocabulary_.catalog().edges[label.index()].relation == EdgeRelation::flow;
    flow |= is_flow;
    if ((edge.data || edge.may) && !is_flow)
      vocabulary_.fail(word.at, quoted(word.text) + " is no flow; " +
                                    (edge.data ? "`=[ ]=>` follows" : "`may` asks for") +
                                    " flows only");
  }
  result.labels = append(tables_.edge_labels, labels);
  edge_facts_[edge_variable].labels = result.labels;
  edge_facts_[edge_variable].flow = flow;
  return result;
}

/// What a step into an edge needs: an attachment, once, to a flow.
void Lowering::check_step(const Step& lowered, const syntax::EdgePattern& edge) {
  if (!is_edge(lowered.to)) return;
  if (lowered.to == lowered.edge) vocabulary_.fail(edge.at, "an edge cannot end at itself");
  const auto labels =
      Catalog::slice(std::span<const EdgeLabelId>(tables_.edge_labels), lowered.labels);
  const bool attaches =
      !labels.empty() && std::all_of(labels.begin(), labels.end(), [this](EdgeLabelId label) {
        return !label.valid() ||
               vocabulary_.catalog().edges[label.index()].relation == EdgeRelation::attachment;
      });
  if (!attaches || lowered.data || lowered.repeat != Repeat::once)
    vocabulary_.fail(edge.at, "only a single attachment can end at an edge");
  if (!edge_facts_[lowered.to].flow)
    vocabulary_.fail(edge.at, "attachments end at flows and nodes, not at other edges");
}

void Lowering::lower_whiles(const std::vector<const syntax::EdgePattern*>& edges,
                            std::vector<Step>& steps) {
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (edges[i]->condition.empty()) continue;
    const Hops outer_hops = std::exchange(hops_, Hops::own);
    const VariableId outer_hop = std::exchange(hop_, steps[i].edge);
    steps[i].written_while = expression(edges[i]->condition.front());
    steps[i].while_condition = steps[i].written_while;
    hops_ = outer_hops;
    hop_ = outer_hop;
  }
}

ExprId Lowering::nested_pattern(const std::vector<syntax::Path>& paths,
                                const std::vector<syntax::Expression>& where, syntax::Extent at) {
  const Nested level(*this, at);
  std::vector<const syntax::Expression*> conditions;
  for (const syntax::Expression& condition : where) conditions.push_back(&condition);
  Expr expr;
  expr.kind = ExprKind::exists;
  expr.written = written(at);
  expr.pattern = pattern(paths, conditions, {}, at, false);
  return add(expr);
}

std::optional<Place> Lowering::place(const std::vector<syntax::Word>& words, bool starred_allowed) {
  const VariableId id = find(words.front().text);
  if (id == kNoVariable) {
    std::vector<std::string_view> known;
    for (const auto& [name, ignored] : scopes_.front()) known.push_back(name);
    vocabulary_.fail(words.front().at, "unknown name " + quoted(words.front().text) +
                                           did_you_mean(words.front().text, known));
    return std::nullopt;
  }
  if (edge_facts_[id].starred && (!starred_allowed || words.size() > 1)) {
    vocabulary_.fail(words.front().at, quoted(words.front().text) +
                                           " is a path: only the message may name it, as a whole");
    return std::nullopt;
  }
  if (words.size() > 2) {
    vocabulary_.fail(words[2].at, "expected a name or one property of it");
    return std::nullopt;
  }
  Place result;
  result.variable = id;
  if (words.size() == 2)
    result.property = property_of({id, false, false, {}, is_edge(id)}, words[1]);
  return result;
}

}  // namespace weir::query
