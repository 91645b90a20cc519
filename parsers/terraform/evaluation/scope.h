#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/model/value.h"
#include "parsers/terraform/declarations/module.h"

namespace weir::terraform {

struct ModuleInstance;

/// What `each` and `count` stand for where we are; none outside of repeated blocks.
struct Repetition {
  ValueId each_key, each_value, count_index;
};

/// A loop variable (or "each item" of a splat, under the empty name), and those around it.
struct Binding {
  std::string_view name;
  ValueId value;
  const Binding* outer = nullptr;
};

/// What an expression sees.
struct Scope {
  ModuleInstance* module = nullptr;
  const Document* document = nullptr;
  Repetition repetition;
  const Binding* bindings = nullptr;
  bool closed = false;  ///< sees the bindings and nothing of the module: a template of its own

  Scope in(const Document& other) const {
    Scope scope = *this;
    scope.document = &other;
    return scope;
  }
  Scope with(const Binding& binding) const {
    Scope scope = *this;
    scope.bindings = &binding;
    return scope;
  }
};

/// A value that is computed when it is first asked for.
struct Cell {
  enum class Progress : std::uint8_t { fresh, running, done };
  Syntax at;
  Progress progress = Progress::fresh;
  ValueId value;
};

}  // namespace weir::terraform
