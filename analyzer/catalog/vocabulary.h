#pragma once

#include <cstdint>

#include "analyzer/base/blob.h"
#include "analyzer/base/ids.h"

/// The words of the compiled catalogue (rules/catalog/definitions), and the ids of what it names.
namespace weir {

struct ConceptTag;
struct LabelTag;
struct EdgeLabelTag;
struct PropertyTag;
struct EnumTag;
using ConceptId = Id<ConceptTag>;
using LabelId = Id<LabelTag>;  ///< a node label
using EdgeLabelId =
    Id<EdgeLabelTag>;  ///< an edge label: flow kind, attachment kind, structure, derived
using PropertyId = Id<PropertyTag>;  ///< a property name; one type everywhere
using EnumId = Id<EnumTag>;

// ---- vocabulary ---------------------------------------------------------------------------------

struct LabelRecord {
  Text name;
  Range ancestors;  ///< into Tables::label_refs: every label this one is below, itself included
};

enum class EdgeRelation : std::uint8_t { flow, attachment, structure, derived };
enum class DataDirection : std::uint8_t { none, out, in, both };  ///< seen from `from`

struct EdgeLabelRecord {
  Text name;
  EdgeRelation relation = EdgeRelation::flow;
  DataDirection data = DataDirection::both;  ///< default of flows and access of this kind
  Range ancestors;                           ///< into Tables::edge_refs, itself included
};

enum class Scalar : std::uint8_t {
  boolean,
  text,
  name,
  number,
  duration,
  size,
  percent,
  enumeration
};

struct PropertyRecord {
  Text name;
  Scalar type = Scalar::text;
  bool list = false;
  EnumId enumeration;  ///< type enumeration only
  Range labels;  ///< into Tables::label_refs: node labels that have it (declared, or by a concept)
  Range edges;   ///< into Tables::edge_refs: edge labels that have it
};

struct EnumRecord {
  Text name;
  bool ordered = false;
  Range members;  ///< into Tables::members, least first
};
struct MemberRecord {
  Text name;
  Text display;  ///< as people read it ("PHI"); = name unless said otherwise
};

/// A boundary that no resource declares. With `around` or `undeclared` it is a zone: whatever
/// answers to all that is asked, and nothing else places in its dimension further in than the
/// account, lies in the first one that fits.
struct BoundaryRecord {
  Text key;                 ///< "internet"
  Text kind;                ///< "internet", "third_party", "model_provider"
  Text dimension;           ///< network | ownership | place | tenancy
  Text name;                ///< as shown
  Range around;             ///< into Tables::label_refs: bears one of them
  Range called_by;          ///< into Tables::edge_refs: a flow of such a kind ends there …
  Range called_from;        ///< into Tables::label_refs: … from something that bears one of them
  bool undeclared = false;  ///< is named by the input, and declared elsewhere
};

}  // namespace weir
