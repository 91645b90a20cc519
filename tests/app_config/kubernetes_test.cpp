// Manifests that are made to hurt, and what is no manifest.

#include <gtest/gtest.h>

#include <algorithm>
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

TEST(Kubernetes, ManyListenersOddOnesAndManyRoutesTakeNoTimeToSpeakOf) {
  std::string text = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gate}\nspec:\n  listeners:\n  - 1\n  - [x]\n  - {allowedRoutes: [x], hostname: {a: b}}\n";
  std::string routes;
  for (int i = 0; i < 3000; ++i) {
    const std::string n = std::to_string(i);
    text += "  - {name: l" + n + ", port: " + n + ", protocol: HTTP}\n";
    routes += "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r" + n +
              "}\nspec: {parentRefs: [{name: gate, port: " + n + "}], rules: [{backendRefs: [1, {name: w, port: 99999999999}]}, x]}\n";
  }
  const std::string found = dump_of(text + routes);
  EXPECT_NE(found.find("answers_itself: false"), found.npos);
}

TEST(Kubernetes, PermissionsRoutesAndVolumesOfEveryFormAreSurvived) {
  const std::string found = dump_of(hostile("kubernetes/access.yaml"));
  EXPECT_NE(found.find("- ref(Gateway/gate)"), found.npos) << found;
  EXPECT_NE(found.find("everywhere: true"), found.npos) << found;
  EXPECT_NE(found.find("kind: \"emptyDir\""), found.npos) << found;
}

ResourceModel model_of(const std::string& text) {
  SourceMap sources;
  const Parsed parsed = parse_yaml(sources, sources.add_file("shop.yaml", text));
  std::vector<const Document*> documents;
  for (const Document& document : parsed.documents)
    if (is_manifest(document)) documents.push_back(&document);
  const CatalogTables none;
  return lower(documents, ".", sources, view(none));
}

std::string said_of(const ResourceModel& model) {
  std::string out;
  for (const Diagnostic& diagnostic : model.diagnostics) out += diagnostic.message + "\n";
  return out;
}

std::string deployment(int n, const std::string& pod) {
  const std::string name = "d" + std::to_string(n);
  return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + "}\nspec: {template: {spec: {" + pod + "}}}\n";
}

TEST(Kubernetes, RulesOfManyAccountsAreSharedAndBounded) {
  std::string text = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n";
  for (int i = 0; i < 2000; ++i) text += "- {apiGroups: [''], resources: [x" + std::to_string(i) + "], verbs: [get]}\n";
  text +=
      "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n"
      "roleRef: {kind: ClusterRole, name: r}\nsubjects: [{kind: Group, name: 'system:serviceaccounts'}]\n";
  for (int i = 0; i < 300; ++i) text += deployment(i, "serviceAccountName: s" + std::to_string(i) + ", containers: []");
  const ResourceModel model = model_of(text);
  EXPECT_LT(model.values.bytes(), 16u << 20);
  EXPECT_NE(said_of(model).find("accounts have too many rules; what s49 and others"), std::string::npos) << said_of(model);
  EXPECT_EQ(model.values[model.values.find(model.resources[2].attributes, "cluster_rules")].kind, ValueKind::list);
  EXPECT_EQ(model.values[model.values.find(model.resources[301].attributes, "cluster_rules")].kind, ValueKind::unknown);
}

TEST(Kubernetes, SettingsThatManyWorkloadsShareAreBounded) {
  std::string text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata:\n  application.properties: |\n";
  for (int i = 0; i < 9000; ++i) text += "    k" + std::to_string(i) + "=v\n";
  for (int i = 0; i < 200; ++i)
    text += deployment(i,
                       "containers: [{name: c, volumeMounts: [{name: v, mountPath: /config}]}], volumes: [{name: v, configMap: "
                       "{name: cm}}]");
  const ResourceModel model = model_of(text);
  EXPECT_LT(model.values.bytes(), 80u << 20);
  EXPECT_NE(said_of(model).find("the objects say too much; of those from d"), std::string::npos);
  EXPECT_TRUE(model.values.find(model.resources[1].attributes, "application").valid());
}

TEST(Kubernetes, SettingsAndVolumesOfOnePodTakeNoTimeToSpeakOf) {
  std::string pod = "containers: [{name: c, env: [";
  for (int i = 0; i < 20000; ++i) pod += "{name: K" + std::to_string(i) + ", value: v}, ";
  pod += "], volumeMounts: [";
  for (int i = 0; i < 20000; ++i) pod += "{name: w" + std::to_string(i) + ", mountPath: /a}, ";
  pod += "]}], volumes: [";
  for (int i = 0; i < 20000; ++i) pod += "{name: v" + std::to_string(i) + ", emptyDir: {}}, ";
  const ResourceModel model = model_of(deployment(0, pod + "]"));
  EXPECT_EQ(model.values.item_count(model.values.find(model.resources[0].attributes, "mounts")), 20000u);
}

/// What kustomize makes of the first of these files.
ResourceModel model_of(std::map<std::string, std::string> files, const std::string& root, SourceMap& sources,
                       std::size_t overlays = 1) {
  std::map<std::string, FileId> ids;
  for (auto& [path, text] : files) ids.emplace(path, sources.add_file(path, std::move(text)));
  const app_config::Beside beside = [&](const std::string& path) {
    const auto found = ids.find(path);
    return found == ids.end() ? app_config::BesideFile{}
                              : app_config::BesideFile{app_config::BesideFile::Is::read, found->second};
  };
  const Parsed parsed = parse_yaml(sources, ids.at(root));
  const CatalogTables none;
  NamedFiles named(beside, sources);
  return lower_overlay({&parsed.documents.at(0), root, &named}, sources, view(none), room_of_overlays(overlays));
}

/// The same as text, and what is said of it.
std::string overlay_of(std::map<std::string, std::string> files, const std::string& root) {
  SourceMap sources;
  const ResourceModel model = model_of(std::move(files), root, sources);
  return dump(model, sources) + said_of(model);
}

TEST(Kustomize, FilesThatManyGeneratorsNameAreHeldOnce) {
  std::map<std::string, std::string> files = {{"big.txt", std::string(1'000'000, 'x')}};
  std::string named;
  for (int i = 0; i < 500; ++i) named += "k" + std::to_string(i) + "=../big.txt, ";
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i), next = i < 29 ? "../" + std::to_string(i + 1) : "";
    files[n + "/kustomization.yaml"] = "resources: [" + next + "]\nconfigMapGenerator: [{name: a" + n + ", files: [" + named + "]}]\n";
  }
  SourceMap sources;
  const ResourceModel model = model_of(std::move(files), "0/kustomization.yaml", sources);
  EXPECT_LT(model.values.bytes(), 8u << 20);
  EXPECT_EQ(model.resources.size(), 31u);  // with the namespace
}

TEST(Kustomize, GeneratorsThatAddToWhatIsThereAreBounded) {
  std::string text = "configMapGenerator:\n- {name: a}\n";
  for (int i = 0; i < 100; ++i) {
    text += "- {name: a, behavior: merge, literals: [";
    for (int j = 0; j < 500; ++j) text += "k" + std::to_string(i * 500 + j) + "=1, ";
    text += "]}\n";
  }
  SourceMap sources;
  const ResourceModel model = model_of({{"kustomization.yaml", text}}, "kustomization.yaml", sources);
  EXPECT_LT(model.values.bytes(), 100u << 20);
  EXPECT_NE(said_of(model).find("what is made is too large"), std::string::npos) << said_of(model);
}

TEST(Kustomize, LargeValuesThatManyObjectsShareAreBounded) {
  std::string objects, items;
  for (int i = 0; i < 2000; ++i) objects += deployment(i, "containers: []");
  for (int i = 0; i < 100'000; ++i) items += "a, ";
  SourceMap sources;
  const ResourceModel model = model_of({{"kustomization.yaml",
                                         "resources: [d.yaml]\nnamePrefix: a-\npatches:\n- patch: |\n    - {op: add, path: /spec/x, value: [" +
                                             items + "]}\n  target: {kind: Deployment}\n"},
                                        {"d.yaml", objects}},
                                       "kustomization.yaml", sources);
  EXPECT_NE(said_of(model).find("what the patches make is too large"), std::string::npos);
}

TEST(Kustomize, OneOfManyHasItsShareOfTheRoom) {
  std::string objects;
  for (int i = 0; i < 3000; ++i) objects += deployment(i, "containers: [{name: c, image: nginx}]");
  SourceMap sources;
  const ResourceModel model = model_of({{"kustomization.yaml", "resources: [d.yaml]\nnamePrefix: a-\n"}, {"d.yaml", objects}},
                                       "kustomization.yaml", sources, 400);
  EXPECT_LT(model.values.bytes(), 4u << 20);
  EXPECT_NE(said_of(model).find("too much is included, and some of d.yaml was left out"), std::string::npos) << said_of(model);
}

TEST(Kustomize, ReplacementsAndVariablesAreBounded) {
  std::string objects, replacements, vars, uses;
  for (int i = 0; i < 2000; ++i) objects += deployment(i, "containers: [{name: c, image: nginx}]");
  for (int i = 0; i < 2000; ++i)
    replacements += "- {sourceValue: x, targets: [{select: {kind: Deployment}, options: {create: true}, fieldPaths: [metadata.annotations.a" +
                    std::to_string(i) + "]}]}\n";
  SourceMap sources;
  const ResourceModel replaced = model_of({{"kustomization.yaml", "resources: [d.yaml]\nreplacements:\n" + replacements}, {"d.yaml", objects}},
                                          "kustomization.yaml", sources);
  EXPECT_NE(said_of(replaced).find("too many replacements"), std::string::npos) << said_of(replaced);
  for (int i = 0; i < 1000; ++i) uses += "$(BIG)";
  SourceMap others;
  const ResourceModel filled = model_of({{"kustomization.yaml", "resources: [d.yaml]\nvars: [{name: BIG, objref: {kind: ConfigMap, name: big}, fieldref: {fieldpath: data.x}}]\n"},
                                         {"d.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big, annotations: {a: " + uses + "}}\ndata: {x: " +
                                                        std::string(100'000, 'x') + "}\n"}},
                                        "kustomization.yaml", others);
  EXPECT_LT(filled.values.bytes(), 4u << 20);
}

TEST(Kustomize, WhatManyMakeTogetherIsBounded) {
  std::string objects;
  for (int i = 0; i < 15'000; ++i) objects += deployment(i, "containers: []");
  SourceMap sources;
  std::map<std::string, FileId> ids = {{"base/kustomization.yaml", sources.add_file("base/kustomization.yaml", "resources: [d.yaml]\n")},
                                       {"base/d.yaml", sources.add_file("base/d.yaml", std::move(objects))}};
  const app_config::Beside beside = [&](const std::string& path) {
    const auto found = ids.find(path);
    return found == ids.end() ? app_config::BesideFile{}
                              : app_config::BesideFile{app_config::BesideFile::Is::read, found->second};
  };
  NamedFiles named(beside, sources);
  const Parsed top = parse_yaml(sources, sources.add_file("o/kustomization.yaml", "resources: [../base]\n"));
  const std::vector<Overlay> overlays(300, Overlay{&top.documents.at(0), "o/kustomization.yaml", &named});
  EXPECT_EQ(named.count_of(top.documents.at(0), "o/kustomization.yaml"), 15'000u);
  const std::vector<std::size_t> rooms = rooms_of(overlays);
  EXPECT_EQ(std::count_if(rooms.begin(), rooms.end(), [](std::size_t room) { return room > 0; }), 2);
  const CatalogTables none;
  const ResourceModel left = lower_overlay(overlays.back(), sources, view(none), rooms.back());
  EXPECT_TRUE(left.resources.empty());
  EXPECT_NE(said_of(left).find("the kustomizations make too much together"), std::string::npos) << said_of(left);
}

TEST(Kustomize, ValuesOfEveryFormAreSurvived) {
  const std::string found =
      overlay_of({{"odd/kustomization.yaml", hostile("kubernetes/kustomization.yaml")}}, "odd/kustomization.yaml");
  EXPECT_NE(found.find("../../../etc/passwd was not read"), found.npos) << found;
  EXPECT_NE(found.find("an empty path leads out of the root"), found.npos) << found;
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
