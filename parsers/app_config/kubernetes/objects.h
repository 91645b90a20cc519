#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/base/span.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir::kubernetes {

/// The namespace of objects that name none.
inline constexpr std::string_view kDefaultNamespace = "default";

/// A workload that is called by its own name.
inline constexpr std::string_view kKnativeService = "serving.knative.dev/Service";

/// One object of a manifest.
struct Object {
  const Document* document = nullptr;  ///< none of what kustomize generates
  NodeIndex root = 0;
  std::string kind;   ///< "Deployment"; of a group that is not Kubernetes' own: "group/Kind"
  std::string space;  ///< its namespace; "" if it lies in none, see `is_cluster_wide`
  std::string name;   ///< "" if none is written (generateName)
  Span header;        ///< of its name, else of its kind
  Span span;
  ValueId written = {};                   ///< what it says, once that is read
  std::vector<std::string> former = {};  ///< names that layers of kustomize have changed
};

/// The kind of objects by what is written as `apiVersion` and `kind`.
std::string kind_of(std::string_view version, std::string_view kind);
/// Reads what the object says.
void read_object(ResourceModel& model, SourceMap& sources, Object& object);

/// The objects of a document, those of a List one by one. What has no kind, or no map, is none.
std::vector<Object> objects_of(const Document& document);

/// Whether objects of the kind lie in no namespace.
bool is_cluster_wide(std::string_view kind);
/// Whether the kind runs pods.
bool is_workload(std::string_view kind);

}  // namespace weir::kubernetes
