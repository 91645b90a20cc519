#pragma once

#include <map>
#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// What fills the holes of the catalogue's texts, by the holes' names.
using Fillings = std::map<std::string, Part, std::less<>>;

/// The name of the first hole that nothing fills; empty if there is none. Pseudo parameters need
/// nothing.
std::string_view unfilled(std::string_view text, const Fillings& fillings);
/// A text with its holes filled: the filling itself where the text is one hole, else a Fn::Sub.
Part filled(const Maker& maker, std::string_view text, const Fillings& fillings);
/// The statement of a policy.
Part granted_statement(Expansion& expansion, const Maker& maker, const GrantStatement& statement,
                       const Fillings& fillings);
/// A policy document with these statements.
Part policy_document(const Maker& maker, const std::vector<Part>& statements);

}  // namespace weir::cloudformation::sam
