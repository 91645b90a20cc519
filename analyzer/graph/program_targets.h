#pragma once

#include <string_view>
#include <vector>

#include "analyzer/graph/ends.h"
#include "analyzer/graph/inference.h"
#include "analyzer/graph/program_settings.h"
#include "analyzer/model/program.h"

namespace weir {

/// A process whose program calls something, with the settings that it is given.
struct CallingProcess {
  Inference& inference;
  const BoundProgram& bound;
  const ProgramSettings& settings;
};

/// What the argument of a call that names its target comes to, by the source or the settings: of the paths of the table the
/// first that is given counts.
std::vector<End> named_by_call(const CallingProcess& process, const ProgramCall& call, const EndRecord& to);

/// What answers at the host of an address in the own compose project or cluster of a resource: a service that is called so,
/// else the only thing that has the name besides. None where several have it.
NodeId answering_at(Inference& inference, ResourceId resource, std::string_view url);

}  // namespace weir
