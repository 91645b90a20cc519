#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "analyzer/model/resource_model.h"

namespace weir {
namespace {

/// Appends one unit's model to the whole.
class Appender {
 public:
  Appender(ResourceModel& whole, ResourceModel& part, std::string prefix)
      : whole_(whole), part_(part), prefix_(std::move(prefix)) {}

  void append() {
    whole_.guards.import_assumptions(part_.guards, prefix_);
    const auto resources = static_cast<std::uint32_t>(whole_.resources.size());
    const auto units = static_cast<std::uint32_t>(whole_.units.size());
    values_ = whole_.values.absorb(std::move(part_.values), resources,
                                   [this](Guard guard) { return imported(guard); });
    for (Unit& unit : part_.units) append_unit(std::move(unit));
    for (Resource& resource : part_.resources) {
      resource.unit.value += units;
      resource.attributes = shifted(resource.attributes);
      resource.meta = shifted(resource.meta);
      resource.exists = imported(resource.exists);
      whole_.resources.push_back(std::move(resource));
    }
    whole_.secrets.insert(whole_.secrets.end(), part_.secrets.begin(), part_.secrets.end());
    for (Diagnostic& diagnostic : part_.diagnostics) {
      whole_.diagnostics.push_back(std::move(diagnostic));
    }
  }

 private:
  void append_unit(Unit unit) {
    for (Parameter& parameter : unit.parameters) parameter.value = shifted(parameter.value);
    for (Output& output : unit.outputs) {
      output.value = shifted(output.value);
      output.export_name = shifted(output.export_name);
    }
    whole_.units.push_back(std::move(unit));
  }

  ValueId shifted(ValueId id) const {
    if (id.valid()) id.value += values_;
    return id;
  }

  /// Each guard is brought over once, however often it is used.
  Guard imported(Guard guard) {
    if (guard == kNever || guard == kAlways || guard == kUndecided) return guard;
    const auto known = guards_.find(guard.node);
    if (known != guards_.end()) return known->second;
    const Guard result = whole_.guards.import(part_.guards, guard, prefix_);
    guards_.emplace(guard.node, result);
    return result;
  }

  ResourceModel& whole_;
  ResourceModel& part_;
  std::string prefix_;
  std::uint32_t values_ = 0;
  std::unordered_map<std::uint32_t, Guard> guards_;
};

/// Finds what references into other units denote.
void resolve_across_units(ResourceModel& whole) {
  const auto is_open = [](const Reference& reference) {
    return !reference.unit.empty() && !reference.target.valid();
  };
  const auto references = whole.values.references();
  if (std::none_of(references.begin(), references.end(), is_open)) return;
  std::unordered_map<std::string, ResourceId> declared;  // "unit\naddress"
  for (std::size_t i = 0; i < whole.resources.size(); ++i) {
    const Resource& resource = whole.resources[i];
    declared.emplace(whole.units[resource.unit.index()].path + "\n" + resource.address,
                     ResourceId(i));
  }
  for (Reference& reference : references) {
    if (!is_open(reference)) continue;
    const auto found = declared.find(reference.unit + "\n" + reference.address);
    if (found != declared.end()) reference.target = found->second;
  }
}

}  // namespace

ResourceModel link(std::vector<ResourceModel> units) {
  ResourceModel whole;
  if (units.size() == 1) {
    whole = std::move(units.front());
    resolve_across_units(whole);
    return whole;
  }
  for (ResourceModel& part : units) {
    const std::string prefix = part.units.empty() ? "" : part.units.front().path + ": ";
    Appender(whole, part, prefix).append();
    part = {};  // all of them twice would be too much
  }
  resolve_across_units(whole);
  return whole;
}

}  // namespace weir
