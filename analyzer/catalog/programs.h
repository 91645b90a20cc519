#pragma once

#include <span>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace weir {

/// Where a resource says which program it runs. A path, a text of source or an image; what a path
/// leads to may be a resource that says so itself (an archive).
struct CodeRule {
  ConceptId concept_id;
  SelectorRecord each;         ///< entries that the others are relative to; no languages = once
  SelectorRecord path;         ///< of a folder or file
  SelectorRecord text;         ///< the source itself
  SelectorRecord runtime;      ///< which language that text is written in
  SelectorRecord entry;        ///< what is called first: "module.function"
  SelectorRecord image;        ///< a container image
  SelectorRecord entry_point;  ///< what is started in it, …
  SelectorRecord command;      ///< … and what that is given
  SelectorRecord
      unseen;  ///< settings that it is given, of which the input does not show the values
  Range runtime_settings;  ///< into Tables::texts: patterns of settings that the runtime gives;
                           ///< with them, those that the input does not give are not given
  SelectorRecord beside;  ///< code that it is given besides, which the input does not show
};

/// What a call in a program's source is (tables/clients.yaml). Names and places: see
/// parsers/app_source/README.md.
struct ClientRecord {
  Text language;    ///< "python", "javascript" (TypeScript too), "go", "java"
  Text call;        ///< pattern of the name of what is called
  Text command;     ///< pattern of the name of its first argument; "" = any
  Text service;     ///< of "service:Operation"; "" = what `{service}` caught
  Text operation;   ///< "" = what `{operation}` caught
  Range arguments;  ///< into Tables::texts: places of the map of arguments; empty = they are named
  Range given;      ///< into Tables::texts: pairs of an argument's name and its place
  Range url;       ///< into Tables::texts: places of the address that is called; `$NAME`: a setting
  Text otherwise;  ///< the address where none is given
  Range elsewhere;      ///< into Tables::texts: places that, where given, say that it is another's
  Range limits;  ///< into Tables::texts: places that, where given, limit how long an answer is awaited; where none of
                 ///< them is, nothing does
  Range limiters;  ///< into Tables::texts: patterns of what limits it too where the program calls it
  bool stores = false;  ///< what is at the address is a store, not a host
  Text kind;        ///< the label of such a flow; "" = a request, or access to a store
  Text is;          ///< label of what a host outside at the address is, besides a host; "" = nothing
  Range tools;      ///< into Tables::texts: places of what a model may have called
  Range tool_names; ///< into Tables::texts: where one's name stands that is no function
  Range confirmed;  ///< into Tables::texts: places that, where given, say that a person is asked
  bool asks = false;  ///< it waits for what a person answers
  Text same;  ///< place of the argument that the call gives back; it is no call of a service
};

/// What the catalogue knows about programs; its texts, paths and selectors are the Catalog's.
struct ProgramTables {
  std::vector<CodeRule> code;         ///< by concept, in the order of the files
  std::vector<ClientRecord> clients;  ///< as written: the first that fits counts
};

/// A view of them. Cheap to copy; the owner of the bytes must outlive it.
struct ProgramCatalog {
  std::span<const CodeRule> code;
  std::span<const ClientRecord> clients;
};

}  // namespace weir
