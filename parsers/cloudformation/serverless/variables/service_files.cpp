#include "parsers/cloudformation/serverless/variables/service_files.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/files/paths.h"
#include "parsers/embedded/local_text.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::array<std::string_view, 3> kReadEndings = {".yml", ".yaml", ".json"};

}  // namespace

ServiceFiles::ServiceFiles(const Document& service, SourceMap& sources, const LocalFiles& files,
                           Rewriting& out, Diagnostics& diagnostics)
    : sources_(sources),
      files_(files),
      out_(out),
      diagnostics_(diagnostics),
      root_(out.original()),
      folder_(folder_of(sources.path(service.file))) {}

const Placed* ServiceFiles::open(std::string_view name) {
  const bool read_at_all =
      std::any_of(kReadEndings.begin(), kReadEndings.end(),
                  [&](std::string_view ending) { return name.ends_with(ending); });
  if (!read_at_all || name.starts_with("/") || name.starts_with("~")) return nullptr;
  const std::optional<std::string> path = beneath(folder_, name);
  if (!path || path->empty()) return nullptr;
  const auto file = files_.find(*path);
  if (file == files_.end()) {
    wanted_.insert(*path);
    return nullptr;
  }
  const auto [known, fresh] = documents_.try_emplace(*path);
  if (fresh && documents_.size() <= limits::kIncludes) {
    bytes_ += sources_.text(file->second).size();
    if (bytes_ > limits::kIncludedBytes) return nullptr;
    read_.push_back(file->second);
    LocalText text = read_local_text(sources_, file->second);
    for (Diagnostic& diagnostic : text.diagnostics) diagnostics_.push_back(std::move(diagnostic));
    if (text.document) {
      known->second = std::make_unique<Document>(std::move(*text.document));
      placed_[*path] = out_.place(*known->second);
    }
  }
  const auto found = placed_.find(*path);
  return found == placed_.end() ? nullptr : &found->second;
}

}  // namespace weir::cloudformation::serverless
