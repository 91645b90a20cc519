#include "tests/templates/canonical.h"

#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"

namespace weir::templates {
namespace {

class Canonical {
 public:
  Canonical(const ResourceModel& model, const SourceMap& sources)
      : model_(model), values_(model.values), sources_(sources) {}

  std::string of(ValueId id, int depth = 0) const {
    if (!id.valid()) return "absent";
    if (depth > 2 * limits::kNesting) return "…";
    const Value& value = values_[id];
    std::string text;
    if (scalar_text(values_, sources_, id, text)) {
      return value.kind == ValueKind::null ? "null"
                                           : (value.secret ? "secret " : "") + quoted(text);
    }
    switch (value.kind) {
      case ValueKind::unknown:
        return "unknown(" + std::string(values_.why(id)) + "; " + std::string(values_.subject(id)) +
               ")";
      case ValueKind::reference:
        return "ref(" + values_.reference(id).address + "." + values_.reference(id).attribute + ")";
      case ValueKind::text:
      case ValueKind::list:
        text = value.kind == ValueKind::text ? "text(" : "[";
        for (const ValueId item : values_.items(id)) text += of(item, depth + 1) + ", ";
        return text + (value.kind == ValueKind::text ? ")" : "]");
      case ValueKind::map:
        return "{" + sorted_entries(id, depth) + "}";
      default:
        return "choice{" + sorted_alternatives(id, depth) + "}";
    }
  }

  std::string when(Guard guard) const { return " when " + model_.guards.describe(guard); }

 private:
  static std::string quoted(const std::string& text) { return "\"" + text + "\""; }

  std::string sorted_entries(ValueId id, int depth) const {
    std::set<std::string> entries;
    for (std::size_t i = 0; i < values_.item_count(id); ++i) {
      const MapEntry& entry = values_.entry(id, i);
      entries.insert(quoted(entry.key) + ": " + of(entry.value, depth + 1));
    }
    std::string text;
    for (const std::string& entry : entries) text += entry + "\n";
    return text;
  }

  std::string sorted_alternatives(ValueId id, int depth) const {
    std::set<std::string> ways;
    for (std::size_t i = 0; i < values_.item_count(id); ++i) {
      const Alternative& way = values_.alternative(id, i);
      ways.insert(of(way.value, depth + 1) + when(way.guard));
    }
    std::string text;
    for (const std::string& way : ways) text += way + "\n";
    return text;
  }

  const ResourceModel& model_;
  const ValueStore& values_;
  const SourceMap& sources_;
};

}  // namespace

std::map<std::string, std::string> canonical(const ResourceModel& model, const SourceMap& sources) {
  const Canonical say(model, sources);
  std::map<std::string, std::string> result;
  for (const Resource& resource : model.resources) {
    result[resource.address] = resource.type + say.when(resource.exists) + "\n" +
                               say.of(resource.attributes) + "\nbeside " + say.of(resource.meta) +
                               "\n" + resource.why_open;
  }
  for (const Unit& unit : model.units) {
    for (const Parameter& parameter : unit.parameters) {
      result["parameter " + parameter.name] = say.of(parameter.value);
    }
    for (const Output& output : unit.outputs) {
      result["output " + output.name] =
          say.of(output.value) + "\nexported as " + say.of(output.export_name);
    }
  }
  return result;
}

}  // namespace weir::templates
