// Charts whose templates make much work of little.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "parsers/app_config/kubernetes/helm/release.h"

namespace weir::helm {
namespace {

bool renders(std::string text, std::string values) {
  SourceMap sources;
  std::map<std::string, FileId> ids;
  const auto add = [&](const std::string& path, std::string written) { ids.emplace(path, sources.add_file(path, std::move(written))); };
  add("Chart.yaml", "name: c\nversion: 1.0.0\n");
  add("values.yaml", std::move(values));
  add("templates/a.yaml", std::move(text));
  const app_config::Beside beside = [&](const std::string& path) {
    using Is = app_config::BesideFile::Is;
    if (path == "templates") return app_config::BesideFile{Is::folder, {}, {"a.yaml"}};
    const auto found = ids.find(path);
    return found == ids.end() ? app_config::BesideFile{} : app_config::BesideFile{Is::read, found->second};
  };
  return release_of("", {}, beside, sources).whole;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string list(int items) { return "l: [" + repeated("1,", items) + "1]\n"; }

TEST(Helm, SmallChartsAreRendered) {
  EXPECT_TRUE(renders("a: {{ range $i, $x := .Values.l }}{{ if eq $i 1 }}{{ else }}{{ $x }}{{ end }}{{ end }}", list(10)));
  EXPECT_FALSE(renders("{{ if true }}", "a: b\n"));
  EXPECT_FALSE(renders("{{ if false }}{{ else }}", "a: b\n"));
}

TEST(Helm, LongTextsThroughManyFunctionsAreGivenUp) {
  EXPECT_FALSE(renders("x: {{ .Values.big" + repeated(" | lower", 20000) + " }}", "big: " + std::string(500'000, 'a') + "\n"));
}

TEST(Helm, TextsThatAreSearchedAgainAndAgainAreGivenUp) {
  EXPECT_FALSE(renders("{{ range .Values.l }}{{ if contains \"z\" $.Values.big }}{{ end }}{{ end }}",
                       "big: " + std::string(500'000, 'a') + "\n" + list(90'000)));
}

TEST(Helm, ManyVariablesInManyRoundsAreGivenUp) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "{{ $v" + std::to_string(i) + " := 1 }}";
  EXPECT_FALSE(renders(text + "{{ range .Values.l }}{{ end }}", list(90'000)));
}

TEST(Helm, BlocksThatAreLeftOutCostNothing) {
  EXPECT_TRUE(renders("{{ range .Values.l }}{{ if false }}" + repeated("{{ if true }}{{ end }}", 40'000) + "{{ end }}{{ end }}",
                      list(30'000)));
}

TEST(Helm, ChartsThatNeedEachOtherAreGivenUp) {
  SourceMap sources;
  std::map<std::string, FileId> ids;
  const auto add = [&](const std::string& path, std::string written) { ids.emplace(path, sources.add_file(path, std::move(written))); };
  for (const std::string name : {"a", "b"}) {
    add(name + "/Chart.yaml", "name: " + name + "\ndependencies: [{name: x, repository: 'file://../" + (name == "a" ? "b" : "a") + "'}, {name: gone}]\n");
    add(name + "/templates/a.yaml", "a: {{ .Values.gone.x }}\n");
  }
  const app_config::Beside beside = [&](const std::string& path) {
    using Is = app_config::BesideFile::Is;
    if (path == "a/templates" || path == "b/templates") return app_config::BesideFile{Is::folder, {}, {"a.yaml"}};
    const auto found = ids.find(path);
    return found == ids.end() ? app_config::BesideFile{} : app_config::BesideFile{Is::read, found->second};
  };
  const Release release = release_of("a/", {}, beside, sources);
  EXPECT_FALSE(release.whole);
  EXPECT_LT(release.folders.size(), 10u);
}

TEST(Helm, ListsAndTextsThatFunctionsMakeAreBounded) {
  EXPECT_FALSE(renders("x: {{ range .Values.l }}{{ join \",\" $.Values.l }}{{ end }}", list(90'000)));
  EXPECT_FALSE(renders("{{ range .Values.l }}{{ $x := splitList \"a\" $.Values.big }}{{ end }}",
                       "big: " + std::string(500'000, 'a') + "\n" + list(90'000)));
  EXPECT_FALSE(renders("{{ range .Values.l }}{{ $x := concat $.Values.l $.Values.l }}{{ end }}", list(40'000)));
}

}  // namespace
}  // namespace weir::helm
