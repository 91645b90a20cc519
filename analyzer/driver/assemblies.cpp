#include "analyzer/driver/assemblies.h"

#include <string_view>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/files/paths.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

namespace cdk = cloudformation::cdk;

/// `file` in `folder`; none if the name leads out of it, or there is nothing to read.
std::optional<std::string> inside(const Project& project, const std::string& folder, std::size_t argument, std::string_view file) {
  if (file.empty()) return std::nullopt;
  std::optional<std::string> path = cloudformation::beneath(folder, file);
  const bool within = path && (folder.empty() || path->starts_with(folder + "/"));
  if (!within || !may_be_read(project, *path, argument)) return std::nullopt;
  return path;
}

/// The one document of a JSON file; none if it cannot be read or is none.
std::optional<Document> read_json(const Project& project, const std::string& path, SourceMap& sources) {
  const std::optional<FileId> file = read_beside(project, path, sources);
  if (!file) return std::nullopt;
  Parsed parsed = parse_json(sources, *file);
  if (!parsed.ok() || parsed.documents.size() != 1) return std::nullopt;
  return std::move(parsed.documents.front());
}

class Reader {
 public:
  Reader(const Project& project, AssemblyFolder& read, SourceMap& sources) : project_(project), read_(read), sources_(sources) {}

  void stack(const Document& manifest, const cdk::AssemblyStack& stack) {
    const std::optional<std::string> path = found(stack.template_file);
    if (!path) return;
    read_.stacks.insert(*path);
    std::vector<cdk::Construct>& constructs = read_.constructs[*path];
    constructs = cdk::read_constructs(manifest, stack.metadata);
    const std::optional<std::string> beside = found(stack.metadata_file);
    const std::optional<Document> metadata = beside ? read_json(project_, *beside, sources_) : std::nullopt;
    if (!metadata || metadata->empty()) return;
    std::vector<cdk::Construct> more = cdk::read_constructs(*metadata, 0);
    constructs.insert(constructs.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }

  void assets(const std::string& file) {
    const std::optional<std::string> path = found(file);
    const std::optional<Document> document = path ? read_json(project_, *path, sources_) : std::nullopt;
    if (!document) return;
    for (const auto& [name, source] : cdk::read_uploads(*document))
      if (std::optional<std::string> local = found(source)) read_.uploads.emplace(name, std::move(*local));
  }

 private:
  std::optional<std::string> found(std::string_view file) const { return inside(project_, read_.folder, read_.argument, file); }

  const Project& project_;
  AssemblyFolder& read_;
  SourceMap& sources_;
};

}  // namespace

std::optional<AssemblyFolder> read_assembly(const Project& project, const std::string& folder, std::size_t argument,
                                            SourceMap& sources, Diagnostics& diagnostics) {
  const std::optional<std::string> path = inside(project, folder, argument, cdk::kManifest);
  const std::optional<FileId> file = path ? read_beside(project, *path, sources) : std::nullopt;
  if (!file || !cdk::may_be_manifest(sources.text(*file).substr(0, limits::kRecognitionBytes))) return std::nullopt;
  const Parsed parsed = parse_json(sources, *file);
  const bool whole = parsed.ok() && parsed.documents.size() == 1;
  const std::optional<cdk::Assembly> assembly = whole ? cdk::read_manifest(parsed.documents.front()) : std::nullopt;
  if (!assembly) {
    if (!whole)
      diagnostics.push_back({Level::warning, {}, "not-read",
                             *path + ": is no JSON that can be read; the templates beside it are analysed without it"});
    return std::nullopt;
  }
  AssemblyFolder read;
  read.folder = folder;
  read.argument = argument;
  Reader reader(project, read, sources);
  for (const cdk::AssemblyStack& stack : assembly->stacks) reader.stack(parsed.documents.front(), stack);
  for (const std::string& assets : assembly->asset_manifests) reader.assets(assets);
  return read;
}

}  // namespace weir
