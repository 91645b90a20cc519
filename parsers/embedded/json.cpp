#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "parsers/embedded/policy.h"
#include "parsers/embedded/scalar.h"
#include "parsers/embedded/values.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

// Private-use characters: no JSON or YAML syntax, and unchanged by decoding.
constexpr std::string_view kHoleBegin = "\xEE\x80\x80";  // U+E000
constexpr std::string_view kHoleEnd = "\xEE\x80\x81";    // U+E001

/// A text with its holes replaced by placeholders.
struct Rendered {
  FileId file;
  bool is_json = false;
  std::vector<ValueId> holes;
};

bool looks_like_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && (text[first] == '{' || text[first] == '[');
}

/// Follows whether a position is inside a JSON string.
class StringState {
 public:
  void read(std::string_view text) {
    for (const char c : text) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\' && inside_) {
        escaped_ = true;
      } else if (c == '"') {
        inside_ = !inside_;
      }
    }
  }
  bool inside() const { return inside_; }

 private:
  bool inside_ = false;
  bool escaped_ = false;
};

Rendered render(ResourceModel& model, SourceMap& sources, ValueId value) {
  const ValueStore& values = model.values;
  std::vector<ValueId> parts = values.items(value);
  if (values[value].kind == ValueKind::string) parts = {value};
  Rendered rendered;
  std::string text;
  std::vector<Segment> segments;
  StringState state;
  for (const ValueId part : parts) {
    const auto begin = static_cast<std::uint32_t>(text.size());
    if (values[part].kind == ValueKind::string) {
      const std::string_view literal = values.string(part);
      if (segments.empty()) rendered.is_json = looks_like_json(literal);
      const Span span = values[part].span;
      segments.push_back({begin, span, sources.text(span) == literal});
      text += literal;
      if (rendered.is_json) state.read(literal);
      continue;
    }
    segments.push_back({begin, place_of_use(values, part), false});
    const bool bare = rendered.is_json && !state.inside();
    const std::string_view quote = bare ? "\"" : "";
    text += quote;
    text += kHoleBegin;
    text += std::to_string(rendered.holes.size());
    text += kHoleEnd;
    text += quote;
    rendered.holes.push_back(part);
  }
  rendered.file = sources.add_derived(std::move(text), std::move(segments));
  return rendered;
}

/// Makes values of a parsed text and puts the holes back.
class Rebuilder {
 public:
  Rebuilder(ResourceModel& model, SourceMap& sources, const Document& document,
            const std::vector<ValueId>& holes)
      : model_(model), sources_(sources), document_(document), holes_(holes) {}

  ValueId value(NodeIndex node, int depth) {
    const Span span = document_.span(node);
    if (depth > limits::kNesting) {
      return model_.values.add_unknown(UnknownKind::budget, "nested too deeply", "", span);
    }
    switch (document_[node].kind) {
      case NodeKind::map:
        return map(node, depth);
      case NodeKind::list: {
        std::vector<ValueId> items;
        for (const NodeIndex item : children(document_, node))
          items.push_back(value(item, depth + 1));
        return model_.values.add_list(items, span);
      }
      case NodeKind::null:
        return model_.values.add_null(span);
      case NodeKind::boolean:
        return model_.values.add_boolean(document_.text(node) == "true", span);
      case NodeKind::number:
        return model_.values.add_number(
            std::strtod(std::string(document_.text(node)).c_str(), nullptr), span);
      case NodeKind::string:
        return string(node);
      default:
        return model_.values.add_unknown(UnknownKind::invalid, "the text is malformed here", "",
                                         span);
    }
  }

 private:
  ValueId map(NodeIndex node, int depth) {
    std::vector<MapEntry> entries;
    for (const NodeIndex entry : children(document_, node)) {
      if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
      const NodeIndex key = document_.first_child(entry);
      const NodeIndex content = document_.next_sibling(key);
      if (content >= document_.next_sibling(entry)) continue;
      entries.push_back({key_text(key), document_.span(key), value(content, depth + 1)});
    }
    return model_.values.add_map(std::move(entries), document_.span(node));
  }

  /// A key cannot have holes in the model: they stand there as people read them.
  std::string key_text(NodeIndex key) {
    std::string text;
    std::string_view rest = document_.text(key);
    while (!rest.empty()) {
      const auto [before, hole, length] = next_hole(rest);
      text += rest.substr(0, before);
      if (hole.valid()) text += describe_hole(model_.values, hole);
      rest.remove_prefix(before + length);
    }
    return text;
  }

  ValueId string(NodeIndex node) {
    const std::string_view text = document_.text(node);
    const Span span = content_span(sources_, document_, node);
    if (holes_.empty() || text.find(kHoleBegin) == text.npos) {
      return model_.values.add_string(std::string(text), span);
    }
    std::vector<ValueId> parts;
    for (std::size_t at = 0; at < text.size();) {
      const auto [before, hole, length] = next_hole(text.substr(at));
      if (before > 0) {
        const auto begin = span.begin + static_cast<std::uint32_t>(at);
        parts.push_back(model_.values.add_string(
            std::string(text.substr(at, before)),
            {span.file, begin, begin + static_cast<std::uint32_t>(before)}));
      }
      if (hole.valid()) parts.push_back(hole);
      at += before + length;
    }
    return model_.values.add_text(parts, span);
  }

  struct NextHole {
    std::size_t before;  ///< bytes before it
    ValueId value;       ///< none: there is no further one
    std::size_t length;  ///< of the placeholder
  };
  NextHole next_hole(std::string_view text) const {
    const std::size_t begin = text.find(kHoleBegin);
    const std::size_t end = begin == text.npos ? begin : text.find(kHoleEnd, begin);
    if (end == text.npos) return {text.size(), ValueId{}, 0};
    const std::string_view digits =
        text.substr(begin + kHoleBegin.size(), end - begin - kHoleBegin.size());
    std::size_t number = holes_.size();
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const ValueId hole = number < holes_.size() ? holes_[number] : ValueId{};
    return {begin, hole, end + kHoleEnd.size() - begin};
  }

  ResourceModel& model_;
  SourceMap& sources_;
  const Document& document_;
  const std::vector<ValueId>& holes_;
};

bool holds_placeholder_characters(const ValueStore& values, ValueId value) {
  if (values.string(value).find(kHoleBegin) != std::string_view::npos) return true;
  for (const ValueId part : values.items(value)) {
    if (values.string(part).find(kHoleBegin) != std::string_view::npos) return true;
  }
  return false;
}

ValueId not_parsed(ResourceModel& model, SourceMap& sources, ValueId value, const Parsed& parsed,
                   bool is_json) {
  std::string message = is_json ? "expected JSON" : "expected a JSON or YAML map or list";
  Span span = place_of_use(model.values, value);
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    if (diagnostic.level != Level::error) continue;
    message += ": " + diagnostic.message;
    span = diagnostic.span;
    break;
  }
  model.diagnostics.push_back({Level::warning, sources.in_host(span), "embedded-syntax",
                               "the text cannot be read: " + message});
  const Span at = model.values[value].span;
  return model.values.add_unknown(UnknownKind::invalid, message, "", at);
}

ValueId parse_text(ResourceModel& model, SourceMap& sources, ValueId value) {
  if (holds_placeholder_characters(model.values, value)) {
    return model.values.add_unknown(UnknownKind::unsupported,
                                    "the text uses the private character U+E000", "",
                                    model.values[value].span);
  }
  const Rendered rendered = render(model, sources, value);
  const Parsed parsed =
      rendered.is_json ? parse_json(sources, rendered.file) : parse_yaml(sources, rendered.file);
  const bool structured = parsed.ok() && parsed.documents.size() == 1 &&
                          !parsed.documents.front().empty() &&
                          (parsed.documents.front()[0].kind == NodeKind::map ||
                           parsed.documents.front()[0].kind == NodeKind::list);
  if (!structured) return not_parsed(model, sources, value, parsed, rendered.is_json);
  Rebuilder rebuilder(model, sources, parsed.documents.front(), rendered.holes);
  const ValueId result = rebuilder.value(0, 0);
  return model.values[value].secret ? model.values.marked_secret(result) : result;
}

}  // namespace

ValueId values_of(ResourceModel& model, SourceMap& sources, const Document& document,
                  NodeIndex node) {
  const std::vector<ValueId> no_holes;
  return Rebuilder(model, sources, document, no_holes).value(node, 0);
}

ValueId parse_embedded_json(ResourceModel& model, SourceMap& sources, ValueId value) {
  if (!value.valid()) return value;
  const ValueKind kind = model.values[value].kind;
  if (kind == ValueKind::string || kind == ValueKind::text)
    return parse_text(model, sources, value);
  if (kind != ValueKind::choice) return value;
  const Span span = model.values[value].span;
  std::vector<Alternative> alternatives;
  for (std::size_t i = 0; i < model.values.item_count(value); ++i) {
    const Alternative alternative = model.values.alternative(value, i);
    alternatives.push_back(
        {alternative.guard, parse_embedded_json(model, sources, alternative.value)});
  }
  return add_flat_choice(model, alternatives, span);
}

}  // namespace weir
