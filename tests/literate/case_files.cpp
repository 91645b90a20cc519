#include "tests/literate/case_files.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

extern "C" const char weir_knowledge_begin[], weir_knowledge_end[];

namespace weir::literate {

std::vector<CaseFile> case_files() {
  const std::filesystem::path root = WEIR_SOURCE_DIR;
  std::vector<CaseFile> files;
  for (const char* folder : {"fixtures", "rules"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::filesystem::path& path = entry.path();
      if (!entry.is_regular_file() || path.extension() != ".md" || path.filename() == "README.md")
        continue;
      std::ifstream in(path, std::ios::binary);
      files.push_back({path.lexically_relative(root).generic_string(),
                       {std::istreambuf_iterator<char>(in), {}}});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const CaseFile& a, const CaseFile& b) { return a.path < b.path; });
  return files;
}

const Knowledge& built_in_knowledge() {
  static const Result<Knowledge> knowledge = [] {
    const auto* begin = reinterpret_cast<const std::byte*>(weir_knowledge_begin);
    const auto* end = reinterpret_cast<const std::byte*>(weir_knowledge_end);
    return open_knowledge(std::span<const std::byte>(begin, end));
  }();
  return *knowledge;
}

}  // namespace weir::literate
