#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace weir {

/// Calls `task(i)` for every i below `count` on up to `jobs` threads. Tasks own their outputs; whoever merges
/// them does so by i. What a task throws ends the others early, and is thrown here. The only place that makes threads.
template <class Task>
void parallel_for(std::size_t count, unsigned jobs, Task task) {
  if (jobs <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) task(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::exception_ptr fault;
  std::mutex faults;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) task(i);
    } catch (...) {
      const std::lock_guard lock(faults);
      if (fault == nullptr) fault = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t others = std::min<std::size_t>(jobs, count) - 1;
    threads.reserve(others);
    for (std::size_t i = 0; i < others; ++i) threads.emplace_back(work);
    work();
  }
  if (fault != nullptr) std::rethrow_exception(fault);
}

}  // namespace weir
