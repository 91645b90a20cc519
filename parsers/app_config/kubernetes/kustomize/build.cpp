// A kustomization with its bases and components.

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/kubernetes/helm/release.h"
#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/app_config/kubernetes/kustomize/generators.h"
#include "parsers/app_config/kubernetes/kustomize/kustomize.h"
#include "parsers/app_config/kubernetes/kustomize/patches.h"
#include "parsers/app_config/kubernetes/kustomize/patching.h"
#include "parsers/app_config/kubernetes/kustomize/replacements.h"
#include "parsers/app_config/kubernetes/kustomize/transform.h"
#include "parsers/app_config/paths.h"
#include "parsers/embedded/values.h"
#include "parsers/syntax/syntax.h"

namespace weir::kubernetes::kustomize {
namespace {

constexpr std::size_t kLayers = 1000;       // kustomizations that one is built of, each as often as it is included
constexpr std::size_t kLayerDepth = 32;     // kustomizations that include each other
constexpr std::size_t kObjects = 20'000;    // of all layers
constexpr std::size_t kVisits = 1'000'000;  // objects that kustomizations change, each as often as one does
/// What is not followed: the objects may be others than these say.
constexpr std::array<std::string_view, 3> kNotRead = {"helmChartInflationGenerator", "generators", "transformers"};
constexpr std::size_t kChartsOfLayer = 50;  // that one kustomization renders

bool is_remote(std::string_view text) {
  return text.find("://") != text.npos || text.starts_with("git@") || text.starts_with("github.com/") ||
         text.find("?ref=") != text.npos || text.find("//") != text.npos;
}

class Build {
 public:
  Build(ResourceModel& model, NamedFiles& files, SourceMap& sources, std::size_t room)
      : model_(model), files_(files), sources_(sources), room_(room) {}

  Built run(const Document& kustomization, const std::string& path) {
    lay(kustomization, path, built_.objects);
    fill_variables(model_.values, vars_, built_.objects, room_, fault_unless_open());
    for (Object& object : built_.objects) object.document = nullptr;
    return std::move(built_);
  }

 private:
  void say(Level level, Span place, std::string message) {
    model_.diagnostics.push_back({level, sources_.in_host(place), "kustomize-form", std::move(message)});
  }

  /// One kustomization over what is there: its own resources, then what it says of all.
  void lay(const Document& kustomization, const std::string& path, std::vector<Object>& objects) {
    const Span place = kustomization.span(0);
    if (std::find(chain_.begin(), chain_.end(), path) != chain_.end())
      return say(Level::warning, place, path + " includes itself");
    if (room_ == 0) return say(Level::warning, place, "the kustomizations make too much together, and this one was left out");
    if (chain_.size() >= kLayerDepth || ++layers_ > kLayers || is_full(model_.values, room_))
      return say(Level::warning, place, "too much is included, and " + path + " was left out");
    chain_.push_back(path);
    const std::string folder = app_config::folder_around(path);
    const ValueId layer = values_of(model_, sources_, kustomization, 0);
    complete_ = complete_ && !leaves_out(kustomization);
    for (const char* key : {"resources", "bases"})
      for (const NodeIndex item : listed_nodes(kustomization, key)) {
        std::vector<Object> own;
        include(kustomization, item, folder, own);
        std::move(own.begin(), own.end(), std::back_inserter(objects));
      }
    std::size_t charts = 0;
    for (const NodeIndex item : listed_nodes(kustomization, "helmCharts"))
      if (kustomization[item].kind == NodeKind::map && ++charts <= kChartsOfLayer) inflate(kustomization, item, path, objects);
    for (const NodeIndex item : listed_nodes(kustomization, "components")) include(kustomization, item, folder, objects);
    visits_ += objects.size();
    if (visits_ > kVisits) {
      chain_.pop_back();
      return say(Level::warning, place, "too much is included, and what " + path + " changes was left out");
    }
    const ReadNamed read = [&](std::string_view written, Span at) { return named(folder, written, at); };
    const bool whole = generate(model_, sources_, layer, read, texts_, objects, room_);
    patch(kustomization, folder, objects);
    transform(model_.values, layer, objects, room_);
    replace_all(layer, folder, objects);
    for (const ValueId one : items_at(model_.values, layer, "vars")) vars_.push_back(one);
    if (!whole || is_full(model_.values, room_)) say(Level::warning, place, "what is made is too large, and some was left out");
    chain_.pop_back();
  }

  /// Says what of a kustomization is not read; whether anything is not.
  bool leaves_out(const Document& kustomization) {
    bool any = false;
    for (const std::string_view key : kNotRead) {
      const NodeIndex node = find_entry(kustomization, 0, key);
      if (node == kNoNode || !kustomization.has_children(node)) continue;
      say(Level::note, kustomization.span(node), "`" + std::string(key) + "` is not read; the objects may be others");
      any = true;
    }
    return any;
  }

  static std::vector<NodeIndex> listed_nodes(const Document& document, std::string_view key) {
    std::vector<NodeIndex> nodes;
    const NodeIndex list = find_entry(document, 0, key);
    if (list != kNoNode && document[list].kind == NodeKind::list)
      for (const NodeIndex item : children(document, list)) nodes.push_back(item);
    return nodes;
  }

  /// A file with objects, or a folder with a kustomization.
  void include(const Document& around, NodeIndex item, const std::string& folder, std::vector<Object>& objects) {
    if (around[item].kind != NodeKind::string) return;
    const std::string written(around.text(item));
    const Span place = around.span(item);
    if (is_remote(written)) {
      complete_ = false;
      return say(Level::note, place, "what lies elsewhere is not fetched, and was left out");
    }
    const std::optional<std::string> path = app_config::path_from(folder, written);
    if (!path) return say(Level::warning, place, (written.empty() ? "an empty path" : written) + " leads out of the root, and was left out");
    if (const std::optional<std::string> inside = files_.kustomization_in(*path)) {
      const Parsed* parsed = parsed_at(*inside, place);
      if (parsed != nullptr && !parsed->documents.empty() && is_kustomization(parsed->documents.front(), *inside))
        return lay(parsed->documents.front(), *inside, objects);
      complete_ = false;
      return;
    }
    const Parsed* parsed = parsed_at(*path, place);
    if (parsed == nullptr) return;
    add_objects_of(*parsed, *path, place, objects);
  }

  void add_objects_of(const Parsed& parsed, const std::string& path, Span place, std::vector<Object>& objects) {
    for (const Document& document : parsed.documents)
      for (Object& object : objects_of(document)) {
        if (++read_ > kObjects || is_full(model_.values, room_)) {
          complete_ = false;
          return say(Level::warning, place, "too much is included, and some of " + path + " was left out");
        }
        read_object(model_, sources_, object);
        objects.push_back(std::move(object));
      }
  }

  std::optional<FileId> named(const std::string& folder, std::string_view written, Span place) {
    const std::optional<std::string> path = app_config::path_from(folder, written);
    const app_config::BesideFile found = path ? files_.at(*path) : app_config::BesideFile{};
    if (found.is == app_config::BesideFile::Is::read) return found.file;
    say(Level::note, place, (path ? *path : is_remote(written) ? "what lies elsewhere" : std::string(written)) + " was not read");
    return std::nullopt;
  }

  /// A YAML or JSON file below the root, as parsed; nullptr, and a fault said, if it cannot be read.
  const Parsed* parsed_at(const std::string& path, Span place) {
    const auto [known, is_new] = parsed_.try_emplace(path);
    if (!is_new) return known->second;
    const app_config::BesideFile found = files_.at(path);
    if (found.is != app_config::BesideFile::Is::read) {
      complete_ = false;
      say(Level::warning, place,
          path + (found.is == app_config::BesideFile::Is::absent ? " does not exist" : " cannot be read") +
              "; expected a file with objects, or a folder with a kustomization");
      return nullptr;
    }
    read_bytes_ += sources_.text(found.file).size();
    if (read_bytes_ > room_) {
      complete_ = false;
      say(Level::warning, place, "too much is included, and " + path + " was left out");
      return nullptr;
    }
    const Parsed& parsed = files_.parsed(found.file);
    if (!parsed.ok()) {
      complete_ = false;
      say(Level::warning, place, path + " is no YAML, and was left out");
      return nullptr;
    }
    built_.included.push_back(found.file);
    return known->second = &parsed;
  }

  /// Faults that are none where more objects may be there than were read.
  PatchFault fault_unless_open() {
    return [this](Span place, std::string message) {
      if (complete_) say(Level::warning, place, std::move(message));
    };
  }

  /// `replacements`, each written here or in a file.
  void replace_all(ValueId layer, const std::string& folder, std::vector<Object>& objects) {
    const auto one = [&](ValueId replacement) { replace(model_.values, replacement, objects, room_, replaced_, fault_unless_open()); };
    for (const ValueId item : items_at(model_.values, layer, "replacements")) {
      const ValueId written = entry_at(model_.values, item, "path");
      if (!written.valid()) {
        one(item);
        continue;
      }
      const Span place = model_.values[written].span;
      const std::optional<std::string> path = app_config::path_from(folder, model_.values.string(written));
      const Parsed* parsed = path ? parsed_at(*path, place) : nullptr;
      if (parsed == nullptr || parsed->documents.empty() || parsed->documents.front().empty()) continue;
      const ValueId read = values_of(model_, sources_, parsed->documents.front(), 0);
      if (model_.values[read].kind == ValueKind::map) one(read);
      for (const ValueId listed : items_of(model_.values, read)) one(listed);
    }
  }

  std::string text_of(const Document& document, NodeIndex map, std::string_view key) const {
    const NodeIndex node = find_entry(document, map, key);
    return node == kNoNode || document[node].kind != NodeKind::string ? std::string() : std::string(document.text(node));
  }

  /// What an entry of `helmCharts` makes, where its chart is in the repository.
  void inflate(const Document& around, NodeIndex item, const std::string& path, std::vector<Object>& objects) {
    const Span place = around.span(item);
    const std::string name = text_of(around, item, "name"), folder = app_config::folder_around(path);
    const std::vector<std::string> places = chart_folders(around, path, item);
    const auto found = std::find_if(places.begin(), places.end(), [&](const std::string& one) {
      return files_.at(one + "/Chart.yaml").is == app_config::BesideFile::Is::read;
    });
    if (found == places.end()) {
      complete_ = false;
      return say(Level::note, place, "the chart " + name + " is not in the repository, and what it makes was left out");
    }
    helm::Given given{{text_of(around, item, "releaseName"), text_of(around, item, "namespace")}};
    if (given.release.space.empty()) given.release.space = kDefaultNamespace;
    add_values(around, item, folder, given);
    const helm::Release release = helm::release_of(*found + "/", given, [this](const std::string& one) { return files_.at(one); }, sources_);
    complete_ = complete_ && release.whole && release.missing.empty();
    if (!release.whole) return say(Level::note, place, "the chart " + name + " does what is not read, and what it makes was left out");
    for (const std::string& missing : release.missing)
      say(Level::note, place, "the chart " + missing + " is not in the repository, and what it makes was left out");
    for (const helm::Made& made : release.made) {
      held_.push_back(std::make_unique<Parsed>(parse_yaml(sources_, made.text)));
      if (!held_.back()->ok()) complete_ = false;
      else add_objects_of(*held_.back(), made.path, place, objects);
    }
  }

  /// Files of values and those that are written in the kustomization, the ones that count last.
  void add_values(const Document& around, NodeIndex item, const std::string& folder, helm::Given& given) {
    std::vector<std::string> files = {text_of(around, item, "valuesFile")};
    const NodeIndex more = find_entry(around, item, "additionalValuesFiles");
    if (more != kNoNode && around[more].kind == NodeKind::list)
      for (const NodeIndex one : children(around, more)) files.emplace_back(around.text(one));
    const std::string merge = text_of(around, item, "valuesMerge");
    const NodeIndex inner = find_entry(around, item, "valuesInline");
    const bool has_inner = inner != kNoNode && around[inner].kind == NodeKind::map;
    if (has_inner && merge == "merge") given.values.emplace_back(&around, inner);
    for (const std::string& file : files) {
      const std::optional<std::string> path = file.empty() || (has_inner && merge == "replace") ? std::nullopt : app_config::path_from(folder, file);
      const Parsed* parsed = path ? parsed_at(*path, around.span(item)) : nullptr;
      if (parsed != nullptr && !parsed->documents.empty() && !parsed->documents.front().empty()) given.values.emplace_back(&parsed->documents.front(), 0);
    }
    if (has_inner && merge != "merge") given.values.emplace_back(&around, inner);
  }

  void patch(const Document& kustomization, const std::string& folder, std::vector<Object>& objects) {
    const auto read = [&](std::string_view written, Span place) -> const std::vector<Document>* {
      const std::optional<std::string> path = app_config::path_from(folder, written);
      const Parsed* parsed = path ? parsed_at(*path, place) : nullptr;
      return parsed == nullptr ? nullptr : &parsed->documents;
    };
    const PatchFault fault = fault_unless_open();
    Patching(model_, sources_, read, fault, room_, patches_).run(kustomization, objects);
  }

  ResourceModel& model_;
  NamedFiles& files_;
  SourceMap& sources_;
  std::size_t room_;        ///< bytes that values may take, and texts of files
  std::size_t read_bytes_ = 0;
  Built built_;
  std::vector<std::string> chain_;
  std::map<std::string, const Parsed*> parsed_;
  std::vector<std::unique_ptr<Parsed>> held_;  ///< what charts make
  std::vector<ValueId> vars_;
  std::size_t replaced_ = 0;  ///< steps that replacements took
  HeldTexts texts_;
  PatchWork patches_;
  std::size_t layers_ = 0, read_ = 0, visits_ = 0;
  bool complete_ = true;  ///< everything that is included was read: a patch that fits nothing is a mistake
};

}  // namespace

Built built(ResourceModel& model, const Overlay& overlay, SourceMap& sources, std::size_t room) {
  return Build(model, *overlay.files, sources, room).run(*overlay.kustomization, overlay.path);
}

}  // namespace weir::kubernetes::kustomize
