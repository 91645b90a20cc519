// The settings of Django applications, as far as their module assigns them plainly.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "parsers/app_config/application/frameworks.h"
#include "parsers/app_config/application/python_values.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kModules = 16;           // of one application
constexpr int kBlockNesting = 16;
constexpr std::size_t kSettingsOfModule = 10'000;
constexpr std::size_t kFlatteningSteps = 50'000;
/// Folders of a service in which the program may lie.
constexpr std::array<std::string_view, 6> kProgramFolders = {"", "src/", "app/", "backend/", "server/", "web/"};

bool is_setting_name(std::string_view name) {
  return !name.empty() && std::isupper(static_cast<unsigned char>(name.front())) != 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_'; });
}

/// `shop/settings/live` of `shop.settings.live`; of a name with dots in front, from the module that says it.
std::string path_of_module(std::string_view written, const std::string& from, bool from_is_package) {
  std::size_t dots = 0;
  while (dots < written.size() && written[dots] == '.') ++dots;
  std::string path(written.substr(dots));
  std::replace(path.begin(), path.end(), '.', '/');
  if (dots == 0) return path;
  std::string folder = from_is_package ? from : from.substr(0, from.rfind('/') == from.npos ? 0 : from.rfind('/'));
  for (; dots > 1 && !folder.empty(); --dots) folder.resize(folder.rfind('/') == folder.npos ? 0 : folder.rfind('/'));
  return folder.empty() ? path : folder + "/" + path;
}

/// The module that `manage.py` names as the usual one; "" if it names none.
std::string usual_module(std::string_view text) {
  constexpr std::string_view kVariable = "DJANGO_SETTINGS_MODULE";
  const std::size_t at = text.find(kVariable);
  if (at == text.npos) return "";
  const std::size_t begin = text.find_first_of("\"'", text.find(',', at));
  if (begin == text.npos) return "";
  const std::size_t end = text.find(text[begin], begin + 1);
  if (end == text.npos || end - begin > 200) return "";
  const std::string name(text.substr(begin + 1, end - begin - 1));
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '.'; });
  return plain ? name : "";
}

class SettingsModule {
 public:
  SettingsModule(ResourceModel& model, SourceMap& sources, const FilesCalled& files, const Process& process,
                 std::string folder, std::size_t& budget)
      : model_(model), sources_(sources), files_(files), folder_(std::move(folder)), values_(model, sources, process, names_, budget) {}

  Properties run(const std::string& path) {
    module(path);
    Properties all;
    for (const auto& [name, value] : names_)
      if (is_setting_name(name)) flatten(name, value, placed_.at(name), all);
    return all;
  }

 private:
  /// Runs the module at a path, which may be a package, once.
  void module(const std::string& path) {
    if (!run_.insert(path).second || run_.size() > kModules) return;
    for (const bool package : {false, true}) {
      const std::string name = folder_ + path + (package ? "/__init__.py" : ".py");
      const std::vector<FileId> found = files_(name);
      if (found.empty()) continue;
      const std::optional<ProgramTree> tree = parse_program(sources_, found.back(), ProgramLanguage::python);
      if (!tree || tree->nodes.empty()) return;
      block(*tree, 0, path, package, 0);
      return;
    }
  }

  void block(const ProgramTree& tree, NodeIndex node, const std::string& path, bool package, int depth) {
    for (const NodeIndex one : children_of(tree, node)) {
      const std::string_view type = tree.nodes[one].type;
      if (type == "expression_statement") {
        for (const NodeIndex inner : children_of(tree, one))
          if (tree.nodes[inner].type == "assignment") assign(tree, inner);
          else if (tree.nodes[inner].type == "augmented_assignment") forget(tree, inner);
      } else if (type == "import_from_statement") {
        import(tree, one, path, package);
      } else if (type == "if_statement" && depth < kBlockNesting) {
        choose(tree, one, path, package, depth);
      } else if (type == "try_statement" && depth < kBlockNesting) {
        if (const NodeIndex body = child_for(tree, one, "body"); body != 0) block(tree, body, path, package, depth + 1);
      } else if (type != "function_definition" && type != "class_definition" && type != "decorated_definition") {
        forget(tree, one);
      }
    }
  }

  /// `from .base import *`; what is taken by name alone is not followed.
  void import(const ProgramTree& tree, NodeIndex node, const std::string& path, bool package) {
    const NodeIndex name = child_for(tree, node, "module_name");
    const std::vector<NodeIndex> parts = children_of(tree, node);
    const bool all = std::any_of(parts.begin(), parts.end(), [&](NodeIndex one) { return tree.nodes[one].type == "wildcard_import"; });
    if (all && name != 0) module(path_of_module(written_text(tree, name), path, package));
  }

  /// The branch that is taken; where that is not known, what any of them assigns is unknown.
  void choose(const ProgramTree& tree, NodeIndex node, const std::string& path, bool package, int depth) {
    NodeIndex branch = node;
    for (;;) {
      const NodeIndex condition = child_for(tree, branch, "condition"), body = child_for(tree, branch, "consequence");
      if (condition == 0 || body == 0) return forget(tree, node);
      const Truth holds = python_truth(model_.values, values_.read(tree, condition));
      if (holds == Truth::unknown) return forget(tree, node);
      if (holds == Truth::yes) return block(tree, body, path, package, depth + 1);
      NodeIndex next = 0;
      for (NodeIndex at = tree.nodes[branch].subtree_end; branch != node && at < tree.nodes[node].subtree_end && next == 0; at = tree.nodes[at].subtree_end)
        if (tree.nodes[at].field == "alternative") next = at;
      if (branch == node) next = child_for(tree, node, "alternative");
      if (next == 0) return;
      if (tree.nodes[next].type == "else_clause") {
        if (const NodeIndex otherwise = child_for(tree, next, "body"); otherwise != 0) block(tree, otherwise, path, package, depth + 1);
        return;
      }
      branch = next;
    }
  }

  void set(const std::string& name, ValueId value, Span place) {
    if (names_.size() >= kSettingsOfModule && names_.count(name) == 0) return;
    names_.insert_or_assign(name, value);
    placed_.insert_or_assign(name, place);
  }

  void assign(const ProgramTree& tree, NodeIndex node) {
    const NodeIndex left = child_for(tree, node, "left"), right = child_for(tree, node, "right");
    if (left == 0 || right == 0) return;
    const Span place{tree.file, tree.nodes[left].begin, tree.nodes[left].end};
    if (tree.nodes[left].type != "identifier") return forget(tree, node);
    if (tree.nodes[right].type == "call" && written_text(tree, right).starts_with("environ.")) values_.note_defaults(tree, right);
    set(std::string(written_text(tree, left)), values_.read(tree, right), place);
  }

  /// What is assigned somewhere below, in a way that is not followed, is not known. Of a part of a map: the map.
  void forget(const ProgramTree& tree, NodeIndex node) {
    for (NodeIndex at = node; at < tree.nodes[node].subtree_end; ++at) {
      const std::string_view type = tree.nodes[at].type;
      if (type != "assignment" && type != "augmented_assignment") continue;
      const NodeIndex left = child_for(tree, at, "left");
      if (left == 0) continue;
      for (NodeIndex part = left; part < tree.nodes[left].subtree_end; ++part) {
        if (tree.nodes[part].type != "identifier") continue;
        const Span place{tree.file, tree.nodes[part].begin, tree.nodes[part].end};
        set(std::string(written_text(tree, part)),
            model_.values.add_unknown(UnknownKind::unsupported, "the program decides what it is", "", place), place);
      }
    }
  }

  void flatten(const std::string& name, ValueId value, Span place, Properties& out) {
    const ValueStore& values = model_.values;
    if (++steps_ > kFlatteningSteps || name.size() > 400) return;
    const ValueKind kind = values[value].kind;
    if (kind == ValueKind::map)
      for (std::size_t i = 0; i < values.item_count(value); ++i) {
        const MapEntry entry = values.entry(value, i);
        flatten(name + "." + entry.key, entry.value, entry.key_span, out);
      }
    else if (kind == ValueKind::list)
      for (std::size_t i = 0; i < values.item_count(value); ++i)
        flatten(name + "[" + std::to_string(i) + "]", values.item(value, i), place, out);
    else if (kind != ValueKind::null)
      out.push_back({name, place, value});
  }

  ResourceModel& model_;
  SourceMap& sources_;
  const FilesCalled& files_;
  const std::string folder_;
  PythonNames names_;
  std::map<std::string, Span> placed_;  ///< where each name is assigned
  PythonValues values_;
  std::set<std::string> run_;
  std::size_t steps_ = 0;
};

}  // namespace

Properties django_settings(ResourceModel& model, SourceMap& sources, const FilesCalled& files, const Process& process,
                           std::size_t& budget) {
  for (const std::string_view folder : kProgramFolders) {
    const std::vector<FileId> found = files(std::string(folder) + "manage.py");
    if (found.empty()) continue;
    std::string name = usual_module(sources.text(found.back()));
    if (const Property* given = variable_called(process, "DJANGO_SETTINGS_MODULE"); given != nullptr) {
      name = model.values.string(given->value);
      if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") != name.npos) name.clear();
    }
    if (name.empty() || name.front() == '.') return {};
    return SettingsModule(model, sources, files, process, std::string(folder), budget).run(path_of_module(name, "", false));
  }
  return {};
}

}  // namespace weir::app_config
