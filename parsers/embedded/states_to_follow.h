#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/embedded/form.h"
#include "parsers/embedded/state_templates.h"

namespace weir {

inline constexpr std::size_t kNoneOfThem = static_cast<std::size_t>(-1);

/// A state that results are followed through.
struct FollowedState {
  ValueId value;
  std::string type;
  std::size_t machine = 0;
  std::size_t call = kNoneOfThem;  ///< its result, if it calls a service
  bool jsonata = false;
  std::vector<std::size_t> inner;  ///< machines that it runs
  std::vector<FilledValue> given;  ///< in Parameters, Arguments or ItemSelector
  std::vector<FilledValue> selected, assigned, output;
};

/// The definition, a branch of a state or what it repeats.
struct StateMachinePart {
  std::map<std::string, std::size_t, std::less<>> states;
  std::string start;
  std::size_t owner = kNoneOfThem;
  std::string item;  ///< which item of the owner's result its own is
};

/// A definition, for following what its states hand on.
struct StatesToFollow {
  std::vector<StateMachinePart> machines;  ///< the definition first
  std::vector<FollowedState> states;
  std::vector<ValueId> calls;  ///< what gives each result: "service:operation", or unknown
  bool open = false;           ///< something of it is not known
};

/// Reads the states of every depth. Only those that are plain maps are there.
StatesToFollow states_to_follow(Form& form, ValueId definition);

/// A text that stands there without holes; "" for anything else.
std::string_view plain_text(const Form& form, ValueId map, std::string_view key);

}  // namespace weir
