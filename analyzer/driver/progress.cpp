#include "analyzer/driver/progress.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace weir {

Progress::Progress(bool wanted) {
  if (wanted && ::isatty(STDERR_FILENO) == 1)
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Progress::end() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Progress::run(const std::stop_token& stop) {
  bool shown = false;
  std::unique_lock lock(mutex_);
  for (int seconds = 1;; ++seconds) {
    over_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
    if (stop.stop_requested()) break;
    std::fprintf(stderr, "\r\x1b[Kweir: %s, %d s", stage_.load(), seconds);
    shown = true;
  }
  if (shown) std::fputs("\r\x1b[K", stderr);
}

}  // namespace weir
