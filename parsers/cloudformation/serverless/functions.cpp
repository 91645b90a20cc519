// Functions, with what is deployed for each.

#include <array>
#include <initializer_list>
#include <utility>

#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::int64_t kDefaultTimeout = 6;
constexpr std::int64_t kDefaultMemory = 1024;

/// Writes one function's resource.
class FunctionWriter {
 public:
  FunctionWriter(Service& service, Function& function)
      : service_(service),
        tree_(service.tree()),
        function_(function),
        maker_(service.at(function.place)) {}

  void write() {
    const Part properties = maker_.map({});
    maker_.set(properties, "FunctionName", name());
    write_code(properties);
    maker_.set(properties, "Timeout", setting("timeout", maker_.number(kDefaultTimeout)));
    maker_.set(properties, "MemorySize", setting("memorySize", maker_.number(kDefaultMemory)));
    maker_.set(properties, "Description", own("description"));
    maker_.set(properties, "ReservedConcurrentExecutions", own("reservedConcurrency"));
    maker_.set(properties, "KmsKeyArn",
               first_of({own("kmsKeyArn"), given("kmsKeyArn"), own("awsKmsKeyArn")}));
    maker_.set(properties, "Layers", setting("layers", {}));
    maker_.set(properties, "Environment", environment());
    maker_.set(properties, "VpcConfig", network());
    maker_.set(properties, "TracingConfig", tracing());
    maker_.set(properties, "Role", role());
    write_storage(properties);
    if (const Part target = own("onError"); target.valid()) {
      maker_.set(properties, "DeadLetterConfig", service_.at(target).map({{"TargetArn", target}}));
      need(target, "sns:Publish");
    }
    const Part made =
        service_.make(function_.id, "AWS::Lambda::Function", properties, function_.place);
    maker_.set(made, "Condition", own("condition"));
    maker_.set(made, "DependsOn", own("dependsOn"));
    write_log_group();
    write_url();
    write_destinations();
  }

 private:
  Part own(std::string_view key) { return present(tree_.find(function_.value, key)); }
  Part given(std::string_view key) { return present(tree_.find(service_.provider(), key)); }
  Part present(Part part) { return tree_.kind(part) == NodeKind::null ? Part{} : part; }
  Part setting(std::string_view key, Part otherwise) {
    return first_of({own(key), given(key), otherwise});
  }
  static Part first_of(std::initializer_list<Part> parts) {
    for (const Part part : parts)
      if (part.valid()) return part;
    return {};
  }

  Part name() {
    if (const Part written = own("name"); written.valid()) return written;
    if (service_.name().empty()) return {};
    return maker_.text(service_.name() + "-" + service_.stage() + "-" + function_.key);
  }

  /// The service's folder, or an image.
  void write_code(Part properties) {
    const Part image = own("image");
    if (!image.valid()) {
      maker_.set(properties, "Code", maker_.text("."));
      maker_.set(properties, "Handler", own("handler"));
      maker_.set(properties, "Runtime", setting("runtime", {}));
      return;
    }
    const Maker maker = service_.at(image);
    maker.set(properties, "PackageType", maker.text("Image"));
    Part uri = tree_.is_map(image) ? tree_.find(image, "uri") : image;
    const std::string called(tree_.text(tree_.is_map(image) ? tree_.find(image, "name") : image));
    if (const Part kept = tree_.find(service_.provider(), {"ecr", "images", called});
        !called.empty() && kept.valid())
      uri = tree_.is_map(kept) ? tree_.find(kept, "uri") : kept;
    // an image that is built from the folder has no address yet
    maker.set(properties, "Code", uri.valid() ? maker.map({{"ImageUri", uri}}) : maker.text("."));
    const Part config = maker.map({{"Command", tree_.find(image, "command")},
                                   {"EntryPoint", tree_.find(image, "entryPoint")},
                                   {"WorkingDirectory", tree_.find(image, "workingDirectory")}});
    if (!tree_.entries(config).empty()) maker.set(properties, "ImageConfig", config);
  }

  Part environment() {
    const Part shared = given("environment"), mine = own("environment");
    if (!shared.valid() && !mine.valid()) return {};
    const Part either = mine.valid() ? mine : shared;
    if (!tree_.is_map(either)) return maker_.map({{"Variables", either}});
    const Part all = tree_.is_map(shared) ? tree_.copy(shared) : service_.at(either).map({});
    if (mine.valid())
      for (const Entry& entry : std::vector<Entry>(tree_.entries(mine))) tree_.set(all, entry);
    for (const Entry& entry : std::vector<Entry>(tree_.entries(all)))
      if (tree_.kind(entry.value) == NodeKind::null) tree_.remove(all, entry.key);
    return service_.at(either).map({{"Variables", all}});
  }

  Part network() {
    const Part mine = tree_.find(function_.value, "vpc");
    const Part network = mine.valid() ? present(mine) : given("vpc");
    if (const Part made = network_of_construct(service_); !network.valid() && made.valid())
      return mine.valid() ? Part{} : service_.at(made).unread(made);
    if (!tree_.is_map(network)) return {};
    const Maker maker = service_.at(network);
    return maker.map({{"SecurityGroupIds", tree_.find(network, "securityGroupIds")},
                      {"SubnetIds", tree_.find(network, "subnetIds")}});
  }

  Part tracing() {
    const Part written =
        first_of({own("tracing"), tree_.find(service_.provider(), {"tracing", "lambda"})});
    const std::string_view mode = tree_.text(written);
    if (mode.empty() || mode == "false") return {};
    const Maker maker = service_.at(written);
    return maker.map({{"Mode", maker.text(mode == "PassThrough" ? "PassThrough" : "Active")}});
  }

  /// An ARN, the logical id of a role, or the one that is made.
  Part role() {
    const Part provider = service_.provider();
    const Part shared = first_of({given("role"), tree_.find(provider, {"iam", "role"})});
    const bool names_one =
        shared.valid() && !tree_.is_map(shared) && tree_.kind(shared) != NodeKind::null;
    const Part named = first_of({own("role"), names_one ? shared : Part{}});
    if (!named.valid()) return maker_.get_att(role_id(service_, function_), "Arn");
    const std::string text(tree_.text(named));
    if (text.empty() || text.find(':') != text.npos) return named;
    return service_.at(named).get_att(text, "Arn");
  }

  void write_storage(Part properties) {
    if (const Part size = own("ephemeralStorageSize"); size.valid())
      maker_.set(properties, "EphemeralStorage", service_.at(size).map({{"Size", size}}));
    if (const Part mount = own("fileSystemConfig"); tree_.is_map(mount)) {
      const Maker maker = service_.at(mount);
      const Part one = maker.map({{"Arn", tree_.find(mount, "arn")},
                                  {"LocalMountPath", tree_.find(mount, "localMountPath")}});
      maker.set(properties, "FileSystemConfigs", maker.list({one}));
    }
  }

  /// Only where its retention is said, or somebody names it: the service makes another one itself.
  void write_log_group() {
    const std::string id = function_.name + "LogGroup";
    const Part days = first_of({own("logRetentionInDays"), given("logRetentionInDays")});
    if (!days.valid() && !service_.mentions(id)) return;
    const Maker maker = days.valid() ? service_.at(days) : maker_;
    const Part named = name();
    const std::string text(tree_.text(named));
    const Part group =
        text.empty()
            ? maker.join("", {maker.text("/aws/lambda/"), named.valid() ? named : maker.text("")})
            : maker.text("/aws/lambda/" + text);
    service_.make(id, "AWS::Logs::LogGroup",
                  maker.map({{"LogGroupName", group}, {"RetentionInDays", days}}), function_.place);
  }

  void write_url() {
    const Part url = own("url");
    if (!url.valid() || tree_.text(url) == "false") return;
    const Maker maker = service_.at(url);
    const Part authorizer = tree_.find(url, "authorizer");
    const bool signed_in = tree_.text(authorizer) == "aws_iam";
    const Part properties = maker.map({{"AuthType", maker.text(signed_in ? "AWS_IAM" : "NONE")},
                                       {"TargetFunctionArn", maker.get_att(function_.id, "Arn")},
                                       {"InvokeMode", tree_.find(url, "invokeMode")}});
    if (const Part cors = tree_.find(url, "cors"); cors.valid() && tree_.text(cors) != "false")
      maker.set(properties, "Cors", url_cors(cors));
    const Span place = maker.place();
    service_.make(function_.name + "LambdaFunctionUrl", "AWS::Lambda::Url", properties, place);
    if (signed_in) return;
    service_.make(function_.name + "LambdaPermissionFnUrl", "AWS::Lambda::Permission",
                  maker.map({{"FunctionName", maker.get_att(function_.id, "Arn")},
                             {"Action", maker.text("lambda:InvokeFunctionUrl")},
                             {"Principal", maker.text("*")},
                             {"FunctionUrlAuthType", maker.text("NONE")}}),
                  place);
  }

  Part url_cors(Part cors) {
    const Maker maker = service_.at(cors);
    const auto any = [&](std::string_view key) {
      const Part written = tree_.find(cors, key);
      return written.valid() ? written : maker.list({maker.text("*")});
    };
    return maker.map({{"AllowOrigins", any("allowedOrigins")},
                      {"AllowMethods", any("allowedMethods")},
                      {"AllowHeaders", tree_.find(cors, "allowedHeaders")},
                      {"AllowCredentials", tree_.find(cors, "allowCredentials")}});
  }

  void write_destinations() {
    const Part destinations = own("destinations");
    const Part age = own("maximumEventAge"), retries = own("maximumRetryAttempts");
    if (!destinations.valid() && !age.valid() && !retries.valid()) return;
    const Maker maker = destinations.valid() ? service_.at(destinations) : maker_;
    const Part config = maker.map({});
    for (const auto& [key, property] :
         {std::pair("onSuccess", "OnSuccess"), std::pair("onFailure", "OnFailure")}) {
      const Part target = tree_.find(destinations, key);
      if (!target.valid()) continue;
      const Part written = tree_.is_map(target) && tree_.find(target, "arn").valid()
                               ? tree_.find(target, "arn")
                               : target;
      maker.set(config, property,
                service_.at(target).map({{"Destination", function_arn(service_, written)}}));
    }
    const Part properties = maker.map({{"FunctionName", maker.ref(function_.id)},
                                       {"Qualifier", maker.text("$LATEST")},
                                       {"MaximumEventAgeInSeconds", age},
                                       {"MaximumRetryAttempts", retries}});
    if (!tree_.entries(config).empty()) maker.set(properties, "DestinationConfig", config);
    service_.make(function_.name + "LambdaEvConf", "AWS::Lambda::EventInvokeConfig", properties,
                  maker.place());
  }

  void need(Part resource, std::string_view action) {
    const Maker maker = service_.at(resource);
    function_.statements.push_back(maker.map({{"Effect", maker.text("Allow")},
                                              {"Action", maker.list({maker.text(action)})},
                                              {"Resource", maker.list({resource})}}));
  }

  Service& service_;
  Tree& tree_;
  Function& function_;
  Maker maker_;
};

}  // namespace

void write_functions(Service& service) {
  for (Function& function : service.functions()) FunctionWriter(service, function).write();
}

bool names_provider(Service& service) {
  Tree& tree = service.tree();
  const Part provider = service.provider();
  const Part named = tree.is_map(provider) ? tree.find(provider, "name") : provider;
  const std::string name(tree.text(named));
  if (name == "aws") return true;
  service.unsupported(tree.place(named.valid()      ? named
                                 : provider.valid() ? provider
                                                    : tree.at(0)),
                      "provider",
                      name.empty() ? "the service names no provider; expected `name: aws`"
                                   : "provider " + name + " is not read; expected aws");
  return false;
}

Part function_arn(Service& service, Part named) {
  const Function* function = service.function(service.tree().text(named));
  return function == nullptr ? named : service.at(named).get_att(function->id, "Arn");
}

void permit(Service& service, const Function& function, std::string_view id_end, Part principal,
            Part source_arn, Span place) {
  const Maker maker = service.at(place);
  service.make(function.name + "LambdaPermission" + std::string(id_end), "AWS::Lambda::Permission",
               maker.map({{"FunctionName", maker.get_att(function.id, "Arn")},
                          {"Action", maker.text("lambda:InvokeFunction")},
                          {"Principal", principal},
                          {"SourceArn", source_arn}}),
               place);
}

void write_referred(Service& service) {
  constexpr std::string_view kDeploymentBucket = "ServerlessDeploymentBucket";
  Tree& tree = service.tree();
  for (const Entry& layer : std::vector<Entry>(tree.entries(service.section("layers")))) {
    const Part named = tree.find(layer.value, "name");
    const Maker maker = service.at(layer.place);
    service.make(capitalised(layer.key) + "LambdaLayer", "AWS::Lambda::LayerVersion",
                 maker.map({{"LayerName", named.valid() ? named : maker.text(layer.key)},
                            {"CompatibleRuntimes", tree.find(layer.value, "compatibleRuntimes")}}),
                 layer.place);
  }
  if (!service.mentions(kDeploymentBucket)) return;
  const Span place = service.tree().place(service.provider());
  service.make(std::string(kDeploymentBucket), "AWS::S3::Bucket", service.at(place).map({}), place);
}

}  // namespace weir::cloudformation::serverless
