#pragma once

#include <span>
#include <vector>

#include "analyzer/base/blob.h"
#include "analyzer/catalog/vocabulary.h"

/// How data travels: what decides whether a flow is encrypted and its caller known.
namespace weir {

/// A form of address and the protocol spoken there (tables/addresses.yaml).
struct AddressForm {
  Text pattern;   ///< glob over the address without what stands before `@`, case-insensitive
  Text protocol;  ///< "https"
  ConceptId reaches;  ///< what stands at a host of others that is addressed so; none = a host
  LabelId is;         ///< what such a host is besides: a model
};

/// By which sign a setting or a connection string tells the engine that is connected to.
enum class EngineSign : std::uint8_t { word, key, port };
/// A sign of an engine, and the scheme of its addresses (tables/connections.yaml).
struct EngineForm {
  Text said;  ///< words in names and engines, a key of connection strings, or a port
  Text scheme;
  EngineSign sign = EngineSign::word;
};

enum class TransportAnswer : std::uint8_t { unsaid, no, yes, unknown };
enum class TransportPart : std::uint8_t { none, item, flow };

/// What a flow is that fits (tables/transport.yaml); the first row that fits and answers counts.
struct TransportRow {
  Range kinds;                       ///< into Tables::edge_refs: any of them; empty = any flow
  Range from_concepts, from_labels;  ///< its initiator is or bears one of them; both empty = any
  Range to_concepts, to_labels;      ///< the same of its target
  Range protocols;                   ///< into Tables::texts: spoken at an address that is evidence
  Range flow_when, from_when, to_when;  ///< into Tables::whens, over their properties
  TransportPart part =
      TransportPart::none;    ///< also asked of: some item of an end, some flow that leaves it
  bool part_of_from = false;  ///< of the initiator; else of the target
  LabelId item;
  EdgeLabelId edge;
  Range part_when;
  TransportAnswer encrypted = TransportAnswer::unsaid;
  TransportAnswer authenticated = TransportAnswer::unsaid;
  Text protocol;  ///< "" = that of the address, or none
  Text why;
};

/// What the catalogue knows about transport; its texts, labels and conditions are the Catalog's.
struct TransportTables {
  std::vector<AddressForm> addresses;  ///< as written: the first that fits counts
  std::vector<TransportRow> rows;      ///< as written
  std::vector<EngineForm> engines;     ///< as written: the first that fits counts
};

/// A view of them. Cheap to copy; the owner of the bytes must outlive it.
struct TransportCatalog {
  std::span<const AddressForm> addresses;
  std::span<const TransportRow> rows;
  std::span<const EngineForm> engines;
};

}  // namespace weir
