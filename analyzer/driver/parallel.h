#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace weir {

/// Calls `task(i)` for every i below `count` on up to `jobs` threads. Tasks own their outputs; whoever merges
/// them does so by i. The only place that makes threads.
template <class Task>
void parallel_for(std::size_t count, unsigned jobs, Task task) {
  if (jobs <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) task(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  std::vector<std::jthread> threads;
  const std::size_t others = std::min<std::size_t>(jobs, count) - 1;
  threads.reserve(others);
  for (std::size_t i = 0; i < others; ++i) threads.emplace_back(work);
  work();
}

}  // namespace weir
