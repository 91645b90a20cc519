// What else a REST API's document says: responses of the gateway, media types, models, OpenAPI 3.

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/rest/rest_parts.h"

namespace weir::cloudformation::sam {
namespace {

struct ResponseParameter {
  std::string_view key;     ///< of ResponseParameters
  std::string_view prefix;  ///< in the document
};
constexpr std::array<ResponseParameter, 3> kResponseParameters = {
    ResponseParameter{"Headers", "gatewayresponse.header."},
    ResponseParameter{"Paths", "gatewayresponse.path."},
    ResponseParameter{"QueryStrings", "gatewayresponse.querystring."}};

bool is_status(std::string_view text) {
  return !text.empty() && text.size() <= 3 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

void wrong(Expansion& expansion, const Macro& api, std::string_view property, Span place,
           const std::string& what) {
  expansion.warn(place, std::string(property) + " " + what,
                 std::string(property) + " of the API " + api.id + " " + what);
}

/// Puts a media type into the form that the document wants: "~1" is a slash.
Part unescaped(Expansion& expansion, Part part) {
  Tree& tree = expansion.tree();
  std::string text(tree.text(part));
  if (text.find("~1") == text.npos) return part;
  for (std::size_t at = text.find("~1"); at != text.npos; at = text.find("~1", at + 1))
    text.replace(at, 2, "/");
  return expansion.at(part, {}).text(text);
}

Part response_parameters(Expansion& expansion, const Macro& api, Part response) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(response, api.place);
  const Part given = tree.find(response, "ResponseParameters"), result = maker.map({});
  if (given.valid() && !tree.is_map(given))
    wrong(expansion, api, "GatewayResponses", tree.place(given),
          "has ResponseParameters that are not a map");
  for (const Entry& entry : std::vector<Entry>(tree.entries(given))) {
    const auto kind =
        std::find_if(kResponseParameters.begin(), kResponseParameters.end(),
                     [&](const ResponseParameter& known) { return known.key == entry.key; });
    if (kind == kResponseParameters.end() || !tree.is_map(entry.value)) {
      wrong(expansion, api, "GatewayResponses", entry.place,
            "has the response parameters " + entry.key +
                ", expected maps Headers, Paths and QueryStrings");
      continue;
    }
    for (const Entry& parameter : std::vector<Entry>(tree.entries(entry.value)))
      tree.set(result, std::string(kind->prefix) + parameter.key, parameter.value, parameter.place);
  }
  return result;
}

/// Headers of a method's answer, which have a schema in OpenAPI 3.
void give_headers_schemas(Expansion& expansion, Part method) {
  Tree& tree = expansion.tree();
  const Part headers = tree.find(method, {"responses", "200", "headers"});
  if (!tree.is_map(headers)) return;
  const Maker maker = expansion.at(headers, {});
  const Part typed = maker.map({});
  for (const Entry& entry : std::vector<Entry>(tree.entries(headers)))
    maker.set(typed, entry.key, maker.map({{"schema", entry.value}}));
  const Part responses = tree.copy(tree.find(method, "responses"));
  const Part response = tree.copy(tree.find(responses, "200"));
  maker.set(response, "headers", typed);
  maker.set(responses, "200", response);
  maker.set(method, "responses", responses);
}

}  // namespace

void add_gateway_responses(Expansion& expansion, const Macro& api, RestDefinition& definition) {
  Tree& tree = expansion.tree();
  const Part given = tree.find(api.properties, "GatewayResponses");
  if (!is_given(tree, given)) return;
  if (!definition.is_valid())
    return wrong(expansion, api, "GatewayResponses", tree.place(given),
                 "needs a DefinitionBody that is written here");
  for (const Entry& entry : std::vector<Entry>(tree.entries(given))) {
    if (!tree.is_map(entry.value)) {
      wrong(expansion, api, "GatewayResponses", entry.place, "has a response that is not a map");
      continue;
    }
    for (const Entry& said : tree.entries(entry.value)) {
      if (said.key != "ResponseParameters" && said.key != "ResponseTemplates" &&
          said.key != "StatusCode")
        wrong(expansion, api, "GatewayResponses", said.place,
              "says " + said.key + ", which is not known");
    }
    const Part status = tree.find(entry.value, "StatusCode");
    if (tree.is_scalar(status) && !is_status(tree.text(status)))
      wrong(expansion, api, "GatewayResponses", tree.place(status),
            "has a StatusCode that is no number");
    const Maker maker = expansion.at(entry.place);
    const Part templates = tree.find(entry.value, "ResponseTemplates");
    const Part response =
        maker.map({{"responseParameters", response_parameters(expansion, api, entry.value)},
                   {"responseTemplates", templates.valid() ? templates : maker.map({})},
                   {"statusCode", status}});
    maker.set(definition.section("x-amazon-apigateway-gateway-responses"), entry.key, response);
  }
}

void add_media_types(Expansion& expansion, const Macro& api, RestDefinition& definition) {
  Tree& tree = expansion.tree();
  const Part given = tree.find(api.properties, "BinaryMediaTypes");
  if (!is_given(tree, given)) return;
  const Maker maker = expansion.at(given, api.place);
  Part types = given;
  if (tree.is_list(given)) {
    types = maker.list(std::vector<Part>());
    for (const Entry& entry : std::vector<Entry>(tree.entries(given)))
      tree.add(types, unescaped(expansion, entry.value));
  }
  maker.set(definition.body(), "x-amazon-apigateway-binary-media-types", types);
}

void add_models(Expansion& expansion, const Macro& api, RestDefinition& definition) {
  Tree& tree = expansion.tree();
  const Part given = tree.find(api.properties, "Models");
  if (!is_given(tree, given)) return;
  if (!definition.is_valid())
    return wrong(expansion, api, "Models", tree.place(given),
                 "needs a DefinitionBody that is written here");
  for (const Entry& entry : std::vector<Entry>(tree.entries(given))) {
    if (!is_given(tree, tree.find(entry.value, "type"))) {
      wrong(expansion, api, "Models", entry.place,
            "has the model " + entry.key + ", which is not a map with a type");
      continue;
    }
    std::string name = entry.key;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    tree.set(definition.section("definitions"), name, entry.value, entry.place);
  }
}

void close_default_endpoint(Expansion& expansion, const Macro& api, RestDefinition& definition) {
  constexpr std::string_view kEndpoint = "x-amazon-apigateway-endpoint-configuration";
  Tree& tree = expansion.tree();
  const Part given = tree.find(api.properties, "DisableExecuteApiEndpoint");
  if (!given.valid()) return;
  const Maker maker = expansion.at(given, api.place);
  const Part body = definition.body();
  const auto say_in = [&](Part map) {
    const Part there = tree.find(map, kEndpoint);
    if (there.valid() && !tree.is_map(there))
      wrong(expansion, api, "DisableExecuteApiEndpoint", maker.place(),
            "stands beside an endpoint configuration in the definition that is not a map");
    const Part said = tree.is_map(there) ? tree.copy(there) : maker.map({});
    maker.set(said, "disableExecuteApiEndpoint", given);
    maker.set(map, kEndpoint, said);
  };
  if (!is_openapi3(tree.text(tree.find(body, "openapi")))) return say_in(body);
  const Part servers = tree.find(body, "servers");
  const Part changed = maker.list(std::vector<Part>());
  for (const Entry& entry : std::vector<Entry>(tree.entries(servers))) {
    const Part server = tree.copy(entry.value);
    if (tree.is_map(server)) {
      say_in(server);
    } else {
      wrong(expansion, api, "DisableExecuteApiEndpoint", entry.place,
            "stands beside servers in the definition that are not maps");
    }
    tree.add(changed, server);
  }
  if (!servers.valid()) {
    const Part server = maker.map({});
    say_in(server);
    tree.add(changed, server);
  }
  maker.set(body, "servers", changed);
}

void move_for_openapi3(Expansion& expansion, const Macro& api, RestDefinition& definition) {
  Tree& tree = expansion.tree();
  const Part body = definition.body();
  if (tree.find(body, "swagger").valid()) return;
  const Part own = tree.find(body, "openapi");
  const Part version = own.valid() ? own : tree.find(api.properties, "OpenApiVersion");
  if (!is_openapi3(tree.text(version))) return;
  const auto move = [&](std::string_view from, std::string_view to) {
    const Part part = tree.find(body, from);
    if (!is_given(tree, part)) return;
    tree.set(definition.section("components"), to, part, tree.place(part));
    tree.remove(body, from);
  };
  move("securityDefinitions", "securitySchemes");
  move("definitions", "schemas");
  definition.each_path([&](const std::string& path, Part item) {
    const Part written = tree.find(item, "options");
    if (!is_given(tree, written)) return;
    if (!tree.is_map(written)) {
      if (!tree.call(written))
        wrong(expansion, api, "DefinitionBody", tree.place(written),
              "has a method options at " + path + " that is not a map");
      return;
    }
    const Part options = tree.copy(written);
    tree.remove(options, "produces");
    tree.remove(options, "consumes");
    give_headers_schemas(expansion, options);
    tree.set(item, "options", options, tree.place(options));
  });
}

}  // namespace weir::cloudformation::sam
