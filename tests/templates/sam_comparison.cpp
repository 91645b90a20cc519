#include "tests/templates/sam_comparison.h"

#include <map>
#include <string_view>
#include <utility>

#include "analyzer/driver/twins.h"
#include "parsers/syntax/syntax.h"
#include "tests/templates/canonical.h"
#include "tests/templates/logical_ids.h"
#include "tests/templates/reading.h"

namespace weir::templates {
namespace {

constexpr const char* kPath = "template.yaml";

void give(cloudformation::ParameterFile& file, const std::string& name, std::string text) {
  file.values[name].texts.push_back({std::move(text), {}});
}

/// What has to be given to both sides, because the translator has decided it already:
/// - the partition, since it writes `arn:aws:` in some places and `arn:${AWS::Partition}:` in
///   others (the Region stays a function, but where properties refer to it: those few are listed);
/// - the values of its tests, and defaults, since it puts them in where a property refers to a
///   parameter. By itself Weir takes a default for decided, too, unless others are allowed.
AnalyzeOptions given_to(const std::string& input) {
  cloudformation::ParameterFile file;
  give(file, "AWS::Partition", "aws");
  give(file, "param1", "value1");
  give(file, "param2", "value2");
  SourceMap sources;
  const FileId id = sources.add_file(kPath, input);
  const Parsed parsed = parse_yaml_or_json(sources, id);
  AnalyzeOptions options;
  if (!parsed.documents.empty() && !parsed.documents[0].empty()) {
    const Document& document = parsed.documents[0];
    const NodeIndex parameters = find_entry(document, 0, "Parameters");
    if (parameters != kNoNode && document[parameters].kind == NodeKind::map) {
      for (const NodeIndex entry : children(document, parameters)) {
        const NodeIndex key = document.first_child(entry), value = document.next_sibling(key);
        const std::string name(document.text(key));
        if (value >= document.next_sibling(entry) || file.values.count(name) != 0) continue;
        const NodeIndex usual = find_entry(document, value, "Default");
        if (usual == kNoNode) continue;
        const NodeKind kind = document[usual].kind;
        if (kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean)
          give(file, name, std::string(document.text(usual)));
      }
    }
  }
  options.parameters.push_back(std::move(file));
  return options;
}

std::vector<std::string> compare_types(const ResourceModel& ours, const ResourceModel& theirs) {
  std::map<std::string, int> more;
  for (const Resource& resource : ours.resources) ++more[resource.type];
  for (const Resource& resource : theirs.resources) --more[resource.type];
  std::vector<std::string> lines;
  for (const auto& [type, count] : more) {
    if (count > 0) lines.push_back("- " + type + " " + std::to_string(count));
    if (count < 0) lines.push_back("+ " + type + " " + std::to_string(-count));
  }
  return lines;
}

std::vector<std::string> compare_models(const Analysis& ours, const Analysis& theirs,
                                        const Twins& twins) {
  std::map<std::string, std::string> second;
  for (const auto& [name, text] : canonical(theirs.model, theirs.sources))
    second[in_words_of_first(name, twins)] = in_words_of_first(text, twins);
  std::vector<std::string> lines;
  for (const auto& [name, text] : canonical(ours.model, ours.sources)) {
    const auto twin = second.find(name);
    if (twin == second.end()) {
      lines.push_back("- " + name + "\n" + text);
    } else {
      if (twin->second != text)
        lines.push_back("  " + name + "\n--- ours\n" + text + "\n--- translator\n" + twin->second);
      second.erase(twin);
    }
  }
  for (const auto& [name, text] : second) lines.push_back("+ " + name + "\n" + text);
  return lines;
}

}  // namespace

SamComparison compare_sam(const std::string& input, const std::string& translated) {
  const AnalyzeOptions options = given_to(input);
  Analysis ours, theirs;
  read_template(kPath, input, options, ours);
  read_template(kPath, translated, options, theirs);
  const Twins twins = pair_ids(ours.model, theirs.model);
  return {compare_types(ours.model, theirs.model),
          compare_twins(ours.dfd, theirs.dfd, built_in_knowledge().catalog, twins),
          compare_models(ours, theirs, twins)};
}

void read_sam(const std::string& input, Analysis& analysis) {
  read_template(kPath, input, {}, analysis);
}

}  // namespace weir::templates
