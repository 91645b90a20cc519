#pragma once

#include <string>
#include <vector>

namespace weir::architecture {

/// A text file of the repository's own code.
struct SourceFile {
  std::string path;    // from the repository root, with forward slashes
  std::string folder;  // its folder, from the repository root
  std::vector<std::string> lines;
};

/// Every file below analyzer, parsers, sarif and tests whose name ends in one of `extensions`,
/// sorted by path.
std::vector<SourceFile> source_files(const std::vector<std::string>& extensions);

/// Every folder below the same roots, from the repository root, sorted.
std::vector<std::string> source_folders();

/// A line of code split as the language reads it.
struct Literal {
  int line;          // 1-based
  std::string text;  // between the quotes, escapes not resolved
};

/// The string literals of a C++ file, raw ones included; comments and `#include` lines have none.
std::vector<Literal> string_literals(const SourceFile& file);

}  // namespace weir::architecture
