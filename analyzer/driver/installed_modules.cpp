#include "analyzer/driver/installed_modules.h"

#include <filesystem>
#include <optional>

#include "parsers/syntax/syntax.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kManifest = ".terraform/modules/modules.json";
constexpr std::size_t kModules = 2000;  ///< of one manifest; further ones are not read

std::string text_at(const Document& document, NodeIndex map, std::string_view key) {
  const NodeIndex node = find_entry(document, map, key);
  if (node == kNoNode || document[node].kind != NodeKind::string) return "";
  return std::string(document.text(node));
}

}  // namespace

terraform::InstalledModules installed_modules(Project& project, const std::string& folder, std::size_t argument,
                                              SourceMap& sources) {
  terraform::InstalledModules found;
  const std::string path = folder.empty() ? std::string(kManifest) : folder + "/" + std::string(kManifest);
  if (!may_be_read(project, path, argument)) return found;
  const std::optional<FileId> file = read_beside(project, path, sources);
  if (!file) return found;
  const Parsed parsed = parse_json(sources, *file);
  const Document& document = parsed.documents.front();
  const NodeIndex modules = find_entry(document, 0, "Modules");
  if (!parsed.ok() || modules == kNoNode || document[modules].kind != NodeKind::list) {
    project.diagnostics.push_back({Level::warning, {*file, 0, 0}, "not-read",
                                   "is no list of installed modules; expected what `terraform init` writes"});
    return found;
  }
  for (const NodeIndex module : children(document, modules)) {
    const std::string key = text_at(document, module, "Key"), dir = text_at(document, module, "Dir");
    if (key.empty() || dir.empty()) continue;  // the root module itself
    std::string shown = (fs::path(folder) / dir).lexically_normal().generic_string();
    if (shown.ends_with('/')) shown.pop_back();
    if (shown == ".") shown.clear();
    if (shown.starts_with("..") || shown.starts_with('/')) {
      project.diagnostics.push_back({Level::warning, document.span(module), "not-read",
                                     "names a folder outside of the project; it is not read"});
    } else if (found.size() < kModules) {
      found.emplace(key, std::move(shown));
    }
  }
  return found;
}

}  // namespace weir
