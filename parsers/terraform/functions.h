#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::terraform {

/// Entries of a map that a search passes in one step of limits::kModuleSteps.
inline constexpr std::size_t kEntriesPerStep = 8;

/// One call on its way: its arguments are evaluated, and none of them is a choice, absent or
/// unknown. What a function cannot work out it gives back as `depends(…)`; what terraform would
/// refuse, as `fault(…)`.
struct FunctionCall {
  ResourceModel& model;
  ValueStore& values;
  SourceMap& sources;
  const std::vector<ValueId> arguments;
  const std::string_view name;
  const Span span;
  const std::function<ValueId(std::string)>& report;  ///< makes a fault of a message
  const std::function<bool(std::uint64_t)>& pay;

  std::size_t size() const { return arguments.size(); }
  ValueId operator[](std::size_t n) const { return arguments[n]; }
  ValueKind kind(std::size_t n) const { return values[arguments[n]].kind; }
  bool is_list(std::size_t n) const { return kind(n) == ValueKind::list; }
  bool is_map(std::size_t n) const { return kind(n) == ValueKind::map; }

  /// A scalar as text, also a number or boolean; none for other kinds.
  std::optional<std::string> text(std::size_t n) const { return text_of(arguments[n]); }
  std::optional<std::string> text_of(ValueId value) const;
  std::optional<double> number(std::size_t n) const { return number_of(arguments[n]); }
  std::optional<double> number_of(ValueId value) const;
  /// Items of a list argument, paid for; none if the budget is spent.
  std::vector<ValueId> items(std::size_t n) const;

  /// A text that is written nowhere; it leads back to the call.
  ValueId made_text(std::string text) const;
  ValueId made_number(double number) const;
  ValueId made_boolean(bool boolean) const { return values.add_boolean(boolean, span); }
  ValueId made_list(const std::vector<ValueId>& items) const;
  /// Parts as one text, holes kept.
  ValueId made_joined(const std::vector<ValueId>& parts) const;
  /// A number or truth value as the text that terraform makes of it, where it is used; a choice
  /// alternative by alternative; anything else as it is.
  ValueId as_text(ValueId value) const;

  /// An unknown that follows from argument `n` or a part of it.
  ValueId depends(std::size_t n) const { return depends_on_part(arguments[n]); }
  ValueId depends_on_part(ValueId value) const;
  ValueId fault(std::string message) const { return report(std::move(message)); }
  /// For a value that is not what it should be: what is open may still be it, everything else is
  /// refused.
  ValueId refuse(std::size_t n, std::string_view expected) const {
    return refuse_part(arguments[n], expected);
  }
  ValueId refuse_part(ValueId value, std::string_view expected) const;
  ValueId over_budget() const;
  /// Pays for work beyond one step; false if the budget is spent.
  bool spend(std::uint64_t steps) const { return pay(steps); }
};

/// Entries with the last value of each key, where the key came first.
std::vector<MapEntry> last_of_each_key(std::vector<MapEntry> entries);

/// Whether nobody knows what kind of value this will be, or which text.
bool is_open(ValueKind kind);

/// Gives items the one type that terraform finds for them when it makes a list, set or map of them:
/// numbers and truth values beside texts become texts, inside lists and maps as well. What is open
/// keeps its own. False if there is no such type; `items` is then as it was.
bool unify(const FunctionCall& call, std::vector<ValueId>& items);

/// A text that equal values share, and different ones do not. A value that is not known whole is
/// equal to itself only; `open` is then set.
std::string identity(const FunctionCall& call, ValueId item, bool* open = nullptr);
/// Items of one type, once each and in order; a fault if they have none.
ValueId set_of(const FunctionCall& call, std::vector<ValueId> items);
/// The first of each group of equal items.
std::vector<ValueId> once_each(const FunctionCall& call, const std::vector<ValueId>& items);

/// How a function takes its arguments.
enum class Takes : std::uint8_t {
  values,       ///< as they are
  texts,        ///< a resource's attribute as the text it is set to; one that is computed passes
                ///< through unchanged: what is made of a name still names the same resource
  whole_lists,  ///< lists none of whose items may be absent
  one_map,      ///< a choice of maps as one map whose entries may be absent
  parts,        ///< as they are, also unknown ones, which stay holes
};

struct FunctionEntry {
  std::string_view name;
  std::size_t least = 0, most = 0;
  Takes takes = Takes::values;
  ValueId (*run)(const FunctionCall& call) = nullptr;
};

/// No end to the number of arguments.
inline constexpr std::size_t kAnyNumber = SIZE_MAX;

std::span<const FunctionEntry> text_functions();
std::span<const FunctionEntry> format_functions();
std::span<const FunctionEntry> encoding_functions();
std::span<const FunctionEntry> conversion_functions();
std::span<const FunctionEntry> collection_functions();
std::span<const FunctionEntry> set_functions();
std::span<const FunctionEntry> number_functions();

/// The function that is evaluated under this name; nullptr if there is none.
const FunctionEntry* find_function(std::string_view name);
/// Whether terraform has a function of this name, evaluated here or not.
bool is_function(std::string_view name);

}  // namespace weir::terraform
