#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/driver/compare/git.h"
#include "analyzer/driver/compare/temporary_folder.h"

namespace weir {

inline constexpr std::size_t kSnapshotFiles = 200'000;       ///< of one version
inline constexpr std::uint64_t kSnapshotBytes = 1ull << 30;  ///< of their text

/// Files of a repository, as a revision or the index has them, in a folder of their own. What no
/// analysis reads is left out: links, submodules, node_modules, files over the limit. What git does
/// not keep but an analysis needs, the modules that terraform installed, is taken from the working
/// tree.
struct Snapshot {
  TemporaryFolder folder;
  std::string root;                     ///< stands for the repository's; its last component is called the same
  std::vector<std::string> submodules;  ///< paths of what stands there by reference only
};

/// Of a commit.
Result<Snapshot> take_snapshot(const Repository& repository, const std::string& commit);
/// Of what is staged: what the next commit will hold.
Result<Snapshot> take_staged_snapshot(const Repository& repository);

}  // namespace weir
