#include "parsers/cloudformation/serverless/service.h"

#include <array>
#include <cctype>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/serverless/serverless.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kUnnamedStage = "dev";
constexpr std::array<std::string_view, 6> kMergedSections = {"Parameters", "Mappings", "Conditions",
                                                             "Outputs",    "Metadata", "Rules"};

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

}  // namespace

std::string capitalised(std::string_view key) {
  std::string result;
  for (const char c : key) {
    if (c == '-') {
      result += "Dash";
    } else if (c == '_') {
      result += "Underscore";
    } else {
      result += c;
    }
  }
  if (!result.empty()) result[0] = upper(result[0]);
  return result;
}

std::string alphanumeric(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) result += c;
  if (!result.empty()) result[0] = upper(result[0]);
  return result;
}

Service::Service(const ResolvedService& resolved, Notes& notes)
    : tree_(resolved.document), notes_(notes), resources_(tree_.map(resolved.document.span(0))) {
  const Part service = section("service");
  name_ = tree_.text(tree_.is_map(service) ? tree_.find(service, "name") : service);
  stage_ = text(provider(), {"stage"});
  if (stage_.empty()) stage_ = kUnnamedStage;
  read_resources(section("resources"));
  read_functions(section("functions"));
}

std::string Service::text(Part map, std::initializer_list<std::string_view> path) {
  return std::string(tree_.text(tree_.find(map, path)));
}

std::string Service::stack_name() {
  const Part named = tree_.find(provider(), "stackName"), stage = tree_.find(provider(), "stage");
  if (named.valid()) return std::string(tree_.text(named));
  const bool known = !stage.valid() || !tree_.text(stage).empty();
  return known && !name_.empty() ? name_ + "-" + stage_ : std::string();
}

/// What those who link it with others have to know.
Part Service::about(const ResolvedService& resolved, Span whole) {
  const Part result = tree_.map(whole), links = tree_.map(whole);
  if (const std::string name = stack_name(); !name.empty())
    tree_.set(result, kStackNameOfService, at(whole).text(name), whole);
  if (const std::string region = text(provider(), {"region"}); !region.empty())
    tree_.set(result, kRegionOfService, at(whole).text(region), whole);
  for (const auto& [name, offered] : resolved.links)
    tree_.set(links, name,
              at(whole).map({{"as", at(whole).text(offered.as)},
                             {"of", at(whole).text(offered.name)},
                             {"in", at(whole).text(offered.region)}}),
              whole);
  tree_.set(result, kLinksOfService, links, whole);
  return result;
}

bool Service::has_plugin(std::string_view name) {
  const Part plugins = section("plugins");
  const Part listed = tree_.is_map(plugins) ? tree_.find(plugins, "modules") : plugins;
  for (const Entry& entry : tree_.entries(listed)) {
    const std::string_view plugin = tree_.text(entry.value);
    if (plugin.substr(plugin.rfind('/') + 1) == name) return true;  // `@somebody/plugin` is a copy
  }
  return false;
}

Part Service::read_by(std::string_view plugin, std::initializer_list<std::string_view> path) {
  const Part section = tree_.find(tree_.at(0), path);
  if (!section.valid() || tree_.kind(section) == NodeKind::null || has_plugin(plugin))
    return tree_.kind(section) == NodeKind::null ? Part{} : section;
  const std::string name(*(path.end() - 1));
  unsupported(tree_.place(section), name,
              name + " is read by the plugin " + std::string(plugin) +
                  " only, which the service does not list");
  return {};
}

void Service::read_functions(Part functions) {
  if (tree_.is_list(functions)) {
    for (const Entry& entry : std::vector<Entry>(tree_.entries(functions)))
      if (!tree_.is_list(entry.value)) read_functions(entry.value);
    return;
  }
  if (functions.valid() && !tree_.is_map(functions) && tree_.kind(functions) != NodeKind::null)
    return malformed(tree_.place(functions), "functions",
                     "functions must be a map of functions by name");
  for (const Entry& entry : std::vector<Entry>(tree_.entries(functions))) add_function(entry);
}

void Service::add_function(const Entry& entry) {
  if (tree_.kind(entry.value) == NodeKind::null || function(entry.key) != nullptr) return;
  if (!tree_.is_map(entry.value))
    return malformed(entry.place, "function " + entry.key,
                     "the function " + entry.key + " must be a map");
  Function one{entry.key, capitalised(entry.key), entry.key, entry.place, entry.value};
  const std::string logical_id = one.name + "LambdaFunction";
  if (declared_.count(entry.key) != 0) one.id = logical_id;
  refer(logical_id, one.id);
  functions_.push_back(std::move(one));
}

void Service::read_resources(Part resources) {
  if (tree_.is_list(resources)) {
    for (const Entry& entry : std::vector<Entry>(tree_.entries(resources)))
      if (!tree_.is_list(entry.value)) read_resources(entry.value);
    return;
  }
  if (!tree_.is_map(resources)) {
    if (resources.valid() && tree_.kind(resources) != NodeKind::null)
      malformed(tree_.place(resources), "resources",
                "resources must be a map with Resources, or a list of such maps");
    return;
  }
  sections_.push_back(resources);
  for (const std::string_view section : {"Resources", "extensions"})
    for (const Entry& entry : tree_.entries(tree_.find(resources, section)))
      declared_.emplace(entry.key, entry);
}

const Function* Service::function(std::string_view key) const {
  for (const Function& one : functions_)
    if (one.key == key) return &one;
  return nullptr;
}

Part Service::make(const std::string& id, std::string_view type, Part properties, Span place) {
  const auto [known, fresh] = made_.try_emplace(id);
  if (!fresh) return known->second;
  const Maker maker = at(place);
  known->second = maker.map({{"Type", maker.text(type)}, {"Properties", properties}});
  const auto own = declared_.find(id);
  tree_.set(resources_, id, known->second, own == declared_.end() ? place : own->second.place);
  return known->second;
}

void Service::lay_over(const std::string& id, Part said) {
  const auto known = made_.find(id);
  if (!tree_.is_map(said) || known == made_.end()) return;
  known->second = merged(known->second, said, 0);
  tree_.set(resources_, id, known->second, tree_.place(said));
}

Part Service::made(std::string_view id) const {
  const auto found = made_.find(std::string(id));
  return found == made_.end() ? Part{} : found->second;
}

void Service::refer(std::string written, std::string id) {
  if (written != id) renamed_[std::move(written)] = std::move(id);
}

Part Service::declared(std::string_view id) {
  const auto found = declared_.find(id);
  return found == declared_.end() ? Part{} : found->second.value;
}

void Service::malformed(Span place, std::string_view subject, std::string message) {
  notes_.add(Level::warning, "malformed-template", subject, place, std::move(message));
}

void Service::unsupported(Span place, std::string_view subject, std::string message) {
  notes_.add(Level::note, "unsupported", subject, place, std::move(message));
}

Part Service::merged(Part under, Part over, int depth) {
  const bool maps = tree_.is_map(under) && tree_.is_map(over);
  const bool lists = tree_.is_list(under) && tree_.is_list(over);
  if ((!maps && !lists) || depth > limits::kNesting) return over;
  const Part result = tree_.copy(under);
  for (const Entry& entry : std::vector<Entry>(tree_.entries(over))) {
    if (lists) {
      tree_.add(result, entry.value);
    } else if (const Entry* there = tree_.entry(under, entry.key)) {
      tree_.set(result, entry.key, merged(there->value, entry.value, depth + 1), entry.place);
    } else {
      tree_.set(result, entry);
    }
  }
  return result;
}

Part Service::as_template(const ResolvedService& resolved) {
  const Span whole = resolved.document.span(0);
  const Part result = tree_.map(whole);
  const Part parameters = tree_.map(whole);
  for (const auto& [name, node] : resolved.open) {
    if (renamed_.count(name) != 0) continue;
    const Span place = resolved.document.span(node);
    tree_.set(parameters, name, at(place).map({{"Type", at(place).text("String")}}), place);
  }
  if (!resolved.open.empty()) tree_.set(result, "Parameters", parameters, whole);
  tree_.set(result, "Metadata", about(resolved, whole), whole);
  for (const Part one : sections_) {
    for (const std::string_view name : kMergedSections) {
      const Part section = tree_.find(one, name);
      if (!section.valid()) continue;
      const Part there = tree_.find(result, name);
      tree_.set(result, name, there.valid() ? merged(there, section, 0) : section,
                tree_.place(section));
    }
    if (const Entry* transform = tree_.entry(one, "Transform"))
      tree_.set(result, Entry(*transform));
    for (const std::string_view name : {"Resources", "extensions"}) {
      for (const Entry& entry : std::vector<Entry>(tree_.entries(tree_.find(one, name)))) {
        const std::string id = renamed(entry.key).empty() ? entry.key : renamed(entry.key);
        const Part there = tree_.find(resources_, id);
        if (there.valid()) {
          tree_.set(resources_, id, merged(there, entry.value, 0), entry.place);
        } else if (tree_.call(entry.value)) {  // only a file that is not read says what it is
          const Maker maker = at(entry.value);
          tree_.set(resources_, entry.key,
                    maker.map({{"Fn::Transform", maker.map({{"Name", maker.text(entry.key)}})}}),
                    entry.place);
        } else {
          tree_.set(resources_, entry);
        }
      }
    }
  }
  tree_.set(result, "Resources", resources_, whole);
  rename_references();
  return result;
}

std::string Service::renamed(std::string_view name) const {
  const std::size_t dot = std::min(name.find('.'), name.size());
  const auto found = renamed_.find(name.substr(0, dot));
  return found == renamed_.end() ? std::string() : found->second + std::string(name.substr(dot));
}

std::string Service::renamed_in_text(std::string_view text) const {
  std::string result;
  bool any = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t hole = text.find("${", at);
    const std::size_t end = hole == text.npos ? hole : text.find('}', hole);
    if (end == text.npos) {
      result += text.substr(at);
      break;
    }
    const std::string name = renamed(text.substr(hole + 2, end - hole - 2));
    any |= !name.empty();
    result += text.substr(at, hole - at);
    result += name.empty() ? std::string(text.substr(hole, end - hole + 1)) : "${" + name + "}";
    at = end + 1;
  }
  return any ? result : std::string();
}

void Service::rename_references() {
  const Document& document = tree_.document();
  const auto reword = [&](NodeIndex node, std::string text) {
    if (!text.empty() && document[node].kind == NodeKind::string)
      tree_.reword(node, std::move(text));
  };
  const auto first_of = [&](NodeIndex node) {
    const bool list = document[node].kind == NodeKind::list && document.has_children(node);
    return list ? document.first_child(node) : node;
  };
  for (NodeIndex node = 0; node < document.nodes.size(); ++node) {
    const std::optional<EntryParts> parts =
        document[node].kind == NodeKind::entry ? parts_of(document, node) : std::nullopt;
    if (parts && document.text(parts->key) == "DependsOn") {
      if (document[parts->value].kind != NodeKind::list)
        reword(parts->value, renamed(document.text(parts->value)));
      else
        for (const NodeIndex item : children(document, parts->value))
          reword(item, renamed(document.text(item)));
    }
    const std::optional<Call> call = call_in(document, node);
    if (!call) continue;
    const NodeIndex first = first_of(call->argument);
    if (call->function == "Ref" || call->function == "GetAtt")
      reword(first, renamed(document.text(first)));
    if (call->function == "Sub") reword(first, renamed_in_text(document.text(first)));
  }
}

}  // namespace weir::cloudformation::serverless
