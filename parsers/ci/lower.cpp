// The files of a repository that say what its code hosts run.
#include "parsers/ci/ci.h"
#include "parsers/ci/circleci.h"
#include "parsers/ci/github.h"
#include "parsers/ci/gitlab.h"
#include "parsers/embedded/values.h"

namespace weir::ci {
namespace {

constexpr std::string_view kHost = ".github/";

bool ends_in_yaml(std::string_view path) { return path.ends_with(".yml") || path.ends_with(".yaml"); }

/// Where the part of a path begins that its code host looks at; npos if there is none.
std::size_t hosted_part(std::string_view path) {
  const auto in_folder = [&](std::string_view folder) -> std::size_t {
    if (path.starts_with(folder)) return 0;
    const std::string within = "/" + std::string(folder);
    const std::size_t at = path.find(within);
    return at == path.npos ? path.npos : at + 1;
  };
  if (!ends_in_yaml(path)) return path.npos;
  const std::size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash == path.npos ? 0 : slash + 1);
  if (const std::size_t at = in_folder(".github/workflows/"); at != path.npos)  // right in it
    return path.find('/', at + std::string_view(".github/workflows/").size()) == path.npos ? at : path.npos;
  if (const std::size_t at = in_folder(".github/actions/"); at != path.npos) return name == "action.yml" || name == "action.yaml" ? at : path.npos;
  const bool of_circle = name.find("config") != name.npos || name.starts_with("continu");  // others may be templates
  if (const std::size_t at = in_folder(".circleci/"); at != path.npos && of_circle && slash == at + std::string_view(".circleci").size()) return at;
  if (const std::size_t at = in_folder(".gitlab/"); at != path.npos) return at;
  if (name == "bitbucket-pipelines.yml" || name == ".gitlab-ci.yml") return slash == path.npos ? 0 : slash + 1;
  return path.npos;
}

}  // namespace

bool recognises(std::string_view path) { return hosted_part(path) != path.npos; }

std::string repository_of(std::string_view path) {
  const std::size_t at = hosted_part(path);
  return at == path.npos || at == 0 ? "" : std::string(path.substr(0, at - 1));
}

ResourceModel lower(const std::vector<CiText>& files, const std::string& repository, SourceMap& sources, const Catalog& catalog) {
  ResourceModel model;
  Unit unit;
  unit.language = Language::ci;
  CiFiles read;
  for (const CiText& file : files) {
    if (file.document->empty()) continue;
    if (read.empty()) unit.span = sources.line_at(file.document->file, 0);
    read.emplace(file.path, values_of(model, sources, *file.document, 0));
  }
  const std::string folder = repository.empty() ? "" : repository + "/";
  const bool workflows = !files.empty() && files.front().path.starts_with(folder + std::string(kHost));
  unit.path = workflows ? folder + ".github/workflows" : files.empty() ? repository : files.front().path;
  model.units.push_back(std::move(unit));
  LeftOut left_out;
  JobWriter writer(model, sources, catalog, left_out);
  write_workflows(read, repository, model, writer, left_out);
  write_gitlab(read, repository, model, writer, left_out);
  write_bitbucket(read, repository, model, writer, left_out);
  write_circleci(read, repository, model, writer, left_out);
  left_out.report(model, sources);
  return model;
}

}  // namespace weir::ci
