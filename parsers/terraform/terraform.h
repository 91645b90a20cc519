#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/terraform/given.h"

namespace weir::terraform {

/// Whether terraform or OpenTofu reads a file of this name as part of its folder's module (`.tf`,
/// `.tofu`, and their JSON forms).
bool is_module_file(std::string_view path);
/// The OpenTofu file that, if it is there, is read instead of a file: `x.tofu` of `x.tf`; "" if
/// there is none of this kind.
std::string read_instead_of(std::string_view path);
/// Whether terraform loads a file of this name by itself for the variables of a root module:
/// `terraform.tfvars`, `*.auto.tfvars`, and both with `.json`. Others are read only when somebody
/// names them.
bool is_values_file(std::string_view path);
/// Where such a file comes among those of its folder: a lower one is overridden by the others.
int precedence_of_values(std::string_view path);
/// Whether a file of this name holds values, whoever loads it (`.tfvars`, `.tfvars.json`).
bool holds_values(std::string_view path);

/// Whether terragrunt takes the folder of a file of this name for one that it runs
/// (`terragrunt.hcl`).
bool is_terragrunt_file(std::string_view path);

/// The parsed files of one folder, in the order of their names. The documents must outlive
/// whatever is made of them.
struct Folder {
  std::vector<const Document*> files;
  std::vector<const Document*> values;   ///< by precedence: the last one counts
  const Document* terragrunt = nullptr;  ///< `terragrunt.hcl`: the folder is called through it
  std::set<const Document*>
      overriding;  ///< those of `files` that are generated under the name of an override file
};
/// Folders by their path as shown; "" is the project's root.
using Folders = std::map<std::string, Folder, std::less<>>;

/// What asking for a file comes to.
struct TreeFile {
  enum class Is : std::uint8_t {
    read,
    absent,   ///< there is nothing at the path
    refused,  ///< not to be read: outside of the root, behind a link, excluded, secret, too large
  };
  Is is = Is::absent;
  FileId file;  ///< of one that was read
};

/// Files below the project's root, by their path as shown. Functions may be called by several
/// threads at once.
struct TreeFiles {
  std::function<TreeFile(const std::string& path)> read;
  /// Paths of the files in a folder and below it, in order; none if there are too many.
  std::function<std::optional<std::vector<std::string>>(const std::string& folder)> list;
};

/// Where `terraform init` put the modules that a root module calls: by the calls' names from the
/// root down ("vpc", "vpc.subnets"), the folder as shown.
using InstalledModules = std::map<std::string, std::string, std::less<>>;

/// All that modules are evaluated from.
struct Configuration {
  Folders folders;
  TreeFiles files;
  const GivenVariables* given = nullptr;  ///< what is given besides the folders' own values
  std::map<std::string, InstalledModules, std::less<>> installed;  ///< by the root's folder
};

/// Folders that the module blocks of a file in `folder` name by a literal local path ("./…",
/// "../…"), as shown paths, in the order of the blocks; a path that leads out of the project's root
/// begins with "..".
std::vector<std::string> local_modules(const Document& document, std::string_view folder);

/// The folders that are units of their own, by path: those with a backend, a provider block or
/// values of their own, those that no other calls, and, where folders only call each other, the
/// first of them.
std::vector<std::string> roots(const Folders& folders);

/// A folder that terragrunt runs, and the folder of the module that it runs there; none if that
/// one is not in a folder here (a registry, a repository).
struct TerragruntUnit {
  std::string folder;
  std::optional<std::string> module;
};
/// The folders whose terragrunt.hcl is not made to be included by others only, in order.
std::vector<TerragruntUnit> terragrunt_units(const Configuration& configuration, SourceMap& sources,
                                             const Catalog& catalog);
/// The same with those: a module that one of them runs is no unit of its own.
std::vector<std::string> roots(const Folders& folders, const std::vector<TerragruntUnit>& units);

/// A root as far as its share of the run's steps went (budget.h).
struct LoweredRoot {
  ResourceModel model;
  bool wants_more = false;  ///< a larger share would show more of it
};

struct Survey;

/// Lowers the roots of one configuration, each by itself; what they look for in all folders is
/// found once. Roots may be lowered by several threads at once.
class Roots {
 public:
  Roots(const Configuration& configuration, SourceMap& sources, const Catalog& catalog);
  ~Roots();

  /// The module in `root` with those that it calls, as `lower` does, within a share.
  LoweredRoot lower(const std::string& root, std::uint64_t share) const;

 private:
  const Configuration& configuration_;
  SourceMap& sources_;
  const Catalog& catalog_;
  std::unique_ptr<const Survey> survey_;
};

/// Lowers the module in `root` with the modules it calls. Values of variables: a module's argument;
/// of the root what is given, else what the values files say, else the inputs of its
/// terragrunt.hcl; else the default, else unknown. What is not decided becomes a guard
/// (conditionals, count, for_each) or unknown with its reason. Texts that the catalogue marks with
/// a `content` are handed to parsers/embedded. Faults of the input are diagnostics of the model:
/// duplicates, names that nothing declares, cycles, wrong types, unknown functions, modules that
/// are not there. All steps are its own.
ResourceModel lower(const std::string& root, const Configuration& configuration, SourceMap& sources,
                    const Catalog& catalog);

}  // namespace weir::terraform
