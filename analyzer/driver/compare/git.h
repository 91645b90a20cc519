#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"

namespace weir {

/// A repository that git is asked about (design §9): nothing of its configuration runs, nothing is
/// fetched, nothing is written.
struct Repository {
  std::string git;   ///< absolute path of the program
  std::string root;  ///< absolute path of the folder that holds `.git`
};

/// The repository at `root`. Errors: no git, or no repository there.
Result<Repository> open_repository(const std::string& root);

/// The commit that `revision` names, as git writes it. The error says what a shallow clone lacks.
Result<std::string> commit_of(const Repository& repository, const std::string& revision);

/// Whether anything was committed: before that, HEAD names nothing.
bool has_commits(const Repository& repository);

/// A regular file of a commit or of the index.
struct TreeFile {
  std::string path;  ///< from the root, forward slashes; as the tree has it: anybody's text
  std::string object;
  std::uint64_t bytes = 0;
};

/// What a version holds; links are left out.
struct Tree {
  std::vector<TreeFile> files;          ///< the regular ones
  std::vector<std::string> submodules;  ///< paths of other repositories, of which it holds names of commits only
};

/// Of a commit.
Result<Tree> tree_of(const Repository& repository, const std::string& commit);
/// Of the index; GIT_INDEX_FILE names another, as git sets it for the hooks of `commit -a`. Without
/// sizes. Error: it holds a merge that is not resolved.
Result<Tree> staged_tree(const Repository& repository);

/// Calls `take(file, bytes)` for each file, in order.
Result<bool> read_objects(
    const Repository& repository, const std::vector<TreeFile>& files,
    const std::function<Result<bool>(const TreeFile&, std::string_view)>& take);

}  // namespace weir
