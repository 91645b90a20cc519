#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/resilience/lifecycle.h"
#include "analyzer/rule/results.h"

namespace weir {

struct TextOptions {
  bool colour = false;   ///< ANSI colours (a terminal without NO_COLOR)
  int width = 100;       ///< columns to wrap at
  bool verbose = false;  ///< also undecided rules, mitigated matches, notes
  bool quiet = false;    ///< findings only, no closing summary
};

/// Findings for people: statement, place with the line of source, path, what to do, what is already
/// there. Ends with a summary: counts by severity, what was not modelled, not resolved, undecided.
std::string write_text(const Results& results, const TextOptions& options);

/// The findings as plain JSON (an object with `findings`, `summary`, `diagnostics`), for scripts.
std::string write_json(const Results& results);

/// Findings as Markdown for a pull-request comment or a document. `practices`: what is known of the resilience lifecycle.
std::string write_markdown(const Results& results,
                           const std::vector<resilience::PracticeStatus>& practices = {});

/// What to know the findings by that are reported now: a file for `--baseline`. Readable, one finding a line, and stable: the
/// same findings give the same bytes.
std::string write_baseline(const Results& results);

/// The format of such a file.
inline constexpr int kBaselineFormat = 1;

/// Findings as JUnit's XML, a test case for each, for CI systems that show test results.
std::string write_junit(const Results& results);

/// Findings as GitLab's code-quality report.
std::string write_gitlab(const Results& results);

/// What part of the diagram to draw.
struct DiagramOptions {
  std::string focus;    ///< an element, nested stack, module, unit or boundary; "" = everything
  int depth = 1;        ///< flows away from it
  std::string version;  ///< Weir's own
};

/// Whether something that a diagram draws is called so.
bool has_focus(const Dfd& dfd, const Catalog& catalog, const std::string& focus);

/// The diagram in the format of diagram.schema.json, in parts that threads may write at the same
/// time. What it is made of must outlive it.
class DiagramJson {
 public:
  DiagramJson(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources,
              const DiagramOptions& options);
  ~DiagramJson();
  std::size_t parts() const;
  /// Each once.
  void write(std::size_t part);
  /// All of it, once every part is written. `unresolved`: what the rules could not decide.
  std::string whole(std::size_t unresolved);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The same at once.
std::string write_diagram_json(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources,
                               std::size_t unresolved, const DiagramOptions& options);

/// More shapes than these make no picture: parts of the system are drawn as one shape each.
inline constexpr std::size_t kPictureShapes = 60;

/// The diagram as a picture that people read, with what `results` hold of findings marked in it.
/// analyzer/report/README.md says how it is drawn.
std::string write_diagram_mermaid(const Results& results, const DiagramOptions& options);
std::string write_diagram_dot(const Results& results, const DiagramOptions& options);

}  // namespace weir
