#include "analyzer/driver/assemblies.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

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

/// Each construct once, whichever files name it; a trace is better than none.
void merge(std::vector<cdk::Construct>& constructs) {
  const auto key = [](const cdk::Construct& one) { return std::tie(one.path, one.logical_id); };
  std::stable_sort(
      constructs.begin(), constructs.end(), [&](const cdk::Construct& a, const cdk::Construct& b) {
        return std::make_tuple(key(a), a.trace.empty()) < std::make_tuple(key(b), b.trace.empty());
      });
  const auto is_same = [&](const cdk::Construct& a, const cdk::Construct& b) {
    return key(a) == key(b);
  };
  constructs.erase(std::unique(constructs.begin(), constructs.end(), is_same), constructs.end());
}

class AssemblyReader {
 public:
  AssemblyReader(const Project& project, AssemblyFolder& read, SourceMap& sources) : project_(project), read_(read), sources_(sources) {}

  /// Whether the files were too much to read all.
  bool exhausted() const { return bytes_ > limits::kIncludedBytes; }

  void read(const Document& manifest, const cdk::Assembly& assembly) {
    for (const cdk::AssemblyStack& one : assembly.stacks) stack(manifest, one);
    for (auto& [path, constructs] : read_.constructs) merge(constructs);
    for (const std::string& file : assembly.asset_manifests) assets(file);
  }

 private:
  void stack(const Document& manifest, const cdk::AssemblyStack& stack) {
    const std::optional<std::string> path = found(stack.template_file);
    if (!path) return;
    read_.stacks.insert(*path);
    add(read_.constructs[*path], manifest, stack.metadata);
    const std::optional<std::string> beside = found(stack.metadata_file);
    if (!beside || !described_.emplace(*path, *beside).second) return;
    if (const Document* metadata = read_json(*beside)) add(read_.constructs[*path], *metadata, 0);
  }

  static void add(std::vector<cdk::Construct>& constructs, const Document& document,
                  NodeIndex metadata) {
    std::vector<cdk::Construct> more = cdk::read_constructs(document, metadata);
    constructs.insert(constructs.end(), std::make_move_iterator(more.begin()),
                      std::make_move_iterator(more.end()));
  }

  void assets(const std::string& file) {
    const std::optional<std::string> path = found(file);
    const Document* document = path ? read_json(*path) : nullptr;
    if (document == nullptr) return;
    for (const auto& [name, source] : cdk::read_uploads(*document))
      if (std::optional<std::string> local = found(source)) read_.uploads.emplace(name, std::move(*local));
  }

  std::optional<std::string> found(std::string_view file) const { return inside(project_, read_.folder, read_.argument, file); }

  /// The one document of a JSON file; nullptr if it cannot be read or is none. A file is read once
  /// and counts whenever it is used: what is made of it takes room each time.
  const Document* read_json(const std::string& path) {
    if (exhausted()) return nullptr;
    const auto [at, fresh] = files_.try_emplace(path);
    File& file = at->second;
    if (fresh) {
      if (const std::optional<FileId> id = read_beside(project_, path, sources_)) {
        file.bytes = sources_.text(*id).size();
        file.parsed = parse_json(sources_, *id);
      }
    }
    bytes_ += file.bytes;
    const bool is_whole = file.parsed.ok() && file.parsed.documents.size() == 1 &&
                          !file.parsed.documents.front().empty();
    return is_whole && !exhausted() ? &file.parsed.documents.front() : nullptr;
  }

  struct File {
    std::size_t bytes = 0;
    Parsed parsed;
  };

  const Project& project_;
  AssemblyFolder& read_;
  SourceMap& sources_;
  std::map<std::string, File> files_;                        ///< by path
  std::set<std::pair<std::string, std::string>> described_;  ///< templates with files of metadata
  std::size_t bytes_ = 0;
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
  AssemblyReader reader(project, read, sources);
  reader.read(parsed.documents.front(), *assembly);
  if (reader.exhausted())
    diagnostics.push_back({Level::warning, {}, "not-read",
                           *path + ": the files that it names are more than " + std::to_string(limits::kIncludedBytes) +
                               " bytes; without the rest, less is known of what made the resources and which stacks are nested"});
  return read;
}

}  // namespace weir
