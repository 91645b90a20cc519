#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "analyzer/base/limits.h"
#include "analyzer/knowledge/knowledge.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepestFolder = 8;

bool holds_knowledge(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".md" || extension == ".yaml" || extension == ".yml";
}

std::optional<std::string> read_bytes(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  return stream.bad() ? std::nullopt : std::optional(std::move(bytes));
}

Error cannot_read(const fs::path& path, std::string_view why) {
  return Error{"cannot read rules from " + path.string() + ": " + std::string(why), std::nullopt};
}

}  // namespace

Result<std::vector<KnowledgeFile>> read_knowledge_files(const std::string& folder) {
  std::error_code error;
  const fs::path root(folder);
  if (!fs::is_directory(root, error)) return cannot_read(root, "expected a folder");
  std::vector<KnowledgeFile> files;
  auto entry = fs::recursive_directory_iterator(root, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    const bool hidden = path.filename().native().starts_with('.');
    std::error_code status;
    if (entry->is_directory(status)) {
      if (hidden || entry.depth() >= kDeepestFolder) entry.disable_recursion_pending();
      continue;
    }
    if (hidden || !holds_knowledge(path) || !entry->is_regular_file(status)) continue;
    if (entry->file_size(status) > limits::kFileBytes)
      return cannot_read(path, "the file is too large");
    auto bytes = read_bytes(path);
    if (!bytes) return cannot_read(path, "the file cannot be opened");
    files.push_back({path.lexically_relative(root).generic_string(), std::move(*bytes)});
  }
  if (error) return cannot_read(root, error.message());
  std::sort(files.begin(), files.end(),
            [](const KnowledgeFile& a, const KnowledgeFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace weir
