#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "parsers/app_config/beside.h"
#include "parsers/app_config/compose/compose.h"
#include "parsers/cloudformation/files/templated.h"
#include "parsers/syntax/syntax.h"

namespace weir {

/// A file that is named like one of compose, as parsed.
struct ComposeFile {
  FileId file;
  std::string path;  ///< as shown
  bool named = false;
  std::size_t argument = 0;
  Parsed parsed;
  std::optional<cloudformation::Templating> templating;  ///< it is written in a template language, and not read
  const Document* project = nullptr;                     ///< none: it is no compose file, or has errors
};

/// A compose file with the override beside it.
struct ComposeUnit {
  std::size_t argument = 0;
  compose::ProjectText text;
};

/// The project's compose files.
struct ComposeFiles {
  std::vector<std::unique_ptr<ComposeFile>> files;  ///< in the order of their paths
  std::vector<ComposeUnit> units;                   ///< in the order of their paths
  std::size_t applications = 0;                     ///< that nothing says how to run, and are read all the same
  Diagnostics diagnostics;                          ///< files that only change others, and are not read with them
};

/// Parses the project's compose files, in parallel. An override is read with the file of its folder that docker compose
/// takes by itself; another file that gives a service no image changes some other file, and is left out with a note.
ComposeFiles read_compose(const Project& project, SourceMap& sources, unsigned jobs);

/// Reads the files that configuration names: regular ones below the root, reached without a link, neither ignored by git nor
/// excluded for the argument, within limits::kFileBytes each and 64 MB together; each once. `project` and `sources` must
/// outlive it.
app_config::Beside files_beside(const Project& project, std::size_t argument, SourceMap& sources);

}  // namespace weir
