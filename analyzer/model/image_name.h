#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// What a container image is called, `registry/repository:tag` or `…@digest`; holes (`${…}`) are
/// characters of it.
struct ImageName {
  std::string registry;  ///< the host; Docker's own where none is written; "" if it is not known
  std::string repository;
};

/// None if the text is no image's name.
std::optional<ImageName> image_name(std::string_view text);

}  // namespace weir
