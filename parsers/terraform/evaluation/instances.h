#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/model/resource_model.h"
#include "parsers/terraform/declarations/module.h"
#include "parsers/terraform/evaluation/scope.h"

namespace weir::terraform {

/// One of what count or for_each make of a block.
struct Made {
  std::string key;   ///< as addresses show it: "", `[0]`, `["a"]`, `[*]`
  std::string name;  ///< for_each: the key itself
  Repetition repetition;
  Guard exists = kAlways;
  ResourceId resource;               ///< of a resource block
  ModuleInstance* module = nullptr;  ///< of a module call
};

/// All that a block makes. `open`: how many is not known; one stands for all of them.
struct Expansion {
  enum class Form : std::uint8_t { single, counted, keyed, open };
  Cell::Progress progress = Cell::Progress::fresh;
  Form form = Form::single;
  std::vector<Made> made;
  ValueId references;  ///< all of them, where there are many
};

/// What a tool around terraform adds to the language in its own files: names and functions. None
/// (an invalid id) where the name or function is not its.
struct Additions {
  std::function<ValueId(std::string_view root, std::string_view name, Span span)> named;
  std::function<ValueId(NodeIndex call, const Scope& scope)> function;
};

/// What references to an address that is no resource's lead to: attributes, made when they are
/// asked for.
using Attributes = std::function<ValueId(std::string_view name, Span span)>;

/// A provider's configuration as a resource uses it.
struct Provider {
  std::string name;  ///< as the module that configures it calls it: `aws.west`, `module.a.aws`
  bool configured = false;  ///< there is a block for it
  ValueId region, tags, accounts;  ///< what the block sets; none if it does not
};

/// A module as one call makes it. Cells by name; they are filled as they are asked for.
struct ModuleInstance {
  const Module* declared = nullptr;
  std::string address;  ///< "" for the root, else `module.a["k"]`
  std::string key;      ///< the names of the calls down to it, as `terraform init` knows it: `a.b`
  Guard exists = kAlways;
  const Block* call = nullptr;           ///< none for the root
  const Additions* additions = nullptr;  ///< of a file that is no module of terraform
  Scope caller;                          ///< what the call's arguments see
  std::map<std::string, Cell, std::less<>> variables, locals, outputs;
  std::map<std::string, Expansion, std::less<>> resources, calls, data;
  std::map<std::string, Provider, std::less<>> providers;  ///< by the name that is used here

  /// `a.b` in a module `m` is `module.m.a.b`.
  std::string address_of(std::string_view name) const {
    return address.empty() ? std::string(name) : address + "." + std::string(name);
  }
  /// The key of a module that is called here.
  std::string key_of(const Block& call_block) const {
    return key.empty() ? call_block.labels[0] : key + "." + call_block.labels[0];
  }
};

/// Whose attributes a resource has, so that one of them can be evaluated by itself.
struct ResourceSource {
  const Block* block = nullptr;
  Scope scope;
  std::map<std::string, Cell, std::less<>> attributes;
};

/// A data source, or one of those that a block makes. Its attributes are evaluated as they are
/// asked for.
struct DataSource {
  const Block* block = nullptr;
  Scope scope;
  std::string address;
  std::map<std::string, Cell, std::less<>> attributes;
};

}  // namespace weir::terraform
