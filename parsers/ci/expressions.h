#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/resource_model.h"

namespace weir::ci {

/// What expressions and commands at a place may name.
struct Scope {
  std::map<std::string, ValueId> environment;  ///< variables, by name
  std::map<std::string, ValueId> inputs;       ///< of a called workflow or action
};

/// The same value with its expressions `${{ … }}` filled in: variables and inputs as far as the file says them; what the host
/// keeps (`vars`, `secrets`) and anything else is unknown, with the expression as its subject.
ValueId filled(ValueStore& values, ValueId value, const Scope& scope);

/// A value of the host that an expression puts into a text.
struct Read {
  std::string path;  ///< `github.event.issue.title`, as it is before it is passed through variables and inputs
  Span span;         ///< of the expression
};
/// What the expressions in a string put into it as it is, each once and at most 200; what only compares or looks something up puts nothing.
std::vector<Read> reads_in(const ValueStore& values, ValueId text, const Scope& scope);

/// Whether some expression in the value, at any depth, names a secret other than the token that each job has.
bool names_secret(const ValueStore& values, ValueId value);

}  // namespace weir::ci
