#include "analyzer/graph/statements.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/graph/chosen.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

class Loader {
 public:
  Loader(Inference& inference, const Scope& scope, Range properties)
      : in_(inference), scope_(scope), properties_(properties) {
    scope_.used = {};  // what a statement names is used there, wherever its document goes
  }

  /// What one parameter chooses among is one thing, as it is for flows. Not of a denial, which has
  /// to meet each of them.
  std::vector<PolicyPattern> allowed_resources() {
    std::vector<PolicyPattern> out;
    const PropertyRule* rule = find("resources");
    if (rule == nullptr) return out;
    const std::vector<Hit> hits = select(in_.source, rule->selector, scope_).hits;
    for_each_choice(in_, in_.model[scope_.resource].unit, hits,
                    [&](const Hit& hit, const Rendered* text) {
                      if (text == nullptr)
                        add(out, hit);
                      else
                        out.push_back({text->text(), {}, "", false, text->guard, hit.place()});
                    });
    return out;
  }

  std::vector<PolicyPattern> patterns(std::string_view property) {
    std::vector<PolicyPattern> out;
    if (const PropertyRule* rule = find(property); rule != nullptr)
      for (const Hit& hit : select(in_.source, rule->selector, scope_).hits) add(out, hit);
    return out;
  }

 private:
  const PropertyRule* find(std::string_view property) const {
    const PropertyId id = in_.catalog.property(property);
    const PropertyRule* found = nullptr;
    for (const PropertyRule& rule : Catalog::slice(in_.catalog.property_rules, properties_))
      if (rule.property == id) found = &rule;  // the last one counts, as in read_properties
    return found;
  }

  void add(std::vector<PolicyPattern>& out, const Hit& hit) {
    const ValueStore& values = in_.model.values;
    if (hit.key) {
      out.push_back({*hit.key, {}, "", false, hit.guard, hit.place()});
    } else if (hit.unknown) {
      out.push_back(unknown(hit.value, hit.guard, hit.why, hit.place(), hit.above));
    } else if (values[hit.value].kind == ValueKind::list) {
      for (const ValueId item : values.items(hit.value))
        value(out, item, hit.guard, place_of_item(values, hit, item));
    } else {
      value(out, hit.value, hit.guard, hit.place());
    }
  }

  PolicyPattern unknown(ValueId id, Guard guard, std::string why, Span place,
                        bool above = false) const {
    PolicyPattern out;
    const ValueStore& values = in_.model.values;
    out.guard = guard;
    out.span = place;
    if (!above && values[id].kind == ValueKind::unknown &&
        values[id].unknown == UnknownKind::parameter && !values.subject(id).empty()) {
      out.parameter = std::string(values.subject(id));
      out.text = "${" + out.parameter + "}";
      return out;
    }
    out.unknown = true;
    out.text = std::move(why);
    return out;
  }

  void value(std::vector<PolicyPattern>& out, ValueId id, Guard guard, Span place) {
    const ValueStore& values = in_.model.values;
    if (values[id].kind == ValueKind::unknown) {
      out.push_back(unknown(id, guard, std::string(values.why(id)), place));
      return;
    }
    for (const Rendered& text : render(in_.model, in_.guards, id)) {
      PolicyPattern one;
      one.text = text.text();
      one.guard = in_.guards.both(guard, text.guard);
      one.span = place;
      for (const ResourceId target : whole_references(text))
        if (const NodeId node = in_.node_of[target.index()]; node.valid())
          one.nodes.push_back(node);
        else
          one.parts.push_back(target);
      // a reference to something that makes no node names nothing that could be granted
      const bool hole = text.pieces.size() == 1 && text.pieces[0].kind == Piece::Kind::hole;
      if (hole) one.unknown = true;
      if (text.pieces.size() == 1 && text.pieces[0].kind == Piece::Kind::parameter)
        one.parameter = text.pieces[0].subject;
      if (one.guard != kNever) out.push_back(std::move(one));
    }
  }

  Inference& in_;
  Scope scope_;
  Range properties_;
};

std::vector<PolicyPattern> of_table(const Catalog& catalog, Range range) {
  std::vector<PolicyPattern> out;
  for (const Text text : Catalog::slice(catalog.texts, range)) {
    PolicyPattern one;
    one.text = std::string(catalog.text(text));
    out.push_back(std::move(one));
  }
  return out;
}

PolicyStatement of_managed(const Catalog& catalog, const ManagedStatement& managed) {
  PolicyStatement out;
  out.allow = managed.allow;
  out.actions = of_table(catalog, managed.actions);
  out.not_actions = of_table(catalog, managed.not_actions);
  out.resources = of_table(catalog, managed.resources);
  out.not_resources = of_table(catalog, managed.not_resources);
  out.conditional = !managed.condition_keys.empty();
  return out;
}

std::optional<bool> is_allow(const Inference& inference, NodeId item) {
  const std::string_view effect =
      text_of(find_property(inference.dfd[item].properties, inference.catalog.property("effect")));
  if (effect == "allow") return true;
  if (effect == "deny") return false;
  return std::nullopt;
}

/// Whether some key is about how a request is made.
bool is_avoidable(const Catalog& catalog, const PropertyValue& keys) {
  return keys.state == PropertyState::list &&
         std::any_of(keys.items.begin(), keys.items.end(), [&](const PropertyValue& key) {
           return key.state == PropertyState::text && narrowed_by(catalog, key.text) == "manner";
         });
}

/// Whom a statement of one line leaves, which has no conditions but keys of its own.
Strangers left_by_keys(const Catalog& catalog, const std::vector<Property>& properties) {
  const auto given = [&](const char* name) -> std::optional<bool> {
    const PropertyValue* value = find_property(properties, catalog.property(name));
    if (value == nullptr || value->state == PropertyState::absent) return false;
    if (value->state == PropertyState::boolean) return value->boolean;
    return value->state == PropertyState::choice ? std::nullopt : std::optional<bool>(true);
  };
  const auto source = given("source_given");
  if (source == false) return Strangers::all;
  const auto account = given("source_account"), named = given("source_named");
  if (account == true || named == true) return Strangers::none;
  if (!source || !account || !named) return Strangers::unknown;
  return Strangers::organisation;
}

}  // namespace

std::vector<PolicyPattern> load_patterns(Inference& inference, ResourceId resource,
                                         std::string_view property) {
  const ConceptId id = inference.concept_of[resource.index()];
  if (!id.valid()) return {};
  Scope scope = scope_of(inference.model, resource);
  scope.guard = inference.model[resource].exists;
  return Loader(inference, scope, inference.catalog.concepts[id.index()].properties)
      .patterns(property);
}

PolicyStatement load_statement(Inference& inference, NodeId item) {
  PolicyStatement out;
  out.item = item;
  const auto at = inference.item_sources.find(item.value);
  if (at == inference.item_sources.end()) return out;
  const Catalog& catalog = inference.catalog;
  if (const ManagedStatement* managed = at->second.managed; managed != nullptr) {
    out = of_managed(catalog, *managed);
    out.item = item;
    if (!out.conditional) return out;
    out.strangers = Strangers::unknown;  // the table has no values
    out.avoidable = is_avoidable(catalog, *find_property(inference.dfd[item].properties,
                                                         catalog.property("condition_keys")));
    return out;
  }
  Loader loader(inference, at->second.scope, at->second.rule->properties);
  out.allow = is_allow(inference, item);
  out.actions = loader.patterns("actions");
  out.not_actions = loader.patterns("not_actions");
  out.resources = out.allow == true ? loader.allowed_resources() : loader.patterns("resources");
  out.not_resources = loader.patterns("not_resources");
  out.principals = loader.patterns("principals");
  out.not_principals = loader.patterns("not_principals");
  out.federated = loader.patterns("federated");
  out.sources = loader.patterns("source_named");
  const PropertyValue* keys =
      find_property(inference.dfd[item].properties, catalog.property("condition_keys"));
  out.conditional = keys != nullptr && (keys->state != PropertyState::list || !keys->items.empty());
  if (!out.conditional) {
    out.strangers = left_by_keys(catalog, inference.dfd[item].properties);
    return out;
  }
  out.avoidable = is_avoidable(catalog, *keys);
  out.strangers = strangers_who_meet(inference, at->second.scope.here);
  out.demanded = demanded_keys(inference, at->second.scope.here, out.allow != false);
  return out;
}

std::vector<PolicyStatement> managed_statements(const Catalog& catalog, std::string_view arn) {
  std::vector<PolicyStatement> out;
  for (const ManagedPolicyRecord& policy : catalog.managed_policies_named(managed_policy_name(arn)))
    if (glob_match(catalog.text(policy.arn), arn)) {
      for (const ManagedStatement& one :
           Catalog::slice(catalog.managed_statements, policy.statements))
        out.push_back(of_managed(catalog, one));
      break;  // the first that fits counts
    }
  return out;
}

bool has_hole(const PolicyPattern& pattern) {
  return pattern.unknown || !pattern.parameter.empty() ||
         (pattern.nodes.empty() && pattern.text.find("${") != std::string::npos);
}

bool any_action(const std::vector<PolicyPattern>& patterns, std::string_view action) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const PolicyPattern& pattern) {
    return !pattern.unknown && glob_match(pattern.text, action, true);
  });
}

const std::vector<std::uint32_t>& ActionTable::expand(const std::string& pattern) {
  const auto [at, fresh] = known_.try_emplace(pattern);
  if (!fresh) return at->second;
  std::string service = pattern.substr(0, pattern.find(':'));
  std::transform(service.begin(), service.end(), service.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  std::size_t begin = 0;
  std::size_t end = catalog_.actions.size();
  if (service.find_first_of("*?$") ==
      std::string::npos) {  // the table is sorted: look at one service only
    const auto before = [&](const ActionRecord& r, const std::string& key) {
      return catalog_.text(r.action) < key;
    };
    const auto first =
        std::lower_bound(catalog_.actions.begin(), catalog_.actions.end(), service + ":", before);
    const auto last = std::lower_bound(first, catalog_.actions.end(), service + ";", before);
    begin = static_cast<std::size_t>(first - catalog_.actions.begin());
    end = static_cast<std::size_t>(last - catalog_.actions.begin());
  }
  for (std::size_t i = begin; i < end; ++i)
    if (glob_match(pattern, catalog_.text(catalog_.actions[i].action), true))
      at->second.push_back(static_cast<std::uint32_t>(i));
  return at->second;
}

std::vector<std::uint32_t> ActionTable::of(const PolicyStatement& statement) {
  std::vector<std::uint32_t> out;
  for (const PolicyPattern& pattern : statement.actions) {
    if (pattern.unknown || !pattern.parameter.empty()) continue;
    const auto& some = expand(pattern.text);
    out.insert(out.end(), some.begin(), some.end());
  }
  if (statement.actions.empty() && !statement.not_actions.empty() &&
      std::none_of(statement.not_actions.begin(), statement.not_actions.end(), has_hole))
    for (std::size_t i = 0; i < catalog_.actions.size(); ++i)
      if (!any_action(statement.not_actions, catalog_.text(catalog_.actions[i].action)))
        out.push_back(static_cast<std::uint32_t>(i));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace weir
