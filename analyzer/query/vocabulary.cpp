#include "analyzer/query/vocabulary.h"

#include "analyzer/query/suggest.h"

namespace weir::query {
namespace {

template <class Record>
std::vector<std::string_view> names_of(const Catalog& catalog, std::span<const Record> records) {
  std::vector<std::string_view> names;
  for (const Record& record : records) names.push_back(catalog.text(record.name));
  return names;
}

}  // namespace

void Vocabulary::fail(syntax::Extent at, std::string message) {
  errors_.push_back({std::move(message), at.begin, at.end, in_});
}

LabelId Vocabulary::label(const syntax::Word& word) {
  const LabelId id = catalog_.label(word.text);
  if (id.valid()) return id;
  if (catalog_.edge(word.text).valid())
    fail(word.at, quoted(word.text) + " is a label of edges; expected a label of nodes");
  else
    fail(word.at, "unknown label " + quoted(word.text) +
                      did_you_mean(word.text, names_of(catalog_, catalog_.labels)));
  return {};
}

EdgeLabelId Vocabulary::edge(const syntax::Word& word) {
  const EdgeLabelId id = catalog_.edge(word.text);
  if (id.valid()) return id;
  if (catalog_.label(word.text).valid())
    fail(word.at, quoted(word.text) + " is a label of nodes; expected a label of edges");
  else
    fail(word.at, "unknown edge label " + quoted(word.text) +
                      did_you_mean(word.text, names_of(catalog_, catalog_.edges)));
  return {};
}

PropertyId Vocabulary::property(const syntax::Word& word) {
  const PropertyId id = catalog_.property(word.text);
  if (!id.valid())
    fail(word.at, "unknown property " + quoted(word.text) +
                      did_you_mean(word.text, names_of(catalog_, catalog_.properties)));
  return id;
}

void Vocabulary::check_member(EnumId enumeration, std::string_view member, syntax::Extent at) {
  if (catalog_.rank(enumeration, member)) return;
  const EnumRecord& record = catalog_.enums[enumeration.index()];
  const auto members = names_of(catalog_, Catalog::slice(catalog_.members, record.members));
  fail(at, quoted(member) + " is no member of " + quoted(catalog_.text(record.name)) +
               did_you_mean(member, members));
}

}  // namespace weir::query
