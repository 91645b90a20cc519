#include "analyzer/driver/program_sources.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "analyzer/base/limits.h"
#include "analyzer/driver/read_file.h"
#include "parsers/cloudformation/files/paths.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

/// Of the languages that cloud programs are written in. Settings and data are none.
constexpr std::array<std::string_view, 14> kSuffixes = {".ts",  ".tsx", ".mts", ".cts", ".js",
                                                        ".jsx", ".mjs", ".cjs", ".py",  ".java",
                                                        ".kt",  ".cs",  ".fs",  ".go"};

bool is_passed_over(std::string_view part) {
  return part.starts_with('.') || is_skipped(part);
}

void add(IgnoreRules& rules, const fs::path& file, std::string_view folder) {
  const Result<std::string> lines = read_file(file, limits::kFileBytes);
  if (lines.ok()) rules.add(folder, *lines);
}

}  // namespace

bool ProgramSources::is_source(std::string_view path) {
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view suffix) { return path.ends_with(suffix); });
}

bool ProgramSources::may_be_told(const std::string& path, std::size_t argument) {
  if (!is_source(path)) return false;
  const cloudformation::Segments parts = cloudformation::segments_of(path);
  if (std::any_of(parts.begin(), parts.end(), is_passed_over)) return false;
  return may_be_read(project_, path, argument) && !is_ignored(path);
}

bool ProgramSources::is_ignored(const std::string& path) {
  if (project_.root.empty()) return false;
  auto at = rules_.find("");
  if (at == rules_.end()) at = rules_.emplace("", root_rules()).first;
  Rules rules = at->second;
  for (std::size_t slash = path.find('/'); rules && slash != path.npos;
       slash = path.find('/', slash + 1)) {
    const std::string folder = path.substr(0, slash);
    at = rules_.find(folder);
    if (at == rules_.end()) at = rules_.emplace(folder, rules_in(folder, rules)).first;
    rules = at->second;
  }
  return !rules || rules->ignores(path, false);
}

ProgramSources::Rules ProgramSources::root_rules() const {
  auto rules = std::make_shared<IgnoreRules>();
  const fs::path root = project_.root;
  add(*rules, root / ".git" / "info" / "exclude", "");
  add(*rules, root / ".gitignore", "");
  return rules;
}

/// Folders without an ignore file of their own share the rules of those above.
ProgramSources::Rules ProgramSources::rules_in(const std::string& folder,
                                               const Rules& above) const {
  if (above->ignores(folder, true)) return nullptr;
  const fs::path own = fs::path(project_.root) / folder / ".gitignore";
  std::error_code error;
  if (!fs::exists(own, error)) return above;
  auto rules = std::make_shared<IgnoreRules>(*above);
  add(*rules, own, folder);
  return rules;
}

}  // namespace weir
