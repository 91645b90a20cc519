#include "analyzer/catalog/judgement.h"

namespace weir {

const TaxonomyRecord* JudgementCatalog::taxonomy_of(std::string_view tag) const {
  const std::size_t slash = tag.find('/');
  if (slash == tag.npos) return nullptr;
  for (const TaxonomyRecord& taxonomy : taxonomies)
    if (text(taxonomy.family) == tag.substr(0, slash)) return &taxonomy;
  return nullptr;
}

std::string_view JudgementCatalog::taxon_name(const TaxonomyRecord& taxonomy,
                                              std::string_view id) const {
  for (const TaxonRecord& taxon : taxa_of(taxonomy))
    if (text(taxon.id) == id) return text(taxon.name);
  return {};
}

JudgementCatalog view(const JudgementTables& tables, std::string_view pool) {
  return {pool,         tables.taxonomies, tables.taxa,
          tables.moves, tables.values,     tables.environment_words};
}

std::size_t write(const JudgementTables& tables, BlobWriter& writer) {
  writer.table(tables.taxonomies);
  writer.table(tables.taxa);
  writer.table(tables.moves);
  writer.table(tables.values);
  writer.table(tables.environment_words);
  return 5;
}

std::size_t read_judgement(BlobReader& reader, std::size_t first, std::string_view pool,
                           JudgementCatalog& judgement) {
  judgement.pool = pool;
  judgement.taxonomies = reader.table<TaxonomyRecord>(first);
  judgement.taxa = reader.table<TaxonRecord>(first + 1);
  judgement.moves = reader.table<SeverityMove>(first + 2);
  judgement.values = reader.table<Text>(first + 3);
  judgement.environment_words = reader.table<EnvironmentWord>(first + 4);
  return 5;
}

JudgementTables copy(const JudgementCatalog& judgement) {
  return {{judgement.taxonomies.begin(), judgement.taxonomies.end()},
          {judgement.taxa.begin(), judgement.taxa.end()},
          {judgement.moves.begin(), judgement.moves.end()},
          {judgement.values.begin(), judgement.values.end()},
          {judgement.environment_words.begin(), judgement.environment_words.end()}};
}

}  // namespace weir
