#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/notes.h"
#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "parsers/cloudformation/rewriting/known_values.h"
#include "parsers/cloudformation/sam/tree.h"

namespace weir::cloudformation::sam {

/// A resource that the service expands.
struct Macro {
  std::string id;
  Span place;            ///< of its logical id
  std::string type;      ///< `AWS::Serverless::Function`
  Part resource;         ///< as it is written
  Part properties;       ///< with the template's Globals; a map that was made here
  bool managed = false;  ///< an API whose definition is made here: events add their paths
};

/// What the expansion of one template knows and has made so far. The functions that expand one type
/// or event each take it and add to it.
class Expansion {
 public:
  /// `root` is the template as a map of sections.
  Expansion(const Document& document, SourceMap& sources, const KnownParameters& parameters,
            const Catalog& catalog, Notes& notes);

  Tree& tree() { return tree_; }
  const Catalog& catalog() const { return catalog_; }
  Maker at(Span place) { return {tree_, place}; }
  /// The place of a part, else of what has it.
  Maker at(Part part, Span otherwise) {
    return {tree_, part.valid() ? tree_.place(part) : otherwise};
  }

  /// The text that a value is once parameters have their values (given ones, else defaults).
  std::optional<std::string> known_text(Part part);
  std::optional<bool> known_boolean(Part part);
  /// The logical id that Ref or GetAtt names; empty of anything else, and of a parameter.
  std::string referred(Part part);

  /// What the service expands, in the order of the template; implicit APIs come last. A reference
  /// stays valid.
  std::deque<Macro>& macros() { return macros_; }
  Macro* macro(std::string_view id);
  /// Adds a resource that the service adds before it expands the others; Globals are merged into
  /// it.
  Macro& add_macro(std::string id, std::string_view type, Part properties, Span place);

  /// What becomes of `macro` itself: it keeps what stands beside its properties. Returns the
  /// resource, a map that may be changed.
  Part become(const Macro& macro, std::string_view type, Part properties);
  /// Adds a resource beside `owner`, which exists when that does (Condition, DeletionPolicy and
  /// UpdateReplacePolicy are taken over). Returns the resource, a map that may be changed. If the
  /// template has another resource of that name already, that one stays, with a warning.
  Part make(const Macro& owner, std::string id, std::string_view type, Part properties, Span place);
  /// Adds a resource that belongs to no one, without conditions, once: the second call with the
  /// same id returns the first one's resource.
  Part make_shared(std::string id, std::string_view type, Part properties, Span place);
  /// The map of a resource as it is now, the template's own or one that was made.
  Part resource(std::string_view id);
  /// The same as a map that may be changed; not there if the template's own is no map.
  Part changeable_resource(std::string_view id);
  std::string type_of(std::string_view id);
  /// `macro` itself is no resource; what was made for it is.
  void dissolve(const Macro& macro);
  /// Every resource as it is now: logical id and map.
  const std::vector<Entry>& resources();

  /// Adds a condition, unless one of that name is there.
  void add_condition(std::string name, Part condition, Span place);
  /// An id for what the service tells apart by a digest of `key`: the first with this prefix is the
  /// prefix, others are numbered.
  std::string id_for(std::string_view prefix, std::string_view key);
  /// From now on `Macro.Property` (in Ref, GetAtt and Sub) is the resource `made`.
  void refer(std::string_view macro, std::string_view property, std::string made);

  /// Something is wrong with a part of the template; the rest is expanded. `subject` tells what
  /// repeats.
  void warn(Span place, std::string_view subject, std::string message);
  /// What is not expanded, and why.
  void leave(Span place, std::string_view subject, std::string message);

  /// Whatever the template was, it ends here: the whole as a Document, without Globals and with the
  /// references to `Macro.Property` resolved. None if it has become too large.
  std::optional<Document> written(SourceMap& sources);

 private:
  struct Slot {
    Entry entry;                ///< of Resources
    std::vector<Entry> beside;  ///< what was made for it
  };
  void read_resources();
  void read_macro(const Entry& entry);
  Part new_resource(std::string_view type, Part properties, Span place);
  void resolve_references();
  Part all_resources();

  const Document& document_;
  const Catalog& catalog_;
  Notes& notes_;
  Tree tree_;
  Part root_;
  KnownValues known_;
  std::deque<Macro> macros_;
  std::map<std::string, std::size_t, std::less<>> macro_of_;  ///< id → its macro
  std::vector<Slot> slots_;                                   ///< in the order of the template
  std::map<std::string, std::size_t, std::less<>> slot_of_;   ///< every id → its slot
  std::map<std::string, Part, std::less<>> resource_of_;
  std::vector<Entry> listed_;
  std::vector<Entry> conditions_;                                  ///< that were added
  std::set<std::string, std::less<>> condition_names_;             ///< of these
  std::map<std::string, std::map<std::string, std::string>> ids_;  ///< prefix → key → id
  std::map<std::string, std::string, std::less<>> referable_;      ///< "Macro.Property" → id
};

/// The properties of a resource of this type with those that the template's Globals give to all of
/// its kind: maps are merged entry by entry, lists joined, of anything else the resource's own
/// counts.
Part with_globals(Expansion& expansion, Part globals, std::string_view type, Part resource);
/// Says what `Globals` may not have.
void check_globals(Expansion& expansion, Part globals);

}  // namespace weir::cloudformation::sam
