#include "tests/architecture/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace weir::architecture {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRoots[] = {"analyzer", "parsers", "sarif", "tests"};

template <class Visit>
void walk(Visit visit) {
  const fs::path top = WEIR_SOURCE_DIR;
  for (const char* root : kRoots) {
    if (!fs::exists(top / root)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(top / root)) {
      visit(entry, entry.path().lexically_relative(top).generic_string());
    }
  }
}

}  // namespace

std::vector<SourceFile> source_files(const std::vector<std::string>& extensions) {
  std::vector<SourceFile> files;
  walk([&](const fs::directory_entry& entry, const std::string& path) {
    const std::string extension = entry.path().extension().string();
    const bool wanted =
        std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
    if (!wanted || !entry.is_regular_file()) return;
    SourceFile file{path, fs::path(path).parent_path().generic_string(), {}};
    std::ifstream input(entry.path());
    for (std::string line; std::getline(input, line);) file.lines.push_back(line);
    files.push_back(std::move(file));
  });
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::vector<std::string> source_folders() {
  std::vector<std::string> folders;
  walk([&](const fs::directory_entry& entry, const std::string& path) {
    if (entry.is_directory()) folders.push_back(path);
  });
  std::sort(folders.begin(), folders.end());
  return folders;
}

namespace {

/// A scanner over one file's text that keeps the line number.
class Scanner {
 public:
  explicit Scanner(const SourceFile& file) {
    for (const std::string& line : file.lines) {
      const bool include = line.rfind("#include", 0) == 0;
      text_ += (include ? "" : line) + "\n";
    }
  }

  std::vector<Literal> literals() {
    std::vector<Literal> found;
    while (at_ < text_.size()) {
      if (starts("//")) {
        skip_past("\n");
      } else if (starts("/*")) {
        skip_past("*/");
      } else if (text_[at_] == '\'' && !in_number()) {
        quoted('\'');
      } else if (starts("R\"")) {
        const int line = line_;
        found.push_back({line, raw()});
      } else if (text_[at_] == '"') {
        const int line = line_;
        found.push_back({line, quoted('"')});
      } else {
        advance(1);
      }
    }
    return found;
  }

 private:
  bool starts(const char* prefix) const { return text_.compare(at_, 2, prefix) == 0; }

  bool in_number() const {  // 1'000
    return at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0;
  }

  void advance(std::size_t count) {
    const std::size_t end = std::min(text_.size(), at_ + count);
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  void skip_past(const std::string& mark) {
    const std::size_t end = text_.find(mark, at_ + 1);
    advance(end == std::string::npos ? text_.size() : end + mark.size() - at_);
  }

  std::string quoted(char quote) {
    const std::size_t begin = at_ + 1;
    std::size_t end = begin;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    end = std::min(end, text_.size());
    const std::string content = text_.substr(begin, end - begin);
    advance(end + 1 - at_);
    return content;
  }

  std::string raw() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string::npos) {
      advance(2);
      return "";
    }
    const std::string close = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
    const std::size_t end = std::min(text_.find(close, open), text_.size());
    const std::string content = text_.substr(open + 1, end - open - 1);
    advance(end + close.size() - at_);
    return content;
  }

  std::string text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<Literal> string_literals(const SourceFile& file) { return Scanner(file).literals(); }

}  // namespace weir::architecture
