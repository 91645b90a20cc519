#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/app_source/evaluation.h"

/// What the two halves of the evaluation share.
namespace weir::app_source {

/// Bytes of what a library's things are called here.
inline constexpr std::size_t kNameBytes = 300;

/// The path of a source without its ending; another path as it is.
inline std::string without_ending(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  const bool has = dot != path.npos && (slash == path.npos || dot > slash);
  return has && program_language(path) ? path.substr(0, dot) : path;
}

inline std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

/// Something of a library, as a part of what a call made.
inline Result of_path(std::string path, Place made_by) {
  Result result;
  if (path.size() > kNameBytes) return result;
  result.kind = Result::Kind::path;
  result.path = std::move(path);
  result.place = made_by;
  return result;
}

/// Whether something of a library is the settings as a whole.
inline bool holds_settings(std::string_view path) {
  return path == "os.environ" || path == "process.env" || path == "process.process.env";
}

/// The bindings of a name in a file.
inline auto bindings_of(const Module& module, std::string_view name) {
  return std::equal_range(module.bindings.begin(), module.bindings.end(), Binding{name},
                          [](const Binding& a, const Binding& b) { return a.name < b.name; });
}

/// One level further in, for as long as it lives.
class Deeper {
 public:
  explicit Deeper(int& deep) : deep_(deep) { ++deep_; }
  ~Deeper() { --deep_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  int& deep_;
};

}  // namespace weir::app_source
