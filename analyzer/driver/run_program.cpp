#include "analyzer/driver/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kSaidBytes = 4096;  ///< of what it says on its standard error

/// Both ends of a pipe, closed on exec and at the end.
struct Pipe {
  std::array<int, 2> ends = {-1, -1};
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(0);
    close(1);
  }
  bool open() {
    if (::pipe(ends.data()) != 0) return false;
    for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    return true;
  }
  void close(std::size_t end) {
    if (ends[end] >= 0) ::close(std::exchange(ends[end], -1));
  }
};

/// A running program. Whoever drops it ends it.
class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  /// What went wrong, or "".
  std::string start(const StartedProgram& program, const Pipe& in, const Pipe& out, const Pipe& said) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, said.ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions,
                                         "/");  // no file of the scanned tree by a relative name
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    std::string name = std::filesystem::path(program.path).filename().string();
    std::vector<std::string> arguments = program.arguments, environment = program.environment;
    std::vector<char*> argv = {name.data()}, envp;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    for (std::string& variable : environment) envp.push_back(variable.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
    const int failed =
        ::posix_spawn(&pid_, program.path.c_str(), &actions, &attributes, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) pid_ = 0;
    return failed != 0 ? std::strerror(failed) : "";
  }

  /// Its status if it ends in time.
  bool ended(Clock::time_point deadline, int& status) {
    while (true) {
      const pid_t done = ::waitpid(pid_, &status, WNOHANG);
      if (done == pid_) {
        pid_ = 0;
        return true;
      }
      if (Clock::now() >= deadline) return false;
      ::poll(nullptr, 0, 5);
    }
  }

 private:
  pid_t pid_ = 0;
};

int milliseconds_to(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(left);
}

/// Appends what is there to read, and closes at the end of it.
void take(Pipe& pipe, std::string& text) {
  std::array<char, 1u << 16> buffer{};
  const ssize_t got = ::read(pipe.ends[0], buffer.data(), buffer.size());
  if (got > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  else if (got == 0 || (errno != EINTR && errno != EAGAIN))
    pipe.close(0);
}

/// Writes what fits, and closes when all is written or nobody reads.
void give(Pipe& pipe, std::string_view& text) {
  const ssize_t put = ::write(pipe.ends[1], text.data(), text.size());
  if (put > 0) text.remove_prefix(static_cast<std::size_t>(put));
  const bool over = put < 0 && errno != EINTR && errno != EAGAIN;
  if (text.empty() || over) pipe.close(1);
}

struct Heard {
  std::string out, said;
};

/// Feeds and reads until both outputs are closed; what went wrong, or "".
std::string exchange(Pipe& in, Pipe& out, Pipe& said, std::string_view input,
                     Clock::time_point deadline, ProgramLimits limits, Heard& heard) {
  ::fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  while (out.ends[0] >= 0 || said.ends[0] >= 0) {
    std::array<pollfd, 3> wait = {
        {{in.ends[1], POLLOUT, 0}, {out.ends[0], POLLIN, 0}, {said.ends[0], POLLIN, 0}}};
    const int left = milliseconds_to(deadline);
    const int ready = left == 0 ? 0 : ::poll(wait.data(), wait.size(), left);
    if (ready == 0) return "did not end within " + std::to_string(limits.seconds) + " s";
    if (ready < 0) continue;
    if (wait[0].revents != 0) give(in, input);
    if (wait[1].revents != 0) take(out, heard.out);
    if (wait[2].revents != 0) take(said, heard.said);
    if (heard.said.size() > kSaidBytes) heard.said.resize(kSaidBytes);
    if (heard.out.size() > limits.bytes)
      return "wrote more than " + std::to_string(limits.bytes) + " bytes";
  }
  return "";
}

}  // namespace

Result<std::string> find_program(std::string_view name, std::span<const std::string_view> folders) {
  std::string looked;
  for (const std::string_view folder : folders) {
    std::string program = std::string(folder) + "/" + std::string(name);
    if (::access(program.c_str(), X_OK) == 0) return program;
    looked += (looked.empty() ? "" : ", ") + std::string(folder);
  }
  return Error{"no `" + std::string(name) + "` in " + looked, {}};
}

Result<ProgramOutput> run_program(const StartedProgram& program, std::string_view input,
                                  ProgramLimits limits) {
  const auto failed = [&](const std::string& what) { return Error{program.path + " " + what, {}}; };
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(limits.seconds);
  Pipe in, out, said;
  if (!in.open() || !out.open() || !said.open())
    return failed("cannot be started: " + std::string(std::strerror(errno)));
  Child child;
  if (const std::string fault = child.start(program, in, out, said); !fault.empty())
    return failed("cannot be started: " + fault);
  in.close(0);
  out.close(1);
  said.close(1);
  Heard heard;
  if (const std::string fault = exchange(in, out, said, input, deadline, limits, heard);
      !fault.empty())
    return failed(fault);
  int status = 0;
  if (!child.ended(deadline, status))
    return failed("did not end within " + std::to_string(limits.seconds) + " s");
  return ProgramOutput{WIFEXITED(status) && WEXITSTATUS(status) == 0, std::move(heard.out),
                       std::move(heard.said)};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace weir
