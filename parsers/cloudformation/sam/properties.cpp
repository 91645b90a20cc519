#include "parsers/cloudformation/sam/properties.h"

#include <string>

#include "parsers/cloudformation/calls.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr std::string_view kVersion = "versionId=";

Part tag(const Maker& maker, std::string_view key, Part value) {
  return maker.map({{"Key", maker.text(key)}, {"Value", value}});
}

Part tags(Expansion& expansion, Part written, Part list) {
  Tree& tree = expansion.tree();
  for (const Entry& entry : tree.is_map(written) ? tree.entries(written) : std::vector<Entry>()) {
    tree.add(list, tag(expansion.at(entry.place), entry.key, entry.value));
  }
  return list;
}

}  // namespace

bool is_no_value(Tree& tree, Part part) {
  const std::optional<PartCall> call = tree.call(part);
  return call && call->function == "Ref" && tree.text(call->argument) == "AWS::NoValue";
}

bool is_given(Tree& tree, Part part) {
  if (!part.valid() || tree.kind(part) == NodeKind::null) return false;
  if (tree.call(part)) return true;
  if (!tree.is_scalar(part)) return !tree.entries(part).empty();
  const std::string_view text = tree.text(part);
  if (tree.kind(part) == NodeKind::boolean) return says_true(text);
  return !text.empty() && !(tree.kind(part) == NodeKind::number && text == "0");
}

std::string words_of(Tree& tree, Part whole) {
  constexpr char kEnd = '\0', kKey = '\1', kList = '\2';
  std::string words;
  std::vector<Entry> left = {{{}, {}, whole, kNoNode}};
  while (!left.empty() && !tree.too_large()) {
    const Entry entry = left.back();
    left.pop_back();
    words += entry.key + kKey;
    Part part = entry.value;
    if (const std::optional<PartCall> call = tree.call(part)) {
      words += call->function + kKey;
      part = call->argument;
    }
    const std::vector<Entry> items = tree.entries(part);
    words += tree.is_list(part) ? std::string(1, kList) : std::string(tree.text(part));
    words += std::to_string(items.size()) + kEnd;
    left.insert(left.end(), items.begin(), items.end());
  }
  return words;
}

Part property_of(Expansion& expansion, Part value, std::string_view key, Span place) {
  Tree& tree = expansion.tree();
  const std::optional<PartCall> call = tree.call(value);
  if (!call) return tree.find(value, key);
  const Maker maker = expansion.at(value, place);
  const std::vector<Entry> branches = tree.entries(call->argument);
  if (call->function != "If" || branches.size() != 3) return maker.unread(value);
  const auto in_branch = [&](Part branch) {
    const bool open = tree.call(branch).has_value() && !is_no_value(tree, branch);
    const Part found = open ? maker.unread(branch) : tree.find(branch, key);
    return found.valid() ? found : maker.no_value();
  };
  return maker.call("Fn::If", maker.list({branches[0].value, in_branch(branches[1].value),
                                          in_branch(branches[2].value)}));
}

Part tag_list(Expansion& expansion, Part written) {
  Tree& tree = expansion.tree();
  if (!tree.is_map(written)) return {};
  return tags(expansion, written, tree.list(tree.place(written)));
}

Part tags_of(Expansion& expansion, const Macro& macro) {
  const Maker maker = expansion.at(macro.place);
  const bool machine = macro.type == "AWS::Serverless::StateMachine";
  const std::string_view key = machine ? "stateMachine:createdBy" : "lambda:createdBy";
  const Part list = maker.list({tag(maker, key, maker.text("SAM"))});
  return tags(expansion, expansion.tree().find(macro.properties, "Tags"), list);
}

void propagate_tags(Expansion& expansion, const Macro& macro, Part properties) {
  Tree& tree = expansion.tree();
  if (!expansion.known_boolean(tree.find(macro.properties, "PropagateTags")).value_or(false))
    return;
  const Part own = tag_list(expansion, tree.find(macro.properties, "Tags"));
  if (own.valid()) expansion.at(own, macro.place).set(properties, "Tags", own);
}

Part stored_at(Expansion& expansion, Part location, const std::array<std::string_view, 3>& keys) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(location, {});
  if (tree.is_map(location)) {
    return maker.map({{keys[0], tree.find(location, "Bucket")},
                      {keys[1], tree.find(location, "Key")},
                      {keys[2], tree.find(location, "Version")}});
  }
  std::string_view address = tree.text(location);
  if (!address.starts_with(kScheme)) return location;
  address.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(address.find('/'), address.size());
  const std::size_t query = std::min(address.find('?'), address.size());
  const std::string_view key =
      slash < query ? address.substr(slash + 1, query - slash - 1) : std::string_view();
  const std::string_view asked = address.substr(query);
  const std::size_t version = asked.find(kVersion);
  return maker.map(
      {{keys[0], maker.text(address.substr(0, std::min(slash, query)))},
       {keys[1], maker.text(key)},
       {keys[2],
        version == asked.npos ? Part{} : maker.text(asked.substr(version + kVersion.size()))}});
}

}  // namespace weir::cloudformation::sam
