#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "analyzer/base/guard.h"

namespace weir::query {

/// What a search knows of each node while it runs. One state per node, kept between searches and
/// invalidated by counting them: a search costs what it visits, not what the graph holds. Searches
/// nest (a hop's condition may need another search), so each takes its own from the pool.
class SearchSpace {
 public:
  struct State {
    Guard sure = kNever, maybe = kNever;
    std::uint32_t search = 0;
    bool queued = false;
  };
  struct Storage {
    std::vector<State> states;
    std::vector<std::uint32_t> touched;
    std::uint32_t search = 0;
  };
  using Pool = std::vector<std::unique_ptr<Storage>>;

  SearchSpace(Pool& pool, std::size_t slots) : pool_(pool) {
    if (pool_.empty()) {
      storage_ = std::make_unique<Storage>();
    } else {
      storage_ = std::move(pool_.back());
      pool_.pop_back();
    }
    storage_->states.resize(slots);
    storage_->touched.clear();
    ++storage_->search;
  }
  ~SearchSpace() { pool_.push_back(std::move(storage_)); }
  SearchSpace(const SearchSpace&) = delete;
  SearchSpace& operator=(const SearchSpace&) = delete;

  /// The state of a slot; `is_new` if this search has not seen it before.
  State& state(std::size_t slot, bool& is_new) {
    State& at = storage_->states[slot];
    is_new = at.search != storage_->search;
    if (is_new) {
      at = {kNever, kNever, storage_->search, false};
      storage_->touched.push_back(static_cast<std::uint32_t>(slot));
    }
    return at;
  }

  /// All slots this search has seen, ascending.
  const std::vector<std::uint32_t>& in_order() {
    std::sort(storage_->touched.begin(), storage_->touched.end());
    return storage_->touched;
  }

 private:
  Pool& pool_;
  std::unique_ptr<Storage> storage_;
};

}  // namespace weir::query
