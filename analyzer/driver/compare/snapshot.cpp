#include "analyzer/driver/compare/snapshot.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/driver/read_file.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kInstalled = ".terraform/modules";

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// Whether the analysis may come to a file, and the path stays below the root: a tree's names are
/// anybody's text.
bool is_wanted(const TreeFile& file) {
  if (file.bytes > limits::kFileBytes) return false;
  const std::vector<std::string> parts = parts_of(file.path);
  return std::none_of(parts.begin(), parts.end(), [](const std::string& part) {
    return part.empty() || part == "." || part == ".." || part.find('\0') != std::string::npos ||
           part == ".git" || part == "node_modules";
  });
}

Result<bool> put(const fs::path& path, std::string_view bytes) {
  const auto failed = [&] { return Error{path.string() + ": " + std::strerror(errno), {}}; };
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return failed();
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      const Error error = failed();
      ::close(file);
      return error;
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  ::close(file);
  return true;
}

/// Creates the folders of a tree, each once.
class Folders {
 public:
  explicit Folders(fs::path root) : root_(std::move(root)) {}

  Result<bool> make(const fs::path& folder) {
    if (!made_.insert(folder).second) return true;
    std::error_code error;
    fs::create_directories(root_ / folder, error);
    if (error) return Error{(root_ / folder).string() + ": " + error.message(), {}};
    return true;
  }
  const std::set<fs::path>& made() const { return made_; }

 private:
  fs::path root_;
  std::set<fs::path> made_;
};

/// Copies the files of one installed module folder that a module may consist of.
void copy_modules(const fs::path& from, const fs::path& to) {
  std::error_code error;
  std::size_t copied = 0;
  for (fs::recursive_directory_iterator at(from, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file(error) || at->is_symlink(error) || ++copied > kSnapshotFiles) continue;
    Result<std::string> bytes = read_file(at->path(), limits::kFileBytes);
    if (!bytes.ok()) continue;
    const fs::path target = to / at->path().lexically_relative(from);
    fs::create_directories(target.parent_path(), error);
    if (!put(target, *bytes).ok()) return;
  }
}

std::vector<TreeFile> wanted(std::vector<TreeFile> files) {
  std::erase_if(files, [](const TreeFile& file) { return !is_wanted(file); });
  return files;
}

Error too_much(const std::string& name) {
  return Error{name + " is too large to be compared: its files are more than " +
                   std::to_string(kSnapshotFiles) + ", or larger than " +
                   std::to_string(kSnapshotBytes) + " bytes together",
               {}};
}

/// Lays files down; `name` is what they are of, for messages.
Result<Snapshot> lay_down(const Repository& repository, Tree tree, const std::string& name) {
  const std::vector<TreeFile> files = wanted(std::move(tree.files));
  std::uint64_t bytes = 0;
  for (const TreeFile& file : files) bytes += file.bytes;
  if (files.size() > kSnapshotFiles || bytes > kSnapshotBytes) return too_much(name);

  Result<TemporaryFolder> folder = make_temporary_folder();
  if (!folder.ok()) return folder.error();
  const fs::path root = fs::path(folder->path()) / fs::path(repository.root).filename();
  Snapshot snapshot{std::move(*folder), root.string(), std::move(tree.submodules)};
  Folders folders(root);
  const Result<bool> marked = folders.make(".git");  // what makes it a root
  if (!marked.ok()) return marked.error();
  const Result<bool> read = read_objects(
      repository, files, [&](const TreeFile& file, std::string_view content) -> Result<bool> {
        Result<bool> made = folders.make(fs::path(file.path).parent_path());
        return made.ok() ? put(root / file.path, content) : made;
      });
  if (!read.ok()) return read.error();
  for (const fs::path& at : folders.made()) {
    const fs::path installed = fs::path(repository.root) / at / kInstalled;
    std::error_code error;
    if (fs::is_directory(installed, error) && fs::canonical(installed, error) == installed)
      copy_modules(installed, root / at / kInstalled);
  }
  return snapshot;
}

}  // namespace

Result<Snapshot> take_snapshot(const Repository& repository, const std::string& commit) {
  Result<Tree> tree = tree_of(repository, commit);
  if (!tree.ok()) return tree.error();
  return lay_down(repository, std::move(*tree), "commit " + commit);
}

Result<Snapshot> take_staged_snapshot(const Repository& repository) {
  Result<Tree> tree = staged_tree(repository);
  if (!tree.ok()) return tree.error();
  return lay_down(repository, std::move(*tree), "what is staged");
}

}  // namespace weir
