#include "parsers/cloudformation/sam/functions/deployment.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kFunctionType = "AWS::Serverless::Function";
constexpr std::string_view kApplication = "ServerlessDeploymentApplication";
constexpr std::string_view kServiceRole = "CodeDeployServiceRole";
constexpr std::string_view kAnyCondition = "ServerlessCodeDeployCondition";
constexpr std::size_t kMostConditions = 10;  ///< of one Fn::Or

/// Ways of shifting traffic that are known by name.
constexpr std::array<std::string_view, 9> kKnownWays = {
    "Canary10Percent5Minutes",      "Canary10Percent10Minutes",      "Canary10Percent15Minutes",
    "Canary10Percent30Minutes",     "Linear10PercentEvery1Minute",   "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes", "AllAtOnce"};

/// A function's preference as it counts.
struct Preference {
  Part written;
  std::string condition;  ///< under which the group exists
  Part role;
  Part tags;  ///< a map
};

class Deployment {
 public:
  explicit Deployment(Expansion& expansion) : expansion_(expansion), tree_(expansion.tree()) {}

  void check(const Macro& macro) {
    const Part passed =
        tree_.find(macro.properties, {"DeploymentPreference", "PassthroughCondition"});
    if (passed.valid() && !expansion_.known_boolean(passed))
      expansion_.warn(tree_.place(passed), "PassthroughCondition",
                      "PassthroughCondition of " + macro.id +
                          " must be true or false, or a parameter or mapping that is");
  }

  std::optional<Preference> preference(const Macro& macro) {
    const Part written = tree_.find(macro.properties, "DeploymentPreference");
    if (macro.type != kFunctionType || !tree_.is_map(written)) return std::nullopt;
    const Part enabled = tree_.find(written, "Enabled");
    if (enabled.valid() && !expansion_.known_boolean(enabled).value_or(true)) return std::nullopt;
    Preference result{written, {}, tree_.find(written, "Role"), {}};
    if (says(written, "PassthroughCondition"))
      result.condition = tree_.text(tree_.find(macro.resource, "Condition"));
    if (says(macro.properties, "PropagateTags")) result.tags = tree_.find(macro.properties, "Tags");
    return result;
  }

  /// The application and the role that all groups share, once.
  void make_shared(Span place) {
    if (expansion_.resource(kApplication).valid()) return;
    std::vector<Preference> all;
    for (const Macro& macro : expansion_.macros()) {
      if (std::optional<Preference> one = preference(macro)) all.push_back(*one);
    }
    const Maker maker = expansion_.at(place);
    const std::string condition = common_condition(all, maker);
    const Part tags = common_tags(all, maker);
    const auto share = [&](std::string_view id, std::string_view type, Part properties) {
      maker.set(properties, "Tags", tag_list(expansion_, tags));
      const Part made = expansion_.make_shared(std::string(id), type, properties, place);
      if (!condition.empty()) maker.set(made, "Condition", maker.text(condition));
    };
    share(kApplication, "AWS::CodeDeploy::Application",
          maker.map({{"ComputePlatform", maker.text("Lambda")}}));
    if (std::all_of(all.begin(), all.end(), [](const Preference& one) { return one.role.valid(); }))
      return;
    share(kServiceRole, "AWS::IAM::Role",
          maker.map(
              {{"AssumeRolePolicyDocument", trust_policy(maker, "codedeploy.amazonaws.com")},
               {"ManagedPolicyArns",
                maker.list({managed_policy(maker, "service-role/AWSCodeDeployRoleForLambda")})}}));
  }

  void make_group(const Macro& macro, const Preference& preference, const std::string& id) {
    const Maker maker = expansion_.at(preference.written, macro.place);
    const Part events =
        maker.list({maker.text("DEPLOYMENT_FAILURE"), maker.text("DEPLOYMENT_STOP_ON_ALARM"),
                    maker.text("DEPLOYMENT_STOP_ON_REQUEST")});
    const Part style = maker.map({{"DeploymentType", maker.text("BLUE_GREEN")},
                                  {"DeploymentOption", maker.text("WITH_TRAFFIC_CONTROL")}});
    const Part group = maker.map(
        {{"AlarmConfiguration", alarms(macro, tree_.find(preference.written, "Alarms"))},
         {"ApplicationName", maker.ref(kApplication)},
         {"AutoRollbackConfiguration",
          maker.map({{"Enabled", maker.boolean(true)}, {"Events", events}})},
         {"DeploymentConfigName", way(tree_.find(preference.written, "Type"), macro.place, 0)},
         {"DeploymentStyle", style},
         {"ServiceRoleArn",
          preference.role.valid() ? preference.role : maker.get_att(kServiceRole, "Arn")},
         {"Tags", tag_list(expansion_, preference.tags)}});
    maker.take(group, preference.written, {"TriggerConfigurations"});
    const Part made =
        expansion_.make(macro, id, "AWS::CodeDeploy::DeploymentGroup", group, maker.place());
    for (const std::string_view key : {"Condition", "DeletionPolicy", "UpdateReplacePolicy"})
      tree_.remove(made, key);
    if (!preference.condition.empty())
      maker.set(made, "Condition", maker.text(preference.condition));
  }

 private:
  bool says(Part map, std::string_view key) {
    return expansion_.known_boolean(tree_.find(map, key)).value_or(false);
  }

  /// The condition under which any group exists; empty if one always does.
  std::string common_condition(const std::vector<Preference>& all, const Maker& maker) {
    std::vector<std::string> names;
    for (const Preference& one : all) {
      if (one.condition.empty()) return {};
      names.push_back(one.condition);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (names.size() == 1) return names.front();
    return any_of(names, maker);
  }

  /// Adds a condition that one of these holds, in pieces of what one Fn::Or takes; its name.
  std::string any_of(const std::vector<std::string>& names, const Maker& maker) {
    std::vector<Part> pieces;
    for (std::size_t begin = 0; begin < names.size(); begin += kMostConditions) {
      std::vector<Part> parts;
      for (std::size_t i = begin; i < std::min(names.size(), begin + kMostConditions); ++i)
        parts.push_back(maker.map({{"Condition", maker.text(names[i])}}));
      pieces.push_back(parts.size() == 1 ? parts.front() : maker.call("Fn::Or", maker.list(parts)));
    }
    while (pieces.size() > 1) {
      std::vector<Part> joined;
      for (std::size_t begin = 0; begin < pieces.size(); begin += kMostConditions) {
        const std::size_t end = std::min(pieces.size(), begin + kMostConditions);
        const std::vector<Part> parts(pieces.begin() + static_cast<std::ptrdiff_t>(begin),
                                      pieces.begin() + static_cast<std::ptrdiff_t>(end));
        joined.push_back(parts.size() == 1 ? parts.front()
                                           : maker.call("Fn::Or", maker.list(parts)));
      }
      pieces = std::move(joined);
    }
    expansion_.add_condition(std::string(kAnyCondition), pieces.front(), maker.place());
    return std::string(kAnyCondition);
  }

  /// The tags of all functions that propagate theirs; of one key, the last one's.
  Part common_tags(const std::vector<Preference>& all, const Maker& maker) {
    const Part tags = maker.map({});
    for (const Preference& one : all) {
      for (const Entry& entry :
           tree_.is_map(one.tags) ? tree_.entries(one.tags) : std::vector<Entry>())
        tree_.set(tags, entry);
    }
    return tree_.entries(tags).empty() ? Part{} : tags;
  }

  Part alarms(const Macro& macro, Part written) {
    if (!written.valid() || is_no_value(tree_, written) || tree_.kind(written) == NodeKind::null)
      return {};
    if (const std::optional<PartCall> call = tree_.call(written); call && call->function == "If") {
      const std::vector<Entry> branches = tree_.entries(call->argument);
      if (branches.size() == 3)
        return expansion_.at(written, macro.place)
            .call("Fn::If", expansion_.at(written, macro.place)
                                .list({branches[0].value, alarm_list(macro, branches[1].value),
                                       alarm_list(macro, branches[2].value)}));
    }
    return alarm_list(macro, written);
  }

  Part alarm_list(const Macro& macro, Part written) {
    const Maker maker = expansion_.at(written, macro.place);
    if (is_no_value(tree_, written)) return written;
    if (!tree_.is_list(written)) {
      expansion_.warn(maker.place(), "Alarms",
                      "Alarms in DeploymentPreference of " + macro.id + " must be a list");
      return maker.map({});
    }
    const Part names = maker.list({});
    for (const Entry& entry : tree_.entries(written)) {
      if (!is_no_value(tree_, entry.value))
        tree_.add(names, expansion_.at(entry.value, macro.place).map({{"Name", entry.value}}));
    }
    if (tree_.entries(names).empty()) return maker.map({});
    return maker.map({{"Enabled", maker.boolean(true)}, {"Alarms", names}});
  }

  /// How traffic is shifted: a way that is known by name is one of the provider's, also where a
  /// call chooses between them.
  Part way(Part written, Span place, int depth) {
    constexpr int kDeepest = 8;
    const std::optional<std::string> known = expansion_.known_text(written);
    const Maker maker = expansion_.at(written, place);
    if (known) {
      if (std::find(kKnownWays.begin(), kKnownWays.end(), *known) == kKnownWays.end())
        return written;
      return maker.call("Fn::Sub", maker.list({maker.text("CodeDeployDefault.Lambda${ConfigName}"),
                                               maker.map({{"ConfigName", maker.text(*known)}})}));
    }
    const std::optional<PartCall> call = tree_.call(written);
    if (!call || call->function != "If" || depth > kDeepest) return written;
    const std::vector<Entry> branches = tree_.entries(call->argument);
    if (branches.size() != 3) return written;
    return maker.call("Fn::If",
                      maker.list({branches[0].value, way(branches[1].value, place, depth + 1),
                                  way(branches[2].value, place, depth + 1)}));
  }

  Expansion& expansion_;
  Tree& tree_;
};

}  // namespace

void add_deployment_preference(Expansion& expansion, const Macro& macro, Part alias) {
  Tree& tree = expansion.tree();
  const Part written = tree.find(macro.properties, "DeploymentPreference");
  const Maker maker = expansion.at(written, macro.place);
  const auto wrong = [&](const std::string& what) {
    expansion.warn(maker.place(), "DeploymentPreference",
                   "DeploymentPreference of " + macro.id + " " + what);
  };
  if (tree.kind(written) == NodeKind::null) return;
  if (!tree.is_map(written)) return wrong("must be a map");
  Deployment deployment(expansion);
  deployment.check(macro);
  const std::optional<Preference> preference = deployment.preference(macro);
  if (!preference) return;
  if (!alias.valid()) return wrong("needs an AutoPublishAlias");
  if (!tree.find(written, "Type").valid()) wrong("needs a Type");
  const Part hooks = tree.find(written, "Hooks");
  if (hooks.valid() && !tree.is_map(hooks)) wrong("must have its Hooks as a map");
  const std::string group = macro.id + "DeploymentGroup";
  deployment.make_shared(maker.place());
  deployment.make_group(macro, *preference, group);
  const Part update = maker.map({{"ApplicationName", maker.ref(kApplication)},
                                 {"DeploymentGroupName", maker.ref(group)},
                                 {"BeforeAllowTrafficHook", tree.find(hooks, "PreTraffic")},
                                 {"AfterAllowTrafficHook", tree.find(hooks, "PostTraffic")}});
  maker.set(alias, "UpdatePolicy", maker.map({{"CodeDeployLambdaAliasUpdate", update}}));
}

}  // namespace weir::cloudformation::sam
