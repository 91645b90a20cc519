// Nested stacks: values go in as parameters and come out as outputs, whenever one is asked for.

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/cdk/assembly.h"
#include "parsers/cloudformation/files/named_files.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {
namespace {

constexpr std::string_view kTemplate = "TemplateURL";
/// Words of which one stands in every template that nests another one, or may come to.
constexpr std::array<std::string_view, 3> kNesting = {kStack, "AWS::Serverless::Application",
                                                      "AWS::Include"};

bool may_nest(const Document& document) {
  return std::any_of(kNesting.begin(), kNesting.end(), [&](std::string_view word) {
    return document.strings.find(word) != std::string::npos;
  });
}

}  // namespace

Lowering::Lowering(Lowering& parent, std::string_view name, const Document& document, Guard exists,
                   Passed passed)
    : Lowering(parent.unit_, document, parent.known_of(passed)) {
  parent_ = &parent;
  prefix_ = parent.prefix_ + std::string(name) + "/";
  base_ = exists;
  passed_ = std::move(passed);
}

/// The template of a stack resource, with its parameters and names read; null if it is not read.
Lowering* Lowering::nested(std::string_view name, Span place) {
  NestedStack& stack = nested_of_.find(name)->second;
  if (stack.progress == Progress::running) return nullptr;  // a circle, which is reported as such
  if (stack.progress == Progress::fresh) {
    if (++unit_.stacks > limits::kStacks) {
      stack.progress = Progress::done;
      stack.why = "a nested stack: more than " + std::to_string(limits::kStacks) + " of them";
      notes_.add(Level::warning, "budget", "stacks", stack.header,
                 std::string(name) + " is " + stack.why + " in one unit");
      stack.attributes = values_.add_map({}, stack.header);
      return nullptr;
    }
    if (unit_.stacks_open == limits::kStackDepth) {
      malformed(name, place, "too many stacks need each other's outputs as parameters");
      return nullptr;
    }
    stack.progress = Progress::running;
    ++unit_.stacks_open;
    open_stack(name, stack);
    --unit_.stacks_open;
    stack.progress = Progress::done;
  }
  return stack.child.get();
}

void Lowering::open_stack(std::string_view name, NestedStack& stack) {
  const bool was_in_condition = std::exchange(in_condition_, false);
  const std::string handed_over = std::exchange(handed_over_, {});
  const ResourceId reading = std::exchange(reading_, stack.resource);
  const Guard exists = condition_named_at(stack.node);
  const Guard context = std::exchange(context_, exists == kNever ? kAlways : exists);
  stack.attributes = attributes_of(stack.node);
  context_ = context;
  stack.why = std::exchange(handed_over_, handed_over);
  in_condition_ = was_in_condition;
  reading_ = reading;

  const std::optional<std::string> path = template_of(name, stack);
  if (!path) return;
  const Document& document = *unit_.around.templates.find(*path)->second;
  if (!spend(document.nodes.size())) {
    stack.why = "a nested stack: the budget for reading templates is spent";
    over_budget(document_.span(stack.node));
    return;
  }
  const ValueId given = as_one_map(model_, values_.find(stack.attributes, "Parameters"));
  const ValueKind kind = given.valid() ? values_[given].kind : ValueKind::null;
  Passed passed;
  for (std::size_t i = 0; kind == ValueKind::map && i < values_.item_count(given); ++i) {
    const MapEntry& entry = values_.entry(given, i);
    passed.emplace(entry.key, entry.value);
  }
  const bool all_known = kind == ValueKind::map || kind == ValueKind::null;
  stack.child = std::make_unique<Lowering>(*this, name, document, exists, std::move(passed));
  stack.child->all_passed_known_ = all_known;
  model_.units.front().included.push_back(document.file);
  stack.child->read_declarations();
  if (all_known) check_passed(name, *stack.child, given, stack.header);
}

/// Says which parameters a stack gives that its template does not have, and which it leaves open.
/// `given` is the map of them, or stands where it would be.
void Lowering::check_passed(std::string_view name, const Lowering& child, ValueId given,
                            Span header) {
  const std::string stack = "stack " + std::string(name);
  for (const auto& [parameter, value] : child.passed_) {
    if (child.parameter_of_.count(parameter) != 0 || child.open_) continue;
    const MapEntry* entry = given.valid() ? values_.find_entry(given, parameter) : nullptr;
    notes_.add(Level::warning, "nested-stack", prefix_ + stack + "." + parameter,
               entry == nullptr ? header : entry->key_span,
               stack + " gives a value to " + parameter + ", which is no parameter of " +
                   std::string(sources_.path(child.document_.file)));
  }
  for (const auto& [parameter, info] : child.parameter_of_) {
    const bool declared = info.node != kNoNode;
    if (!declared || child.passed_.count(parameter) != 0) continue;
    if (find_entry(child.document_, info.node, "Default") != kNoNode) continue;
    notes_.add(Level::warning, "nested-stack", prefix_ + stack + "." + std::string(parameter),
               header,
               stack + " gives no value to parameter " + std::string(parameter) + " of " +
                   std::string(sources_.path(child.document_.file)) + ", which has no default");
  }
}

/// Where the template of a stack resource is; says why, if it is not read.
std::optional<std::string> Lowering::template_of(std::string_view name, NestedStack& stack) {
  const ValueId location = values_.find(stack.attributes, kTemplate);
  std::optional<std::string> path;
  const std::string asset = cdk::asset_of(document_, stack.node, kTemplate);
  if (!asset.empty()) path = file_named({asset});
  if (!path && location.valid()) {
    const std::optional<NameWithHoles> named = named_text(location);
    if (named) path = file_named(*named);
  }
  if (path && unit_.around.templates.count(*path) == 0) {
    stack.why = "a nested stack: " + *path + " holds no template that can be read";
    path.reset();
  }
  if (!path) {
    if (stack.why.empty()) stack.why = "a nested stack: its template is not among the files read";
    notes_.add(Level::note, "not-resolved", prefix_ + std::string(name), stack.header,
               std::string(name) + " is " + stack.why);
    return path;
  }
  int depth = 1;
  for (const Lowering* at = this; at != nullptr; at = at->parent_) {
    const bool same = sources_.path(at->document_.file) == *path;
    if (!same && ++depth < limits::kStackDepth) continue;
    stack.why =
        same ? "a nested stack: its template nests itself" : "a nested stack: nested too deeply";
    notes_.add(Level::warning, "nested-stack", prefix_ + std::string(name), stack.header,
               std::string(name) + " is " + stack.why);
    return std::nullopt;
  }
  return path;
}

/// The file among those read that a name leads to: by its path, or by the name that it is uploaded
/// under.
std::optional<std::string> Lowering::file_named(const NameWithHoles& name) const {
  const std::string_view self = sources_.path(document_.file);
  std::optional<std::string> path = resolve_local(self, name, unit_.around.files);
  if (path || name.empty() || !name.back()) return path;
  return uploaded_as(self, *name.back(), unit_.around);
}

/// The text of the file that a value names, by a path or as the key of an uploaded object; none if
/// it is not among the files read.
ValueId Lowering::text_of_file(ValueId name) {
  const std::optional<NameWithHoles> pieces = named_text(name);
  if (!pieces) return ValueId{};
  const std::optional<std::string> path = file_named(*pieces);
  if (!path) {
    std::string shown;
    for (const std::optional<std::string>& piece : *pieces) shown += piece ? *piece : "…";
    notes_.add(Level::note, "not-resolved", "definition " + shown, values_[name].span,
               "the definition " + shown + " is not among the files read");
    return ValueId{};
  }
  const FileId file = unit_.around.files.find(*path)->second;
  const std::string_view text = sources_.text(file);
  if (!spend(text.size() / kBytesPerStep)) return over_budget(values_[name].span);
  model_.units.front().included.push_back(file);
  return values_.add_string(std::string(text), {file, 0, static_cast<std::uint32_t>(text.size())});
}

/// A text with its known pieces, for finding what file it names.
std::optional<NameWithHoles> Lowering::named_text(ValueId value) const {
  NameWithHoles pieces;
  std::vector<ValueId> parts = {value};
  if (values_[value].kind == ValueKind::text) parts = values_.items(value);
  if (values_[value].kind == ValueKind::choice) return std::nullopt;
  for (const ValueId part : parts) {
    const bool known = values_[part].kind == ValueKind::string;
    pieces.push_back(known ? std::optional(std::string(values_.string(part))) : std::nullopt);
  }
  return pieces;
}

/// What of these values is known as text.
KnownParameters Lowering::known_of(const Passed& passed) const {
  KnownParameters known;
  for (const auto& [name, value] : passed) {
    std::string text;
    const bool whole = value.valid() && scalar_text(values_, sources_, value, text);
    known.emplace(name, whole ? std::optional(std::move(text)) : std::nullopt);
  }
  return known;
}

/// A stack resource itself, and everything that it nests.
void Lowering::lower_stack(Resource& resource, std::string_view name) {
  Lowering* child = nested(name, resource.header);
  NestedStack& stack = nested_of_.find(name)->second;
  resource.attributes =
      child == nullptr ? stack.attributes : without_secrets(stack.attributes, *child);
  if (child == nullptr) {
    handed_over_ = stack.why;
  } else {
    resource.opened = true;
    child->lower_declared();
  }
}

/// A stack's attributes without the texts that its template takes as secrets.
ValueId Lowering::without_secrets(ValueId attributes, const Lowering& child) {
  const ValueId given = values_.find(attributes, "Parameters");
  const ValueId parameters = as_one_map(model_, given);
  if (!parameters.valid() || child.hidden_.empty() || values_[parameters].kind != ValueKind::map) {
    return attributes;
  }
  std::vector<MapEntry> shown;
  for (std::size_t i = 0; i < values_.item_count(parameters); ++i) {
    MapEntry entry = values_.entry(parameters, i);
    if (child.hidden_.count(entry.key) != 0) {
      for (const Alternative& way : ways(model_, entry.value)) {
        if (way.value.valid()) model_.secrets.push_back(values_[way.value].span);
      }
      entry.value =
          values_.marked_secret(unknown(UnknownKind::parameter, "a secret given at deployment",
                                        child.prefix_ + entry.key, entry.key_span));
    }
    shown.push_back(std::move(entry));
  }
  const ValueId replaced = values_.add_map(std::move(shown), values_[parameters].span);
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values_.item_count(attributes); ++i) {
    entries.push_back(values_.entry(attributes, i));
    if (entries.back().value == given) entries.back().value = replaced;
  }
  return values_.add_map(std::move(entries), values_[attributes].span);
}

/// `Fn::GetAtt Stack.Outputs.Name`.
ValueId Lowering::output_of(std::string_view stack, std::string_view name, Span span) {
  Lowering* child = nested(stack, span);
  const std::string what = "output " + std::string(name) + " of stack " + std::string(stack);
  if (child == nullptr) {
    const ResourceId resource = nested_of_.find(stack)->second.resource;
    return values_.add_reference(
        {resource, prefix_ + std::string(stack), "Outputs." + std::string(name)}, span);
  }
  if (child->output_of_.count(name) == 0) {
    if (child->open_)
      return unknown(UnknownKind::unsupported, "its template may make it", what, span);
    const std::string message =
        "stack " + std::string(stack) + " has no output " + std::string(name);
    notes_.add(Level::warning, "unresolved-reference", what, span, message);
    return unknown(UnknownKind::invalid, message, what, span);
  }
  return in_context(pass(child->output(name, span), span, what));
}

/// The value of an output of this template, made once.
ValueId Lowering::output(std::string_view name, Span place) {
  OutputInfo& info = output_of_.find(name)->second;
  if (info.progress == Progress::running || depth_ >= limits::kNesting) {
    return malformed(name, place, "output " + std::string(name) + " depends on itself");
  }
  if (info.progress == Progress::done) return info.value;
  info.progress = Progress::running;
  ++depth_;
  const NodeIndex key = document_.first_child(info.entry);
  const NodeIndex node = document_.next_sibling(key);
  const NodeIndex written = find_entry(document_, node, "Value");
  const Span span = document_.span(key);
  const bool was_in_condition = std::exchange(in_condition_, false);
  const Guard exists = condition_named_at(node);
  const Guard context = std::exchange(context_, exists == kNever ? kAlways : exists);
  const ResourceId reading = std::exchange(reading_, ResourceId{});
  const bool for_show = std::exchange(reading_for_show_, exists == kNever);
  ValueId value;
  if (written != kNoNode) {
    value = only_when(model_, exists, evaluate(written));
  } else if (find_entry(document_, node, "Fn::Transform") != kNoNode) {
    value = not_evaluated("Fn::Transform", span, "");
  } else {
    value = malformed("Output", span, "output " + std::string(name) + " has no Value");
  }
  context_ = context;
  reading_ = reading;
  reading_for_show_ = for_show;
  in_condition_ = was_in_condition;
  --depth_;
  info.progress = Progress::done;
  info.value = value;
  return value;
}

/// Whether a value, or one of its alternatives or parts, is a secret.
bool Lowering::is_secret(ValueId value) const {
  if (!value.valid()) return false;
  const Value& v = values_[value];
  if (v.secret) return true;
  if (v.kind == ValueKind::choice) {
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      if (is_secret(values_.alternative(value, i).value)) return true;
    }
  }
  if (v.kind == ValueKind::text || v.kind == ValueKind::list) {
    for (const ValueId part : values_.items(value)) {
      if (values_[part].secret) return true;
    }
  }
  return false;
}

/// Where the stack above gives no value, a parameter has its default.
ValueId Lowering::with_default(ValueId given, ValueId usual) {
  std::vector<Alternative> all = ways(model_, given);
  if (all.back().value.valid()) return given;
  all.back().value = usual;
  return add_flat_choice(model_, all, values_[given].span);
}

/// A parameter of a nested stack: what the stack above gives, else its default; nobody else can
/// give it a value.
void Lowering::read_passed(const std::string& name, ParameterInfo& info, std::string_view type) {
  const NodeIndex written = find_entry(document_, info.node, "Default");
  const auto passed = passed_.find(name);
  const ValueId given = passed == passed_.end() ? ValueId{} : passed->second;
  info.what = "parameter " + name + " of stack " + prefix_.substr(0, prefix_.size() - 1);
  const ValueId usual =
      written == kNoNode ? ValueId{} : typed_default(type, evaluate_plain(written));
  if (given.valid()) {
    info.decided = values_[given].kind != ValueKind::unknown;
    info.value = typed_default(type, with_default(given, usual));
  } else if (!all_passed_known_) {
    info.value =
        unknown(UnknownKind::computed, "given by the stack above", prefix_ + name, info.name);
  } else if (usual.valid()) {
    info.decided = true;
    info.what += "'s default";
    info.value = usual;
  } else {
    info.value = unknown(UnknownKind::parameter, "given at deployment", prefix_ + name, info.name);
  }
  std::string path;
  if (is_stored_type(type) && scalar_text(values_, sources_, info.value, path)) {
    info.value = stored(path, type, values_[info.value].span);
    info.decided = values_[info.value].kind != ValueKind::unknown;
  }
  info.secret = info.secret || is_secret(given);
  if (info.secret && written != kNoNode) model_.secrets.push_back(document_.span(written));
  if (given.valid()) check_given(name, info, info.value);
  if (!info.secret) return;
  if (info.decided) info.in_condition = values_.marked_secret(info.value);
  info.value = values_.marked_secret(
      unknown(UnknownKind::parameter, "a secret given at deployment", prefix_ + name, info.name));
}

std::vector<std::string> Lowering::nested_templates() {
  std::vector<std::string> found;
  for (auto& [name, stack] : nested_of_) {
    stack.attributes = attributes_of(stack.node);
    if (std::optional<std::string> path = template_of(name, stack))
      found.push_back(std::move(*path));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::string> nested_templates(const Document& document, SourceMap& sources,
                                          const Catalog& catalog, const ParameterValues& parameters,
                                          const Surroundings& around) {
  if (!may_nest(document)) return {};
  UnitLowering unit = begin_unit(document, sources, catalog, parameters, around);
  Lowering survey(unit, document);
  survey.read_declarations();
  return survey.nested_templates();
}

}  // namespace weir::cloudformation
