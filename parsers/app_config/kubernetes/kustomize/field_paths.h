#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// `metadata.annotations.a\.b`, `spec.containers.[name=web].image`, `spec.rules.*.host`, `spec.rules.0.host` in its parts.
std::vector<std::string> parts_of_path(std::string_view path);
/// The key and value of `[name=web]`; none of other parts.
std::optional<std::pair<std::string_view, std::string_view>> choice_in(std::string_view part);
/// Whether an item of a list has this text, or number, under a key; without a key, is it.
bool item_says(const ValueStore& values, ValueId item, std::string_view key, std::string_view text);
/// A text, number or boolean as it is written; none of other values.
std::optional<std::string> scalar_text(const ValueStore& values, ValueId value);

/// Whether an object is the one that a map `{group, version, kind, name, namespace}` chooses, by its name or a former one.
bool chosen_by(const ValueStore& values, ValueId selector, const Object& object);

}  // namespace weir::kubernetes::kustomize
