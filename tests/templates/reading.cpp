#include "tests/templates/reading.h"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <span>
#include <utility>

extern "C" const char weir_knowledge_begin[], weir_knowledge_end[];

namespace weir::templates {

const Knowledge& built_in_knowledge() {
  static const Result<Knowledge> knowledge = open_knowledge(
      std::span<const std::byte>(reinterpret_cast<const std::byte*>(weir_knowledge_begin),
                                 reinterpret_cast<const std::byte*>(weir_knowledge_end)));
  return *knowledge;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void read_template(const std::string& path, std::string bytes, const AnalyzeOptions& options,
                   Analysis& analysis) {
  analysis.project.systems.emplace_back("twins");
  analysis.project.configs.emplace_back();
  const FileId file = analysis.sources.add_file(path, std::move(bytes));
  analysis.project.files.push_back({file, Dialect::cloudformation, true, 0});
  infer(analysis, built_in_knowledge(), options);
}

std::map<std::string, std::string> reasons_in(const std::string& list) {
  std::map<std::string, std::string> result;
  std::ifstream file(std::string(WEIR_SOURCE_DIR) + "/tests/templates/" + list);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (!line.empty() && line[0] != '#' && colon != line.npos)
      result[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return result;
}

}  // namespace weir::templates
