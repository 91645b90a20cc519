#include "parsers/embedded/form.h"

#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"

namespace weir {
namespace {

/// Of a longer text no format has a use for the rest.
constexpr std::size_t kLongestRead = 4096;
constexpr std::size_t kLongestShown = 80;
/// Bytes of names that count as one more part.
constexpr std::size_t kBytesPerPart = 64;

}  // namespace

Form::Form(ResourceModel& model, const SourceMap& sources, std::string document, std::string code)
    : model_(model),
      sources_(sources),
      document_(std::move(document)),
      code_(std::move(code)),
      notes_(document_) {}

std::vector<Form::Entry> Form::entries(ValueId value) {
  std::vector<Entry> result;
  if (!value.valid()) return result;
  for (const Alternative& way : ways(model_, value)) {
    if (!way.value.valid() || values()[way.value].kind != ValueKind::map) continue;
    const std::size_t count = values().item_count(way.value);
    for (std::size_t i = 0; i < count; ++i) {
      const MapEntry& entry = values().entry(way.value, i);
      if (!spend(way.value, entry.key.size())) return result;
      result.push_back({entry.key, entry.key_span, entry.value, way.guard});
    }
  }
  return result;
}

std::vector<ValueId> Form::items(ValueId value) {
  std::vector<ValueId> result;
  if (value.valid()) collect(value, 0, result);
  return result;
}

void Form::collect(ValueId value, int depth, std::vector<ValueId>& into) {
  if (depth > limits::kNesting || !spend(value)) return;
  if (values()[value].kind == ValueKind::list) {
    const std::size_t count = values().item_count(value);
    for (std::size_t i = 0; i < count && !exhausted_; ++i)
      collect(values().item(value, i), depth + 1, into);
  } else if (values()[value].kind == ValueKind::choice) {
    for (const Alternative& way : ways(model_, value)) {
      if (!way.value.valid()) continue;
      std::vector<ValueId> inner;
      collect(way.value, depth + 1, inner);
      for (const ValueId item : inner) into.push_back(only_when(model_, way.guard, item));
    }
  } else {
    into.push_back(value);
  }
}

ValueId Form::field(ValueId map, std::string_view key) const {
  if (!map.valid() || values()[map].kind != ValueKind::map) return {};
  const ValueId found = values().find(map, key);
  return found.valid() && values()[found].kind == ValueKind::null ? ValueId{} : found;
}

ValueId Form::field(ValueId map, std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    if (const ValueId found = field(map, key); found.valid()) return found;
  }
  return {};
}

ValueId Form::as_used(ValueId made, ValueId value) {
  const OriginId origin = values()[value].origin;
  return origin.valid() ? values().moved(made, values()[made].span, origin) : made;
}

std::string Form::written(ValueId value) const {
  if (!value.valid()) return "";
  const ValueKind kind = values()[value].kind;
  std::string text;
  if (kind == ValueKind::string) return literal(value);
  if (kind != ValueKind::text) return text;
  for (const ValueId part : values().items(value)) {
    if (text.size() >= kLongestRead) break;
    text +=
        values()[part].kind == ValueKind::string ? literal(part) : describe_hole(values(), part);
  }
  return text;
}

std::string Form::literal(ValueId string) const {
  if (values()[string].secret) return "${…}";
  return std::string(values().string(string).substr(0, kLongestRead));
}

std::string Form::quoted(std::string_view text) {
  const bool cut = text.size() > kLongestShown;
  return '"' + std::string(text.substr(0, kLongestShown)) + (cut ? "…" : "") + '"';
}

bool Form::spend(ValueId at, std::size_t bytes) {
  parts_ += 1 + bytes / kBytesPerPart;
  if (exhausted_) return false;
  exhausted_ = parts_ > limits::kEmbeddedParts || values().bytes() > limits::kModelBytes;
  if (!exhausted_) return true;
  fault(place_of_use(values(), at), "parts",
        "the " + document_ + " has more parts than are read (" +
            std::to_string(limits::kEmbeddedParts) + "); the rest was not read");
  return false;
}

void Form::fault(Span at, std::string_view subject, std::string message) {
  notes_.add(Level::warning, code_, subject, sources_.in_host(at), std::move(message));
}

ValueId Form::invalid(ValueId value, std::string_view subject, std::string message) {
  const Span at = place_of_use(values(), value);
  fault(at, subject, message);
  return values().add_unknown(UnknownKind::invalid, std::move(message), "", at);
}

void Form::expect_map(ValueId value, const std::string& what) {
  if (!value.valid()) return;
  const ValueKind kind = values()[value].kind;
  const bool other = kind == ValueKind::string || kind == ValueKind::number ||
                     kind == ValueKind::boolean || kind == ValueKind::list;
  if (other)
    fault(values()[value].span, what,
          what + " must be a map; found " + std::string(kind_of(value)));
}

std::string_view Form::kind_of(ValueId value) const {
  switch (values()[value].kind) {
    case ValueKind::null:
      return "nothing";
    case ValueKind::boolean:
      return "a boolean";
    case ValueKind::number:
      return "a number";
    case ValueKind::string:
    case ValueKind::text:
      return "a text";
    case ValueKind::list:
      return "a list";
    case ValueKind::map:
      return "a map";
    case ValueKind::reference:
      return "a reference";
    case ValueKind::choice:
      return "a choice";
    case ValueKind::unknown:
      break;
  }
  return "something unknown";
}

void Form::finish() {
  for (Diagnostic& diagnostic : notes_.take()) model_.diagnostics.push_back(std::move(diagnostic));
}

}  // namespace weir
