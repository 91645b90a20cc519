#pragma once

#include <map>
#include <string>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/analyze.h"
#include "analyzer/driver/compare/changed_lines.h"

namespace weir {

/// Which places of an analysis stand on lines that an earlier version does not have; each file is
/// compared once. A file that the earlier one does not have by its name is compared with what it was
/// renamed from; if it was from nothing, its findings are known or new by themselves, and none of its
/// lines counts as changed.
class ChangedPlaces {
 public:
  /// `before_root` holds the earlier version's files. All must outlive this.
  ChangedPlaces(const Analysis& before, std::string before_root, const Analysis& now);

  /// Whether a change touches the lines of `span`, in the later version.
  bool touch(Span span);

 private:
  const ChangedLines& of(FileId file);
  std::string earlier_text(FileId file) const;

  const SourceMap& sources_;
  const SourceMap& sources_before_;
  std::string before_root_;
  std::vector<FileId> gone_;  ///< files of the earlier version that the later one does not read
  std::map<FileId, ChangedLines> changed_;
};

}  // namespace weir
