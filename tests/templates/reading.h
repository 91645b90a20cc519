#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "analyzer/driver/analyze.h"

namespace weir::templates {

/// What the `weir` binary carries within it.
const Knowledge& built_in_knowledge();

/// The bytes of a file; none if it cannot be read.
std::string bytes_of(const std::filesystem::path& path);

/// A project of one template and no other file, as far as the diagram. Templates that are compared
/// get one path, so that nothing is named apart.
void read_template(const std::string& path, std::string bytes, const AnalyzeOptions& options,
                   Analysis& analysis);

/// The lines `name: reason` of a list in this folder; blank lines and `#` lines are left out.
std::map<std::string, std::string> reasons_in(const std::string& list);

}  // namespace weir::templates
