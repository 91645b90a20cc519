#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/notes.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/rewriting/known_values.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation {

/// The transform that puts a file in its place.
inline constexpr std::string_view kInclude = "AWS::Include";

/// A text that is being read into the template: the template itself, or an included file.
struct Source {
  Placed placed;
  std::string path;
  std::vector<NodeIndex> calls;  ///< entries and tagged nodes that may include something
  int depth = 0;                 ///< levels of its deepest node

  const Document& document() const { return *placed.document; }
  bool any_in(NodeIndex node) const;
};

/// The files that one template includes, each read once.
class IncludedFiles {
 public:
  IncludedFiles(const Document& document, SourceMap& sources, const LocalFiles& files,
                const KnownParameters& parameters, Rewriting& out, Notes& notes,
                Diagnostics& diagnostics);

  /// The template itself.
  const Source& root() const { return root_; }
  /// Whether a transform's value, `{Name: AWS::Include, Parameters: {Location: …}}` alone or as the
  /// only item of a list, is an include: the map; kNoNode if it is something else.
  static NodeIndex include_in(const Document& document, NodeIndex value);
  /// The file that an include names; nullptr, with a diagnostic, if it cannot be read.
  const Source* open(const Source& from, NodeIndex include);
  /// Every file that was read, in order; also those that are malformed.
  const std::vector<FileId>& read_files() const { return read_files_; }
  /// Notes that an include stays as it is.
  void leave(const Source& from, NodeIndex include, std::string why, bool malformed);

 private:
  const Source* read(const std::string& path, FileId file);

  SourceMap& sources_;
  const LocalFiles& files_;
  KnownValues known_;
  Rewriting& out_;
  Notes& notes_;
  Diagnostics& diagnostics_;
  Source root_;
  std::vector<std::unique_ptr<Document>> documents_;
  std::map<std::string, std::unique_ptr<Source>, std::less<>> read_;  ///< null: it cannot be read
  std::vector<FileId> read_files_;
  std::size_t opened_ = 0, bytes_ = 0;
};

}  // namespace weir::cloudformation
