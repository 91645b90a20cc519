// The form of parameters.

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unordered_set>
#include <vector>

#include "analyzer/base/regex.h"
#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/form/form.h"

namespace weir::cloudformation {
namespace {

constexpr std::array<std::string_view, 11> kParameterKeys = {
    "Type",      "Default",  "Description", "AllowedValues", "AllowedPattern",       "MinLength",
    "MaxLength", "MinValue", "MaxValue",    "NoEcho",        "ConstraintDescription"};

/// What a parameter's value may be checked to be when a stack is made.
constexpr std::array<std::string_view, 14> kTypes = {"String",
                                                     "Number",
                                                     "CommaDelimitedList",
                                                     "AWS::EC2::AvailabilityZone::Name",
                                                     "AWS::EC2::Image::Id",
                                                     "AWS::EC2::Instance::Id",
                                                     "AWS::EC2::KeyPair::KeyName",
                                                     "AWS::EC2::SecurityGroup::GroupName",
                                                     "AWS::EC2::SecurityGroup::Id",
                                                     "AWS::EC2::Subnet::Id",
                                                     "AWS::EC2::Volume::Id",
                                                     "AWS::EC2::VPC::Id",
                                                     "AWS::Route53::HostedZone::Id",
                                                     "AWS::SSM::Parameter::Name"};
constexpr std::string_view kStored = "AWS::SSM::Parameter::Value<";
constexpr std::string_view kList = "List<";

/// What stands between `opening` and `>`; the text itself if it does not begin so.
std::string_view inside(std::string_view type, std::string_view opening) {
  if (!type.starts_with(opening) || !type.ends_with('>')) return type;
  return type.substr(opening.size(), type.size() - opening.size() - 1);
}

bool is_parameter_type(std::string_view type) {
  const std::string_view element = inside(inside(type, kStored), kList);
  return std::find(kTypes.begin(), kTypes.end(), element) != kTypes.end();
}

std::string_view trimmed_item(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The single values of a default: those of a list are checked one by one.
std::vector<std::string_view> single_values(std::string_view text, bool list) {
  if (!list) return {text};
  std::vector<std::string_view> values;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    values.push_back(trimmed_item(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return values;
}

}  // namespace

void FormCheck::parameters(NodeIndex section) {
  for (const auto& [key, node] : entries(section)) {
    name(key, "parameter");
    parameter(key, node);
  }
}

void FormCheck::parameter(NodeIndex key, NodeIndex node) {
  if (document_[node].kind != NodeKind::map) return;  // said where it is read
  const std::string what = "parameter " + std::string(document_.text(key));
  known_keys(node, kParameterKeys, what);
  const NodeIndex type = find_entry(document_, node, "Type");
  if (type == kNoNode) {
    wrong(key, what + " has no Type");
  } else if (!is_scalar(type) || !is_parameter_type(document_.text(type))) {
    wrong(type, "the Type of " + what + " is no type of parameters");
  }
  plain_text(find_entry(document_, node, "Description"), "Description of " + what);
  const NodeIndex allowed = find_entry(document_, node, "AllowedValues");
  if (allowed != kNoNode &&
      (document_[allowed].kind != NodeKind::list || !document_.has_children(allowed))) {
    wrong(allowed, "AllowedValues of " + what + " must be a list of texts");
  }
  parameter_default(node, what);
}

void FormCheck::parameter_default(NodeIndex node, const std::string& what) {
  const NodeIndex value = find_entry(document_, node, "Default");
  if (value == kNoNode) return;
  if (!is_scalar(value)) return wrong(value, "Default of " + what + " must be a text");
  const NodeIndex typed = find_entry(document_, node, "Type");
  const std::string_view type = typed == kNoNode ? std::string_view() : document_.text(typed);
  if (type.starts_with(kStored)) return;  // the default names where the value is kept
  const std::vector<std::string_view> values =
      single_values(document_.text(value), is_list_type(type));
  const NodeIndex allowed = find_entry(document_, node, "AllowedValues");
  if (allowed != kNoNode && document_[allowed].kind == NodeKind::list) {
    std::unordered_set<std::string_view> words;
    for (const NodeIndex item : children(document_, allowed)) words.insert(document_.text(item));
    // of a list each item may be allowed, or the whole
    if (words.count(document_.text(value)) == 0 &&
        !std::all_of(values.begin(), values.end(),
                     [&](std::string_view text) { return words.count(text) != 0; })) {
      wrong(value, "the default of " + what + " is not one of its AllowedValues");
    }
  }
  const bool numbers = type == "Number" || type == "List<Number>";
  if (numbers && !std::all_of(values.begin(), values.end(),
                              [](std::string_view text) { return number_of(text).has_value(); })) {
    return wrong(value, "the default of " + what + " is no number");
  }
  limits_of_default(node, value, what);
}

void FormCheck::limits_of_default(NodeIndex node, NodeIndex value, const std::string& what) {
  const NodeIndex typed = find_entry(document_, node, "Type");
  const std::string_view type = typed == kNoNode ? std::string_view() : document_.text(typed);
  const std::string_view text = document_.text(value);
  const auto limit = [&](std::string_view key) {
    const NodeIndex written = find_entry(document_, node, key);
    return written == kNoNode ? std::nullopt : number_of(document_.text(written));
  };
  const auto within = [&](double number, std::string_view least, std::string_view most) {
    const std::optional<double> from = limit(least), to = limit(most);
    return (!from || number >= *from) && (!to || number <= *to);
  };
  if (type == "String" && !within(static_cast<double>(text.size()), "MinLength", "MaxLength")) {
    wrong(value, "the default of " + what + " is shorter or longer than it may be");
  }
  if (type == "Number" && !within(number_of(text).value_or(0), "MinValue", "MaxValue")) {
    wrong(value, "the default of " + what + " is less or more than it may be");
  }
  const NodeIndex pattern = find_entry(document_, node, "AllowedPattern");
  if (type != "String" || pattern == kNoNode || !is_scalar(pattern)) return;
  const Result<Regex> regex = Regex::compile(document_.text(pattern));
  // a pattern that only CloudFormation's own expressions can say is not decided here
  if (regex.ok() && !(*regex).matches(text)) {
    wrong(value, "the default of " + what + " does not match its AllowedPattern");
  }
}

}  // namespace weir::cloudformation
