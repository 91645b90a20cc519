#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/base/blob.h"
#include "analyzer/catalog/vocabulary.h"

/// What the catalogue knows about resilience: dated figures, and what they are figures of.
namespace weir {

/// What a design has to recover from.
enum class Disruption : std::uint8_t {
  software,  ///< wrong data, a bad version, a deletion
  hardware,  ///< one instance or disk
  zone,
  region
};
inline constexpr std::size_t kDisruptions = 4;
inline constexpr std::array<std::string_view, kDisruptions> kDisruptionNames = {
    "software", "hardware", "zone", "region"};

/// What a provider promises (tables/availability.yaml).
struct AvailabilityFigure {
  ConceptId concept_id;
  bool of_copy = false;  ///< of one copy; else of the whole thing …
  double copies = 0;     ///< … if it has at least so many; 0 = however it is deployed
  double percent = 0;
  Text source;
  Text dated;  ///< when the figure was read: "2023-01"
};

/// A duration that is not known.
inline constexpr double kUnknownTime = -1;

/// What brings a thing back (tables/recovery.yaml).
struct RecoveryMechanism {
  Text id;                       ///< "point-in-time-recovery"
  Text name;                     ///< as reports call it
  Range concepts;                ///< into Tables::concept_refs: of any of them; empty = of anything
  std::uint8_t disruptions = 0;  ///< a bit for each Disruption
  bool global = false;           ///< of what lies in no Region
  bool elsewhere = false;        ///< the copy lies in another Region
  Range when;                    ///< into Tables::whens, over its properties
  double copies = 0;             ///< it has at least so many; 0 = not asked
  EdgeLabelId copied;    ///< a flow of this kind leads to a thing of its sort; none = not asked
  EdgeLabelId attached;  ///< something is attached to it so; none = not asked
  double rpo = kUnknownTime;  ///< milliseconds
  double rto = kUnknownTime;  ///< milliseconds
  Text advice;                ///< "switch on point-in-time recovery"
  Text source;
  Text dated;
};

/// Which edges make one thing depend on another (tables/dependencies.yaml).
struct DependencyRow {
  Range kinds;                  ///< into Tables::edge_refs: flows or attachments of any of them
  bool of_attachments = false;  ///< else of flows
  bool on_data =
      false;  ///< what the data comes from depends on what it goes to; else who initiates on whom
  bool hard = false;
  Range from_labels, to_labels;  ///< into Tables::label_refs: ends bear any of them; empty = any
  Text why;
};

/// A practice of the resilience lifecycle (tables/lifecycle.yaml).
struct PracticeRecord {
  Text stage;
  Text id;
  Text name;
  Range labels;  ///< into Tables::label_refs: something that bears one is evidence
  Range types;   ///< into Tables::texts: so is a resource of a type (globs)
  bool seen_in_code = true;
};

/// A tag that declares an objective (tables/objective_tags.yaml).
struct ObjectiveTag {
  Text key;   ///< case aside
  Text says;  ///< availability | rto | rpo
};

/// The tables; texts, labels and conditions are the Catalog's.
struct FigureTables {
  std::vector<AvailabilityFigure> availability;
  std::vector<RecoveryMechanism> recovery;
  std::vector<DependencyRow> dependencies;  ///< as written: the first that fits counts
  std::vector<PracticeRecord> practices;    ///< as written
  std::vector<ObjectiveTag> objective_tags;
};

/// A view of them. Cheap to copy; the owner of the bytes must outlive it.
struct FigureCatalog {
  std::span<const AvailabilityFigure> availability;
  std::span<const RecoveryMechanism> recovery;
  std::span<const DependencyRow> dependencies;
  std::span<const PracticeRecord> practices;
  std::span<const ObjectiveTag> objective_tags;
};

FigureCatalog view(const FigureTables& tables);
/// Appends the tables to a blob; `read_figures` reads them back from table number `first` on. Both
/// return the number of tables.
std::size_t write(const FigureTables& tables, BlobWriter& writer);
std::size_t read_figures(BlobReader& reader, std::size_t first, FigureCatalog& figures);
/// Copies a view back into tables (to add --rules DIR to what is built in).
FigureTables copy(const FigureCatalog& figures);

}  // namespace weir
