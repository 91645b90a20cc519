#include "analyzer/model/joined_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"

namespace weir {
namespace {

constexpr std::uint64_t kBytesPerStep = 4;  // text that may be made for one step of a budget
constexpr std::uint64_t kStepsPerPart = 8;  // of a budget, for each part of a text

bool is_scalar(const Value& value) {
  return value.kind == ValueKind::string || value.kind == ValueKind::number ||
         value.kind == ValueKind::boolean || value.kind == ValueKind::null;
}

std::string number_text(double number) {
  char buffer[40];
  const bool whole = std::floor(number) == number && std::fabs(number) < 1e15;
  std::snprintf(buffer, sizeof buffer, whole ? "%.0f" : "%.15g", number);
  return buffer;
}

/// Parts [begin, end) as one string; all are scalars.
ValueId join_run(ValueStore& values, SourceMap& sources, const std::vector<ValueId>& run) {
  std::string joined;
  std::vector<Segment> segments;
  OriginId origin;
  bool secret = false;
  for (const ValueId part : run) {
    std::string text;
    scalar_text(values, sources, part, text);
    if (text.empty()) continue;
    const Span place = place_of_use(values, part);
    const bool passed = values[part].origin.valid();
    if (passed && !origin.valid()) origin = values[part].origin;
    secret = secret || values[part].secret;
    segments.push_back({static_cast<std::uint32_t>(joined.size()), place,
                        !passed && place.valid() && sources.text(place) == text});
    joined += text;
  }
  if (segments.empty()) return values.add_string("", place_of_use(values, run.front()));
  const auto size = static_cast<std::uint32_t>(joined.size());
  const Span span{sources.add_derived(joined, std::move(segments)), 0, size};
  ValueId result = values.add_string(std::move(joined), span);
  if (origin.valid()) result = values.moved(result, span, origin);
  return secret ? values.marked_secret(result) : result;
}

}  // namespace

Span place_of_use(const ValueStore& values, ValueId value) {
  const Value& v = values[value];
  return v.origin.valid() ? values.origin(v.origin).span : v.span;
}

bool scalar_text(const ValueStore& values, const SourceMap& sources, ValueId value,
                 std::string& text) {
  const Value& v = values[value];
  switch (v.kind) {
    case ValueKind::string:
      text = values.string(value);
      return true;
    case ValueKind::boolean:
      text = v.boolean ? "true" : "false";
      return true;
    case ValueKind::null:
      text.clear();
      return true;
    case ValueKind::number:
      text = v.span.valid() ? std::string(sources.text(v.span)) : number_text(v.number);
      return true;
    default:
      return false;
  }
}

std::uint64_t text_bytes(const ValueStore& values, ValueId value) {
  const Value& v = values[value];
  switch (v.kind) {
    case ValueKind::string:
      return values.string(value).size();
    case ValueKind::number:  // without a place it has few digits
      return v.span.valid() ? v.span.end - v.span.begin : 0;
    case ValueKind::boolean:
      return v.boolean ? 4 : 5;
    case ValueKind::unknown:
      return values.subject(value).size();
    case ValueKind::reference:
      return values.reference(value).address.size() + values.reference(value).attribute.size();
    case ValueKind::text: {
      std::uint64_t bytes = 0;
      for (std::size_t i = 0; i < values.item_count(value); ++i) {
        const ValueId part = values.item(value, i);
        if (values[part].kind != ValueKind::text) bytes += text_bytes(values, part);
      }
      return bytes;
    }
    default:
      return 0;
  }
}

JoiningCost cost_of_joining(const ValueStore& values, const std::vector<ValueId>& parts) {
  struct Size {
    std::uint64_t parts = 0, bytes = 0;
  };
  JoiningCost cost;
  const auto size_of = [&](ValueId part) {
    const bool text = values[part].kind == ValueKind::text;
    const Size size{text ? values.item_count(part) : 1, text_bytes(values, part)};
    cost.steps += size.parts;  // counting the bytes is work as well
    return size;
  };
  Size whole;
  std::uint64_t combinations = 1;
  for (const ValueId part : parts) {
    Size longest;
    if (values[part].kind == ValueKind::choice) {
      const std::size_t count = values.item_count(part);
      for (std::size_t i = 0; i < count; ++i) {
        const Size size = size_of(values.alternative(part, i).value);
        longest.parts = std::max(longest.parts, size.parts);
        longest.bytes = std::max(longest.bytes, size.bytes);
      }
      combinations = std::min<std::uint64_t>(combinations * count, kChoiceCombinations);
    } else {
      longest = size_of(part);
    }
    whole.parts += longest.parts;
    whole.bytes += longest.bytes;
    cost.fits = whole.parts + whole.bytes <= limits::kTextBytes;
    if (!cost.fits) return cost;
  }
  cost.steps += combinations * (whole.parts * kStepsPerPart + whole.bytes / kBytesPerStep);
  return cost;
}

ValueId add_joined_text(ValueStore& values, SourceMap& sources, const std::vector<ValueId>& parts,
                        Span span) {
  std::vector<ValueId> flat;
  for (const ValueId part : parts) {
    if (values[part].kind == ValueKind::text) {
      for (const ValueId inner : values.items(part)) flat.push_back(inner);
    } else {
      flat.push_back(part);
    }
  }
  std::vector<ValueId> joined;
  std::vector<ValueId> run;
  const auto end_run = [&] {
    if (run.empty()) return;
    const bool plain = run.size() == 1 && values[run.front()].kind == ValueKind::string;
    joined.push_back(plain ? run.front() : join_run(values, sources, run));
    run.clear();
    if (values.string(joined.back()).empty()) joined.pop_back();
  };
  for (const ValueId part : flat) {
    if (is_scalar(values[part])) {
      run.push_back(part);
      continue;
    }
    end_run();
    joined.push_back(part);
  }
  end_run();
  return values.add_text(joined, span);
}

std::string describe_hole(const ValueStore& values, ValueId value) {
  const Value& v = values[value];
  if (v.kind == ValueKind::reference) {
    const Reference& reference = values.reference(value);
    const std::string dot = reference.attribute.empty() ? "" : ".";
    return "${" + reference.address + dot + reference.attribute + "}";
  }
  if (v.kind == ValueKind::unknown && !values.subject(value).empty()) {
    return "${" + std::string(values.subject(value)) + "}";
  }
  if (v.kind == ValueKind::string && !v.secret) return std::string(values.string(value));
  if (v.kind == ValueKind::text) {
    std::string text;
    for (const ValueId part : values.items(value)) text += describe_hole(values, part);
    return text;
  }
  return "${…}";
}

}  // namespace weir
