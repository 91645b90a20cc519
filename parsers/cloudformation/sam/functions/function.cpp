// AWS::Serverless::Function: the function, and what it is deployed with.

#include <array>
#include <cctype>
#include <optional>
#include <string>

#include "parsers/cloudformation/sam/events/event.h"
#include "parsers/cloudformation/sam/functions/deployment.h"
#include "parsers/cloudformation/sam/functions/destinations.h"
#include "parsers/cloudformation/sam/functions/function_checks.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {
namespace {

/// What a function keeps as it is.
constexpr std::array<std::string_view, 25> kKept = {"FunctionName",
                                                    "Handler",
                                                    "Runtime",
                                                    "Description",
                                                    "MemorySize",
                                                    "Timeout",
                                                    "VpcConfig",
                                                    "Environment",
                                                    "KmsKeyArn",
                                                    "ReservedConcurrentExecutions",
                                                    "Layers",
                                                    "FileSystemConfigs",
                                                    "ImageConfig",
                                                    "PackageType",
                                                    "Architectures",
                                                    "SnapStart",
                                                    "EphemeralStorage",
                                                    "CodeSigningConfigArn",
                                                    "RuntimeManagementConfig",
                                                    "LoggingConfig",
                                                    "TenancyConfig",
                                                    "RecursiveLoop",
                                                    "DurableConfig",
                                                    "FunctionScalingConfig",
                                                    "PublishToLatestPublished"};

class Function {
 public:
  Function(Expansion& expansion, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        macro_(macro),
        maker_(expansion.at(macro.place)),
        role_{macro.id + "Role", tree_.list(macro.place), tree_.list(macro.place)} {}

  void expand() {
    Part properties = function_properties();
    check_function(expansion_, macro_);
    expansion_.become(macro_, "AWS::Lambda::Function", properties);
    const std::string alias = publish();
    expand_url(alias);
    read_role_needs();
    if (const Part config = own("EventInvokeConfig"); config.valid())
      expand_destinations(expansion_, macro_, config, alias, alias_name_, role_);
    read_policies(expansion_, macro_, role_);
    expand_function_events(expansion_, {macro_, alias.empty() ? macro_.id : alias, role_});
    make_role(expansion_, macro_, role_, properties, "Role", trust());
  }

 private:
  Part own(std::string_view key) { return tree_.find(macro_.properties, key); }

  Part function_properties() {
    const Part properties = tree_.map(macro_.place);
    maker_.set(properties, "Code", code());
    maker_.take(properties, macro_.properties, kKept);
    maker_.set(properties, "Tags", tags_of(expansion_, macro_));
    if (is_traced()) {
      const Maker at = expansion_.at(own("Tracing"), macro_.place);
      maker_.set(properties, "TracingConfig", at.map({{"Mode", own("Tracing")}}));
    }
    if (const Part queue = own("DeadLetterQueue"); queue.valid()) {
      const Maker at = expansion_.at(queue, macro_.place);
      maker_.set(
          properties, "DeadLetterConfig",
          at.map({{"TargetArn", property_of(expansion_, queue, "TargetArn", macro_.place)}}));
    }
    if (const Part provider = own("CapacityProviderConfig"); provider.valid()) {
      const Maker at = expansion_.at(provider, macro_.place);
      Part managed = tree_.map(at.place());
      at.set(managed, "CapacityProviderArn", tree_.find(provider, "Arn"));
      at.take(managed, provider,
              {"PerExecutionEnvironmentMaxConcurrency", "ExecutionEnvironmentMemoryGiBPerVCpu"});
      maker_.set(properties, "CapacityProviderConfig",
                 at.map({{"LambdaManagedInstancesCapacityProviderConfig", managed}}));
    }
    return properties;
  }

  bool is_traced() {
    const Part tracing = own("Tracing");
    return tracing.valid() && expansion_.known_text(tracing) != "Disabled";
  }

  Part code() {
    if (const Part inline_code = own("InlineCode"); inline_code.valid())
      return expansion_.at(inline_code, macro_.place).map({{"ZipFile", inline_code}});
    if (const Part image = own("ImageUri"); image.valid())
      return expansion_.at(image, macro_.place).map({{"ImageUri", image}});
    return stored_at(expansion_, own("CodeUri"), {"S3Bucket", "S3Key", "S3ObjectVersion"});
  }

  /// Version and alias; returns the alias's id, or nothing if there is none.
  std::string publish() {
    const Part wanted = own("AutoPublishAlias");
    if (!wanted.valid()) {
      if (own("DeploymentPreference").valid()) add_deployment_preference(expansion_, macro_, {});
      return {};
    }
    const std::string name = alias_name(wanted);
    const Maker at = expansion_.at(wanted, macro_.place);
    const std::string version_id = macro_.id + "Version";
    const Part version =
        at.map({{"FunctionName", at.ref(macro_.id)}, {"Description", own("VersionDescription")}});
    const Part made =
        expansion_.make(macro_, version_id, "AWS::Lambda::Version", version, at.place());
    if (!tree_.find(made, "DeletionPolicy").valid())
      at.set(made, "DeletionPolicy", deletion_policy());
    const std::string alias_id = macro_.id + "Alias" + in_identifier(name);
    const Part alias =
        at.map({{"Name", alias_name_},
                {"FunctionName", at.ref(macro_.id)},
                {"FunctionVersion", at.get_att(version_id, "Version")},
                {"ProvisionedConcurrencyConfig", own("ProvisionedConcurrencyConfig")}});
    const Part alias_resource =
        expansion_.make(macro_, alias_id, "AWS::Lambda::Alias", alias, at.place());
    expansion_.refer(macro_.id, "Version", version_id);
    expansion_.refer(macro_.id, "Alias", alias_id);
    if (own("DeploymentPreference").valid())
      add_deployment_preference(expansion_, macro_, alias_resource);
    return alias_id;
  }

  /// The name as far as it is known; `alias_name_` is the alias's Name in any case.
  std::string alias_name(Part wanted) {
    const std::optional<std::string> known = expansion_.known_text(wanted);
    alias_name_ = known ? expansion_.at(wanted, macro_.place).text(*known) : wanted;
    if (known && !known->empty()) return *known;
    const std::optional<PartCall> call = tree_.call(wanted);
    if (call && call->function == "Ref" && expansion_.referred(wanted).empty()) {
      expansion_.leave(tree_.place(wanted), "AutoPublishAlias",
                       "the alias of " + macro_.id + " is called as only deployment knows");
    } else {
      expansion_.warn(tree_.place(wanted), "AutoPublishAlias",
                      "AutoPublishAlias of " + macro_.id + " must be a text or a parameter");
    }
    return {};
  }

  Part deletion_policy() {
    const Part wanted = own("VersionDeletionPolicy");
    if (wanted.valid()) return wanted;
    return maker_.text(own("CapacityProviderConfig").valid() ? "Delete" : "Retain");
  }

  /// An alias's name as part of a logical id.
  static std::string in_identifier(std::string_view name) {
    std::string id;
    for (const char c : name) {
      if (c == '-' || c == '_') id += c == '-' ? 'D' : 'U';
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) id += c;
    }
    return id;
  }

  void expand_url(const std::string& alias) {
    const Part config = own("FunctionUrlConfig");
    if (!config.valid()) return;
    const Maker at = expansion_.at(config, macro_.place);
    const Part function = at.ref(alias.empty() ? macro_.id : alias);
    const Part type = property_of(expansion_, config, "AuthType", macro_.place);
    const Part url = at.map({{"TargetFunctionArn", function}});
    at.take(url, config, {"AuthType", "Cors", "InvokeMode"});
    if (tree_.call(config)) at.set(url, "AuthType", type);
    expansion_.make(macro_, macro_.id + "Url", "AWS::Lambda::Url", url, at.place());
    if (tree_.text(type) != "NONE") return;
    const Part open = at.map({{"Action", at.text("lambda:InvokeFunctionUrl")},
                              {"FunctionName", function},
                              {"Principal", at.text("*")},
                              {"FunctionUrlAuthType", type}});
    expansion_.make(macro_, macro_.id + "UrlPublicPermissions", "AWS::Lambda::Permission", open,
                    at.place());
    const Part invoke = at.map({{"Action", at.text("lambda:InvokeFunction")},
                                {"FunctionName", function},
                                {"Principal", at.text("*")},
                                {"InvokedViaFunctionUrl", at.boolean(true)}});
    expansion_.make(macro_, macro_.id + "URLInvokeAllowPublicAccess", "AWS::Lambda::Permission",
                    invoke, at.place());
  }

  /// What the role needs for the function itself.
  void read_role_needs() {
    add_managed_policy(
        expansion_, role_,
        managed_policy(maker_, own("DurableConfig").valid()
                                   ? "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
                                   : "service-role/AWSLambdaBasicExecutionRole"));
    if (is_traced())
      add_managed_policy(
          expansion_, role_,
          managed_policy(expansion_.at(own("Tracing"), macro_.place), "AWSXrayWriteOnlyAccess"));
    if (const Part network = own("VpcConfig"); network.valid())
      add_managed_policy(expansion_, role_,
                         managed_policy(expansion_.at(network, macro_.place),
                                        "service-role/AWSLambdaVPCAccessExecutionRole"));
    if (const Part queue = own("DeadLetterQueue"); queue.valid()) allow_dead_letters(queue);
  }

  void allow_dead_letters(Part queue) {
    const std::string_view type = tree_.text(tree_.find(queue, "Type"));
    const Part target = tree_.find(queue, "TargetArn");
    if (tree_.call(queue))  // what it grants is not known
      add_managed_policy(expansion_, role_, expansion_.at(queue, macro_.place).unread(queue));
    if (!target.valid() || (type != "SQS" && type != "SNS")) {
      return expansion_.warn(
          tree_.place(queue), "DeadLetterQueue",
          "DeadLetterQueue of " + macro_.id + " needs a TargetArn and the Type SQS or SNS");
    }
    const Maker at = expansion_.at(queue, macro_.place);
    tree_.add(role_.policies, allowing(at, "DeadLetterQueuePolicy",
                                       type == "SQS" ? "sqs:SendMessage" : "sns:Publish", target));
  }

  Part trust() {
    const Part given = own("AssumeRolePolicyDocument");
    return given.valid() ? given : trust_policy(maker_, "lambda.amazonaws.com");
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  const Maker maker_;
  Role role_;
  Part alias_name_;  ///< none: there is no alias
};

}  // namespace

void expand_function(Expansion& expansion, const Macro& macro) {
  Function(expansion, macro).expand();
}

}  // namespace weir::cloudformation::sam
