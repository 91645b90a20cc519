// Which folders are units of their own.

#include <optional>
#include <set>

#include "analyzer/base/nesting.h"
#include "parsers/terraform/declarations/module.h"
#include "parsers/terraform/declarations/sources.h"

namespace weir::terraform {
namespace {

std::string_view name_of_file(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

/// What decides whether a folder is a root, without reading its declarations whole.
struct Marks {
  bool configured = false;  ///< a backend, a provider block or values
  std::set<std::string> calls;
};

Marks marks_of(const NamedFolders& named, const std::string& path, const Folder& folder) {
  Marks marks;
  marks.configured = !folder.values.empty();
  for (const Document* document : folder.files) {
    for (std::string& called : local_modules(*document, path))
      marks.calls.insert(std::move(called));
    if (document->empty()) continue;
    for (const NodeIndex node : children(*document, 0)) {
      if ((*document)[node].kind != NodeKind::block) continue;
      const std::string_view type = document->text(node);
      const Block block = block_at(*document, node);
      const Syntax body = block.at_body();
      const std::string source = type == "module" ? source_of(block) : "";
      if (!source.empty() && !is_local(source))
        if (std::optional<std::string> found = named.find(source))
          marks.calls.insert(std::move(*found));
      marks.configured = marks.configured || type == "provider" ||
                         (type == "terraform" && (nested_block(body, "backend") != kNoNode ||
                                                  nested_block(body, "cloud") != kNoNode));
    }
  }
  return marks;
}

}  // namespace

bool is_module_file(std::string_view path) {
  const std::string_view name = name_of_file(path);
  const bool module = name.ends_with(".tf") || name.ends_with(".tf.json") ||
                      name.ends_with(".tofu") || name.ends_with(".tofu.json");
  return module && !name.starts_with('.');
}

std::string read_instead_of(std::string_view path) {
  for (const std::string_view end : {".tf", ".tf.json"}) {
    if (!path.ends_with(end)) continue;
    return std::string(path.substr(0, path.size() - end.size())) + ".tofu" +
           std::string(end.substr(std::string_view(".tf").size()));
  }
  return "";
}

bool is_values_file(std::string_view path) {
  const std::string_view name = name_of_file(path);
  return name == "terraform.tfvars" || name == "terraform.tfvars.json" ||
         name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json");
}

int precedence_of_values(std::string_view path) {
  const std::string_view name = name_of_file(path);
  return name == "terraform.tfvars" ? 0 : name == "terraform.tfvars.json" ? 1 : 2;
}

bool holds_values(std::string_view path) {
  return path.ends_with(".tfvars") || path.ends_with(".tfvars.json");
}

std::vector<std::string> local_modules(const Document& document, std::string_view folder) {
  std::vector<std::string> found;
  if (document.empty()) return found;
  for (const NodeIndex node : children(document, 0)) {
    if (document[node].kind != NodeKind::block || document.text(node) != "module") continue;
    const std::string source = source_of(block_at(document, node));
    if (is_local(source)) found.push_back(local_folder(folder, source));
  }
  return found;
}

std::vector<std::string> roots(const Folders& folders) {
  const NamedFolders named(folders);
  Nesting calls;
  std::set<std::string> configured;
  for (const auto& [path, folder] : folders) {
    if (folder.files.empty() || is_installed(path)) continue;
    const Marks marks = marks_of(named, path, folder);
    calls[path].assign(marks.calls.begin(), marks.calls.end());
    if (marks.configured) configured.insert(path);
  }
  return roots_of(calls, configured);
}

}  // namespace weir::terraform
