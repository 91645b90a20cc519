#pragma once

#include <array>
#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// Whether this is `!Ref AWS::NoValue`.
bool is_no_value(Tree& tree, Part part);
/// Whether a value is there and says something: not null, false, "", 0, nor an empty map or list.
bool is_given(Tree& tree, Part part);

/// A value in words: two that say the same have the same.
std::string words_of(Tree& tree, Part whole);

/// An entry of a map, also of one that hangs on a condition: then it does, too. What other calls
/// yield is not read, and stays unknown.
Part property_of(Expansion& expansion, Part value, std::string_view key, Span place);

/// A map of tags as a list of `{Key, Value}`; not there if there are none.
Part tag_list(Expansion& expansion, Part tags);
/// The resource's own `Tags`, with the one that the service adds: `lambda:createdBy`
/// (`stateMachine:createdBy`).
Part tags_of(Expansion& expansion, const Macro& macro);
/// Adds the resource's own `Tags` to what is made for it, if it says `PropagateTags`.
void propagate_tags(Expansion& expansion, const Macro& macro, Part properties);

/// Where something is stored: an address `s3://bucket/key` or a map `{Bucket, Key, Version}`
/// becomes a map with the keys given (bucket, key, version); what names a local file stays as it
/// is.
Part stored_at(Expansion& expansion, Part location, const std::array<std::string_view, 3>& keys);

}  // namespace weir::cloudformation::sam
