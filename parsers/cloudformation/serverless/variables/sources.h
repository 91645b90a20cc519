#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/base/notes.h"
#include "parsers/cloudformation/serverless/variables/expression.h"
#include "parsers/cloudformation/serverless/variables/filling.h"
#include "parsers/cloudformation/serverless/variables/service_files.h"

namespace weir::cloudformation::serverless {

/// Says what variables stand for. Nothing is guessed: what the command line, the environment or the
/// account gives is the default that the variable names, else a parameter without a value.
class VariableSources {
 public:
  VariableSources(ServiceFiles& files, Notes& notes) : files_(files), notes_(notes) {}

  /// What a scalar is once its variables are filled; never missing.
  Filling filled(const NodePlace& scalar);
  /// What is written where variables lead; no place where they lead to none, or to what only
  /// deployment knows.
  NodePlace settled(NodePlace place);
  /// Whether no more of the budget is left.
  bool exhausted() const { return exhausted_; }
  /// What variables stand for that another unit may give, by their names as parameters.
  const std::map<std::string, OfferedName>& links() const { return links_; }

 private:
  Filling filled_text(std::string_view text, Span host);
  Filling variable(std::string_view content, Span host);
  Filling way(std::string_view text, Span host);
  Filling from_address(const VariableAddress& address, std::string_view whole, Span host);
  Filling self(std::string_view path, Span host);
  Filling within(NodePlace place, std::string_view path);
  Filling file(const VariableAddress& address);
  Filling parameter_of_stage(std::string_view name, Span host);
  Filling parameter_of_composition(std::string_view name, Span host);
  std::optional<NodePlace> own_entry(const Placed& composition, const std::string& folder);
  Filling output_of_sibling(const Placed& composition, const std::string& folder,
                            std::string_view parameter, std::string_view named, Span host);
  Filling linked(std::string_view variable, OfferedName offered, Span host);
  Filling stage(Span host);
  Filling region(Span host);
  NodePlace entry(NodePlace map, std::string_view key);
  NodePlace provider();
  bool spend();

  ServiceFiles& files_;
  Notes& notes_;
  std::set<NodePlace> open_;  ///< scalars that are being filled
  std::map<std::string, OfferedName> links_;
  std::size_t steps_ = 0, bytes_ = 0;
  int depth_ = 0;
  bool exhausted_ = false;
};

}  // namespace weir::cloudformation::serverless
