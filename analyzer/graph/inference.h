#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/transport.h"
#include "analyzer/graph/declarations.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/graph/named_nodes.h"
#include "analyzer/graph/read.h"
#include "analyzer/graph/select.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Where an item was read, so that a pass can come back to the values behind its properties.
struct ItemSource {
  const ItemRule* rule = nullptr;  ///< nullptr: of the managed policies' table
  const ManagedStatement* managed = nullptr;
  Scope scope;
};

/// How far an element can be reached from the internet.
struct Reached {
  Guard no = kNever;          ///< when it can certainly not
  std::vector<Evidence> way;  ///< how it can
};

/// Where something lies by its provider's configuration or its address; "" = where its unit is.
struct Whereabouts {
  std::string region, account;
  bool several = false;    ///< addresses place it differently
  bool elsewhere = false;  ///< the Region is certainly not that of the unit
};

/// The numbers that tell edges apart: ends, kind and what else counts.
using EdgeKey = std::array<std::uint32_t, 5>;
struct EdgeKeyHash {
  std::size_t operator()(const EdgeKey& key) const;
};

/// The diagram under construction and what the passes share. Each pass (passes.h) reads what the
/// earlier ones wrote.
struct Inference {
  Inference(const ResourceModel& model, const Catalog& catalog, Dfd& dfd);

  const ResourceModel& model;
  const Catalog& catalog;
  Dfd& dfd;
  GuardStore& guards;  ///< the Dfd's
  SelectSource source;

  const DataDeclarations* declared = nullptr;  ///< what the configuration says; none if nothing

  TransportCatalog transport;  ///< what is spoken at addresses, and how flows travel

  std::vector<ConceptId> concept_of;  ///< by resource; none = not modelled
  std::vector<NodeId> node_of;        ///< by resource; a part's is its whole; none = makes no node
  std::vector<NodeId> whole_of;       ///< by resource: what it is a part of but does not stand for
  std::vector<std::vector<Property>> read;    ///< by resource: its own properties (also of parts)
  std::vector<std::vector<NodeId>> items_of;  ///< by resource: items it brought in
  std::unordered_map<std::uint32_t, ItemSource> item_sources;  ///< by item node
  std::unordered_map<std::string, std::vector<NodeId>>
      names;  ///< physical name (holes as `${…}`) and unit → nodes
  std::unordered_map<std::uint64_t, std::vector<NodeId>>
      nodes_of_concept;                                       ///< unit and concept → nodes
  std::unordered_map<std::uint64_t, NamedNodes> named_nodes;  ///< by unit and concept
  std::unordered_map<std::uint32_t, Reached> exposures;       ///< by node that has a place in a network

  std::map<std::string, std::set<std::string>>
      own_accounts;  ///< by system: numbers of accounts that the input uses as its own

  std::map<std::string, std::string> own_regions;               ///< by system, where it is known
  std::unordered_map<std::uint32_t, Whereabouts> whereabouts;  ///< by node

  std::set<std::pair<std::uint32_t, std::uint32_t>>
      unowned;  ///< unit and label of items of which it is not known whose they are

  NodeId add_node(GraphNode node);
  /// The node with this kind of address that is no resource, made by `make` the first time.
  NodeId shared_node(const std::string& key, GraphNode node);
  /// Same ends, kind, data and properties: one flow with all the evidence, and the strongest
  /// confidence.
  FlowId add_flow(Flow flow);
  /// Declarations say when there is such a flow, also where they say that there is none.
  void settle_flow(NodeId from, NodeId to, EdgeLabelId kind, Guard guard);
  /// A flow that settings and permissions show: only evidence for what a declaration draws, and
  /// nothing of its own where one speaks of it.
  void confirm_flow(Flow flow);
  void add_attachment(Attachment attachment);
  void add_open(OpenEnd open);

  LabelId label(std::string_view name) const { return catalog.label(name); }
  /// Adds a label that the catalogue declares; silently not, if it does not (small catalogues of
  /// tests).
  void add_label(GraphNode& node, std::string_view name) const;
  std::string_view concept_name(ConceptId id) const;
  const std::vector<NodeId>& of_concept(UnitId unit, ConceptId id) const;
  const NamedNodes& named(UnitId unit, ConceptId id) const;
  void index_node(NodeId node, const std::vector<std::string>& names_of_it);
  static std::string name_key(UnitId unit, std::string_view name);

 private:
  std::unordered_map<std::string, NodeId> shared_;
  std::unordered_map<EdgeKey, std::vector<FlowId>, EdgeKeyHash> flows_;
  std::unordered_map<EdgeKey, Guard, EdgeKeyHash> settled_;
  std::unordered_map<EdgeKey, AttachmentId, EdgeKeyHash> attachments_;
};

/// Elements that only a name, a parameter or the catalogue speaks of.
NodeId outside_node(Inference& inference, UnitId unit, ConceptId concept_id,
                    const std::string& address, Span span);
NodeId parameter_node(Inference& inference, UnitId unit, ConceptId concept_id,
                      const std::string& name, Span span);
NodeId actor_node(Inference& inference, std::uint32_t actor);
/// Whether the concept has resource types of its own, so that others may declare such things.
bool declared_by_type(const Catalog& catalog, ConceptId concept_id);
/// A boundary of definitions/boundaries.yaml.
NodeId fixed_boundary(Inference& inference, std::uint32_t boundary);

/// What a resource is, by its concept's list of kinds, and when it makes a node: never if it is
/// `part` or `ignored`, in some configurations only if the list says so.
struct KindChoice {
  ConceptKind kind = ConceptKind::ignored;
  Guard exists = kNever;
};
KindChoice choose_kind(Inference& inference, const ConceptRecord& record, const GraphNode& node);

/// Kind and labels of a concept, by the node's properties and within its `exists`, which is
/// narrowed to where it is a node. A role that holds in some configurations only, or depends on
/// what is not known, is a possible label.
void apply_concept(Inference& inference, GraphNode& node, ConceptId concept_id);
/// What data that is sent to the node goes to: no data goes through a control, and what that is a
/// part of takes it.
NodeId carrier(const Inference& inference, NodeId node);
GraphNodeKind node_kind(ConceptKind kind);
std::string_view kind_label(GraphNodeKind kind);

}  // namespace weir
