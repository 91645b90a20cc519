// The form of resources: what may stand beside their properties.

#include <algorithm>
#include <array>
#include <unordered_set>

#include "parsers/cloudformation/form/form.h"

namespace weir::cloudformation {
namespace {

/// (Version is what custom resources may say of their own; Description is let pass.)
constexpr std::array<std::string_view, 11> kResourceKeys = {
    "Type",         "Properties",     "DependsOn",           "Condition",
    "Metadata",     "DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy",
    "UpdatePolicy", "Version",        "Description"};
constexpr std::array<std::string_view, 2> kServerlessKeys = {"Connectors", "IgnoreGlobals"};
constexpr std::array<std::string_view, 4> kDeletion = {"Delete", "Retain", "Snapshot",
                                                       "RetainExceptOnCreate"};
constexpr std::array<std::string_view, 3> kReplacement = {"Delete", "Retain", "Snapshot"};
constexpr std::array<std::string_view, 3> kCreation = {"AutoScalingCreationPolicy",
                                                       "ResourceSignal", "StartFleet"};
constexpr std::array<std::string_view, 6> kUpdate = {
    "AutoScalingReplacingUpdate",  "AutoScalingRollingUpdate", "AutoScalingScheduledAction",
    "CodeDeployLambdaAliasUpdate", "EnableVersionUpgrade",     "UseOnlineResharding"};
constexpr std::string_view kModule = "::MODULE";
/// What CloudFormation itself writes into the resources that a module makes.
constexpr std::string_view kModuleMetadata = "AWS::CloudFormation::Module";

}  // namespace

void FormCheck::resources(NodeIndex section) {
  std::unordered_set<std::string_view> parameters;
  if (const NodeIndex others = find_entry(document_, 0, "Parameters"); others != kNoNode) {
    for (const auto& [key, node] : entries(others)) parameters.insert(document_.text(key));
  }
  for (const auto& [key, node] : entries(section)) {
    name(key, "resource");
    if (parameters.count(document_.text(key)) != 0) {
      wrong(key, "a parameter has the name of resource " + std::string(document_.text(key)) +
                     " too; expected one of its own");
    }
    if (document_[node].kind == NodeKind::map) resource(key, node);
  }
}

void FormCheck::resource(NodeIndex key, NodeIndex node) {
  const std::string what = "resource " + std::string(document_.text(key));
  const NodeIndex type = find_entry(document_, node, "Type");
  if (type != kNoNode && !is_scalar(type)) return;  // not CloudFormation's own: a preprocessor's
  for (const auto& [attribute, value] : entries(node)) {
    const std::string text(document_.text(attribute));
    const bool known =
        is_one_of(kResourceKeys, text) || (serverless_ && is_one_of(kServerlessKeys, text));
    if (!known)
      wrong(attribute, what + " has an attribute " + text + ", which resources do not have");
  }
  if (type != kNoNode && document_.text(type).find("::") == std::string_view::npos) {
    wrong(type, "the Type of " + what + " is no resource type; expected one like AWS::S3::Bucket");
  }
  policy(node, "DeletionPolicy", kDeletion, what);
  policy(node, "UpdateReplacePolicy", kReplacement, what);
  map_of(node, "CreationPolicy", kCreation, what);
  map_of(node, "UpdatePolicy", kUpdate, what);
  const NodeIndex metadata = find_entry(document_, node, "Metadata");
  if (metadata != kNoNode && document_[metadata].kind != NodeKind::map &&
      document_[metadata].kind != NodeKind::null && !is_call(metadata)) {
    wrong(metadata, "Metadata of " + what + " must be a map");
  }
  if (type == kNoNode || !document_.text(type).ends_with(kModule)) return;
  if (metadata != kNoNode && find_entry(document_, metadata, kModuleMetadata) != kNoNode) {
    wrong(metadata, what + " is a module, whose Metadata has no " + std::string(kModuleMetadata));
  }
  for (const std::string_view attribute : {"CreationPolicy", "UpdatePolicy"}) {
    const NodeIndex written = find_entry(document_, node, attribute);
    if (written != kNoNode)
      wrong(written, what + " is a module, which has no " + std::string(attribute));
  }
}

/// With the language extensions functions may say what a policy is; which it needs is left open.
bool FormCheck::is_choice(NodeIndex node) const {
  const std::string_view tag = document_.tag(node);
  const std::string_view name =
      !tag.empty() ? tag.substr(1)
      : is_call(node) && document_.has_children(node)
          ? document_.text(document_.first_child(document_.first_child(node)))
          : std::string_view();
  const std::string_view function = name.starts_with("Fn::") ? name.substr(4) : name;
  return function == "Ref" || function == "If" || function == "FindInMap" ||
         (extended_ && is_call(node));
}

void FormCheck::policy(NodeIndex node, std::string_view attribute, Keys allowed,
                       const std::string& what) {
  const NodeIndex written = find_entry(document_, node, attribute);
  if (written == kNoNode || is_choice(written)) return;
  if (is_scalar(written) && is_one_of(allowed, document_.text(written))) return;
  std::string expected;
  for (const std::string_view word : allowed) {
    expected += (expected.empty() ? "" : ", ") + std::string(word);
  }
  wrong(written, std::string(attribute) + " of " + what + " must be one of " + expected);
}

void FormCheck::map_of(NodeIndex node, std::string_view attribute, Keys allowed,
                       const std::string& what) {
  const NodeIndex written = find_entry(document_, node, attribute);
  if (written == kNoNode || is_call(written)) return;
  const std::string whole = std::string(attribute) + " of " + what;
  if (document_[written].kind != NodeKind::map) return wrong(written, whole + " must be a map");
  known_keys(written, allowed, whole);
}

}  // namespace weir::cloudformation
