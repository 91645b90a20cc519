#include "analyzer/driver/compare/temporary_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace weir {
namespace fs = std::filesystem;
namespace {

void remove_folder(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
}

/// A pipe whose ends close on exec, so that no program that we start holds them open.
struct RemoverPipe {
  int out = -1;  ///< to be read
  int in = -1;   ///< to be written
};

bool open_pipe(RemoverPipe& pipe) {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe(ends.data()) != 0) return false;
  // above the standard streams, also where somebody has closed these
  pipe = {::fcntl(ends[0], F_DUPFD_CLOEXEC, STDERR_FILENO + 1),
          ::fcntl(ends[1], F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
  for (const int end : ends) ::close(end);
  return pipe.out >= 0 && pipe.in >= 0;
}

void close_pipe(const RemoverPipe& pipe) {
  for (const int end : {pipe.out, pipe.in})
    if (end >= 0) ::close(end);
}

/// All that is written before the other side closes.
std::string read_all(int from) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR)) return text;
  }
}

/// What the process beside us does: makes the folder, so that there is none that nobody removes,
/// says where, and waits until the other end of `alive` is closed by whatever ends its owner. What
/// ends the owner's group or session does not end it.
[[noreturn]] void make_and_remove(const RemoverPipe& alive, const RemoverPipe& told, std::string path) {
  ::setsid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(signal, SIG_IGN);
  const bool made = ::mkdtemp(path.data()) != nullptr;
  const std::string answer = made ? path : "";
  const bool said = ::write(told.in, answer.data(), answer.size()) >= 0;
  // It must keep nothing open that others wait for: the owner's outputs, pipes of other folders.
  ::dup2(alive.out, STDIN_FILENO);
  ::closefrom(STDOUT_FILENO);
  if (made && said) read_all(STDIN_FILENO);
  if (made) remove_folder(path);
  ::_exit(0);
}

}  // namespace

TemporaryFolder::~TemporaryFolder() {
  if (alive_ >= 0) ::close(alive_);
  if (remover_ != 0)
    while (::waitpid(remover_, nullptr, 0) < 0 && errno == EINTR) {
    }
  if (!path_.empty()) remove_folder(path_);  // is gone, unless the remover was ended by force
}

Result<TemporaryFolder> make_temporary_folder() {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  const std::string pattern = ((error ? fs::path("/tmp") : parent) / "weir-XXXXXX").string();
  const auto failed = [&](const std::string& why) { return Error{pattern + ": " + why, {}}; };
  RemoverPipe alive, told;
  if (!open_pipe(alive) || !open_pipe(told)) {
    const Error error_now = failed(std::strerror(errno));
    close_pipe(alive);
    return error_now;
  }
  const pid_t remover = ::fork();
  if (remover == 0) make_and_remove(alive, told, pattern);
  const std::string why = remover < 0 ? std::strerror(errno) : "no folder can be made there";
  ::close(alive.out);
  ::close(told.in);
  TemporaryFolder folder;
  folder.alive_ = alive.in;
  folder.remover_ = remover < 0 ? 0 : remover;
  folder.path_ = remover < 0 ? "" : read_all(told.out);
  ::close(told.out);
  if (folder.path_.empty()) return failed(why);
  return folder;
}

}  // namespace weir
