// Functions of terraform's own provider: values as HCL, and values files. With them what
// has a meaning only while terraform runs: ephemeral values.

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {
namespace {

bool is_identifier(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool letter = point.value >= 0x80 || std::isalpha(byte) != 0 || byte == '_';
    if (!letter && (at == 0 || (std::isdigit(byte) == 0 && byte != '-'))) return false;
    at += point.size;
  }
  return !text.empty();
}

std::string hcl_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool mark = (c == '$' || c == '%') && text.substr(at + 1, 1) == "{";
    if (c == '\n' || c == '\r' || c == '\t') {
      out += {'\\', c == '\n' ? 'n' : c == '\r' ? 'r' : 't'};
    } else if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned char>(c));
      out += escape;
    } else {
      out += c;
      if (mark) out += c;
    }
  }
  return out + '"';
}

/// Writes values as `terraform fmt` lays them out.
class HclWriter {
 public:
  explicit HclWriter(const FunctionCall& call) : call_(call) {}

  /// Lines of `name = value`, the signs of neighbours below each other; those that take several
  /// lines have no neighbours behind them.
  std::string attributes(ValueId map, std::size_t indent, int depth) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < call_.values.item_count(map); ++i)
      entries.push_back(call_.values.entry(map, i));
    std::sort(entries.begin(), entries.end(),
              [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
    std::vector<std::pair<std::string, std::string>> lines;
    for (const MapEntry& entry : entries) {
      lines.emplace_back(is_identifier(entry.key) ? entry.key : hcl_quoted(entry.key),
                         value(entry.value, indent, depth + 1));
    }
    std::string out;
    for (std::size_t at = 0; at < lines.size();) {
      std::size_t end = at, width = 0;
      const auto single = [&](std::size_t n) {
        return lines[n].second.find('\n') == std::string::npos;
      };
      while (end < lines.size() && single(end))
        width = std::max(width, characters(lines[end++].first));
      if (end == at) width = characters(lines[end++].first);
      for (; at < end; ++at) {
        out.append(indent, ' ');
        out += lines[at].first + std::string(width - characters(lines[at].first), ' ') + " = " +
               lines[at].second + "\n";
      }
    }
    return out;
  }

  std::string value(ValueId id, std::size_t indent, int depth) {
    if (!id.valid() || depth > limits::kNesting || !call_.spend(1)) known_ = false;
    if (!known_) return "";
    const Value v = call_.values[id];
    switch (v.kind) {
      case ValueKind::null:
        return "null";
      case ValueKind::string:
        return hcl_quoted(call_.text_of(id).value_or(""));
      case ValueKind::number:
      case ValueKind::boolean:
        return call_.text_of(id).value_or("");
      case ValueKind::list:
        return list(id, indent, depth);
      case ValueKind::map:
        if (v.range.count == 0) return "{}";
        return "{\n" + attributes(id, indent + 2, depth) + std::string(indent, ' ') + "}";
      default:
        known_ = false;
        return "";
    }
  }

  bool known() const { return known_; }

 private:
  /// Several items of more than one line have a layout of their own, which is not told here.
  std::string list(ValueId id, std::size_t indent, int depth) {
    std::string out = "[";
    std::size_t long_ones = 0;
    for (std::size_t i = 0; i < call_.values.item_count(id); ++i) {
      const std::string one = value(call_.values.item(id, i), indent, depth + 1);
      long_ones += one.find('\n') != std::string::npos ? 1 : 0;
      out += (i > 0 ? ", " : "") + one;
    }
    known_ = known_ && long_ones < 2;
    return out + "]";
  }

  static std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) at += decode_utf8(text, at).size;
    return count;
  }

  const FunctionCall& call_;
  bool known_ = true;
};

ValueId made(const FunctionCall& call, const HclWriter& writer, std::string text) {
  return writer.known() ? call.made_text(std::move(text)) : call.depends(0);
}

ValueId encode_expr(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null) return fault_of(call, "found null");
  HclWriter writer(call);
  std::string text = writer.value(call[0], 0, 0);
  return made(call, writer, std::move(text));
}

ValueId encode_tfvars(const FunctionCall& call) {
  if (!call.is_map(0)) return call.refuse(0, "map of values");
  for (std::size_t i = 0; i < call.values.item_count(call[0]); ++i) {
    const std::string& key = call.values.entry(call[0], i).key;
    if (!is_identifier(key))
      return fault_of(call, "found " + key + ", which is no variable's name");
  }
  HclWriter writer(call);
  std::string text = writer.attributes(call[0], 0, 0);
  return made(call, writer, std::move(text));
}

ValueId decode_tfvars(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  if (!call.spend(8 + 2 * text->size())) return call.over_budget();
  const FileId derived = call.sources.add_derived(*text, {{0, call.span, false}});
  return call.around->values_of(derived, call.name, call.span);
}

ValueId ephemeralasnull(const FunctionCall& call) { return call[0]; }

constexpr std::array kTfvarsFunctions = {
    FunctionEntry{"provider::terraform::encode_expr", 1, 1, Takes::values, encode_expr},
    FunctionEntry{"provider::terraform::encode_tfvars", 1, 1, Takes::values, encode_tfvars},
    FunctionEntry{"provider::terraform::decode_tfvars", 1, 1, Takes::values, decode_tfvars},
    FunctionEntry{"ephemeralasnull", 1, 1, Takes::values, ephemeralasnull}};

}  // namespace

std::span<const FunctionEntry> tfvars_functions() { return kTfvarsFunctions; }

}  // namespace weir::terraform
