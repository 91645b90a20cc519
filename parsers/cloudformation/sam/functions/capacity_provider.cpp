// AWS::Serverless::CapacityProvider: instances that functions run on, and the role that runs them.

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {
namespace {

class CapacityProvider {
 public:
  CapacityProvider(Expansion& expansion, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        macro_(macro),
        maker_(expansion.at(macro.place)) {}

  void expand() {
    check();
    const Part properties = tree_.map(macro_.place);
    maker_.take(properties, macro_.properties, {"CapacityProviderName"});
    if (const Part network = own("VpcConfig"); tree_.is_map(network)) {
      const Part taken = tree_.map(tree_.place(network));
      maker_.take(taken, network, {"SubnetIds", "SecurityGroupIds"});
      maker_.set(properties, "VpcConfig", taken);
    }
    maker_.set(properties, "PermissionsConfig",
               maker_.map({{"CapacityProviderOperatorRoleArn", operator_role()}}));
    maker_.set(properties, "Tags", tags_of(expansion_, macro_));
    maker_.set(properties, "InstanceRequirements", instances());
    maker_.set(properties, "CapacityProviderScalingConfig", scaling());
    maker_.take(properties, macro_.properties, {"KmsKeyArn"});
    expansion_.become(macro_, "AWS::Lambda::CapacityProvider", properties);
  }

 private:
  Part own(std::string_view key) { return tree_.find(macro_.properties, key); }

  void wrong(Part part, const std::string& what) {
    expansion_.warn(part.valid() ? tree_.place(part) : macro_.place, "capacity provider " + what,
                    "the capacity provider " + macro_.id + " " + what);
  }

  void check_keys(Part map, std::string_view what, std::span<const std::string_view> known) {
    for (const Entry& entry : std::vector<Entry>(tree_.entries(map))) {
      if (!tree_.call(map) && std::find(known.begin(), known.end(), entry.key) == known.end())
        wrong(entry.value,
              "has " + entry.key + " in its " + std::string(what) + ", which is not known here");
    }
  }

  void check() {
    static constexpr std::array<std::string_view, 2> kNetwork = {"SubnetIds", "SecurityGroupIds"};
    static constexpr std::array<std::string_view, 3> kInstances = {"Architectures", "AllowedTypes",
                                                                   "ExcludedTypes"};
    static constexpr std::array<std::string_view, 2> kScaling = {"MaxVCpuCount",
                                                                 "AverageCPUUtilization"};
    check_keys(own("VpcConfig"), "VpcConfig", kNetwork);
    check_keys(own("InstanceRequirements"), "InstanceRequirements", kInstances);
    check_keys(own("ScalingConfig"), "ScalingConfig", kScaling);
    const Part network = own("VpcConfig");
    if (!tree_.find(network, "SubnetIds").valid())
      wrong(network, "needs a VpcConfig with SubnetIds");
    for (const std::string_view key : kNetwork) {
      const Part list = tree_.find(network, key);
      if (list.valid() && tree_.is_scalar(list))
        wrong(list, "has " + std::string(key) + " that are no list");
    }
    const Part instances = own("InstanceRequirements");
    if (tree_.find(instances, "AllowedTypes").valid() &&
        tree_.find(instances, "ExcludedTypes").valid())
      wrong(instances, "has AllowedTypes and ExcludedTypes, expected one of them");
  }

  Part operator_role() {
    const Part given = own("OperatorRole");
    if (is_given(tree_, given)) return given;
    const std::string id = macro_.id + "OperatorRole";
    const bool propagate = expansion_.known_boolean(own("PropagateTags")).value_or(false);
    const Part created = maker_.list(
        {maker_.map({{"Key", maker_.text("lambda:createdBy")}, {"Value", maker_.text("SAM")}})});
    const Part role =
        maker_.map({{"AssumeRolePolicyDocument", trust_policy(maker_, "lambda.amazonaws.com")},
                    {"ManagedPolicyArns",
                     maker_.list({managed_policy(maker_, "AWSLambdaManagedEC2ResourceOperator")})},
                    {"Tags", propagate ? tags_of(expansion_, macro_) : created}});
    expansion_.make(macro_, id, "AWS::IAM::Role", role, macro_.place);
    return maker_.get_att(id, "Arn");
  }

  Part instances() {
    const Part written = own("InstanceRequirements");
    if (!written.valid()) return {};
    return expansion_.at(written, macro_.place)
        .map({{"Architectures", tree_.find(written, "Architectures")},
              {"AllowedInstanceTypes", tree_.find(written, "AllowedTypes")},
              {"ExcludedInstanceTypes", tree_.find(written, "ExcludedTypes")}});
  }

  Part scaling() {
    const Part written = own("ScalingConfig");
    if (!written.valid()) return {};
    const Maker at = expansion_.at(written, macro_.place);
    const Part target = tree_.find(written, "AverageCPUUtilization");
    const Part result = at.map({{"MaxVCpuCount", tree_.find(written, "MaxVCpuCount")},
                                {"ScalingMode", at.text(target.valid() ? "Manual" : "Auto")}});
    if (target.valid()) {
      const Part policy =
          at.map({{"PredefinedMetricType", at.text("LambdaCapacityProviderAverageCPUUtilization")},
                  {"TargetValue", target}});
      at.set(result, "ScalingPolicies", at.list({policy}));
    }
    return result;
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  const Maker maker_;
};

}  // namespace

void expand_capacity_provider(Expansion& expansion, const Macro& macro) {
  CapacityProvider(expansion, macro).expand();
}

}  // namespace weir::cloudformation::sam
