#include "analyzer/driver/compare/changed_places.h"

#include <filesystem>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/driver/compare/renamed.h"
#include "analyzer/driver/read_file.h"

namespace weir {

ChangedPlaces::ChangedPlaces(const Analysis& before, std::string before_root, const Analysis& now)
    : sources_(now.sources),
      sources_before_(before.sources),
      before_root_(std::move(before_root)) {
  std::set<std::string_view> read;
  for (const ProjectFile& file : now.project.files) read.insert(sources_.path(file.file));
  for (const ProjectFile& file : before.project.files)
    if (read.count(sources_before_.path(file.file)) == 0) gone_.push_back(file.file);
}

bool ChangedPlaces::touch(Span span) {
  if (!span.valid()) return false;
  const std::uint32_t end = span.end > span.begin ? span.end - 1 : span.begin;
  return of(span.file).touch(sources_.position(span.file, span.begin).line - 1,
                             sources_.position(span.file, end).line - 1);
}

std::string ChangedPlaces::earlier_text(FileId file) const {
  Result<std::string> same_name = read_file(
      std::filesystem::path(before_root_) / sources_.path(file), limits::kFileBytes);
  if (same_name.ok()) return std::move(*same_name);
  std::vector<std::string_view> texts;
  for (const FileId gone : gone_) texts.push_back(sources_before_.text(gone));
  const std::optional<std::size_t> from = renamed_from(sources_.text(file), texts);
  return std::string(from ? texts[*from] : sources_.text(file));
}

const ChangedLines& ChangedPlaces::of(FileId file) {
  const auto [at, is_new] = changed_.try_emplace(file);
  if (is_new) at->second = changed_lines(earlier_text(file), sources_.text(file));
  return at->second;
}

}  // namespace weir
