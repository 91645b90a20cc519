#include "analyzer/driver/named_file.h"

#include <filesystem>

#include "analyzer/base/limits.h"
#include "analyzer/driver/read_file.h"

namespace weir {
namespace {

/// The path below the root; empty if it is elsewhere.
std::string below(const std::filesystem::path& path, const std::string& root) {
  const std::filesystem::path inner = path.lexically_relative(root);
  return inner.empty() || *inner.begin() == ".." ? "" : inner.generic_string();
}

}  // namespace

Result<NamedFile> read_named_file(const std::string& path, const std::string& root, SourceMap& sources) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  if (error) return Error{path + ": " + error.message(), {}};
  Result<std::string> bytes = read_file(real, limits::kFileBytes);
  if (!bytes.ok()) return bytes.error();
  const std::string inside = below(real, root);
  return NamedFile{sources.add_file(inside.empty() ? path : inside, std::move(*bytes)), !inside.empty()};
}

Error placed(const SourceMap& sources, FileId file, Span span, const std::string& message) {
  std::string place(sources.path(file));
  if (span.valid()) {
    const Position at = sources.position(span.file, sources.in_host(span).begin);
    place += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }
  return Error{place + ": " + message, {}};
}

}  // namespace weir
