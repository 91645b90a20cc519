#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "parsers/cloudformation/cdk/assembly.h"

namespace weir {

/// A folder that `cdk synth` wrote. Stages lie in folders of their own. Paths are as shown.
struct AssemblyFolder {
  std::string folder;
  std::size_t argument = 0;
  std::set<std::string> stacks;                ///< templates that the manifest names
  std::map<std::string, std::string> uploads;  ///< names that files get once uploaded → their paths
  /// What made the resources of each stack with those that it nests, by the stack's template.
  std::map<std::string, std::vector<cloudformation::cdk::Construct>> constructs;
};

/// Reads the manifest in a folder and what it names there; none if the folder is no assembly. Nothing outside the folder is read,
/// however it is named.
std::optional<AssemblyFolder> read_assembly(const Project& project, const std::string& folder, std::size_t argument,
                                            SourceMap& sources, Diagnostics& diagnostics);

/// A template of an assembly, for telling where its resources come from.
struct WrittenTemplate {
  std::string path;
  const Document* document = nullptr;
};

/// Tells `sources` where programs wrote the resources of these templates, as far as the assemblies' traces lead to files of the
/// project: below the folder that an assembly's programs were in, seen from the folders above the assembly. Returns the program
/// sources read, each once. Each assembly has a budget of places to look at; `said` is told where it did not suffice.
std::vector<FileId> add_origins(const Project& project, const std::vector<AssemblyFolder>& assemblies,
                                const std::vector<WrittenTemplate>& templates, SourceMap& sources, Diagnostics& said);

}  // namespace weir
