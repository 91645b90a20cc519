#include "analyzer/knowledge/rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/knowledge/readers.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

constexpr std::size_t kMostHelpBytes = 6 * 1024;

constexpr std::array<std::pair<std::string_view, RuleKind>, 2> kRuleKinds = {
    {{"threat", RuleKind::threat}, {"resilience", RuleKind::resilience}}};
constexpr std::array<std::pair<std::string_view, Precision>, 4> kPrecisions = {
    {{"low", Precision::low},
     {"medium", Precision::medium},
     {"high", Precision::high},
     {"very-high", Precision::very_high}}};

bool is_version(std::string_view text) {
  const auto dots = std::count(text.begin(), text.end(), '.');
  return dots == 2 && text.find_first_not_of("0123456789.") == text.npos &&
         text.find("..") == text.npos && text.front() != '.' && text.back() != '.';
}

double read_severity(const Yaml& node) {
  const double severity = node.number().value_or(1);
  if (!node.is_number()) return severity;
  const std::size_t dot = node.raw().find('.');
  const bool one_decimal = dot == node.raw().npos || node.raw().size() - dot <= 2;
  if (severity < 0.1 || severity > 10 || !one_decimal)
    node.fault("severity is from 0.1 to 10 with one decimal, found " + in_backticks(node.raw()));
  if (severity == 9.0) node.fault("severity 9.0 lies on the border of two bands: say 8.9 or 9.1");
  return severity;
}

void check_sentence(const Yaml& node) {
  if (node.raw().ends_with('.')) node.fault("expected no full stop at the end");
  if (node.raw().find('\n') != std::string_view::npos) node.fault("expected one line");
}

template <class T>
Range append(std::vector<T>& table, const std::vector<T>& records) {
  return Builder::append(table, records);
}

}  // namespace

/// A rule while it is read.
struct RuleCompiler::Draft {
  FileId file;
  Span query;
  RuleRecord record;
  std::string path;
  std::vector<MitigationRecord> mitigations;
  std::vector<query::MitigationSource> conditions;
  std::vector<Yaml> condition_nodes;
  std::vector<std::pair<std::string_view, Yaml>> slots;  ///< as written, compiled after the query
  std::vector<Yaml> assets;
  std::optional<Yaml> id, statement, failure;
};

RuleCompiler::RuleCompiler(Faults& faults, const Catalog& catalog, RuleTables& rules,
                           query::QueryTables& queries, TextPool& pool, std::string file_prefix)
    : faults_(faults),
      catalog_(catalog),
      rules_(rules),
      queries_(queries),
      pool_(pool),
      compiler_(catalog_, queries, pool),
      file_prefix_(std::move(file_prefix)) {}

void RuleCompiler::define(const std::vector<Builder::DefineSource>& fresh) {
  for (std::uint32_t i = 0; i < catalog_.defines.size(); ++i) {
    const auto source =
        std::find_if(fresh.begin(), fresh.end(), [i](const auto& s) { return s.define == i; });
    for (const query::QueryError& error :
         compiler_.define(catalog_.text(catalog_.defines[i].text))) {
      if (source == fresh.end()) continue;  // built in: compiled without faults before
      const Yaml& written = source->written;
      faults_.add(span_in_scalar(faults_.sources(), written.document(), written.node(), error.begin,
                                 error.end),
                  error.message);
    }
  }
}

void RuleCompiler::compile(FileId file) {
  SourceMap& sources = faults_.sources();
  const Result<RuleFile> parts = split_rule_file(sources, file);
  if (!parts.ok()) {
    faults_.add(parts.error().span.value_or(Span{file, 0, 0}), parts.error().message);
    return;
  }
  const FileId front = sources.add_derived(std::string(sources.text(parts->front_matter)),
                                           {{0, parts->front_matter, true}});
  const Parsed parsed = parse_yaml(sources, front);
  for (const Diagnostic& d : parsed.diagnostics) faults_.add(d.span, d.message);
  if (!parsed.ok() || parsed.documents.size() != 1 || parsed.documents[0].empty()) {
    if (parsed.diagnostics.empty()) faults_.add(parts->front_matter, "front matter is empty");
    return;
  }
  Draft draft;
  draft.file = file;
  draft.query = parts->query;
  draft.path = std::string(sources.path(file));
  draft.record.file = pool_.add(file_prefix_ + draft.path);
  draft.record.help_markdown = pool_.add(parts->help_markdown);
  if (parts->help_markdown.empty())
    faults_.add({file, parts->query.begin, parts->query.end}, "the rule has no explanation");
  if (parts->help_markdown.size() > kMostHelpBytes)
    faults_.add({file, parts->query.begin, parts->query.end},
                "the explanation has " + std::to_string(parts->help_markdown.size()) +
                    " bytes; at most " + std::to_string(kMostHelpBytes) + " are shown");
  const Yaml root(parsed.documents[0], 0, faults_);
  read_front_matter(draft, root);
  check_place(draft);
  if (!compile_query(draft)) return;
  fill_statement(draft);
  draft.record.mitigations = append(rules_.mitigations, draft.mitigations);
  rules_.rules.push_back(draft.record);
}

void RuleCompiler::read_front_matter(Draft& draft, const Yaml& root) {
  RuleRecord& rule = draft.record;
  const auto keep = [](std::optional<Yaml>& slot) { return [&slot](const Yaml& y) { slot = y; }; };
  root.fields(
      "the front matter",
      {{"id", Field::required, keep(draft.id)},
       {"title", Field::required,
        [&](const Yaml& y) {
          rule.title = pool_.add(y.text().value_or(""));
          check_sentence(y);
        }},
       {"kind", Field::required,
        [&](const Yaml& y) { rule.kind = read_word(y, kRuleKinds).value_or(RuleKind::threat); }},
       {"severity", Field::required, [&](const Yaml& y) { rule.severity = read_severity(y); }},
       {"precision", Field::required,
        [&](const Yaml& y) {
          rule.precision = read_word(y, kPrecisions).value_or(Precision::medium);
        }},
       {"tags", Field::required, [&](const Yaml& y) { rule.tags = tags(y); }},
       {"since", Field::required,
        [&](const Yaml& y) {
          const auto since = y.scalar();
          if (since && !is_version(*since))
            y.fault("expected a version such as 0.1.0, found " + in_backticks(*since));
          rule.since = pool_.add(since.value_or(""));
        }},
       {"aliases", Field::optional, [&](const Yaml& y) { rule.aliases = ids(y, aliases_); }},
       {"folds", Field::optional, [&](const Yaml& y) { rule.folds = ids(y, folds_); }},
       {"statement", Field::optional, keep(draft.statement)},
       {"failure", Field::optional, keep(draft.failure)},
       {"mitigations", Field::optional, [&](const Yaml& y) {
          for (const Yaml& item : y.items()) read_mitigation(draft, item);
        }}});
  const bool threat = rule.kind == RuleKind::threat;
  const std::optional<Yaml>& wanted = threat ? draft.statement : draft.failure;
  const std::optional<Yaml>& other = threat ? draft.failure : draft.statement;
  if (!wanted)
    root.fault(threat ? "missing key `statement` in a threat's front matter"
                      : "missing key `failure` in a resilience rule's front matter");
  if (other)
    other->fault(threat ? "a threat has a `statement`, no `failure`"
                        : "a resilience rule has a `failure`, no `statement`");
  if (wanted) read_slots(draft, *wanted);
}

void RuleCompiler::read_slots(Draft& draft, const Yaml& node) {
  std::vector<Field> fields;
  const auto slot = [&draft](std::string_view key) {
    return Field{key, Field::required, [&draft, key](const Yaml& y) {
                   if (!y.text()) return;
                   lint_slot(key, y);
                   draft.slots.emplace_back(key, y);
                 }};
  };
  if (draft.record.kind == RuleKind::resilience) {
    for (const std::string_view key : {"mode", "cause", "effect", "objective"})
      fields.push_back(slot(key));
    node.fields("`failure`", fields);
    return;
  }
  for (const std::string_view key : {"source", "prerequisites", "action", "impact"})
    fields.push_back(slot(key));
  constexpr std::array<std::pair<std::string_view, int>, 4> kGoals = {
      {{"confidentiality", 0}, {"integrity", 1}, {"availability", 2}, {"accountability", 3}}};
  fields.push_back({"goals", Field::required, [&](const Yaml& y) {
                      std::vector<Text> goals;
                      for (const Yaml& item : y.items())
                        if (read_word(item, kGoals)) goals.push_back(pool_.add(item.raw()));
                      if (goals.empty()) y.fault("expected at least one goal");
                      draft.record.statement.goals = append(rules_.texts, goals);
                    }});
  fields.push_back({"assets", Field::required, [&](const Yaml& y) {
                      for (const Yaml& item : y.items())
                        if (item.text()) draft.assets.push_back(item);
                      if (draft.assets.empty()) y.fault("expected at least one asset");
                    }});
  node.fields("`statement`", fields);
}

void RuleCompiler::read_mitigation(Draft& draft, const Yaml& node) {
  MitigationRecord record;
  query::MitigationSource source;
  std::optional<Yaml> condition;
  const bool complete = node.fields(
      "a mitigation",
      {{"id", Field::required,
        [&](const Yaml& y) {
          source.id = std::string(y.text().value_or(""));
          if (!is_kebab_case(source.id))
            y.fault("expected lower-case words joined by `-`, found " + in_backticks(source.id));
          for (const query::MitigationSource& other : draft.conditions)
            if (other.id == source.id) y.fault("mitigation " + in_backticks(source.id) + " stands twice");
        }},
       {"do", Field::required,
        [&](const Yaml& y) {
          record.advice = pool_.add(y.text().value_or(""));
          check_sentence(y);
        }},
       {"satisfied", Field::required,
        [&](const Yaml& y) {
          source.satisfied = std::string(y.text().value_or(""));
          condition = y;
        }},
       {"enough", Field::optional,
        [&](const Yaml& y) { source.enough = y.boolean().value_or(false); }},
       {"at", Field::optional, [&](const Yaml& y) { record.at = labels(y); }}});
  if (!complete) return;
  record.id = pool_.add(source.id);
  record.satisfied = pool_.add(source.satisfied);
  draft.mitigations.push_back(record);
  draft.conditions.push_back(std::move(source));
  draft.condition_nodes.push_back(*condition);
}

Range RuleCompiler::labels(const Yaml& written) {
  std::vector<Text> texts;
  std::vector<std::string_view> known;
  for (const LabelRecord& label : catalog_.labels) known.push_back(catalog_.text(label.name));
  std::string_view rest = written.text().value_or("");
  while (!rest.empty()) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    const std::string_view name = rest.substr(0, bar);
    if (!catalog_.label(name).valid())
      written.fault("unknown label " + in_backticks(name) + suggestion(name, known));
    texts.push_back(pool_.add(name));
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  return append(rules_.texts, texts);
}

Range RuleCompiler::ids(const Yaml& list, std::vector<std::pair<std::string, Span>>& mentions) {
  std::vector<Text> texts;
  for (const Yaml& item : list.items()) {
    const auto id = item.text();
    if (!id) continue;
    mentions.emplace_back(*id, item.span());
    texts.push_back(pool_.add(*id));
  }
  return append(rules_.texts, texts);
}

Range RuleCompiler::tags(const Yaml& list) {
  std::vector<Text> texts;
  std::vector<std::string_view> known;
  for (const RuleTagRecord& tag : catalog_.rule_tags) known.push_back(catalog_.text(tag.pattern));
  int classes = 0;
  for (const Yaml& item : list.items()) {
    const auto tag = item.text();
    if (!tag) continue;
    const bool is_known = std::any_of(known.begin(), known.end(), [&](std::string_view pattern) {
      return glob_match(pattern, *tag);
    });
    if (!is_known) item.fault("unknown tag " + in_backticks(*tag) + suggestion(*tag, known));
    if (tag->starts_with("class/")) ++classes;
    const bool twice = std::any_of(texts.begin(), texts.end(),
                                   [&](Text other) { return pool_.get(other) == *tag; });
    if (twice) item.fault("tag " + in_backticks(*tag) + " stands twice");
    texts.push_back(pool_.add(*tag));
  }
  if (classes != 1)
    list.fault("expected exactly one class/… tag, found " + std::to_string(classes));
  return append(rules_.texts, texts);
}

/// The id is the file's name and the folder says the kind.
void RuleCompiler::check_place(const Draft& draft) const {
  if (!draft.id) return;
  const auto id = draft.id->text();
  if (!id) return;
  if (!is_kebab_case(*id))
    draft.id->fault("expected lower-case words joined by `-`, found " + in_backticks(*id));
  const std::string_view name = std::string_view(draft.path).substr(draft.path.rfind('/') + 1);
  if (name != std::string(*id) + ".md")
    draft.id->fault("rule " + in_backticks(*id) + " belongs in " + std::string(*id) + ".md, not in " +
                    std::string(name));
  const std::string_view folder = std::string_view(draft.path).substr(0, draft.path.find('/'));
  const bool threat = draft.record.kind == RuleKind::threat;
  if (folder != (threat ? "threat" : "resilience"))
    draft.id->fault(std::string(threat ? "a threat" : "a resilience rule") + " belongs below " +
                    (threat ? "threat/" : "resilience/") + ", not below " + std::string(folder) +
                    "/");
}

/// Also makes the id known, so that one faulty rule does not make others that name it faulty.
bool RuleCompiler::compile_query(Draft& draft) {
  if (draft.id) {
    draft.record.id = pool_.add(draft.id->raw());
    new_ids_.emplace_back(draft.id->raw(), draft.id->span());
  }
  const std::string query(faults_.sources().text(draft.query));
  auto compiled = compiler_.rule(query, draft.conditions);
  if (const auto* errors = std::get_if<std::vector<query::QueryError>>(&compiled)) {
    for (const query::QueryError& error : *errors) report(draft, error);
    return false;
  }
  const auto& rule = std::get<query::CompiledRule>(compiled);
  draft.record.query = rule.query;
  for (std::size_t i = 0; i < draft.mitigations.size(); ++i)
    draft.mitigations[i].compiled = rule.mitigations[i];
  return true;
}

void RuleCompiler::report(const Draft& draft, const query::QueryError& error) {
  for (std::size_t i = 0; i < draft.conditions.size(); ++i) {
    if (draft.conditions[i].id != error.in) continue;
    const Yaml& node = draft.condition_nodes[i];
    faults_.add(
        span_in_scalar(faults_.sources(), node.document(), node.node(), error.begin, error.end),
        error.message);
    return;
  }
  faults_.add({draft.file, draft.query.begin + error.begin, draft.query.begin + error.end},
              error.message);
}

void RuleCompiler::fill_statement(Draft& draft) {
  StatementRecord& statement = draft.record.statement;
  const std::array<TemplateRecord*, 4> in_order = {&statement.source, &statement.prerequisites,
                                                   &statement.action, &statement.impact};
  for (std::size_t i = 0; i < draft.slots.size() && i < in_order.size(); ++i)
    *in_order[i] = text_template(draft, draft.slots[i].second);
  std::vector<TemplateRecord> assets;
  for (const Yaml& asset : draft.assets) assets.push_back(text_template(draft, asset));
  statement.assets = append(rules_.templates, assets);
}

TemplateRecord RuleCompiler::text_template(const Draft& draft, const Yaml& node) {
  const std::string_view text = node.raw();
  std::vector<query::MessagePart> parts;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = std::min(text.find('{', at), text.size());
    if (open > at) parts.push_back({pool_.add(text.substr(at, open - at)), false, {}});
    if (open == text.size()) break;
    const std::size_t close = text.find('}', open);
    if (close == text.npos) {
      node.fault("`{` is not closed");
      break;
    }
    parts.push_back(hole(draft, node, text.substr(open + 1, close - open - 1), open + 1));
    at = close + 1;
  }
  return {append(queries_.message_parts, parts)};
}

query::MessagePart RuleCompiler::hole(const Draft& draft, const Yaml& node, std::string_view name,
                                      std::size_t begin) {
  query::MessagePart part;
  part.text = pool_.add(name);
  part.is_place = true;
  const auto place = compiler_.place(draft.record.query, name);
  if (place) {
    part.place = *place;
    return part;
  }
  const query::Query& query = queries_.queries[draft.record.query];
  std::vector<std::string> names;
  for (std::uint32_t i = query.variables.first; i < query.variables.end(); ++i) {
    const std::string known(pool_.get(queries_.variables[i].name));
    if (!known.empty() && compiler_.place(draft.record.query, known)) names.push_back(known);
  }
  const std::string_view variable = name.substr(0, name.find('.'));
  const bool bound = std::find(names.begin(), names.end(), variable) != names.end();
  faults_.add(
      span_in_scalar(faults_.sources(), node.document(), node.node(), begin, begin + name.size()),
      bound ? "unknown property in " + in_backticks(name)
            : "unbound name " + in_backticks(variable) +
                  suggestion(variable, {names.begin(), names.end()}));
  return part;
}

void RuleCompiler::finish() {
  std::map<std::string, bool, std::less<>> known;
  for (const RuleRecord& rule : rules_.rules) {
    for (const Text alias : Builder::slice(rules_.texts, rule.aliases))
      known.emplace(pool_.get(alias), true);
  }
  std::map<std::string, int, std::less<>> ids;
  for (const RuleRecord& rule : rules_.rules) ++ids[std::string(pool_.get(rule.id))];
  for (const auto& [id, span] : new_ids_) {
    const auto found = ids.find(id);
    if (found != ids.end() && found->second > 1)
      faults_.add(span, "rule " + in_backticks(id) + " exists already");
    known.emplace(id, true);
  }
  for (const auto& [id, count] : ids) known.emplace(id, true);
  for (const auto& [alias, span] : aliases_)
    if (ids.contains(alias)) faults_.add(span, "alias " + in_backticks(alias) + " is the id of a rule");
  std::vector<std::string_view> names;
  for (const auto& [id, value] : known) names.push_back(id);
  for (const auto& [id, span] : folds_)
    if (!known.contains(id))
      faults_.add(span, "unknown rule " + in_backticks(id) + suggestion(id, names));
  std::stable_sort(rules_.rules.begin(), rules_.rules.end(),
                   [this](const RuleRecord& a, const RuleRecord& b) {
                     return pool_.get(a.id) < pool_.get(b.id);
                   });
}

}  // namespace weir
