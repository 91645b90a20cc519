// Events of type HttpApi.

#include <cctype>
#include <set>
#include <string>
#include <vector>

#include "parsers/cloudformation/sam/http/http_api.h"
#include "parsers/cloudformation/sam/http/http_auth.h"
#include "parsers/cloudformation/sam/http/http_definition.h"

namespace weir::cloudformation::sam {
namespace {

class HttpEvent {
 public:
  HttpEvent(Expansion& expansion, const Invoked& invoked, const Event& event,
            const Operation& operation)
      : expansion_(expansion),
        tree_(expansion.tree()),
        invoked_(invoked),
        event_(event),
        maker_(expansion.at(event.place)),
        api_id_(operation.api),
        route_{operation.path, method_in_definition(operation.method),
               std::string(tree_.text(tree_.find(invoked.owner.resource, "Condition"))), uri(),
               event.place} {}

  void expand() {
    const Macro* api = expansion_.macro(api_id_);
    if (api == nullptr) return allow();
    HttpDefinition definition(expansion_, *api);
    const bool is_default = route_.path == kDefaultPath;
    if (is_default || definition.default_function() != invoked_.id) allow();
    if (const Part settings = own("RouteSettings"); settings.valid()) add_settings(*api, settings);
    if (!definition.is_there()) return;
    if (!definition.is_valid())
      return wrong("names the API " + api_id_ + ", whose DefinitionBody is no OpenAPI description");
    if (api->managed && definition.leads_somewhere(route_))
      return wrong("has the same Path and Method as another one: " + route_.method + " " +
                   route_.path);
    for (const Part operation : definition.add(route_)) describe(*api, definition, operation);
  }

 private:
  Part own(std::string_view key) {
    const Part part = tree_.find(event_.properties, key);
    return tree_.kind(part) == NodeKind::null ? Part{} : part;
  }

  void wrong(const std::string& what) {
    expansion_.warn(event_.place, event_.id + " " + what,
                    "the event " + event_.name + " of " + invoked_.owner.id + " " + what);
  }

  Part uri() {
    return maker_.sub(
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${" +
        invoked_.id + (invoked_.is_alias() ? "" : ".Arn") + "}/invocations");
  }

  /// The API may invoke the function for this path, from every stage.
  void allow() {
    const Part api_id = own("ApiId");
    const std::string path = route_.path == kDefaultPath ? "" : path_in_arn(route_.path);
    std::string method = route_.method == kAnyMethod ? "*" : route_.method;
    for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    // a path that is written `/$default` has every method already
    const bool every = method == "*" && path == "/$default";
    const Part arn = maker_.text(
        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
        "${__Stage__}" +
        (every ? path : "/" + method + path));
    const Part values = maker_.map({{"__ApiId__", api_id.valid() ? api_id : maker_.ref(api_id_)},
                                    {"__Stage__", maker_.text("*")}});
    permit(expansion_, invoked_, event_, "apigateway.amazonaws.com",
           maker_.call("Fn::Sub", maker_.list({arn, values})));
  }

  /// What the event says of its route, for the API's stage.
  void add_settings(const Macro& api, Part settings) {
    std::string route = route_.path;
    if (route_.method != kAnyMethod) {
      std::string method = route_.method;
      for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      route = method + " " + route;
    }
    HttpDefinition definition(expansion_, api);
    const Part all = definition.section(api.properties, "RouteSettings");
    if (!route_.condition.empty())
      return maker_.set(all, route, maker_.choose(route_.condition, settings, maker_.no_value()));
    const Part own_settings = definition.section(all, route);
    for (const Entry& entry : std::vector<Entry>(tree_.entries(settings)))
      tree_.set(own_settings, entry);
  }

  void describe(const Macro& api, HttpDefinition& definition, Part operation) {
    if (const Part auth = own("Auth"); auth.valid())
      HttpAuth(expansion_, api).secure(event_, auth, operation);
    const Part timeout = own("TimeoutInMillis"), format = own("PayloadFormatVersion");
    if (timeout.valid() || format.valid()) {
      const Part integration = definition.section(operation, "x-amazon-apigateway-integration");
      maker_.set(integration, "timeoutInMillis", timeout);
      if (format.valid()) maker_.set(integration, "payloadFormatVersion", format);
    }
    describe_parameters(operation);
  }

  void describe_parameters(Part operation) {
    std::vector<std::string> names;
    std::set<std::string, std::less<>> known;
    for (std::size_t start = route_.path.find('{'); start != std::string::npos;
         start = route_.path.find('{', start + 1)) {
      const std::size_t end = route_.path.find('}', start);
      if (end == std::string::npos) break;
      const std::string name = route_.path.substr(start + 1, end - start - 1);
      if (known.insert(name).second) names.push_back(name);
    }
    if (names.empty()) return;
    const Part written = tree_.find(operation, "parameters");
    const Part all = tree_.list(event_.place);
    for (const Entry& entry : std::vector<Entry>(tree_.entries(written))) {
      if (known.count(tree_.text(tree_.find(entry.value, "name"))) == 0)
        tree_.add(all, entry.value);
    }
    for (const std::string& name : names) {
      tree_.add(all, maker_.map({{"name", maker_.text(name)},
                                 {"in", maker_.text("path")},
                                 {"required", maker_.boolean(true)}}));
    }
    maker_.set(operation, "parameters", all);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Invoked& invoked_;
  const Event& event_;
  const Maker maker_;
  const std::string api_id_;
  const HttpRoute route_;
};

}  // namespace

bool answers_all(Expansion& expansion, Part event) {
  Tree& tree = expansion.tree();
  const Part path = tree.find(event, {"Properties", "Path"});
  return tree.text(tree.find(event, "Type")) == kHttpApis.event &&
         (!path.valid() || tree.text(path) == kDefaultPath);
}

void expand_http_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  if (const auto operation = operation_of(expansion, kHttpApis, event, true))
    HttpEvent(expansion, invoked, event, *operation).expand();
}

}  // namespace weir::cloudformation::sam
