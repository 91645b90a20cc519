#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/figures.h"

/// What people declare of resilience, because code does not say it (`.weir.yaml`).
namespace weir::resilience {

/// What is to be reached after one kind of disruption; milliseconds.
struct Target {
  std::optional<double> rto, rpo;
};

/// An entry of `objectives:`, of one of: a system, elements, a journey.
struct ObjectiveDeclaration {
  std::string system;   ///< name of a system, `*` = all that the configuration covers
  std::string address;  ///< glob over addresses of elements, with and without the unit's path
  std::string journey;  ///< name of an entry of `journeys:`
  std::optional<double> tier;
  std::optional<double> availability;  ///< percent
  Target any;                          ///< of every disruption that nothing else is said of
  std::array<Target, kDisruptions> of;
  Span span;
};

/// An entry of `journeys:`: what people do with the system, by the elements where they come in.
struct JourneyDeclaration {
  std::string name;
  std::vector<std::string> entries;  ///< globs; several are alternatives of each other
  std::vector<std::string> through;  ///< globs: only what lies on ways to these counts; empty = all
  Span span;
};

enum class DependencyKind : std::uint8_t { hard, soft, alternative };

/// An entry of `dependencies:`: how elements depend on others, where the graph says otherwise, or
/// cannot say it.
struct DependencyDeclaration {
  std::string from;             ///< glob
  std::vector<std::string> on;  ///< globs; alternatives: one of them is enough
  DependencyKind is = DependencyKind::hard;
  std::string reason;
  Span span;
};

/// An entry of `figures:` in place of the catalogue's.
struct FigureDeclaration {
  std::string mechanism;               ///< id; "" = an availability
  std::string address;                 ///< glob; "" = everywhere
  std::string type;                    ///< glob over resource types and concepts; "" = any
  std::optional<double> availability;  ///< percent
  std::optional<double> rto, rpo;      ///< milliseconds
  std::string source;
  Span span;
};

/// An entry of `practices:`: evidence of what code cannot show.
struct PracticeDeclaration {
  std::string practice;
  std::string evidence;
  std::string date;  ///< YYYY-MM-DD, or ""
  Span span;
};

/// All of one configuration.
struct Declarations {
  std::vector<ObjectiveDeclaration> objectives;
  std::vector<JourneyDeclaration> journeys;
  std::vector<DependencyDeclaration> dependencies;
  std::vector<FigureDeclaration> figures;
  std::vector<PracticeDeclaration> practices;
};

/// Declarations and the units (by path) that they are about.
struct DeclaredOf {
  std::set<std::string, std::less<>> units;
  Declarations said;
  bool whole = false;  ///< all that the configuration can speak of was read
};

}  // namespace weir::resilience
