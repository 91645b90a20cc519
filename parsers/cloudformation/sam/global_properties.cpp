#include "parsers/cloudformation/sam/global_properties.h"

#include <algorithm>
#include <array>
#include <string>

namespace weir::cloudformation::sam {
namespace {

struct Section {
  std::string_view name;
  std::string_view properties;  ///< with a blank before and behind each
};

/// Sections of `Globals`, and what may stand there, as the service's documentation lists it.
constexpr std::array kSections = {
    Section{"Function",
            " Architectures AssumeRolePolicyDocument AutoPublishAlias"
            " AutoPublishAliasAllProperties CapacityProviderConfig CodeSigningConfigArn"
            " CodeUri DeadLetterQueue DeploymentPreference Description DurableConfig"
            " Environment EphemeralStorage EventInvokeConfig FileSystemConfigs"
            " FunctionScalingConfig FunctionUrlConfig Handler KmsKeyArn Layers LoggingConfig"
            " MemorySize PermissionsBoundary PropagateTags ProvisionedConcurrencyConfig"
            " PublishToLatestPublished RecursiveLoop ReservedConcurrentExecutions RolePath"
            " Runtime RuntimeManagementConfig SnapStart SourceKMSKeyArn Tags TenancyConfig"
            " Timeout Tracing VersionDeletionPolicy VpcConfig "},
    Section{"Api",
            " AccessLogSetting AlwaysDeploy Auth BinaryMediaTypes CacheClusterEnabled"
            " CacheClusterSize CanarySetting Cors DefinitionUri Domain EndpointAccessMode"
            " EndpointConfiguration GatewayResponses MergeDefinitions MethodSettings"
            " MinimumCompressionSize Name OpenApiVersion PropagateTags SecurityPolicy"
            " TracingEnabled Variables "},
    Section{"HttpApi",
            " AccessLogSettings Auth CorsConfiguration DefaultRouteSettings Domain"
            " FailOnWarnings PropagateTags RouteSettings StageVariables Tags "},
    Section{"SimpleTable", " SSESpecification "},
    Section{"StateMachine", " PropagateTags "},
    Section{"LayerVersion", " PublishLambdaVersion "},
    Section{"CapacityProvider",
            " InstanceRequirements KmsKeyArn OperatorRole PropagateTags ScalingConfig Tags"
            " VpcConfig "},
    Section{"WebSocketApi",
            " AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings"
            " DisableExecuteApiEndpoint DisableSchemaValidation Domain FailOnWarnings"
            " IpAddressType PropagateTags RouteSelectionExpression RouteSettings"
            " StageVariables Tags "},
};

}  // namespace

bool is_global_section(std::string_view section) {
  return std::any_of(kSections.begin(), kSections.end(),
                     [&](const Section& known) { return known.name == section; });
}

bool is_global_property(std::string_view section, std::string_view property) {
  const std::string word = " " + std::string(property) + " ";
  return std::any_of(kSections.begin(), kSections.end(), [&](const Section& known) {
    return known.name == section && known.properties.find(word) != known.properties.npos;
  });
}

}  // namespace weir::cloudformation::sam
