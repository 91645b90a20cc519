#include "analyzer/driver/tree_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "analyzer/base/limits.h"
#include "analyzer/driver/files_below.h"
#include "analyzer/driver/read_file.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

using Is = terraform::TreeFile::Is;

constexpr std::size_t kTreeBytes = 64u << 20;  // of all files that are named
constexpr std::size_t kListedFiles = 20'000;   // of one folder

std::string_view file_name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}  // npos + 1 is 0

bool may_hold_secrets(std::string_view path) {
  constexpr std::array<std::string_view, 8> kEnds = {".tfstate", ".env", ".pem", ".key",
                                                     ".p12",     ".pfx", ".jks", ".kdbx"};
  const std::string_view name = file_name_of(path);
  if (name == ".env" || name.starts_with(".env.") || name.find(".tfstate.") != name.npos)
    return true;
  if (name == "id_rsa" || name == "id_ed25519" || name == "id_ecdsa" || name == ".netrc")
    return true;
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return name.ends_with(end); });
}

/// Whether something stands at a path, be it a link that leads nowhere.
bool is_something_at(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

class TreeReader {
 public:
  TreeReader(const Project& project, std::size_t argument, SourceMap& sources)
      : project_(project), argument_(argument), sources_(sources) {
    for (const ProjectFile& file : project.files)
      read_.emplace(sources.path(file.file), terraform::TreeFile{Is::read, file.file});
  }

  terraform::TreeFile read(const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto known = read_.find(path);
    if (known != read_.end()) return known->second;
    return read_.emplace(path, read_now(path)).first->second;
  }

  std::optional<std::vector<std::string>> list(const std::string& folder) const {
    return files_below(project_, folder, kListedFiles, [](std::string_view name) {
      return name == ".git" || name == ".terraform";
    });
  }

 private:
  terraform::TreeFile read_now(const std::string& path) {
    if (const auto text = project_.texts.find(path); text != project_.texts.end())
      return {Is::read, text->second};
    if (project_.root.empty()) return {Is::absent, {}};
    const fs::path file = fs::path(project_.root) / path;
    if (!is_something_at(file)) return {Is::absent, {}};
    if (may_hold_secrets(path) || !may_be_read(project_, path, argument_)) return {Is::refused, {}};
    Result<std::string> bytes = read_file(file, limits::kFileBytes);
    if (!bytes.ok() || bytes_ + bytes->size() > kTreeBytes) return {Is::refused, {}};
    bytes_ += bytes->size();
    return {Is::read, sources_.add_file(path, std::move(*bytes))};
  }

  const Project& project_;
  const std::size_t argument_;
  SourceMap& sources_;
  std::mutex mutex_;
  std::map<std::string, terraform::TreeFile, std::less<>> read_;  ///< by path
  std::size_t bytes_ = 0;
};

}  // namespace

terraform::TreeFiles tree_files(const Project& project, std::size_t argument, SourceMap& sources) {
  const auto reader = std::make_shared<TreeReader>(project, argument, sources);
  return {[reader](const std::string& path) { return reader->read(path); },
          [reader](const std::string& folder) { return reader->list(folder); }};
}

}  // namespace weir
