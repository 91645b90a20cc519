#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rule/results.h"

/// Pieces of Markdown. What comes from the input is escaped by whoever calls, or here where it says
/// so.
namespace weir::report {

/// A code span whatever the text holds; one line.
std::string code_span(std::string_view text);

/// A place as a code span: "`app/template.yaml:4:10`"; words where it has none.
std::string place_span(const SourceMap& sources, Span span);

/// A row of a table; cells are Markdown already.
std::string table_row(const std::vector<std::string>& cells);
/// The header of a table, with the line below it.
std::string table_head(const std::vector<std::string>& cells);

/// What a node is called, escaped.
std::string name_of_node(const Results& results, NodeId node);

}  // namespace weir::report
