#pragma once

#include <map>
#include <string>

#include "parsers/ci/jobs.h"

namespace weir::ci {

/// Files of one repository by path, as read.
using CiFiles = std::map<std::string, ValueId>;

/// Writes the jobs of workflows of GitHub Actions. Calls of workflows and actions of the repository are followed, 8 deep; what
/// that makes too many jobs or steps is left out, and said.
void write_workflows(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out);

}  // namespace weir::ci
