#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

struct TSLanguage;
struct TSTree;

namespace weir {

struct DeleteTree {
  void operator()(TSTree* tree) const;
};
using GrammarTree = std::unique_ptr<TSTree, DeleteTree>;

/// Parses UTF-8 text with a tree-sitter grammar. Null if the parser called its progress callback
/// more than `budget` times: what is quadratic in a grammar ends there.
GrammarTree parse_with(const TSLanguage* grammar, std::string_view text, std::size_t budget);

/// Calls of the progress callback that a file of this size may take. The grammars' own files take
/// one in about 60 bytes; nested templates, which are quadratic, far more.
inline std::size_t progress_budget(std::size_t bytes) { return 20'000 + bytes; }

}  // namespace weir
