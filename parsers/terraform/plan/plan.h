#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/terraform/terraform.h"

namespace weir::terraform {

/// What the first bytes of a JSON file say that it is: what `terraform show -json` writes of a plan
/// or a state, or a state as terraform keeps it.
enum class ShownForm : std::uint8_t { none, shown, raw_state };
ShownForm form_of(std::string_view beginning);
/// Whether a file of this name is a state as terraform keeps it.
bool is_state_file(std::string_view path);

/// A managed resource as a plan or state has it. Nodes are those of the plan's document, kNoNode
/// where it says nothing.
struct PlannedResource {
  std::string address;
  std::string module;  ///< address of the module instance, "" for the root
  std::string type, name;
  std::string key;  ///< as addresses show it: "", `[0]`, `["a"]`
  NodeIndex node = kNoNode;
  NodeIndex values = kNoNode;
  NodeIndex sensitive = kNoNode;     ///< true where a value is secret, in the form of the values
  NodeIndex unknown = kNoNode;       ///< true where a value is known after apply
  bool changes = false;              ///< what becomes of it was planned, if only that it stays
  std::set<std::string> depends_on;  ///< of a state: addresses without keys
};

/// A module as a plan repeats its configuration: nodes by name.
struct PlannedModule {
  template <class T>
  using Named = std::map<std::string, T, std::less<>>;

  Named<NodeIndex> resources;     ///< `expressions` of managed ones, by `type.name`
  Named<NodeIndex> outputs;       ///< `expression`
  Named<Named<NodeIndex>> calls;  ///< the call's `expressions`, by argument
  Named<std::size_t> modules;     ///< index into Plan::modules, by the name of the call
  Named<NodeIndex> variables;     ///< what is said of each
  Named<std::string> sources;     ///< of the calls
};

/// What `terraform show -json` says of a plan or a state.
struct Plan {
  const Document* document = nullptr;
  bool is_state = false;
  std::string partial;  ///< why it does not have all that there will be; "" if it has
  std::vector<PlannedResource> resources;     ///< what will be there, in the order of the document
  std::vector<PlannedModule> modules;         ///< the root first; none in a state
  PlannedModule::Named<NodeIndex> variables;  ///< values of the root's variables
  NodeIndex outputs = kNoNode;
  Diagnostics diagnostics;
};

/// Reads a parsed file; none if it is neither a plan nor a state. Faults are diagnostics of the
/// plan. The document must outlive it.
std::optional<Plan> read_plan(const Document& document);

/// How well a folder declares what a plan was made of, as the names in the root module tell.
enum class Fit : std::uint8_t {
  none,
  part,   ///< it declares some resources and calls that the plan has
  whole,  ///< it declares those that the plan has, and no others
};
Fit fit_of(const Plan& plan, const std::string& folder, const Folder& files, SourceMap& sources);

/// The configuration that a plan was made of.
struct Beside {
  std::string root;  ///< folder of the root module
  const Configuration* configuration = nullptr;
};

/// Lowers that configuration as the plan saw it: with the variables that the plan was made with.
ResourceModel lower_beside(const Plan& plan, const Beside& beside, SourceMap& sources,
                           const Catalog& catalog);

/// Why a plan or state is none of exactly this configuration; "" if it is. `lowered`: what
/// lower_beside makes of it.
std::string difference(const Plan& plan, const Beside& beside, const ResourceModel& lowered,
                       SourceMap& sources);

/// Lowers what a plan or state says will be there into a unit called `path`. Values are the plan's;
/// what it does not know yet is what the configuration beside it says (`lowered`, as lower_beside
/// makes it; empty if there is none), else a reference where the plan repeats that the attribute is
/// made of one other resource's, else unknown. Places are those of the configuration, else of the
/// plan. Secret values do not enter the model.
ResourceModel lower_plan(const Plan& plan, const std::string& path, ResourceModel lowered,
                         SourceMap& sources, const Catalog& catalog);

}  // namespace weir::terraform
