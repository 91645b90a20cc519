#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "parsers/app_config/beside.h"
#include "parsers/syntax/syntax.h"

namespace weir::kubernetes {

/// Files that kustomizations name, each parsed once for all of them. May be used by several threads.
class NamedFiles {
 public:
  NamedFiles(app_config::Beside beside, const SourceMap& sources) : beside_(std::move(beside)), sources_(sources) {}

  /// A file or folder by its path as shown.
  app_config::BesideFile at(const std::string& path) const { return beside_(path); }
  /// What a file that was read says.
  const Parsed& parsed(FileId file);
  /// The path of the kustomization that lies in a folder; none if there is none.
  std::optional<std::string> kustomization_in(const std::string& folder) const;
  /// How many objects a kustomization at `path` puts together, each as often as it is included; at most a million.
  std::size_t count_of(const Document& kustomization, const std::string& path);

 private:
  struct Held {
    std::once_flag once;
    Parsed parsed;
  };
  using Counts = std::map<std::string, std::size_t>;
  std::size_t count(const Document& kustomization, const std::string& path, std::size_t depth, Counts& known);
  std::size_t count_at(const std::string& path, std::size_t depth, Counts& known);

  app_config::Beside beside_;
  const SourceMap& sources_;
  std::mutex mutex_;
  std::map<std::uint32_t, std::unique_ptr<Held>> held_;  ///< by FileId
};

}  // namespace weir::kubernetes
