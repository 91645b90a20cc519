#pragma once

#include "analyzer/driver/command_line.h"
#include "analyzer/report/report.h"

namespace weir {

/// Colours and width of the terminal that the text goes to, if it goes to one.
TextOptions text_options(const CommandLine& line);

}  // namespace weir
