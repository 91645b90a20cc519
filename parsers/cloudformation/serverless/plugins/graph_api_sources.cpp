// Data sources and resolvers of a GraphQL API.

#include <functional>
#include <set>

#include "parsers/cloudformation/serverless/plugins/graph_api.h"

namespace weir::cloudformation::serverless {
namespace {

/// What a section of an API has by name: a map, or a list of such maps, of maps with a `name`, and
/// of such lists.
void each_named(Tree& tree, Part section, const std::function<void(const Entry&)>& take) {
  for (const Entry& entry : std::vector<Entry>(tree.entries(section))) {
    if (tree.is_map(section)) {
      take(entry);
    } else if (tree.find(entry.value, "name").valid() || tree.find(entry.value, "field").valid()) {
      take({std::string(tree.text(tree.find(entry.value, "name"))), tree.place(entry.value),
            entry.value, kNoNode});
    } else {
      each_named(tree, entry.value, take);
    }
  }
}

class SourceWriter {
 public:
  SourceWriter(Service& service, const GraphApi& api, const Entry& entry)
      : service_(service),
        tree_(service.tree()),
        api_(api),
        name_(entry.key),
        maker_(service.at(entry.place)),
        type_(service.text(entry.value, {"type"})),
        config_(tree_.find(entry.value, "config")) {}

  void write() {
    const Part properties = maker_.map(
        {{"ApiId", api_.id}, {"Name", maker_.text(name_)}, {"Type", maker_.text(type_)}});
    write_target(properties);
    const Part role = own("serviceRoleArn");
    maker_.set(properties, "ServiceRoleArn", role.valid() ? role : made_role());
    service_.make(id(), "AWS::AppSync::DataSource", properties, maker_.place());
  }

 private:
  Part own(std::string_view key) { return tree_.find(config_, key); }
  std::string id() const { return api_.made("GraphQlDs") + alphanumeric(name_); }

  void write_target(Part properties) {
    if (type_ == "AWS_LAMBDA") return write_function(properties);
    if (type_ == "AMAZON_DYNAMODB") return write_table(properties);
    if (type_ == "RELATIONAL_DATABASE") return write_database(properties);
    if (type_ == "HTTP") {
      const Part endpoint = own("endpoint");
      maker_.set(properties, "HttpConfig", maker_.map({{"Endpoint", endpoint}}));
    } else if (type_ == "AMAZON_OPENSEARCH_SERVICE" || type_ == "AMAZON_ELASTICSEARCH") {
      Part endpoint = own("endpoint");
      if (!endpoint.valid() && tree_.is_scalar(own("domain")))
        endpoint = maker_.join("", {maker_.text("https://"),
                                    maker_.get_att(tree_.text(own("domain")), "DomainEndpoint")});
      allow({"es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut"},
            domain_arn());
      maker_.set(properties, "OpenSearchServiceConfig", maker_.map({{"Endpoint", endpoint}}));
    } else if (type_ == "AMAZON_EVENTBRIDGE") {
      allow({"events:PutEvents"}, {own("eventBusArn")});
      maker_.set(properties, "EventBridgeConfig",
                 maker_.map({{"EventBusArn", own("eventBusArn")}}));
    } else if (type_ == "AMAZON_BEDROCK_RUNTIME") {
      allow({"bedrock:InvokeModel", "bedrock:Converse"}, models());
    } else if (type_ != "NONE") {
      service_.unsupported(maker_.place(), "data source " + type_,
                           "data sources of the type " + type_ + " are not read");
    }
  }

  void write_function(Part properties) {
    const Part function = function_of_api(service_, config_, name_);
    if (!function.valid())
      return service_.malformed(maker_.place(), "data source " + name_,
                                "the data source " + name_ + " needs a function");
    allow({"lambda:InvokeFunction"}, {function, maker_.join(":", {function, maker_.text("*")})});
    maker_.set(properties, "LambdaConfig", maker_.map({{"LambdaFunctionArn", function}}));
  }

  void write_table(Part properties) {
    const Part table = own("tableName");
    const Part arn = maker_.join(
        "/", {maker_.sub("arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table"),
              table});
    allow({"dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query",
           "dynamodb:Scan", "dynamodb:UpdateItem", "dynamodb:BatchGetItem",
           "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem"},
          {arn, maker_.join("/", {arn, maker_.text("*")})});
    maker_.set(
        properties, "DynamoDBConfig",
        maker_.map({{"TableName", table}, {"UseCallerCredentials", own("useCallerCredentials")}}));
  }

  void write_database(Part properties) {
    const Part named = own("dbClusterIdentifier");
    const Part arn = is_arn(named) ? named
                                   : maker_.join(":", {maker_.sub("arn:${AWS::Partition}:rds:"
                                                                  "${AWS::Region}:"
                                                                  "${AWS::AccountId}:cluster"),
                                                       named});
    const Part secret = own("awsSecretStoreArn");
    allow({"rds-data:DeleteItems", "rds-data:ExecuteSql", "rds-data:ExecuteStatement",
           "rds-data:GetItems", "rds-data:InsertItems", "rds-data:UpdateItems"},
          {arn});
    if (secret.valid()) allow({"secretsmanager:GetSecretValue"}, {secret});
    maker_.set(
        properties, "RelationalDatabaseConfig",
        maker_.map({{"RdsHttpEndpointConfig", maker_.map({{"DbClusterIdentifier", named},
                                                          {"DatabaseName", own("databaseName")},
                                                          {"AwsSecretStoreArn", secret}})}}));
  }

  /// Whether a text, or a Sub, begins like an ARN.
  bool is_arn(Part part) {
    const std::optional<sam::PartCall> call = tree_.call(part);
    return tree_.text(call ? call->argument : part).starts_with("arn:");
  }

  std::vector<Part> domain_arn() {
    if (!tree_.is_scalar(own("domain"))) return {};
    return {maker_.join("/", {maker_.get_att(tree_.text(own("domain")), "Arn"), maker_.text("*")})};
  }

  /// A model's id, with its profile's where it has one, or an ARN; without any, all of them.
  std::vector<Part> models() {
    std::vector<Part> result;
    for (const Entry& model : std::vector<Entry>(tree_.entries(own("models")))) {
      const std::string text(tree_.text(model.value));
      const bool is_id = !text.empty() && !text.starts_with("arn:");
      const Maker at = service_.at(model.value);
      result.push_back(is_id ? at.text("arn:aws:bedrock:*::foundation-model/" + text)
                             : model.value);
    }
    if (result.empty()) result.push_back(maker_.text("*"));
    return result;
  }

  void allow(std::initializer_list<std::string_view> actions, const std::vector<Part>& resources) {
    std::vector<Part> names;
    for (const std::string_view action : actions) names.push_back(maker_.text(action));
    if (maker_.list(resources).valid() && !resources.empty())
      statements_.push_back(maker_.map({{"Effect", maker_.text("Allow")},
                                        {"Action", maker_.list(names)},
                                        {"Resource", maker_.list(resources)}}));
  }

  Part made_role() {
    const Part written = own("iamRoleStatements");
    if (!written.valid() && statements_.empty()) return {};
    const Part statements = tree_.is_list(written) ? written : maker_.list(statements_);
    const auto document = [&](Part statement) {
      return maker_.map({{"Version", maker_.text("2012-10-17")}, {"Statement", statement}});
    };
    const Part service = maker_.map({{"Service", maker_.text("appsync.amazonaws.com")}});
    const Part trust = maker_.map({{"Effect", maker_.text("Allow")},
                                   {"Principal", service},
                                   {"Action", maker_.text("sts:AssumeRole")}});
    service_.make(
        id() + "Role", "AWS::IAM::Role",
        maker_.map({{"AssumeRolePolicyDocument", document(maker_.list({trust}))},
                    {"Policies", maker_.list({maker_.map(
                                     {{"PolicyName", maker_.text("AppSync-Datasource-" + name_)},
                                      {"PolicyDocument", document(statements)}})})}}),
        maker_.place());
    return maker_.get_att(id() + "Role", "Arn");
  }

  Service& service_;
  Tree& tree_;
  const GraphApi& api_;
  std::string name_;
  Maker maker_;
  std::string type_;
  Part config_;
  std::vector<Part> statements_;  ///< what the API needs of its role
};

/// Writes resolvers and functions of pipelines, which both may describe the source that they ask.
class ResolverWriter {
 public:
  ResolverWriter(Service& service, const GraphApi& api)
      : service_(service), tree_(service.tree()), api_(api) {
    each_named(tree_, tree_.find(api.written, "dataSources"),
               [&](const Entry& source) { sources_.insert(source.key); });
  }

  void write() {
    for (const std::string_view section : {"pipelineFunctions", "functionConfigurations"})
      each_named(tree_, tree_.find(api_.written, section),
                 [&](const Entry& one) { write_function(one.key, one.value); });
    for (const std::string_view section : {"resolvers", "mappingTemplates"})
      each_named(tree_, tree_.find(api_.written, section),
                 [&](const Entry& one) { write_resolver(one); });
  }

 private:
  void write_function(const std::string& name, Part written) {
    const Maker at = service_.at(written);
    service_.make(api_.made("GraphQlFunctionConfiguration") + alphanumeric(name),
                  "AWS::AppSync::FunctionConfiguration",
                  at.map({{"ApiId", api_.id},
                          {"Name", at.text(name)},
                          {"DataSourceName", source_of(written, name)}}),
                  at.place());
  }

  void write_resolver(const Entry& entry) {
    const std::size_t dot = entry.key.find('.');
    std::string type = service_.text(entry.value, {"type"});
    std::string field = service_.text(entry.value, {"field"});
    if (type.empty()) type = entry.key.substr(0, dot);
    if (field.empty()) field = dot == std::string::npos ? entry.key : entry.key.substr(dot + 1);
    const std::string name = type + "_" + field;
    std::size_t number = 0;
    for (const Entry& step :
         std::vector<Entry>(tree_.entries(tree_.find(entry.value, "functions"))))
      if (tree_.is_map(step.value))
        write_function(name + "_" + std::to_string(number++), step.value);
    const Maker at = service_.at(entry.place);
    service_.make(api_.made("GraphQlResolver") + alphanumeric(type) + alphanumeric(field),
                  "AWS::AppSync::Resolver",
                  at.map({{"ApiId", api_.id},
                          {"TypeName", at.text(type)},
                          {"FieldName", at.text(field)},
                          {"DataSourceName", source_of(entry.value, name)}}),
                  entry.place);
  }

  /// The name of the source that is asked; one that is described there is written.
  Part source_of(Part asking, const std::string& name) {
    const Part source = tree_.find(asking, "dataSource");
    const std::string text(tree_.text(source));
    if (tree_.is_map(source)) {
      SourceWriter(service_, api_, {name, tree_.place(source), source, kNoNode}).write();
      return service_.at(source).text(name);
    }
    if (!text.empty() && sources_.count(text) == 0 && !tree_.find(api_.written, "apiId").valid())
      service_.malformed(tree_.place(source), "data source " + text,
                         "the API has no data source " + text + ", which a resolver names");
    return source;
  }

  Service& service_;
  Tree& tree_;
  const GraphApi& api_;
  std::set<std::string> sources_;
};

}  // namespace

void write_data_sources(Service& service, const GraphApi& api) {
  Tree& tree = service.tree();
  each_named(tree, tree.find(api.written, "dataSources"), [&](const Entry& source) {
    if (tree.is_map(source.value)) SourceWriter(service, api, source).write();
  });
}

void write_resolvers(Service& service, const GraphApi& api) {
  ResolverWriter(service, api).write();
}

}  // namespace weir::cloudformation::serverless
