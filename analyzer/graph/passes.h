#pragma once

#include "analyzer/graph/inference.h"

/// The inference passes, in the order in which build.cpp runs them.
namespace weir {

/// Resources → nodes with kinds, labels and properties; merged and not modelled ones; names.
/// O(resources).
void infer_resources(Inference& inference);
/// Entries of list- and map-valued attributes → item nodes, `has` edges. O(items).
void infer_items(Inference& inference);
/// Flows and attachments that resources declare. O(edges).
void infer_wiring(Inference& inference);
/// Policy statements → access of identities and of principals that resource policies name.
/// O(statements × actions).
void infer_identity(Inference& inference);
/// Values that name what a process works with, joined with its access → flows. O(values + access).
void infer_configuration(Inference& inference);
/// Model identifiers in configuration → the models behind calls. O(values).
void infer_models(Inference& inference);
/// Flows that only a permission allows, for people; none where a narrower target is named.
/// O(access), at most a few targets each.
void infer_possible(Inference& inference);
/// Region, account, system and the fixed boundaries. O(nodes).
void infer_boundaries(Inference& inference);
/// Tags and names → data classes and sensitivity; literals that look like secrets. O(nodes ×
/// rules).
void infer_classification(Inference& inference);

}  // namespace weir
