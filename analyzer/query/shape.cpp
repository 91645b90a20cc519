#include "analyzer/query/shape.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/query/names.h"

namespace weir::query {
namespace {

constexpr std::size_t kMatchNames = 8;
constexpr std::size_t kOuterNames = 2;

/// The names of one pattern; names from outside are constants and take no part.
class Shape {
 public:
  Shape(const Queries& queries, std::uint32_t first, const Pattern& pattern)
      : queries_(queries), first_(first), pattern_(pattern), names_(queries, first) {
    for (const VariableId id : Catalog::slice(queries.pattern_variables, pattern.variables))
      local_.insert(id);
    for (const Step& step : steps()) ends_[step.edge] = {step.from, step.to};
  }

  bool connected() {
    std::map<VariableId, VariableId> leader;
    for (const VariableId id : local_) leader[id] = id;
    const auto find = [&](VariableId id) {
      if (local_.count(id) == 0) return kNoVariable;  // all outer names count as one
      while (leader[id] != id) id = leader[id];
      return id;
    };
    leader[kNoVariable] = kNoVariable;
    for (const Step& step : steps())
      for (const VariableId end : {step.from, step.to}) {
        const VariableId a = find(end);
        const VariableId b = find(step.edge);
        if (b == kNoVariable)
          leader[a] = b;
        else
          leader[b] = a;
      }
    std::set<VariableId> groups;
    for (const Step& step : steps()) groups.insert(find(step.edge));
    return groups.size() <= 1;
  }

  std::size_t names() const {
    return static_cast<std::size_t>(
        std::count_if(local_.begin(), local_.end(), [this](VariableId id) {
          const Variable& variable = queries_.variables[first_ + id];
          return !variable.edge || variable.name.size != 0;
        }));
  }

  bool narrow() {
    for (const Step& step : steps()) {
      join(names_.of(step, step.written_while));
      tests(step.written_while);
    }
    tests(pattern_.where);
    return reduces_to_nothing();
  }

 private:
  std::span<const Step> steps() const { return Catalog::slice(queries_.steps, pattern_.steps); }

  /// Every comparison and every inner pattern ties the names it mentions.
  void tests(ExprId id) {
    if (!id.valid()) return;
    const Expr& expr = queries_.exprs[id.index()];
    for (const ExprId child : Catalog::slice(queries_.children, expr.children)) tests(child);
    if (expr.children.empty()) join(names_.of(id));
  }

  void join(const std::vector<VariableId>& mentioned) {
    std::set<VariableId> nodes;
    for (const VariableId id : mentioned) {
      if (local_.count(id) == 0) continue;
      if (const auto edge = ends_.find(id); edge != ends_.end()) {
        for (const VariableId end : {edge->second.first, edge->second.second})
          if (local_.count(end) != 0 && ends_.count(end) == 0) nodes.insert(end);
      } else {
        nodes.insert(id);
      }
    }
    for (const VariableId a : nodes)
      for (const VariableId b : nodes)
        if (a != b) near_[a].insert(b);
  }

  /// Width is at most 2 exactly if taking away names with at most two neighbours (which then become
  /// neighbours) leaves nothing.
  bool reduces_to_nothing() {
    while (!near_.empty()) {
      const auto next = std::find_if(near_.begin(), near_.end(),
                                     [](const auto& entry) { return entry.second.size() <= 2; });
      if (next == near_.end()) return false;
      const auto [id, neighbours] = *next;
      near_.erase(next);
      for (const VariableId a : neighbours) {
        near_[a].erase(id);
        for (const VariableId b : neighbours)
          if (a != b) near_[a].insert(b);
      }
    }
    return true;
  }

  const Queries& queries_;
  std::uint32_t first_;
  const Pattern& pattern_;
  Names names_;
  std::set<VariableId> local_;
  std::map<VariableId, std::pair<VariableId, VariableId>> ends_;
  std::map<VariableId, std::set<VariableId>> near_;
};

}  // namespace

std::vector<std::string> shape_faults(const Queries& queries, std::uint32_t first_variable,
                                      std::uint32_t index, bool is_match) {
  std::vector<std::string> faults;
  const Pattern& pattern = queries.patterns[index];
  Shape shape(queries, first_variable, pattern);
  if (!shape.connected()) faults.emplace_back("paths that share no name with the others");
  if (is_match && shape.names() > kMatchNames)
    faults.push_back("found " + std::to_string(shape.names()) +
                     " names in `match`, expected at most 8");
  const std::size_t outer = Names(queries, first_variable).outer(index).size();
  if (!is_match && outer > kOuterNames)
    faults.push_back("found " + std::to_string(outer) +
                     " names from outside in one `exists` or `count`, expected at most 2");
  if (!shape.narrow())
    faults.emplace_back("names tied too closely: steps and comparisons must have width 2 at most");
  return faults;
}

}  // namespace weir::query
