// Which folder of another machine a project is, told from the programs that traces name.

#include "parsers/cloudformation/cdk/checkout.h"

#include <gtest/gtest.h>

#include <set>

namespace weir::cloudformation::cdk {
namespace {

using Paths = std::set<std::string>;

/// "there => here", or "none".
std::string found(const NamedPrograms& named, const std::string& app, const Paths& programs) {
  const std::optional<Checkout> checkout = find_checkout(
      named, app, [&](const std::string& place) { return programs.count(place) > 0; });
  return checkout ? checkout->there + " => " + checkout->here : "none";
}

TEST(Checkout, IsWhereMostProgramsAre) {
  const Paths programs = {"bin/app.ts", "lib/jobs.ts"};
  EXPECT_EQ(
      found({{"/b/jobs/bin/app.ts", 2}, {"/b/jobs/lib/jobs.ts", 1}, {"/b/shared/lib/jobs.ts", 5}},
            "", programs),
      "/b/jobs => ");
}

TEST(Checkout, IsWhereMostLinesLeadIfProgramsDoNotDecide) {
  EXPECT_EQ(found({{"/b/jobs/bin/app.ts", 2}, {"/b/shared/lib/jobs.ts", 1}}, "",
                  {"bin/app.ts", "lib/jobs.ts"}),
            "/b/jobs => ");
}

TEST(Checkout, IsNotGuessed) {
  EXPECT_EQ(found({{"/b/jobs/lib/x.ts", 1}, {"/b/shared/lib/x.ts", 1}}, "", {"lib/x.ts"}), "none");
  EXPECT_EQ(found({{"/b/jobs/lib/x.ts", 1}}, "", {"lib/y.ts"}), "none");
  EXPECT_EQ(found({}, "", {"lib/y.ts"}), "none");
  EXPECT_EQ(found({{"lib/x.ts", 1}, {"/b/../lib/x.ts", 1}}, "", {"lib/x.ts"}), "none");
}

TEST(Checkout, IsSeenFromTheFolderNearestToTheAssembly) {
  EXPECT_EQ(
      found({{"/b/jobs/lib/x.ts", 1}}, "packages/infra", {"lib/x.ts", "packages/infra/lib/x.ts"}),
      "/b/jobs => packages/infra");
}

TEST(Checkout, HoldsOtherPackagesIfFoldersAreCalledTheSame) {
  const Paths programs = {"packages/infra/lib/x.ts", "packages/shared/lib/y.ts"};
  EXPECT_EQ(found({{"/b/mono/packages/infra/lib/x.ts", 1}, {"/b/mono/packages/shared/lib/y.ts", 1}},
                  "packages/infra", programs),
            "/b/mono => ");
}

TEST(Checkout, OfAProgramByNameAloneIsTheApp) {
  EXPECT_EQ(found({{"/b/jobs/app.py", 1}}, "infra", {"infra/app.py", "app.py"}),
            "/b/jobs => infra");
  EXPECT_EQ(found({{"/b/jobs/app.py", 1}}, "infra", {"app.py"}), "none");
  EXPECT_EQ(found({{"C:/app.py", 1}}, "infra", {"app.py"}), "none");
}

TEST(Checkout, SaysWhereProgramsAre) {
  const Checkout checkout{"/b/jobs", "infra"};
  EXPECT_EQ(place_of(checkout, "infra", "/b/jobs/lib/x.ts"), "infra/lib/x.ts");
  EXPECT_EQ(place_of(checkout, "infra", "/b/shared/lib/x.ts"), "");
  EXPECT_EQ(place_of(checkout, "infra", "/b/jobs2/lib/x.ts"), "");
  EXPECT_EQ(place_of(checkout, "infra", "/b/jobs/../lib/x.ts"), "");
  EXPECT_EQ(place_of(std::nullopt, "infra", "/b/jobs/lib/x.ts"), "");
  EXPECT_EQ(place_of(std::nullopt, "infra", "lib/x.ts"), "infra/lib/x.ts");
  EXPECT_EQ(place_of({{"C:/jobs", ""}}, "", "C:/jobs/lib/x.ts"), "lib/x.ts");
}

}  // namespace
}  // namespace weir::cloudformation::cdk
