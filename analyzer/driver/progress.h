#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weir {

/// Says on a terminal what a run is at that takes longer than a second, on a line that goes away at
/// the end.
class Progress {
 public:
  /// Silent if not `wanted`, or where standard error is no terminal.
  explicit Progress(bool wanted);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { end(); }

  /// What comes now; a text that outlives this.
  void at(const char* stage) { stage_ = stage; }
  /// Takes the line away: before something else is written.
  void end();

 private:
  void run(const std::stop_token& stop);

  std::atomic<const char*> stage_{""};
  std::mutex mutex_;
  std::condition_variable_any over_;
  std::jthread thread_;
};

}  // namespace weir
