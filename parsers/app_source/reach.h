#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "parsers/app_source/evaluation.h"

namespace weir::app_source {

/// A function that a name may lead to.
struct Reached {
  FunctionPlace function;
  std::optional<FunctionPlace> with;  ///< only if this one runs as well: what makes its object
};

/// Which functions of a program the names in it may mean.
class Reach {
 public:
  Reach(const std::vector<Module>& modules, Evaluation& evaluation);

  /// What a name leads to: what it stands for where that is known, else methods of that name.
  std::vector<Reached> of(std::uint32_t module, const Site& site);
  /// Files that run when a file does.
  std::set<std::uint32_t> imported_by(std::uint32_t module);
  /// Whether some file imports one that belongs beside it, or on the machine, and is not there.
  bool lacks_files() const { return lacks_files_; }
  /// Functions that run when a class is used, because something else calls them.
  bool runs_with_its_class(FunctionPlace method);

 private:
  void variable(std::uint32_t module, const Site& site, std::vector<Reached>& found);
  void member(std::uint32_t module, const Site& site, std::vector<Reached>& found);
  void handed_out(const Result& object, int depth, std::vector<Reached>& found);
  void by_name(std::uint32_t module, std::string_view name, std::vector<Reached>& found);
  void of_file(std::uint32_t module, std::string_view name, std::vector<Reached>& found);
  void methods(std::uint32_t module, std::string_view name, std::vector<Reached>& found);
  void of_class(FunctionPlace at, std::string_view name, bool derived, std::vector<Reached>& found);
  void own_methods(FunctionPlace at, std::string_view name, int depth, std::vector<Reached>& found);
  bool calls_methods(FunctionPlace at, int depth);
  void of_type(const Result& instance, std::string_view name, std::vector<Reached>& found);
  bool is_method(FunctionPlace at) const;
  const Function& function(FunctionPlace at) const {
    return modules_[at.module].functions[at.function];
  }

  const std::vector<Module>& modules_;
  Evaluation& evaluation_;
  std::multimap<std::string_view, FunctionPlace> named_;
  bool lacks_files_ = false;
  std::map<FunctionPlace, bool> called_;  ///< classes: whether a library calls their methods
};

}  // namespace weir::app_source
