#include "analyzer/driver/compose_files.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "analyzer/driver/parallel.h"
#include "analyzer/driver/program_sources.h"

namespace weir {
namespace {

constexpr std::size_t kFilesOfFolder = 1000;
constexpr std::size_t kBesideBytes = 64u << 20;  // of all files that one project names

class BesideReader {
 public:
  BesideReader(const Project& project, std::size_t argument, SourceMap& sources)
      : project_(project), argument_(argument), sources_(sources), ignored_(project) {
    for (const ProjectFile& file : project.files)
      known_.emplace(sources.path(file.file), app_config::BesideFile{Is::read, file.file});
  }

  app_config::BesideFile read(const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(path);
    if (known != known_.end()) return known->second;
    return known_.emplace(path, read_now(path)).first->second;
  }

 private:
  using Is = app_config::BesideFile::Is;

  app_config::BesideFile read_now(const std::string& path) {
    std::error_code error;
    const bool in_memory = project_.texts.count(path) != 0;
    if (!in_memory)
      if (std::optional<Inside> inside = inside_of(path)) return {Is::folder, {}, std::move(inside->files), std::move(inside->folders)};
    const bool there = in_memory || (!project_.root.empty() &&
                                     std::filesystem::exists(std::filesystem::path(project_.root) / path, error));
    if (!there) return {Is::absent, {}};
    if (!may_be_read(project_, path, argument_) || ignored_.is_ignored(path) || bytes_ > kBesideBytes)
      return {Is::refused, {}};
    const std::optional<FileId> file = read_beside(project_, path, sources_);
    if (!file) return {Is::refused, {}};
    bytes_ += sources_.text(*file).size();
    return {Is::read, *file};
  }

  struct Inside {
    std::vector<std::string> files, folders;
  };

  /// Names of what lies in a folder; none if it is no folder, or lies behind a link. One with too many has none.
  std::optional<Inside> inside_of(const std::string& path) const {
    if (project_.root.empty()) return inside_in_memory(path);
    const std::filesystem::path root = project_.root, folder = path.empty() ? root : root / path;
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error) || std::filesystem::canonical(folder, error) != folder)
      return std::nullopt;
    Inside inside;
    for (auto at = std::filesystem::directory_iterator(folder, error);
         !error && at != std::filesystem::directory_iterator() && inside.files.size() + inside.folders.size() <= kFilesOfFolder;
         at.increment(error)) {
      if (std::filesystem::is_regular_file(at->symlink_status(error))) inside.files.push_back(at->path().filename().string());
      if (std::filesystem::is_directory(at->symlink_status(error))) inside.folders.push_back(at->path().filename().string());
    }
    if (inside.files.size() + inside.folders.size() > kFilesOfFolder) inside = {};
    std::sort(inside.files.begin(), inside.files.end());
    std::sort(inside.folders.begin(), inside.folders.end());
    return inside;
  }

  std::optional<Inside> inside_in_memory(const std::string& path) const {
    const std::string folder = path.empty() ? "" : path + "/";
    Inside inside;
    bool any = false;
    for (auto at = project_.texts.lower_bound(folder); at != project_.texts.end() && at->first.starts_with(folder); ++at) {
      any = true;
      const std::size_t slash = at->first.find('/', folder.size());
      std::string name = at->first.substr(folder.size(), slash == std::string::npos ? slash : slash - folder.size());
      std::vector<std::string>& names = slash == std::string::npos ? inside.files : inside.folders;
      if (names.empty() || names.back() != name) names.push_back(std::move(name));
    }
    return any ? std::optional(std::move(inside)) : std::nullopt;
  }

  const Project& project_;
  const std::size_t argument_;
  SourceMap& sources_;
  ProgramSources ignored_;
  std::mutex mutex_;
  std::map<std::string, app_config::BesideFile, std::less<>> known_;  ///< by path
  std::size_t bytes_ = 0;
};

std::string folder_with(std::string_view path) { return std::string(path.substr(0, path.rfind('/') + 1)); }

/// The override of a file that docker compose takes by itself.
const Document* changes_of(const ComposeFile& file, const ComposeFiles& read) {
  if (!compose::is_default(file.path)) return nullptr;
  for (const auto& other : read.files)
    if (other->project != nullptr && compose::is_override(other->path) &&
        folder_with(other->path) == folder_with(file.path))
      return other->project;
  return nullptr;
}

bool has_default_beside(const ComposeFile& file, const ComposeFiles& read) {
  return std::any_of(read.files.begin(), read.files.end(), [&](const auto& other) {
    return other->project != nullptr && compose::is_default(other->path) &&
           folder_with(other->path) == folder_with(file.path);
  });
}

void add_unit(const ComposeFile& file, ComposeFiles& read) {
  const bool changes = compose::is_override(file.path);
  if (changes && has_default_beside(file, read)) return;  // read with that
  const std::vector<std::string> open = compose::incomplete_services(*file.project);
  if (!open.empty() && !compose::is_default(file.path)) {
    read.diagnostics.push_back({Level::note, {file.file, 0, 0}, "not-analysed",
                                "changes services of another file and was not read with it: " + open.front() +
                                    " has no `image` and no `build` here"});
    return;
  }
  read.units.push_back({file.argument, {file.path, file.project, changes_of(file, read)}});
}

}  // namespace

ComposeFiles read_compose(const Project& project, SourceMap& sources, unsigned jobs) {
  ComposeFiles read;
  for (const ProjectFile& file : project.files)
    if (file.dialect == Dialect::compose)
      read.files.push_back(std::make_unique<ComposeFile>(ComposeFile{
          file.file, std::string(sources.path(file.file)), file.named, file.argument, {}, {}, nullptr}));
  parallel_for(read.files.size(), jobs, [&](std::size_t i) {
    ComposeFile& file = *read.files[i];
    file.parsed = parse_yaml(sources, file.file);
    file.templating = cloudformation::templating_of(sources, file.file, file.parsed.documents, file.parsed.diagnostics);
    if (file.templating || !file.parsed.ok() || file.parsed.documents.empty()) return;
    if (compose::is_project(file.parsed.documents.front())) file.project = &file.parsed.documents.front();
  });
  std::sort(read.files.begin(), read.files.end(), [](const auto& a, const auto& b) { return a->path < b->path; });
  for (const auto& file : read.files)
    if (file->project != nullptr) add_unit(*file, read);
  return read;
}

app_config::Beside files_beside(const Project& project, std::size_t argument, SourceMap& sources) {
  const auto reader = std::make_shared<BesideReader>(project, argument, sources);
  return [reader](const std::string& path) { return reader->read(path); };
}

}  // namespace weir
