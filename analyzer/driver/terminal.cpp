#include "analyzer/driver/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace weir {

TextOptions text_options(const CommandLine& line) {
  TextOptions options;
  options.verbose = line.verbose;
  options.quiet = line.quiet;
  if (line.output.empty() && ::isatty(STDOUT_FILENO) == 1) {
    options.colour = std::getenv("NO_COLOR") == nullptr;
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) options.width = std::min<int>(size.ws_col, 120);
  }
  return options;
}

}  // namespace weir
