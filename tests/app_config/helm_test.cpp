// Charts whose templates make much work of little.

#include <gtest/gtest.h>

#include <string>

#include "parsers/app_config/kubernetes/helm/helm.h"
#include "parsers/syntax/syntax.h"

namespace weir::helm {
namespace {

bool renders(std::string text, std::string values) {
  SourceMap sources;
  const Parsed chart = parse_yaml(sources, sources.add_file("Chart.yaml", "name: c\nversion: 1.0.0\n"));
  const Parsed given = parse_yaml(sources, sources.add_file("values.yaml", std::move(values)));
  const FileId file = sources.add_file("templates/a.yaml", std::move(text));
  return rendered({&chart.documents.at(0), &given.documents.at(0), {}}, {file}, sources).has_value();
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

}  // namespace
}  // namespace weir::helm
