// Whole runs of the weir program as a user sees them, from spawn to exit: weir_bench WEIR
// SOURCE_ROOT. With WEIR_SHARED also one of the systems there.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/conditions_template.h"
#include "tests/bench/large_system.h"

namespace {

constexpr int kWarmUps = 3;
constexpr int kRuns = 50;

struct Run {
  double milliseconds = 0;
  double processor_milliseconds = 0;
  long peak_kilobytes = 0;
  int status = -1;  // exit status; -1 when the program could not be started or a signal ended it
};

double milliseconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000;
}

Run run_once(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  Run run;
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int failed = posix_spawn(&child, argv[0], &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return run;
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const std::chrono::duration<double, std::milli> elapsed =
      std::chrono::steady_clock::now() - begin;
  run.milliseconds = elapsed.count();
  run.processor_milliseconds = milliseconds_of(usage.ru_utime) + milliseconds_of(usage.ru_stime);
  run.peak_kilobytes = usage.ru_maxrss;
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

/// Prints one line of figures; the median of the processor's time, which other programs disturb
/// less, or nothing if a run ended in another way than `expected` allows.
std::optional<double> measure(const char* name, const std::vector<std::string>& arguments,
                              const std::vector<int>& expected, int runs = kRuns) {
  std::vector<double> times, processor;
  long peak = 0;
  for (int i = 0; i < kWarmUps + runs; ++i) {
    const Run run = run_once(arguments);
    if (std::find(expected.begin(), expected.end(), run.status) == expected.end()) {
      std::printf("%-28s failed with status %d\n", name, run.status);
      return std::nullopt;
    }
    if (i < kWarmUps) continue;
    times.push_back(run.milliseconds);
    processor.push_back(run.processor_milliseconds);
    peak = std::max(peak, run.peak_kilobytes);
  }
  std::sort(times.begin(), times.end());
  std::printf("%-28s median %7.2f ms   min %7.2f   max %7.2f   peak %6.1f MB   (%d runs)\n", name,
              times[times.size() / 2], times.front(), times.back(),
              static_cast<double>(peak) / 1024, runs);
  std::sort(processor.begin(), processor.end());
  return processor[processor.size() / 2];
}

/// The diagram of ten thousand resources in one unit.
bool measure_large_system(const std::string& weir) {
  constexpr int kResources = 10'000;
  constexpr int kFewRuns = 5;
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("weir_bench_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << large_system(kResources);
  const std::vector<std::string> command = {weir, "diagram", "-f", "json", file};
  const bool done = !!measure("diagram of 10,000 resources", command, {0}, kFewRuns);
  std::filesystem::remove(file);
  return done;
}

/// What 25 independent conditions cost, against the same template without them.
bool measure_conditions(const std::string& weir) {
  constexpr int kConditions = 25;
  constexpr double kAtMost = 3;
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("weir_bench_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto scan = [&](const char* name, const char* file, bool conditions) {
    const std::string path = folder / file;
    std::ofstream(path) << conditions_template(kConditions, conditions);
    return measure(name, {weir, "scan", "--fail-on", "low", "-f", "sarif", path}, {1});
  };
  const std::optional<double> without = scan("template without conditions", "without.yaml", false);
  const std::optional<double> with = scan("the same, 25 conditions", "with.yaml", true);
  std::filesystem::remove_all(folder);
  if (!without || !with) return false;
  std::printf("%-28s %.2f times the processor time without (at most %.0f)\n", "25 conditions",
              *with / *without, kAtMost);
  return *with <= kAtMost * *without;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: weir_bench WEIR SOURCE_ROOT\n", stderr);
    return 2;
  }
  const std::string weir = argv[1];
  const std::string one_template =
      std::string(argv[2]) +
      "/fixtures/systems/patient-assistant/cloudformation-flawed/template.yaml";
  const bool started = !!measure("start-up (weir version)", {weir, "version"}, {0});
  const bool scanned =
      !!measure("scan of one template, SARIF", {weir, "scan", "-f", "sarif", one_template}, {0, 1});
  const std::string module =
      std::string(argv[2]) + "/fixtures/systems/patient-assistant/terraform-flawed";
  const bool module_scanned =
      !!measure("scan of one module, SARIF", {weir, "scan", "-f", "sarif", module}, {0, 1});
  bool system_scanned = true;
  if (const char* shared = std::getenv("WEIR_SHARED")) {
    const std::string system = std::string(shared) + "/systems/tf-order-platform";
    system_scanned =
        !!measure("scan of tf-order-platform", {weir, "scan", "-f", "sarif", system}, {0, 1});
  }
  const bool conditions_are_cheap = measure_conditions(weir);
  const bool large_system_drawn = measure_large_system(weir);
  return large_system_drawn && conditions_are_cheap && started && scanned && module_scanned &&
                 system_scanned
             ? 0
             : 1;
}
