#include "analyzer/driver/ci_files.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/driver/parallel.h"

namespace weir {

CiFiles read_ci(const Project& project, const SourceMap& sources, unsigned jobs) {
  CiFiles read;
  std::vector<std::uint8_t> named;
  for (const ProjectFile& file : project.files)
    if (file.dialect == Dialect::ci) {
      read.files.push_back(std::make_unique<CiFile>(CiFile{file.file, std::string(sources.path(file.file)), file.argument, {}}));
      named.push_back(file.named ? 1 : 0);
    }
  parallel_for(read.files.size(), jobs, [&](std::size_t i) {
    CiFile& file = *read.files[i];
    file.parsed = parse_yaml(sources, file.file);
    if (named[i] == 0)
      for (Diagnostic& fault : file.parsed.diagnostics) fault.level = std::min(fault.level, Level::warning);
  });
  std::sort(read.files.begin(), read.files.end(), [](const auto& a, const auto& b) { return a->path < b->path; });
  std::map<std::pair<std::size_t, std::string>, CiUnit> units;
  for (const auto& file : read.files) {
    if (file->parsed.documents.empty()) continue;
    const std::string repository = ci::repository_of(file->path);
    CiUnit& unit = units[{file->argument, repository}];
    if (unit.texts.empty()) {
      unit.path = file->path;
      unit.repository = repository;
      unit.argument = file->argument;
    }
    // of several documents, the first of GitLab's may be a header that says what it takes
    unit.texts.push_back({file->path, &file->parsed.documents.back()});
  }
  for (auto& [key, unit] : units) read.units.push_back(std::move(unit));
  std::stable_sort(read.units.begin(), read.units.end(), [](const CiUnit& a, const CiUnit& b) { return a.path < b.path; });
  return read;
}

}  // namespace weir
