#pragma once

#include <string>
#include <string_view>

namespace weir {

/// What the Resource of a task state says.
struct TaskResource {
  enum class Kind {
    worker,   ///< it names a function or an activity, or is not known to be anything else
    call,     ///< a service integration: `call` (which may have a hole) and `pattern`
    invalid,  ///< a service integration of no known form
  };
  Kind kind = Kind::worker;
  std::string call;          ///< "service:operation", as written
  std::string_view pattern;  ///< request_response | sync | wait_for_task_token
};

/// Reads a Resource whose holes stand as `${…}`.
TaskResource read_task_resource(std::string_view resource);

}  // namespace weir
