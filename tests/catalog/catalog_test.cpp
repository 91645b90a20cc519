// The catalogue's look-ups, and its way through a blob and back. What YAML becomes is in
// tests/knowledge.

#include "analyzer/catalog/catalog.h"

#include <gtest/gtest.h>

#include <string>

namespace weir {
namespace {

/// model ⊃ embedding_model; read below access below sync; an ordered enum; one concept with a name
/// in each of two languages.
CatalogTables example() {
  CatalogTables t;
  const LabelId model(0), embedding(1);
  t.label_refs = {model, embedding, model};
  t.labels = {{t.pool.add("model"), {0, 1}}, {t.pool.add("embedding_model"), {1, 2}}};
  const EdgeLabelId sync(0), access(1), read(2);
  t.edge_refs = {sync, access, sync, read, access, sync};
  t.edges = {{t.pool.add("sync"), EdgeRelation::flow, DataDirection::both, {0, 1}},
             {t.pool.add("access"), EdgeRelation::flow, DataDirection::both, {1, 2}},
             {t.pool.add("read"), EdgeRelation::flow, DataDirection::in, {3, 3}}};
  t.members = {{t.pool.add("public"), t.pool.add("public")},
               {t.pool.add("phi"), t.pool.add("PHI")}};
  t.enums = {{t.pool.add("sensitivity"), true, {0, 2}}};
  PropertyRecord timeout;
  timeout.name = t.pool.add("timeout");
  timeout.type = Scalar::duration;
  t.properties = {timeout};
  ConceptRecord function;
  function.name = t.pool.add("cloud.compute.function");
  t.concepts = {function};
  t.types = {{Language::cloudformation, t.pool.add("A::Function"), ConceptId(0)},
             {Language::cloudformation, t.pool.add("B::Function"), ConceptId(0)},
             {Language::terraform, t.pool.add("a_function"), ConceptId(0)}};
  return t;
}

TEST(Catalog, FindsTypesByLanguageAndName) {
  const CatalogTables tables = example();
  const Catalog catalog = view(tables);
  EXPECT_EQ(catalog.concept_of(Language::cloudformation, "B::Function"), ConceptId(0));
  EXPECT_EQ(catalog.concept_of(Language::terraform, "a_function"), ConceptId(0));
  EXPECT_FALSE(catalog.concept_of(Language::terraform, "B::Function").valid());
  EXPECT_FALSE(catalog.concept_of(Language::cloudformation, "C::Function").valid());
}

TEST(Catalog, FindsNames) {
  const CatalogTables tables = example();
  const Catalog catalog = view(tables);
  EXPECT_EQ(catalog.name(catalog.label("embedding_model")), "embedding_model");
  EXPECT_EQ(catalog.name(catalog.edge("read")), "read");
  EXPECT_EQ(catalog.name(catalog.property("timeout")), "timeout");
  EXPECT_FALSE(catalog.label("modle").valid());
  EXPECT_FALSE(catalog.edge("model").valid());
}

TEST(Catalog, ALabelIsItselfAndWhatIsAboveIt) {
  const CatalogTables tables = example();
  const Catalog catalog = view(tables);
  EXPECT_TRUE(catalog.is(catalog.label("embedding_model"), catalog.label("model")));
  EXPECT_TRUE(catalog.is(catalog.label("model"), catalog.label("model")));
  EXPECT_FALSE(catalog.is(catalog.label("model"), catalog.label("embedding_model")));
  EXPECT_TRUE(catalog.is(catalog.edge("read"), catalog.edge("sync")));
  EXPECT_FALSE(catalog.is(catalog.edge("sync"), catalog.edge("read")));
  EXPECT_FALSE(catalog.is(LabelId{}, catalog.label("model")));
}

TEST(Catalog, RanksMembersAndShowsThem) {
  const CatalogTables tables = example();
  const Catalog catalog = view(tables);
  EXPECT_EQ(catalog.rank(catalog.enumeration("sensitivity"), "phi"), 1u);
  EXPECT_EQ(catalog.rank(catalog.enumeration("sensitivity"), "secret"), std::nullopt);
  EXPECT_EQ(catalog.rank(EnumId{}, "phi"), std::nullopt);
  EXPECT_EQ(catalog.display("phi"), "PHI");
  EXPECT_EQ(catalog.display("anything else"), "anything else");
}

TEST(Catalog, IsTheSameAfterABlob) {
  const CatalogTables tables = example();
  BlobWriter writer;
  const std::size_t written = write(tables, writer);
  const std::string blob = writer.finish(1);
  BlobReader reader(std::as_bytes(std::span(blob)), 1);
  Catalog read;
  EXPECT_EQ(read_catalog(reader, 0, read), written);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(dump(read), dump(view(tables)));
}

TEST(Catalog, ACopyKeepsItsTextsWhileMoreAreAdded) {
  const CatalogTables tables = example();
  CatalogTables more = copy(view(tables));
  const std::string before = dump(view(more));
  EXPECT_EQ(before, dump(view(tables)));
  more.labels.push_back({more.pool.add("guardrail"), {0, 0}});
  EXPECT_EQ(view(more).label("guardrail"), LabelId(2));
  EXPECT_EQ(view(more).label("model"), LabelId(0));
}

}  // namespace
}  // namespace weir
