// What count and for_each make of a block.

#include <cmath>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {

void Lowering::expand(Expansion& expansion, const Block& block, const Scope& scope,
                      const std::string& address) {
  expansion.progress = Cell::Progress::running;
  const Guard outside = std::exchange(context_, kAlways);
  const bool revealing = std::exchange(revealing_, false);
  const Syntax counted = terraform::attribute_of(block.at_body(), "count");
  const Syntax repeated = terraform::attribute_of(block.at_body(), "for_each");
  if (counted.there() && repeated.there()) {
    malformed("malformed-module", address, repeated.span(),
              address + " has both count and for_each; expected one of them");
  }
  if (counted.there()) {
    expansion.form = Expansion::Form::counted;
    ValueId number = evaluate(counted, scope);
    const bool hidden = values_[number].secret && values_[number].kind == ValueKind::unknown;
    if (hidden) number = revealed([&] { return evaluate(counted, scope); });  // only how many
    count(expansion, number, address, counted.span());
  } else if (repeated.there()) {
    expansion.form = Expansion::Form::keyed;
    for_each(expansion, settle(evaluate(repeated, scope)), address, repeated.span());
  } else {
    expansion.made.push_back({});
  }
  context_ = outside;
  revealing_ = revealing;
  expansion.progress = Cell::Progress::done;
}

void Lowering::count(Expansion& expansion, ValueId value, const std::string& address, Span span) {
  std::vector<Guard> exists;  // by index
  for (const Alternative& way : ways(model_, value)) {
    const std::optional<double> number = way.value.valid() ? number_of(way.value) : std::nullopt;
    if (!number) {
      const ValueKind kind = way.value.valid() ? values_[settle(way.value)].kind : ValueKind::null;
      const bool open_kind =
          kind == ValueKind::unknown || kind == ValueKind::reference || kind == ValueKind::text;
      if (!open_kind) {
        malformed("wrong-type", "count", span, "found a count that is no number; expected one");
      }
      return open(expansion, address, "count", span);
    }
    if (*number < 0 || *number != std::floor(*number)) {
      malformed("wrong-type", "count", span, "found a count that is no whole number from 0 on");
      return open(expansion, address, "count", span);
    }
    if (*number > static_cast<double>(limits::kInstances)) {
      std::string many;
      scalar_text(values_, sources_, way.value, many);
      note(Level::warning, "budget", address, span,
           address + " makes " + many + " instances; Weir follows at most " +
               std::to_string(limits::kInstances) + ", one stands for all");
      return open(expansion, address, "count", span);
    }
    if (!spend(static_cast<std::uint64_t>(*number) * kStepsPerResource)) {
      return open(expansion, address, "count", span);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(*number); ++i) {
      if (exists.size() == i) exists.push_back(kNever);
      exists[i] = model_.guards.either(exists[i], way.guard);
    }
  }
  for (std::size_t i = 0; i < exists.size(); ++i) {
    Made made;
    made.key = "[" + std::to_string(i) + "]";
    made.exists = exists[i];
    made.repetition.count_index = values_.add_number(static_cast<double>(i), Span{});
    expansion.made.push_back(std::move(made));
  }
}

void Lowering::for_each(Expansion& expansion, ValueId value, const std::string& address,
                        Span span) {
  if (value.valid() && values_[value].secret) {
    malformed("wrong-type", "for_each", span,
              "found a secret as a for_each, whose keys would show it; expected a set or map that "
              "is none");
    return open(expansion, address, "for_each", span);
  }
  for (const Alternative& way : ways(model_, value)) {
    const ValueKind kind = way.value.valid() ? values_[way.value].kind : ValueKind::null;
    if (kind == ValueKind::list || kind == ValueKind::map) {
      check_keys(way.value, span);
      add_keys(expansion, way.value, way.guard, address);
      continue;
    }
    const bool open_kind = kind == ValueKind::unknown || kind == ValueKind::reference;
    if (!open_kind) {
      malformed("wrong-type", "for_each", span,
                "found a for_each that is no set or map; expected one");
    }
    return open(expansion, address, "for_each", span);
  }
}

/// Says what terraform refuses: anything but a map or a set of texts. It is clear what was meant.
void Lowering::check_keys(ValueId collection, Span span) {
  const Value v = values_[collection];
  if (v.kind != ValueKind::list) return;
  if (v.collection != CollectionType::set) {
    malformed("wrong-type", "for_each", span,
              "found a list as for_each; expected a set of texts (toset) or a map");
    return;
  }
  for (std::size_t i = 0; i < v.range.count; ++i) {
    const ValueKind kind = values_[values_.item(collection, i)].kind;
    if (kind != ValueKind::null && kind != ValueKind::number && kind != ValueKind::boolean)
      continue;
    malformed("wrong-type", "for_each", span,
              kind == ValueKind::null ? "found null in a for_each; expected texts"
                                      : "found a for_each over a set of no texts; expected texts");
    return;
  }
}

void Lowering::add_keys(Expansion& expansion, ValueId collection, Guard guard,
                        const std::string& address) {
  const bool is_map = values_[collection].kind == ValueKind::map;
  for (const Entry& entry : entries_of(collection)) {
    const Guard there = model_.guards.both(guard, entry.guard);
    if (!model_.guards.satisfiable(there)) continue;
    for (const Alternative& way : ways(model_, is_map ? entry.key : entry.value)) {
      if (!way.value.valid()) continue;
      add_key(expansion, way.value, is_map ? entry.value : way.value,
              model_.guards.both(there, way.guard), address);
      if (expansion.form == Expansion::Form::open) return;
    }
  }
}

void Lowering::add_key(Expansion& expansion, ValueId key, ValueId value, Guard guard,
                       const std::string& address) {
  std::string text;
  const ValueId settled = settle(key);
  const Span span = place_of_use(values_, key);
  if (!scalar_text(values_, sources_, settled, text))
    return open(expansion, address, "for_each", span);
  for (Made& made : expansion.made) {
    if (made.name != text) continue;
    made.repetition.each_value =
        add_flat_choice(model_, {{made.exists, made.repetition.each_value}, {guard, value}}, span);
    made.exists = model_.guards.either(made.exists, guard);
    return;
  }
  if (expansion.made.size() >= limits::kInstances || !spend(kStepsPerResource))
    return open(expansion, address, "for_each", span);
  Made made;
  made.key = key_text(text);
  made.name = text;
  made.exists = guard;
  made.repetition.each_key = settled;
  made.repetition.each_value = value;
  expansion.made.push_back(std::move(made));
}

/// One stands for all: how many there are, if any, is an undecided thing of its own.
void Lowering::open(Expansion& expansion, const std::string& address, const std::string& what,
                    Span span) {
  const AtomId atom = model_.guards.atom(what + " of " + address, {"not empty", "empty"});
  Made made;
  made.key = "[*]";
  made.exists = model_.guards.is(atom, 0);
  const std::string why = what + " of " + address + " is not known";
  made.repetition.count_index = unknown(UnknownKind::computed, why, "count.index", span);
  made.repetition.each_key = unknown(UnknownKind::computed, why, "each.key", span);
  made.repetition.each_value = unknown(UnknownKind::computed, why, "each.value", span);
  expansion.form = Expansion::Form::open;
  expansion.made.clear();
  expansion.made.push_back(std::move(made));
}

/// Addresses are kept apart from values, and a key is a part of all those below it: where they are
/// too long, one instance stands for all.
void Lowering::pay_for_addresses(Expansion& expansion, const std::string& address, Span span) {
  std::uint64_t bytes = 0;
  for (const Made& made : expansion.made) bytes += address.size() + made.key.size();
  if (!spend(bytes / kBytesPerStep) && expansion.made.size() > 1) {
    note(Level::warning, "budget", address, span,
         "the addresses of these instances are too long; one stands for all");
    open(expansion, address, "count", span);
  }
}

Expansion& Lowering::expansion_of(ModuleInstance& module, std::string_view name) {
  Expansion& expansion = module.resources[std::string(name)];
  if (expansion.progress != Cell::Progress::fresh) return expansion;
  const Block& block = module.declared->resources.find(name)->second;
  const Scope scope{&module, block.block.document, {}, nullptr};
  const std::string address = module.address_of(name);
  expand(expansion, block, scope, address);
  pay_for_addresses(expansion, address, block.header);
  for (Made& made : expansion.made) {
    made.resource = ResourceId(model_.resources.size());
    Resource resource;
    resource.address = address + made.key;
    resource.type = block.labels[0];
    resource.language = language_of_type(catalog_, resource.type);
    resource.unit = UnitId(0);
    resource.exists = model_.guards.both(module.exists, made.exists);
    resource.span = block.block.span();
    resource.header = block.header;
    if (is_broken(block.block)) {
      resource.handed_over = true;
      resource.why_open = "a part of its block could not be read";
    }
    model_.resources.push_back(std::move(resource));
    ResourceSource source;
    source.block = &block;
    source.scope = scope;
    source.scope.repetition = made.repetition;
    resource_sources_.push_back(std::move(source));
  }
  return expansion;
}

Expansion& Lowering::expansion_of_call(ModuleInstance& module, std::string_view name) {
  Expansion& expansion = module.calls[std::string(name)];
  if (expansion.progress != Cell::Progress::fresh) return expansion;
  const Block& block = module.declared->calls.find(name)->second;
  const Scope scope{&module, block.block.document, {}, nullptr};
  const std::string address = module.address_of("module." + std::string(name));
  expand(expansion, block, scope, address);
  pay_for_addresses(expansion, address, block.header);
  for (Made& made : expansion.made) made.module = call(module, block, made, address + made.key);
  return expansion;
}

/// The folder with the module that a call names: a local path, where `terraform init` put it, or
/// one of its name. None if there is nothing to go by.
std::optional<std::string> Lowering::folder_of_call(const ModuleInstance& caller,
                                                    const Block& block) {
  const std::string source = source_of(block);
  if (is_local(source)) return local_folder(caller.declared->folder, source);
  const auto installed = configuration_.installed.find(instances_.front()->declared->folder);
  if (installed != configuration_.installed.end()) {
    const auto at = installed->second.find(caller.key_of(block));
    if (at != installed->second.end() && module_in(at->second) != nullptr) return at->second;
  }
  std::optional<std::string> named = survey_.named.find(source);
  if (named && module_in(*named) != nullptr) {
    note(Level::note, "by-name", source, block.header,
         "the module " + source + " is taken to be the one in " + folder_name(*named) +
             ", which has its name");
    return named;
  }
  return std::nullopt;
}

/// The module that a call makes; none if it is not there to be read.
ModuleInstance* Lowering::call(ModuleInstance& caller, const Block& block, const Made& made,
                               const std::string& address) {
  const std::string source = source_of(block);
  const std::optional<std::string> folder = folder_of_call(caller, block);
  const Module* declared = folder ? module_in(*folder) : nullptr;
  int levels = 0;
  bool cycle = false;
  for (const ModuleInstance* at = &caller; at != nullptr; at = at->caller.module) {
    ++levels;
    cycle = cycle || (declared != nullptr && at->declared == declared);
  }
  const bool fits = levels <= limits::kModuleDepth && spend(kStepsPerModule);
  if (!folder) {
    const std::string what = source.empty() ? "whose source is no literal text" : source;
    leave_unread(caller, block, made, address, Level::note, "not-resolved",
                 "the module " + what + " is not read: it is not in the input");
  } else if (declared == nullptr && folder->starts_with("..")) {
    leave_unread(caller, block, made, address, Level::warning, "unresolved-module",
                 "the module in " + *folder + " lies outside of the project and is not read");
  } else if (declared == nullptr) {
    leave_unread(caller, block, made, address, Level::warning, "unresolved-module",
                 "the module in " + folder_name(*folder) + " was not found");
  } else if (cycle) {
    leave_unread(caller, block, made, address, Level::warning, "cycle",
                 "the module in " + folder_name(*folder) + " calls itself");
  } else if (!fits) {
    leave_unread(caller, block, made, address, Level::warning, "budget",
                 "there are too many modules; this one is not read");
  }
  if (declared == nullptr || cycle || !fits) return nullptr;
  ModuleInstance& instance =
      instantiate(*declared, address, model_.guards.both(caller.exists, made.exists));
  instance.call = &block;
  instance.key = caller.key_of(block);
  instance.caller = Scope{&caller, block.block.document, made.repetition, nullptr};
  return &instance;
}

/// A stand-in for a module that is not read: what it is given it may do anything with.
void Lowering::leave_unread(ModuleInstance& caller, const Block& block, const Made& made,
                            const std::string& address, Level level, std::string_view code,
                            const std::string& why) {
  note(level, code, source_of(block), block.header, why);
  Resource resource;
  resource.address = address;
  resource.type = kUnreadModule;
  resource.language = Language::terraform;
  resource.unit = UnitId(0);
  resource.exists = model_.guards.both(caller.exists, made.exists);
  resource.span = block.block.span();
  resource.header = block.header;
  resource.handed_over = true;
  resource.why_open = why;
  model_.resources.push_back(std::move(resource));
  ResourceSource own;
  own.block = &block;
  own.scope = Scope{&caller, block.block.document, made.repetition, nullptr};
  resource_sources_.push_back(std::move(own));
}

}  // namespace weir::terraform
