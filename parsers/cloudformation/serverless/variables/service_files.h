#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation::serverless {

/// The trees that a service is put together from: its own file, and those that variables name, each
/// read once.
class ServiceFiles {
 public:
  ServiceFiles(const Document& service, SourceMap& sources, const LocalFiles& files, Rewriting& out,
               Diagnostics& diagnostics);

  const Placed& root() const { return root_; }
  const std::string& folder() const { return folder_; }
  /// The file at a path relative to the service's folder; nullptr if it is not there, is neither
  /// YAML nor JSON, does not parse, or there are too many.
  const Placed* open(std::string_view name);
  /// Those that were read.
  const std::vector<FileId>& read() const { return read_; }
  /// Paths, as shown, of those that were asked for and are not among the files.
  const std::set<std::string>& wanted() const { return wanted_; }

 private:
  SourceMap& sources_;
  const LocalFiles& files_;
  Rewriting& out_;
  Diagnostics& diagnostics_;
  Placed root_;
  std::string folder_;
  std::map<std::string, std::unique_ptr<Document>> documents_;  ///< none: it cannot be read
  std::map<std::string, Placed> placed_;
  std::vector<FileId> read_;
  std::set<std::string> wanted_;
  std::size_t bytes_ = 0;
};

}  // namespace weir::cloudformation::serverless
