// Which resource needs which, and that none needs itself. Conditions that nothing asks for are read
// here too, for what is wrong with them.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "parsers/cloudformation/form/form.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {
namespace {

/// More resources of one circle than this are not named.
constexpr std::size_t kNamedInCircle = 8;

/// Tarjan's components, iteratively: by node a number that it shares with those that it reaches and
/// that reach it.
class Components {
 public:
  explicit Components(const std::vector<std::vector<std::size_t>>& neighbours)
      : component(neighbours.size(), kNone),
        neighbours_(neighbours),
        order_(neighbours.size(), kNone),
        low_(neighbours.size()),
        next_(neighbours.size()) {
    for (std::size_t root = 0; root < neighbours.size(); ++root) {
      if (order_[root] == kNone) visit(root);
    }
  }

  std::vector<std::size_t> component;

 private:
  static constexpr std::size_t kNone = SIZE_MAX;

  void visit(std::size_t root) {
    std::vector<std::size_t> path{root};
    while (!path.empty()) {
      const std::size_t at = path.back();
      if (order_[at] == kNone) {
        order_[at] = low_[at] = clock_++;
        open_.push_back(at);
      }
      if (next_[at] < neighbours_[at].size()) {
        const std::size_t to = neighbours_[at][next_[at]++];
        if (order_[to] == kNone) {
          path.push_back(to);
        } else if (component[to] == kNone) {
          low_[at] = std::min(low_[at], order_[to]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) low_[path.back()] = std::min(low_[path.back()], low_[at]);
      if (low_[at] == order_[at]) close(at);
    }
  }

  void close(std::size_t root) {
    while (component[root] == kNone) {
      component[open_.back()] = root;
      open_.pop_back();
    }
  }

  const std::vector<std::vector<std::size_t>>& neighbours_;
  std::vector<std::size_t> order_, low_, next_, open_;
  std::size_t clock_ = 0;
};

}  // namespace

/// The resource being read needs `to`, where the present context holds.
void Lowering::needs(ResourceId to, Span span, bool only_after) {
  if (!in_condition_ && !reading_for_show_ && spend()) {
    dependencies_.push_back({reading_, to, context_, span, only_after});
  }
}

/// `DependsOn: Name` or a list of names.
void Lowering::read_depends_on(std::string_view resource, NodeIndex node) {
  const NodeIndex written = find_entry(document_, node, "DependsOn");
  if (written == kNoNode) return;
  const auto one = [&](NodeIndex item) {
    if (document_[item].kind != NodeKind::string || call_at(item)) {
      malformed("DependsOn", document_.span(item),
                "DependsOn of resource " + std::string(resource) +
                    " must be a resource's name or a list of them");
      return;
    }
    const auto found = resource_of_.find(document_.text(item));
    if (found != resource_of_.end()) {
      needs(found->second, document_.span(item), true);
    } else {
      missing(document_.text(item), document_.span(item));
    }
  };
  if (document_[written].kind != NodeKind::list || call_at(written)) return one(written);
  for (const NodeIndex item : children(document_, written)) one(item);
}

void Lowering::read_other_conditions() {
  if (conditions_ == kNoNode || document_[conditions_].kind != NodeKind::map) return;
  for (const NodeIndex entry : children(document_, conditions_)) {
    if (!document_.has_children(entry)) continue;
    const NodeIndex key = document_.first_child(entry);
    if (condition_of_.count(document_.text(key)) == 0) continue;
    guard_named(document_.text(key), document_.span(key));
  }
}

/// What is referred to must be there whenever the reference is.
void Lowering::report_absent_targets() {
  if (has_macros_) return;
  for (const Dependency& one : dependencies_) {
    const Guard exists = model_[one.to].exists;
    if (one.only_after || exists == kAlways || exists == kUndecided || one.when == kUndecided)
      continue;
    if (!spend()) return;
    const Guard absent = model_.guards.minus(one.when, exists);
    if (!model_.guards.satisfiable(absent) || absent == kUndecided) continue;
    const std::string& address = model_[one.to].address;
    const std::string when = model_.guards.describe(absent);
    notes_.add(Level::warning, "absent-reference", address, one.span,
               address + " is referred to here, but is not there" +
                   (when.empty() ? " in any case" : " when " + when));
  }
}

/// Of each group of resources that need each other one circle is reported. Linear in the template.
void Lowering::report_circles() {
  // what a macro makes of a template has other edges
  if (has_macros_ || dependencies_.empty()) return;
  std::vector<std::vector<std::size_t>> edges(resource_count_), neighbours(edges.size());
  for (std::size_t i = 0; i < dependencies_.size(); ++i) {
    const Dependency& one = dependencies_[i];
    if (!one.from.valid()) continue;
    edges[own_number(one.from)].push_back(i);
    neighbours[own_number(one.from)].push_back(own_number(one.to));
  }
  const std::vector<std::size_t> group = Components(neighbours).component;
  std::unordered_set<std::size_t> reported;
  for (std::size_t first = 0; first < group.size(); ++first) {
    if (reported.insert(group[first]).second) report_circle(first, group, edges);
  }
}

/// The shortest circle through the template's resource `first` within its group, if all of it can
/// exist at once.
void Lowering::report_circle(std::size_t first, const std::vector<std::size_t>& group,
                             const std::vector<std::vector<std::size_t>>& edges) {
  constexpr std::size_t kNone = SIZE_MAX;
  std::unordered_map<std::size_t, std::size_t>
      reached_by;  // resource → dependency that leads to it
  std::vector<std::size_t> queue{first};
  for (std::size_t i = 0; i < queue.size() && reached_by.count(first) == 0; ++i) {
    for (const std::size_t edge : edges[queue[i]]) {
      const std::size_t to = own_number(dependencies_[edge].to);
      if (group[to] == group[first] && reached_by.try_emplace(to, edge).second) queue.push_back(to);
    }
  }
  if (reached_by.count(first) == 0) return;
  std::vector<std::size_t> circle;
  Guard together = kAlways;
  for (std::size_t at = kNone; at != first;) {
    const Dependency& one = dependencies_[reached_by.at(at == kNone ? first : at)];
    together = model_.guards.both(together, one.when);
    at = own_number(one.from);
    circle.push_back(at);
  }
  if (!model_.guards.satisfiable(together)) return;
  std::string names;
  for (std::size_t i = 0; i < circle.size() && i <= kNamedInCircle; ++i) {
    const std::size_t at = circle[circle.size() - 1 - i];
    names += (i == kNamedInCircle ? "…" : model_.resources[first_resource_ + at].address) + " → ";
  }
  const std::string& address = model_.resources[first_resource_ + first].address;
  const std::size_t second = circle.size() > 1 ? circle[circle.size() - 2] : first;
  notes_.add(Level::warning, "cycle", address, dependencies_[reached_by.at(second)].span,
             "resources need each other in a circle: " + names + address);
}

}  // namespace weir::cloudformation
