#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/result.h"
#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/programs.h"
#include "analyzer/catalog/transport.h"
#include "analyzer/graph/safer.h"
#include "analyzer/rule/rule.h"

namespace weir {

/// Version of the blob's layout; raise it with any change of a record. Blobs of other versions are refused.
inline constexpr std::uint32_t kKnowledgeFormat = 8;

/// Catalogue and rules, ready to use. Views into bytes that `owner` keeps alive (or into the blob that is linked in).
struct Knowledge {
  Catalog catalog;
  ProgramCatalog programs;
  Rules rules;
  std::shared_ptr<const std::string> owner;  ///< null for the built-in blob
  TransportCatalog transport;
  SaferTable safer = {};
};

/// A file of knowledge: its path (relative, e.g. "catalog/aws/sqs_queue.yaml", "threat/genai/x.md") and bytes.
struct KnowledgeFile {
  std::string path;
  std::string bytes;
};

/// Reads and checks rules and catalogue and builds the blob: the one code path of the build and of --rules DIR. `base`, if
/// given, is what the new files add to. Faults (unknown key, label, property, unit; a query that does not compile; an unbound
/// placeholder; an id that is not the file's name …) name file, line, what was found and what was expected; with any of them
/// there is no blob. All faults are reported, not only the first.
struct CompiledKnowledge {
  std::string blob;        ///< empty if there are faults
  SourceMap sources;       ///< of the knowledge files, for the faults' spans
  Diagnostics faults;
};
std::unique_ptr<CompiledKnowledge> compile_knowledge(std::vector<KnowledgeFile> files, const Knowledge* base);

/// Opens a blob in place. Error if it is damaged or of another format version.
Result<Knowledge> open_knowledge(std::span<const std::byte> blob);
/// The same, over bytes that the result owns.
Result<Knowledge> open_knowledge(std::string blob);

/// All knowledge files below a folder (rules/), sorted by path. Error if it cannot be read.
Result<std::vector<KnowledgeFile>> read_knowledge_files(const std::string& folder);

/// Faults as lines for people: "rules/threat/x.md:12:5: unknown label `modle`; did you mean `model`?".
/// `folder` is put before the paths.
std::string describe_faults(const CompiledKnowledge& compiled, std::string_view folder = {});

/// A rule file taken apart: front matter, query, help text, cases.
struct RuleFile {
  Span front_matter;
  Span query;
  std::string help_markdown;
  Span cases;              ///< from `## Cases` on; empty if there are none
};
Result<RuleFile> split_rule_file(const SourceMap& sources, FileId file);

}  // namespace weir
