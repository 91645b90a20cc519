// The functions that make lists and take items of them: Select, Split, Length, Cidr, GetAZs.

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/cloudformation/cidr.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/cloudformation/pieces.h"

namespace weir::cloudformation {
namespace {

/// How attributes that are addresses of their resource are called.
constexpr std::array<std::string_view, 3> kAddresses = {"Url", "URL", "Endpoint"};

/// What stands in lists and between words, and in no name, id or ARN. (`|` does stand in some ids.)
constexpr std::string_view kBetweenNames = ",; \t\n";
constexpr std::string_view kCustomTypes = "Custom::";
constexpr std::string_view kCustomResource = "AWS::CloudFormation::CustomResource";

bool is_whole_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// Whether the value of a pseudo parameter may hold this character.
bool pseudo_may_hold(std::string_view name, char c) {
  const bool digit = c >= '0' && c <= '9', lower = c >= 'a' && c <= 'z';
  if (name == "AWS::AccountId") return digit;
  if (name == "AWS::Region" || name == "AWS::Partition") return digit || lower || c == '-';
  if (name == "AWS::URLSuffix") return digit || lower || c == '-' || c == '.';
  const bool upper = c >= 'A' && c <= 'Z';
  const bool name_character = digit || lower || upper || c == '-';
  if (name == "AWS::StackName") return name_character;
  return name != "AWS::StackId" || name_character || c == ':' || c == '/';
}

}  // namespace

ValueId Lowering::call_select(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() != 2) {
    return malformed("Select", call.span, "Fn::Select needs an index and a list");
  }
  const ValueId index = evaluate(items[0]);
  const auto per_list = [&](const std::vector<ValueId>& chosen) {
    return without_absent_items(model_, chosen[0]);
  };
  const auto give_up = [&] {
    return not_evaluated("Fn::Select over many alternatives", call.span, "");
  };
  const ValueId list = for_each_way(model_, {evaluate(items[1])}, call.span, per_list, give_up);
  return for_each_way(
      model_, {index, list}, call.span,
      [&](const std::vector<ValueId>& chosen) { return select(chosen[0], chosen[1], call.span); },
      give_up);
}

ValueId Lowering::select(ValueId index, ValueId list, Span span) {
  if (!index.valid() || !list.valid()) return ValueId{};
  std::string text;
  if (!scalar_text(values_, sources_, index, text)) return depends(index, " as an index", span);
  const ValueKind kind = values_[list].kind;
  const bool known = kind != ValueKind::unknown && kind != ValueKind::reference;
  std::uint64_t number = 0;
  if (!is_whole_number(text, number) || (known && kind != ValueKind::list)) {
    return malformed("Select", span, "Fn::Select needs a whole number and a list");
  }
  if (!known) {
    const auto begun = beginnings_.find(list.value);
    if (begun != beginnings_.end() && number < begun->second.size()) {
      return in_context(begun->second[number]);
    }
    return depends(list, "[" + (values_[index].secret ? "…" : text) + "]", span);
  }
  const std::vector<ValueId> items = list_items(list);
  if (number >= items.size()) {
    return malformed("Select index", span,
                     "Fn::Select asks for item " + (values_[index].secret ? "…" : text) +
                         " of a list of " + std::to_string(items.size()));
  }
  return in_context(items[number]);
}

ValueId Lowering::call_split(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() != 2) {
    return malformed("Split", call.span, "Fn::Split needs a delimiter and a text");
  }
  const ValueId delimiter = evaluate(items[0]);
  const ValueId text = evaluate(items[1]);
  return for_each_way(
      model_, {delimiter, text}, call.span,
      [&](const std::vector<ValueId>& chosen) { return split(chosen[0], chosen[1], call.span); },
      [&] { return not_evaluated("Fn::Split over many alternatives", call.span, ""); });
}

ValueId Lowering::split(ValueId delimiter, ValueId value, Span span) {
  if (!delimiter.valid() || !value.valid()) return ValueId{};
  std::string by;
  if (!scalar_text(values_, sources_, delimiter, by)) {
    return depends(delimiter, " as a delimiter", span);
  }
  if (by.empty()) return malformed("Split", span, "Fn::Split needs a delimiter");
  const ValueKind kind = values_[value].kind;
  if (kind == ValueKind::list || kind == ValueKind::map || kind == ValueKind::null) {
    return malformed("Split", span, "Fn::Split needs a text to split");
  }
  if (kind == ValueKind::string || kind == ValueKind::text) return split_parts(by, value, span);
  if (kind == ValueKind::number || kind == ValueKind::boolean) {
    return values_.add_list({value}, span);
  }
  if (kind == ValueKind::reference && !may_hold(value, by)) return values_.add_list({value}, span);
  const ValueId items = depends(value, " split at \"" + by + "\"", span);
  if (kind == ValueKind::reference) remember_host(by, value, items, span);
  return items;
}

/// `!Select [2, !Split ["/", !GetAtt Function.Url]]` is what leads to the function: of an attribute
/// that is an address, which its name says, the host is behind "://" (or "//"), and between the
/// second "/" and the third. The part that is no host is nothing that is known.
void Lowering::remember_host(std::string_view by, ValueId address, ValueId items, Span span) {
  const std::string_view attribute = values_.reference(address).attribute;
  const bool is_address = std::any_of(kAddresses.begin(), kAddresses.end(),
                                      [&](auto ending) { return attribute.ends_with(ending); });
  if (!is_address) return;
  const ValueId other = depends(address, " without its host", span);
  if (by == "://" || by == "//") {
    const ValueId behind = values_.add_reference(values_.reference(address), span);
    without_scheme_.insert(behind.value);
    beginnings_.emplace(items.value, std::vector<ValueId>{other, behind});
  } else if (by == "/" && without_scheme_.count(address.value) != 0) {
    beginnings_.emplace(items.value, std::vector<ValueId>{address});
  } else if (by == "/") {
    beginnings_.emplace(items.value, std::vector<ValueId>{other, other, address});
  }
}

/// A text is cut where the delimiter is written, up to the first hole that may hold it too. What
/// follows is not known; items before are, and Select finds them.
ValueId Lowering::split_parts(std::string_view by, ValueId text, Span span) {
  std::vector<ValueId> parts = values_.items(text);
  if (values_[text].kind == ValueKind::string) parts = {text};
  std::vector<ValueId> items, item;
  ValueId nothing;  // an item without text, at the end of the last string
  const auto finish_item = [&] {
    items.push_back(values_.add_text(std::exchange(item, {}), span));
  };
  for (const ValueId part : parts) {
    if (values_[part].kind != ValueKind::string) {
      if (may_hold(part, by)) {
        const ValueId rest = depends(text, " split at \"" + std::string(by) + "\"", span);
        beginnings_.emplace(rest.value, std::move(items));
        return rest;
      }
      item.push_back(part);
      continue;
    }
    if (!spend(values_.string(part).size() / kBytesPerStep)) return over_budget(span);
    const Pieces pieces(values_, sources_, part);
    const std::string& written = pieces.text();
    std::size_t begin = 0;
    for (std::size_t end = written.find(by); end != written.npos; end = written.find(by, begin)) {
      if (!spend(kStepsPerPart)) return over_budget(span);
      if (begin < end || item.empty()) item.push_back(pieces.piece(begin, end));
      finish_item();
      begin = end + by.size();
    }
    nothing = pieces.piece(written.size(), written.size());
    if (begin < written.size()) item.push_back(pieces.piece(begin, written.size()));
  }
  if (item.empty()) item.push_back(nothing);
  finish_item();
  return values_.add_list(items, span);
}

/// Whether a hole may hold any of these characters. A resource's Ref and its Arn are names, ids and
/// ARNs, but for those of custom resources, which may be any text; other attributes may be too.
bool Lowering::may_hold(ValueId part, std::string_view characters) const {
  const Value& value = values_[part];
  if (value.kind == ValueKind::unknown && value.unknown == UnknownKind::pseudo) {
    return std::any_of(characters.begin(), characters.end(),
                       [&](char c) { return pseudo_may_hold(values_.subject(part), c); });
  }
  if (value.kind != ValueKind::reference) return true;
  const Reference& reference = values_.reference(part);
  const std::string_view type = type_of(reference);
  const std::string_view attribute = reference.attribute;
  const bool names_it = attribute.empty() || attribute.ends_with("Arn") || attribute.ends_with("Id");
  if (attribute.starts_with("Outputs.")) return true;  // whatever another stack says
  if (type.empty() || !names_it) return true;
  if (type.starts_with(kCustomTypes) || type == kCustomResource) return true;
  return characters.find_first_not_of(kBetweenNames) != characters.npos;
}

ValueId Lowering::call_length(const Call& call) {
  const auto give_up = [&] { return not_evaluated("Fn::Length", call.span, ""); };
  const auto count = [&](const std::vector<ValueId>& chosen) {
    const ValueId list = chosen[0];
    if (!list.valid()) return malformed("Length", call.span, "Fn::Length needs a list");
    const ValueKind kind = values_[list].kind;
    if (kind == ValueKind::unknown || kind == ValueKind::reference) {
      return depends(list, " as a count", call.span);
    }
    if (kind != ValueKind::list) {
      return malformed("Length", call.span, "Fn::Length needs a list");
    }
    // the number is written nowhere, so it has no place of its own
    return values_.add_number(static_cast<double>(values_.item_count(list)), Span{});
  };
  const auto per_list = [&](const std::vector<ValueId>& chosen) {
    return without_absent_items(model_, chosen[0]);
  };
  const ValueId list = for_each_way(model_, {argument(call)}, call.span, per_list, give_up);
  return for_each_way(model_, {list}, call.span, count, give_up);
}

ValueId Lowering::call_cidr(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() < 2 || items.size() > 3) {
    return malformed("Cidr", call.span,
                     "Fn::Cidr needs an address block, a count and the bits for hosts");
  }
  std::vector<ValueId> given;
  for (const NodeIndex item : items) given.push_back(evaluate(item));
  return for_each_way(
      model_, given, call.span,
      [&](const std::vector<ValueId>& chosen) { return cidr(chosen, call.span); },
      [&] { return not_evaluated("Fn::Cidr over many alternatives", call.span, ""); });
}

ValueId Lowering::cidr(const std::vector<ValueId>& given, Span span) {
  std::vector<std::string> texts(given.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!given[i].valid()) return malformed("Cidr", span, "Fn::Cidr lacks an argument");
    if (!scalar_text(values_, sources_, given[i], texts[i])) {
      const ValueKind kind = values_[given[i]].kind;
      if (kind == ValueKind::list || kind == ValueKind::map) {
        return malformed("Cidr", span, "Fn::Cidr takes an address block and numbers");
      }
      return depends(given[i], " cut into blocks", span);
    }
  }
  std::uint64_t count = 0, bits = 0;
  if (!is_whole_number(texts[1], count) ||
      (given.size() == 3 && !is_whole_number(texts[2], bits))) {
    return malformed("Cidr", span, "Fn::Cidr takes an address block and numbers");
  }
  if (given.size() == 2) {
    const std::string subject = values_[given[0]].secret ? "" : texts[0] + " cut into blocks";
    return unknown(UnknownKind::unsupported, "how large the blocks of Fn::Cidr are is not said",
                   subject, span);
  }
  const Result<std::vector<std::string>> blocks = address_blocks(texts[0], count, bits);
  if (!blocks.ok()) {
    const std::string& message = blocks.error().message;
    return malformed("Cidr " + message, span, "Fn::Cidr: " + message);
  }
  // each stands where the whole is written: that is what must be changed
  const Value whole = values_[given[0]];
  std::vector<ValueId> items;
  for (const std::string& block : *blocks) {
    if (!spend(kStepsPerPart)) return over_budget(span);
    ValueId item = values_.add_string(block, whole.span);
    if (whole.origin.valid()) item = values_.moved(item, whole.span, whole.origin);
    items.push_back(whole.secret ? values_.marked_secret(item) : item);
  }
  return values_.add_list(items, span);
}

/// The zones of a Region are known at deployment only; each of them is another.
ValueId Lowering::call_zones(const Call& call) {
  const auto zones = [&](const std::vector<ValueId>& chosen) {
    std::string region = chosen[0].valid() ? describe_hole(values_, chosen[0]) : "";
    const ValueKind kind = chosen[0].valid() ? values_[chosen[0]].kind : ValueKind::null;
    if (kind == ValueKind::list || kind == ValueKind::map || kind == ValueKind::reference) {
      return malformed("GetAZs", call.span, "Fn::GetAZs needs the name of a Region, or nothing");
    }
    const bool own = region.empty() || region == "${AWS::Region}" || kind == ValueKind::null;
    return unknown(UnknownKind::pseudo, "the Region's zones are known at deployment only",
                   own ? "Fn::GetAZs" : "Fn::GetAZs of " + region, call.span);
  };
  return for_each_way(model_, {argument(call)}, call.span, zones, [&] {
    return not_evaluated("Fn::GetAZs over many alternatives", call.span, "");
  });
}

}  // namespace weir::cloudformation
