#include "parsers/cloudformation/serverless/serverless.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/files/paths.h"
#include "parsers/cloudformation/serverless/parts.h"
#include "parsers/cloudformation/serverless/service.h"

namespace weir::cloudformation {
namespace {

constexpr std::string_view kServiceName = "serverless.";
constexpr std::array<std::string_view, 3> kServiceEndings = {".yml", ".yaml", ".json"};
constexpr std::array<std::string_view, 4> kProgramEndings = {"serverless.ts", "serverless.js",
                                                             "serverless.mjs", "serverless.cjs"};

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

bool may_be_service(std::string_view path) {
  return file_name(path).starts_with(kServiceName) &&
         std::any_of(kServiceEndings.begin(), kServiceEndings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

bool is_service_program(std::string_view path) {
  return std::find(kProgramEndings.begin(), kProgramEndings.end(), file_name(path)) !=
         kProgramEndings.end();
}

bool is_service(const Document& document, std::string_view path) {
  return may_be_service(path) && !document.empty() && document[0].kind == NodeKind::map &&
         find_entry(document, 0, "service") != kNoNode &&
         find_entry(document, 0, "provider") != kNoNode;
}

std::set<std::string> files_of_service(const Document& service, SourceMap& sources,
                                       const LocalFiles& files) {
  return serverless::files_wanted(service, sources, files);
}

std::optional<Document> with_service_written(const Document& document, SourceMap& sources,
                                             const LocalFiles& files, std::vector<FileId>& included,
                                             Diagnostics& diagnostics) {
  if (!is_service(document, sources.path(document.file))) return std::nullopt;
  serverless::ResolvedService resolved =
      serverless::resolved(document, sources, files, diagnostics);
  included = resolved.read;
  Notes notes("service");
  serverless::Service service(resolved, notes);
  if (serverless::names_provider(service)) {
    serverless::write_constructs(service);
    serverless::write_graph_apis(service);
    serverless::write_functions(service);
    serverless::write_events(service);
    serverless::write_service_proxies(service);
    serverless::write_state_machines(service);
    serverless::write_roles(service);
    serverless::write_rest_stage(service);
    serverless::write_domains(service);
    serverless::write_rest_firewall(service);
    serverless::write_referred(service);
  }
  const serverless::Part whole = service.as_template(resolved);
  std::optional<Document> result = service.tree().written(whole, sources);
  if (!result)
    notes.add(Level::warning, "budget", "service", document.span(0),
              "the service is not read: it would become more than " +
                  std::to_string(limits::kExpandedNodes) + " values");
  for (Diagnostic& diagnostic : notes.take()) diagnostics.push_back(std::move(diagnostic));
  return result;
}

}  // namespace weir::cloudformation
