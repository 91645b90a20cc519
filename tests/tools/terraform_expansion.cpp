// What Weir makes of folders of Terraform, root by root: terraform_expansion FOLDER…
// Prints instances, values of their attributes, those of them that are unknown with the most
// frequent reasons, and how long reading and evaluating took. Measured by hand on repositories that
// are not part of the tree.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>

#include "analyzer/driver/analyze.h"
#include "tests/driver/built_in.h"

namespace {

constexpr std::size_t kReasonsShown = 3;

struct Counts {
  std::size_t values = 0;
  std::map<std::string, std::size_t> unknown;  // by reason
};

void count(const weir::ValueStore& values, weir::ValueId id, Counts& counts) {
  const weir::Value& value = values[id];
  switch (value.kind) {
    case weir::ValueKind::map:
      for (std::size_t i = 0; i < values.item_count(id); ++i)
        count(values, values.entry(id, i).value, counts);
      return;
    case weir::ValueKind::list:
      for (const weir::ValueId item : values.items(id)) count(values, item, counts);
      return;
    case weir::ValueKind::choice:
      for (std::size_t i = 0; i < values.item_count(id); ++i)
        count(values, values.alternative(id, i).value, counts);
      return;
    case weir::ValueKind::unknown:
      ++counts.unknown[std::string(values.subject(id)) + ": " + std::string(values.why(id))];
      break;
    default:
      break;
  }
  ++counts.values;
}

bool print_expansion(const std::string& folder) {
  const auto begin = std::chrono::steady_clock::now();
  weir::Analysis analysis;
  weir::Result<weir::Project> project = weir::discover({{folder}, {}, {}}, analysis.sources);
  if (!project.ok()) {
    std::fprintf(stderr, "%s\n", project.error().message.c_str());
    return false;
  }
  analysis.project = std::move(*project);
  weir::infer(analysis, weir::built_in_knowledge(), {});
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  Counts counts;
  std::size_t open = 0;
  for (const weir::Resource& resource : analysis.model.resources) {
    open += resource.address.find("[*]") != std::string::npos ? 1 : 0;
    count(analysis.model.values, resource.attributes, counts);
  }
  std::size_t unknown = 0;
  std::multimap<std::size_t, std::string, std::greater<>> most;
  for (const auto& [reason, times] : counts.unknown) {
    unknown += times;
    most.emplace(times, reason);
  }
  std::printf(
      "%s: %zu instances (%zu stand for an unknown number), %zu values, %.1f %% unknown, %.0f ms\n",
      folder.c_str(), analysis.model.resources.size(), open, counts.values,
      counts.values == 0
          ? 0
          : 100.0 * static_cast<double>(unknown) / static_cast<double>(counts.values),
      took.count());
  std::size_t shown = 0;
  for (const auto& [times, reason] : most)
    if (shown++ < kReasonsShown) std::printf("    %zu × %s\n", times, reason.c_str());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  bool fine = argc > 1;
  for (int i = 1; i < argc; ++i) fine = print_expansion(argv[i]) && fine;
  return fine ? 0 : 1;
}
