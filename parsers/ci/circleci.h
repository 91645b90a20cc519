#pragma once

#include <string>

#include "parsers/ci/github.h"

namespace weir::ci {

/// Writes what the workflows of `.circleci/config.yml` run: each of their jobs, with its parameters, executor and commands put in,
/// and the jobs and commands of orbs as actions `namespace/orb/name`. Of a file without workflows, the job `build`.
void write_circleci(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out);

}  // namespace weir::ci
