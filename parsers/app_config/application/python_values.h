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
#include "parsers/app_config/application/python_scope.h"
#include "parsers/app_config/application/spring.h"
#include "parsers/syntax/program.h"

namespace weir::app_config {

/// The children of a node of a program's syntax, in their order.
std::vector<NodeIndex> children_of(const ProgramTree& tree, NodeIndex node);
/// The child that a node has for a field; 0 if it has none.
NodeIndex child_for(const ProgramTree& tree, NodeIndex node, std::string_view field);
/// A node's text as it is written.
std::string_view written_text(const ProgramTree& tree, NodeIndex node);

/// Whether a value counts as true in Python; unknown if the value is not known.
Truth python_truth(const ValueStore& values, ValueId value);

/// The arguments of a call: those by place, and those by name.
struct PythonArguments {
  std::vector<ValueId> placed;
  std::map<std::string, ValueId, std::less<>> named;
  std::string cast;  ///< what `cast` names, as it is written
};

/// Reads expressions of a module of settings: literals, lists, maps, names, and what they take from variables by
/// `os.environ`, `environ.Env`, `decouple` and `dj_database_url`. Anything else is unknown.
class PythonValues {
 public:
  /// `budget`: bytes that texts, lists and maps may still take.
  PythonValues(ResourceModel& model, SourceMap& sources, const Process& process, std::size_t& budget)
      : model_(model), sources_(sources), process_(process), budget_(budget) {}

  /// Names are those of this module from now on.
  void use(const PythonScope& names) { names_ = &names; }
  ValueId read(const ProgramTree& tree, NodeIndex node) { return read(tree, node, 0); }
  PythonArguments arguments(const ProgramTree& tree, NodeIndex call) { return arguments(tree, call, 0); }
  /// Takes what `environ.Env(NAME=(type, otherwise))` says of variables.
  void note_defaults(const ProgramTree& tree, NodeIndex call);

  /// The program gives a variable of the process itself; `only_if_missing`: where nothing else does.
  void give_variable(const std::string& name, ValueId value, bool only_if_missing);
  /// The program gives variables nobody knows which.
  void disturb_variables() { disturbed_variables_ = true; }

  /// Pays for work. False, and said once, where there is no more than that.
  bool spend(std::size_t cost, Span place);
  /// Says once that there is too little room.
  void refuse(Span place);
  /// Two lists or texts behind each other, two numbers are not added.
  ValueId sum(ValueId one, ValueId other, Span span);
  /// What the program makes in a way that is not followed.
  ValueId computed(Span span);
  /// What there was too little room for.
  ValueId too_much(Span span);

 private:
  ValueId read(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId number(const ProgramTree& tree, NodeIndex node, Span span);
  ValueId text(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId joined(const std::vector<ValueId>& parts, Span span);
  ValueId list(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId map(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId subscript(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId boolean(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId conditional(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId comparison(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId call(const ProgramTree& tree, NodeIndex node, int depth);
  ValueId method(const ProgramTree& tree, NodeIndex function, const PythonArguments& given, Span span, int depth);
  ValueId variable(const std::string& name, ValueId otherwise, Span span);
  ValueId cast(ValueId value, std::string_view to, Span span);
  ValueId words_of(ValueId text, Span span);
  PythonArguments arguments(const ProgramTree& tree, NodeIndex call, int depth);
  ValueId truth(Truth value, Span span);

  ResourceModel& model_;
  SourceMap& sources_;
  const Process& process_;
  const PythonScope* names_ = nullptr;
  std::size_t& budget_;
  bool refused_ = false;  ///< there was too little room for something
  std::map<std::string, ValueId, std::less<>> defaults_;  ///< of variables
  std::map<std::string, ValueId, std::less<>> given_;     ///< variables that the program gives itself
  bool disturbed_variables_ = false;
};

}  // namespace weir::app_config
