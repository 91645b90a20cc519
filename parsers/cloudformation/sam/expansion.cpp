#include "parsers/cloudformation/sam/expansion.h"

#include <array>
#include <utility>

#include "parsers/cloudformation/calls.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kMacroPrefix = "AWS::Serverless::";
constexpr std::string_view kNotExpanded = "not-resolved";
/// What a resource that is made for another one takes over from it.
constexpr std::array<std::string_view, 3> kTakenOver = {"Condition", "DeletionPolicy",
                                                        "UpdateReplacePolicy"};
/// What only the service reads.
constexpr std::array<std::string_view, 2> kConsumed = {"Connectors", "IgnoreGlobals"};

}  // namespace

Expansion::Expansion(const Document& document, SourceMap& sources,
                     const KnownParameters& parameters, const Catalog& catalog, Notes& notes)
    : document_(document),
      catalog_(catalog),
      notes_(notes),
      tree_(document),
      root_(tree_.at(0)),
      known_(document, sources, parameters) {
  read_resources();
}

void Expansion::read_resources() {
  for (const Entry& entry : tree_.entries(tree_.find(root_, "Resources"))) {
    if (slot_of_.count(entry.key) != 0 || tree_.too_large()) continue;
    slot_of_[entry.key] = slots_.size();
    resource_of_[entry.key] = entry.value;
    slots_.push_back({entry, {}});
    if (tree_.is_map(entry.value) &&
        tree_.text(tree_.find(entry.value, "Type")).starts_with(kMacroPrefix))
      read_macro(entry);
  }
}

void Expansion::read_macro(const Entry& entry) {
  Macro macro{entry.key,
              entry.place,
              std::string(tree_.text(tree_.find(entry.value, "Type"))),
              entry.value,
              {}};
  const Part own = tree_.find(entry.value, "Properties");
  if (own.valid() && !tree_.is_map(own) && !tree_.call(own) && tree_.kind(own) != NodeKind::null) {
    warn(tree_.place(own), "Properties", "the properties of " + entry.key + " must be a map");
  }
  macro.properties = with_globals(*this, tree_.find(root_, "Globals"), macro.type, entry.value);
  macro_of_.emplace(macro.id, macros_.size());
  macros_.push_back(std::move(macro));
}

Macro* Expansion::macro(std::string_view id) {
  const auto found = macro_of_.find(id);
  return found == macro_of_.end() ? nullptr : &macros_[found->second];
}

Macro& Expansion::add_macro(std::string id, std::string_view type, Part properties, Span place) {
  if (slot_of_.count(id) != 0) {
    warn(place, "taken " + id, "the service adds a resource " + id + ", and the template has one");
    while (slot_of_.count(id) != 0) id += "2";
  }
  const Part resource = at(place).map({{"Type", at(place).text(type)}, {"Properties", properties}});
  const Entry entry{id, place, resource, kNoNode};
  slot_of_[id] = slots_.size();
  resource_of_[id] = resource;
  slots_.push_back({entry, {}});
  read_macro(entry);
  return macros_.back();
}

std::optional<std::string> Expansion::known_text(Part part) {
  if (tree_.is_scalar(part)) return std::string(tree_.text(part));
  const NodeIndex node = tree_.node(part);
  if (node != kNoNode) {
    const KnownValue value = known_.value(document_, node, {});
    if (value.kind == KnownValue::Kind::text) return value.text;
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<bool> Expansion::known_boolean(Part part) {
  const std::optional<std::string> text = known_text(part);
  if (!text) return std::nullopt;
  return says_true(*text);
}

std::string Expansion::referred(Part part) {
  const std::optional<PartCall> call = tree_.call(part);
  if (!call) return {};
  std::string name;
  if (call->function == "Ref") {
    name = tree_.text(call->argument);
  } else if (call->function == "GetAtt") {
    name = tree_.is_list(call->argument) && !tree_.entries(call->argument).empty()
               ? std::string(tree_.text(tree_.entries(call->argument).front().value))
               : std::string(tree_.text(call->argument));
    name = name.substr(0, name.find('.'));
  }
  return resource_of_.count(name) != 0 ? name : std::string();
}

Part Expansion::become(const Macro& macro, std::string_view type, Part properties) {
  const Part resource = tree_.copy(macro.resource);
  for (const std::string_view key : kConsumed) tree_.remove(resource, key);
  const Maker maker = at(tree_.find(macro.resource, "Type"), macro.place);
  maker.set(resource, "Type", maker.text(type));
  // what another macro would add has been added before
  at(macro.place).take(properties, macro.properties, {"Fn::Transform"});
  at(macro.place).set(resource, "Properties", properties);
  resource_of_[macro.id] = resource;
  slots_[slot_of_.at(macro.id)].entry.value = resource;
  return resource;
}

Part Expansion::new_resource(std::string_view type, Part properties, Span place) {
  const Maker maker = at(place);
  return maker.map({{"Type", maker.text(type)}, {"Properties", properties}});
}

Part Expansion::make(const Macro& owner, std::string id, std::string_view type, Part properties,
                     Span place) {
  const Part resource = new_resource(type, properties, place);
  at(place).take(resource, owner.resource, kTakenOver);
  if (slot_of_.count(id) != 0) {
    warn(place, "taken " + id,
         owner.id + " is expanded to a resource " + id +
             " beside others, and the template has one of that name");
    return resource;
  }
  const std::size_t slot = slot_of_.at(owner.id);
  slot_of_[id] = slot;
  resource_of_[id] = resource;
  slots_[slot].beside.push_back({std::move(id), place, resource, kNoNode});
  return resource;
}

Part Expansion::make_shared(std::string id, std::string_view type, Part properties, Span place) {
  const auto known = resource_of_.find(id);
  if (known != resource_of_.end()) return known->second;
  const Part resource = new_resource(type, properties, place);
  slot_of_[id] = slots_.size();
  resource_of_[id] = resource;
  slots_.push_back({{std::move(id), place, resource, kNoNode}, {}});
  return resource;
}

Part Expansion::resource(std::string_view id) {
  const auto found = resource_of_.find(id);
  return found == resource_of_.end() ? Part{} : found->second;
}

Part Expansion::changeable_resource(std::string_view id) {
  const auto found = resource_of_.find(id);
  if (found == resource_of_.end() || tree_.kind(found->second) != NodeKind::map) return {};
  if (tree_.is_made(found->second)) return found->second;
  found->second = tree_.copy(found->second);
  if (!tree_.is_made(found->second)) return {};
  Entry& entry = slots_[slot_of_.find(id)->second].entry;  // what stands beside it was made here
  if (entry.key == id) entry.value = found->second;
  return found->second;
}

std::string Expansion::type_of(std::string_view id) {
  return std::string(tree_.text(tree_.find(resource(id), "Type")));
}

void Expansion::dissolve(const Macro& macro) {
  slots_[slot_of_.at(macro.id)].entry.value = Part{};
  resource_of_.erase(macro.id);
}

const std::vector<Entry>& Expansion::resources() {
  listed_.clear();
  for (const Slot& slot : slots_) {
    if (slot.entry.value.valid()) listed_.push_back(slot.entry);
    listed_.insert(listed_.end(), slot.beside.begin(), slot.beside.end());
  }
  return listed_;
}

void Expansion::add_condition(std::string name, Part condition, Span place) {
  if (tree_.entry(tree_.find(root_, "Conditions"), name) != nullptr) return;
  if (!condition_names_.insert(name).second) return;
  conditions_.push_back({std::move(name), place, condition, kNoNode});
}

std::string Expansion::id_for(std::string_view prefix, std::string_view key) {
  std::map<std::string, std::string>& ids = ids_[std::string(prefix)];
  const auto [place, fresh] = ids.try_emplace(std::string(key));
  if (fresh)
    place->second = std::string(prefix) + (ids.size() == 1 ? "" : std::to_string(ids.size()));
  return place->second;
}

void Expansion::refer(std::string_view macro, std::string_view property, std::string made) {
  referable_[std::string(macro) + "." + std::string(property)] = std::move(made);
}

void Expansion::warn(Span place, std::string_view subject, std::string message) {
  notes_.add(Level::warning, "malformed-template", subject, place, std::move(message));
}

void Expansion::leave(Span place, std::string_view subject, std::string message) {
  notes_.add(Level::note, kNotExpanded, subject, place, std::move(message));
}

std::optional<Document> Expansion::written(SourceMap& sources) {
  const Part whole = tree_.copy(root_);
  tree_.remove(whole, "Globals");
  if (!conditions_.empty()) {
    const Part own = tree_.find(root_, "Conditions");
    const Part all = tree_.is_map(own) ? tree_.copy(own) : tree_.map(conditions_.front().place);
    for (const Entry& entry : conditions_) tree_.set(all, entry);
    tree_.set(whole, "Conditions", all, conditions_.front().place);
  }
  tree_.set(whole, "Resources", all_resources(), tree_.place(root_));
  resolve_references();
  return tree_.written(whole, sources);
}

Part Expansion::all_resources() {
  const Part own = tree_.find(root_, "Resources");
  const Part all = tree_.map(tree_.place(own));
  for (const Entry& entry : resources()) tree_.append(all, entry);
  return all;
}

}  // namespace weir::cloudformation::sam
