#include "parsers/cloudformation/sam/api/implicit_api.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <vector>

#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kHttpApi = "AWS::Serverless::HttpApi";
/// How many conditions one Fn::Or takes.
constexpr std::size_t kOrConditions = 10;

/// The conditions of those who ask for something that exists when one of them does.
struct Askers {
  std::set<std::string> conditions;
  bool unconditional = false;

  void add(const std::string& condition) {
    if (condition.empty()) unconditional = true;
    if (!condition.empty()) conditions.insert(condition);
  }
  bool conditional() const { return !unconditional && !conditions.empty(); }
};

/// Retain wins over Snapshot, and Snapshot over Delete.
std::string_view stronger(std::string_view one, std::string_view other) {
  for (const std::string_view policy : {"Retain", "Snapshot", "Delete"}) {
    if (one == policy || other == policy) return policy;
  }
  return {};
}

/// A parameter's name in a path, also a greedy one: "id", "proxy+".
bool is_parameter(std::string_view name) {
  if (name.ends_with('+')) name.remove_suffix(1);
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
  });
}

bool has_events(std::string_view type) {
  return type == "AWS::Serverless::Function" || type == "AWS::Serverless::StateMachine";
}

class Preparation {
 public:
  Preparation(Expansion& expansion, const ApiKind& kind)
      : expansion_(expansion), tree_(expansion.tree()), kind_(kind) {}

  void prepare() {
    for (Macro& macro : expansion_.macros()) {
      if (macro.type == kind_.type) define(macro);
    }
    for (std::size_t i = 0; i < expansion_.macros().size(); ++i) {
      if (has_events(expansion_.macros()[i].type)) read_events(expansion_.macros()[i]);
    }
    for (auto& [api, paths] : paths_) {
      Macro* macro = expansion_.macro(api);
      if (macro == nullptr || !macro->managed) continue;
      for (auto& [path, askers] : paths) make_conditional(*macro, path, askers);
    }
    finish_implicit();
  }

 private:
  void define(Macro& api) {
    if (is_given(tree_, tree_.find(api.properties, "DefinitionBody")) ||
        is_given(tree_, tree_.find(api.properties, "DefinitionUri")))
      return;
    const Maker maker = expansion_.at(api.place);
    maker.set(api.properties, "DefinitionBody", kind_.definition(maker));
    api.managed = true;
  }

  void read_events(const Macro& owner) {
    const Part events = tree_.find(owner.properties, "Events");
    if (!tree_.is_map(events)) return;
    for (const Entry& entry : std::vector<Entry>(tree_.entries(events))) {
      if (tree_.text(tree_.find(entry.value, "Type")) != kind_.event) continue;
      const Event event{entry.key, owner.id + entry.key, entry.place, std::string(kind_.event),
                        tree_.find(entry.value, "Properties")};
      const auto operation = operation_of(expansion_, kind_, event, false);
      if (operation) read_operation(owner, event, *operation);
    }
  }

  void read_operation(const Macro& owner, const Event& event, const Operation& operation) {
    if (operation.api == kind_.implicit) add_implicit(owner, event);
    Macro* api = expansion_.macro(operation.api);
    if (api == nullptr || api->type != kind_.type || !api->managed) return;
    const std::string condition(tree_.text(tree_.find(owner.resource, "Condition")));
    paths_[api->id][operation.path].add(condition);
    const Maker maker = expansion_.at(event.place);
    const Part paths = tree_.find(api->properties, {"DefinitionBody", "paths"});
    Part item = tree_.find(paths, operation.path);
    if (!item.valid()) {
      item = tree_.map(event.place);
      maker.set(paths, operation.path, item);
    }
    const std::string method = method_in_definition(operation.method);
    if (!tree_.find(item, method).valid()) maker.set(item, method, tree_.map(event.place));
  }

  /// The implicit API, which takes the policies of those who ask for it.
  void add_implicit(const Macro& owner, const Event& event) {
    Macro* api = expansion_.macro(kind_.implicit);
    if (!made_) {
      api = &make_implicit(api, event.place);
      define(*api);
      made_ = true;
    }
    askers_.add(std::string(tree_.text(tree_.find(owner.resource, "Condition"))));
    deletion_ = stronger(deletion_, tree_.text(tree_.find(owner.resource, "DeletionPolicy")));
    replacement_ =
        stronger(replacement_, tree_.text(tree_.find(owner.resource, "UpdateReplacePolicy")));
    if (!tree_.find(event.properties, kind_.reference).valid()) add_tags(owner, *api);
  }

  /// Takes the place of a resource of the template that has its id.
  Macro& make_implicit(Macro* taken, Span place) {
    const std::string id(kind_.implicit);
    if (expansion_.resource(id).valid())
      expansion_.warn(taken != nullptr ? taken->place : place, "taken " + id,
                      id + " is replaced by the API that the service makes for events");
    const Maker maker = expansion_.at(place);
    const Part properties = tree_.map(place);
    if (!kind_.stage.empty()) maker.set(properties, "StageName", maker.text(kind_.stage));
    if (taken == nullptr) return expansion_.add_macro(id, kind_.type, properties, place);
    taken->type = kind_.type;
    taken->resource = maker.map({{"Type", maker.text(kind_.type)}, {"Properties", properties}});
    taken->properties =
        with_globals(expansion_, tree_.find(tree_.at(0), "Globals"), kind_.type, taken->resource);
    return *taken;
  }

  void add_tags(const Macro& owner, const Macro& api) {
    const Part tags = tree_.find(owner.properties, "Tags");
    if (!is_given(tree_, tree_.find(owner.properties, "PropagateTags")) || !tree_.is_map(tags))
      return;
    // the same map from the Globals is read once
    if (!tagged_.insert(tags.value).second) return;
    const Maker maker = expansion_.at(owner.place);
    Part all = tree_.find(api.properties, "Tags");
    if (!tree_.is_made(all)) {
      all = tree_.is_map(all) ? tree_.copy(all) : tree_.map(owner.place);
      maker.set(api.properties, "Tags", all);
    }
    for (const Entry& entry : std::vector<Entry>(tree_.entries(tags))) tree_.set(all, entry);
    maker.set(api.properties, "PropagateTags", maker.boolean(true));
  }

  void make_conditional(const Macro& api, const std::string& path, const Askers& askers) {
    if (!askers.conditional()) return;
    std::string name = api.id;
    for (const char c : path) {
      name += c == '/' ? "SLASH" : c == '{' ? "OB" : c == '}' ? "CB" : std::string(1, c);
    }
    const Part paths = tree_.find(api.properties, {"DefinitionBody", "paths"});
    const Part item = tree_.find(paths, path);
    const Maker maker = expansion_.at(item, api.place);
    const std::string condition = combined(askers, name + "PathCondition", maker);
    maker.set(paths, path, maker.choose(condition, item, maker.no_value()));
  }

  void finish_implicit() {
    Macro* api = expansion_.macro(kind_.implicit);
    if (api == nullptr || !made_) return;
    const Maker maker = expansion_.at(api->place);
    const auto say = [&](std::string_view key, std::string_view value) {
      if (!value.empty()) maker.set(api->resource, key, maker.text(value));
    };
    if (askers_.conditional())
      say("Condition", combined(askers_, std::string(kind_.implicit) + "Condition", maker));
    say("DeletionPolicy", deletion_ == "Snapshot" ? std::string_view() : deletion_);
    say("UpdateReplacePolicy", replacement_);
  }

  /// The condition that holds when one of these does: the only one, or one with this name that
  /// joins them (several, if they are more than one Fn::Or takes).
  std::string combined(const Askers& askers, const std::string& name, const Maker& maker) {
    std::vector<std::string> left(askers.conditions.begin(), askers.conditions.end());
    if (left.size() == 1) return left.front();
    std::size_t further = (left.size() - 2) / (kOrConditions - 1);
    std::size_t first = 0;
    while (left.size() - first > 1) {
      const std::string joined = name + (further > 0 ? std::to_string(further) : "");
      if (further > 0) --further;
      const std::size_t end = std::min(first + kOrConditions, left.size());
      const Part either = tree_.list(maker.place());
      for (; first < end; ++first)
        tree_.add(either, maker.map({{"Condition", maker.text(left[first])}}));
      expansion_.add_condition(joined, maker.call("Fn::Or", either), maker.place());
      left.push_back(joined);
    }
    return left.back();
  }

  Expansion& expansion_;
  Tree& tree_;
  const ApiKind& kind_;
  std::map<std::string, std::map<std::string, Askers>> paths_;  ///< API → path
  Askers askers_;                                               ///< of the implicit API
  std::string_view deletion_, replacement_;
  std::set<std::uint32_t> tagged_;
  bool made_ = false;
};

}  // namespace

std::string method_in_definition(std::string_view method) {
  std::string name(method);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name == "any" ? std::string(kAnyMethod) : name;
}

std::string path_in_arn(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::string result;
  while (!path.empty()) {
    const std::size_t open = std::min(path.find('{'), path.size());
    const std::size_t close = path.find('}', open);
    result += path.substr(0, open);
    if (close == path.npos) return result + std::string(path.substr(open));
    const std::string_view hole = path.substr(open, close + 1 - open);
    result += is_parameter(hole.substr(1, hole.size() - 2)) ? "*" : hole;
    path.remove_prefix(close + 1);
  }
  return result;
}

std::optional<Operation> operation_of(Expansion& expansion, const ApiKind& kind, const Event& event,
                                      bool warn) {
  Tree& tree = expansion.tree();
  const auto wrong = [&](Part part, const std::string& what) {
    if (warn)
      expansion.warn(expansion.at(part, event.place).place(), event.id + " " + what,
                     "the event " + event.name + " of " + event.owner() + " " + what);
    return std::optional<Operation>();
  };
  if (event.properties.valid() && !tree.is_map(event.properties) &&
      tree.kind(event.properties) != NodeKind::null)
    return std::nullopt;
  const Part api = tree.find(event.properties, kind.reference);
  const Part path = tree.find(event.properties, "Path"),
             method = tree.find(event.properties, "Method");
  Operation result{std::string(kind.implicit), std::string(tree.text(path)),
                   std::string(tree.text(method))};
  if (!kind.path.empty() && !path.valid() && !method.valid()) {
    result.path = kind.path;
    result.method = kAnyMethod;
  }
  // that a property is missing is said of every event
  const bool missing = kind.path.empty() && (!path.valid() || !method.valid());
  if (missing) return std::nullopt;
  if (result.path.empty() || result.method.empty())
    return wrong(result.path.empty() ? path : method, "needs a Path and a Method, each a text");
  if (!api.valid()) return result;
  const std::optional<PartCall> call = tree.call(api);
  result.api = tree.text(call && call->function == "Ref" ? call->argument : api);
  if (result.api != kind.implicit && !expansion.resource(result.api).valid())
    return wrong(api, "has a " + std::string(kind.reference) +
                          " that is no reference to an API of this template");
  const Macro* macro = expansion.macro(result.api);
  if (macro != nullptr && macro->type == kHttpApi && kind.type != kHttpApi)
    return wrong(api, "has a " + std::string(kind.reference) + " that names an HTTP API");
  return result;
}

void prepare_apis(Expansion& expansion, const ApiKind& kind) {
  Preparation(expansion, kind).prepare();
}

}  // namespace weir::cloudformation::sam
