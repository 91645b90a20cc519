#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/catalog/vocabulary.h"

/// By what findings are judged: taxonomies that tags name, moves of severity, environments.
namespace weir {

/// An entry of a taxonomy: "LLM01", "Prompt Injection".
struct TaxonRecord {
  Text id;
  Text name;
};
/// A family of tags, `family/ID` (definitions/tags.yaml).
struct TaxonomyRecord {
  Text family;        ///< "owasp-llm"
  Text name;          ///< as its publisher calls it; "" = no taxonomy that logs speak of
  Text organization;  ///< who publishes it
  Text uri;           ///< where it is explained
  Text about;
  Range taxa;  ///< into JudgementTables::taxa: entries whose names are known, as written
};

/// Of what a move of severity looks at a property.
enum class MoveOf : std::uint8_t {
  path_start,  ///< an external entity with which a path of the finding begins, if its end has the same value
  asset,       ///< a data store, or a flow, that the finding binds
  mitigation,  ///< nothing: a mitigation is present that is not enough alone
  system       ///< the environment of the unit of the place; no property
};
/// A row of tables/severity.yaml: what moves a finding's severity from its rule's.
struct SeverityMove {
  Text move;  ///< rows of one name count once, the first that fits
  MoveOf of = MoveOf::asset;
  bool threats_only = false;
  PropertyId property;  ///< none for `mitigation` and `system`
  Range values;         ///< into JudgementTables::values: any of them
  double by = 0;
  Text why;  ///< with `{it}` for what bears the value, and `{value}`
};

/// A word of tables/environments.yaml, as in NameRule: it names an environment, or is a key of tags
/// that do.
struct EnvironmentWord {
  Text words;
  Text environment;      ///< "" = a tag's key
  bool in_paths = true;  ///< says so as the name of a folder or file too
};

/// The tables; texts are in the catalogue's pool.
struct JudgementTables {
  std::vector<TaxonomyRecord> taxonomies;
  std::vector<TaxonRecord> taxa;
  std::vector<SeverityMove> moves;  ///< as written
  std::vector<Text> values;
  std::vector<EnvironmentWord> environment_words;
};

/// A view of them. Cheap to copy; the owner of the bytes must outlive it.
struct JudgementCatalog {
  std::string_view pool;
  std::span<const TaxonomyRecord> taxonomies;
  std::span<const TaxonRecord> taxa;
  std::span<const SeverityMove> moves;
  std::span<const Text> values;
  std::span<const EnvironmentWord> environment_words;

  std::string_view text(Text t) const { return pool.substr(t.begin, t.size); }
  std::span<const TaxonRecord> taxa_of(const TaxonomyRecord& taxonomy) const {
    return taxa.subspan(taxonomy.taxa.first, taxonomy.taxa.count);
  }
  std::span<const Text> values_of(const SeverityMove& move) const {
    return values.subspan(move.values.first, move.values.count);
  }
  /// The family of a tag `family/ID`; nullptr if it is none (`class/…`).
  const TaxonomyRecord* taxonomy_of(std::string_view tag) const;
  /// What a taxonomy calls one of its entries; "" if that is not known.
  std::string_view taxon_name(const TaxonomyRecord& taxonomy, std::string_view id) const;
};

JudgementCatalog view(const JudgementTables& tables, std::string_view pool);
/// Appends the tables to a blob; `read_judgement` reads them back from table number `first` on, over
/// the catalogue's pool. Both return the number of tables.
std::size_t write(const JudgementTables& tables, BlobWriter& writer);
std::size_t read_judgement(BlobReader& reader, std::size_t first, std::string_view pool,
                           JudgementCatalog& judgement);
/// Copies a view back into tables (to add --rules DIR to what is built in).
JudgementTables copy(const JudgementCatalog& judgement);

}  // namespace weir
