#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/terraform/declarations/module.h"

namespace weir::terraform {

/// Arguments of a backend by name, those of a block or object inside by "outer.inner"; only texts,
/// numbers and truth values, as texts.
using StateArguments = std::map<std::string, std::string, std::less<>>;

/// Where a root module keeps its state, as far as its files say it.
struct Backend {
  std::string root;
  std::string type = "local";
  StateArguments arguments;
};

/// The backend of each root.
std::vector<Backend> backends(const Folders& folders);

/// The one whose state is read by a module of `root` that asks a backend of this type with these
/// arguments; none if there is none, or several.
const Backend* backend_asked(const std::vector<Backend>& backends, std::string_view root,
                             std::string_view type, const StateArguments& arguments);

}  // namespace weir::terraform
