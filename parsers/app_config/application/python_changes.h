#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/app_config/application/python_effects.h"
#include "parsers/app_config/application/python_scope.h"
#include "parsers/app_config/application/python_values.h"

namespace weir::app_config {

/// Changes of what names of a module stand for, in a part of a map or list or as a whole.
class PythonChanges {
 public:
  PythonChanges(ResourceModel& model, PythonValues& values) : model_(model), values_(values) {}

  /// Names are those of this module from now on. What they share with names of others stays known.
  void use(const ProgramTree& tree, PythonScope& names) {
    tree_ = &tree;
    names_ = &names;
  }

  /// Gives a name a value; `written`: the expression that it comes from, 0 = none. What that names is shared then.
  void give(NodeIndex name, ValueId value, NodeIndex written);
  /// `DATABASES["default"]["HOST"] = value`.
  void give_part(NodeIndex target, ValueId value);
  /// `del DATABASES["default"]`, `del DEBUG`.
  void remove(NodeIndex target);
  /// `X += …`, `X |= …`, of a name or a part of what it stands for.
  void add(NodeIndex target, std::string_view sign, ValueId value);
  /// A method that changes what it is called on, as far as it is plain; false for any other.
  bool call(NodeIndex object, std::string_view method, const PythonArguments& given);
  /// What is not followed: all that it may change is unknown.
  void apply(const PythonEffects& effects, Span place);

 private:
  using Change = std::function<ValueId(ValueId)>;  // of invalid: there is nothing yet; to invalid: it is not known what

  void change(NodeIndex target, const Change& change);
  ValueId changed(ValueId held, const std::vector<std::string>& path, std::size_t at, const Change& change, Span place);
  ValueId united(ValueId held, const PythonArguments& given, bool only_missing, Span place);
  ValueId with_item(ValueId held, ValueId item, bool in_front, Span place);
  void forget(const std::string& name, Span place);
  void forget_shares(const std::string& name, Span place);
  ValueId decided(Span place);
  Span span_of(NodeIndex node) const { return {tree_->file, tree_->nodes[node].begin, tree_->nodes[node].end}; }

  ResourceModel& model_;
  PythonValues& values_;
  const ProgramTree* tree_ = nullptr;
  PythonScope* names_ = nullptr;
  std::map<std::string, std::size_t, std::less<>> group_of_;  ///< of names that may stand for parts of one another
  std::vector<std::set<std::string>> groups_;
};

}  // namespace weir::app_config
