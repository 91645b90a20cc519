#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "analyzer/base/result.h"
#include "analyzer/driver/analyze.h"
#include "analyzer/driver/command_line.h"
#include "analyzer/knowledge/knowledge.h"

namespace weir {

/// Each returns the exit status (design §8): 0, 1 findings, 2 could not analyse.
int scan_command(const CommandLine& line, const Knowledge& built_in);
int diagram_command(const CommandLine& line, const Knowledge& built_in);
int resilience_command(const CommandLine& line, const Knowledge& built_in);
int explain_command(const CommandLine& line, const Knowledge& built_in);
int baseline_write_command(const CommandLine& line, const Knowledge& built_in);
int diff_command(const CommandLine& line, const Knowledge& built_in);
int rules_list_command(const CommandLine& line, const Knowledge& built_in);
int rules_show_command(const CommandLine& line, const Knowledge& built_in);
int rules_test_command(const CommandLine& line, const Knowledge& built_in);
int version_command(const CommandLine& line, const Knowledge& built_in);

/// The built-in knowledge, with --rules DIR added.
Result<Knowledge> load_knowledge(const CommandLine& line, const Knowledge& built_in);

/// discover → infer, with the command line's options.
Result<std::unique_ptr<Analysis>> analyze_input(const CommandLine& line, const Knowledge& knowledge);
AnalyzeOptions analyze_options(const CommandLine& line);

/// Keeps what is used until the program ends. Giving back the memory of a big input value by value takes a tenth of a second;
/// the system takes all of it at once.
Analysis& keep_until_exit(std::unique_ptr<Analysis> analysis);

/// Diagnostics on standard error, one line each: errors and warnings, notes with `verbose`, nothing below an error with
/// `quiet`. Many of one kind are counted instead.
void print_diagnostics(const SourceMap& sources, const Diagnostics& diagnostics, bool verbose, bool quiet);

/// Whether something could not be analysed: exit status 2.
bool has_errors(const Diagnostics& diagnostics);

/// Puts `text` on standard output, or into `file` (beside it, then renamed). False, with a message on standard error, if it
/// could not be written.
bool put_output(const std::string& file, const std::string& text);

/// By its name; `low` for one that is none.
Precision precision_named(std::string_view name);

/// `weir: message` on standard error; returns 2.
int fail(const std::string& message);

/// Today as YYYY-MM-DD (UTC), for suppressions with an end.
std::string today();

}  // namespace weir
