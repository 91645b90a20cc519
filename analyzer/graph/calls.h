#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/model/program.h"

namespace weir {

/// What a call of a service's API does, and to what.
struct CallMeaning {
  bool known = false;  ///< false: the tables do not know the call, and the rest says nothing
  EdgeLabelId kind;    ///< none: it moves nothing
  DataDirection data = DataDirection::none;
  EndRecord to;  ///< a selector over the arguments, or an outside service; itself if there is no
                 ///< such thing
};

/// Reads tables/calls.yaml together with tables/actions.yaml. Remembers what was asked for.
class Calls {
 public:
  explicit Calls(const Catalog& catalog);

  /// `call` is "service:Operation", case aside. O(rows) the first time.
  const CallMeaning& of(const std::string& call);
  /// The call with what one of its arguments says, where a row of the table asks for that:
  /// "lambda:invoke{InvocationType=Event}". `said` gives an argument's text; empty if it is not
  /// there, or not known.
  std::string with_arguments(const std::string& call,
                             const std::function<std::string(std::string_view)>& said) const;
  /// The same of a call in source.
  std::string with_arguments(const ProgramCall& call) const;

 private:
  /// A row for calls of which an argument says this.
  struct Asking {
    std::string_view call, argument, value, row;
  };
  CallMeaning find(const std::string& call) const;
  const CallRecord* row_of(const std::string& call) const;
  const ActionRecord* action_of(std::string_view action) const;
  static void towards_named(CallMeaning& meaning, const CallRecord& row);
  void towards_service(CallMeaning& meaning, ConceptId concept_id) const;

  const Catalog& catalog_;
  std::vector<Asking> asking_;
  std::unordered_map<std::string, CallMeaning> known_;
};

/// Names of calls and their arguments are compared so: languages write them in different cases.
bool equal_but_for_case(std::string_view a, std::string_view b);

}  // namespace weir
