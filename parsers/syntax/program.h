#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"

namespace weir {

enum class ProgramLanguage : std::uint8_t { python, javascript, typescript, tsx, go, java };

/// The language of a file's name; none if it is no source that is read.
std::optional<ProgramLanguage> program_language(std::string_view path);

/// A node of a program's syntax, in the words of its grammar. `type` and `field` are texts of the
/// grammar and live as long as the program.
struct ProgramNode {
  std::string_view type;
  std::string_view field;  ///< what it is to its parent; "" = nothing with a name
  std::uint32_t begin = 0, end = 0;
  std::uint32_t subtree_end = 0;  ///< index behind its last descendant
};

/// Named nodes and operators in pre-order, without comments. Faulty text leaves ERROR nodes.
struct ProgramTree {
  FileId file;
  ProgramLanguage language = ProgramLanguage::python;
  std::string_view text;  ///< the file's
  std::vector<ProgramNode> nodes;
};

/// Parses a file of program source. Nothing if it is larger than limits::kProgramBytes, binary,
/// not UTF-8, needs too many steps or has too many nodes: what it does is then not known.
std::optional<ProgramTree> parse_program(const SourceMap& sources, FileId file,
                                         ProgramLanguage language);

}  // namespace weir
