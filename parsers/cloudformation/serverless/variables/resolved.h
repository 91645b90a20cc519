#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/serverless/variables/filling.h"

namespace weir::cloudformation::serverless {

/// A service with its variables filled, from its own file and those that they name.
struct ResolvedService {
  Document document;
  /// Parameters that stand for variables which only deployment fills, and a node that is one: they
  /// are read as `Ref: name`, or as `${name}` in a Sub.
  std::map<std::string, NodeIndex> open;
  /// What some of them are that another unit may give.
  std::map<std::string, OfferedName> links;
  std::vector<FileId> read;  ///< files beside the service
};

/// Fills the variables of what is deployed; entries of `custom` that no plugin deploys stay as they
/// are written, since they count only where a variable names them.
ResolvedService resolved(const Document& service, SourceMap& sources, const LocalFiles& files,
                         Diagnostics& diagnostics);

/// Paths, as shown, of the files that the service's variables name and that are not among `files`;
/// once these are there, they may name more.
std::set<std::string> files_wanted(const Document& service, SourceMap& sources,
                                   const LocalFiles& files);

}  // namespace weir::cloudformation::serverless
