#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"

namespace weir::cloudformation {

/// Most blocks that Fn::Cidr makes.
inline constexpr std::uint64_t kCidrBlocks = 256;

/// The first `count` address blocks with `bits` bits for hosts inside `block` (`10.0.0.0/16`,
/// `2001:db8::/56`), as Fn::Cidr gives them: in order, IPv6 in its shortest form. An error says
/// what is wrong with the block, or that there is no room for so many.
Result<std::vector<std::string>> address_blocks(std::string_view block, std::uint64_t count,
                                                std::uint64_t bits);

}  // namespace weir::cloudformation
