#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::cloudformation::cdk {

/// A line of a program that a stack trace names. Nothing is known to be there.
struct Frame {
  std::string path;  ///< as the machine that ran the program had it, with forward slashes
  std::uint32_t line = 0;
  std::uint32_t column = 0;  ///< 0: not said
};

/// The place in one line of a trace: `new Api (/app/lib/api.ts:12:5)`, `at
/// file:///app/bin/app.mjs:3:1`, `File "/app/app.py", line 12, in <module>`,
/// `C:\app\lib\api.ts:12:5`. None if it names no line of a file.
std::optional<Frame> frame_of(std::string_view line);

/// Whether a path leads into what an author did not write: packages, and what belongs to the
/// runtime.
bool is_library(std::string_view path);

}  // namespace weir::cloudformation::cdk
