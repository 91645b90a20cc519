#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/resilience/failure.h"
#include "analyzer/resilience/report.h"

namespace weir::resilience {

/// Something that fails, and what of the graph fails with it.
struct Failure {
  std::string what;  ///< "Orders", "zone:eu-west-1a", "region:eu-west-1", "service:dynamodb"
  std::vector<NodeId> failing;  ///< for certain
  std::vector<NodeId> perhaps;  ///< which of several places it is in is not known
  std::vector<NodeId> fewer;    ///< goes on with the copies that are left
};

/// What becomes of an entry or journey.
enum class Fate : std::uint8_t {
  survives,
  degrades,  ///< only what it can go on without stops, or an alternative
  may_stop,  ///< whether it stops is not known
  stops
};

struct Consequence {
  std::size_t entry = 0;  ///< into Report::entries
  Fate fate = Fate::survives;
  std::vector<NodeId> causes;  ///< what stops of all that it needs or uses; the first few
  std::size_t more = 0;        ///< beyond those
};

struct Outcome {
  Failure failure;
  std::vector<Consequence> consequences;  ///< one for each entry of the report
  std::vector<NodeId> stopped;            ///< of the rest of the graph, for certain
};

/// What is to fail, each alone.
struct Asked {
  std::vector<Failure> failures;
  std::size_t left_off = 0;  ///< elements beyond the most that are looked at
};

/// What `--fail` asks for: an element by its address or name (a glob), `zone:`, `region:`,
/// `service:` with a name, or `all`: each thing that some entry needs or uses, each zone, Region
/// and service, alone. An error names what there is instead.
Result<Asked> failures_asked(const Input& input, const Report& report, std::string_view asked);

/// What stops, degrades or survives. O(failures × (n + m)).
std::vector<Outcome> outcomes_of(const Input& input, const Report& report,
                                 std::vector<Failure> failures);

std::string_view word_of(Fate fate);

}  // namespace weir::resilience
