// What pipelines of code hosts sign in as, and what they deploy.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/glob.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/principals.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/statements.h"

namespace weir {
namespace {

constexpr std::size_t kMaxDeployed = 16;  ///< more would draw a net, not a diagram

std::vector<std::string_view> known_texts(const PropertyValue* value) {
  std::vector<std::string_view> texts;
  if (value == nullptr) return texts;
  if (value->state == PropertyState::text) texts.push_back(value->text);
  for (const PropertyValue& item : value->items)
    if (item.state == PropertyState::text) texts.push_back(item.text);
  return texts;
}

class Pipelines {
 public:
  explicit Pipelines(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        runs_as_(catalog_.edge("runs_as")),
        issuer_(catalog_.property("issuer")) {}

  void run() {
    if (!issuer_.valid()) return;
    sign_in();
    deploy();
  }

 private:
  struct Trusting {
    NodeId role, item;
    PolicyStatement statement;
    Guard guard;
  };

  /// A role that the code host keeps is the one of the system that trusts the job's provider, if there is just one.
  void sign_in() {
    std::vector<OpenEnd> unknown;
    for (const OpenEnd& open : in_.dfd.open_ends)
      if (open.label == runs_as_ && open.outgoing && !issuer_of(open.node).empty()) unknown.push_back(open);
    if (unknown.empty()) return;
    std::vector<Trusting> trusting;
    for_each_held(in_, catalog_.label("trust_statement"), [&](NodeId role, NodeId item, Guard guard) {
      trusting.push_back({role, item, load_statement(in_, item), guard});
    });
    for (const OpenEnd& open : unknown) {
      const NodeId job = open.node;
      std::map<std::uint32_t, Guard> roles;
      for (const Trusting& one : trusting)
        if (lets_in(one, job)) roles.emplace(one.role.value, one.guard);
      if (roles.size() != 1) continue;
      const NodeId role(roles.begin()->first);
      std::vector<Evidence> evidence = {
          {"the role that the job signs in with is not known", open.span},
          {"no other role of the system trusts " + std::string(issuer_of(job)), in_.dfd[role].header}};
      in_.add_attachment({job, role, {}, runs_as_, {}, std::move(evidence), in_.guards.both(open.exists, roles.begin()->second)});
    }
  }

  std::string_view issuer_of(NodeId node) const { return text_of(find_property(in_.dfd[node].properties, issuer_)); }

  std::string_view system_of_node(NodeId node) const {
    const UnitId unit = in_.dfd[node].unit;
    return unit.valid() ? std::string_view(in_.model.units[unit.index()].system) : std::string_view();
  }

  bool lets_in(const Trusting& one, NodeId job) const {
    if (one.statement.allow != true || system_of_node(one.role) != system_of_node(job)) return false;
    const std::string issuer(issuer_of(job));
    const auto& principals = one.statement.principals;
    const bool named = std::any_of(principals.begin(), principals.end(), [&](const PolicyPattern& principal) {
      return glob_match(issuer, provider_named(in_, principal));
    });
    // a provider that is looked up is told by what the conditions ask of its tokens
    const auto keys = known_texts(find_property(in_.dfd[one.item].properties, catalog_.property("condition_keys")));
    const bool asked = std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
      return glob_match(issuer + ":*", key);
    });
    return (named || asked) && meets_subject(one, job);
  }

  /// What a token's subject ends with is known of a job with an environment: that asks for no branch.
  bool meets_subject(const Trusting& one, NodeId job) const {
    const auto subjects = known_texts(find_property(in_.dfd[one.item].properties, catalog_.property("subjects")));
    if (subjects.empty()) return true;
    const std::string_view environment =
        text_of(find_property(in_.dfd[job].properties, catalog_.property("ci_environment")));
    return std::any_of(subjects.begin(), subjects.end(), [&](std::string_view subject) {
      const std::size_t at = subject.find(":environment:");
      if (at != subject.npos) return glob_match(subject.substr(at + 13), environment);
      const bool of_branch = subject.find(":ref:") != subject.npos || subject.ends_with(":pull_request");
      return environment.empty() || !of_branch;
    });
  }

  /// What runs programs in the units that a step deploys by the path of their template or folder.
  void deploy() {
    const PropertyId deploys = catalog_.property("deploys");
    const EdgeLabelId kind = catalog_.edge("deploy");
    if (!deploys.valid() || !kind.valid()) return;
    for (std::size_t i = 0; i < in_.read.size(); ++i) {
      const PropertyValue* value = find_property(in_.read[i], deploys);
      const NodeId job = in_.whole_of[i].valid() ? in_.whole_of[i] : in_.node_of[i];
      if (!job.valid()) continue;
      for (const std::string_view path : known_texts(value)) deploy_unit(job, path, kind, in_.model.resources[i].header);
    }
  }

  void deploy_unit(NodeId job, std::string_view path, EdgeLabelId kind, Span place) {
    const UnitId unit = unit_at(path, in_.dfd[job].unit);
    if (!unit.valid()) return;
    std::vector<NodeId>& deployed = deployed_in(unit);
    if (deployed.size() > kMaxDeployed) return;
    for (const NodeId node : deployed)
      in_.add_flow({job, node, kind, catalog_.edges[kind.index()].data, Confidence::declared, {},
                    {{"a step of the job deploys " + in_.model.units[unit.index()].path, place}},
                    in_.guards.both(in_.dfd[job].exists, in_.dfd[node].exists)});
  }

  /// The unit with this file or folder, else the only one right in the folder; of the job's own system.
  UnitId unit_at(std::string_view path, UnitId own) {
    if (units_.empty())
      for (std::size_t i = 0; i < in_.model.units.size(); ++i) {
        const std::string& of = in_.model.units[i].path;
        const std::size_t slash = of.rfind('/');
        units_[of].push_back(i);
        in_folder_[slash == std::string::npos ? "" : of.substr(0, slash)].push_back(i);
      }
    const std::string shown = path.empty() ? "." : std::string(path);
    for (const auto* known : {&units_, &in_folder_})
      if (const auto found = known->find(known == &in_folder_ ? std::string(path) : shown); found != known->end()) {
        std::vector<std::size_t> of_system = found->second;
        std::erase_if(of_system, [&](std::size_t i) {
          return UnitId(i) == own || in_.model.units[i].system != in_.model.units[own.index()].system;
        });
        if (of_system.size() == 1) return UnitId(of_system.front());
      }
    return {};
  }

  std::vector<NodeId>& deployed_in(UnitId unit) {
    const auto [at, fresh] = deployed_.try_emplace(unit.value);
    if (!fresh) return at->second;
    const LabelId compute = catalog_.label("compute");
    for (std::size_t i = 0; i < in_.dfd.nodes.size() && at->second.size() <= kMaxDeployed; ++i) {
      const NodeId node(i);
      if (in_.dfd[node].unit == unit && !in_.dfd[node].outside && has_label(in_.dfd, catalog_, node, compute)) at->second.push_back(node);
    }
    return at->second;
  }

  Inference& in_;
  const Catalog& catalog_;
  EdgeLabelId runs_as_;
  PropertyId issuer_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> units_, in_folder_;  ///< by path
  std::map<std::uint32_t, std::vector<NodeId>> deployed_;                           ///< by unit
};

}  // namespace

void infer_pipelines(Inference& inference) { Pipelines(inference).run(); }

}  // namespace weir
