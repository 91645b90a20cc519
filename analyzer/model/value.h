#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/base/span.h"

namespace weir {

struct ValueTag;
/// A value of one ValueStore.
using ValueId = Id<ValueTag>;
struct ResourceTag;
/// A resource of one ResourceModel.
using ResourceId = Id<ResourceTag>;
struct OriginTag;
/// A link of an origin chain.
using OriginId = Id<OriginTag>;

enum class ValueKind : std::uint8_t {
  unknown,  ///< cannot be decided; Unknown says why
  null,     ///< written, and empty (AWS::NoValue removes the attribute instead)
  boolean,
  number,
  string,
  text,  ///< a string with holes: parts are strings and other values
  list,
  map,
  reference,  ///< another resource, or one of its attributes
  choice,     ///< one of several values, each under a guard; the guards do not overlap. What the
              ///< guards leave out is absent (AWS::NoValue in one branch): the attribute or item is
              ///< not there.
};

/// Which of the collection types of a typed language (Terraform) a list or map has. `none`: the language has one
/// kind of list and one kind of map.
enum class CollectionType : std::uint8_t {
  none,
  tuple,   ///< a list whose items have types of their own
  list,    ///< a list of one type
  set,     ///< a list of one type, without repetitions and order
  object,  ///< a map whose values have types of their own
  map,     ///< a map of one type
};

/// Why a value is unknown, as a class; `why` says it in words.
enum class UnknownKind : std::uint8_t {
  parameter,    ///< given at deployment; `subject` is the parameter's name
  import,       ///< another stack or state; `subject` is the export's name where it is literal
  pseudo,       ///< account, partition, region, stack name; `subject` is its name
  computed,     ///< an attribute that only the deployed resource has
  outside,      ///< a data source, a dynamic reference, a file; `subject` names it
  unsupported,  ///< a function or construct that Weir does not evaluate
  invalid,      ///< the input is wrong here (a diagnostic says so)
  budget,       ///< a limit was reached
};

/// Begins the attribute of a reference that is a host's name in the network of its own project (a service
/// of a compose project, a Service of Kubernetes): what is named there is called. The name as it is
/// written follows.
inline constexpr std::string_view kOwnHost = "own-host:";

/// What a reference denotes.
struct Reference {
  ResourceId target;    ///< none while it is not resolved (then `address` tells what was named)
  std::string address;  ///< address as written, e.g. the logical id
  std::string
      attribute;  ///< "" for the resource itself (Ref), else the attribute ("Arn", "Outputs.X", …)
  std::string unit = {};  ///< path of the unit that declares the target; "" for the own one
  bool implied = false;   ///< by equal names only (design §2): not written that it is this one
};

/// One entry of a map value. The value's own span is its value's; `key_span` covers the key.
struct MapEntry {
  std::string key;
  Span key_span;
  ValueId value;
};

/// One way a choice may go.
struct Alternative {
  Guard guard;
  ValueId value;
};

/// An immutable value. `span` is where it is written (the literal, quotes excluded; the place of
/// use for what has no literal: references, unknowns), in whatever text that is. `origin` is the
/// outermost place it is used at when it was passed there from elsewhere (`Ref` of a parameter),
/// none when it is used where it is written.
struct Value {
  ValueKind kind = ValueKind::unknown;
  UnknownKind unknown = UnknownKind::unsupported;
  CollectionType collection = CollectionType::none;  ///< of a list or map
  bool boolean = false;
  bool secret = false;  ///< a NoEcho parameter or secret reference: its text is never shown
  Span span;
  OriginId origin;
  double number = 0;
  Range range;  ///< texts (string: 1; unknown: why, subject), references (1), items, entries,
                ///< alternatives
};

/// A place a value passed on its way: used at → passed at → written at (the value's own span).
struct Origin {
  Span span;         ///< the place of use (the `Ref`, the `FindInMap`)
  std::string what;  ///< what is used there: "parameter Environment's default", "mapping Sizes"
  OriginId next;     ///< further in, towards where it was written
};

/// All values of one unit; flat, append-only. Values refer to earlier values only, so there are no
/// cycles.
class ValueStore {
 public:
  ValueId add_unknown(UnknownKind kind, std::string why, std::string subject, Span span);
  ValueId add_null(Span span);
  ValueId add_boolean(bool boolean, Span span);
  ValueId add_number(double number, Span span);
  ValueId add_string(std::string text, Span span);
  /// Joins adjacent strings; all-string parts become one string, a single part itself; texts among
  /// the parts give their parts. Secret if a joined string is. (Spans of joined strings: see
  /// analyzer/model/joined_text.h.)
  ValueId add_text(const std::vector<ValueId>& parts, Span span);
  ValueId add_list(const std::vector<ValueId>& items, Span span,
                   CollectionType type = CollectionType::none);
  ValueId add_map(std::vector<MapEntry> entries, Span span,
                  CollectionType type = CollectionType::none);
  ValueId add_reference(Reference reference, Span span);
  /// Drops alternatives that can never hold or have no value; one that always holds is returned
  /// itself, none (absent) when nothing is left. Nested choices: see analyzer/model/choice.h.
  ValueId add_choice(const std::vector<Alternative>& alternatives, Span span);
  /// The same value with another place or origin (shares its contents).
  ValueId moved(ValueId value, Span span, OriginId origin);
  ValueId marked_secret(ValueId value);
  OriginId add_origin(Origin origin);

  const Value& operator[](ValueId id) const { return values_[id.index()]; }
  std::string_view string(ValueId id) const;   ///< a string's text; "" for other kinds
  std::string_view why(ValueId id) const;      ///< an unknown's reason
  std::string_view subject(ValueId id) const;  ///< an unknown's subject
  const Reference& reference(ValueId id) const;
  Reference& reference(ValueId id);  ///< for the linker, which fills `target`
  std::span<Reference> references() { return references_; }  ///< all of them, for the linker
  const std::vector<ValueId>& pool() const { return items_; }
  /// Items of a list, parts of a text.
  std::vector<ValueId> items(ValueId id) const;
  std::size_t item_count(ValueId id) const { return values_[id.index()].range.count; }
  ValueId item(ValueId id, std::size_t n) const {
    return items_[values_[id.index()].range.first + n];
  }
  const MapEntry& entry(ValueId id, std::size_t n) const {
    return entries_[values_[id.index()].range.first + n];
  }
  const Alternative& alternative(ValueId id, std::size_t n) const {
    return alternatives_[values_[id.index()].range.first + n];
  }
  const Origin& origin(OriginId id) const { return origins_[id.index()]; }
  /// Value of `key` in a map; none if absent or `map` is no map.
  ValueId find(ValueId map, std::string_view key) const;
  const MapEntry* find_entry(ValueId map, std::string_view key) const;

  /// Moves all of `other` behind this store's values; returns the offset to add to its ValueIds,
  /// and adds `resource_offset` to the targets of references. `regard` maps its guards.
  template <class MapGuard>
  std::uint32_t absorb(ValueStore&& other, std::uint32_t resource_offset, MapGuard regard);

  std::size_t size() const { return values_.size(); }
  /// Memory that the values take.
  std::size_t bytes() const {
    return text_bytes_ + values_.size() * sizeof(Value) + texts_.size() * sizeof(std::string) +
           references_.size() * sizeof(Reference) + items_.size() * sizeof(ValueId) +
           entries_.size() * sizeof(MapEntry) + alternatives_.size() * sizeof(Alternative) +
           origins_.size() * sizeof(Origin);
  }

 private:
  ValueId add(Value value);

  std::vector<Value> values_;
  std::vector<std::string> texts_;
  std::vector<Reference> references_;
  std::vector<ValueId> items_;
  std::vector<MapEntry> entries_;
  std::vector<Alternative> alternatives_;
  std::vector<Origin> origins_;
  std::size_t text_bytes_ = 0;  ///< of texts, keys and addresses
};

template <class MapGuard>
std::uint32_t ValueStore::absorb(ValueStore&& other, std::uint32_t resource_offset,
                                 MapGuard regard) {
  const auto offset = static_cast<std::uint32_t>(values_.size());
  const auto texts = static_cast<std::uint32_t>(texts_.size());
  const auto references = static_cast<std::uint32_t>(references_.size());
  const auto items = static_cast<std::uint32_t>(items_.size());
  const auto entries = static_cast<std::uint32_t>(entries_.size());
  const auto alternatives = static_cast<std::uint32_t>(alternatives_.size());
  const auto origins = static_cast<std::uint32_t>(origins_.size());
  const auto shifted = [](auto id, std::uint32_t by) {
    if (id.valid()) id.value += by;
    return id;
  };
  for (Value value : other.values_) {
    value.origin = shifted(value.origin, origins);
    switch (value.kind) {
      case ValueKind::unknown:
      case ValueKind::string:
        value.range.first += texts;
        break;
      case ValueKind::reference:
        value.range.first += references;
        break;
      case ValueKind::text:
      case ValueKind::list:
        value.range.first += items;
        break;
      case ValueKind::map:
        value.range.first += entries;
        break;
      case ValueKind::choice:
        value.range.first += alternatives;
        break;
      case ValueKind::null:
      case ValueKind::boolean:
      case ValueKind::number:
        break;
    }
    values_.push_back(value);
  }
  text_bytes_ += other.text_bytes_;
  for (std::string& text : other.texts_) texts_.push_back(std::move(text));
  for (Reference& reference : other.references_) {
    reference.target = shifted(reference.target, resource_offset);
    references_.push_back(std::move(reference));
  }
  for (ValueId item : other.items_) items_.push_back(shifted(item, offset));
  for (MapEntry& entry : other.entries_) {
    entry.value = shifted(entry.value, offset);
    entries_.push_back(std::move(entry));
  }
  for (const Alternative& a : other.alternatives_)
    alternatives_.push_back({regard(a.guard), shifted(a.value, offset)});
  for (Origin& origin : other.origins_) {
    origin.next = shifted(origin.next, origins);
    origins_.push_back(std::move(origin));
  }
  return offset;
}

}  // namespace weir
