// Attributes and items of values, and what references to attributes are set to.

#include <cmath>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {

/// Something known only as a part of what is unknown.
ValueId Lowering::further(ValueId base, const std::string& step, Span span) {
  const Value v = values_[base];
  const std::string subject(values_.subject(base));
  const ValueId value = unknown(v.unknown, std::string(values_.why(base)),
                                subject.empty() ? subject : subject + step, span);
  return v.secret ? values_.marked_secret(value) : value;
}

ValueId Lowering::attribute(ValueId base, std::string_view name, Span span) {
  return each_way({base}, span, [&](const std::vector<ValueId>& chosen) {
    const ValueId one = chosen[0];
    if (!one.valid()) return one;
    if (!spend(name.size() / kBytesPerStep)) return over_budget(span);
    const Value v = values_[one];
    if (v.kind == ValueKind::unknown) return further(one, "." + std::string(name), span);
    if (v.kind == ValueKind::reference) return attribute_of_reference(one, name, span);
    if (v.kind == ValueKind::map) {
      if (!spend(v.range.count / kEntriesPerStep)) return over_budget(span);
      ValueId found = values_.find(one, name);
      if (found.valid()) {
        if (values_[found].kind != ValueKind::choice) found = placed(member_of(one, found), span);
        return possible_in(model_, context_, found);
      }
    }
    return no_attribute(one, name, span);
  });
}

/// Says what is there instead of an attribute; texts of values are not shown.
ValueId Lowering::no_attribute(ValueId base, std::string_view name, Span span) {
  const Value v = values_[base];
  const std::string wanted(name);
  const auto say = [&](const std::string& message) {
    return malformed("wrong-type", message, span, message);
  };
  const bool members = v.kind == ValueKind::list || v.kind == ValueKind::map;
  if (members && v.range.count == 0)
    return say("found an attribute " + wanted + " of an empty " +
               (v.kind == ValueKind::list ? "list" : "map"));
  if (!members || v.secret) {
    std::string of;
    convert(span, [&](const FunctionCall& call) {
      of = v.kind == ValueKind::null ? "null" : name_of(type_of(call, base));
      return ValueId{};
    });
    return say("found an attribute " + wanted + " of " + of + ", which has no such attribute");
  }
  const bool map = v.kind == ValueKind::map;
  const ValueId first = map ? values_.entry(base, 0).value : values_.item(base, 0);
  const bool instances = v.collection == CollectionType::none && first.valid() &&
                         values_[first].kind == ValueKind::reference &&
                         values_.reference(first).attribute.empty();
  const std::string key = map ? key_text(values_.entry(base, 0).key) : "[0]";
  const std::string of = instances ? values_.reference(first).address : "";
  const bool block = of.ends_with(key);
  const std::string address = block ? of.substr(0, of.size() - key.size()) : "";
  if (!map && block) return say(address + " has count; expected an index before ." + wanted);
  if (!map) return say("found an attribute " + wanted + " of a list; expected an index");
  constexpr std::size_t kMostNamed = 8;
  std::string there;
  for (std::size_t i = 0; i < v.range.count && i < kMostNamed; ++i) {
    const std::string& one = values_.entry(base, i).key;
    there += (i == 0 ? "" : ", ") + (block ? '"' + one + '"' : one);
  }
  if (v.range.count > kMostNamed) there += ", …";
  if (block) return say(address + " has no instance \"" + wanted + "\"; expected one of " + there);
  return say("found no attribute " + wanted + "; expected one of " + there);
}

/// Whether it is a resource or module that neither count nor for_each repeats.
bool Lowering::is_single(const Reference& reference) const {
  const bool block = reference.target.valid() || instance_at_.count(reference.address) != 0;
  return block && reference.unit.empty() && reference.attribute.empty() &&
         !reference.address.ends_with(']');
}

ValueId Lowering::attribute_of_reference(ValueId base, std::string_view name, Span span) {
  const Reference reference = values_.reference(base);
  if (!reference.target.valid() && reference.unit.empty()) {
    const auto module = instance_at_.find(reference.address);
    if (module != instance_at_.end()) return output(*module->second, name, span);
    const auto object = objects_.find(reference.address);
    if (object != objects_.end()) return object->second(name, span);
    const auto data = data_at_.find(reference.address);
    if (data != data_at_.end() && reference.attribute.empty())
      return data_attribute(data->second, name, span);
  } else if (reference.target.valid() && reference.attribute.empty()) {
    const Resource& resource = model_[reference.target];
    const ValueId written =
        names_resource(resource, name) ? ValueId{} : written_attribute(reference.target, name);
    const ValueKind kind = written.valid() ? values_[written].kind : ValueKind::null;
    // a text would no longer say which resource it belongs to
    const bool stands_alone = written.valid() && kind != ValueKind::string &&
                              kind != ValueKind::text && kind != ValueKind::null &&
                              !is_fault(written);
    if (stands_alone) {
      const std::string what = reference.address + "." + std::string(name);
      return possible_in(model_, context_, provided(written, span, what));
    }
  }
  const std::string dot = reference.attribute.empty() ? "" : ".";
  return values_.add_reference({reference.target, reference.address,
                                reference.attribute + dot + std::string(name), reference.unit},
                               span);
}

/// What the resource's block sets the attribute to; none if it does not set it.
ValueId Lowering::written_attribute(ResourceId resource, std::string_view name) {
  ResourceSource& source = resource_sources_[resource.index()];
  if (source.block == nullptr) return {};
  const auto known = source.attributes.find(name);
  if (known == source.attributes.end()) {
    const Syntax written = terraform::attribute_of(source.block->at_body(), name);
    source.attributes.emplace(name, Cell{written, Cell::Progress::fresh, {}});
  }
  Cell& own = source.attributes.find(name)->second;
  if (!own.at.there()) return {};
  const std::string what = model_[resource].address + "." + std::string(name);
  const Scope scope = source.scope;
  const Syntax at = own.at;
  return cell(own, what, [&] { return evaluate(at, scope); });
}

/// Whether the attribute is what the catalogue calls the resource's name.
bool Lowering::names_resource(const Resource& resource, std::string_view attribute) const {
  const ConceptId type = catalog_.concept_of(resource.language, resource.type);
  if (!type.valid()) return false;
  const LanguagePath* name =
      catalog_.path(catalog_.concepts[type.index()].physical_name, resource.language);
  if (name == nullptr) return false;
  for (const PathRecord& path : Catalog::slice(catalog_.paths, name->paths)) {
    const auto steps = Catalog::slice(catalog_.steps, path.steps);
    if (steps.size() == 1 && catalog_.text(steps[0].text) == attribute) return true;
  }
  return false;
}

/// A reference to an attribute as the text, number … that the resource sets it to, where it does.
ValueId Lowering::settle(ValueId value) {
  if (!value.valid() || values_[value].kind != ValueKind::reference) return value;
  const Reference reference = values_.reference(value);
  if (!reference.target.valid() || reference.attribute.empty()) return value;
  const ValueId written = written_attribute(reference.target, reference.attribute);
  if (!written.valid()) return value;
  // null is not set: the provider then computes it
  return each_way({written}, values_[value].span, [&](const std::vector<ValueId>& chosen) {
    const bool set = chosen[0].valid() && values_[chosen[0]].kind != ValueKind::null;
    return set && !is_fault(chosen[0]) ? chosen[0] : value;
  });
}

/// The same as used at `span`, known to be a provider's.
ValueId Lowering::settled(ValueId value, Span span) {
  const ValueId written = settle(value);
  return written == value || !written.valid() ? value : provided(written, span, "");
}

/// What a resource sets, where it is used: the provider decides on its type.
ValueId Lowering::provided(ValueId value, Span span, const std::string& what) {
  const ValueId passed = pass(value, span, what);
  for (const Alternative& way : ways(model_, passed)) {
    const OriginId origin = way.value.valid() ? values_[way.value].origin : OriginId{};
    if (origin.valid()) provided_.insert(origin);
  }
  return passed;
}

bool Lowering::is_provided(ValueId value) const {
  if (provided_.empty() || !value.valid()) return false;
  for (OriginId at = values_[value].origin; at.valid(); at = values_.origin(at).next) {
    if (provided_.count(at) != 0) return true;
  }
  return false;
}

/// A member of a list or map as used where the whole is.
ValueId Lowering::member_of(ValueId collection, ValueId member) {
  const Value whole = values_[collection];
  const Value own = values_[member];
  if (whole.origin.valid() && !own.origin.valid()) {
    member = values_.moved(member, own.span, whole.origin);
  }
  return whole.secret ? values_.marked_secret(member) : member;
}

/// A reference at the place that takes it out of a collection; anything else stays where it is.
ValueId Lowering::placed(ValueId member, Span span) {
  const Value& v = values_[member];
  const bool moves = v.kind == ValueKind::reference && !v.origin.valid();
  return moves ? values_.moved(member, span, OriginId{}) : member;
}

ValueId Lowering::index(ValueId base, ValueId key, Span span) {
  return each_way({base, settle(key)}, span, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid() || !chosen[1].valid()) return ValueId{};
    return item_of(chosen[0], chosen[1], span);
  });
}

ValueId Lowering::item_of(ValueId base, ValueId key, Span span) {
  const Value v = values_[base];
  if (!spend(text_bytes(values_, key) / kBytesPerStep)) return over_budget(span);
  if (v.kind == ValueKind::reference) {
    const Reference reference = values_.reference(base);
    if (is_single(reference)) {
      const std::string message =
          "found an index of " + reference.address + ", which has neither count nor for_each";
      return malformed("wrong-type", message, span, message);
    }
    if (reference.attribute.empty()) return base;  // it stands for all of them
    return values_.add_reference(
        {reference.target, reference.address,
         reference.attribute + "[" + describe_hole(values_, key) + "]", reference.unit},
        span);
  }
  std::string text;
  const ValueKind of_key = values_[key].kind;
  if (of_key == ValueKind::list || of_key == ValueKind::map || of_key == ValueKind::null) {
    return malformed("wrong-type", "index", span,
                     "found null or a collection as an index; expected a number or text");
  }
  if (!scalar_text(values_, sources_, key, text)) {
    return depends_on(values_, v.kind == ValueKind::unknown ? base : key, " as an index", span);
  }
  if (v.kind == ValueKind::unknown) return further(base, "[" + text + "]", span);
  if (v.kind == ValueKind::map) return attribute(base, text, span);
  const std::optional<double> number = number_of(key);
  const bool has_items = v.kind == ValueKind::list && (!is_set(v) || is_provided(base));
  if (!has_items || !number) {
    return malformed("wrong-type", "index", span, "found an index of what is no list or map");
  }
  if (*number < 0 || *number != std::floor(*number) ||
      *number >= static_cast<double>(v.range.count)) {
    return malformed("wrong-type", "index", span,
                     "found item " + text + " of a list of " + std::to_string(v.range.count));
  }
  const ValueId item = member_of(base, values_.item(base, static_cast<std::size_t>(*number)));
  return possible_in(model_, context_, placed(item, span));
}

}  // namespace weir::terraform
