#pragma once

#include <string>

#include "parsers/ci/github.h"

namespace weir::ci {

/// Writes the jobs of `.gitlab-ci.yml` with the files of the project that it includes, and what they extend.
void write_gitlab(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out);

/// Writes the steps of `bitbucket-pipelines.yml`, each as a job.
void write_bitbucket(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out);

}  // namespace weir::ci
