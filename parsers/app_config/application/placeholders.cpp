#include "parsers/app_config/application/placeholders.h"

#include <utility>
#include <vector>

#include "analyzer/model/joined_text.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kTextCost = 256;  // bytes of the budget that each text takes besides its own
constexpr int kPlaceholderDepth = 16;  // placeholders inside and behind each other

/// The `}` that ends what begins before `at`, and the first `:` of its own; npos if there is none.
std::size_t end_of_placeholder(std::string_view text, std::size_t at, std::size_t& colon) {
  colon = text.npos;
  for (int open = 1; at < text.size(); ++at) {
    if (text[at] == '{') {
      ++open;
    } else if (text[at] == '}') {
      if (--open == 0) return at;
    } else if (text[at] == ':' && open == 1 && colon == text.npos) {
      colon = at;
    }
  }
  return text.npos;
}

}  // namespace

Placeholders::Placeholders(ResourceModel& model, SourceMap& sources, const Properties& variables,
                           const Properties& properties, std::size_t& budget)
    : model_(model), sources_(sources), budget_(budget) {
  for (const Property& one : variables) variables_.insert_or_assign(squeezed_name(one.name), &one);
  for (const Property& one : properties) properties_.insert_or_assign(squeezed_name(one.name), &one);
}

Placeholders::Stretch Placeholders::Stretch::part(std::size_t begin, std::size_t end) const {
  Span at = span;
  if (span.end - span.begin == text.size())  // written as it reads
    at = {span.file, span.begin + static_cast<std::uint32_t>(begin), span.begin + static_cast<std::uint32_t>(end)};
  return {text.substr(begin, end - begin), at};
}

ValueId Placeholders::spent(Span span) {
  return model_.values.add_unknown(UnknownKind::budget, "the settings hold each other, or are too long", "", span);
}

ValueId Placeholders::filled(ValueId value, int depth) {
  if (model_.values[value].kind != ValueKind::string) return value;
  const std::string written(model_.values.string(value));
  if (written.find("${") == written.npos) return value;
  const Value was = model_.values[value];
  const ValueId made = filled({written, was.span}, depth);
  return was.origin.valid() && !model_.values[made].origin.valid() ? model_.values.moved(made, was.span, was.origin) : made;
}

ValueId Placeholders::filled(Stretch stretch, int depth) {
  ValueStore& values = model_.values;
  if (depth > kPlaceholderDepth || stretch.text.size() + kTextCost > budget_) return spent(stretch.span);
  budget_ -= stretch.text.size() + kTextCost;
  std::vector<ValueId> parts;
  std::size_t literal = 0;
  const auto flush = [&](std::size_t end) {
    if (end <= literal) return;
    const Stretch part = stretch.part(literal, end);
    parts.push_back(values.add_string(std::string(part.text), part.span));
  };
  for (std::size_t at = stretch.text.find("${"); at != stretch.text.npos; at = stretch.text.find("${", at)) {
    std::size_t colon = 0;
    const std::size_t end = end_of_placeholder(stretch.text, at + 2, colon);
    if (end == stretch.text.npos) break;
    flush(at);
    const Stretch whole = stretch.part(at, end + 1);
    const bool has_other = colon != stretch.text.npos;
    const Stretch otherwise = has_other ? stretch.part(colon + 1, end) : Stretch{};
    parts.push_back(meant(stretch.text.substr(at + 2, (has_other ? colon : end) - at - 2), whole,
                          has_other ? &otherwise : nullptr, depth));
    literal = at = end + 1;
  }
  flush(stretch.text.size());
  if (parts.empty()) return values.add_string("", stretch.span);
  if (parts.size() == 1) return parts.front();
  const JoiningCost cost = cost_of_joining(values, parts);
  if (!cost.fits || cost.steps > budget_) return spent(stretch.span);
  budget_ -= static_cast<std::size_t>(cost.steps);
  return add_joined_text(values, sources_, parts, stretch.span);
}

ValueId Placeholders::meant(std::string_view name, Stretch whole, const Stretch* otherwise, int depth) {
  ValueStore& values = model_.values;
  const std::string key = squeezed_name(name);
  const auto variable = variables_.find(key);
  const bool is_variable = variable != variables_.end();
  const auto property = properties_.find(key);
  if (!key.empty() && (is_variable || property != properties_.end())) {
    const Property& found = is_variable ? *variable->second : *property->second;
    const ValueId value = is_variable ? found.value : filled(found.value, depth + 1);
    const Value held = values[value];
    const std::string what = (is_variable ? "the variable " : "the setting ") + found.name;
    return values.moved(value, held.span, values.add_origin({whole.span, what, held.origin}));
  }
  if (otherwise != nullptr) return filled(*otherwise, depth + 1);
  if (key.empty()) return values.add_unknown(UnknownKind::unsupported, "a program puts it in", "", whole.span);
  return values.add_unknown(UnknownKind::parameter, "the setting " + std::string(name) + " is given where the process is started",
                            std::string(name), whole.span);
}

}  // namespace weir::app_config
