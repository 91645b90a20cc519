#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "parsers/ci/ci.h"
#include "parsers/syntax/syntax.h"

namespace weir {

/// A file that says what a code host runs, as parsed.
struct CiFile {
  FileId file;
  std::string path;  ///< as shown
  std::size_t argument = 0;
  Parsed parsed;     ///< faults are warnings unless the file is named: no infrastructure is lost with it
};

/// The files of one repository.
struct CiUnit {
  std::string path;        ///< of the first file
  std::string repository;  ///< its folder as shown, "" at the root
  std::size_t argument = 0;
  std::vector<ci::CiText> texts;
};

/// The project's files of this kind.
struct CiFiles {
  std::vector<std::unique_ptr<CiFile>> files;  ///< in the order of their paths
  std::vector<CiUnit> units;                   ///< in the order of their paths
};

/// Parses what the project's code hosts run, in parallel.
CiFiles read_ci(const Project& project, const SourceMap& sources, unsigned jobs);

}  // namespace weir
