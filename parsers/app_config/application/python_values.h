#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/base/truth.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/spring.h"
#include "parsers/syntax/program.h"

namespace weir::app_config {

/// What names of a Python module stand for so far.
using PythonNames = std::map<std::string, ValueId, std::less<>>;

/// The children of a node of a program's syntax, in their order.
std::vector<NodeIndex> children_of(const ProgramTree& tree, NodeIndex node);
/// The child that a node has for a field; 0 if it has none.
NodeIndex child_for(const ProgramTree& tree, NodeIndex node, std::string_view field);
/// A node's text as it is written.
std::string_view written_text(const ProgramTree& tree, NodeIndex node);

/// Whether a value counts as true in Python; unknown if the value is not known.
Truth python_truth(const ValueStore& values, ValueId value);

/// Reads expressions of a module of settings: literals, lists, maps, names, and what they take from variables by
/// `os.environ`, `environ.Env`, `decouple` and `dj_database_url`. Anything else is unknown.
class PythonValues {
 public:
  /// `names`: of the module, read while this lives. `budget`: bytes that texts may still take.
  PythonValues(ResourceModel& model, SourceMap& sources, const Process& process, const PythonNames& names,
               std::size_t& budget)
      : model_(model), sources_(sources), process_(process), names_(names), budget_(budget) {}

  ValueId read(const ProgramTree& tree, NodeIndex node) { return read(tree, node, 0); }
  /// Takes what `environ.Env(NAME=(type, otherwise))` says of variables.
  void note_defaults(const ProgramTree& tree, NodeIndex call);

 private:
  struct Given;
  ValueId read(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId text(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId joined(const std::vector<ValueId>& parts, Span span);
  ValueId list(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId map(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId subscript(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId boolean(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId comparison(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId call(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId method(const ProgramTree& tree, NodeIndex function, const Given& given, Span span, int depth);
  ValueId variable(const std::string& name, ValueId otherwise, Span span);
  ValueId cast(ValueId value, std::string_view to, Span span);
  Given arguments(const ProgramTree& tree, NodeIndex call, int depth);
  ValueId computed(Span span);
  ValueId truth(Truth value, Span span);

  ResourceModel& model_;
  SourceMap& sources_;
  const Process& process_;
  const PythonNames& names_;
  std::size_t& budget_;
  PythonNames defaults_;  ///< of variables
};

}  // namespace weir::app_config
