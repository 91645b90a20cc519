// Which folders are units of their own.

#include <set>

#include "analyzer/base/nesting.h"
#include "parsers/terraform/module.h"

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

Marks marks_of(const std::string& path, const Folder& folder) {
  Marks marks;
  marks.configured = !folder.values.empty();
  for (const Document* document : folder.files) {
    for (std::string& called : local_modules(*document, path))
      marks.calls.insert(std::move(called));
    if (document->empty()) continue;
    for (const NodeIndex node : children(*document, 0)) {
      if ((*document)[node].kind != NodeKind::block) continue;
      const std::string_view type = document->text(node);
      const Syntax body = block_at(*document, node).at_body();
      marks.configured = marks.configured || type == "provider" ||
                         (type == "terraform" && (nested_block(body, "backend") != kNoNode ||
                                                  nested_block(body, "cloud") != kNoNode));
    }
  }
  return marks;
}

}  // namespace

bool is_module_file(std::string_view path) { return path.ends_with(".tf"); }

bool is_values_file(std::string_view path) {
  return name_of_file(path) == "terraform.tfvars" || path.ends_with(".auto.tfvars");
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
  Nesting calls;
  std::set<std::string> configured;
  for (const auto& [path, folder] : folders) {
    if (folder.files.empty()) continue;
    const Marks marks = marks_of(path, folder);
    calls[path].assign(marks.calls.begin(), marks.calls.end());
    if (marks.configured) configured.insert(path);
  }
  return roots_of(calls, configured);
}

}  // namespace weir::terraform
