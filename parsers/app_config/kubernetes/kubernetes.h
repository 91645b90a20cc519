#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir::kubernetes {

/// Whether the first bytes of a file bear the mark of a Kubernetes object: `apiVersion` and `kind` at the
/// top level.
bool recognises(std::string_view beginning);
/// The same question, decided on the parsed tree: a map with an `apiVersion` and a `kind` that are texts.
bool is_manifest(const Document& document);

/// Names of the objects that a document declares, `Kind/namespace/name`, so that files which declare the
/// same object are not taken for one system.
std::vector<std::string> objects_in(const Document& document);

/// Lowers the objects of one unit. Addresses: workloads by their name, where it is the only one; other
/// objects by `Kind/name`; with the namespace in front where a name is there twice. What a pod is given
/// from ConfigMaps and Secrets of the unit is put in its place; names of Services in settings become
/// references to them; Services, policies and budgets refer to the workloads that their selectors choose.
/// The form of the attributes: README of parsers/app_config. Errors are faults of the objects' form only;
/// what stands elsewhere (a ConfigMap, a Secret) is unknown.
ResourceModel lower(const std::vector<const Document*>& documents, const std::string& path,
                    SourceMap& sources, const Catalog& catalog);

}  // namespace weir::kubernetes
