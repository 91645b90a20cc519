#include "analyzer/resilience/unmatched.h"

#include <algorithm>

#include "analyzer/base/glob.h"
#include "analyzer/resilience/dependencies.h"

namespace weir::resilience {
namespace {

class Unmatched {
 public:
  Unmatched(const Input& input, const DeclaredOf& declared)
      : in_(input), dfd_(input.dfd()), declared_(declared) {
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (is_there(dfd_, NodeId(i))) elements_.push_back(NodeId(i));
  }

  Diagnostics all() {
    for (const ObjectiveDeclaration& one : declared_.said.objectives) {
      address(one.address, true, "objectives", one.span);
      system(one);
    }
    for (const JourneyDeclaration& one : declared_.said.journeys) {
      for (const std::string& glob : one.entries) address(glob, true, "journeys", one.span);
      for (const std::string& glob : one.through) address(glob, true, "journeys", one.span);
    }
    for (const DependencyDeclaration& one : declared_.said.dependencies) {
      address(one.from, true, "dependencies", one.span);
      for (const std::string& glob : one.on) address(glob, false, "dependencies", one.span);
      too_many(one);
    }
    for (const FigureDeclaration& one : declared_.said.figures) {
      address(one.address, true, "figures", one.span);
      type(one);
    }
    return std::move(found_);
  }

 private:
  /// `own`: of the units that the configuration is about.
  void address(const std::string& glob, bool own, std::string_view key, Span span) {
    const bool any = std::any_of(elements_.begin(), elements_.end(), [&](NodeId node) {
      return (!own || concerns(declared_, dfd_, node)) && means(glob, dfd_, node);
    });
    if (!glob.empty() && !any) nothing("nothing has an address like \"" + glob + "\"", key, span);
  }

  void too_many(const DependencyDeclaration& said) {
    std::size_t from = 0, on = 0;
    for (const NodeId node : elements_) {
      from += concerns(declared_, dfd_, node) && means(said.from, dfd_, node);
      on += std::any_of(said.on.begin(), said.on.end(),
                        [&](const std::string& glob) { return means(glob, dfd_, node); });
    }
    if (from * on > kDeclaredPairs)
      nothing(std::to_string(from) + " elements would depend on " + std::to_string(on) +
                  " each, which is more than " + std::to_string(kDeclaredPairs) + " pairs",
              "dependencies", said.span);
  }

  void system(const ObjectiveDeclaration& said) {
    const bool any = std::any_of(dfd_.units.begin(), dfd_.units.end(), [&](const Unit& unit) {
      return unit.system == said.system && declared_.units.count(unit.path) != 0;
    });
    if (!said.system.empty() && said.system != "*" && !any)
      nothing("no system is called \"" + said.system + "\"", "objectives", said.span);
  }

  void type(const FigureDeclaration& said) {
    const Catalog& catalog = in_.catalog();
    const bool any = std::any_of(elements_.begin(), elements_.end(), [&](NodeId node) {
      const GraphNode& n = dfd_[node];
      return glob_match(said.type, n.type) ||
             (n.concept_id.valid() &&
              glob_match(said.type, catalog.text(catalog.concepts[n.concept_id.index()].name)));
    });
    if (!said.type.empty() && !any)
      nothing("nothing is of a type like \"" + said.type + "\"", "figures", said.span);
  }

  void nothing(const std::string& what, std::string_view key, Span span) {
    found_.push_back({Level::warning, span, "declared-of-nothing",
                      what + ": this entry of " + std::string(key) + " counts for nothing"});
  }

  const Input& in_;
  const Dfd& dfd_;
  const DeclaredOf& declared_;
  std::vector<NodeId> elements_;
  Diagnostics found_;
};

}  // namespace

Diagnostics unmatched(const Input& input) {
  Diagnostics all;
  for (const DeclaredOf& declared : input.declared) {
    if (!declared.whole) continue;
    Diagnostics some = Unmatched(input, declared).all();
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace weir::resilience
