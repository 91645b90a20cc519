// The README's table of derived properties and edges is the registry's, row by row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/analysis/properties.h"

namespace weir::testing {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream rest(line.substr(1));
  for (std::string cell; std::getline(rest, cell, '|');) {
    const std::size_t begin = cell.find_first_not_of(' '), end = cell.find_last_not_of(' ');
    cells.push_back(begin == std::string::npos ? "" : cell.substr(begin, end - begin + 1));
  }
  return cells;
}

/// "name|flows, edges or else|cost", of each row.
std::set<std::string> rows() {
  std::ifstream file(std::string(WEIR_SOURCE_DIR) + "/analyzer/analysis/README.md");
  std::set<std::string> all;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != 5) {
      ADD_FAILURE() << "expected five cells: " << line;
      continue;
    }
    const bool apart = cells[1] == "flows" || cells[1] == "edges";
    all.insert(cells[0] + "|" + (apart ? cells[1] : "nodes") + "|" + cells[4]);
  }
  return all;
}

TEST(AnalysisReadme, ListsEachDerivedPropertyAndEdgeWithItsCost) {
  std::set<std::string> registered;
  for (const DerivedProperty& one : derived_properties())
    registered.insert("`" + std::string(one.name) + "`|" + (one.of_flows ? "flows" : "nodes") +
                      "|" + std::string(one.complexity));
  for (const DerivedEdges& one : derived_edges())
    registered.insert("`" + std::string(one.name) + "`|edges|" + std::string(one.complexity));
  EXPECT_THAT(rows(), ::testing::ContainerEq(registered));
}

}  // namespace
}  // namespace weir::testing
