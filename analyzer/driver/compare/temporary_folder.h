#pragma once

#include <string>
#include <utility>

#include "analyzer/base/result.h"

namespace weir {

/// A folder of our own, readable by its owner only, that goes with everything in it when its holder
/// goes or the program ends, however it ends: a process beside it waits for that.
class TemporaryFolder {
 public:
  TemporaryFolder() = default;
  TemporaryFolder(TemporaryFolder&& other) noexcept
      : path_(std::exchange(other.path_, {})),
        alive_(std::exchange(other.alive_, -1)),
        remover_(std::exchange(other.remover_, 0)) {}
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(alive_, other.alive_);
    std::swap(remover_, other.remover_);
    return *this;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  /// Absolute; "" if there is none.
  const std::string& path() const { return path_; }

 private:
  friend Result<TemporaryFolder> make_temporary_folder();
  std::string path_;
  int alive_ = -1;   ///< closed when this process ends: then the remover reads the end of it
  int remover_ = 0;  ///< process id; 0 = there is no folder
};

/// Below TMPDIR, else /tmp. Error: it cannot be made there.
Result<TemporaryFolder> make_temporary_folder();

}  // namespace weir
