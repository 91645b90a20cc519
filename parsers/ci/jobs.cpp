// Jobs and what their steps do, as resources.
#include "parsers/ci/jobs.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "analyzer/base/credentials.h"
#include "analyzer/base/limits.h"
#include "parsers/ci/commands.h"

namespace weir::ci {
namespace {

constexpr Limit kJobs = {512, "512 jobs"};
constexpr Limit kSteps = {4096, "4096 steps"};
constexpr Limit kVariables = {200, "200 of one place"};
constexpr Limit kSettings = {40'000, "40000 variables of jobs"};
constexpr Limit kScriptBytes = {16u << 20, "16 MiB of scripts"};  ///< however often one is run
constexpr Limit kValueBytes = {limits::kModelBytes, "64 MiB of values"};
constexpr Limit kCommands = {kCommandsOfScript, "2000 commands of one"};
constexpr std::size_t kTypeWords = 4;  ///< words that may say together what a command is

/// What stands before the version of an action, and the version.
std::pair<std::string, std::string> action_and_version(const std::string& uses) {
  const std::size_t at = uses.find('@');
  if (at == std::string::npos) return {uses, ""};
  return {uses.substr(0, at), uses.substr(at + 1)};
}

bool is_commit(std::string_view version) {
  return (version.size() == 40 || version.size() == 64) &&
         std::all_of(version.begin(), version.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

/// The place of a stretch of a script: where its text is known byte by byte, else the whole.
Span stretch(const SourceMap& sources, const ValueStore& values, ValueId script, std::size_t begin, std::size_t end) {
  const Span whole = values[script].span;
  if (!whole.valid() || sources.text(whole) != values.string(script)) return whole;
  return {whole.file, whole.begin + static_cast<std::uint32_t>(begin), whole.begin + static_cast<std::uint32_t>(end)};
}

/// By what the code host keeps them under: those of the values that are not in the file.
MapEntry kept_of(ValueStore& values, ValueId map, Span span) {
  std::vector<MapEntry> kept;
  for (std::size_t n = 0; map.valid() && values[map].kind == ValueKind::map && n < values.item_count(map); ++n) {
    const MapEntry entry = values.entry(map, n);
    if (values[entry.value].kind == ValueKind::unknown && !values.subject(entry.value).empty())
      kept.push_back({entry.key, entry.key_span, values.add_string(std::string(values.subject(entry.value)), values[entry.value].span)});
  }
  return {"kept", span, values.add_map(std::move(kept), span)};
}

std::string option_name(std::string_view word) {
  while (word.starts_with("-")) word.remove_prefix(1);
  return std::string(word.substr(0, word.find('=')));
}

}  // namespace

ValueId value_at(const ValueStore& values, ValueId map, std::string_view key) {
  if (!map.valid() || values[map].kind != ValueKind::map) return {};
  const ValueId found = values.find(map, key);
  return found.valid() && values[found].kind != ValueKind::null ? found : ValueId{};
}

std::string text_at(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId found = value_at(values, map, key);
  return found.valid() ? std::string(values.string(found)) : "";
}

void add_variables(ValueStore& values, ValueId map, Scope& scope, std::vector<MapEntry>& settings, LeftOut& left_out) {
  if (!map.valid() || values[map].kind != ValueKind::map) return;
  const std::size_t count = values.item_count(map);
  if (count > kVariables.most)
    left_out.add("variables", kVariables, values.entry(map, kVariables.most).key_span, count - kVariables.most);
  for (std::size_t n = 0; n < std::min(count, kVariables.most); ++n) {
    MapEntry entry = values.entry(map, n);
    entry.value = filled(values, entry.value, scope);
    if (!scope.environment.insert_or_assign(entry.key, entry.value).second)
      std::erase_if(settings, [&](const MapEntry& before) { return before.key == entry.key; });
    settings.push_back(std::move(entry));
  }
}

ValueId texts(ValueStore& values, const std::vector<std::string>& all, Span span) {
  std::vector<ValueId> items;
  for (const std::string& one : all) items.push_back(values.add_string(one, span));
  return values.add_list(items, span);
}

ResourceId JobWriter::resource(const std::string& address, const std::string& name, std::string type, Span header, Span span) {
  Resource made;
  made.address = without_credentials(address);
  made.name = without_credentials(name);
  made.type = std::move(type);
  made.language = Language::ci;
  made.unit = UnitId(0);
  made.exists = kAlways;
  made.span = span;
  made.header = header;
  made.meta = made.attributes = model_.values.add_map({}, span);
  model_.resources.push_back(std::move(made));
  return ResourceId(model_.resources.size() - 1);
}

/// Variables of the shell are filled in where the file gives them; others are not known, or leave a hole.
ValueId JobWriter::word_value(const std::string& word, const Scope& scope, Span span) {
  ValueStore& values = model_.values;
  std::vector<ValueId> parts;
  std::size_t from = 0;
  const auto literal = [&](std::size_t end) {
    if (end > from) parts.push_back(filled(values, values.add_string(word.substr(from, end - from), span), scope));
  };
  for (std::size_t at = word.find('$'); at < word.size(); at = word.find('$', at + 1)) {
    const std::size_t begin = at + 1 + (word.compare(at + 1, 1, "{") == 0 ? 1 : 0);
    if (word.compare(at, 3, "${{") == 0) continue;
    std::size_t end = begin;
    while (end < word.size() && (std::isalnum(static_cast<unsigned char>(word[end])) != 0 || word[end] == '_')) ++end;
    if (end == begin) continue;
    const std::string name = word.substr(begin, end - begin);
    if (begin == at + 2) end = std::min(word.find('}', end), word.size() - 1) + 1;
    literal(at);
    const auto known = scope.environment.find(name);
    parts.push_back(known != scope.environment.end()
                        ? known->second
                        : values.add_unknown(UnknownKind::outside, "the file does not set it", name, span));
    from = end;
    at = end - 1;
  }
  literal(word.size());
  return parts.empty() ? values.add_string(word, span) : values.add_text(parts, span);
}

ValueId JobWriter::reads(const StepText& step) {
  ValueStore& values = model_.values;
  std::vector<ValueId> items;
  const auto add = [&](ValueId text, const std::string& into) {
    for (const Read& read : reads_in(values, text, step.scope))
      items.push_back(values.add_map({{"path", read.span, values.add_string(read.path, read.span)},
                                      {"into", read.span, values.add_string(into, read.span)}}, read.span));
  };
  if (values.bytes() > kValueBytes.most) return values.add_list({}, step.span);
  for (const ValueId script : step.scripts) add(script, "run");
  if (step.with.valid() && values[step.with].kind == ValueKind::map)
    for (std::size_t n = 0; n < values.item_count(step.with); ++n) {
      const MapEntry entry = values.entry(step.with, n);
      add(entry.value, entry.key);
    }
  return values.add_list(items, step.span);
}

ValueId JobWriter::step_item(const StepText& step, std::size_t ordinal) {
  ValueStore& values = model_.values;
  const Span span = step.span;
  std::vector<MapEntry> entries = {{"ordinal", span, values.add_number(static_cast<double>(ordinal), span)},
                                   {"narrowed", span, values.add_boolean(step.narrowed, span)},
                                   {"reads", span, reads(step)}};
  if (!step.scripts.empty()) entries.push_back({"runs", span, values.add_boolean(true, span)});
  if (!step.uses.empty()) {
    const auto [action, version] = action_and_version(step.uses);
    const bool own = step.uses.starts_with("./") || step.uses.starts_with("docker://");
    const Span place = values[step.uses_value].span;
    entries.push_back({"action", place, values.add_string(action, place)});
    entries.push_back({"owner", place, values.add_string(action.substr(0, action.find('/')), place)});
    entries.push_back({"version", place, values.add_string(version, place)});
    if (!own) entries.push_back({"pinned", place, values.add_boolean(step.pinned.value_or(is_commit(version)), place)});
  }
  if (step.with.valid()) entries.push_back({"with", span, filled(values, step.with, step.scope)});
  return values.add_map(std::move(entries), span);
}

void JobWriter::known_action(const StepText& step, std::vector<KnownStep>& out) {
  const std::string action = action_and_version(step.uses).first;
  if (action.empty() || !catalog_.concept_of(Language::ci, action).valid()) return;
  KnownStep known{action, step.span, {}};
  known.entries.push_back({"action", step.span, model_.values.add_string(action, step.span)});
  if (step.with.valid()) {
    const ValueId with = filled(model_.values, step.with, step.scope);
    known.entries.push_back({"with", step.span, with});
    known.entries.push_back(kept_of(model_.values, with, step.span));
  }
  out.push_back(std::move(known));
}

void JobWriter::known_commands(const StepText& step, std::vector<KnownStep>& out) {
  ValueStore& values = model_.values;
  for (const ValueId script : step.scripts) {
    const std::string text(values.string(script));
    if (script_bytes_ += text.size(); script_bytes_ > kScriptBytes.most) return;
    const std::vector<Command> commands = commands_in(text);
    if (commands.size() == kCommands.most) left_out_.add("scripts that go on", kCommands, values[script].span);
    for (const Command& command : commands) {
      if (values.bytes() > kValueBytes.most) return;
      std::vector<std::string> plain;  // words that are no options
      for (const std::string& word : command.words)
        if (!word.starts_with("-") && plain.size() < kTypeWords) plain.push_back(word);
      std::string type;
      for (; !plain.empty(); plain.pop_back()) {
        type = "$";
        for (const std::string& word : plain) type += " " + word;
        if (catalog_.concept_of(Language::ci, type).valid()) break;
      }
      if (plain.empty()) continue;
      const Span span = stretch(sources_, values, script, command.begin, command.end);
      const RootPath folder = path_from_root(step.folder, command.folder);
      std::vector<MapEntry> options, paths;
      for (std::size_t i = 0; i < command.words.size(); ++i) {
        const std::string& word = command.words[i];
        if (!word.starts_with("-")) continue;
        const std::size_t equals = word.find('=');
        const bool next = equals == std::string::npos && i + 1 < command.words.size() && !command.words[i + 1].starts_with("-");
        const std::string given = equals != std::string::npos ? word.substr(equals + 1) : next ? command.words[i + 1] : "";
        const std::string name = option_name(word);
        if (name.empty()) continue;
        options.push_back({name, span, word_value(given, step.scope, span)});
        const RootPath path = folder.known ? path_from_root(folder.path, given) : RootPath{};
        if (path.known && !given.empty()) paths.push_back({name, span, values.add_string(path.path, span)});
      }
      KnownStep known{type, span, {}};
      known.entries.push_back({"options", span, values.add_map(std::move(options), span)});
      known.entries.push_back({"paths", span, values.add_map(std::move(paths), span)});
      if (folder.known) known.entries.push_back({"folder", span, values.add_string(folder.path, span)});
      out.push_back(std::move(known));
    }
  }
}

bool JobWriter::is_full(Span place) {
  const Limit* met = nullptr;
  if (jobs_ > kJobs.most) met = &kJobs;
  else if (steps_ > kSteps.most) met = &kSteps;
  else if (settings_ > kSettings.most) met = &kSettings;
  else if (script_bytes_ > kScriptBytes.most) met = &kScriptBytes;
  else if (model_.values.bytes() > kValueBytes.most) met = &kValueBytes;
  if (met != nullptr) left_out_.add("jobs", *met, place);
  return met != nullptr;
}

void JobWriter::add(JobText job) {
  ValueStore& values = model_.values;
  if (is_full(job.header)) return;
  std::vector<KnownStep> known;
  for (const StepText& step : job.steps) {
    if (values.bytes() > kValueBytes.most) break;
    known_action(step, known);
    known_commands(step, known);
  }
  if (known.empty() && !job.holds) return;
  ++jobs_;
  steps_ += job.steps.size() + known.size();
  settings_ += job.settings.size();
  if (is_full(job.header)) return;
  const ResourceId id = resource(job.address, job.name, "job", job.header, job.span);
  std::vector<ValueId> steps, settings;
  for (std::size_t i = 0; i < job.steps.size(); ++i) steps.push_back(step_item(job.steps[i], i));
  for (const MapEntry& entry : job.settings)
    settings.push_back(values.add_map({{"name", entry.key_span, values.add_string(entry.key, entry.key_span)},
                                       {"value", entry.key_span, entry.value}}, entry.key_span));
  const ValueId given = values.add_map(job.settings, job.header);
  const Span place = job.header;
  job.entries.push_back({"steps", place, values.add_list(steps, place)});
  job.entries.push_back({"settings", place, values.add_list(settings, place)});
  job.entries.push_back({"given", place, given});
  job.entries.push_back(kept_of(values, given, place));
  job.entries.push_back({"holds", place, values.add_boolean(job.holds, place)});
  job.entries.push_back({"acts", place, values.add_boolean(!known.empty(), place)});
  model_.resources[id.index()].attributes = values.add_map(std::move(job.entries), job.span);
  for (std::size_t i = 0; i < known.size(); ++i) {
    KnownStep& one = known[i];
    const ResourceId step = resource(job.address + "/" + std::to_string(i + 1), "", one.type, one.span, one.span);
    one.entries.push_back({"job", one.span, values.add_reference({id, job.address, ""}, one.span)});
    model_.resources[step.index()].attributes = values.add_map(std::move(one.entries), one.span);
  }
}

}  // namespace weir::ci
