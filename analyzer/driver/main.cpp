#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <variant>

#include "analyzer/base/limits.h"
#include "analyzer/driver/command_line.h"
#include "analyzer/driver/commands.h"
#include "analyzer/knowledge/knowledge.h"

/// The knowledge blob, linked in by analyzer/knowledge/blob.S.
extern "C" const char weir_knowledge_begin[], weir_knowledge_end[];

/// Read by jemalloc, which the product is linked with: one run is short, so no memory is given back before it ends, and it
/// comes in large pages where the kernel gives them when asked: a fifth of a large scan was spent on asking for small ones.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always,metadata_thp:always";
}

namespace weir {
namespace {

/// The last resort against work that no counter caught: ends the program with status 2. Files are written beside and renamed,
/// so none is left half-written.
class Watchdog {
 public:
  Watchdog()
      : thread_([this](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          if (over_.wait_for(lock, stop, std::chrono::seconds(limits::kWallClockSeconds), [] { return false; }) ||
              stop.stop_requested())
            return;
          std::fprintf(stderr, "weir: stopped after %d s, the limit of one run\n", limits::kWallClockSeconds);
          std::_Exit(2);
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any over_;
  std::jthread thread_;
};

int run(const CommandLine& line) {
  const auto* begin = reinterpret_cast<const std::byte*>(weir_knowledge_begin);
  const auto* end = reinterpret_cast<const std::byte*>(weir_knowledge_end);
  const Result<Knowledge> built_in = open_knowledge(std::span<const std::byte>(begin, end));
  if (!built_in.ok()) return fail("the built-in knowledge cannot be used: " + built_in.error().message);
  switch (line.command) {
    case Command::scan: return scan_command(line, *built_in);
    case Command::diagram: return diagram_command(line, *built_in);
    case Command::resilience: return resilience_command(line, *built_in);
    case Command::explain: return explain_command(line, *built_in);
    case Command::baseline_write: return baseline_write_command(line, *built_in);
    case Command::diff: return diff_command(line, *built_in);
    case Command::rules_list: return rules_list_command(line, *built_in);
    case Command::rules_show: return rules_show_command(line, *built_in);
    case Command::rules_test: return rules_test_command(line, *built_in);
    case Command::version: return version_command(line, *built_in);
  }
  return 2;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that has seen enough is a write error, not a crash
  try {
    const auto read = weir::read_command_line(argc, argv);
    if (const auto* exit = std::get_if<weir::Exit>(&read)) {
      std::fputs(exit->text.c_str(), exit->status == 0 ? stdout : stderr);
      return exit->status;
    }
    const weir::Watchdog watchdog;
    return weir::run(*std::get_if<weir::CommandLine>(&read));
  } catch (const std::exception& error) {  // out of memory, or a fault of a library that no folder caught
    std::fprintf(stderr, "weir: cannot go on: %s\n", error.what());
    return 2;
  }
}
