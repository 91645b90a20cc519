#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/guard.h"
#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir {

struct NodeTag;
struct FlowTag;
struct AccessTag;
struct AttachmentTag;
struct TargetSetTag;
struct PassageTag;
using NodeId = Id<NodeTag>;  ///< any node of the graph that rules query
using FlowId = Id<FlowTag>;
using AccessId = Id<AccessTag>;
using AttachmentId = Id<AttachmentTag>;
using TargetSetId = Id<TargetSetTag>;
using PassageId = Id<PassageTag>;

enum class GraphNodeKind : std::uint8_t {
  process,
  data_store,
  external_entity,
  control,
  identity,
  item,
  boundary,
  system,
  network
};

/// The four kinds that a diagram draws (controls only when attached to something).
constexpr bool is_element(GraphNodeKind kind) { return kind <= GraphNodeKind::control; }

enum class PropertyState : std::uint8_t { absent, unknown, boolean, number, text, list, choice };

/// A place that a value passed on its way from where it is written to where it is used (a module's
/// attribute, a local, a `Ref`). Shared by all values that came the same way.
struct Passage {
  Span span;        ///< where it is used or passed on
  std::string what;  ///< as what: "var.timeout", "parameter Size's default"
  PassageId outer;  ///< the next place towards the use; none = this is the use
};

/// What a canonical property is. Numbers are in canonical units (ms, bytes, percent). A choice's
/// guards do not overlap; what they leave out is absent.
struct PropertyValue {
  PropertyState state = PropertyState::absent;
  bool boolean = false;
  double number = 0;
  std::string text;                  ///< text and enum members; unknown (and a boolean that is derived): why
  std::vector<PropertyValue> items;  ///< list (an item may be unknown); choice: the alternatives
  std::vector<Guard> guards;         ///< choice: one per item
  Span span;  ///< where the value is written; none for defaults and derived ones
  PassageId passage;  ///< its last place on the way from the use; none = used where it is written
  Span block;  ///< not written: the header line of the block that would hold it; none = its owner's
};

struct Property {
  PropertyId property;
  PropertyValue value;
};

/// Why an element holds, or a flow carries, a class of data.
struct DataReason {
  std::string data_class;
  std::string why;
  Span span;
};

/// A node of the graph: elements (drawn) and identities, items, boundaries, systems and what decides in a network what
/// reaches what (not drawn).
struct GraphNode {
  GraphNodeKind kind = GraphNodeKind::process;
  std::string address;   ///< design §4, without the unit's path
  std::string name;      ///< as messages call it: as its author does, else the last part of the address; an item's name
  UnitId unit;           ///< none for actors, outside things shared by units, fixed boundaries
  ConceptId concept_id;  ///< none for actors and items
  std::string type;      ///< resource type as written; "" if it is no resource
  ResourceId resource;
  std::vector<LabelId>
      labels;  ///< sorted by id; as declared (ancestors are tested through Catalog::is)
  std::vector<LabelId>
      possible_labels;               ///< sorted; labels it may bear, undecided; none of `labels`
  /// Sorted by property id. A missing one is absent; an absent one is there only to tell its block.
  std::vector<Property> properties;
  Guard exists;
  Span span;                      ///< the whole resource or item
  Span header;                    ///< the line that a finding about something missing points at
  PassageId passage;              ///< items: how they came to their resource, as for values
  NodeId owner;                   ///< items: what has it
  std::string boundary_kind;      ///< boundaries: region, vpc, subnet, internet, …
  std::string dimension;          ///< boundaries: network | ownership | place | tenancy
  bool outside = false;           ///< not declared by the input (param:X, bedrock:X, s3:X …)
  std::vector<std::string> data;  ///< elements: data classes held or processed, sorted
  std::vector<DataReason> data_reasons;  ///< one of each of `data`; declared none: `none`
};

/// Why we believe in an edge: the rule or statement, and the place.
struct Evidence {
  std::string why;
  Span span;
  std::string protocol = {};  ///< that of an address that stands there, by tables/addresses.yaml
};

/// How a flow travels. A boolean's and an unknown's `text` say why, their `span` where.
struct Transport {
  std::string protocol;  ///< "" = not known
  PropertyValue encrypted;
  PropertyValue authenticated;
};

/// What the system does. No flow without evidence.
struct Flow {
  NodeId from, to;
  EdgeLabelId kind;
  DataDirection data = DataDirection::both;
  Confidence confidence = Confidence::declared;
  std::vector<Property> properties;  ///< sorted by property id
  std::vector<Evidence> evidence;
  Guard exists;
  Span header = {};  ///< the line that a finding about something missing points at
  std::vector<DataReason> carries = {};  ///< classes of the data that travels, sorted; one reason each
  Transport transport = {};
};

/// Nodes that a permission's resource patterns cover, tested for membership. Shared by many
/// accesses.
struct TargetSet {
  std::vector<NodeId> members;        ///< sorted
  std::vector<std::string> patterns;  ///< as written, for people
  bool covers_outside = false;        ///< more than the input holds ("every bucket")
  Guard certain = kAlways;
};

/// What a principal may do: one statement's effect for one kind of access.
struct Access {
  NodeId principal;  ///< an identity, or an element for resource policies that name it
  TargetSetId target;
  EdgeLabelId kind;  ///< a flow label, administer or pass
  DataDirection data = DataDirection::both;
  std::vector<std::string> actions;  ///< as written
  std::vector<std::uint32_t> allowed;  ///< the actions they stand for, into Catalog::actions; sorted
  NodeId statement;                  ///< the item that grants it
  std::vector<Property> properties;
  std::vector<Evidence> evidence;
  Guard exists;
};

/// A control on something (protects, limits, monitors …), a structure edge (has, within, runs_as)
/// or a derived edge. Its target may also be a single flow.
struct Attachment {
  NodeId source;
  NodeId target;  ///< none if it is attached to `flow`
  FlowId flow;
  EdgeLabelId kind;
  std::vector<Property> properties;
  std::vector<Evidence> evidence;
  Guard exists;
};

/// A node whose edges of some label may be more than we know: an attribute mapped to it is unknown,
/// the node was handed to something unread, or it is known only as a parameter.
struct OpenEnd {
  NodeId node;
  EdgeLabelId label;     ///< none = every label
  bool outgoing = true;  ///< the unknown edge starts here; false: it ends here
  LabelId other;         ///< only ends that bear this label (an item's, subnets) are open; none = any
  std::string why;
  Span span;
  Guard exists;
};

/// What was seen. Each resource is modelled, ignored (nothing but `ignored` is its concept's kind) or not modelled.
struct Coverage {
  std::size_t resources = 0;
  std::size_t modelled = 0;
  std::vector<std::pair<std::string, std::size_t>> ignored;       ///< type → count, sorted
  std::vector<std::pair<std::string, std::size_t>> not_modelled;  ///< type → count, sorted
  std::vector<std::pair<std::string, std::size_t>> types;         ///< of all of them: type → count, sorted
};

/// The inferred data-flow diagram and everything else that rules query. Immutable once built.
struct Dfd {
  std::vector<GraphNode> nodes;
  std::vector<Flow> flows;
  std::vector<Access> access;
  std::vector<TargetSet> targets;
  std::vector<Attachment> attachments;
  std::vector<OpenEnd> open_ends;
  std::vector<Passage> passages;
  std::vector<Unit> units;  ///< copied from the model, for addresses and systems
  GuardStore guards;
  Coverage coverage;
  Diagnostics diagnostics;  ///< not-modelled and not-resolved notes of inference
  std::vector<Span> secrets;  ///< where texts stand that no output may show, in no order

  const GraphNode& operator[](NodeId id) const { return nodes[id.index()]; }
  const Flow& operator[](FlowId id) const { return flows[id.index()]; }
  const Access& operator[](AccessId id) const { return access[id.index()]; }
  const Attachment& operator[](AttachmentId id) const { return attachments[id.index()]; }
  const Passage& operator[](PassageId id) const { return passages[id.index()]; }
};

/// The value of a property as stored; nullptr if it is not there (absent).
const PropertyValue* find_property(const std::vector<Property>& properties, PropertyId property);

/// The header line of the block that would hold a property that is not written; none if that is
/// its owner's.
Span block_of(const std::vector<Property>& properties, PropertyId property);

/// Address with the unit's path in front when the diagram has several units (design §4).
std::string full_address(const Dfd& dfd, NodeId node);

/// Whether a node bears a label, itself or by an ancestor.
bool has_label(const Dfd& dfd, const Catalog& catalog, NodeId node, LabelId label);

/// Order in which nodes are shown and compared: unit path, address, label; never an id.
bool node_before(const Dfd& dfd, NodeId a, NodeId b);

/// Text dump for tests: elements, identities and items with labels and properties, flows with
/// evidence, access, attachments, open ends; sorted by address.
/// `meaning` leaves out places, evidence and why something is unknown.
enum class DumpDetail : std::uint8_t { everything, meaning };
std::string dump(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources,
                 DumpDetail detail = DumpDetail::everything);

/// How flows travel, with reasons, for tests: one line for each flow and answer, sorted.
std::string dump_transport(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources);

}  // namespace weir
