#include "analyzer/driver/config.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

struct Read {
  SourceMap sources;
  Diagnostics faults;
  Config config;

  explicit Read(std::string text, std::string folder = "") {
    config = read_config(sources, sources.add_file(".weir.yaml", std::move(text)), std::move(folder), faults);
  }
  /// "line: message" of each fault.
  std::vector<std::string> said() const {
    std::vector<std::string> lines;
    for (const Diagnostic& fault : faults)
      lines.push_back(std::to_string(sources.position(fault.span.file, fault.span.begin).line) + ": " + fault.message);
    return lines;
  }
};

TEST(Config, ReadsAllItsKeys) {
  const Read read(R"(exclude: [examples, "**/test"]
systems:
  - name: shop
    paths: [deploy, network.yaml]
    scope: complete
    environment: production
suppress:
  - {rule: some-rule, paths: [legacy], address: Queue, reason: replaced next year, owner: ann, until: 2027-01-31}
data:
  - {address: "*Patients", classes: [phi, pii], sensitivity: restricted}
  - {address: Cache, classes: []}
)");
  EXPECT_EQ(read.said(), std::vector<std::string>{});
  EXPECT_EQ(read.config.exclude, (std::vector<std::string>{"examples", "**/test"}));
  ASSERT_EQ(read.config.systems.size(), 1u);
  EXPECT_EQ(read.config.systems[0].name, "shop");
  EXPECT_EQ(read.config.systems[0].scope, "complete");
  EXPECT_EQ(read.config.systems[0].environment, "production");
  ASSERT_EQ(read.config.suppress.size(), 1u);
  EXPECT_EQ(read.config.suppress[0].owner, "ann");
  EXPECT_EQ(read.config.suppress[0].until, "2027-01-31");
  ASSERT_EQ(read.config.data.size(), 2u);
  EXPECT_EQ(read.config.data[0].address, "*Patients");
  EXPECT_EQ(read.config.data[0].classes, (std::vector<std::string>{"phi", "pii"}));
  EXPECT_EQ(read.config.data[0].sensitivity, "restricted");
  EXPECT_EQ(read.config.data[1].classes, std::vector<std::string>{});
}

TEST(Config, AnEmptyFileIsAnEmptyConfiguration) {
  EXPECT_TRUE(Read("").faults.empty());
  EXPECT_TRUE(Read("# nothing yet\n").faults.empty());
}

TEST(Config, EveryFaultNamesItsLineAndWhatWasExpected) {
  EXPECT_EQ(Read("excludes: [a]\n").said(),
            (std::vector<std::string>{
                "1: unknown key \"excludes\" in the configuration; expected one of exclude, systems, suppress, data"}));
  EXPECT_EQ(Read("systems:\n  - name: a\n    paths: [b]\n    scope: whole\n").said(),
            (std::vector<std::string>{"4: scope must be complete or fragment, not \"whole\""}));
  EXPECT_EQ(Read("systems:\n  - name: a\n").said(), (std::vector<std::string>{"2: an entry of systems needs paths"}));
  EXPECT_EQ(Read("suppress:\n  - rule: a\n").said(), (std::vector<std::string>{"2: an entry of suppress needs a reason"}));
  EXPECT_EQ(Read("data:\n  - sensitivity: internal\n").said(),
            (std::vector<std::string>{"2: an entry of data needs an address"}));
  EXPECT_EQ(Read("data:\n  - address: a\n").said(),
            (std::vector<std::string>{"2: an entry of data needs classes or a sensitivity"}));
  EXPECT_EQ(Read("suppress: {}\n").said(), (std::vector<std::string>{"1: suppress must be a list"}));
  EXPECT_EQ(Read("- a\n").said(),
            (std::vector<std::string>{"1: the configuration must be a map with the keys exclude, systems, suppress, data"}));
  EXPECT_EQ(Read("suppress:\n  - {rule: a, reason: b, until: 2027-02-30}\n").said(),
            (std::vector<std::string>{"2: until must be a date written YYYY-MM-DD, not \"2027-02-30\""}));
}

TEST(Config, PathsStayBelowItsFolder) {
  EXPECT_EQ(Read("exclude: [/etc]\n").said(),
            (std::vector<std::string>{"1: exclude \"/etc\" leads out of the configuration's folder"}));
  EXPECT_EQ(Read("exclude: [a/../../b]\n").faults.size(), 1u);
  EXPECT_EQ(Read("exclude: ['a..b']\n").faults.size(), 0u);
}

TEST(Config, SyntaxErrorsAndDuplicateKeysAreFaults) {
  EXPECT_FALSE(Read("exclude: [a\n").faults.empty());
  EXPECT_FALSE(Read("exclude: [a]\nexclude: [b]\n").faults.empty());
}

TEST(SystemOf, TheFirstEntryWhosePathHoldsTheUnit) {
  const Read read("systems:\n  - {name: a, paths: [x, ./y/]}\n  - {name: rest, paths: [.]}\n", "sub");
  const auto name = [&](std::string_view path) {
    const SystemConfig* system = system_of(read.config, path);
    return system == nullptr ? std::string("none") : system->name;
  };
  EXPECT_EQ(name("sub/x"), "a");
  EXPECT_EQ(name("sub/x/t.yaml"), "a");
  EXPECT_EQ(name("sub/y/t.yaml"), "a");
  EXPECT_EQ(name("sub/xy/t.yaml"), "rest");
  EXPECT_EQ(name("other/x/t.yaml"), "none");
}

}  // namespace
}  // namespace weir
