#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/python_changes.h"
#include "parsers/app_config/application/python_scope.h"
#include "parsers/app_config/application/python_values.h"
#include "parsers/app_config/application/spring.h"
#include "parsers/syntax/program.h"

namespace weir::app_config {

/// Whether a name is written as those of settings are: `ALLOWED_HOSTS`.
bool is_constant_name(std::string_view name);

/// Runs the modules of a Python program as far as they assign names plainly: what a module has for names in the end.
/// What is done in other ways is unknown.
class PythonProgram {
 public:
  /// `folder`: in which modules are looked for, "" or with a `/` at its end. `budget`: bytes that values may still take.
  PythonProgram(ResourceModel& model, SourceMap& sources, const FilesCalled& files, const Process& process,
                std::string folder, std::size_t& budget)
      : model_(model), sources_(sources), files_(files), folder_(std::move(folder)),
        values_(model, sources, process, budget), changes_(model, values_) {}

  /// The names of the module at a path (`shop/settings`), which may be a package; null if it is not there, or not read.
  const PythonScope* run(const std::string& path);

 private:
  struct Module {
    std::string path;
    bool package = false;
    ProgramTree tree;
    PythonScope names;
    PythonEffects late;  ///< what its functions may do, whenever they are called
  };

  /// One statement or block: false where the program ends there.
  bool block(Module& in, NodeIndex node, int depth);
  bool statement(Module& in, NodeIndex node, int depth);
  void expression(Module& in, NodeIndex node);
  void call(Module& in, NodeIndex node);
  bool call_on(Module& in, NodeIndex function, NodeIndex node);
  bool choose(Module& in, NodeIndex node, int depth);
  bool attempt(Module& in, NodeIndex node, int depth);
  bool attempt(Module& in, NodeIndex body, const std::vector<NodeIndex>& handlers, NodeIndex otherwise, int depth);
  void define(Module& in, NodeIndex node);
  void assign(Module& in, NodeIndex node);
  void assign_to(Module& in, NodeIndex target, ValueId value, NodeIndex written);
  void remove(Module& in, NodeIndex node);
  void import(Module& in, NodeIndex node);
  void import_all(Module& in, const std::string& path, Span place);
  void use(Module& in);
  void apply(Module& in, NodeIndex node);
  ValueId decided(Span place);
  static Span span_of(const Module& in, NodeIndex node) { return {in.tree.file, in.tree.nodes[node].begin, in.tree.nodes[node].end}; }

  ResourceModel& model_;
  SourceMap& sources_;
  const FilesCalled& files_;
  const std::string folder_;
  PythonValues values_;
  PythonChanges changes_;
  std::map<std::string, std::unique_ptr<Module>> modules_;  ///< null: not there
  std::size_t run_ = 0;     ///< modules
  int uncertain_ = 0;       ///< branches of which it is not known whether they are run, inside each other
  std::size_t doubts_ = 0;  ///< statements so far that may have failed
};

}  // namespace weir::app_config
