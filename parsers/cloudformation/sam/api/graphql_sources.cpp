// What answers the fields of a GraphQLApi: data sources, functions and resolvers.

#include <algorithm>
#include <cctype>

#include "parsers/cloudformation/sam/api/graphql_api.h"
#include "parsers/cloudformation/sam/grants/connectors.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {
namespace {

/// A pipeline without code of its own: it passes on what its last function returns.
constexpr std::string_view kPassOn =
    "export function request(ctx) { return {}; }\n"
    "export function response(ctx) { return ctx.prev.result; }\n";
constexpr std::string_view kPassOnRuntime = "APPSYNC_JS";
constexpr std::string_view kPassOnVersion = "1.0.0";

bool is_none(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text == "none";
}

}  // namespace

void GraphqlApi::make_data_sources() {
  const Part sources = own("DataSources");
  for (const Entry& kind : named(sources, "DataSources")) {
    if (kind.key != "DynamoDb" && kind.key != "Lambda")
      wrong(kind.place,
            "has DataSources of the kind " + kind.key + ", expected DynamoDb and Lambda");
  }
  for (const Entry& entry : named(tree_.find(sources, "DynamoDb"), "DataSources"))
    make_data_source(entry, true);
  for (const Entry& entry : named(tree_.find(sources, "Lambda"), "DataSources"))
    make_data_source(entry, false);
}

void GraphqlApi::make_data_source(const Entry& entry, bool table) {
  const Maker at = expansion_.at(entry.place);
  const std::string id = macro_.id + entry.key + (table ? "DynamoDB" : "Lambda") + "DataSource";
  const Part name = tree_.find(entry.value, "Name");
  const Part function = tree_.find(entry.value, "FunctionArn");
  const Part properties = at.map({{"ApiId", api_id(at)},
                                  {"Name", is_given(tree_, name) ? name : at.text(entry.key)},
                                  {"Type", at.text(table ? "AMAZON_DYNAMODB" : "AWS_LAMBDA")},
                                  {"Description", tree_.find(entry.value, "Description")}});
  if (!tree_.find(entry.value, table ? "TableName" : "FunctionArn").valid())
    wrong(entry.place, "has a data source " + entry.key + " that needs a " +
                           (table ? "TableName" : "FunctionArn"));
  if (table) at.set(properties, "DynamoDBConfig", table_config(entry.value, at));
  if (!table) at.set(properties, "LambdaConfig", at.map({{"LambdaFunctionArn", function}}));
  data_sources_[entry.key] = id;
  add(id, "AWS::AppSync::DataSource", properties, entry.place);
  const Part given = tree_.find(entry.value, "ServiceRoleArn");
  at.set(properties, "ServiceRoleArn",
         is_given(tree_, given) ? given
                                : role(id, tree_.find(entry.value, "Permissions"),
                                       table ? table_arn(entry.value, at) : function, table, at));
}

Part GraphqlApi::table_config(Part source, const Maker& at) {
  const Part region = tree_.find(source, "Region");
  const Part config =
      at.map({{"AwsRegion", is_given(tree_, region) ? region : at.ref("AWS::Region")}});
  at.take(config, source, {"TableName", "UseCallerCredentials", "Versioned"});
  at.set(config, "DeltaSyncConfig", tree_.find(source, "DeltaSync"));
  return config;
}

Part GraphqlApi::table_arn(Part source, const Maker& at) {
  const Part given = tree_.find(source, "TableArn");
  if (is_given(tree_, given)) return given;
  const Part region = tree_.find(source, "Region");
  const Part values =
      at.map({{"__TableName__", tree_.find(source, "TableName")},
              {"__Region__", is_given(tree_, region) ? region : at.ref("AWS::Region")}});
  return at.call("Fn::Sub", at.list({at.text("arn:${AWS::Partition}:dynamodb:${__Region__}:"
                                             "${AWS::AccountId}:table/${__TableName__}"),
                                     values}));
}

/// The role of a data source, with a connector to what it reads; returns its ARN.
Part GraphqlApi::role(const std::string& data_source, Part permissions, Part target, bool table,
                      const Maker& at) {
  const std::string id = data_source + "Role";
  add(id, "AWS::IAM::Role",
      at.map({{"AssumeRolePolicyDocument", trust_policy(at, "appsync.amazonaws.com")}}),
      at.place());
  const Part source = at.map({{"Type", at.text("AWS::AppSync::DataSource")},
                              {"Arn", at.get_att(data_source, "DataSourceArn")},
                              {"RoleName", at.ref(id)}});
  const Part destination =
      at.map({{"Type", at.text(table ? "AWS::DynamoDB::Table" : "AWS::Lambda::Function")},
              {"Arn", target}});
  if (!table) permissions = at.list({at.text("Write")});
  if (!is_given(tree_, permissions)) permissions = at.list({at.text("Read"), at.text("Write")});
  expansion_.add_macro(
      data_source + (table ? "ToTableConnector" : "ToLambdaConnector"), kConnectorType,
      at.map({{"Source", source}, {"Destination", destination}, {"Permissions", permissions}}),
      at.place());
  return at.get_att(id, "Arn");
}

void GraphqlApi::make_functions() {
  for (const Entry& entry : named(own("Functions"), "Functions")) {
    const Maker at = expansion_.at(entry.place);
    if (const Part id = tree_.find(entry.value, "Id"); is_given(tree_, id)) {
      if (tree_.entries(entry.value).size() > 1)
        wrong(entry.place, "has a function " + entry.key + " with an Id, which says nothing else");
      functions_[entry.key] = id;
      continue;
    }
    const Part name = tree_.find(entry.value, "Name");
    const Part function = at.map({{"ApiId", api_id(at)},
                                  {"Name", is_given(tree_, name) ? name : at.text(entry.key)},
                                  {"DataSourceName", data_source_named(entry, at)}});
    take_code(entry, function, at);
    if (!tree_.find(function, "Code").valid() && !tree_.find(function, "CodeS3Location").valid())
      wrong(entry.place, "has a function " + entry.key + " that needs InlineCode or a CodeUri");
    at.take(function, entry.value, {"MaxBatchSize", "Description"});
    at.set(function, "Runtime", runtime(entry, at));
    at.set(function, "SyncConfig", tree_.find(entry.value, "Sync"));
    const std::string id = macro_.id + entry.key;
    functions_[entry.key] = at.get_att(id, "FunctionId");
    add(id, "AWS::AppSync::FunctionConfiguration", function, entry.place);
  }
}

/// The name of a function's data source: one of the API's own, "none", or what a call names.
Part GraphqlApi::data_source_named(const Entry& entry, const Maker& at) {
  const Part written = tree_.find(entry.value, "DataSource");
  if (!tree_.is_scalar(written)) {
    if (!tree_.call(written))
      wrong(entry.place, "has a function " + entry.key + " that needs a DataSource");
    return written;
  }
  const std::string name(tree_.text(written));
  if (is_none(name)) {
    const std::string id = macro_.id + "NoneDataSource";
    if (!expansion_.resource(id).valid())
      add(id, "AWS::AppSync::DataSource",
          at.map({{"ApiId", api_id(at)}, {"Name", at.text(id)}, {"Type", at.text("NONE")}}),
          at.place());
    return at.get_att(id, "Name");
  }
  const auto known = data_sources_.find(name);
  if (known != data_sources_.end()) return at.get_att(known->second, "Name");
  wrong(entry.place, "has a function " + entry.key + " with the DataSource " + name +
                         ", which is none of its DataSources");
  return written;
}

Part GraphqlApi::runtime(const Entry& entry, const Maker& at) {
  const Part written = tree_.find(entry.value, "Runtime");
  if (!written.valid()) {
    wrong(entry.place, "has " + entry.key + " that needs a Runtime");
    return {};
  }
  return at.map(
      {{"Name", tree_.find(written, "Name")}, {"RuntimeVersion", tree_.find(written, "Version")}});
}

void GraphqlApi::take_code(const Entry& entry, Part to, const Maker& at) {
  const Part text = tree_.find(entry.value, "InlineCode"),
             location = tree_.find(entry.value, "CodeUri");
  if (is_given(tree_, text) && is_given(tree_, location))
    wrong(entry.place, "has " + entry.key + " with InlineCode and a CodeUri, expected one of them");
  at.set(to, "Code", text);
  at.set(to, "CodeS3Location", location);
}

void GraphqlApi::make_resolvers() {
  for (const Entry& type : named(own("Resolvers"), "Resolvers")) {
    for (const Entry& entry : named(type.value, "Resolvers")) make_resolver(type.key, entry);
  }
}

void GraphqlApi::make_resolver(const std::string& type, const Entry& entry) {
  const Maker at = expansion_.at(entry.place);
  const Part field = tree_.find(entry.value, "FieldName");
  const Part pipeline = tree_.find(entry.value, "Pipeline");
  const Part resolver = at.map({{"ApiId", api_id(at)},
                                {"TypeName", at.text(type)},
                                {"FieldName", is_given(tree_, field) ? field : at.text(entry.key)},
                                {"Kind", at.text("PIPELINE")}});
  take_code(entry, resolver, at);
  if (tree_.find(resolver, "Code").valid() || tree_.find(resolver, "CodeS3Location").valid()) {
    at.set(resolver, "Runtime", runtime(entry, at));
  } else {
    at.set(resolver, "Code", at.text(kPassOn));
    at.set(
        resolver, "Runtime",
        at.map({{"Name", at.text(kPassOnRuntime)}, {"RuntimeVersion", at.text(kPassOnVersion)}}));
  }
  const Part functions = tree_.list(entry.place);
  for (const Entry& step : std::vector<Entry>(tree_.entries(pipeline))) {
    const auto known = functions_.find(tree_.text(step.value));
    if (known != functions_.end())
      tree_.add(functions, known->second);
    else
      wrong(step.place, "has a resolver " + entry.key + " with the function " +
                            std::string(tree_.text(step.value)) + ", which is none of its own");
  }
  if (tree_.entries(pipeline).empty())
    wrong(entry.place, "has a resolver " + entry.key + " that needs a Pipeline of functions");
  at.set(resolver, "PipelineConfig", at.map({{"Functions", functions}}));
  at.set(resolver, "CachingConfig", tree_.find(entry.value, "Caching"));
  at.take(resolver, entry.value, {"MaxBatchSize"});
  const Part made = expansion_.make(macro_, macro_.id + type + entry.key, "AWS::AppSync::Resolver",
                                    resolver, entry.place);
  at.set(made, "DependsOn", at.list({at.text(macro_.id + "Schema")}));
}

}  // namespace weir::cloudformation::sam
