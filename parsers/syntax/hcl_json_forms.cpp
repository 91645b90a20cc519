// Which properties of Terraform's JSON syntax are blocks, and how the others are read.

#include "parsers/syntax/hcl_json_forms.h"

#include <algorithm>
#include <array>

namespace weir::hcl {
namespace {

using Names = std::span<const std::string_view>;

constexpr BodyForm kPlain = {};
constexpr BodyForm kLiteral = {{}, {}, {}, Reading::literal};
constexpr BodyForm kNames = {{}, {}, {}, Reading::references};

extern const BodyForm kOpen;
constexpr std::array<std::string_view, 1> kIterator = {"iterator"};
constexpr std::array<BlockForm, 1> kContent = {{{"content", 0, &kOpen}}};
constexpr BodyForm kDynamic = {kContent, kIterator, {}, Reading::templates};
constexpr std::array<BlockForm, 1> kDynamics = {{{"dynamic", 1, &kDynamic}}};
const BodyForm kOpen = {kDynamics, {}, {}, Reading::templates};

constexpr std::array<BlockForm, 3> kConditions = {
    {{"precondition", 0, &kPlain}, {"postcondition", 0, &kPlain}, {"action_trigger", 0, &kPlain}}};
constexpr std::array<std::string_view, 2> kWatched = {"ignore_changes", "replace_triggered_by"};
constexpr BodyForm kLifecycle = {kConditions, kWatched, {}, Reading::templates};
constexpr std::array<std::string_view, 2> kSettings = {"when", "on_failure"};
constexpr std::array<BlockForm, 1> kConnection = {{{"connection", 0, &kPlain}}};
constexpr BodyForm kProvisioner = {kConnection, kSettings, {}, Reading::templates};
constexpr std::array<std::string_view, 2> kTied = {"depends_on", "provider"};
constexpr std::array<BlockForm, 5> kResourceBlocks = {{{"lifecycle", 0, &kLifecycle},
                                                       {"provisioner", 1, &kProvisioner},
                                                       {"connection", 0, &kPlain},
                                                       {"timeouts", 0, &kPlain},
                                                       {"dynamic", 1, &kDynamic}}};
constexpr BodyForm kResource = {kResourceBlocks, kTied, {}, Reading::templates};

constexpr std::array<std::string_view, 1> kType = {"type"};
constexpr std::array<BlockForm, 1> kValidation = {{{"validation", 0, &kPlain}}};
constexpr BodyForm kVariable = {kValidation, kType, {}, Reading::literal};

constexpr std::array<std::string_view, 1> kDependsOn = {"depends_on"};
constexpr std::array<std::string_view, 3> kDescribed = {"description", "sensitive", "ephemeral"};
constexpr std::array<BlockForm, 1> kPrecondition = {{{"precondition", 0, &kPlain}}};
constexpr BodyForm kOutput = {kPrecondition, kDependsOn, kDescribed, Reading::templates};

constexpr std::array<std::string_view, 2> kPassed = {"depends_on", "providers"};
constexpr std::array<std::string_view, 2> kSource = {"source", "version"};
constexpr BodyForm kModule = {{}, kPassed, kSource, Reading::templates};

constexpr std::array<std::string_view, 2> kAlias = {"alias", "version"};
constexpr std::array<BlockForm, 2> kProviderBlocks = {
    {{"default_tags", 0, &kPlain}, {"dynamic", 1, &kDynamic}}};
constexpr BodyForm kProvider = {kProviderBlocks, {}, kAlias, Reading::templates};

constexpr std::array<BlockForm, 1> kWorkspaces = {{{"workspaces", 0, &kLiteral}}};
constexpr BodyForm kCloud = {kWorkspaces, {}, {}, Reading::literal};
constexpr std::array<BlockForm, 4> kTerraformBlocks = {{{"backend", 1, &kLiteral},
                                                        {"cloud", 0, &kCloud},
                                                        {"required_providers", 0, &kLiteral},
                                                        {"provider_meta", 1, &kPlain}}};
constexpr BodyForm kTerraform = {kTerraformBlocks, {}, {}, Reading::literal};

constexpr std::array<std::string_view, 2> kImported = {"to", "provider"};
constexpr BodyForm kImport = {{}, kImported, {}, Reading::templates};
constexpr std::array<std::string_view, 1> kFrom = {"from"};
constexpr std::array<BlockForm, 2> kRemovedBlocks = {
    {{"lifecycle", 0, &kLifecycle}, {"provisioner", 1, &kProvisioner}}};
constexpr BodyForm kRemoved = {kRemovedBlocks, kFrom, {}, Reading::templates};
constexpr std::array<BlockForm, 2> kCheckBlocks = {
    {{"data", 2, &kResource}, {"assert", 0, &kPlain}}};
constexpr BodyForm kCheck = {kCheckBlocks, {}, {}, Reading::templates};

constexpr std::array<BlockForm, 14> kFileBlocks = {{{"resource", 2, &kResource},
                                                    {"data", 2, &kResource},
                                                    {"ephemeral", 2, &kResource},
                                                    {"action", 2, &kResource},
                                                    {"variable", 1, &kVariable},
                                                    {"output", 1, &kOutput},
                                                    {"locals", 0, &kPlain},
                                                    {"module", 1, &kModule},
                                                    {"provider", 1, &kProvider},
                                                    {"terraform", 0, &kTerraform},
                                                    {"moved", 0, &kNames},
                                                    {"import", 0, &kImport},
                                                    {"removed", 0, &kRemoved},
                                                    {"check", 1, &kCheck}}};
constexpr BodyForm kFile = {kFileBlocks, {}, {}, Reading::templates};

}  // namespace

const BodyForm& file_form() { return kFile; }
const BodyForm& open_form() { return kOpen; }

const BlockForm* find_block(const BodyForm& form, std::string_view name) {
  const auto found = std::find_if(form.blocks.begin(), form.blocks.end(),
                                  [&](const BlockForm& block) { return block.type == name; });
  return found == form.blocks.end() ? nullptr : &*found;
}

Reading reading_of(const BodyForm& form, std::string_view name) {
  const auto has = [&](Names names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (has(form.references)) return Reading::references;
  return has(form.literals) ? Reading::literal : form.others;
}

}  // namespace weir::hcl
