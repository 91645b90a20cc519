#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/graph/declarations.h"
#include "analyzer/resilience/declared.h"

namespace weir {

/// An entry of `systems:` units below one of `paths` belong to it.
struct SystemConfig {
  std::string name;
  std::vector<std::string> paths;  ///< folders or files, relative to the configuration's folder
  std::string scope;               ///< complete | fragment | "" (not declared)
  std::string environment;
};

/// An entry of `suppress:` with the mandatory reason.
struct SuppressConfig {
  std::string rule;
  std::vector<std::string> paths;  ///< globs; empty = everywhere
  std::string address;             ///< "" = any element
  std::string reason;
  std::string owner;
  std::string until;               ///< YYYY-MM-DD, the last day it holds; "" = no end
};

/// A `.weir.yaml`. Its keys are those of config.schema.json; others are errors.
struct Config {
  std::string file;    ///< path as shown; "" when there is none
  std::string folder;  ///< its folder, relative to the root: what its paths are relative to
  bool whole = true;   ///< all below its folder is looked at, not an argument within
  std::string above;   ///< when its folder is above the root: the root relative to it; `folder` is "" then
  std::vector<std::string> exclude;
  std::vector<SystemConfig> systems;
  std::vector<SuppressConfig> suppress;
  std::vector<DataDeclaration> data;  ///< entries of `data:`
  resilience::Declarations resilience;  ///< objectives, journeys, dependencies, figures, practices
};

/// `path` (relative to the root) as the configuration writes it; none if it lies outside the configuration's folder.
std::optional<std::string> path_in(const Config& config, std::string_view path);

/// Reads a configuration file already in `sources`; faults become diagnostics of level error that name what was found
/// and what was expected.
Config read_config(const SourceMap& sources, FileId file, std::string folder, Diagnostics& faults);

/// The system that a unit's path (relative to the root) belongs to; nullptr if none names it.
const SystemConfig* system_of(const Config& config, std::string_view path);

/// Whether `text` is a calendar date written YYYY-MM-DD.
bool is_date(std::string_view text);

}  // namespace weir
