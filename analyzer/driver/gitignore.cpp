#include "analyzer/driver/gitignore.h"

#include "analyzer/base/glob.h"

namespace weir {
namespace {

std::string_view without_trailing_blanks(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    if (line.back() == ' ' && line.size() > 1 && line[line.size() - 2] == '\\') break;
    line.remove_suffix(1);
  }
  return line;
}

}  // namespace

void IgnoreRules::add(std::string_view folder, std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    std::string_view line = without_trailing_blanks(lines.substr(0, end));
    lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + 1);
    if (line.empty() || line.front() == '#') continue;
    Pattern pattern{std::string(folder), {}, false, false};
    if (line.front() == '!') {
      pattern.negated = true;
      line.remove_prefix(1);
    }
    if (!line.empty() && line.back() == '/') {
      pattern.folders_only = true;
      line.remove_suffix(1);
    }
    if (line.empty()) continue;
    // A slash anywhere but at the end anchors a pattern to the file's own folder.
    if (line.front() == '/') {
      line.remove_prefix(1);
      pattern.glob = "/" + std::string(line);
    } else if (line.find('/') != std::string_view::npos) {
      pattern.glob = "/" + std::string(line);
    } else {
      pattern.glob = "**/" + std::string(line);
    }
    patterns_.push_back(std::move(pattern));
  }
}

bool IgnoreRules::ignores(std::string_view path, bool is_folder) const {
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->folders_only && !is_folder) continue;
    std::string_view below = path;
    if (!pattern->folder.empty()) {
      if (!path.starts_with(pattern->folder + "/")) continue;
      below = path.substr(pattern->folder.size() + 1);
    }
    if (path_glob_match(pattern->glob, below)) return !pattern->negated;
  }
  return false;
}

bool excluded_by(const std::vector<std::string>& globs, std::string_view path) {
  for (const std::string& written : globs) {
    std::string_view glob = written;
    if (glob.starts_with("./")) glob.remove_prefix(2);
    while (glob.size() > 1 && glob.back() == '/') glob.remove_suffix(1);
    for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
      if (path_glob_match(glob, path.substr(0, end))) return true;
      if (end == std::string_view::npos) break;
    }
  }
  return false;
}

}  // namespace weir
