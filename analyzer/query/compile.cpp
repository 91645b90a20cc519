#include <utility>

#include "analyzer/query/lower.h"

namespace weir::query {
namespace {

/// Sizes of all tables, to take back what a faulty query appended.
struct Marks {
  explicit Marks(const QueryTables& t)
      : variables(t.variables.size()),
        pattern_variables(t.pattern_variables.size()),
        steps(t.steps.size()),
        patterns(t.patterns.size()),
        exprs(t.exprs.size()),
        children(t.children.size()),
        operands(t.operands.size()),
        parts(t.message_parts.size()),
        queries(t.queries.size()),
        node_labels(t.node_labels.size()),
        edge_labels(t.edge_labels.size()) {}

  void take_back(QueryTables& t) const {
    t.variables.resize(variables);
    t.pattern_variables.resize(pattern_variables);
    t.steps.resize(steps);
    t.patterns.resize(patterns);
    t.exprs.resize(exprs);
    t.children.resize(children);
    t.operands.resize(operands);
    t.message_parts.resize(parts);
    t.queries.resize(queries);
    t.node_labels.resize(node_labels);
    t.edge_labels.resize(edge_labels);
  }

  std::size_t variables, pattern_variables, steps, patterns, exprs, children, operands, parts,
      queries, node_labels, edge_labels;
};

struct ParsedMitigation {
  const MitigationSource* source;
  syntax::Expression expression;
};

}  // namespace

struct Compiler::Impl {
  const Catalog& catalog;
  QueryTables& tables;
  TextPool& pool;
  Definitions definitions;

  Range message(std::string_view text, syntax::Extent at, Lowering& lowering,
                Vocabulary& vocabulary);
  void add_mitigations(Lowering& lowering, Vocabulary& vocabulary,
                       const std::vector<ParsedMitigation>& parsed, std::uint32_t pattern,
                       CompiledRule& rule);
  void strengthen(Lowering& lowering, std::uint32_t pattern,
                  const std::vector<CompiledMitigation>& mitigations);
};

/// Splits a message at its `{places}`.
Range Compiler::Impl::message(std::string_view text, syntax::Extent at, Lowering& lowering,
                              Vocabulary& vocabulary) {
  std::vector<MessagePart> parts;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (open != 0) parts.push_back({pool.add(text.substr(0, open)), false, {}});
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      vocabulary.fail(at, "a `{` in the message without its `}`");
      break;
    }
    std::string_view inside = text.substr(open + 1, close - open - 1);
    std::vector<syntax::Word> words;
    for (bool more = true; more;) {
      const std::size_t dot = inside.find('.');
      words.push_back({inside.substr(0, dot), at});
      more = dot != std::string_view::npos;
      if (more) inside.remove_prefix(dot + 1);
    }
    if (const auto place = lowering.place(words, true)) parts.push_back({{}, true, *place});
    text.remove_prefix(close + 1);
  }
  const Range range{static_cast<std::uint32_t>(tables.message_parts.size()),
                    static_cast<std::uint32_t>(parts.size())};
  tables.message_parts.insert(tables.message_parts.end(), parts.begin(), parts.end());
  return range;
}

void Compiler::Impl::add_mitigations(Lowering& lowering, Vocabulary& vocabulary,
                                     const std::vector<ParsedMitigation>& parsed,
                                     std::uint32_t pattern, CompiledRule& rule) {
  for (const ParsedMitigation& one : parsed) {
    vocabulary.set_source(one.source->id);
    lowering.set_source(one.source->satisfied);
    CompiledMitigation mitigation;
    mitigation.enough = one.source->enough;
    mitigation.satisfied = lowering.mitigation(one.expression, mitigation.starred);
    rule.mitigations.push_back(mitigation);
  }
  strengthen(lowering, pattern, rule.mitigations);
}

/// A hop that bears an enough mitigation is closed: `while … and not (m or …)`.
void Compiler::Impl::strengthen(Lowering& lowering, std::uint32_t pattern,
                                const std::vector<CompiledMitigation>& mitigations) {
  const Range steps = tables.patterns[pattern].steps;
  for (std::uint32_t i = steps.first; i < steps.end(); ++i) {
    std::vector<ExprId> parts = {tables.steps[i].written_while};
    for (const CompiledMitigation& mitigation : mitigations)
      if (mitigation.enough && mitigation.starred == tables.steps[i].edge)
        parts.push_back(lowering.negation(mitigation.satisfied));
    const Text written = tables.steps[i].written;
    tables.steps[i].while_condition = lowering.conjunction(std::move(parts), written);
  }
}

Compiler::Compiler(const Catalog& catalog, QueryTables& tables, TextPool& pool)
    : impl_(new Impl{catalog, tables, pool, {}}) {}
Compiler::~Compiler() = default;

std::vector<QueryError> Compiler::define(std::string_view text) {
  std::vector<QueryError> errors;
  Vocabulary vocabulary(impl_->catalog, errors);
  vocabulary.set_source("define");
  Defined& defined = impl_->definitions.emplace_back();
  defined.source = std::string(text);
  auto parsed = syntax::parse_definition(defined.source);
  if (auto* error = std::get_if<QueryError>(&parsed)) {
    error->in = "define";
    errors.push_back(*error);
  } else {
    auto& definition = std::get<syntax::Definition>(parsed);
    defined.label = vocabulary.label(definition.label);
    defined.property = vocabulary.property(definition.name);
    defined.value = std::move(definition.value);
    if (errors.empty()) {
      const Catalog& catalog = impl_->catalog;
      const PropertyRecord& record = catalog.properties[defined.property.index()];
      bool declared = false;
      for (const LabelId label : Catalog::slice(catalog.label_refs, record.labels))
        declared |= catalog.is(defined.label, label);
      if (!declared || record.list || record.type != Scalar::boolean)
        vocabulary.fail(
            definition.name.at,
            "`" + std::string(definition.name.text) +
                "` must be declared as a boolean property of the label it is defined for");
    }
    if (errors.empty()) {
      const Marks marks(impl_->tables);
      Lowering lowering(vocabulary, impl_->definitions, impl_->tables, impl_->pool);
      lowering.set_source(defined.source);
      lowering.definition(defined);
      marks.take_back(impl_->tables);
    }
  }
  if (!errors.empty()) impl_->definitions.pop_back();
  return errors;
}

std::variant<CompiledRule, std::vector<QueryError>> Compiler::rule(
    std::string_view query, std::span<const MitigationSource> mitigations) {
  std::vector<QueryError> errors;
  const auto keep = [&errors](QueryError error, std::string in) {
    error.in = std::move(in);
    errors.push_back(std::move(error));
  };
  auto parsed = syntax::parse_query(query);
  if (auto* error = std::get_if<QueryError>(&parsed)) keep(*error, "query");
  std::vector<ParsedMitigation> conditions;
  for (const MitigationSource& source : mitigations) {
    auto expression = syntax::parse_expression(source.satisfied);
    if (auto* error = std::get_if<QueryError>(&expression))
      keep(*error, source.id);
    else
      conditions.push_back({&source, std::move(std::get<syntax::Expression>(expression))});
  }
  if (!errors.empty()) return errors;

  const syntax::Query& ast = std::get<syntax::Query>(parsed);
  const Marks marks(impl_->tables);
  Vocabulary vocabulary(impl_->catalog, errors);
  vocabulary.set_source("query");
  Lowering lowering(vocabulary, impl_->definitions, impl_->tables, impl_->pool);
  lowering.set_source(query);
  Query record;
  record.source = impl_->pool.add(query);
  record.pattern = lowering.match(ast);
  if (const auto place = lowering.place(ast.report, false)) record.report = *place;
  std::vector<VariableId> per;
  for (const syntax::Word& word : ast.per)
    if (const auto place = lowering.place({word}, false)) per.push_back(place->variable);
  auto& variables = impl_->tables.pattern_variables;
  record.per = {static_cast<std::uint32_t>(variables.size()),
                static_cast<std::uint32_t>(per.size())};
  variables.insert(variables.end(), per.begin(), per.end());
  record.message = impl_->message(ast.message, ast.message_at, lowering, vocabulary);
  CompiledRule rule;
  impl_->add_mitigations(lowering, vocabulary, conditions, record.pattern, rule);
  record.variables = {
      lowering.first_variable(),
      static_cast<std::uint32_t>(impl_->tables.variables.size()) - lowering.first_variable()};
  if (!errors.empty()) {
    marks.take_back(impl_->tables);
    return errors;
  }
  impl_->tables.queries.push_back(record);
  rule.query = static_cast<std::uint32_t>(impl_->tables.queries.size() - 1);
  return rule;
}

std::optional<Place> Compiler::place(std::uint32_t query, std::string_view text) const {
  const Query& record = impl_->tables.queries[query];
  const Pattern& pattern = impl_->tables.patterns[record.pattern];
  const std::size_t dot = text.find('.');
  const Catalog& catalog = impl_->catalog;
  for (const VariableId id : Catalog::slice(
           std::span<const VariableId>(impl_->tables.pattern_variables), pattern.variables)) {
    const Variable& variable = impl_->tables.variables[record.variables.first + id];
    if (variable.name.size == 0 || impl_->pool.get(variable.name) != text.substr(0, dot)) continue;
    if (dot == std::string_view::npos) return Place{id, {}};
    const PropertyId property = catalog.property(text.substr(dot + 1));
    if (!property.valid()) return std::nullopt;
    return Place{id, property};
  }
  return std::nullopt;
}

}  // namespace weir::query
