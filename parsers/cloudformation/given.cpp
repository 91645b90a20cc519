// Parameter files: one decides, of several each is an assignment.

#include <algorithm>
#include <utility>

#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {

KnownParameters known_parameters(const ParameterValues& given) {
  KnownParameters known;
  for (const ParameterFile& file : given) {
    for (const auto& [name, value] : file.values) {
      std::string text;
      for (const GivenText& one : value.texts) text += (text.empty() ? "" : ",") + one.text;
      known.emplace(name, std::move(text));
    }
  }
  if (given.size() > 1) {  // each file is an assignment
    for (auto& [name, text] : known) text.reset();
  }
  return known;
}

/// A file that gives nothing which the template has is no assignment of it.
void Lowering::find_given() {
  if (parent_ != nullptr) return;  // a nested stack is given what the one above gives
  for (const ParameterFile& file : given_) {
    const bool speaks =
        std::any_of(file.values.begin(), file.values.end(), [this](const auto& value) {
          return value.first.starts_with("AWS::") ||
                 (parameters_ != kNoNode &&
                  find_entry(document_, parameters_, value.first) != kNoNode);
        });
    if (speaks) files_.push_back(&file);
  }
  if (files_.size() > 1) {
    std::vector<std::string> names;
    for (const ParameterFile* one : files_) names.push_back(one->name);
    AtomTraits traits;
    traits.shared = true;
    file_ = model_.guards.atom("the parameter file", names, traits);
  }
  for (const ParameterFile* file : files_) {
    for (const auto& [name, value] : file->values) {
      if (name.starts_with("AWS::") && name != "AWS::NoValue") declare_pseudo(name, first_line());
    }
  }
}

/// A pseudo parameter that is compared or given is a parameter like any other.
void Lowering::declare_pseudo(std::string_view name, Span place) {
  const auto [at, fresh] = parameter_of_.try_emplace(name);
  if (!fresh) return;
  ParameterInfo& info = at->second;
  info.what = std::string(name);
  info.name = place;
  info.value = pseudo(name, place);
  take_given(std::string(name), info, "");
}

/// "The template is deployed with this file." One decision for all templates.
Guard Lowering::in_file(std::size_t file) {
  return files_.size() == 1 ? kAlways : model_.guards.is(file_, file);
}

/// Where a file gives nothing, the parameter has its default.
void Lowering::take_given(const std::string& name, ParameterInfo& info, std::string_view type) {
  std::vector<Alternative> ways;  // without a value where the file gives none
  Guard not_given = kNever;
  std::size_t last = files_.size();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const auto found = files_[i]->values.find(name);
    const bool gives = found != files_[i]->values.end();
    ways.push_back({in_file(i), gives ? given_value(found->second, info, type) : ValueId{}});
    if (gives) {
      check_given(name, info, ways.back().value);
      last = i;
    } else {
      not_given = model_.guards.either(not_given, ways.back().guard);
    }
  }
  if (last == files_.size()) return;
  info.otherwise = info.has_usual ? info.allowed.front() : info.value;
  info.what = "parameter " + name + " as given";
  if (files_.size() == 1 && !files_[last]->name.empty()) info.what += " in " + files_[last]->name;
  // what is decided without files is so for conditions too; the rest they see as they compare it
  const bool settled = info.decided || !info.allowed.empty();
  const ValueId hidden = std::exchange(info.in_condition, ValueId{});
  info.not_given = settled ? kNever : not_given;
  info.decided = not_given == kNever;
  info.by_default = false;
  for (const Alternative& way : ways) {
    const ValueId otherwise = info.secret ? hidden : info.otherwise;
    if (way.value.valid() || settled) {
      info.given.push_back({way.guard, way.value.valid() ? way.value : otherwise});
    }
  }
  if (info.secret) return;
  for (Alternative& way : ways) {
    if (!way.value.valid()) way.value = info.otherwise;
  }
  info.value = add_flat_choice(model_, ways, info.name);
}

ValueId Lowering::given_value(const GivenValue& given, const ParameterInfo& info,
                              std::string_view type) {
  std::vector<ValueId> items;
  std::string joined;
  Span place = info.name;
  for (const GivenText& one : given.texts) {
    if (info.secret && one.span.valid()) model_.secrets.push_back(one.span);
    if (!spend(one.text.size() / kBytesPerStep)) return over_budget(info.name);
    const Span at = one.span.valid() ? one.span : info.name;
    if (items.empty()) place = at;
    items.push_back(with_dynamic_references(values_.add_string(one.text, at)));
    joined += (items.size() > 1 ? "," : "") + one.text;
  }
  ValueId value;
  if (is_stored_type(type)) {
    value = stored(joined, type, place);
  } else if (given.is_list) {
    value = is_list_type(type) ? values_.add_list(items, place) : values_.add_string(joined, place);
  } else {
    value = typed_default(type, items.front());
  }
  return info.secret ? values_.marked_secret(value) : value;
}

/// Says where a file gives what the template does not allow.
void Lowering::check_given(const std::string& name, const ParameterInfo& info, ValueId given) {
  const NodeIndex allowed =
      info.node == kNoNode ? kNoNode : find_entry(document_, info.node, "AllowedValues");
  if (allowed == kNoNode || document_[allowed].kind != NodeKind::list) return;
  const bool list = values_[given].kind == ValueKind::list;
  for (const ValueId item : list ? values_.items(given) : std::vector<ValueId>{given}) {
    std::string text;
    if (!scalar_text(values_, sources_, item, text)) continue;
    bool found = false;
    for (const NodeIndex one : children(document_, allowed)) {
      found = found || !spend() || document_.text(one) == text;
    }
    if (found) continue;
    const std::string what = info.secret ? "the value that is given" : '"' + text + '"';
    notes_.add(Level::warning, "parameter-value", name, values_[item].span,
               what + " is not among the AllowedValues of parameter " + name);
  }
}

}  // namespace weir::cloudformation
