// Parameters that `serverless-compose.yml` gives the services that it deploys together.

#include <array>

#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/files/paths.h"
#include "parsers/cloudformation/serverless/serverless.h"
#include "parsers/cloudformation/serverless/variables/sources.h"

namespace weir::cloudformation::serverless {
namespace {

/// Where it stands, from a service's folder.
constexpr std::array<std::string_view, 6> kCompositions = {
    "../serverless-compose.yml",       "../serverless-compose.yaml",
    "../../serverless-compose.yml",    "../../serverless-compose.yaml",
    "../../../serverless-compose.yml", "serverless-compose.yml"};

}  // namespace

Filling VariableSources::parameter_of_composition(std::string_view name, Span host) {
  for (const std::string_view written : kCompositions) {
    const Placed* composition = files_.open(written);
    const std::optional<std::string> path =
        composition == nullptr ? std::nullopt : beneath(files_.folder(), written);
    if (!path) continue;
    const std::string folder(folder_of(*path));
    const std::optional<NodePlace> own = own_entry(*composition, folder);
    if (!own) continue;
    const NodePlace given = entry(entry(*own, "params"), name);
    if (given.file == nullptr || given.kind() != NodeKind::string) return within(given, "");
    return output_of_sibling(*composition, folder, name, given.text(), host);
  }
  return {};
}

/// The entry of this service among those that are deployed together.
std::optional<NodePlace> VariableSources::own_entry(const Placed& composition,
                                                    const std::string& folder) {
  const NodePlace services = entry({&composition, 0}, "services");
  if (services.file == nullptr || services.kind() != NodeKind::map) return std::nullopt;
  for (const NodeIndex one : children(services.document(), services.node)) {
    if (!spend()) return std::nullopt;
    const std::optional<EntryParts> parts = parts_of(services.document(), one);
    if (!parts) continue;
    const NodePlace service{services.file, parts->value}, path = entry(service, "path");
    if (path.file != nullptr && beneath(folder, path.text()) == files_.folder()) return service;
  }
  return std::nullopt;
}

/// `${key.Output}`, of another one of them; other texts are what they say.
Filling VariableSources::output_of_sibling(const Placed& composition, const std::string& folder,
                                           std::string_view parameter, std::string_view named,
                                           Span host) {
  const std::string variable = "param:" + std::string(parameter);
  if (named.find("${") == named.npos)
    return text_filling(std::string(named), NodeKind::string, host);
  const std::size_t dot = named.find('.');
  const bool alone =
      named.starts_with("${") && named.find('}') == named.size() - 1 && dot != named.npos;
  const NodePlace sibling =
      alone ? entry(entry({&composition, 0}, "services"), named.substr(2, dot - 2)) : NodePlace{};
  const NodePlace path = entry(sibling, "path");
  const std::optional<std::string> its_folder =
      path.file == nullptr ? std::nullopt : beneath(folder, path.text());
  if (!its_folder) return parameter_filling(name_of_variable(variable), host);
  const std::string output(named.substr(dot + 1, named.size() - dot - 2));
  return linked(variable, {std::string(kOutputOfFolder), *its_folder + "\n" + output}, host);
}

}  // namespace weir::cloudformation::serverless
