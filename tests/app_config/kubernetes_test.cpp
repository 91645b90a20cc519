// Manifests that are made to hurt, and what is no manifest.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/syntax/syntax.h"

namespace weir::kubernetes {
namespace {

std::string dump_of(std::string text) {
  SourceMap sources;
  const Parsed parsed = parse_yaml(sources, sources.add_file("shop.yaml", std::move(text)));
  std::vector<const Document*> documents;
  for (const Document& document : parsed.documents)
    if (is_manifest(document)) documents.push_back(&document);
  const CatalogTables none;
  return dump(lower(documents, ".", sources, view(none)), sources);
}

std::string hostile(const std::string& name) {
  std::ifstream file(std::string(WEIR_SOURCE_DIR) + "/fixtures/hostile/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Kubernetes, ValuesOfEveryFormAreSurvivedAndTheRestIsRead) {
  const std::string found = dump_of(hostile("kubernetes/wrong-types.yaml"));
  EXPECT_NE(found.find("Service/all Service"), found.npos) << found;
  EXPECT_NE(found.find("ConfigMap/(generated) ConfigMap"), found.npos) << found;
}

TEST(Kubernetes, WhatIsNestedTooDeeplyIsNotFollowed) {
  const std::string found = dump_of(hostile("kubernetes/deep.yaml"));
  EXPECT_NE(found.find("a: unknown(invalid: the text is malformed here)"), found.npos);
}

TEST(Kubernetes, ManyObjectsThatChooseEachOtherTakeNoTimeToSpeakOf) {
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    const std::string n = std::to_string(i);
    text += "apiVersion: v1\nkind: Pod\nmetadata: {name: p" + n + ", labels: {app: a" + n +
            "}}\nspec: {containers: []}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s" + n +
            "}\nspec: {selector: {app: a" + n + "}}\n---\n";
  }
  const std::string found = dump_of(text);
  EXPECT_NE(found.find("ref(p2999)"), found.npos);
}

TEST(Kubernetes, PermissionsRoutesAndVolumesOfEveryFormAreSurvived) {
  const std::string found = dump_of(hostile("kubernetes/access.yaml"));
  EXPECT_NE(found.find("redirects: true"), found.npos) << found;
  EXPECT_NE(found.find("everywhere: true"), found.npos) << found;
  EXPECT_NE(found.find("kind: \"emptyDir\""), found.npos) << found;
}

/// What kustomize makes of the first of these files, and what is said of it.
std::string overlay_of(std::map<std::string, std::string> files, const std::string& root) {
  SourceMap sources;
  std::map<std::string, FileId> ids;
  for (auto& [path, text] : files) ids.emplace(path, sources.add_file(path, std::move(text)));
  const app_config::Beside beside = [&](const std::string& path) {
    const auto found = ids.find(path);
    return found == ids.end() ? app_config::BesideFile{}
                              : app_config::BesideFile{app_config::BesideFile::Is::read, found->second};
  };
  const Parsed parsed = parse_yaml(sources, ids.at(root));
  const CatalogTables none;
  const ResourceModel model = lower_overlay(parsed.documents.at(0), root, beside, sources, view(none));
  std::string out = dump(model, sources);
  for (const Diagnostic& diagnostic : model.diagnostics) out += diagnostic.message + "\n";
  return out;
}

TEST(Kustomize, ValuesOfEveryFormAreSurvived) {
  const std::string found =
      overlay_of({{"odd/kustomization.yaml", hostile("kubernetes/kustomization.yaml")}}, "odd/kustomization.yaml");
  EXPECT_NE(found.find("../../../etc/passwd was not read"), found.npos) << found;
  EXPECT_NE(found.find("leads out of the root"), found.npos) << found;
}

TEST(Kustomize, BasesThatDoubleEachTimeEnd) {
  std::map<std::string, std::string> files = {{"30/kustomization.yaml", "resources: []\n"}};
  for (int i = 0; i < 30; ++i) {
    const std::string next = "../" + std::to_string(i + 1);
    files[std::to_string(i) + "/kustomization.yaml"] = "resources: [" + next + ", " + next + "]\n";
  }
  const std::string found = overlay_of(std::move(files), "0/kustomization.yaml");
  EXPECT_NE(found.find("too much is included"), found.npos);
}

TEST(Kubernetes, FilesOfOtherProgramsAreNoManifests) {
  EXPECT_TRUE(recognises("apiVersion: v1\nkind: Pod\n"));
  EXPECT_TRUE(recognises("{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}"));
  EXPECT_FALSE(recognises("name: x\ntext: 'apiVersion: v1'\n"));
  EXPECT_EQ(dump_of("apiVersion: skaffold/v4beta6\nkind: Config\n").find("Config"), std::string::npos);
  EXPECT_NE(dump_of("apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: i}\n")
                .find("cert-manager.io/Issuer"),
            std::string::npos);
}

}  // namespace
}  // namespace weir::kubernetes
