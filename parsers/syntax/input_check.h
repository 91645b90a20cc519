#pragma once

#include <cstddef>
#include <string_view>

#include "analyzer/base/source_map.h"
#include "parsers/syntax/syntax.h"

namespace weir {

/// Size of the UTF-8 byte order mark at the start of `text`: 0 or 3.
std::size_t byte_order_mark(std::string_view text);

/// Whether `text` is text that a front end may look at: not larger than `byte_limit`, not UTF-16 or
/// UTF-32, no NUL bytes. If not, an error diagnostic says why and the only document is one error
/// node.
bool check_input(std::string_view text, FileId file, std::size_t byte_limit, Parsed& parsed);

/// Adds the document that stands for a text of which nothing could be read.
void add_error_document(FileId file, std::size_t size, Parsed& parsed);

/// Adds an error diagnostic about [begin, end).
void report_error(Parsed& parsed, FileId file, std::size_t begin, std::size_t end,
                  std::string_view code, std::string message);

/// What stands at `offset`, for a message: a mark in quotes, "a word", "a number", "the end of the
/// file". Words are never quoted: they may be secrets.
std::string found_at(std::string_view text, std::size_t offset);

}  // namespace weir
