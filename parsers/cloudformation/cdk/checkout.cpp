#include "parsers/cloudformation/cdk/checkout.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>
#include <vector>

#include "parsers/cloudformation/files/paths.h"

namespace weir::cloudformation::cdk {
namespace {

constexpr std::size_t kMostFolders = 32;  ///< of a path that are compared, and above an app

constexpr std::size_t kMostWitnesses = 200;

/// What speaks for one checkout.
struct Evidence {
  std::size_t programs = 0;
  std::size_t lines = 0;
  std::size_t longest = 0;  ///< parts of a path that are the same there and here
  std::size_t nearest = 0;  ///< parts of the lowest folder that programs were seen from

  bool operator<(const Evidence& other) const {
    return std::tie(programs, lines, longest, nearest) <
           std::tie(other.programs, other.lines, other.longest, other.nearest);
  }
};

using Pair = std::pair<std::string, std::string>;  ///< there, here

bool has_steps(std::string_view path) {
  const Segments parts = segments_of(path);
  return std::any_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return part == "." || part == ".."; });
}

std::string_view last_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string below(std::string_view folder, std::string_view path) {
  return folder.empty() ? std::string(path) : std::string(folder) + "/" + std::string(path);
}

/// Folders that are called the same there and here are the same: whoever has `/src/apps/shop` for
/// `apps/shop` has `/src` for the root.
Pair widened(std::string_view there, std::string_view here) {
  while (!here.empty() && last_of(there) == last_of(here)) {
    there = folder_of(there);
    here = folder_of(here);
  }
  return {std::string(there), std::string(here)};
}

/// The longest end of `path` that is a program in `folder`; "" if none is. A name alone says too
/// little to look for it away from the app.
std::string_view end_in(std::string_view folder, std::string_view path, bool names_count,
                        const std::function<bool(const std::string&)>& is_program) {
  auto left = static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    const std::string_view end = path.substr(slash + 1);
    const std::size_t parts = left--;
    if (parts > kMostFolders || end.empty() || end.front() == '/') continue;
    if (parts == 1 && !names_count) break;
    if (is_program(below(folder, end))) return end;
  }
  return {};
}

class Witnesses {
 public:
  Witnesses(std::string_view app, const std::function<bool(const std::string&)>& is_program)
      : app_(app), is_program_(is_program) {}

  void hear(std::string_view path, std::size_t lines) {
    std::map<Pair, Evidence> said;
    std::string_view folder = app_;
    for (std::size_t up = 0; up < kMostFolders; ++up, folder = folder_of(folder)) {
      const std::string_view end = end_in(folder, path, up == 0, is_program_);
      if (!end.empty()) {
        const std::string_view there = path.substr(0, path.size() - end.size() - 1);
        Evidence& evidence = said[widened(there, folder)];
        evidence = std::max(evidence, {1, lines, parts(end), parts(folder)});
      }
      if (folder.empty()) break;
    }
    for (const auto& [pair, one] : said) {
      Evidence& all = all_[pair];
      all = {all.programs + 1, all.lines + lines, std::max(all.longest, one.longest),
             std::max(all.nearest, one.nearest)};
    }
  }

  std::optional<Checkout> decided() const {
    const auto less = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto best = std::max_element(all_.begin(), all_.end(), less);
    if (best == all_.end()) return std::nullopt;
    const auto as_good = [&](const auto& one) { return !(one.second < best->second); };
    if (std::count_if(all_.begin(), all_.end(), as_good) > 1) return std::nullopt;
    return Checkout{best->first.first, best->first.second};
  }

 private:
  static std::size_t parts(std::string_view path) { return segments_of(path).size(); }

  std::string_view app_;
  const std::function<bool(const std::string&)>& is_program_;
  std::map<Pair, Evidence> all_;
};

}  // namespace

bool is_absolute(std::string_view path) {
  const bool has_drive = path.size() > 2 && std::isalpha(static_cast<unsigned char>(path[0])) &&
                         path.substr(1, 2) == ":/";
  return path.starts_with('/') || has_drive;
}

std::optional<Checkout> find_checkout(const NamedPrograms& named, std::string_view app,
                                      const std::function<bool(const std::string&)>& is_program) {
  std::vector<NamedPrograms::const_pointer> asked;
  for (const auto& one : named)
    if (is_absolute(one.first) && !has_steps(one.first)) asked.push_back(&one);
  std::stable_sort(asked.begin(), asked.end(),
                   [](const auto* a, const auto* b) { return a->second > b->second; });
  asked.resize(std::min(asked.size(), kMostWitnesses));
  Witnesses witnesses(app, is_program);
  for (const auto* one : asked) witnesses.hear(one->first, one->second);
  return witnesses.decided();
}

std::string place_of(const std::optional<Checkout>& checkout, std::string_view app,
                     std::string_view path) {
  if (has_steps(path)) return {};
  if (!is_absolute(path)) return below(app, path);
  if (!checkout || !path.starts_with(checkout->there + "/")) return {};
  return below(checkout->here, path.substr(checkout->there.size() + 1));
}

}  // namespace weir::cloudformation::cdk
