#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/base/span.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// What is said of a replacement that fits nowhere.
using ReplacementFault = std::function<void(Span place, std::string message)>;

/// Copies what stands at one place of an object to places of others, as an entry of `replacements` says: `source` (or `sourceValue`)
/// and `targets` with `select`, `reject`, `fieldPaths` and `options` (`delimiter`, `index`, `create`). `steps` counts the places looked at
/// for one unit, which are bounded as `room` is.
void replace(ValueStore& values, ValueId replacement, std::vector<Object>& objects, std::size_t room, std::size_t& steps,
             const ReplacementFault& fault);

/// What stands at a path of an object such as `spec.template.spec.containers.[name=web].image`; none if nothing does.
ValueId field_at(const ValueStore& values, ValueId object, std::string_view path);

/// Puts what `vars` name in place of `$(NAME)` in arguments, commands, settings, hosts, labels and annotations.
/// `vars` are entries `{name, objref, fieldref}` of all layers.
void fill_variables(ValueStore& values, const std::vector<ValueId>& vars, std::vector<Object>& objects, std::size_t room,
                    const ReplacementFault& fault);

}  // namespace weir::kubernetes::kustomize
