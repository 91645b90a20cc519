#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/notes.h"
#include "analyzer/base/source_map.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// What brings one document inside an attribute into its regular form: entries, items and
/// alternatives with the guards under which they are there, a budget, and diagnostics that name the
/// place and are not repeated without end. Documents are written by an attacker: `spend` before
/// each part that is made, and go no deeper than limits::kNesting.
class Form {
 public:
  /// `document` names what is read, in messages: "state machine definition". `code` is that of its
  /// diagnostics.
  Form(ResourceModel& model, const SourceMap& sources, std::string document, std::string code);

  /// An entry of a map, or of one of the maps of a choice: there where `guard` holds.
  struct Entry {
    std::string key;
    Span key_span;
    ValueId value;
    Guard guard = kAlways;
  };
  /// Entries of a map or of a choice of maps; none for other kinds, and for no value.
  std::vector<Entry> entries(ValueId value);

  /// The items of a list, of lists within it and of the lists of a choice, or a lone value; each
  /// holds only where it is there.
  std::vector<ValueId> items(ValueId value);

  /// Value of `key` in a map; none if it is absent or null.
  ValueId field(ValueId map, std::string_view key) const;
  /// The first of several spellings that is there.
  ValueId field(ValueId map, std::initializer_list<std::string_view> keys) const;

  /// `make` applied to `value`, or to every alternative of it. `make` may give none: absent.
  template <class Make>
  ValueId each_way(ValueId value, Make make) {
    if (!value.valid()) return value;
    if (model_.values[value].kind != ValueKind::choice) return make(value);
    std::vector<Alternative> alternatives;
    for (const Alternative& way : ways(model_, value)) {
      if (!way.value.valid()) continue;
      const ValueId made = make(way.value);
      if (made.valid()) alternatives.push_back({way.guard, made});
    }
    return add_flat_choice(model_, alternatives, model_.values[value].span);
  }

  /// What stands for `value` came to its use the way that it came.
  ValueId as_used(ValueId made, ValueId value);
  /// The first 4 kB of a text, its holes as they are written inside others:
  /// `arn:${AWS::Partition}:…`. Empty for what is no text.
  std::string written(ValueId value) const;

  /// A name in quotes, for messages; long ones are cut.
  static std::string quoted(std::string_view text);

  /// Counts one more part with a name of so many bytes; false, and said once, when the document has
  /// too many.
  bool spend(ValueId at, std::size_t bytes = 0);
  /// Whether `spend` has said no; nothing more need be made then.
  bool exhausted() const { return exhausted_; }
  /// What is wrong at `at`, said once per `subject`.
  void fault(Span at, std::string_view subject, std::string message);
  /// The same at a value's place of use; gives the unknown that stands for it from now on.
  ValueId invalid(ValueId value, std::string_view subject, std::string message);
  /// Says that `what` must be a map if the value is there and surely something else.
  void expect_map(ValueId value, const std::string& what);
  /// "a map", "a list", "text" …: what was found, for messages.
  std::string_view kind_of(ValueId value) const;
  /// Moves the diagnostics into the model.
  void finish();

  Guard both(Guard a, Guard b) { return model_.guards.both(a, b); }
  ValueStore& values() { return model_.values; }
  const ValueStore& values() const { return model_.values; }
  ResourceModel& model() { return model_; }

 private:
  std::string literal(ValueId string) const;
  void collect(ValueId value, int depth, std::vector<ValueId>& into);

  ResourceModel& model_;
  const SourceMap& sources_;
  std::string document_, code_;
  Notes notes_;
  std::uint64_t parts_ = 0;
  bool exhausted_ = false;
};

}  // namespace weir
