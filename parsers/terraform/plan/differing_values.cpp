// What the configuration comes to, and what a plan knows.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/terraform/plan/differences.h"
#include "parsers/terraform/plan/literals.h"
#include "parsers/terraform/plan/references.h"
#include "parsers/terraform/plan/written.h"

namespace weir::terraform {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  while (!lower.empty() && (lower.back() == '.' || lower.back() == '/' || lower.back() == '\n'))
    lower.pop_back();
  return lower;
}

/// Whether a provider may have made one text of the other: another case, a hash, a longer name, a
/// document in another form.
bool may_be_one(std::string_view written, std::string_view known) {
  constexpr std::size_t kLongest = 64;  // bytes; what is longer is a document, which is hashed
  if (same_scalars(written, known)) return true;
  if (written.size() > kLongest || known.size() > kLongest) return true;
  if (written.find_first_of("\n{[/:") != written.npos) return true;
  const std::string a = lower_case(written), b = lower_case(known);
  return a.find(b) != a.npos || b.find(a) != b.npos;
}

class ValueComparison {
 public:
  ValueComparison(const Plan& plan, const ResourceModel& lowered, const SourceMap& sources)
      : plan_(plan),
        document_(*plan.document),
        references_(plan),
        lowered_(lowered),
        values_(lowered.values),
        sources_(sources) {}

  std::string run() {
    const WrittenResources written(lowered_.resources);
    for (const PlannedResource& planned : plan_.resources) {
      const Resource* block = written.block_of(planned);
      if (block == nullptr || planned.values == kNoNode || !block->attributes.valid()) continue;
      std::string found = compare(planned, *block);
      if (!found.empty())
        return planned.address + "." + found + " is not what the " +
               (plan_.is_state ? "state" : "plan") + " has";
    }
    return "";
  }

 private:
  /// The attribute that differs; "" if none does.
  std::string compare(const PlannedResource& planned, const Resource& block) const {
    const std::set<std::string, std::less<>> ignored = ignored_by(block);
    if (ignored.count("all") != 0 || values_[block.attributes].kind != ValueKind::map) return "";
    const NodeIndex expressions = references_.expressions_of(planned);
    for (std::size_t i = 0; i < values_.item_count(block.attributes); ++i) {
      const MapEntry entry = values_.entry(block.attributes, i);
      const NodeIndex known = find_entry(document_, planned.values, entry.key);
      if (known == kNoNode || ignored.count(entry.key) != 0) continue;
      const NodeIndex expression =
          expressions == kNoNode ? kNoNode : find_entry(document_, expressions, entry.key);
      const bool constant =
          expression != kNoNode && find_entry(document_, expression, "constant_value") != kNoNode;
      if (constant && planned.changes) continue;  // the constants have been compared
      if (differs(entry.value, known)) return entry.key;
    }
    return "";
  }

  bool differs(ValueId written, NodeIndex known) const {
    if (!written.valid() || values_[written].secret) return false;
    const ValueKind kind = values_[written].kind;
    const NodeKind other = document_[known].kind;
    std::string text;
    switch (kind) {
      case ValueKind::boolean:
      case ValueKind::number:
        return (other == NodeKind::boolean || other == NodeKind::number) &&
               scalar_text(values_, sources_, written, text) &&
               !same_scalars(text, document_.text(known));
      case ValueKind::string:
        return other == NodeKind::string && scalar_text(values_, sources_, written, text) &&
               !may_be_one(text, document_.text(known));
      default:
        return false;
    }
  }

  /// What `ignore_changes` names, `all` for everything.
  std::set<std::string, std::less<>> ignored_by(const Resource& block) const {
    std::set<std::string, std::less<>> names;
    const ValueId lifecycle = member(block.meta, "lifecycle");
    const ValueId ignored = member(lifecycle, "ignore_changes");
    if (!ignored.valid()) return names;
    const bool many = values_[ignored].kind == ValueKind::list;
    const std::vector<ValueId> items = many ? values_.items(ignored) : std::vector{ignored};
    for (const ValueId item : items) {
      std::string text;
      if (scalar_text(values_, sources_, item, text))
        names.insert(text.substr(0, text.find_first_of(".[")));
    }
    return names;
  }

  ValueId member(ValueId map, std::string_view name) const {
    if (!map.valid() || values_[map].kind != ValueKind::map) return {};
    for (std::size_t i = 0; i < values_.item_count(map); ++i)
      if (values_.entry(map, i).key == name) return values_.entry(map, i).value;
    return {};
  }

  const Plan& plan_;
  const Document& document_;
  const PlanReferences references_;
  const ResourceModel& lowered_;
  const ValueStore& values_;
  const SourceMap& sources_;
};

}  // namespace

std::string differing_values(const Plan& plan, const ResourceModel& lowered,
                             const SourceMap& sources) {
  return ValueComparison(plan, lowered, sources).run();
}

}  // namespace weir::terraform
