#include "parsers/cloudformation/cdk/trace.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "parsers/cloudformation/files/paths.h"

namespace weir::cloudformation::cdk {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::array<std::string_view, 6> kLibraries = {
    "node_modules", "site-packages", "dist-packages", ".venv", "aws-cdk-lib", "@aws-cdk"};
constexpr std::string_view kFileScheme = "file://";
constexpr std::string_view kPythonBegin = "File \"";
constexpr std::string_view kPythonLine = "\", line ";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::uint32_t> number_in(std::string_view digits) {
  std::uint32_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || at != end || digits.empty() || number == 0) return std::nullopt;
  return number;
}

/// Takes `:number` off the end of a text.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const std::optional<std::uint32_t> number = number_in(text.substr(colon + 1));
  if (number) text = text.substr(0, colon);
  return number;
}

std::optional<Frame> finished(std::string_view path, std::uint32_t line, std::uint32_t column) {
  if (path.starts_with(kFileScheme)) path.remove_prefix(kFileScheme.size());
  if (path.empty() || path.starts_with("node:") || path.find('\0') != path.npos)
    return std::nullopt;
  Frame frame{std::string(path), line, column};
  std::replace(frame.path.begin(), frame.path.end(), '\\', '/');
  return frame;
}

/// `File "PATH", line NUMBER, in NAME`
std::optional<Frame> python_frame(std::string_view line) {
  line.remove_prefix(kPythonBegin.size());
  const std::size_t quote = line.find(kPythonLine);
  if (quote == line.npos) return std::nullopt;
  const std::string_view rest = line.substr(quote + kPythonLine.size());
  const std::optional<std::uint32_t> number = number_in(rest.substr(0, rest.find(',')));
  if (!number) return std::nullopt;
  return finished(line.substr(0, quote), *number, 0);
}

}  // namespace

std::optional<Frame> frame_of(std::string_view line) {
  line = trimmed(line);
  if (line.size() > kLongestLine) return std::nullopt;
  if (line.starts_with(kPythonBegin)) return python_frame(line);
  if (line.ends_with(')')) {
    const std::size_t open = line.rfind('(');
    if (open == line.npos) return std::nullopt;
    line = line.substr(open + 1, line.size() - open - 2);
  } else if (line.starts_with("at ")) {
    line = trimmed(line.substr(3));
    if (line.starts_with("async ")) line.remove_prefix(6);
  }
  const std::optional<std::uint32_t> last = take_number(line);
  if (!last) return std::nullopt;
  const std::optional<std::uint32_t> before = take_number(line);
  return before ? finished(line, *before, *last) : finished(line, *last, 0);
}

bool is_library(std::string_view path) {
  const Segments segments = segments_of(path);
  return std::any_of(segments.begin(), segments.end(), [](std::string_view segment) {
    return std::find(kLibraries.begin(), kLibraries.end(), segment) != kLibraries.end();
  });
}

}  // namespace weir::cloudformation::cdk
