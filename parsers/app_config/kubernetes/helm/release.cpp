// The charts of a release, read from their folders.

#include "parsers/app_config/kubernetes/helm/release.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/kubernetes/helm/values.h"
#include "parsers/app_config/paths.h"
#include "parsers/embedded/values.h"
#include "parsers/syntax/syntax.h"

namespace weir::helm {
namespace {

using app_config::BesideFile;
using kubernetes::entry_at;
using kubernetes::items_at;
using kubernetes::text_at_key;

constexpr std::size_t kCharts = 100;         // of one release
constexpr std::size_t kChartDepth = 8;       // charts inside each other
constexpr std::size_t kTemplateFiles = 2000;  // of one release
constexpr std::size_t kFolderDepth = 8;      // folders of templates

std::string with_slash(std::string path) { return path.empty() ? path : path + "/"; }
std::string without_slash(std::string path) {
  if (path.ends_with('/')) path.pop_back();
  return path;
}

class Reading {
 public:
  Reading(const app_config::Beside& beside, SourceMap& sources) : beside_(beside), sources_(sources) {}

  Release run(const std::string& folder, const Given& given) {
    Release release;
    Chart top;
    top.folder = top.shown = folder;
    if (!read(top, 0)) return release;
    ValueId values = {};
    for (const auto& [document, map] : given.values)
      values = values_over(model_.values, values, values_of(model_, sources_, *document, map));
    release.dependencies = dependencies_;
    release.folders = folders_;
    std::set<ValueId> open;
    give_values(model_.values, top, values, open);
    ReleaseName name = given.release;
    if (name.name.empty()) name.name = text_at_key(model_.values, top.meta, "name");
    std::vector<Part> parts;
    add_parts(top, name, parts, release);
    if (!readable_) return release;
    const std::optional<std::vector<FileId>> texts = rendered(model_, parts, open, sources_);
    if (!texts) return release;
    release.whole = true;
    for (std::size_t i = 0; i < texts->size(); ++i) release.made[i].text = (*texts)[i];
    return release;
  }

 private:
  /// What a YAML file says; none if it is not there or no YAML.
  std::optional<ValueId> read_yaml(const std::string& path) {
    const BesideFile found = beside_(path);
    if (found.is != BesideFile::Is::read) return std::nullopt;
    held_.push_back(std::make_unique<Parsed>(parse_yaml(sources_, found.file)));
    const Parsed& parsed = *held_.back();
    if (!parsed.ok()) return std::nullopt;
    if (parsed.documents.empty() || parsed.documents.front().empty()) return model_.values.add_map({}, {found.file, 0, 0});
    return values_of(model_, sources_, parsed.documents.front(), 0);
  }

  /// A chart in its folder, with those that it depends on; false if there is none, or it cannot be read.
  bool read(Chart& chart, std::size_t depth) {
    const std::optional<ValueId> meta = depth <= kChartDepth && folders_.size() < kCharts ? read_yaml(chart.folder + "Chart.yaml") : std::nullopt;
    if (!meta || model_.values[*meta].kind != ValueKind::map) return false;
    const bool has_values = beside_(chart.folder + "values.yaml").is == BesideFile::Is::read;
    const std::optional<ValueId> values = has_values ? read_yaml(chart.folder + "values.yaml") : model_.values.add_map({}, model_.values[*meta].span);
    if (!values) return false;
    chart.meta = *meta;
    chart.values = *values;
    chart.there = true;
    folders_.push_back(chart.folder);
    std::vector<std::string> named;
    read_dependencies(chart, depth, named);
    for (const std::string& name : beside_(chart.folder + "charts").folders)
      if (std::find(named.begin(), named.end(), name) == named.end()) add_inner(chart, {{}, {}, name}, chart.folder + "charts/" + name + "/", depth);
    return true;
  }

  void read_dependencies(Chart& chart, std::size_t depth, std::vector<std::string>& named) {
    ValueId list = entry_at(model_.values, chart.meta, "dependencies");
    if (!list.valid())
      if (const std::optional<ValueId> before = read_yaml(chart.folder + "requirements.yaml")) list = entry_at(model_.values, *before, "dependencies");
    if (list.valid() && depth == 0) dependencies_ = model_.values[list].span;
    for (const ValueId one : kubernetes::items_of(model_.values, list)) {
      const std::string name = text_at_key(model_.values, one, "name"), alias = text_at_key(model_.values, one, "alias");
      if (name.empty() || name.find('/') != name.npos) continue;
      if (entry_at(model_.values, one, "import-values").valid()) readable_ = false;  // moves values up
      named.push_back(name);
      Chart inner{{}, {}, alias.empty() ? name : alias, text_at_key(model_.values, one, "condition")};
      for (const ValueId tag : items_at(model_.values, one, "tags")) inner.tags.emplace_back(model_.values.string(tag));
      std::string folder = chart.folder + "charts/" + name + "/";
      const std::string from = text_at_key(model_.values, one, "repository");
      if (beside_(folder + "Chart.yaml").is != BesideFile::Is::read && from.starts_with("file://"))
        if (const std::optional<std::string> path = app_config::path_from(without_slash(chart.folder), from.substr(7)))
          folder = with_slash(*path);
      if (!add_inner(chart, inner, folder, depth)) chart.charts.push_back(missing(inner));
    }
  }

  /// Of a chart that is not there, only what it is given is known.
  Chart missing(Chart chart) {
    chart.charts.clear();
    chart.meta = chart.values = model_.values.add_map({}, dependencies_);
    return chart;
  }

  bool add_inner(Chart& around, Chart inner, const std::string& folder, std::size_t depth) {
    if (beside_(folder + "Chart.yaml").is != BesideFile::Is::read) return false;
    if (std::find(chain_.begin(), chain_.end(), folder) != chain_.end()) return readable_ = false;
    inner.folder = folder;
    inner.shown = around.shown + "charts/" + inner.name + "/";
    chain_.push_back(folder);
    const bool is_read = read(inner, depth + 1);
    chain_.pop_back();
    readable_ = readable_ && is_read;
    if (is_read) around.charts.push_back(std::move(inner));
    return is_read;
  }

  /// Charts before those that they are part of.
  void add_parts(const Chart& chart, const ReleaseName& name, std::vector<Part>& parts, Release& release) {
    for (const Chart& inner : chart.charts) add_parts(inner, name, parts, release);
    if (!chart.there) return release.missing.push_back(chart.name);
    Part part;
    part.root = root_of(model_.values, chart.meta, chart.values, name, model_.values[chart.meta].span);
    std::vector<Made> made;
    add_files(chart, "templates", 0, part, made);
    if (text_at_key(model_.values, chart.meta, "type") == "library") {
      part.definitions.insert(part.definitions.end(), part.templates.begin(), part.templates.end());
      part.templates.clear();
      part.names.clear();
      made.clear();
    }
    release.made.insert(release.made.end(), made.begin(), made.end());
    parts.push_back(std::move(part));
  }

  /// Tests are no part of what is deployed.
  void add_files(const Chart& chart, const std::string& folder, std::size_t depth, Part& part, std::vector<Made>& made) {
    const BesideFile inside = beside_(chart.folder + folder);
    if (depth > kFolderDepth) return;
    for (const std::string& name : inside.files) {
      const bool defines = name.starts_with('_') || name.ends_with(".tpl");
      if (!defines && !name.ends_with(".yaml") && !name.ends_with(".yml") && !name.ends_with(".json")) continue;
      const BesideFile file = beside_(chart.folder + folder + "/" + name);
      if (file.is != BesideFile::Is::read) continue;
      if (++files_ > kTemplateFiles) readable_ = false;
      if (!readable_) return;
      (defines ? part.definitions : part.templates).push_back(file.file);
      if (defines) continue;
      made.push_back({chart.shown + folder + "/" + name, file.file, file.file});
      part.names.push_back(made.back().path);
    }
    for (const std::string& name : inside.folders)
      if (name != "tests") add_files(chart, folder + "/" + name, depth + 1, part, made);
  }

  const app_config::Beside& beside_;
  SourceMap& sources_;
  ResourceModel model_;
  std::vector<std::unique_ptr<Parsed>> held_;
  std::vector<std::string> folders_, chain_;
  Span dependencies_;
  std::size_t files_ = 0;
  bool readable_ = true;
};

}  // namespace

Release release_of(const std::string& folder, const Given& given, const app_config::Beside& beside, SourceMap& sources) {
  return Reading(beside, sources).run(folder, given);
}

}  // namespace weir::helm
