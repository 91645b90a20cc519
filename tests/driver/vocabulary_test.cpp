// rules/VOCABULARY.md says what the catalogue holds now.

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analyzer/knowledge/vocabulary_page.h"
#include "tests/driver/built_in.h"

namespace weir {
namespace {

using testing::HasSubstr;

const std::filesystem::path kRules = std::filesystem::path(WEIR_SOURCE_DIR) / "rules";

std::string page_of_today() {
  const Result<std::vector<KnowledgeFile>> files = read_knowledge_files(kRules.string());
  EXPECT_TRUE(files.ok());
  return files.ok() ? write_vocabulary(built_in_knowledge().catalog, *files) : "";
}

TEST(Vocabulary, ThePageSaysWhatTheCatalogueHolds) {
  const std::filesystem::path path = kRules / "VOCABULARY.md";
  const std::string page = page_of_today();
  if (std::getenv("WEIR_UPDATE_EXPECTED") != nullptr) {
    std::ofstream(path) << page;
    return;
  }
  std::ostringstream written;
  written << std::ifstream(path).rdbuf();
  EXPECT_TRUE(written.str() == page)
      << "rules/VOCABULARY.md is not what the catalogue holds; ninja -C build/dev update-expected "
         "writes it, then read the difference";
}

TEST(Vocabulary, HoldsEveryName) {
  const Catalog& catalog = built_in_knowledge().catalog;
  const std::string page = page_of_today();
  for (const LabelRecord& label : catalog.labels)
    EXPECT_THAT(page, HasSubstr("| `" + std::string(catalog.text(label.name)) + "` |"));
  for (const EdgeLabelRecord& edge : catalog.edges)
    EXPECT_THAT(page, HasSubstr("| `" + std::string(catalog.text(edge.name)) + "` |"));
  for (const PropertyRecord& property : catalog.properties)
    EXPECT_THAT(page, HasSubstr("| `" + std::string(catalog.text(property.name)) + "` |"));
  for (const ItemRule& item : catalog.item_rules)
    EXPECT_THAT(page, HasSubstr("| `" + std::string(catalog.name(item.label)) + "` |"));
}

}  // namespace
}  // namespace weir
