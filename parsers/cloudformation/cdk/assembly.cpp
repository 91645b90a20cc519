#include "parsers/cloudformation/cdk/assembly.h"

#include <algorithm>

#include "parsers/cloudformation/calls.h"

namespace weir::cloudformation::cdk {
namespace {

constexpr std::string_view kStack = "aws:cloudformation:stack";
constexpr std::string_view kAssets = "cdk:asset-manifest";
constexpr std::string_view kLogicalId = "aws:cdk:logicalId";
constexpr std::string_view kCreated = "aws:cdk:creationStack";
constexpr std::string_view kFile = "file";
/// Of one trace; the outer ones lead to where programs start.
constexpr std::size_t kMostLines = 64;

/// The text of an entry; empty if it is not there or no text.
std::string text_in(const Document& document, NodeIndex map, std::string_view key) {
  const NodeIndex value = map == kNoNode ? kNoNode : find_entry(document, map, key);
  if (value == kNoNode || document[value].kind != NodeKind::string) return {};
  return std::string(document.text(value));
}

/// The map of an entry; kNoNode if it is not there or no map.
NodeIndex map_in(const Document& document, NodeIndex map, std::string_view key) {
  const NodeIndex value = map == kNoNode ? kNoNode : find_entry(document, map, key);
  return value == kNoNode || document[value].kind != NodeKind::map ? kNoNode : value;
}

/// Calls `take(key, value)` for each entry of a map.
template <class Take>
void each_entry(const Document& document, NodeIndex map, Take take) {
  if (map == kNoNode || document[map].kind != NodeKind::map) return;
  for (const NodeIndex entry : children(document, map)) {
    const std::optional<EntryParts> parts = parts_of(document, entry);
    if (parts) take(document.text(parts->key), parts->value);
  }
}

void read_trace(const Document& document, NodeIndex lines, std::vector<std::string>& trace) {
  if (lines == kNoNode || document[lines].kind != NodeKind::list || !trace.empty()) return;
  for (const NodeIndex line : children(document, lines)) {
    if (trace.size() == kMostLines) return;
    if (document[line].kind == NodeKind::string) trace.emplace_back(document.text(line));
  }
}

/// The trace stands beside the logical id, or in an entry of its own.
Construct construct_of(const Document& document, std::string_view path, NodeIndex entries) {
  Construct construct;
  construct.path = path.substr(path.starts_with('/') ? 1 : 0);
  NodeIndex beside = kNoNode, alone = kNoNode;
  for (const NodeIndex entry : children(document, entries)) {
    if (document[entry].kind != NodeKind::map) continue;
    const std::string type = text_in(document, entry, "type");
    if (type == kLogicalId && construct.logical_id.empty()) {
      construct.logical_id = text_in(document, entry, "data");
      beside = find_entry(document, entry, "trace");
    }
    if (type == kCreated && alone == kNoNode) alone = find_entry(document, entry, "data");
  }
  read_trace(document, alone, construct.trace);
  read_trace(document, beside, construct.trace);
  return construct;
}

std::string last_part(std::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

}  // namespace

std::string asset_of(const Document& document, NodeIndex resource, std::string_view property) {
  const NodeIndex metadata = map_in(document, resource, "Metadata");
  if (text_in(document, metadata, "aws:asset:property") != property) return {};
  return text_in(document, metadata, "aws:asset:path");
}

std::string construct_path(const Document& document, NodeIndex resource) {
  return text_in(document, map_in(document, resource, "Metadata"), "aws:cdk:path");
}

bool is_synthesised(const Document& document) {
  if (document.empty()) return false;
  std::size_t made = 0, others = 0;
  each_entry(document, map_in(document, 0, "Resources"), [&](std::string_view, NodeIndex resource) {
    ++(construct_path(document, resource).empty() ? others : made);
  });
  return made > 0 && others == 0;
}

bool may_be_manifest(std::string_view beginning) {
  return beginning.find("\"artifacts\"") != beginning.npos;
}

std::optional<Assembly> read_manifest(const Document& manifest) {
  if (manifest.empty() || manifest[0].kind != NodeKind::map) return std::nullopt;
  const NodeIndex artifacts = map_in(manifest, 0, "artifacts");
  if (artifacts == kNoNode || find_entry(manifest, 0, "version") == kNoNode) return std::nullopt;
  Assembly assembly;
  each_entry(manifest, artifacts, [&](std::string_view, NodeIndex artifact) {
    const std::string type = text_in(manifest, artifact, "type");
    const NodeIndex properties = map_in(manifest, artifact, "properties");
    if (type == kStack) {
      assembly.stacks.push_back({text_in(manifest, properties, "templateFile"),
                                 text_in(manifest, artifact, "additionalMetadataFile"),
                                 map_in(manifest, artifact, "metadata")});
    } else if (type == kAssets) {
      assembly.asset_manifests.push_back(text_in(manifest, properties, "file"));
    }
  });
  return assembly;
}

std::vector<Construct> read_constructs(const Document& document, NodeIndex metadata) {
  std::vector<Construct> constructs;
  each_entry(document, metadata, [&](std::string_view path, NodeIndex entries) {
    if (document[entries].kind != NodeKind::list) return;
    Construct construct = construct_of(document, path, entries);
    if (!construct.logical_id.empty()) constructs.push_back(std::move(construct));
  });
  return constructs;
}

std::map<std::string, std::string> read_uploads(const Document& asset_manifest) {
  std::map<std::string, std::string> uploads;
  if (asset_manifest.empty()) return uploads;
  each_entry(
      asset_manifest, map_in(asset_manifest, 0, "files"), [&](std::string_view, NodeIndex file) {
        const NodeIndex source = map_in(asset_manifest, file, "source");
        const std::string path = text_in(asset_manifest, source, "path");
        if (path.empty() || text_in(asset_manifest, source, "packaging") != kFile) return;
        each_entry(asset_manifest, map_in(asset_manifest, file, "destinations"),
                   [&](std::string_view, NodeIndex one) {
                     const std::string name = last_part(text_in(asset_manifest, one, "objectKey"));
                     if (!name.empty()) uploads.emplace(name, path);
                   });
      });
  return uploads;
}

}  // namespace weir::cloudformation::cdk
