#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/passages.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// A split resource that is read as a key of the one it completes (rules/catalog, "Merges").
struct MergedPart {
  std::string_view key;
  bool many = false;
  ResourceId resource;
  Guard guard = kAlways;  ///< when it belongs to the whole
  ValueId unsure;         ///< valid: it may belong to it, which depends on this value …
  std::string why;        ///< … because
};

/// What selectors are evaluated over: the model, and the parts merged into each resource.
struct SelectSource {
  const ResourceModel& model;
  const Catalog& catalog;
  GuardStore& guards;                           ///< extended by conjunctions
  std::vector<std::vector<MergedPart>> merged;  ///< by resource; may be empty as a whole
  Passages passages = {};                       ///< extended by what was passed from elsewhere
};

/// Where a selector starts: a resource, or an item inside one.
struct Scope {
  ResourceId resource;
  ValueId here;           ///< the resource's attributes, or the item
  Guard guard = kAlways;  ///< under which `here` is there
  Span header;            ///< the line that a missing entry is reported at
  bool in_entry = false;  ///< inside a `[*]` over a map:
  std::string entry_key;  ///< its key … (in a list: the item's `Name`, in an object of such a list)
  Span entry_key_span;
  ValueId entry_value;  ///< … and its value
  Span used;          ///< the outermost place that what `here` lies in was passed to; none if it is
                      ///< written here
  PassageId passage;  ///< … and the innermost
};

/// One value a selector leads to. Exactly one of: a known value; a key of a map (`$key`); an
/// unknown on the way.
struct Hit {
  ValueId value;                   ///< none for a key
  std::optional<std::string> key;  ///< `$key`
  bool unknown = false;  ///< `value` (if valid) is the unknown, or what could not be looked into
  std::string why;       ///< unknown: why
  bool above = false;    ///< unknown: `value` is not what was asked for, but what holds it
  bool entry = false;    ///< unknown: it is the value of a map's entry; its key is known
  bool missing = false;  ///< nothing: an entry of `[*]` lacks what the path asks of it; see Selection::missing
  Guard guard = kAlways;
  Span span;
  Text path;    ///< as the catalogue writes it: the alternative that led here
  Scope scope;  ///< to evaluate further selectors relative to this hit

  /// Where it is used: the attribute's value, also if it is a parameter whose text stands
  /// elsewhere.
  Span place() const { return scope.used.valid() ? scope.used : span; }
};

/// All hits in order of the input. A null attribute is as good as none.
struct Selection {
  std::vector<Hit> hits;
  /// Entries of `[*]` that lack what stands behind it in the path, where they count (`default` beside `take: min`).
  std::vector<Hit> missing;
  Guard absent = kAlways;  ///< when there is no hit
  Span header;  ///< of the innermost block that was found, in the first alternative that found one
};

/// Where an item of the list that `hit` led to is used.
Span place_of_item(const ValueStore& values, const Hit& hit, ValueId item);

/// The scope of a whole resource.
Scope scope_of(const ResourceModel& model, ResourceId resource);

/// Evaluates the selector's entry for the resource's language; nothing at all if it has none.
/// Of several paths the first that is there counts, or all if they are read together. Choices on the
/// way and at the end are distributed over hits with their guards. Linear in what it visits.
Selection select(SelectSource& source, const SelectorRecord& selector, const Scope& scope);
Selection select(SelectSource& source, const LanguagePath& path, const Scope& scope);

}  // namespace weir
