#include <cstdio>
#include <filesystem>

#include "analyzer/base/escape.h"
#include "analyzer/driver/commands.h"
#include "analyzer/report/report.h"

namespace weir {

int baseline_write_command(const CommandLine& line, const Knowledge& built_in) {
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  const Result<std::unique_ptr<Analysis>> analysis = analyze_input(line, *knowledge);
  if (!analysis.ok()) return fail(analysis.error().message);
  evaluate_rules(**analysis, *knowledge, analyze_options(line), today());
  const Results results = results_of(**analysis, *knowledge);
  print_diagnostics(results.sources, results.diagnostics, line.verbose, line.quiet);
  // A baseline of half the input would let the rest pass as new, or hide nothing: it is not
  // written.
  if (!results.successful) return fail("no baseline was written: some input could not be analysed");
  // In a repository of somebody else's the link may lead to any file.
  if (std::error_code error; std::filesystem::is_symlink(line.output, error))
    return fail(line.output +
                " is a link and is not written through; name the file that it leads to");
  if (!put_output(line.output == "-" ? "" : line.output, write_baseline(results))) return 2;
  std::size_t count = 0;
  for (const Finding& finding : results.findings)
    count += finding.suppression == Suppression::none ? 1 : 0;
  if (line.output != "-" && !line.quiet)
    std::fprintf(stderr,
                 "weir: %zu finding%s written to %s; `weir scan --baseline %s` reports what is not "
                 "among them\n",
                 count, count == 1 ? "" : "s", escape_terminal_line(line.output).c_str(),
                 escape_terminal_line(line.output).c_str());
  return 0;
}

}  // namespace weir
