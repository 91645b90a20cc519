#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/driver/twins.h"
#include "analyzer/knowledge/knowledge.h"

/// Literate cases: Markdown whose fenced blocks are a project and what the analysis must say about
/// it. The format is described in tests/literate/README.md.
namespace weir {

/// A Markdown file that may hold cases.
struct CaseFile {
  std::string path;
  std::string bytes;
};

/// A finding that must be reported (or, as `known_miss`, must not be reported yet) at a line.
struct Expectation {
  std::string path;
  std::uint32_t line = 0;
  std::string rule;
  bool known_miss = false;
  std::string region;  ///< the exact text that the finding must cover; "" = any
};

/// A line where a related place of a rule's findings stands. A case with one such line of a rule
/// has them all.
struct RelatedLine {
  std::string path;
  std::uint32_t line = 0;
  std::string rule;
};

/// An expected dump: the stage's name and where its text stands in the Markdown file, in bytes.
struct ExpectedDump {
  std::string stage;  ///< document | resources | dfd | network | transport | findings | diagnostics
  std::string file;   ///< document: which file; "" = the first one
  std::size_t begin = 0, end = 0;
  std::string text;
};

/// A file of a case's project.
struct CaseSource {
  std::string path;
  std::string text;
};

/// One case as read: a heading and the blocks below it.
struct Case {
  std::string file;        ///< the Markdown file
  std::uint32_t line = 0;  ///< of the heading, from 1
  std::string name;
  std::string rule;  ///< in a rule's file: the only rule that is evaluated; else "" for all
  std::vector<CaseSource> sources;  ///< by path
  std::map<std::string, std::string> parameters;
  std::vector<std::string> parameter_files;  ///< which of the sources are given as --parameters
  std::vector<std::string> variables;       ///< `NAME=VALUE` each, as --var takes it
  std::vector<std::string> variable_files;  ///< of the sources, as --var-file takes them
  std::vector<Expectation> expectations;
  std::vector<RelatedLine> related;
  std::vector<ExpectedDump> dumps;
  std::optional<Twins> twins;  ///< the Terraform files are the others' twin, analysed by itself
  std::vector<std::string> faults;  ///< why it cannot be run as it is written
};

/// What the analysis made of an expected dump.
struct ActualDump {
  std::size_t begin = 0, end = 0;  ///< of the expected text
  std::string text;
};

struct CaseResult {
  std::string file;
  std::uint32_t line = 0;
  std::string name;
  std::vector<std::string> failures;  ///< empty: passed
  std::vector<ActualDump> dumps;
  std::size_t undecided =
      0;  ///< matches that something unknown left open, over all rules evaluated
  bool passed() const { return failures.empty(); }
};

/// All cases of the files, in their order. `base: fragments/x` means the file among `files` whose
/// path ends in `fragments/x.md`.
std::vector<Case> read_cases(const std::vector<CaseFile>& files);

/// Runs a case through the product's own stages, in memory.
CaseResult run_case(const Case& one, const Knowledge& knowledge);

/// read_cases and run_case for all.
std::vector<CaseResult> run_cases(const std::vector<CaseFile>& files, const Knowledge& knowledge);

/// The file's bytes with its expected dumps replaced by what the results of its own cases found.
std::string with_actual_dumps(const CaseFile& file, const std::vector<CaseResult>& results);

}  // namespace weir
