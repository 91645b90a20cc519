#pragma once

#include <string>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/result.h"
#include "analyzer/base/source_map.h"
#include "analyzer/driver/named_file.h"
#include "analyzer/model/resource_model.h"
#include "parsers/terraform/given.h"

namespace weir {

/// Adds a way to deploy for each of --var-file (`FILE`, or `FILE,FILE,…` for files that are given together), in the order given.
/// A file below the root is shown relative to it; another one as it is named, and its values stand nowhere. Error, with the file
/// and the line: one that cannot be read or does not parse, files that are named twice, too many.
Result<bool> read_variable_files(const std::vector<std::string>& named, const std::string& root, SourceMap& sources,
                                 terraform::GivenVariables& given);

/// The same for a text that is in `sources`.
Result<terraform::GivenFile> read_variable_text(const SourceMap& sources, NamedFile file);

/// Adds the values of --var, `NAME=VALUE` each; a later one of the same name overrides an earlier one. Error: another form.
Result<bool> read_variables(const std::vector<std::string>& named, SourceMap& sources, terraform::GivenVariables& given);

/// Warns of each value that is for no variable of any root module.
void report_unused(const terraform::GivenVariables& given, const ResourceModel& model, Diagnostics& diagnostics);

}  // namespace weir
