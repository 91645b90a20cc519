#pragma once

#include <string>
#include <vector>

#include "analyzer/rule/scene.h"

namespace weir::findings {

/// "A" · "A and B" · "A, B and C": all of them.
std::string join_all(const std::vector<std::string>& parts);

/// "A" · "A and B" · "A, B and C" · "A, B and 2 more": at most three.
std::string join_some(const std::vector<std::string>& parts);

/// A text with its places filled from all matches of a finding: names of what is bound, properties
/// by display name, each distinct one once, several as "A, B and 2 more". Nothing is escaped.
std::string fill(const Scene& scene, const MatchGroup& group, Range message_parts);

/// A property's value as people read it: enum members by display name, numbers with their unit; of a
/// choice, what can be where `holds` does.
std::vector<std::string> words_of(const Scene& scene, PropertyId property,
                                  const PropertyValue& value, Guard holds);

/// The statement of the rule's kind with its slots filled (grammar: README of this folder).
Statement state(const Scene& scene, const MatchGroup& group);

/// A filled text as it begins a sentence: with a capital first letter (ASCII), unless it begins with a
/// name of the input, which stays as it is written.
std::string begun(std::string text, const Scene& scene, Range message_parts);

/// The text with a full stop, unless a sentence ends there already.
std::string sentence(std::string text);

}  // namespace weir::findings
