#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/notes.h"
#include "analyzer/base/source_map.h"
#include "parsers/cloudformation/sam/tree.h"
#include "parsers/cloudformation/serverless/variables/resolved.h"

namespace weir::cloudformation::serverless {

using sam::Entry;
using sam::Maker;
using sam::Part;
using sam::Tree;

/// A function of a service.
struct Function {
  std::string key;
  std::string name;  ///< with which the framework's logical ids begin: `Create`
  std::string id;    ///< its logical id here: the key
  Span place;        ///< of the key
  Part value;
  std::vector<Part> statements = {};  ///< what its events need of its role
  bool at_edge = false;               ///< a distribution calls it where its users are
};

/// A service and what has been made of it so far. The functions that write one part of it each take
/// it and add resources.
class Service {
 public:
  Service(const ResolvedService& resolved, Notes& notes);

  Tree& tree() { return tree_; }
  Maker at(Span place) { return {tree_, place}; }
  Maker at(Part part) { return {tree_, tree_.place(part)}; }
  Part section(std::string_view name) { return tree_.find(tree_.at(0), name); }
  Part provider() { return section("provider"); }
  /// The text at a path; empty if it is none.
  std::string text(Part map, std::initializer_list<std::string_view> path);
  const std::string& stage() const { return stage_; }
  const std::string& name() const { return name_; }
  /// The name that its stack gets; empty where only deployment knows it.
  std::string stack_name();
  bool has_plugin(std::string_view name);
  /// A section that a plugin reads; not there if the service does not list the plugin, which is
  /// said.
  Part read_by(std::string_view plugin, std::initializer_list<std::string_view> path);

  std::deque<Function>& functions() { return functions_; }
  const Function* function(std::string_view key) const;
  /// Adds one under `functions`; nothing if it is there already, or is no map.
  void add_function(const Entry& entry);
  /// Allows what every function's role gets, from now on.
  void grant(Part statement) { granted_.push_back(statement); }
  const std::vector<Part>& granted() const { return granted_; }

  /// Adds a resource, once: the second call with the same id returns the first one's.
  Part make(const std::string& id, std::string_view type, Part properties, Span place);
  /// Lays what is said of a resource over what was made with this id.
  void lay_over(const std::string& id, Part said);
  /// What was made with this id.
  Part made(std::string_view id) const;
  /// From now on what the service calls `written` (in Ref, GetAtt, Sub and DependsOn) is `id`.
  void refer(std::string written, std::string id);
  /// A resource under `resources`, by its logical id.
  Part declared(std::string_view id);
  const std::map<std::string, Entry, std::less<>>& all_declared() const { return declared_; }
  /// Whether the text stands anywhere in the service.
  bool mentions(std::string_view text) const {
    return tree_.document().strings.find(text) != std::string::npos;
  }

  void malformed(Span place, std::string_view subject, std::string message);
  void unsupported(Span place, std::string_view subject, std::string message);

  /// The template: what was made, with what is declared under `resources` merged over it.
  Part as_template(const ResolvedService& resolved);

 private:
  void read_functions(Part functions);
  void read_resources(Part resources);
  Part about(const ResolvedService& resolved, Span whole);
  Part merged(Part under, Part over, int depth);
  void rename_references();
  std::string renamed(std::string_view name) const;
  std::string renamed_in_text(std::string_view text) const;

  Tree tree_;
  Notes& notes_;
  std::string name_, stage_;
  std::deque<Function> functions_;
  std::vector<Part> granted_;  ///< statements
  Part resources_;             ///< that were made
  std::map<std::string, Part> made_;
  std::map<std::string, Entry, std::less<>> declared_;
  std::vector<Part> sections_;  ///< what stands under `resources`: maps of sections
  std::map<std::string, std::string, std::less<>> renamed_;
};

/// `create-user` as the framework writes it in logical ids: `CreateDashuser`.
std::string capitalised(std::string_view key);
/// Letters and digits only, the first one large.
std::string alphanumeric(std::string_view text);

}  // namespace weir::cloudformation::serverless
