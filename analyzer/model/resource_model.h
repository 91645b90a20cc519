#pragma once

#include <string>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/guard.h"
#include "analyzer/base/language.h"
#include "analyzer/base/source_map.h"
#include "analyzer/model/value.h"

namespace weir {

struct UnitTag;
using UnitId = Id<UnitTag>;

/// A parameter or variable of a unit. `value` is what a reference to it yields.
struct Parameter {
  std::string name;
  ValueId value;
  bool secret = false;
  Span span;
};

/// An output; `export_name` is a value too (often a text with holes).
struct Output {
  std::string name;
  ValueId value;
  ValueId export_name;  ///< none if it is not exported
  Span span;
};

/// What is analysed as one program: a root template with its nested stacks, a root module, a
/// project.
struct Unit {
  std::string path;  ///< of the root file or folder, as shown
  Language language = Language::cloudformation;
  std::string system;       ///< name of the system it belongs to (filled by the driver)
  std::string scope;        ///< "complete", "fragment" or "" (not declared); from .weir.yaml
  std::string environment;  ///< from .weir.yaml, "" when not declared
  std::vector<Parameter> parameters;
  std::vector<Output> outputs;
  std::vector<FileId> included;  ///< files that are no units, read into this one
  Span span;                     ///< the root file's first line
};

/// A resource as written, with its attributes evaluated as far as the unit decides them.
struct Resource {
  std::string address;  ///< within the unit (design §4)
  std::string name;     ///< what its author calls it where the input says so; "" = its address
  std::string type;     ///< as written
  Language language = Language::cloudformation;
  UnitId unit;
  ValueId attributes;  ///< a map (or unknown, if a transform or a splice hides it)
  ValueId
      meta;  ///< map of what stands beside the attributes (DeletionPolicy, DependsOn, Metadata …)
  Guard exists;
  Span span;    ///< the whole resource
  Span header;  ///< its header line: the logical id, or the `resource "…" "…"` line
  bool handed_over =
      false;  ///< given to something unread (a transform, a nested stack not found): see `why_open`
  std::string why_open;
  bool opened = false;  ///< a nested stack whose resources are in the model
};

/// All resources of one unit, or, after linking, of the whole input.
struct ResourceModel {
  std::vector<Unit> units;
  std::vector<Resource> resources;
  ValueStore values;
  GuardStore guards;
  Diagnostics diagnostics;
  std::vector<Span> secrets;  ///< where texts stand that no output may show

  const Resource& operator[](ResourceId id) const { return resources[id.index()]; }
};

/// Merges units in the given order and links them: ids are renumbered, guards' atoms get the unit's
/// path as prefix when there are several units. References into other units get their targets.
ResourceModel link(std::vector<ResourceModel> units);

/// Text dump for tests: one resource after another, attributes as an indented tree, values as
/// written
/// (`unknown(parameter Name: why)`, `ref(Address.Attribute)`, `choice{when …: …}`).
std::string dump(const ResourceModel& model, const SourceMap& sources);

}  // namespace weir
