#include "analyzer/knowledge/knowledge.h"

#include <algorithm>
#include <utility>

#include "analyzer/knowledge/judgement.h"
#include "analyzer/knowledge/readers.h"
#include "analyzer/knowledge/rules.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

constexpr std::string_view kCatalogFolder = "catalog/";
constexpr std::string_view kYaml = ".yaml";

bool is_vocabulary(const CatalogFile& file) {
  return file.stem.starts_with("definitions/") || file.stem.starts_with("tables/");
}

/// The files, parsed and sorted by what they are.
struct Library {
  std::vector<std::unique_ptr<Document>> documents;  ///< what the roots point into
  std::vector<CatalogFile> definitions_and_tables, concepts;
  std::vector<FileId> rules;
};

void add_catalog_file(Library& library, Faults& faults, FileId id, const std::string& path) {
  Parsed parsed = parse_yaml(faults.sources(), id);
  for (const Diagnostic& d : parsed.diagnostics) faults.add(d.span, d.message);
  if (!parsed.ok()) return;
  if (parsed.documents.size() > 1)
    faults.add({id, 0, 0},
               "expected one YAML document, found " + std::to_string(parsed.documents.size()));
  if (parsed.documents.empty() || parsed.documents[0].empty() ||
      parsed.documents[0].nodes[0].kind == NodeKind::null) {
    faults.add({id, 0, 0}, "the file is empty");
    return;
  }
  library.documents.push_back(std::make_unique<Document>(std::move(parsed.documents[0])));
  CatalogFile file{
      path.substr(kCatalogFolder.size(), path.size() - kCatalogFolder.size() - kYaml.size()), path,
      Yaml(*library.documents.back(), 0, faults)};
  (is_vocabulary(file) ? library.definitions_and_tables : library.concepts)
      .push_back(std::move(file));
}

void add_file(Library& library, Faults& faults, KnowledgeFile file) {
  const std::string path = file.path;
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  if (name == "README.md" || path == "VOCABULARY.md") return;
  const FileId id = faults.sources().add_file(path, std::move(file.bytes));
  if (path.starts_with(kCatalogFolder) && path.ends_with(kYaml)) {
    add_catalog_file(library, faults, id, path);
  } else if ((path.starts_with("threat/") || path.starts_with("resilience/")) &&
             path.ends_with(".md")) {
    library.rules.push_back(id);
  } else {
    faults.add({id, 0, 0},
               "expected rules as threat/…/<id>.md or resilience/…/<id>.md and catalogue files as "
               "catalog/…/<name>.yaml");
  }
}

Library read_library(std::vector<KnowledgeFile> files, Faults& faults) {
  std::sort(files.begin(), files.end(),
            [](const KnowledgeFile& a, const KnowledgeFile& b) { return a.path < b.path; });
  Library library;
  for (KnowledgeFile& file : files) add_file(library, faults, std::move(file));
  return library;
}

void compile_catalog(Builder& builder, const Library& library, JudgementTables& judgement) {
  read_definitions(builder, library.definitions_and_tables);
  declare_concepts(builder, library.concepts);
  read_named_tables(builder, library.definitions_and_tables);
  read_concepts(builder, library.concepts);
  read_tables(builder, library.definitions_and_tables);
  read_judgement(builder, library.definitions_and_tables, judgement);
  builder.finish();
}

/// The rules' side of the blob.
struct RuleSide {
  RuleTables rules;
  query::QueryTables queries;
  TextPool pool;
};

RuleSide start_from(const Knowledge* base) {
  RuleSide side;
  if (base == nullptr) return side;
  side.rules = copy(base->rules);
  side.queries = query::copy(base->rules.queries);
  side.pool.add(base->rules.pool);  // as one text, so that every Text keeps its place
  return side;
}

std::string write_blob(const Builder& builder, const JudgementTables& judgement,
                       const RuleSide& side) {
  BlobWriter writer;
  write(builder.tables, writer);
  writer.table(builder.programs.code);
  writer.table(builder.programs.clients);
  writer.table(builder.transport.addresses);
  writer.table(builder.transport.rows);
  writer.table(builder.transport.engines);
  writer.table(builder.safer);
  write(builder.figures, writer);
  write(judgement, writer);
  query::write(side.queries, writer);
  write(side.rules, side.pool.bytes(), writer);
  return writer.finish(kKnowledgeFormat);
}

}  // namespace

std::unique_ptr<CompiledKnowledge> compile_knowledge(std::vector<KnowledgeFile> files,
                                                     const Knowledge* base) {
  auto result = std::make_unique<CompiledKnowledge>();
  Faults faults(result->sources);
  const Library library = read_library(std::move(files), faults);
  Builder builder(faults);
  builder.file_prefix = base == nullptr ? "rules/" : "";
  if (base != nullptr) builder.start_from(base->catalog);
  if (base != nullptr) {
    builder.programs.code.assign(base->programs.code.begin(), base->programs.code.end());
    builder.programs.clients.assign(base->programs.clients.begin(), base->programs.clients.end());
    builder.transport.addresses.assign(base->transport.addresses.begin(),
                                       base->transport.addresses.end());
    builder.transport.rows.assign(base->transport.rows.begin(), base->transport.rows.end());
    builder.transport.engines.assign(base->transport.engines.begin(), base->transport.engines.end());
    builder.safer.assign(base->safer.begin(), base->safer.end());
    builder.figures = copy(base->figures);
  }
  JudgementTables judgement;
  if (base != nullptr) judgement = copy(base->rules.judgement);
  compile_catalog(builder, library, judgement);

  const Catalog catalog = view(builder.tables);
  RuleSide side = start_from(base);
  RuleCompiler rules(faults, catalog, side.rules, side.queries, side.pool, builder.file_prefix);
  rules.define(builder.new_defines);
  for (const FileId file : library.rules) rules.compile(file);
  rules.finish();

  result->faults = faults.take_sorted();
  if (result->faults.empty()) result->blob = write_blob(builder, judgement, side);
  return result;
}

Result<Knowledge> open_knowledge(std::span<const std::byte> blob) {
  BlobReader reader(blob, kKnowledgeFormat);
  Knowledge knowledge;
  if (reader.ok()) {
    std::size_t next = read_catalog(reader, 0, knowledge.catalog);
    knowledge.programs.code = reader.table<CodeRule>(next++);
    knowledge.programs.clients = reader.table<ClientRecord>(next++);
    knowledge.transport.addresses = reader.table<AddressForm>(next++);
    knowledge.transport.rows = reader.table<TransportRow>(next++);
    knowledge.transport.engines = reader.table<EngineForm>(next++);
    knowledge.safer = reader.table<SaferRecord>(next++);
    next += read_figures(reader, next, knowledge.figures);
    next += read_judgement(reader, next, knowledge.catalog.pool, knowledge.rules.judgement);
    next += query::read_queries(reader, next, knowledge.rules.queries);
    read_rules(reader, next, knowledge.rules);
  }
  if (reader.ok()) return knowledge;
  return Error{"the compiled rules are damaged or of another format than " +
                   std::to_string(kKnowledgeFormat),
               std::nullopt};
}

Result<Knowledge> open_knowledge(std::string blob) {
  const auto owner = std::make_shared<const std::string>(std::move(blob));
  Result<Knowledge> knowledge = open_knowledge(std::as_bytes(std::span(*owner)));
  if (knowledge.ok()) knowledge->owner = owner;
  return knowledge;
}

std::string describe_faults(const CompiledKnowledge& compiled, std::string_view folder) {
  std::string text;
  for (const Diagnostic& fault : compiled.faults) {
    const Position at = compiled.sources.position(fault.span.file, fault.span.begin);
    if (!folder.empty()) text += std::string(folder) + (folder.ends_with('/') ? "" : "/");
    text += compiled.sources.path(fault.span.file);
    text += ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + fault.message +
            "\n";
  }
  return text;
}

}  // namespace weir
