#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/terraform/declarations/module.h"

namespace weir::terraform {

/// The file that makes a folder a unit.
inline constexpr std::string_view kTerragruntFile = "terragrunt.hcl";

/// What a file in terragrunt's form declares.
struct ConfigFile {
  std::string path;
  const Document* document = nullptr;
  Module module;  ///< its locals
  std::vector<Block> includes, dependencies, features, terraform, generated, remote_state;
  Syntax inputs, skip;
};

/// Reads the declarations; blocks that terragrunt does not know are noted.
ConfigFile read_config_file(std::string path, const Document& document, Notes& notes);

/// The folder that a path (as shown) is in; "" for the project's root.
std::string folder_of(std::string_view path);

}  // namespace weir::terraform
