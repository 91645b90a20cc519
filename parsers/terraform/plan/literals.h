#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/terraform/declarations/module.h"

namespace weir::terraform {

/// What comparing comes to; not told is what is no literal, or what terraform may write otherwise.
enum class Likeness : std::uint8_t { same, other, untold };

/// Scalars as terraform converts them into each other: numbers by value, others by text.
bool same_scalars(std::string_view a, std::string_view b);
/// A literal as written and a value of a plan.
Likeness compare_literal(const Syntax& written, const Document& plan, NodeIndex known);
/// The same after terraform has made it fit the type of a variable: sets are sorted, objects have
/// all their attributes.
Likeness compare_converted(const Syntax& written, const Document& plan, NodeIndex known);
/// Whether an expression is a number, a boolean or a text without anything to be filled in.
bool is_literal_scalar(const Syntax& at);
/// Whether an expression is a plain name: `var.a.b`.
bool is_traversal(const Syntax& at);

}  // namespace weir::terraform
