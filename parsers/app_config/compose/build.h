#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/source_map.h"
#include "parsers/app_config/beside.h"

namespace weir::compose {

/// How the image of a service is built. Folders and paths are as shown, from the root.
struct Build {
  std::optional<std::string> context;  ///< its folder; none if that is not known, or elsewhere
  std::string file;                    ///< the Dockerfile's path in it
  std::string target;                  ///< the stage that is built; "" = the last one
  Span span;                           ///< where the context is written
};

/// A variable that an image sets for what runs in it.
struct ImageVariable {
  std::string name, value;
  Span name_span, value_span;
  bool known = true;  ///< else arguments of the build stand in it
};

/// What a Dockerfile says of the image: what its stage is made from, and what it starts.
struct BuiltImage {
  std::string base;  ///< "" if it is not known; `scratch` for nothing
  Span base_span;
  std::string command;  ///< ENTRYPOINT and CMD as written; "" if there are none
  std::vector<std::pair<std::string, std::string>> copies = {};  ///< what its stage takes from the context, and to where
  std::vector<ImageVariable> variables = {};                     ///< in their order
};

/// The Dockerfile's path; none if it lies outside of the root.
std::optional<std::string> dockerfile_of(const Build& build);
/// Reads the instructions of a Dockerfile. `target`: the stage that is built.
BuiltImage built_image(const SourceMap& sources, FileId file, std::string_view target);

/// The folder in which the source of a service's own program lies: its Dockerfile's, where that lies deeper in the
/// context, else the context. None if that is not known. What reads a service's configuration looks here.
std::optional<std::string> source_folder(const Build& build);

}  // namespace weir::compose
