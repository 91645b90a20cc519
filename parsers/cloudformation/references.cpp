// Ref, GetAtt and Sub.

#include <array>

#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
namespace {

constexpr std::array<std::string_view, 7> kPseudo = {
    "AWS::Region",  "AWS::AccountId", "AWS::Partition",       "AWS::StackName",
    "AWS::StackId", "AWS::URLSuffix", "AWS::NotificationARNs"};
constexpr std::string_view kNoValue = "AWS::NoValue";
constexpr std::string_view kOutputs = "Outputs.";

std::string_view trimmed_name(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

}  // namespace

ValueId Lowering::call_ref(const Call& call) {
  const bool plain = call.tagged || document_.tag(call.argument).empty();
  if (document_[call.argument].kind == NodeKind::string && plain) {
    return ref(document_.text(call.argument), call.span);
  }
  const auto wrong = [&] {
    return malformed("Ref", call.span, "Ref needs the name of a parameter or resource");
  };
  if (!extended_) return wrong();
  const auto named = [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid()) return wrong();
    if (values_[chosen[0]].kind == ValueKind::string) {
      return ref(std::string(values_.string(chosen[0])), call.span);
    }
    return depends(chosen[0], " referenced", call.span);
  };
  return for_each_way(model_, {argument(call)}, call.span, named, wrong);
}

ValueId Lowering::ref(std::string_view name, Span span) {
  const auto parameter = parameter_of_.find(name);
  if (parameter != parameter_of_.end()) {
    ParameterInfo& info = parameter->second;
    if (in_condition_) return value_in_condition(name, info);
    if (context_ != kAlways && info.in_condition.valid() && !info.secret) {
      // a branch that a condition on the parameter decides knows more than its default
      const ValueId here = in_context(info.in_condition);
      if (here.valid() && values_[here].kind != ValueKind::choice) {
        return pass(here, span, "parameter " + std::string(name));
      }
    }
    return in_context(pass(info.value, span, info.what));
  }
  if (name.starts_with("AWS::")) return pseudo(name, span);
  const auto resource = resource_of_.find(name);
  if (resource == resource_of_.end()) return missing(name, span);
  needs(resource->second, span);
  return values_.add_reference({resource->second, prefix_ + std::string(name), ""}, span);
}

ValueId Lowering::pseudo(std::string_view name, Span span) {
  if (name == kNoValue) return ValueId{};
  for (const std::string_view known : kPseudo) {
    if (name == known) {
      return unknown(UnknownKind::pseudo, "known at deployment only", std::string(name), span);
    }
  }
  const std::string message = "there is no pseudo parameter " + std::string(name);
  notes_.add(Level::warning, "unresolved-reference", name, span, message);
  return unknown(UnknownKind::invalid, message, std::string(name), span);
}

ValueId Lowering::missing(std::string_view name, Span span) {
  const std::string subject(name);
  if (broken_resources_.count(name) != 0) {
    return unknown(UnknownKind::invalid, "the resource cannot be read", subject, span);
  }
  if (open_) {
    const std::string why = "not in the template; a transform or loop may make it";
    notes_.add(Level::note, "not-resolved", "transform", span, subject + " is " + why);
    return unknown(UnknownKind::unsupported, why, subject, span);
  }
  const bool is_parameter = parameter_of_.count(name) != 0;
  const std::string message = is_parameter ? subject + " is a parameter; expected a resource"
                                           : "the template has no parameter or resource " + subject;
  notes_.add(Level::warning, "unresolved-reference", name, span, message);
  return unknown(UnknownKind::invalid, message, subject, span);
}

ValueId Lowering::get_att(std::string_view name, std::string_view attribute, Span span) {
  const auto resource = resource_of_.find(name);
  if (resource == resource_of_.end()) return missing(name, span);
  needs(resource->second, span);
  if (attribute.starts_with(kOutputs) && nested_of_.count(name) != 0) {
    return output_of(name, attribute.substr(kOutputs.size()), span);
  }
  return values_.add_reference(
      {resource->second, prefix_ + std::string(name), std::string(attribute)}, span);
}

ValueId Lowering::call_get_att(const Call& call) {
  if (document_[call.argument].kind == NodeKind::string) {
    const std::string_view text = document_.text(call.argument);
    const std::size_t dot = text.find('.');
    if (dot != text.npos) {
      return get_att(text.substr(0, dot), text.substr(dot + 1),
                     content_span(sources_, document_, call.argument));
    }
  }
  const std::vector<NodeIndex> items = arguments(call);
  const bool named = items.size() == 2 && document_[items[0]].kind == NodeKind::string;
  if (items.size() != 2 || (!extended_ && (!named || call_at(items[0])))) {
    return malformed("GetAtt", call.span, "Fn::GetAtt needs a resource and an attribute");
  }
  return for_each_way(
      model_, {evaluate(items[0]), evaluate(items[1])}, call.span,
      [&](const std::vector<ValueId>& chosen) {
        return attribute_of(chosen[0], chosen[1], call.span);
      },
      [&] { return not_evaluated("Fn::GetAtt over many alternatives", call.span, ""); });
}

ValueId Lowering::attribute_of(ValueId resource, ValueId attribute, Span span) {
  const auto is_text = [&](ValueId id) {
    return id.valid() && values_[id].kind == ValueKind::string;
  };
  if (!is_text(resource)) {
    return unknown(UnknownKind::computed, "the resource's name is not known", "", span);
  }
  const std::string name(values_.string(resource));
  if (is_text(attribute)) return get_att(name, std::string(values_.string(attribute)), span);
  return unknown(UnknownKind::computed, "the attribute's name is not known", name, span);
}

ValueId Lowering::call_sub(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (!items.empty() && items.size() <= 2 && document_[items[0]].kind == NodeKind::string &&
      document_.tag(items[0]).empty()) {
    return substitute(items[0], items.size() == 2 ? items[1] : kNoNode, call.span);
  }
  if (document_[call.argument].kind == NodeKind::string &&
      (call.tagged || document_.tag(call.argument).empty())) {
    return substitute(call.argument, kNoNode, call.span);
  }
  if (document_[call.argument].kind == NodeKind::number ||
      document_[call.argument].kind == NodeKind::boolean) {
    return evaluate_plain(call.argument);
  }
  return malformed("Sub", call.span, "Fn::Sub needs a text, or a text and a map of variables");
}

ValueId Lowering::substitute(NodeIndex node, NodeIndex variables, Span span) {
  const std::string_view text = document_.text(node);
  const Span whole = content_span(sources_, document_, node);
  const auto place = [&](std::size_t begin, std::size_t end) {
    const auto offset = [&](std::size_t at) {
      return whole.begin + static_cast<std::uint32_t>(at);
    };
    return Span{whole.file, offset(begin), offset(end)};
  };
  std::vector<ValueId> parts;
  std::unordered_map<NodeIndex, ValueId> known;  // variables are evaluated once
  const auto literal = [&](std::size_t begin, std::size_t end) {
    if (begin == end) return;
    parts.push_back(
        values_.add_string(std::string(text.substr(begin, end - begin)), place(begin, end)));
  };
  std::size_t written = 0;  // up to here the text is in parts
  bool any = false;
  for (std::size_t at = text.find("${"); at != text.npos; at = text.find("${", at)) {
    const std::size_t end = text.find('}', at);
    if (end == text.npos) break;
    any = true;
    if (text[at + 2] == '!') {  // ${!Name} stands for the text ${Name}
      literal(written, at + 2);
      written = at + 3;
    } else {
      literal(written, at);
      const std::string_view name = trimmed_name(text.substr(at + 2, end - at - 2));
      const ValueId value = substituted(name, variables, place(at, end + 1), known);
      if (value.valid()) parts.push_back(value);
      written = end + 1;
    }
    at = end + 1;
  }
  if (!any) return evaluate_string(node);
  literal(written, text.size());
  if (!afford(parts)) return over_budget(span);
  const auto make = [&](const std::vector<ValueId>& chosen) {
    std::vector<ValueId> present;
    for (const ValueId part : chosen) {
      if (part.valid()) present.push_back(part);
    }
    return with_dynamic_references(add_joined_text(values_, sources_, present, whole));
  };
  return for_each_way(model_, parts, whole, make, [&] { return values_.add_text(parts, whole); });
}

ValueId Lowering::substituted(std::string_view name, NodeIndex variables, Span hole,
                              std::unordered_map<NodeIndex, ValueId>& known) {
  if (variables != kNoNode) {
    const NodeIndex variable = find_entry(document_, variables, name);
    if (variable != kNoNode) {
      const auto [at, fresh] = known.try_emplace(variable);
      if (fresh) at->second = evaluate(variable);
      return at->second;
    }
  }
  const std::size_t dot = name.find('.');
  if (dot == name.npos || name.starts_with("AWS::")) return ref(name, hole);
  return get_att(name.substr(0, dot), name.substr(dot + 1), hole);
}

}  // namespace weir::cloudformation
