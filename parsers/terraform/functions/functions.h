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
#include "parsers/terraform/terraform.h"

namespace weir::terraform {

/// Bytes of text that are made or read for one step of limits::kModuleSteps.
inline constexpr std::uint64_t kBytesPerStep = 4;
/// Entries of a map that a search passes in one step of limits::kModuleSteps.
inline constexpr std::size_t kEntriesPerStep = 8;

/// What functions see beside their arguments.
struct Surroundings {
  const TreeFiles& files;
  std::string folder;  ///< of the root module, as shown: relative paths begin there
  /// A text as a template that sees the entries of a map.
  std::function<ValueId(FileId text, ValueId variables, std::string_view function, Span call)>
      render;
  /// The values that the text of a values file sets, as a map.
  std::function<ValueId(FileId text, std::string_view function, Span call)> values_of;
  /// A remark about a file at a place.
  std::function<void(Level level, std::string_view code, const std::string& path, Span span,
                     const std::string& message)>
      note;
};

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
  const Surroundings* around = nullptr;  ///< none for conversions

  std::size_t size() const { return arguments.size(); }
  ValueId operator[](std::size_t n) const { return arguments[n]; }
  ValueKind kind(std::size_t n) const { return values[arguments[n]].kind; }
  /// Whether an argument is a list or map; one that stands for its encoding is a text.
  bool is_list(std::size_t n) const { return kind(n) == ValueKind::list && !is_encoded(n); }
  bool is_map(std::size_t n) const { return kind(n) == ValueKind::map && !is_encoded(n); }
  bool is_encoded(std::size_t n) const;

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
  ValueId made_list(const std::vector<ValueId>& items,
                    CollectionType type = CollectionType::tuple) const;
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
/// Items of any types as a set of one type; a fault if they have none.
ValueId set_of(const FunctionCall& call, std::vector<ValueId> items);
/// Items of one type, once each and in the order of sets.
ValueId as_set(const FunctionCall& call, const std::vector<ValueId>& items);
/// The first of each group of equal items.
std::vector<ValueId> once_each(const FunctionCall& call, const std::vector<ValueId>& items);

/// How a function takes its arguments.
enum class Takes : std::uint8_t {
  values,       ///< as they are
  texts,        ///< a resource's attribute as the text it is set to; one that is computed passes
                ///< through unchanged: what is made of a name still names the same resource
  whole_lists,  ///< lists none of whose items may be absent
  open_lists,   ///< the same; a first one that is unknown is passed as it is
  one_map,      ///< a choice of maps as one map whose entries may be absent
  parts,        ///< as they are, also unknown ones, which stay holes
  scalars,      ///< texts and numbers of which something else is made: what that is of a resource's
                ///< attribute, nobody knows
};

struct FunctionEntry {
  std::string_view name;
  std::size_t least = 0, most = 0;
  Takes takes = Takes::values;
  ValueId (*run)(const FunctionCall& call) = nullptr;
  std::string_view open = {};  ///< why its results are never known; empty if they are
};

/// No end to the number of arguments.
inline constexpr std::size_t kAnyNumber = SIZE_MAX;

std::span<const FunctionEntry> text_functions();
std::span<const FunctionEntry> pattern_functions();
std::span<const FunctionEntry> hash_functions();
std::span<const FunctionEntry> network_functions();
std::span<const FunctionEntry> date_functions();
std::span<const FunctionEntry> csv_functions();
std::span<const FunctionEntry> yaml_functions();
std::span<const FunctionEntry> character_set_functions();
std::span<const FunctionEntry> path_functions();
std::span<const FunctionEntry> file_functions();
std::span<const FunctionEntry> tfvars_functions();
std::span<const FunctionEntry> combination_functions();
std::span<const FunctionEntry> opentofu_functions();
std::span<const FunctionEntry> format_functions();
std::span<const FunctionEntry> encoding_functions();
std::span<const FunctionEntry> conversion_functions();
std::span<const FunctionEntry> collection_functions();
std::span<const FunctionEntry> set_functions();
std::span<const FunctionEntry> number_functions();

/// The functions that are not in a table because they do not take values: `try`, `can`, `convert`.
std::span<const FunctionEntry> special_functions();
/// All functions, table by table.
std::vector<std::span<const FunctionEntry>> all_functions();

/// The function of this name, also with `core::` in front; nullptr if terraform has none.
const FunctionEntry* find_function(std::string_view name);

}  // namespace weir::terraform
