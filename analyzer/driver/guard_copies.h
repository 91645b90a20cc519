#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "analyzer/base/guard.h"

namespace weir {

/// Copies of a store for tasks that run at the same time: one for each thread, not one for each
/// task, and each task finds its copy as the original was.
class GuardCopies {
 public:
  explicit GuardCopies(const GuardStore& original) : original_(original) {}

  /// Calls `task(GuardStore&)` with a copy that nobody else has meanwhile.
  template <class Task>
  void with_one(Task task) {
    std::unique_ptr<Copy> copy = take();
    task(copy->guards);
    copy->guards.rewind(copy->mark);
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(copy));
  }

 private:
  struct Copy {
    GuardStore guards;
    GuardStore::Mark mark;
  };

  std::unique_ptr<Copy> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        std::unique_ptr<Copy> copy = std::move(free_.back());
        free_.pop_back();
        return copy;
      }
    }
    auto copy = std::make_unique<Copy>(Copy{original_, {}});
    copy->mark = copy->guards.mark();
    return copy;
  }

  const GuardStore& original_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Copy>> free_;
};

}  // namespace weir
