#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir::ci {

/// Whether a file says what a code host runs, by its place alone: workflows and actions under `.github`, `.gitlab-ci.yml` and
/// what lies under `.gitlab`, `bitbucket-pipelines.yml`, configurations right in `.circleci`.
bool recognises(std::string_view path);
/// The folder of the repository whose code host reads such a file; "" at the root.
std::string repository_of(std::string_view path);

/// A file of the repository, as parsed.
struct CiText {
  std::string path;  ///< as shown
  const Document* document = nullptr;
};

/// Lowers what one repository has its code hosts run: jobs, and the steps of them that the catalogue knows. Addresses: of a job
/// `workflow/job` (the file's name without its ending), where it calls a workflow `workflow/job/job`; of a step the job's with
/// the step's number; of CircleCI `circleci/workflow/job`. Reusable workflows and composite actions stand in the place of what calls
/// them; both may be nested 8 deep, and a unit has at most 512 jobs and 4096 steps: what is more is left out, counted and said.
/// Jobs that neither do what the catalogue knows, nor hold a secret or a token that may write, are left out. The form of the
/// attributes: README of parsers/ci.
ResourceModel lower(const std::vector<CiText>& files, const std::string& repository, SourceMap& sources, const Catalog& catalog);

}  // namespace weir::ci
