#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "analyzer/base/result.h"
#include "analyzer/driver/compare/git.h"

namespace weir {

inline constexpr std::size_t kSnapshotFiles = 200'000;       ///< of one revision
inline constexpr std::uint64_t kSnapshotBytes = 1ull << 30;  ///< of their text

/// The files of a revision in a folder of their own, readable by their owner only and removed at
/// the end. What no analysis
/// reads is left out: links, submodules, node_modules, files over the limit. What
/// git does not keep but an analysis needs, the modules that terraform installed, is taken from the
/// working tree.
class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(Snapshot&& other) noexcept
      : folder_(std::move(other.folder_)), root_(std::move(other.root_)) {
    other.folder_.clear();
  }
  Snapshot& operator=(Snapshot&&) = delete;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

  /// Stands for the repository's root; its last component is called the same.
  const std::string& root() const { return root_; }

 private:
  friend Result<Snapshot> take_snapshot(const Repository& repository, const std::string& commit);
  std::string folder_;
  std::string root_;
};

Result<Snapshot> take_snapshot(const Repository& repository, const std::string& commit);

}  // namespace weir
