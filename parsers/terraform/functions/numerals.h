#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::terraform {

/// A number as terraform writes it in a text: digits without an exponent, and no zeros that say
/// nothing. `written` is a number as files write it (`1.50`, `1e3`); its digits are kept, however
/// many. One that would be very long stays as it is.
std::string plain_number(std::string_view written);
/// The same for a calculated number, in the digits that are certain.
std::string plain_number(double number);

/// The number that terraform reads in a text: decimal, without blanks; none if it is none, or too
/// large.
std::optional<double> number_in(std::string_view text);

}  // namespace weir::terraform
