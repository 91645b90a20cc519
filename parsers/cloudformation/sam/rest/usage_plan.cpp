// Usage plans of REST APIs and their keys.

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/rest/rest_api.h"
#include "parsers/cloudformation/sam/rest/rest_parts.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::array<std::string_view, 6> kPlan = {
    "CreateUsagePlan", "Description", "Quota", "Tags", "Throttle", "UsagePlanName"};
constexpr std::string_view kSharedCondition = "SharedUsagePlanCondition";

/// The plan that an API asks for, if it asks well.
Part plan_of(Expansion& expansion, const Macro& api, bool warn) {
  Tree& tree = expansion.tree();
  const Part plan = tree.find(api.properties, {"Auth", "UsagePlan"});
  if (!plan.valid() || tree.kind(plan) == NodeKind::null) return {};
  const auto wrong = [&](const std::string& what) {
    if (warn)
      expansion.warn(tree.place(plan), "UsagePlan " + what,
                     "UsagePlan of the API " + api.id + " " + what);
    return Part{};
  };
  if (!tree.is_map(plan)) return wrong("must be a map");
  for (const Entry& entry : tree.entries(plan)) {
    if (std::find(kPlan.begin(), kPlan.end(), entry.key) == kPlan.end())
      wrong("says " + entry.key + ", which is not known");
  }
  const auto kind = expansion.known_text(tree.find(plan, "CreateUsagePlan"));
  if (kind != "SHARED" && kind != "PER_API" && kind != "NONE")
    return wrong("needs a CreateUsagePlan: SHARED, PER_API or NONE");
  return kind == "NONE" ? Part{} : plan;
}

bool is_shared(Expansion& expansion, Part plan) {
  return expansion.known_text(expansion.tree().find(plan, "CreateUsagePlan")) == "SHARED";
}

/// What a plan and its keys are made of.
struct Plan {
  Part said;    ///< UsagePlan
  Part stages;  ///< of the plan
  Part keys;    ///< the same stages, as API keys say them
  Part apis;    ///< the ids of the APIs
};

void add_stage(const Maker& maker, Tree& tree, Plan& plan, const std::string& api,
               const std::string& stage) {
  tree.add(plan.stages, maker.map({{"ApiId", maker.ref(api)}, {"Stage", maker.ref(stage)}}));
  tree.add(plan.keys, maker.map({{"RestApiId", maker.ref(api)}, {"StageName", maker.ref(stage)}}));
  tree.add(plan.apis, maker.text(api));
}

/// Properties of the plan, the API key and what joins them, whose ids begin with `prefix`.
struct Made {
  std::array<std::string, 3> ids;
  std::array<Part, 3> properties, depends_on;
};
constexpr std::array<std::string_view, 3> kTypes = {
    "AWS::ApiGateway::UsagePlan", "AWS::ApiGateway::ApiKey", "AWS::ApiGateway::UsagePlanKey"};

Made made_of(const Maker& maker, const Plan& plan, const std::string& prefix) {
  Made made;
  made.ids = {prefix + "UsagePlan", prefix + "ApiKey", prefix + "UsagePlanKey"};
  made.properties[0] = maker.map({{"ApiStages", plan.stages}});
  maker.take(made.properties[0], plan.said,
             {"UsagePlanName", "Description", "Quota", "Tags", "Throttle"});
  made.properties[1] = maker.map({{"Enabled", maker.boolean(true)}, {"StageKeys", plan.keys}});
  made.properties[2] = maker.map({{"KeyId", maker.ref(made.ids[1])},
                                  {"KeyType", maker.text("API_KEY")},
                                  {"UsagePlanId", maker.ref(made.ids[0])}});
  made.depends_on = {plan.apis, maker.list({maker.text(made.ids[0])}),
                     maker.list({maker.text(made.ids[1])})};
  return made;
}

Plan empty_plan(const Maker& maker) {
  const std::vector<Part> none;
  return {{}, maker.list(none), maker.list(none), maker.list(none)};
}

/// The plan that all APIs share which say so; it exists when one of them does.
class SharedPlan {
 public:
  explicit SharedPlan(Expansion& expansion) : expansion_(expansion), tree_(expansion.tree()) {}

  void make(const Maker& maker) {
    Plan plan = empty_plan(maker);
    const Macro* last = nullptr;
    for (const Macro& api : expansion_.macros()) {
      if (api.type != kRestApis.type) continue;
      const Part said = plan_of(expansion_, api, false);
      if (!is_shared(expansion_, said)) continue;
      plan.said = said;
      add_stage(maker, tree_, plan, api.id, rest_stage_id(expansion_, api));
      read_attributes(api.resource);
      last = &api;
    }
    const Made made = made_of(maker, plan, "Serverless");
    // what the last one says counts
    for (std::size_t i = 0; i < 2 && last != nullptr; ++i)
      propagate_tags(expansion_, *last, made.properties[i]);
    const bool conditional = !unconditional_ && !conditions_.empty();
    if (conditional) add_condition(maker);
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
      const Part resource =
          expansion_.make_shared(made.ids[i], kTypes[i], made.properties[i], maker.place());
      maker.set(resource, "DependsOn", made.depends_on[i]);
      if (conditional) maker.set(resource, "Condition", maker.text(kSharedCondition));
      if (!deletion_.empty()) maker.set(resource, "DeletionPolicy", maker.text(deletion_));
      if (!replacement_.empty())
        maker.set(resource, "UpdateReplacePolicy", maker.text(replacement_));
    }
  }

 private:
  void read_attributes(Part resource) {
    const std::string condition(tree_.text(tree_.find(resource, "Condition")));
    if (condition.empty()) unconditional_ = true;
    if (!condition.empty()) conditions_.insert(condition);
    const std::string deletion(tree_.text(tree_.find(resource, "DeletionPolicy")));
    if (deletion_.empty() || deletion == "Retain") deletion_ = deletion;
    const std::string replacement(tree_.text(tree_.find(resource, "UpdateReplacePolicy")));
    if (replacement_.empty() || replacement == "Retain" ||
        (replacement == "Snapshot" && replacement_ == "Delete"))
      replacement_ = replacement;
  }

  void add_condition(const Maker& maker) {
    const auto named = [&](const std::string& name) {
      return maker.map({{"Condition", maker.text(name)}});
    };
    if (conditions_.size() == 1) {
      return expansion_.add_condition(std::string(kSharedCondition), named(*conditions_.begin()),
                                      maker.place());
    }
    const Part either = maker.list(std::vector<Part>());
    for (const std::string& condition : conditions_) tree_.add(either, named(condition));
    expansion_.add_condition(std::string(kSharedCondition), maker.call("Fn::Or", either),
                             maker.place());
  }

  Expansion& expansion_;
  Tree& tree_;
  std::set<std::string> conditions_;
  bool unconditional_ = false;
  std::string deletion_, replacement_;
};

}  // namespace

void add_usage_plan(Expansion& expansion, const Macro& api, const std::string& stage) {
  Tree& tree = expansion.tree();
  const Part said = plan_of(expansion, api, true);
  if (!said.valid()) return;
  const Maker maker = expansion.at(said, api.place);
  const bool shared = is_shared(expansion, said);
  if (!shared) {
    Plan plan = empty_plan(maker);
    plan.said = said;
    add_stage(maker, tree, plan, api.id, stage);
    const Made made = made_of(maker, plan, api.id);
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
      const Part resource =
          expansion.make(api, made.ids[i], kTypes[i], made.properties[i], maker.place());
      maker.set(resource, "DependsOn", made.depends_on[i]);
      if (i < 2) propagate_tags(expansion, api, made.properties[i]);
    }
  } else if (!expansion.resource("ServerlessUsagePlan").valid()) {
    SharedPlan(expansion).make(maker);
  }
  const std::string prefix = shared ? "Serverless" : api.id;
  for (const std::string_view property : {"UsagePlan", "UsagePlanKey", "ApiKey"})
    expansion.refer(api.id, property, prefix + std::string(property));
}

}  // namespace weir::cloudformation::sam
