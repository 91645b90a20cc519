#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/render.h"

namespace weir {

/// A node that a value names.
struct End {
  NodeId node;
  Guard guard = kAlways;
  Span span;  ///< where it is named: the place of use
  Text path;  ///< the attribute that names it, as the catalogue writes it; "" if none does
  bool implied = false;       ///< named in another unit, by equal names only
  std::string protocol = {};  ///< of the address that names it; "" if none does
};

/// A value that names we do not know what.
struct OpenValue {
  Guard guard = kAlways;
  std::string why;
  Span span;
  NodeId
      brings;  ///< what brings it along, as a database the secret of its password; none if unknown
};

struct Ends {
  std::vector<End> nodes;
  std::vector<OpenValue> open;
};

/// Resolves a value to the nodes it names: references, texts with one reference, ARNs, physical
/// names; with `as` also parameters and things outside the input, unless `only` leaves them out.
/// O(size of the value), ARNs with wildcards: + nodes of the concept.
Ends resolve_hit(Inference& inference, UnitId unit, const Hit& hit, ConceptId as,
                 EndScope only = EndScope::anything);

/// An end of a declared flow or attachment. With `declared` nothing is made that is not there.
Ends resolve_end(Inference& inference, const EndRecord& end, const Scope& scope, NodeId self);
Ends declared_end(Inference& inference, const EndRecord& end, const Scope& scope, NodeId self);

/// Resources that a rendered text refers to as wholes: `${Bucket.Arn}/*` does, `${Bucket}-backup`
/// does not.
std::vector<ResourceId> whole_references(const Rendered& text);

/// What an ARN pattern names.
struct ArnTargets {
  std::vector<NodeId>
      nodes;              ///< declared ones that it covers, and outside ones that it names; sorted
  bool wildcard = false;  ///< it also covers things that the input does not declare
};
/// `only`: concepts to consider; empty = all. `outside`: also things that the input does not
/// declare.
ArnTargets match_arn(Inference& inference, UnitId unit, std::string_view arn,
                     const std::vector<ConceptId>& only, Span span, bool outside = true);

/// The name or id that an address of another form than an ARN has at the concept's mark; none if it
/// is no such address: "pool" of `https://cognito-idp.eu-west-1.amazonaws.com/pool`.
std::optional<std::string> name_in_address(const Catalog& catalog, ConceptId concept_id,
                                           std::string_view address);

/// The outside node `<scheme>:<name>` of a concept; none if no scheme names it.
NodeId outside_named(Inference& inference, UnitId unit, ConceptId concept_id, std::string_view name,
                     Span span);

/// Whether what the concept declares bears a label, in some configuration at least.
bool bears(const Catalog& catalog, ConceptId concept_id, LabelId label);
/// The concept of the first scheme of tables/outside.yaml that bears a label; none if no scheme
/// does.
ConceptId outside_concept(const Catalog& catalog, LabelId label);

}  // namespace weir
