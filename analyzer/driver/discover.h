#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/result.h"
#include "analyzer/base/source_map.h"
#include "analyzer/driver/config.h"

namespace weir {

/// What a file is to the analysis.
enum class Dialect : std::uint8_t { cloudformation, terraform, terraform_plan, kubernetes, compose, ci };

/// A file to analyse. Its text is in the SourceMap.
struct ProjectFile {
  FileId file;
  Dialect dialect = Dialect::cloudformation;
  bool named = false;     ///< an argument itself
  std::size_t argument = 0;  ///< which argument it was found under
};

/// A file that an application is told by (parsers/app_config/application). It is not read yet.
struct ApplicationFile {
  std::string path;  ///< as shown
  std::size_t argument = 0;
};

/// What the arguments lead to: files in the order of their paths, the configuration of each argument, and what was
/// passed over.
struct Project {
  std::string root;                 ///< absolute; paths are shown relative to it
  std::vector<ProjectFile> files;
  std::vector<std::string> exclude; ///< --exclude
  std::vector<Config> configs;      ///< one per argument
  std::vector<std::string> systems; ///< one per argument: the default system's name
  std::map<std::string, FileId> texts;  ///< the files of a project in memory, by path
  std::vector<ApplicationFile> applications;  ///< files that tell of an application, in the order of their paths
  std::size_t passed_over = 0;      ///< files that bear no dialect's mark
  Diagnostics diagnostics;
};

struct DiscoverOptions {
  std::vector<std::string> paths;    ///< arguments; at least one
  std::vector<std::string> exclude;  ///< --exclude globs, relative to the root
  std::string config;                ///< --config FILE; replaces every .weir.yaml
};

/// Walks the arguments and reads every recognised file into `sources`: what .gitignore files and .git/info/exclude do not
/// exclude, less vendored and build folders, plus what is named. Links that lead out of the root are not followed. Error: an
/// argument that does not exist or cannot be read, or a faulty configuration (its faults are in the message).
Result<Project> discover(const DiscoverOptions& options, SourceMap& sources);

/// Those files of a module's folder that are not in the project yet, for one of the arguments, read into `sources` in the order
/// of their names. Nothing if the folder (as shown) is not below the root, is reached through a link, or cannot be read; not
/// what the command line or the argument's configuration excludes.
std::vector<ProjectFile> read_module_folder(const Project& project, const std::string& folder, std::size_t argument,
                                            SourceMap& sources);

/// Part of a Terraform module, by its name alone.
bool is_terraform_file(std::string_view path);

/// Whether no walk goes into folders of this name: what is vendored, built or a tool's own.
bool is_skipped(std::string_view folder);

/// Whether a regular file below the root stands at `path` (as shown), is reached without a link, and is not what the command
/// line or the argument's configuration excludes.
bool may_be_read(const Project& project, const std::string& path, std::size_t argument);

/// Reads such a file into `sources`; nothing if it cannot be read.
std::optional<FileId> read_beside(const Project& project, const std::string& path, SourceMap& sources);

/// The root that paths are shown relative to: the nearest folder with `.git` above the first argument, else the common
/// parent of the arguments.
std::filesystem::path root_of(const std::vector<std::filesystem::path>& arguments);

}  // namespace weir
