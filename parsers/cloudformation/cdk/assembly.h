#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/document/document.h"

/// Cloud assemblies: what `cdk synth` writes beside templates (`cdk.out`).
namespace weir::cloudformation::cdk {

/// The file that makes a folder an assembly.
inline constexpr std::string_view kManifest = "manifest.json";
/// What the names of templates end in.
inline constexpr std::string_view kTemplateEnd = ".template.json";
/// What the folders begin with that hold bundled code for upload.
inline constexpr std::string_view kAssetFolder = "asset.";

/// A stack of an assembly. Files are named relative to its folder, as written.
struct AssemblyStack {
  std::string template_file;
  std::string metadata_file;  ///< where its metadata are, if not in the manifest; "" = nowhere else
  NodeIndex metadata = kNoNode;  ///< in the manifest
};

/// What a manifest names. Stages are assemblies in folders of their own, whose manifests say the
/// same of them.
struct Assembly {
  std::vector<AssemblyStack> stacks;
  std::vector<std::string> asset_manifests;  ///< files that say what is uploaded under which name
};

/// One thing that constructs made, and how the program came to make it.
struct Construct {
  std::string path;  ///< without the slash in front
  std::string logical_id;
  std::vector<std::string> trace;  ///< lines of the stack trace as written, innermost call first
};

/// The file, relative to the template's folder, that is uploaded for a property of a resource, by
/// its metadata; "" if they do not say.
std::string asset_of(const Document& document, NodeIndex resource, std::string_view property);
/// The construct that made a resource, by its metadata (`Stack/Api/Resource`); "" if they do not
/// say.
std::string construct_path(const Document& document, NodeIndex resource);
/// Whether every resource of a template says which construct made it, as those of a synthesised one
/// do.
bool is_synthesised(const Document& document);

/// Whether the first bytes of a file may be an assembly's manifest.
bool may_be_manifest(std::string_view beginning);
/// None if the document is no manifest.
std::optional<Assembly> read_manifest(const Document& manifest);
/// The constructs of a stack with logical ids, from the metadata at `metadata`.
std::vector<Construct> read_constructs(const Document& document, NodeIndex metadata);
/// Files that are uploaded as they are: the last part of the name that they get → their path
/// relative to the assembly.
std::map<std::string, std::string> read_uploads(const Document& asset_manifest);

}  // namespace weir::cloudformation::cdk
