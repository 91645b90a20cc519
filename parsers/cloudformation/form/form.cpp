// The form of a template: its sections, mappings and outputs.

#include "parsers/cloudformation/form/form.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace weir::cloudformation {
namespace {

/// (Rain is what the preprocessor of that name takes out again.)
constexpr std::array<std::string_view, 13> kSections = {"AWSTemplateFormatVersion",
                                                        "Description",
                                                        "Metadata",
                                                        "Parameters",
                                                        "Mappings",
                                                        "Conditions",
                                                        "Transform",
                                                        "Rules",
                                                        "Rain",
                                                        "Resources",
                                                        "Outputs",
                                                        "Hooks",
                                                        "Globals"};
/// Those whose type is not said where they are read.
constexpr std::array<std::string_view, 5> kMaps = {"Metadata", "Mappings", "Rules", "Hooks",
                                                   "Globals"};
constexpr std::array<std::string_view, 4> kOutputKeys = {"Description", "Value", "Export",
                                                         "Condition"};
constexpr std::string_view kVersion = "2010-09-09";
constexpr std::string_view kIncludeTransform = "AWS::Include";

/// The names of a template's transforms, as written.
std::vector<std::string_view> transforms(const Document& document) {
  std::vector<std::string_view> names;
  const auto add = [&](NodeIndex node) {
    const NodeIndex named = find_entry(document, node, "Name");
    names.push_back(document.text(named == kNoNode ? node : named));
  };
  for (const std::string_view key : {"Transform", "Fn::Transform"}) {
    const NodeIndex node = find_entry(document, 0, key);
    if (node == kNoNode) continue;
    if (document[node].kind != NodeKind::list) {
      add(node);
    } else {
      for (const NodeIndex item : children(document, node)) add(item);
    }
  }
  return names;
}

bool has_transform(const Document& document, std::string_view beginning) {
  const std::vector<std::string_view> names = transforms(document);
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return name.starts_with(beginning); });
}

}  // namespace

bool has_own_macros(const Document& document) {
  const std::vector<std::string_view> names = transforms(document);
  return std::any_of(names.begin(), names.end(), [](std::string_view name) {
    return !name.empty() && !name.starts_with(kServerlessTransform) &&
           !name.starts_with(kLanguageExtensions) && !name.starts_with(kIncludeTransform);
  });
}

bool has_language_extensions(const Document& document) {
  return has_transform(document, kLanguageExtensions);
}

void check_form(const Document& document, Notes& notes) {
  if (document.empty() || document[0].kind != NodeKind::map) return;
  if (!has_own_macros(document)) FormCheck(document, notes).sections();
}

/// Every fault is said, and the same one once.
void FormCheck::wrong(NodeIndex at, std::string message) {
  notes_.add(Level::warning, "malformed-template", message, document_.span(at), message);
}

std::vector<std::pair<NodeIndex, NodeIndex>> FormCheck::entries(NodeIndex map) const {
  std::vector<std::pair<NodeIndex, NodeIndex>> result;
  if (document_[map].kind != NodeKind::map) return result;
  for (const NodeIndex entry : children(document_, map)) {
    if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
    const NodeIndex key = document_.first_child(entry);
    const NodeIndex value = document_.next_sibling(key);
    if (value >= document_.next_sibling(entry) || document_[key].kind != NodeKind::string) continue;
    const std::string_view text = document_.text(key);
    if (text.starts_with("Fn::ForEach::") || text == "Fn::Transform") continue;
    result.emplace_back(key, value);
  }
  return result;
}

void FormCheck::known_keys(NodeIndex map, Keys known, const std::string& what) {
  for (const auto& [key, value] : entries(map)) {
    const std::string text(document_.text(key));
    if (!is_one_of(known, text)) wrong(key, what + " has no " + text + " in CloudFormation");
  }
}

/// Names of things in a template are letters and digits.
void FormCheck::name(NodeIndex key, const char* what) {
  const std::string_view text = document_.text(key);
  const bool fine = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0;
  });
  if (!fine) {
    wrong(key, std::string(what) + " " + std::string(text) +
                   " has no proper name; expected letters and digits");
  }
}

bool FormCheck::is_call(NodeIndex node) const {
  const std::string_view tag = document_.tag(node);
  if (tag.size() > 1 && tag[0] == '!' && tag[1] != '!' && tag[1] != '<') return true;
  if (document_[node].kind != NodeKind::map || !document_.has_children(node)) return false;
  const NodeIndex entry = document_.first_child(node);
  if (document_.next_sibling(entry) != document_.next_sibling(node)) return false;
  const std::string_view key = document_.text(document_.first_child(entry));
  return key == "Ref" || key == "Condition" || key.starts_with("Fn::");
}

bool FormCheck::is_scalar(NodeIndex node) const {
  const NodeKind kind = document_[node].kind;
  return (kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean) &&
         !is_call(node);
}

void FormCheck::plain_text(NodeIndex node, const std::string& what) {
  if (node != kNoNode && !is_scalar(node)) wrong(node, what + " must be a text");
}

/// Such a template may be for a tool that adds the transform.
bool FormCheck::has_serverless_resources() const {
  const NodeIndex resources = find_entry(document_, 0, "Resources");
  if (resources == kNoNode) return false;
  for (const auto& [key, node] : entries(resources)) {
    const NodeIndex type = find_entry(document_, node, "Type");
    if (type != kNoNode && document_.text(type).starts_with(kServerlessTypes)) return true;
  }
  return false;
}

void FormCheck::sections() {
  extended_ = has_language_extensions(document_);
  serverless_ = has_transform(document_, kServerlessTransform) || has_serverless_resources();
  for (const auto& [key, value] : entries(0)) {
    const std::string text(document_.text(key));
    if (!is_one_of(kSections, text)) {
      wrong(key, "a template has no section " + text);
    } else if (text == "Globals" && !serverless_) {
      wrong(key, "Globals needs the transform AWS::Serverless-2016-10-31");
    } else if (document_[value].kind != NodeKind::map && is_one_of(kMaps, text) &&
               !is_call(value)) {
      wrong(value, text + " must be a map");
    }
  }
  const NodeIndex version = find_entry(document_, 0, "AWSTemplateFormatVersion");
  if (version != kNoNode && document_.text(version) != kVersion) {
    wrong(version, "AWSTemplateFormatVersion must be " + std::string(kVersion));
  }
  plain_text(find_entry(document_, 0, "Description"), "Description");
  const auto each = [&](std::string_view section, void (FormCheck::*check)(NodeIndex)) {
    const NodeIndex node = find_entry(document_, 0, section);
    if (node != kNoNode && document_[node].kind == NodeKind::map && !is_call(node)) {
      (this->*check)(node);
    }
  };
  each("Parameters", &FormCheck::parameters);
  each("Mappings", &FormCheck::mappings);
  each("Resources", &FormCheck::resources);
  each("Outputs", &FormCheck::outputs);
}

void FormCheck::mappings(NodeIndex section) {
  for (const auto& [key, mapping] : entries(section)) {
    name(key, "mapping");
    const std::string what = "mapping " + std::string(document_.text(key));
    if (is_call(mapping)) continue;
    if (document_[mapping].kind != NodeKind::map || !document_.has_children(mapping)) {
      wrong(mapping, what + " must be a map of maps");
      continue;
    }
    for (const auto& [first, values] : entries(mapping)) mapped_values(values, what);
  }
}

void FormCheck::mapped_values(NodeIndex map, const std::string& what) {
  if (is_call(map)) return;
  if (document_[map].kind != NodeKind::map || !document_.has_children(map)) {
    return wrong(map, what + " must be a map of maps");
  }
  for (const auto& [key, value] : entries(map)) {
    bool fine = is_scalar(value) || document_[value].kind == NodeKind::list;
    if (document_[value].kind == NodeKind::list) {
      for (const NodeIndex item : children(document_, value)) fine = fine && is_scalar(item);
    }
    if (!fine) wrong(value, what + " holds what is neither a text nor a list of texts");
  }
}

void FormCheck::outputs(NodeIndex section) {
  for (const auto& [key, output] : entries(section)) {
    name(key, "output");
    const std::string what = "output " + std::string(document_.text(key));
    if (document_[output].kind != NodeKind::map) {
      wrong(output, what + " must be a map");
      continue;
    }
    known_keys(output, kOutputKeys, what);
    plain_text(find_entry(document_, output, "Description"), "Description of " + what);
    const NodeIndex exported = find_entry(document_, output, "Export");
    if (exported != kNoNode && find_entry(document_, exported, "Name") == kNoNode) {
      wrong(exported, "Export of " + what + " must be a map with a Name");
    }
    const NodeIndex value = find_entry(document_, output, "Value");
    if (value != kNoNode &&
        (document_[value].kind == NodeKind::list || document_[value].kind == NodeKind::null) &&
        !is_call(value)) {
      wrong(value, "Value of " + what + " must be a text");
    }
  }
}

}  // namespace weir::cloudformation
