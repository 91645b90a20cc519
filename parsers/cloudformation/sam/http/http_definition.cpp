#include "parsers/cloudformation/sam/http/http_definition.h"

#include <array>
#include <optional>

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kIntegrationKey = "x-amazon-apigateway-integration";
constexpr std::array<std::string_view, 8> kMethods = {"get",  "put",   "post",  "delete",
                                                      "head", "patch", "trace", kAnyMethod};

/// What stands in a value, also behind Fn::If.
std::vector<Part> contents(Tree& tree, Part written) {
  const std::optional<PartCall> call = tree.call(written);
  if (!call || call->function != "If") return {written};
  const std::vector<Entry>& branches = tree.entries(call->argument);
  if (branches.size() != 3) return {};
  return {branches[1].value, branches[2].value};
}

bool has_integration(Tree& tree, Part operation) {
  const Part integration = tree.find(operation, kIntegrationKey);
  return tree.call(integration).has_value() || !tree.entries(integration).empty();
}

/// `Name` in "…/functions/${Name.Arn}/invocations".
std::string function_in(Tree& tree, Part uri) {
  const std::optional<PartCall> call = tree.call(uri);
  if (!call || call->function != "Sub") return {};
  const bool with_values = tree.is_list(call->argument) && !tree.entries(call->argument).empty();
  const std::string_view text =
      tree.text(with_values ? tree.entries(call->argument).front().value : call->argument);
  const std::size_t end = text.find(".Arn}");
  const std::size_t start = end == text.npos ? end : text.rfind("${", end);
  return start == text.npos ? std::string() : std::string(text.substr(start + 2, end - start - 2));
}

}  // namespace

Part empty_http_definition(const Maker& maker) {
  const Part info =
      maker.map({{"version", maker.text("1.0")}, {"title", maker.ref("AWS::StackName")}});
  return maker.map({{"openapi", maker.text("3.0.1")}, {"info", info}, {"paths", maker.map({})}});
}

HttpDefinition::HttpDefinition(Expansion& expansion, const Macro& api)
    : expansion_(expansion), tree_(expansion.tree()), api_(api) {
  body_ = tree_.find(api.properties, "DefinitionBody");
  if (tree_.kind(body_) == NodeKind::null) body_ = {};
}

bool HttpDefinition::is_valid() {
  return tree_.text(tree_.find(body_, "openapi")).starts_with("3") &&
         tree_.is_map(tree_.find(body_, "paths"));
}

Part HttpDefinition::body() { return body_ = section(api_.properties, "DefinitionBody"); }

Part HttpDefinition::section(Part map, std::string_view key) {
  const Part written = tree_.find(map, key);
  if (tree_.is_made(written) && tree_.is_map(written)) return written;
  const Part made = tree_.is_map(written) ? tree_.copy(written) : tree_.map(api_.place);
  expansion_.at(written, api_.place).set(map, key, made);
  return made;
}

/// The maps under a key, also behind Fn::If, which may be changed; one is made if nothing is there.
std::vector<Part> HttpDefinition::opened(Part map, std::string_view key, Span place) {
  const Part written = tree_.find(map, key);
  const std::optional<PartCall> call = tree_.call(written);
  if (!call) {
    if (tree_.is_made(written) && tree_.is_map(written)) return {written};
    const Part made = tree_.is_map(written) ? tree_.copy(written) : tree_.map(place);
    expansion_.at(place).set(map, key, made);
    return {made};
  }
  const std::vector<Entry> branches = tree_.entries(call->argument);
  if (call->function != "If" || branches.size() != 3) return {};
  std::vector<Part> maps, all = {branches[0].value};
  bool changed = false;
  for (std::size_t i = 1; i < 3; ++i) {
    const Part branch = branches[i].value;
    const bool copied = tree_.is_map(branch) && !tree_.is_made(branch);
    changed = changed || copied;
    all.push_back(copied ? tree_.copy(branch) : branch);
    if (tree_.is_map(branch)) maps.push_back(all.back());
  }
  const Maker maker = expansion_.at(written, place);
  if (changed) maker.set(map, key, maker.call("Fn::If", maker.list(all)));
  return maps;
}

bool HttpDefinition::leads_somewhere(const HttpRoute& route) {
  const std::vector<Part> items = contents(tree_, tree_.find(body_, {"paths", route.path}));
  bool all = false;
  for (const Part item : items) {
    bool here = false;
    for (const Part operation : contents(tree_, tree_.find(item, route.method)))
      here = here || has_integration(tree_, operation);
    if (tree_.is_map(item) && !here) return false;
    all = all || here;
  }
  return all;
}

std::vector<Part> HttpDefinition::add(const HttpRoute& route) {
  const bool there = leads_somewhere(route);
  const Part paths = section(body(), "paths");
  const Maker maker = expansion_.at(route.place);
  std::vector<Part> result;
  for (const Part item : opened(paths, route.path, route.place)) {
    const std::vector<Part> operations = opened(item, route.method, route.place);
    for (const Part operation : operations) {
      if (!there) add_integration(operation, route, maker);
      if (has_integration(tree_, operation)) result.push_back(operation);
    }
    const Part whole = tree_.find(item, route.method);
    if (!there && !route.condition.empty())
      maker.set(item, route.method, maker.choose(route.condition, whole, maker.no_value()));
  }
  return result;
}

void HttpDefinition::add_integration(Part operation, const HttpRoute& route, const Maker& maker) {
  const Part uri = route.condition.empty()
                       ? route.uri
                       : maker.choose(route.condition, route.uri, maker.no_value());
  maker.set(operation, kIntegrationKey,
            maker.map({{"type", maker.text("aws_proxy")},
                       {"httpMethod", maker.text("POST")},
                       {"payloadFormatVersion", maker.text("2.0")},
                       {"uri", uri}}));
  if (route.path == kDefaultPath && route.method == kAnyMethod)
    maker.set(operation, "isDefaultRoute", maker.boolean(true));
  if (!tree_.find(operation, "responses").valid()) maker.set(operation, "responses", maker.map({}));
}

std::string HttpDefinition::default_function() {
  std::string function;
  for (const Part item : contents(tree_, tree_.find(body_, {"paths", kDefaultPath}))) {
    for (const Part operation : contents(tree_, tree_.find(item, kAnyMethod))) {
      for (const Part uri : contents(tree_, tree_.find(operation, {kIntegrationKey, "uri"}))) {
        const std::string named = function_in(tree_, uri);
        if (!function.empty() && !named.empty() && named != function) return {};
        if (!named.empty()) function = named;
      }
    }
  }
  return function;
}

std::vector<Part> HttpDefinition::operations() {
  std::vector<Part> result;
  const Part paths = section(body(), "paths");
  for (const Entry& path : std::vector<Entry>(tree_.entries(paths))) {
    for (const Part item : opened(paths, path.key, path.place)) {
      for (const std::string_view method : kMethods) {
        if (!tree_.find(item, method).valid()) continue;
        for (const Part operation : opened(item, method, path.place))
          if (has_integration(tree_, operation)) result.push_back(operation);
      }
    }
  }
  return result;
}

void HttpDefinition::rename_default_path() {
  const Part written = tree_.find(body_, "paths");
  if (!tree_.find(written, kDefaultPath).valid()) return;
  const Part paths = tree_.map(tree_.place(written));
  for (Entry entry : std::vector<Entry>(tree_.entries(written))) {
    if (entry.key == kDefaultPath) {
      entry.key = "/" + entry.key;
      entry.written = kNoNode;
    }
    tree_.set(paths, entry);
  }
  expansion_.at(written, api_.place).set(body(), "paths", paths);
}

}  // namespace weir::cloudformation::sam
