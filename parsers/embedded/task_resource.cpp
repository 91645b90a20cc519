#include "parsers/embedded/task_resource.h"

#include <array>
#include <utility>

namespace weir {
namespace {

constexpr std::string_view kSdk = "aws-sdk:";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kPatterns = {
    {{".sync:2", "sync"}, {".sync", "sync"}, {".waitForTaskToken", "wait_for_task_token"}}};

/// What is behind the next colon that stands in no hole; false if there is none.
bool skip_part(std::string_view& text) {
  int holes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++holes;
    if (text[i] == '}') --holes;
    if (text[i] != ':' || holes > 0) continue;
    text.remove_prefix(i + 1);
    return true;
  }
  return false;
}

}  // namespace

TaskResource read_task_resource(std::string_view resource) {
  TaskResource result;
  std::string_view rest = resource;
  // arn, partition; then the service with neither Region nor account
  if (!rest.starts_with("arn:") || !skip_part(rest) || !skip_part(rest)) return result;
  if (!rest.starts_with("states:::")) return result;
  rest.remove_prefix(std::string_view("states:::").size());
  result.pattern = "request_response";
  for (const auto& [suffix, pattern] : kPatterns) {
    if (!rest.ends_with(suffix)) continue;
    rest.remove_suffix(suffix.size());
    result.pattern = pattern;
    break;
  }
  if (rest.starts_with(kSdk)) rest.remove_prefix(kSdk.size());
  const std::size_t colon = rest.find(':');
  const bool whole = colon != rest.npos && colon > 0 && colon + 1 < rest.size() &&
                     rest.find(':', colon + 1) == rest.npos;
  const bool open = rest.find("${") != rest.npos;
  result.kind = whole || open ? TaskResource::Kind::call : TaskResource::Kind::invalid;
  result.call = std::string(rest);
  return result;
}

}  // namespace weir
