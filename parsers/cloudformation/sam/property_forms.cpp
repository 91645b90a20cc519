#include "parsers/cloudformation/sam/property_forms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>

namespace weir::cloudformation::sam {
namespace {

struct Form {
  std::string_view type;
  /// `Name:forms` with a blank between them: s a scalar, t a text,
  /// b a boolean, m a map, l a list, * anything; `!` behind
  /// a name that must be there. A call may stand for any of them, but where they end with =;
  /// behind + an empty text is none.
  std::string_view properties;
};

/// As the service's specification has them.
constexpr std::array kResources = {
    Form{"AWS::Serverless::Function",
         "FunctionName:ms Handler:* Runtime:* CodeUri:ms ImageUri:* PackageType:* "
         "InlineCode:* DeadLetterQueue:m Description:* MemorySize:* Timeout:* "
         "VpcConfig:* Role:s AssumeRolePolicyDocument:m Policies:lms RolePath:* "
         "PermissionsBoundary:s Environment:m Events:m Tags:m PropagateTags:b "
         "Tracing:ms KmsKeyArn:* DeploymentPreference:m ReservedConcurrentExecutions:* "
         "Layers:l EventInvokeConfig:m EphemeralStorage:* AutoPublishAlias:s "
         "AutoPublishCodeSha256:s AutoPublishAliasAllProperties:b= VersionDescription:* "
         "ProvisionedConcurrencyConfig:* FileSystemConfigs:* ImageConfig:* "
         "CodeSigningConfigArn:* Architectures:* SnapStart:m FunctionUrlConfig:m "
         "RuntimeManagementConfig:* LoggingConfig:* RecursiveLoop:* SourceKMSKeyArn:* "
         "CapacityProviderConfig:m FunctionScalingConfig:m VersionDeletionPolicy:s "
         "PublishToLatestPublished:* TenancyConfig:* DurableConfig:m"},
    Form{"AWS::Serverless::CapacityProvider",
         "CapacityProviderName:ms VpcConfig!:m OperatorRole:ms Tags:m PropagateTags:b "
         "InstanceRequirements:m ScalingConfig:m KmsKeyArn:ms"},
    Form{"AWS::Serverless::Api",
         "Name:ms StageName!:ms+ Tags:m PropagateTags:b DefinitionBody:m "
         "DefinitionUri:ms MergeDefinitions:b CacheClusterEnabled:b CacheClusterSize:s "
         "Variables:m EndpointConfiguration:ms MethodSettings:l BinaryMediaTypes:l "
         "MinimumCompressionSize:s Cors:ms Auth:m GatewayResponses:m AccessLogSetting:m "
         "CanarySetting:m TracingEnabled:b OpenApiVersion:s Models:m Domain:m "
         "FailOnWarnings:b Description:s Mode:s DisableExecuteApiEndpoint:b "
         "ApiKeySourceType:s AlwaysDeploy:b Policy:ms SecurityPolicy:s "
         "EndpointAccessMode:s"},
    Form{"AWS::Serverless::HttpApi",
         "Name:* StageName:ms Tags:m PropagateTags:b DefinitionBody:m DefinitionUri:ms "
         "StageVariables:m CorsConfiguration:ms AccessLogSettings:m "
         "DefaultRouteSettings:m Auth:m RouteSettings:m Domain:m FailOnWarnings:b "
         "Description:s DisableExecuteApiEndpoint:b"},
    Form{"AWS::Serverless::WebSocketApi",
         "ApiKeySelectionExpression:s AccessLogSettings:m Auth:m DefaultRouteSettings:m "
         "Description:s DisableExecuteApiEndpoint:b Domain:m DisableSchemaValidation:b "
         "FailOnWarnings:b IpAddressType:s Name:s PropagateTags:b Routes!:m "
         "RouteSettings:m RouteSelectionExpression!:s StageName:ms StageVariables:m "
         "Tags:m"},
    Form{"AWS::Serverless::SimpleTable",
         "PointInTimeRecoverySpecification:* PrimaryKey:m ProvisionedThroughput:m "
         "TableName:ms Tags:m SSESpecification:m"},
    Form{"AWS::Serverless::Application",
         "Location!:ms TemplateUrl:s Parameters:m NotificationARNs:l Tags:m "
         "TimeoutInMinutes:s"},
    Form{"AWS::Serverless::LayerVersion",
         "LayerName:ms Description:s PublishLambdaVersion:b ContentUri!:ms "
         "CompatibleArchitectures:l CompatibleRuntimes:l LicenseInfo:s "
         "RetentionPolicy:s"},
    Form{"AWS::Serverless::StateMachine",
         "Definition:m DefinitionUri:ms Logging:m Role:s RolePath:* "
         "DefinitionSubstitutions:m Events:m Name:s Type:s Tags:m PropagateTags:b "
         "Policies:lms Tracing:m PermissionsBoundary:s AutoPublishAlias:* "
         "DeploymentPreference:* UseAliasAsEventTarget:b"},
    Form{"AWS::Serverless::Connector", "Source!:* Destination!:* Permissions!:l"},
    Form{"AWS::Serverless::GraphQLApi",
         "Name:* Tags:m XrayEnabled:* Auth!:m SchemaInline:s SchemaUri:s Logging:ms "
         "DataSources:m Functions:m Resolvers:m ApiKeys:m DomainName:m Cache:m "
         "Visibility:* OwnerContact:* IntrospectionConfig:* QueryDepthLimit:* "
         "ResolverCountLimit:*"},
};

/// Of functions and state machines. `@batches`: what all that are fetched in batches have.
constexpr std::array kEvents = {
    Form{"AlexaSkill", "SkillId:s"},
    Form{"Api",
         "Path!:t Method!:t RestApiId:s Stage:s Auth:m RequestModel:m RequestParameters:l "
         "TimeoutInMillis:s ResponseTransferMode:s UnescapeMappingTemplate:b="},
    Form{"CloudWatchEvent",
         "EventBusName:s RuleName:s Pattern:m DeadLetterConfig:m RetryPolicy:m Input:s InputPath:s "
         "Target:m Enabled:b State:s InputTransformer:m"},
    Form{"CloudWatchLogs", "LogGroupName!:s FilterPattern!:s"},
    Form{"Cognito", "UserPool!:s Trigger!:ls"},
    Form{"DocumentDB", "Cluster!:* DatabaseName!:* CollectionName:* FullDocument:* @batches"},
    Form{"DynamoDB", "Stream!:* StartingPosition!:s @batches"},
    Form{"EventBridgeRule",
         "EventBusName:s RuleName:s Pattern:m DeadLetterConfig:m RetryPolicy:m Input:s InputPath:s "
         "Target:m Enabled:b State:s InputTransformer:m"},
    Form{"HttpApi",
         "Path:t Method:t ApiId:s Stage:s Auth:m TimeoutInMillis:s RouteSettings:m "
         "PayloadFormatVersion:s"},
    Form{"IoTRule", "Sql!:s AwsIotSqlVersion:s"},
    Form{"Kinesis", "Stream!:* StartingPosition!:s @batches"},
    Form{"MQ", "Broker!:* DynamicPolicyName:b @batches"},
    Form{"MSK", "Stream!:* StartingPosition!:s @batches"},
    Form{"S3", "Bucket!:s Events!:ls= Filter:m"},
    Form{"SNS",
         "Topic!:s Region:s FilterPolicy:* FilterPolicyScope:* SqsSubscription:ms RedrivePolicy:m"},
    Form{"SQS", "Queue!:* @batches"},
    Form{"Schedule",
         "Schedule!:s RuleName:s Input:s Enabled:b State:s Name:s Description:s DeadLetterConfig:m "
         "RetryPolicy:m Target:m RoleArn:s"},
    Form{"ScheduleV2",
         "PermissionsBoundary:s ScheduleExpression!:s FlexibleTimeWindow:m Name:s State:s "
         "Description:s StartDate:s EndDate:s ScheduleExpressionTimezone:s GroupName:s KmsKeyArn:s "
         "Input:s RoleArn:s DeadLetterConfig:m RetryPolicy:m OmitName:b"},
    Form{"SelfManagedKafka", "@batches"},
};
constexpr std::string_view kBatches =
    "BatchSize:s StartingPosition:s StartingPositionTimestamp:s Enabled:b "
    "MaximumBatchingWindowInSeconds:s MaximumRetryAttempts:s BisectBatchOnFunctionError:b "
    "MaximumRecordAgeInSeconds:s DestinationConfig:m ParallelizationFactor:s Topics:l Queues:l "
    "SourceAccessConfigurations:l SecretsManagerKmsKeyId:s TumblingWindowInSeconds:s "
    "FunctionResponseTypes:l KafkaBootstrapServers:l FilterCriteria:m KmsKeyArn:s "
    "ConsumerGroupId:s ScalingConfig:m ProvisionedPollerConfig:m SchemaRegistryConfig:m "
    "MetricsConfig:m LoggingConfig:m";

struct Word {
  std::string_view name, forms;
  bool required = false;
};

/// Cuts the next property off a Form's text; `@batches` becomes what it stands for.
Word next_word(std::string_view& text) {
  if (text == "@batches") text = kBatches;
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  const std::size_t colon = word.find(':');
  if (colon == word.npos) return {word, {}, false};
  Word result{word.substr(0, colon), word.substr(colon + 1), false};
  if (!result.name.ends_with('!')) return result;
  result.name.remove_suffix(1);
  result.required = true;
  return result;
}

std::string_view in_words(std::string_view forms) {
  if (forms.ends_with('=') || forms.ends_with('+')) forms.remove_suffix(1);
  if (forms == "m") return "a map";
  if (forms == "l") return "a list";
  if (forms == "s") return "a text, number or boolean";
  if (forms == "t") return "a text";
  if (forms == "b") return "true or false";
  if (forms == "ls") return "a text or a list";
  if (forms == "lm") return "a list or a map";
  return forms == "ms" ? "a text or a map" : "a text, a list or a map";
}

/// Compares properties with what may stand there.
class Check {
 public:
  Check(Expansion& expansion, std::string owner, Span place)
      : expansion_(expansion), tree_(expansion.tree()), owner_(std::move(owner)), place_(place) {}

  void run(std::span<const Form> known, std::string_view type, Part properties) {
    if (properties.valid() && !tree_.is_map(properties) && !tree_.call(properties) &&
        tree_.kind(properties) != NodeKind::null)
      expansion_.warn(tree_.place(properties), "Properties",
                      "the properties of " + owner_ + " must be a map");
    for (const Form& form : known) {
      if (form.type == type) return run(form, properties);
    }
  }

  void run(const Form& form, Part properties) {
    own(form, properties);
    missing(form, properties);
  }

  /// What is written, is right.
  void own(const Form& form, Part properties) {
    forms(form, properties);
    for (const Entry& entry : tree_.entries(properties)) {
      if (!is_named(form.properties, entry.key) && !entry.key.starts_with("Fn::"))
        wrong(form, entry.key, entry.place,
              owner_ + " has the property " + entry.key + ", which its type does not have");
    }
  }

  void forms(const Form& form, Part properties) {
    std::string_view rest = form.properties;
    while (!rest.empty()) {
      const Word word = next_word(rest);
      const Part value = tree_.find(properties, word.name);
      if (is_there(word, value) && !fits(value, word.forms))
        wrong(form, word.name, tree_.place(value),
              std::string(word.name) + " of " + owner_ + " must be " +
                  std::string(in_words(word.forms)));
    }
  }

  void missing(const Form& form, Part properties) {
    if (tree_.find(properties, "Fn::Transform").valid()) return;
    std::string_view rest = form.properties;
    while (!rest.empty()) {
      const Word word = next_word(rest);
      if (word.required && !is_there(word, tree_.find(properties, word.name)))
        wrong(form, word.name, place_, owner_ + " needs the property " + std::string(word.name));
    }
  }

 private:
  bool is_there(const Word& word, Part value) {
    const bool empty =
        word.forms.ends_with('+') && tree_.is_scalar(value) && tree_.text(value).empty();
    return value.valid() && tree_.kind(value) != NodeKind::null && !empty;
  }

  static bool is_named(std::string_view rest, std::string_view name) {
    while (!rest.empty()) {
      if (next_word(rest).name == name) return true;
    }
    return false;
  }

  bool fits(Part value, std::string_view forms) {
    const auto may_be = [&](char form) { return forms.find(form) != forms.npos; };
    if (tree_.call(value)) return !forms.ends_with('=');
    if (may_be('*')) return true;
    if (tree_.is_scalar(value))
      return may_be('s') || (may_be('t') && tree_.kind(value) == NodeKind::string) ||
             (may_be('b') && is_boolean(value));
    return tree_.is_map(value) ? may_be('m') : may_be('l');
  }

  bool is_boolean(Part value) {
    std::string word(tree_.text(value));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return word == "true" || word == "false" || tree_.kind(value) == NodeKind::boolean;
  }

  void wrong(const Form& form, std::string_view property, Span place, std::string what) {
    expansion_.warn(place, std::string(form.type) + " " + std::string(property), std::move(what));
  }

  Expansion& expansion_;
  Tree& tree_;
  const std::string owner_;
  const Span place_;
};

}  // namespace

void check_properties(Expansion& expansion, const Macro& macro) {
  Tree& tree = expansion.tree();
  const Part written = tree.find(macro.resource, "Properties");
  Check check(expansion, macro.id, macro.place);
  for (const Form& form : kResources) {
    if (form.type != macro.type) continue;
    if (tree.is_map(written)) check.own(form, written);
    check.missing(form, macro.properties);
  }
}

void check_forms(Expansion& expansion, std::string_view type, const std::string& owner,
                 Part properties) {
  const Span place = expansion.tree().place(properties);
  for (const Form& form : kResources) {
    if (form.type == type) Check(expansion, owner, place).forms(form, properties);
  }
}

void check_event_properties(Expansion& expansion, std::string_view owner, std::string_view name,
                            std::string_view type, Part properties, Span place) {
  Check(expansion, "the event " + std::string(name) + " of " + std::string(owner), place)
      .run(kEvents, type, properties);
}

}  // namespace weir::cloudformation::sam
