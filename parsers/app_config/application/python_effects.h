#pragma once

#include <set>
#include <string>
#include <string_view>

#include "analyzer/document/document.h"
#include "parsers/syntax/program.h"

namespace weir::app_config {

/// What running a piece of a Python program may do to the names of its module.
struct PythonEffects {
  std::set<std::string, std::less<>> given;    ///< names that may stand for something else then
  std::set<std::string, std::less<>> changed;  ///< names whose lists and maps may hold something else then
  bool anything = false;     ///< every name may be given something
  bool environment = false;  ///< variables of the process may be given something
};

/// What a statement, or an expression, may do. Bodies of functions are left out, `effects_of_function` tells of them.
PythonEffects effects_of(const ProgramTree& tree, NodeIndex node);
/// What assigning to an expression, or deleting it, may do.
PythonEffects effects_of_target(const ProgramTree& tree, NodeIndex node);
/// What calling a function that is defined here may do.
PythonEffects effects_of_function(const ProgramTree& tree, NodeIndex definition);

/// The name at the root of what is assigned, or called: `DATABASES` of `DATABASES["default"].update`; 0 if it has none.
NodeIndex root_of(const ProgramTree& tree, NodeIndex node);
/// Whether an expression stands for the variables of the process.
bool is_environment(std::string_view written);
/// Whether it stands for all names of the module: `globals()`.
bool is_all_names(std::string_view written);

}  // namespace weir::app_config
