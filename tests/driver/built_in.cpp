#include "tests/driver/built_in.h"

#include <cstddef>
#include <span>

extern "C" const char weir_knowledge_begin[], weir_knowledge_end[];

namespace weir {

const Knowledge& built_in_knowledge() {
  static const Result<Knowledge> built_in = [] {
    const auto* begin = reinterpret_cast<const std::byte*>(weir_knowledge_begin);
    const auto* end = reinterpret_cast<const std::byte*>(weir_knowledge_end);
    return open_knowledge(std::span<const std::byte>(begin, end));
  }();
  return *built_in;
}

}  // namespace weir
