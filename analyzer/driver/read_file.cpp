#include "analyzer/driver/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace weir {
namespace {

/// A descriptor that closes itself.
struct Descriptor {
  int number = -1;
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

Error fault(const std::filesystem::path& path, std::string_view what) {
  return Error{path.string() + ": " + std::string(what), {}};
}

/// Writes all of `bytes`; what went wrong, or "".
std::string write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return std::strerror(errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

/// A device or pipe is written to, never replaced.
Result<bool> write_through(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.number < 0) return fault(path, "cannot be written: " + std::string(std::strerror(errno)));
  const std::string problem = write_all(file.number, bytes);
  if (!problem.empty()) return fault(path, "cannot be written: " + problem);
  return true;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.number < 0) return fault(path, std::strerror(errno));
  struct stat status {};
  if (::fstat(file.number, &status) != 0) return fault(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return fault(path, "is not a regular file");
  if (static_cast<std::size_t>(status.st_size) > limit)
    return fault(path, "has " + std::to_string(status.st_size) + " bytes; at most " + std::to_string(limit) +
                           " are read");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.number, bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fault(path, std::strerror(errno));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

Result<bool> write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code error;
  std::filesystem::path target = std::filesystem::canonical(path, error);  // a link stays a link
  if (error) target = path;
  struct stat before {};
  const bool there = ::stat(target.c_str(), &before) == 0;
  if (there && S_ISDIR(before.st_mode)) return fault(path, "cannot be written: is a folder");
  if (there && !S_ISREG(before.st_mode)) return write_through(target, bytes);
  std::string beside = target.string() + ".XXXXXX";
  const int number = ::mkstemp(beside.data());
  if (number < 0) return fault(path, "cannot be written: " + std::string(std::strerror(errno)));
  std::string problem;
  {
    const Descriptor file(number);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    const mode_t mode = there ? before.st_mode & 07777 : 0666 & ~mask;
    if (::fchmod(number, mode) != 0) problem = std::strerror(errno);
    if (problem.empty()) problem = write_all(number, bytes);
  }
  if (problem.empty() && ::rename(beside.c_str(), target.c_str()) != 0) problem = std::strerror(errno);
  if (problem.empty()) return true;
  ::unlink(beside.c_str());
  return fault(path, "cannot be written: " + problem);
}

}  // namespace weir
