#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/resource_model.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 8> kUnknownNames = {
    "parameter", "import", "pseudo", "computed", "outside", "unsupported", "invalid", "budget"};
constexpr std::array<std::string_view, 3> kLevelNames = {"note", "warning", "error"};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned char>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// Writes values: scalars on their line, maps and lists as an indented tree below it.
class Dumper {
 public:
  Dumper(const ResourceModel& model, const SourceMap& sources) : model_(model), sources_(sources) {}

  /// What stands after `key:`, with its line end.
  void value(ValueId id, int indent, int depth) {
    if (!id.valid()) {
      out += " absent\n";
      return;
    }
    if (depth > 2 * limits::kNesting) {
      out += " …\n";
      return;
    }
    const Value& v = model_.values[id];
    if (v.kind == ValueKind::map && v.range.count > 0) {
      out += '\n';
      map(id, indent, depth);
    } else if (v.kind == ValueKind::list && v.range.count > 0) {
      out += '\n';
      for (const ValueId item : model_.values.items(id)) {
        out.append(indent, ' ') += '-';
        value(item, indent + 2, depth + 1);
      }
    } else if (v.kind == ValueKind::choice) {
      choice(id, indent, depth);
    } else {
      out += ' ' + scalar(id) + '\n';
    }
  }

  void map(ValueId id, int indent, int depth) {
    for (std::size_t i = 0; i < model_.values.item_count(id); ++i) {
      const MapEntry& entry = model_.values.entry(id, i);
      out.append(indent, ' ') += entry.key + ':';
      value(entry.value, indent + 2, depth + 1);
    }
  }

  std::string when(Guard guard, std::string_view before) const {
    return guard == kAlways ? "" : std::string(before) + "when " + model_.guards.describe(guard);
  }

  std::string place(Span span) const {
    if (!span.valid()) return "";
    const Span host = sources_.in_host(span);
    const Position at = sources_.position(host.file, host.begin);
    return " @" + std::to_string(at.line) + ':' + std::to_string(at.column);
  }

  std::string out;

 private:
  void choice(ValueId id, int indent, int depth) {
    out += " choice{\n";
    for (std::size_t i = 0; i < model_.values.item_count(id); ++i) {
      const Alternative& alternative = model_.values.alternative(id, i);
      out.append(indent, ' ') += "when " + model_.guards.describe(alternative.guard) + ':';
      value(alternative.value, indent + 2, depth + 1);
    }
    out.append(indent, ' ') += "}\n";
  }

  std::string scalar(ValueId id) const {
    const ValueStore& values = model_.values;
    const Value& v = values[id];
    const bool nameable = v.kind == ValueKind::unknown || v.kind == ValueKind::reference;
    if (v.secret && !nameable) return "secret";
    const std::string secret = v.secret ? "secret " : "";
    std::string text;
    switch (v.kind) {
      case ValueKind::unknown:
        return secret + unknown(id);
      case ValueKind::null:
        return "null";
      case ValueKind::boolean:
        return v.boolean ? "true" : "false";
      case ValueKind::number:
        scalar_text(values, sources_, id, text);
        return text;
      case ValueKind::string:
        return quoted(values.string(id));
      case ValueKind::list:
        return "[]";
      case ValueKind::map:
        return "{}";
      case ValueKind::reference: {
        const Reference& reference = values.reference(id);
        const std::string dot = reference.attribute.empty() ? "" : ".";
        const std::string unit = reference.unit.empty() ? "" : reference.unit + "#";
        return secret + (reference.implied ? "implied " : "") + "ref(" + unit + reference.address +
               dot + reference.attribute + ")";
      }
      case ValueKind::text:
        for (const ValueId part : values.items(id)) {
          text += (text.empty() ? "" : " + ") + inline_part(part);
        }
        return text;
      case ValueKind::choice:
        break;
    }
    return inline_part(id);
  }

  /// A part of a text; a choice stands on one line there.
  std::string inline_part(ValueId id) const {
    if (model_.values[id].kind != ValueKind::choice) return scalar(id);
    std::string text = "choice{";
    for (std::size_t i = 0; i < model_.values.item_count(id); ++i) {
      const Alternative& alternative = model_.values.alternative(id, i);
      text += (i == 0 ? "" : "; ") + ("when " + model_.guards.describe(alternative.guard)) + ": " +
              scalar(alternative.value);
    }
    return text + "}";
  }

  std::string unknown(ValueId id) const {
    const ValueStore& values = model_.values;
    const std::string subject(values.subject(id));
    return "unknown(" + std::string(kUnknownNames[static_cast<std::size_t>(values[id].unknown)]) +
           (subject.empty() ? "" : " " + subject) + ": " + std::string(values.why(id)) + ")";
  }

  const ResourceModel& model_;
  const SourceMap& sources_;
};

void dump_unit(Dumper& dumper, const Unit& unit) {
  dumper.out += "unit " + unit.path + " (" + std::string(name_of(unit.language)) + ")\n";
  for (const Parameter& parameter : unit.parameters) {
    dumper.out += "  parameter " + parameter.name + ":";
    dumper.value(parameter.value, 4, 0);
  }
  for (const Output& output : unit.outputs) {
    dumper.out += "  output " + output.name + ":";
    dumper.value(output.value, 4, 0);
    if (!output.export_name.valid()) continue;
    dumper.out += "    exported as:";
    dumper.value(output.export_name, 6, 0);
  }
}

void dump_resource(Dumper& dumper, const ResourceModel& model, const Resource& resource) {
  dumper.out += resource.address + " " + (resource.type.empty() ? "(no type)" : resource.type) +
                dumper.when(resource.exists, " ") + dumper.place(resource.header) + "\n";
  if (!resource.name.empty()) dumper.out += "  called " + resource.name + "\n";
  if (resource.handed_over) dumper.out += "  handed over: " + resource.why_open + "\n";
  if (resource.attributes.valid()) {
    if (model.values[resource.attributes].kind == ValueKind::map) {
      dumper.map(resource.attributes, 2, 0);
    } else {
      dumper.out += "  attributes:";
      dumper.value(resource.attributes, 4, 0);
    }
  }
  if (!resource.meta.valid()) return;
  for (std::size_t i = 0; i < model.values.item_count(resource.meta); ++i) {
    const MapEntry& entry = model.values.entry(resource.meta, i);
    dumper.out += "  @" + entry.key + ":";
    dumper.value(entry.value, 4, 0);
  }
}

}  // namespace

std::string dump(const ResourceModel& model, const SourceMap& sources) {
  Dumper dumper(model, sources);
  std::size_t next = 0;
  for (std::size_t unit = 0; unit < model.units.size(); ++unit) {
    dump_unit(dumper, model.units[unit]);
    for (; next < model.resources.size() && model.resources[next].unit.index() == unit; ++next) {
      dump_resource(dumper, model, model.resources[next]);
    }
  }
  for (const Diagnostic& diagnostic : model.diagnostics) {
    dumper.out += std::string(kLevelNames[static_cast<std::size_t>(diagnostic.level)]) + " " +
                  diagnostic.code + dumper.place(diagnostic.span) + ": " + diagnostic.message +
                  "\n";
  }
  return dumper.out;
}

}  // namespace weir
