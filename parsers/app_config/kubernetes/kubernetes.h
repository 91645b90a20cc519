#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/kustomize/named_files.h"
#include "parsers/app_config/kubernetes/skaffold.h"

namespace weir::kubernetes {

/// Whether the first bytes of a file bear the mark of a Kubernetes object: `apiVersion` and `kind` at the
/// top level.
bool recognises(std::string_view beginning);
/// The same question, decided on the parsed tree: a map with an `apiVersion` and a `kind` that are texts.
bool is_manifest(const Document& document);

/// Names of the objects that a document declares, `Kind/namespace/name`, so that files which declare the
/// same object are not taken for one system.
std::vector<std::string> objects_in(const Document& document);

/// Whether a file is named as kustomize's are.
bool is_kustomization_path(std::string_view path);
/// Whether a document of a file says to kustomize how manifests are put together.
bool is_kustomization(const Document& document, std::string_view path);
/// Whether it is a component, which is only ever read with what includes it.
bool is_component(const Document& kustomization);
/// The files and folders that a kustomization at `path` names, as shown; what is elsewhere is left out.
std::vector<std::string> paths_in(const Document& kustomization, std::string_view path);

/// Folders where a chart of `helmCharts` may lie, the first one before all.
std::vector<std::string> chart_folders(const Document& kustomization, std::string_view path, NodeIndex chart);
/// Folders of charts that a kustomization at `path` may render.
std::vector<std::string> charts_in(const Document& kustomization, std::string_view path);

/// Lowers the objects of one unit. Addresses: workloads by their name, where it is the only one; other
/// objects by `Kind/name`; with the namespace in front where a name is there twice. What a pod is given
/// from ConfigMaps and Secrets of the unit is put in its place; names of Services in settings become
/// references to them; Services, policies and budgets refer to the workloads that their selectors choose.
/// The form of the attributes: README of parsers/app_config. Errors are faults of the objects' form only;
/// what stands elsewhere (a ConfigMap, a Secret) is unknown. `built`: images whose names stand for what is built
/// before the deployment.
ResourceModel lower(const std::vector<const Document*>& documents, const std::string& path,
                    SourceMap& sources, const Catalog& catalog, const BuiltImages& built = {});

/// The room that each of so many kustomizations has: together they may read the same bases over and over.
std::size_t room_of_overlays(std::size_t count);

/// A kustomization that is a unit of its own.
struct Overlay {
  const Document* kustomization = nullptr;
  std::string path;             ///< of its file
  NamedFiles* files = nullptr;  ///< what it may name
  BuiltImages built = {};       ///< as of `lower`
};

/// The room that each of these has, see `room_of_overlays`. What they make together is bounded: those for which nothing
/// is left have none, and are left out as a whole.
std::vector<std::size_t> rooms_of(const std::vector<Overlay>& overlays);

/// Lowers what kustomize makes of a kustomization: its resources with those of its bases and components, changed as they
/// say. Nothing is fetched. Warnings say what is not there, what includes itself and
/// which patches fit nowhere, notes what is not read. `room`: bytes that its values may take, see `rooms_of`.
ResourceModel lower_overlay(const Overlay& overlay, SourceMap& sources, const Catalog& catalog, std::size_t room);

}  // namespace weir::kubernetes
