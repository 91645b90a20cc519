#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/result.h"
#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/cloudformation/files/parameter_file.h"

namespace weir {

/// Reads the files of --parameters (JSON or YAML) into `sources`, in the order given. A file below the root is shown relative to
/// it, and its values stand in it; another one is shown as it is named, and its values stand nowhere. Error, with the file and
/// the line: one that cannot be read, does not parse or is in no known form, one that is named twice, too many.
Result<cloudformation::ParameterValues> read_parameter_files(const std::vector<std::string>& paths, const std::string& root,
                                                             SourceMap& sources);

/// The same for a text that is in `sources`.
Result<cloudformation::ParameterFile> read_parameter_text(SourceMap& sources, FileId file);

/// Values without a file.
cloudformation::ParameterFile plain_values(const std::map<std::string, std::string>& values);

/// Warns of each value that is for no parameter of any unit. Pseudo parameters (`…::…`) are in every template.
void report_unused(const cloudformation::ParameterValues& given, const ResourceModel& model, Diagnostics& diagnostics);

}  // namespace weir
