// What jsonencode, yamlencode and base64encode make, where a text is asked for.

#include "parsers/terraform/functions/encoded.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/functions/base64.h"

namespace weir::terraform {
namespace {

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::json:
      return "jsonencode()";
    case Encoding::yaml:
      return "yamlencode()";
    case Encoding::base64:
      return "base64encode()";
    case Encoding::none:
      break;
  }
  return "";
}

Encoding encoding_named(std::string_view what) {
  for (const Encoding encoding : {Encoding::json, Encoding::yaml, Encoding::base64}) {
    if (what == name_of(encoding)) return encoding;
  }
  return Encoding::none;
}

/// The link of the origin that says how a value is encoded; none if there is none.
OriginId link_of(const ValueStore& values, ValueId value) {
  OriginId at = values[value].origin;
  while (at.valid() && encoding_named(values.origin(at).what) == Encoding::none)
    at = values.origin(at).next;
  return at;
}

/// Writes JSON as parts of a text: stretches that lead back byte by byte, and holes.
class JsonParts {
 public:
  explicit JsonParts(const FunctionCall& call) : call_(call) {}

  std::vector<ValueId> of(ValueId value) {
    write(value, 0);
    flush();
    return std::move(parts_);
  }
  bool fits() const { return fits_; }

 private:
  void add(std::string_view text, Span host, bool verbatim) {
    if (text.empty()) return;
    if (!call_.spend(1 + text.size() / 4) || text_.size() > limits::kTextBytes) fits_ = false;
    segments_.push_back({static_cast<std::uint32_t>(text_.size()), host, verbatim});
    text_ += text;
  }
  void sign(std::string_view text) { add(text, call_.span, false); }

  void flush() {
    if (text_.empty()) return;
    const auto size = static_cast<std::uint32_t>(text_.size());
    const FileId file = call_.sources.add_derived(text_, std::exchange(segments_, {}));
    parts_.push_back(call_.values.add_string(std::exchange(text_, {}), {file, 0, size}));
  }

  void content(ValueId string) {
    const std::string text(call_.values.string(string));
    std::string quoted = json_quoted(text);
    quoted = quoted.substr(1, quoted.size() - 2);
    const Span host = call_.values[string].span;
    add(quoted, host.valid() ? host : call_.span,
        host.valid() && quoted == text && call_.sources.text(host) == quoted);
  }

  void hole(ValueId value) {
    flush();
    parts_.push_back(value);
  }

  void list(ValueId value, int depth) {
    sign("[");
    for (std::size_t i = 0; i < call_.values.item_count(value); ++i) {
      if (i > 0) sign(",");
      write(call_.values.item(value, i), depth + 1);
    }
    sign("]");
  }

  void map(ValueId value, int depth) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < call_.values.item_count(value); ++i)
      entries.push_back(call_.values.entry(value, i));
    std::sort(entries.begin(), entries.end(),
              [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
    sign("{");
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i > 0) sign(",");
      sign(json_quoted(entries[i].key) + ":");
      write(entries[i].value, depth + 1);
    }
    sign("}");
  }

  void write(ValueId value, int depth) {
    if (depth > limits::kNesting || !call_.spend(1)) fits_ = false;
    if (!fits_) return;
    if (!value.valid()) return sign("null");
    if (encoding_of(call_.values, value) != Encoding::none) {
      const ValueId inner = encoded_text(call_, value);
      if (call_.values[inner].kind == ValueKind::string) return write(inner, depth);
      return hole(inner);
    }
    switch (call_.values[value].kind) {
      case ValueKind::null:
        return sign("null");
      case ValueKind::list:
        return list(value, depth);
      case ValueKind::map:
        return map(value, depth);
      case ValueKind::string:
        sign("\"");
        content(value);
        return sign("\"");
      case ValueKind::number:
      case ValueKind::boolean: {
        const std::optional<std::string> text = call_.text_of(value);
        const Span host = call_.values[value].span;
        return add(text.value_or("0"), host.valid() ? host : call_.span, false);
      }
      case ValueKind::text:
        sign("\"");
        for (const ValueId part : call_.values.items(value)) {
          call_.values[part].kind == ValueKind::string ? content(part) : hole(part);
        }
        return sign("\"");
      case ValueKind::reference: {  // names a resource: a text, whatever it turns out to be
        sign("\"");
        hole(value);
        return sign("\"");
      }
      default:
        return hole(value);
    }
  }

  const FunctionCall& call_;
  std::string text_;
  std::vector<Segment> segments_;
  std::vector<ValueId> parts_;
  bool fits_ = true;
};

ValueId too_large(const FunctionCall& call) {
  return call.values.add_unknown(UnknownKind::budget, "the text is too large", "", call.span);
}

/// The parts as one text, or the ways it may be.
ValueId joined(const FunctionCall& call, const std::vector<ValueId>& parts) {
  return for_each_way(
      call.model, parts, call.span,
      [&](const std::vector<ValueId>& chosen) {
        std::vector<ValueId> present;
        for (const ValueId part : chosen) {
          if (part.valid()) present.push_back(part);
        }
        return call.made_joined(present);
      },
      [&] { return too_large(call); });
}

/// A choice in JSON is one text or another.
std::vector<ValueId> with_ways_as_json(const FunctionCall& call, std::vector<ValueId> parts) {
  for (ValueId& part : parts) {
    if (call.values[part].kind != ValueKind::choice) continue;
    std::vector<Alternative> all = ways(call.model, part);
    for (Alternative& way : all) {
      JsonParts json(call);
      const std::vector<ValueId> of = json.of(way.value);
      way.value = json.fits() ? call.made_joined(of) : too_large(call);
    }
    part = add_flat_choice(call.model, all, call.values[part].span);
  }
  return parts;
}

ValueId as_json(const FunctionCall& call, ValueId value) {
  JsonParts json(call);
  const std::vector<ValueId> parts = json.of(value);
  if (!json.fits()) return too_large(call);
  return joined(call, with_ways_as_json(call, parts));
}

}  // namespace

Encoding encoding_of(const ValueStore& values, ValueId value) {
  if (!value.valid()) return Encoding::none;
  const ValueKind kind = values[value].kind;
  const bool may_be = kind == ValueKind::string || kind == ValueKind::text ||
                      kind == ValueKind::list || kind == ValueKind::map;
  const OriginId link = may_be ? link_of(values, value) : OriginId{};
  return link.valid() ? encoding_named(values.origin(link).what) : Encoding::none;
}

ValueId encoded(const FunctionCall& call, ValueId value, Encoding encoding) {
  const ValueKind kind = call.values[value].kind;
  if (kind == ValueKind::unknown || kind == ValueKind::reference) return value;
  const bool scalar =
      kind == ValueKind::null || kind == ValueKind::number || kind == ValueKind::boolean;
  if (scalar && encoding != Encoding::base64) {  // nothing to look for in it
    const std::optional<std::string> text =
        encoding == Encoding::json ? json_text(call, value) : yaml_text(call, value);
    return text ? call.made_text(*text) : call.depends_on_part(value);
  }
  const ValueId content = scalar ? call.as_text(value) : value;
  // a collection is used where it is written: what is wrong with it is said there
  const bool collection = kind == ValueKind::list || kind == ValueKind::map;
  const Span own = collection ? place_of_use(call.values, content) : Span{};
  return passed(call.values, content, own.valid() ? own : call.span,
                std::string(name_of(encoding)));
}

ValueId decoded(const FunctionCall& call, ValueId value) {
  const Value v = call.values[value];
  const OriginId link = link_of(call.values, value);
  const OriginId inner = link.valid() ? call.values.origin(link).next : v.origin;
  const ValueId stripped = call.values.moved(value, v.span, inner);
  return passed(call.values, stripped, call.span, std::string(call.name) + "()");
}

ValueId encoded_text(const FunctionCall& call, ValueId value) {
  const Encoding encoding = encoding_of(call.values, value);
  if (encoding == Encoding::none) return value;
  const Value v = call.values[value];
  const OriginId inner_origin = call.values.origin(link_of(call.values, value)).next;
  const ValueId inner = call.values.moved(value, v.span, inner_origin);
  ValueId made;
  if (encoding == Encoding::json) {
    made = as_json(call, inner);
  } else {
    const std::optional<std::string> text =
        encoding == Encoding::yaml ? yaml_text(call, inner) : plain_encoded_text(call, inner);
    made = !text                          ? call.depends_on_part(inner)
           : encoding == Encoding::base64 ? call.made_text(to_base64(*text))
                                          : call.made_text(*text);
  }
  return v.secret ? call.values.marked_secret(made) : made;
}

std::optional<std::string> plain_encoded_text(const FunctionCall& call, ValueId value) {
  const ValueId text = encoded_text(call, value);
  if (!text.valid() || call.values[text].kind != ValueKind::string) return std::nullopt;
  return std::string(call.values.string(text));
}

std::string json_quoted(std::string_view text) {
  constexpr std::string_view kShort = "\"\\\n\r\t\b\f", kLetters = "\"\\nrtbf";
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const std::size_t known = kShort.find(c);
    const bool separator = text.substr(at, 2) == "\xE2\x80" && at + 2 < text.size() &&
                           (text[at + 2] == '\xA8' || text[at + 2] == '\xA9');
    if (known != std::string_view::npos) {
      out += {'\\', kLetters[known]};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned char>(c));
      out += escape;
    } else if (separator) {
      out += text[at + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      at += 2;
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::optional<std::string> json_text(const FunctionCall& call, ValueId value) {
  const ValueId text = as_json(call, value);
  if (call.values[text].kind != ValueKind::string) return std::nullopt;
  return std::string(call.values.string(text));
}

}  // namespace weir::terraform
