// The table of layers in the design, enforced: who may include whom, and who may use which
// third-party package.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/architecture/source_tree.h"

namespace weir::architecture {
namespace {

using Folders = std::set<std::string>;

const Folders kLayer0 = {"analyzer/base"};
const Folders kLayers01 = {"analyzer/base", "analyzer/document"};
const Folders kLayers02 = {"analyzer/base", "analyzer/document", "analyzer/model"};

Folders operator+(Folders a, const Folders& b) {
  a.insert(b.begin(), b.end());
  return a;
}

/// Folder → the folders, or single headers, that it may include besides itself.
const std::map<std::string, Folders> kMayInclude = {
    {"analyzer/base", {}},
    {"analyzer/document", kLayer0},
    {"analyzer/model", kLayers01},
    {"parsers/syntax", kLayers01},
    {"analyzer/catalog", kLayers01},
    {"parsers/embedded", kLayers02 + Folders{"parsers/syntax/syntax.h", "analyzer/catalog"}},
    {"parsers/cloudformation", kLayers02 + Folders{"analyzer/catalog", "parsers/embedded"}},
    // templates and YAML that expressions name are parsed when they are evaluated
    {"parsers/terraform",
     kLayers02 + Folders{"analyzer/catalog", "parsers/embedded", "parsers/syntax/syntax.h"}},
    // files that a project includes and extends are parsed once they are named; modules of settings are programs
    {"parsers/app_config", kLayers02 + Folders{"analyzer/catalog", "parsers/embedded", "parsers/syntax/syntax.h",
                                               "parsers/syntax/program.h"}},
    {"parsers/ci", kLayers02 + Folders{"analyzer/catalog", "parsers/embedded"}},
    {"parsers/app_source",
     kLayers02 + Folders{"analyzer/catalog", "parsers/embedded", "parsers/syntax/program.h"}},
    {"analyzer/graph", {"analyzer/base", "analyzer/model", "analyzer/catalog"}},
    {"analyzer/analysis", {"analyzer/base", "analyzer/catalog", "analyzer/graph"}},
    {"analyzer/resilience",
     {"analyzer/base", "analyzer/model", "analyzer/catalog", "analyzer/graph", "analyzer/analysis"}},
    {"analyzer/query",
     {"analyzer/base", "analyzer/catalog", "analyzer/graph", "analyzer/analysis"}},
    {"analyzer/rule", kLayers01 + Folders{"analyzer/catalog", "analyzer/graph", "analyzer/analysis",
                                          "analyzer/query"}},
    {"analyzer/knowledge",
     kLayers02 + Folders{"analyzer/catalog", "analyzer/graph", "analyzer/analysis",
                         "analyzer/query", "analyzer/rule", "parsers/embedded",
                         "parsers/cloudformation", "parsers/terraform", "parsers/app_config",
                         "parsers/app_source", "parsers/syntax/syntax.h"}},
    {"sarif", {"analyzer/base", "analyzer/rule", "analyzer/graph"}},
    {"analyzer/report",
     {"analyzer/base", "analyzer/rule", "analyzer/graph", "analyzer/resilience"}},
    {"analyzer/driver", {"analyzer", "parsers", "sarif"}},
};

/// First part of a third-party include → its users. Only their .cpp files: no header of ours
/// exposes a package.
const std::map<std::string, Folders> kThirdParty = {
    {"re2", {"analyzer/base"}},
    {"yaml-cpp", {"parsers/syntax"}},
    {"tree_sitter", {"parsers/syntax"}},
    {"nlohmann", {"parsers/syntax", "sarif", "analyzer/report"}},
    {"boost", {"analyzer/graph", "analyzer/analysis"}},
    {"CLI", {"analyzer/driver"}},
};

const Folders kOperatingSystem = {"fcntl.h",  "spawn.h", "unistd.h",
                                  "signal.h", "poll.h",  "dirent.h"};

struct Include {
  std::string place;   // file:line
  std::string target;  // between the marks
  bool own;            // "…", not <…>
};

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> found;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    if (line.rfind("#include", 0) != 0) continue;
    const std::size_t open = line.find_first_of("\"<");
    const std::size_t close = line.find_first_of("\">", open + 1);
    const std::string place = file.path + ":" + std::to_string(i + 1);
    if (open == std::string::npos || close == std::string::npos) {
      ADD_FAILURE() << place << ": an include that this test cannot read";
      continue;
    }
    found.push_back({place, line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return found;
}

bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || path.rfind(folder + "/", 0) == 0;
}

bool is_ours(const std::string& path) { return !is_below(path, "tests"); }

/// The folder itself or the nearest one above it that has a row in the table; empty if none.
std::string row_of(std::string folder) {
  while (!folder.empty() && kMayInclude.count(folder) == 0) {
    const std::size_t slash = folder.rfind('/');
    folder = slash == std::string::npos ? "" : folder.substr(0, slash);
  }
  return folder;
}

std::vector<SourceFile> cpp_files() { return source_files({".h", ".cpp"}); }

TEST(Layering, EveryFolderOfCodeHasARow) {
  for (const SourceFile& file : cpp_files()) {
    if (!is_ours(file.path)) continue;
    EXPECT_NE(row_of(file.folder), "") << file.path << ": its folder is not in the table of layers";
  }
}

TEST(Layering, OwnIncludesFollowTheTable) {
  int seen = 0;
  for (const SourceFile& file : cpp_files()) {
    const std::string row = row_of(file.folder);
    if (row.empty()) continue;
    for (const Include& include : includes_of(file)) {
      if (!include.own) continue;
      ++seen;
      const Folders& allowed = kMayInclude.at(row);
      const bool fine = is_below(include.target, row) ||
                        std::any_of(allowed.begin(), allowed.end(), [&](const std::string& a) {
                          return is_below(include.target, a);
                        });
      EXPECT_TRUE(fine) << include.place << ": " << row << " may not include " << include.target;
    }
  }
  EXPECT_GT(seen, 0) << "no include was read: the test looks at nothing";
}

TEST(Layering, OwnIncludesAreWrittenFromTheRoot) {
  for (const SourceFile& file : cpp_files()) {
    for (const Include& include : includes_of(file)) {
      const bool rooted = is_below(include.target, "analyzer") ||
                          is_below(include.target, "parsers") ||
                          is_below(include.target, "sarif") || is_below(include.target, "tests");
      EXPECT_EQ(include.own, rooted) << include.place << ": " << include.target;
    }
  }
}

TEST(Layering, ThirdPartyPackagesStayWithTheirUsers) {
  for (const SourceFile& file : cpp_files()) {
    if (!is_ours(file.path)) continue;
    for (const Include& include : includes_of(file)) {
      if (include.own) continue;
      const std::string package = include.target.substr(0, include.target.find('/'));
      const bool standard = include.target.find_first_of("/.") == std::string::npos;
      if (standard || package == "sys" || kOperatingSystem.count(include.target) != 0) continue;
      const auto known = kThirdParty.find(package);
      ASSERT_NE(known, kThirdParty.end()) << include.place << ": unknown package " << package;
      EXPECT_EQ(known->second.count(row_of(file.folder)), 1u)
          << include.place << ": " << package << " is not for " << file.folder;
    }
  }
}

TEST(Layering, HeadersWithThirdPartyTypesStayInTheirFolder) {
  std::map<std::string, std::string> exposing;  // header → package
  for (const SourceFile& file : cpp_files())
    for (const Include& include : includes_of(file)) {
      const std::string package = include.target.substr(0, include.target.find('/'));
      if (!include.own && file.path.ends_with(".h") && kThirdParty.count(package) != 0)
        exposing[file.path] = package;
    }
  for (const SourceFile& file : cpp_files()) {
    for (const Include& include : includes_of(file)) {
      const auto exposed = exposing.find(include.target);
      if (exposed == exposing.end()) continue;
      EXPECT_TRUE(is_below(include.target, file.folder))
          << include.place << ": " << include.target << " exposes " << exposed->second;
    }
  }
}

}  // namespace
}  // namespace weir::architecture
