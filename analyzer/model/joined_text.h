#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/value.h"

namespace weir {

/// Where a value is used: the outermost link of its origin chain, else where it is written.
Span place_of_use(const ValueStore& values, ValueId value);

/// How a scalar reads inside a text: a string's text, a number as it is written, "true". False for
/// other kinds (`text` is then untouched).
bool scalar_text(const ValueStore& values, const SourceMap& sources, ValueId value,
                 std::string& text);

/// Bytes that a value adds to a text: those of a scalar as `scalar_text` reads it, of a hole's
/// name. A text adds those of its parts. What else a value holds counts nothing.
std::uint64_t text_bytes(const ValueStore& values, ValueId value);

/// What joining these takes: work to be paid for, and whether the text stays within
/// limits::kTextBytes.
struct JoiningCost {
  std::uint64_t steps = 0;
  bool fits = true;
};
/// Parts and bytes of the text, of a choice those of its longest alternative, for every combination;
/// finding it out is counted too. Linear in the parts.
JoiningCost cost_of_joining(const ValueStore& values, const std::vector<ValueId>& parts);

/// ValueStore::add_text, but a run of several scalars becomes one string in a derived text, in
/// which every byte leads back to the part it came from (a part passed from elsewhere: to the place
/// where it is used). Numbers and booleans among the parts count as their text. Null parts are
/// empty.
ValueId add_joined_text(ValueStore& values, SourceMap& sources, const std::vector<ValueId>& parts,
                        Span span);

/// A hole or any other value as people read it inside a text: `${Bucket.Arn}`, `${AWS::Region}`.
std::string describe_hole(const ValueStore& values, ValueId value);

}  // namespace weir
