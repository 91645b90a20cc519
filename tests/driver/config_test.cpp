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
                "1: unknown key \"excludes\" in the configuration; expected one of exclude, systems, suppress, data, objectives, journeys, dependencies, figures, practices"}));
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
            (std::vector<std::string>{"1: the configuration must be a map with the keys exclude, systems, suppress, data, objectives, journeys, dependencies, figures, practices"}));
  EXPECT_EQ(Read("suppress:\n  - {rule: a, reason: b, until: 2027-02-30}\n").said(),
            (std::vector<std::string>{"2: until must be a date written YYYY-MM-DD, not \"2027-02-30\""}));
}

TEST(Config, ReadsWhatIsDeclaredOfResilience) {
  const Read read(R"(objectives:
  - {system: shop, tier: 1, rto: 4 h, zone: {rto: 5 min, rpo: 0 s}}
  - {journey: buying, availability: 99.9}
journeys:
  - {name: buying, entry: [East, West], through: Orders}
dependencies:
  - {from: Web, on: Cache, is: soft, reason: it asks the database then}
figures:
  - {mechanism: snapshot, rto: 30 min, source: restore test of May}
  - {type: "AWS::S3::Bucket", availability: 99.99, source: contract}
practices:
  - {practice: game-days, evidence: wiki, date: "2026-05-02"}
)");
  EXPECT_EQ(read.said(), std::vector<std::string>{});
  const resilience::Declarations& said = read.config.resilience;
  ASSERT_EQ(said.objectives.size(), 2u);
  EXPECT_EQ(said.objectives[0].any.rto, 4 * 3.6e6);
  EXPECT_EQ(said.objectives[0].of[2].rto, 3e5);
  EXPECT_EQ(said.objectives[0].of[2].rpo, 0);
  EXPECT_EQ(said.objectives[1].availability, 99.9);
  ASSERT_EQ(said.journeys.size(), 1u);
  EXPECT_EQ(said.journeys[0].entries, (std::vector<std::string>{"East", "West"}));
  EXPECT_EQ(said.journeys[0].through, std::vector<std::string>{"Orders"});
  EXPECT_EQ(said.dependencies.at(0).is, resilience::DependencyKind::soft);
  EXPECT_EQ(said.figures.at(0).rto, 1.8e6);
  EXPECT_EQ(said.figures.at(1).availability, 99.99);
  EXPECT_EQ(said.practices.at(0).date, "2026-05-02");
}

TEST(Config, FaultsInWhatIsDeclaredOfResilienceNameTheirLine) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(Read("objectives:\n  - {system: a, rto: 4}\n").said(),
            (Lines{"2: rto must be a duration with its unit, such as 15 min or 4 h, not \"4\"",
                   "2: an entry of objectives needs a tier, an availability, an rto or an rpo"}));
  EXPECT_EQ(Read("objectives:\n  - {system: a, address: b, tier: 1}\n").said(),
            (Lines{"2: an entry of objectives needs one of system, address, journey"}));
  EXPECT_EQ(Read("objectives:\n  - {journey: buying, availability: 101}\n").said(),
            (Lines{"2: availability must be a number from 0 to 100, not \"101\"",
                   "2: an entry of objectives needs a tier, an availability, an rto or an rpo",
                   "2: no entry of journeys is called \"buying\""}));
  EXPECT_EQ(Read("objectives:\n  - {system: a, zones: {rto: 1 h}}\n").said().size(), 2u);
  EXPECT_EQ(Read("dependencies:\n  - {from: a, on: b, is: weak, reason: c}\n").said(),
            (Lines{"2: is must be hard, soft or alternative, not \"weak\""}));
  EXPECT_EQ(Read("figures:\n  - {mechanism: snapshot, source: a}\n").said(),
            (Lines{"2: an entry of figures needs an availability, or a mechanism with rto or rpo"}));
  EXPECT_EQ(Read("practices:\n  - practice: game-days\n").said(),
            (Lines{"2: an entry of practices needs a practice and its evidence"}));
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
