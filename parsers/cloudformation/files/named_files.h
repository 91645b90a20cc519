#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/cloudformation/cloudformation.h"

namespace weir::cloudformation {

/// The local file that a template (its path as shown) names: by a path relative to its folder, or
/// by an address that it has once it is uploaded (`s3://bucket/prefix/name.yaml`, `https://…`, a
/// text that begins with a hole), of which the longest known suffix that exists counts: below the
/// template's folder or one above it, else as the end of exactly one path. `${Var}`, `<TOKEN>`,
/// `%%TOKEN%%` and `__TOKEN__` in the pieces are holes too; a hole that is a whole folder may stand
/// for one folder or for none. Of an address that knows more than the file's name, the name alone
/// counts in the template's own folder, and nearby if no other file has it. None: nothing fits, or
/// more than one file does.
std::optional<std::string> resolve_local(std::string_view template_path, const NameWithHoles& name,
                                         const LocalFiles& files);

/// The local file that the last part of `name` is the uploaded form of, if it is among the files read.
std::optional<std::string> uploaded_as(std::string_view template_path, std::string_view name,
                                       const Surroundings& around);

}  // namespace weir::cloudformation
