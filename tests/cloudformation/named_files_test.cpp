// Which local file a template names.

#include "parsers/cloudformation/files/named_files.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace weir::cloudformation {
namespace {

LocalFiles files(std::initializer_list<std::string> paths) {
  LocalFiles result;
  for (const std::string& path : paths) result.emplace(path, FileId(result.size()));
  return result;
}

/// The file, or "-".
std::string found(std::string_view from, const NameWithHoles& name, const LocalFiles& local) {
  return resolve_local(from, name, local).value_or("-");
}

TEST(NamedFile, APathIsRelativeToTheTemplate) {
  const LocalFiles local = files({"app/main.yaml", "app/vpc.yaml", "app/lib/db.yaml", "vpc.yaml"});
  EXPECT_EQ(found("app/main.yaml", {"vpc.yaml"}, local), "app/vpc.yaml");
  EXPECT_EQ(found("app/main.yaml", {"./lib/db.yaml"}, local), "app/lib/db.yaml");
  EXPECT_EQ(found("app/main.yaml", {"lib//../../vpc.yaml"}, local), "vpc.yaml");
  EXPECT_EQ(found("app/main.yaml", {"../../vpc.yaml"}, local), "-") << "out of the root";
  EXPECT_EQ(found("app/lib/db.yaml", {"vpc.yaml"}, local), "-") << "a name alone";
  EXPECT_EQ(found("app/lib/db.yaml", {"app/vpc.yaml"}, local), "app/vpc.yaml") << "from the root";
  EXPECT_EQ(found("main.yaml", {"vpc.yaml"}, local), "vpc.yaml");
  EXPECT_EQ(found("main.yaml", {""}, local), "-");
  EXPECT_EQ(found("main.yaml", {}, local), "-");
}

TEST(NamedFile, OfAnAddressTheNameAloneCountsNearby) {
  const LocalFiles local = files({"app/deployment/main.yaml", "app/stacks/summary.yaml",
                                  "app/stacks/template.yaml", "other/far/away.yaml"});
  const std::string address = "https://bucket.s3.amazonaws.com/artifacts/v1/";
  EXPECT_EQ(found("app/deployment/main.yaml", {address + "summary.yaml"}, local),
            "app/stacks/summary.yaml");
  EXPECT_EQ(found("app/deployment/main.yaml", {address + "template.yaml"}, local), "-")
      << "a name of everything";
  EXPECT_EQ(found("app/deployment/main.yaml", {address + "away.yaml"}, local), "-") << "elsewhere";
  const LocalFiles two = files({"app/a/main.yaml", "app/b/summary.yaml", "app/c/summary.yaml"});
  EXPECT_EQ(found("app/a/main.yaml", {address + "summary.yaml"}, two), "-") << "two of them";
}

TEST(NamedFile, AnAddressIsMatchedByItsLongestSuffix) {
  const LocalFiles local = files({"app/main.yaml", "app/templates/vpc.yaml", "templates/vpc.yaml",
                                  "app/vpc.yaml", "other/db.yaml"});
  EXPECT_EQ(found("app/main.yaml", {"s3://bucket/v1/templates/vpc.yaml"}, local),
            "app/templates/vpc.yaml");
  EXPECT_EQ(found("app/main.yaml", {"https://bucket.s3.amazonaws.com/templates/vpc.yaml"}, local),
            "app/templates/vpc.yaml");
  EXPECT_EQ(
      found("main.yaml", {"https://s3.amazonaws.com/b/p/templates/vpc.yaml?versionId=1"}, local),
      "templates/vpc.yaml");
  EXPECT_EQ(found("app/lib/deep.yaml", {"s3://bucket/templates/vpc.yaml"}, local),
            "app/templates/vpc.yaml")
      << "a folder above the template's";
  EXPECT_EQ(found("app/main.yaml", {"s3://bucket/vpc.yaml"}, local), "app/vpc.yaml");
  EXPECT_EQ(found("app/main.yaml", {"/opt/templates/vpc.yaml"}, local), "app/templates/vpc.yaml");
}

TEST(NamedFile, ASuffixOfExactlyOnePathIsEnough) {
  const LocalFiles local =
      files({"deploy/main.yaml", "stacks/db/db.yaml", "a/net/vpc.yaml", "b/net/vpc.yaml"});
  EXPECT_EQ(found("deploy/main.yaml", {"s3://bucket/db.yaml"}, local), "stacks/db/db.yaml");
  EXPECT_EQ(found("deploy/main.yaml", {"s3://bucket/x/db/db.yaml"}, local), "stacks/db/db.yaml");
  EXPECT_EQ(found("deploy/main.yaml", {"s3://bucket/net/vpc.yaml"}, local), "-") << "two of them";
}

TEST(NamedFile, OfAnAddressWithFoldersTheNameAloneSaysLittle) {
  const LocalFiles local = files({"main/template.yaml", "template.yaml", "main/db.yaml"});
  EXPECT_EQ(found("main/template.yaml", {"s3://bucket/other/template.yaml"}, local), "-")
      << "neither itself nor what stands above it";
  EXPECT_EQ(found("main/template.yaml", {"s3://bucket/prefix/db.yaml"}, local), "main/db.yaml")
      << "beside the template";
}

TEST(NamedFile, WhatDeploymentFillsInIsAHole) {
  const LocalFiles local =
      files({"main.yaml", "ai/template.yaml", "vpc/template.yaml", "parts/keys.yaml"});
  const NameWithHoles joined = {"s3://", std::nullopt, "/x/parts/keys.yaml"};
  EXPECT_EQ(found("main.yaml", joined, local), "parts/keys.yaml");
  EXPECT_EQ(found("main.yaml", {std::nullopt, "/keys.yaml"}, local), "parts/keys.yaml");
  EXPECT_EQ(found("main.yaml", {"s3://${Bucket}/x/parts/keys.yaml"}, local), "parts/keys.yaml");
  EXPECT_EQ(
      found("main.yaml", {"https://s3.<REGION>.amazonaws.com/<BUCKET>/ai/template.yaml"}, local),
      "ai/template.yaml");
  EXPECT_EQ(found("main.yaml", {"https://s3.amazonaws.com/%%BUCKET%%/vpc/template.yaml"}, local),
            "vpc/template.yaml");
  EXPECT_EQ(found("main.yaml", {"s3://__BUCKET__/vpc/template.yaml"}, local), "vpc/template.yaml");
  EXPECT_EQ(found("main.yaml", {"s3://b/", std::nullopt, "parts/keys.yaml"}, local),
            "parts/keys.yaml")
      << "a prefix that ends in a slash";
}

TEST(NamedFile, AHoleThatIsAFolderStandsForOneOrNone) {
  const LocalFiles local = files({"main/main.yaml", "ai/template.yaml", "net/dev/template.yaml",
                                  "db/dev/template.yaml", "db/prod/template.yaml"});
  EXPECT_EQ(found("main/main.yaml", {"https://host/bucket/ai/<VERSION>/template.yaml"}, local),
            "ai/template.yaml");
  EXPECT_EQ(found("main/main.yaml", {"https://host/net/${Stage}/template.yaml"}, local),
            "net/dev/template.yaml");
  EXPECT_EQ(found("main/main.yaml", {"https://host/db/${Stage}/template.yaml"}, local), "-")
      << "one of two";
}

TEST(NamedFile, AHoleInTheNameHidesIt) {
  const LocalFiles local = files({"main.yaml", "net.yaml", "dev-net.yaml", "__init__.yaml"});
  EXPECT_EQ(found("main.yaml", {"s3://bucket/a-${Stage}-net.yaml"}, local), "-");
  EXPECT_EQ(found("main.yaml", {"s3://bucket/", std::nullopt}, local), "-");
  EXPECT_EQ(found("main.yaml", {"s3://bucket/net.", std::nullopt}, local), "-");
  EXPECT_EQ(found("main.yaml", {std::nullopt}, local), "-");
  EXPECT_EQ(found("main.yaml", {"s3://bucket/", std::nullopt, "/"}, local), "-");
  EXPECT_EQ(found("main.yaml", {"__init__.yaml"}, local), "__init__.yaml") << "a name as it is";
}

TEST(NamedFile, HostileNamesEnd) {
  const LocalFiles local = files({"main.yaml", "a/a/a/a/a/a/a/a/b.yaml"});
  std::string deep = "s3://x";
  for (int i = 0; i < 500; ++i) deep += "/${a}";
  EXPECT_EQ(found("main.yaml", {deep + "/b.yaml"}, local), "-") << "longer than any name";
  deep = "s3://x";
  for (int i = 0; i < 100; ++i) deep += "/${a}/a";
  EXPECT_EQ(found("main.yaml", {deep + "/b.yaml"}, local), "a/a/a/a/a/a/a/a/b.yaml");
  EXPECT_EQ(found("main.yaml", {std::string(100'000, '/')}, local), "-");
  EXPECT_EQ(found("main.yaml", {"://"}, local), "-");
  EXPECT_EQ(found("main.yaml", {"s3://"}, local), "-");
}

}  // namespace
}  // namespace weir::cloudformation
