#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir::terraform {

/// Whether terraform reads a file of this name as part of its folder's module (`.tf`).
bool is_module_file(std::string_view path);
/// Whether terraform loads a file of this name by itself for the variables of a root module:
/// `terraform.tfvars`, `*.auto.tfvars`. Other `.tfvars` are read only when somebody names them.
bool is_values_file(std::string_view path);

/// The parsed files of one folder, in the order of their names. The documents must outlive
/// whatever is made of them.
struct Folder {
  std::vector<const Document*> files;
  std::vector<const Document*> values;  ///< `terraform.tfvars` first, then `*.auto.tfvars`
};
/// Folders by their path as shown; "" is the project's root.
using Folders = std::map<std::string, Folder, std::less<>>;

/// Folders that the module blocks of a file in `folder` name by a literal local path ("./…",
/// "../…"), as shown paths, in the order of the blocks; a path that leads out of the project's root
/// begins with "..".
std::vector<std::string> local_modules(const Document& document, std::string_view folder);

/// The folders that are units of their own, by path: those with a backend, a provider block or
/// values of their own, those that no other calls, and, where folders only call each other, the
/// first of them.
std::vector<std::string> roots(const Folders& folders);

/// Lowers the module in `root` with the modules it calls. Values of variables: a module's argument,
/// else the values files, else the default, else unknown. What is not decided becomes a guard
/// (conditionals, count, for_each) or unknown with its reason. Texts that the catalogue marks with
/// a `content` are handed to parsers/embedded. Faults of the input are diagnostics of the model:
/// duplicates, names that nothing declares, cycles, wrong types, unknown functions, modules that
/// are not there.
ResourceModel lower(const std::string& root, const Folders& folders, SourceMap& sources,
                    const Catalog& catalog);

}  // namespace weir::terraform
