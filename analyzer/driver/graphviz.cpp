#include "analyzer/driver/graphviz.h"

#include <utility>

namespace weir {
Result<std::string> find_graphviz(std::span<const std::string_view> folders) {
  Result<std::string> program = find_program("dot", folders);
  if (program.ok()) return program;
  return Error{"-f svg needs Graphviz (the package `graphviz`): " + program.error().message +
                   ". Without it, -f mermaid and -f dot write the same picture as text",
               {}};
}

Result<std::string> run_graphviz(const std::string& program, std::string_view dot,
                                 ProgramLimits limits) {
  Result<ProgramOutput> output = run_program({program, {"-Tsvg"}, {}}, dot, limits);
  if (!output.ok()) return Error{"Graphviz: " + output.error().message, {}};
  if (!output->fine || output->out.find("</svg>") == std::string::npos)
    return Error{"Graphviz: " + program + " made no picture: " + first_line(output->said), {}};
  return std::move(output->out);
}

}  // namespace weir
