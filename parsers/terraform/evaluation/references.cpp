// Names and the traversals behind them.

#include <algorithm>
#include <cmath>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/paths.h"

namespace weir::terraform {
namespace {

/// `module.` in front of the address of what a module call makes.
constexpr std::string_view kModule = "module.";

}  // namespace

std::string key_text(std::string_view text) {
  std::string out = "[\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hole = (c == '$' || c == '%') && text.substr(i + 1, 1) == "{";
    if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
      continue;
    }
    if (hole) out += c;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"]";
}

/// ` (a → b → a)`: through what a cell that is being computed is asked for; nothing if it asks
/// itself.
std::string Lowering::way_back_to(std::string_view what) const {
  constexpr std::ptrdiff_t kMostNamed = 8;
  const auto last = std::find(running_.rbegin(), running_.rend(), what);
  const std::ptrdiff_t between = last - running_.rbegin();
  if (last == running_.rend() || between == 0) return "";
  std::string way = " (" + std::string(what);
  for (std::ptrdiff_t i = between; i > 0; --i) {
    if (between > kMostNamed && i == between - kMostNamed / 2) {
      way += " → …";
      i = kMostNamed / 2;
      continue;
    }
    way += " → " + *(running_.rbegin() + i - 1);
  }
  return way + " → " + std::string(what) + ")";
}

/// Fills a cell the first time; a cell that is asked for while it is computed is a cycle.
ValueId Lowering::cell(Cell& cell, std::string_view what, const std::function<ValueId()>& compute) {
  if (cell.progress == Cell::Progress::done) return cell.value;
  if (cell.progress == Cell::Progress::running) {
    return malformed("cycle", what, cell.at.span(),
                     std::string(what) + " depends on itself" + way_back_to(what));
  }
  cell.progress = Cell::Progress::running;
  running_.emplace_back(what);
  const Guard outside = std::exchange(context_, kAlways);
  const int quiet = std::exchange(quiet_, 0);
  const int perhaps = std::exchange(perhaps_, 0);
  const bool revealing = std::exchange(revealing_, false);
  const std::uint64_t faults = faults_;
  const ValueId value = compute();
  running_.pop_back();
  context_ = outside;
  quiet_ = quiet;
  perhaps_ = perhaps;
  revealing_ = revealing;
  faults_ = faults;  // a fault inside is one of the module, not of the expression that asks
  cell.value = value;
  cell.progress = Cell::Progress::done;
  return value;
}

ValueId Lowering::traversal(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const Span span = document.span(node);
  const auto bound = [&](std::string_view name) -> const Binding* {
    for (const Binding* one = scope.bindings; one != nullptr; one = one->outer) {
      if (one->name == name) return one;
    }
    return nullptr;
  };
  const NodeKind kind = document[node].kind;
  if (kind == NodeKind::variable) {
    if (const Binding* binding = bound(document.text(node))) {
      const std::string name(binding->name);
      return name.empty() ? binding->value : pass(binding->value, span, name);
    }
    if (scope.closed) {
      return malformed("unresolved-reference", document.text(node), span,
                       "the template is given no variable " + std::string(document.text(node)));
    }
    return malformed("unresolved-reference", document.text(node), span,
                     "found the name " + std::string(document.text(node)) +
                         " by itself; expected an attribute of it, or a text in quotes");
  }
  if (!document.has_children(node)) return unknown(UnknownKind::invalid, "malformed", "", span);
  const NodeIndex base = document.first_child(node);
  if (kind == NodeKind::index) {
    const NodeIndex key = document.next_sibling(base);
    if (key >= document.next_sibling(node))
      return unknown(UnknownKind::invalid, "malformed", "", span);
    const ValueId value = evaluate(base, scope);
    return index(value, evaluate(key, scope), span);
  }
  const std::string_view name = document.text(node);
  if (document[base].kind == NodeKind::variable && bound(document.text(base)) == nullptr) {
    if (scope.closed) return evaluate(base, scope);
    return named(document.text(base), name, span, scope);
  }
  if (document[base].kind == NodeKind::get_attr && document.has_children(base) && !scope.closed) {
    const NodeIndex root = document.first_child(base);
    const std::string_view of =
        document[root].kind == NodeKind::variable ? document.text(root) : "";
    if (of == "data" && bound(of) == nullptr) {
      return data_source(*scope.module, document.text(base), name, span);
    }
    if (of == "ephemeral" && bound(of) == nullptr) {
      const std::string key = std::string(document.text(base)) + "." + std::string(name);
      const std::string what = "ephemeral." + key;
      if (scope.module->declared->ephemeral.count(key) == 0)
        return missing(what, span, *scope.module);
      return unknown(UnknownKind::outside, "read when terraform runs",
                     scope.module->address_of(what), span);
    }
    if (of == "resource" && bound(of) == nullptr) {
      return resource(*scope.module, document.text(base), name, span);
    }
  }
  return attribute(evaluate(base, scope), name, span);
}

ValueId Lowering::named(std::string_view root, std::string_view name, Span span,
                        const Scope& scope) {
  ModuleInstance& module = *scope.module;
  if (module.additions != nullptr) {
    if (const ValueId own = module.additions->named(root, name, span); own.valid()) return own;
    if (root == "local") return local(module, name, span);
    return missing(std::string(root) + "." + std::string(name), span, module);
  }
  if (root == "var") return variable(module, name, span);
  if (root == "local") return local(module, name, span);
  if (root == "module") return module_call(module, name, span);
  if (root == "each") {
    const ValueId value = name == "key"     ? scope.repetition.each_key
                          : name == "value" ? scope.repetition.each_value
                                            : ValueId{};
    if (value.valid()) {
      return possible_in(model_, context_, pass(value, span, "each." + std::string(name)));
    }
    return malformed("unresolved-reference", "each", span,
                     "found each." + std::string(name) + " outside of a block with for_each");
  }
  if (root == "count") {
    if (name == "index" && scope.repetition.count_index.valid())
      return scope.repetition.count_index;
    return malformed("unresolved-reference", "count", span,
                     "found count." + std::string(name) + " outside of a block with count");
  }
  if (root == "path") {
    if (name == "cwd")
      return unknown(UnknownKind::pseudo, "known when terraform runs", std::string(kRunFolder),
                     span);
    if (name == "root") return computed_text(".", span);
    return computed_text(relative_path(around_.folder, module.declared->folder), span);
  }
  if (root == "terraform" || root == "self") {
    return unknown(UnknownKind::pseudo, "known when terraform runs",
                   std::string(root) + "." + std::string(name), span);
  }
  return resource(module, root, name, span);
}

ValueId Lowering::missing(std::string_view what, Span span, const ModuleInstance& module) {
  const std::string subject(what);
  if (module.declared->broken) {
    return unknown(UnknownKind::invalid, "it may stand in the part that could not be read", subject,
                   span);
  }
  const std::string message =
      "the module in " + folder_name(module.declared->folder) + " declares no " + subject;
  note(Level::warning, "unresolved-reference", module.address_of(what), span, message);
  return unknown(UnknownKind::invalid, message, subject, span);
}

ValueId Lowering::local(ModuleInstance& module, std::string_view name, Span span) {
  const std::string what = "local." + std::string(name);
  const auto declared = module.declared->locals.find(name);
  if (declared == module.declared->locals.end()) return missing(what, span, module);
  const auto [at, fresh] = module.locals.try_emplace(std::string(name));
  if (fresh) at->second.at = declared->second;
  const ValueId value = cell_of(at->second, module.address_of(what), [&] {
    return evaluate(declared->second, Scope{&module, declared->second.document, {}, nullptr});
  });
  return possible_in(model_, context_, pass(value, span, what));
}

/// What `module.name` is: an instance or a list or map of them, each a reference that only
/// `attribute` looks into.
ValueId Lowering::module_call(ModuleInstance& module, std::string_view name, Span span) {
  const auto declared = module.declared->calls.find(name);
  if (declared == module.declared->calls.end()) {
    return missing(std::string(kModule) + std::string(name), span, module);
  }
  Expansion& expansion = expansion_of_call(module, name);
  return all_references(expansion, span, [&](const Made& made) {
    const std::string address =
        module.address_of(std::string(kModule) + std::string(name) + made.key);
    if (made.module == nullptr) {
      return unknown(UnknownKind::import, "the module is not read", address, span);
    }
    return values_.add_reference({ResourceId{}, address, ""}, span);
  });
}

ValueId Lowering::output(ModuleInstance& module, std::string_view name, Span span) {
  const std::string what = "output " + std::string(name) + " of " + module.address;
  const auto declared = module.declared->outputs.find(name);
  if (declared == module.declared->outputs.end()) {
    return missing("output " + std::string(name), span, module);
  }
  const Block& block = declared->second;
  const auto [at, fresh] = module.outputs.try_emplace(std::string(name));
  const Syntax written = terraform::attribute_of(block.at_body(), "value");
  if (fresh) at->second.at = written.there() ? written : block.block;
  ValueId value = cell_of(at->second, what, [&] {
    if (!written.there()) {
      return malformed("malformed-module", what, block.header,
                       "output " + std::string(name) + " has no value");
    }
    return evaluate(written, Scope{&module, written.document, {}, nullptr});
  });
  const Syntax sensitive = terraform::attribute_of(block.at_body(), "sensitive");
  if (sensitive.there() && sensitive.document->text(sensitive.node) == "true") {
    value = values_.marked_secret(value);
  }
  return possible_in(model_, context_, pass(value, span, what));
}

ValueId Lowering::resource(ModuleInstance& module, std::string_view type, std::string_view name,
                           Span span) {
  const std::string key = std::string(type) + "." + std::string(name);
  const auto declared = module.declared->resources.find(key);
  if (declared == module.declared->resources.end()) return missing(key, span, module);
  Expansion& expansion = expansion_of(module, key);
  if (expansion.progress == Cell::Progress::running) {
    return malformed("cycle", key, span,
                     "how many there are of " + module.address_of(key) + " depends on itself");
  }
  return all_references(expansion, span, [&](const Made& made) {
    return values_.add_reference({made.resource, model_[made.resource].address, ""}, span);
  });
}

/// An expansion as expressions see it: one, a list or a map.
ValueId Lowering::all_made(const Expansion& expansion, Span span,
                           const std::function<ValueId(const Made&)>& value_of) {
  using Form = Expansion::Form;
  if (expansion.form == Form::single || expansion.form == Form::open) {
    return expansion.made.empty() ? unknown(UnknownKind::invalid, "there is none", "", span)
                                  : value_of(expansion.made.front());
  }
  std::vector<ValueId> items;
  std::vector<MapEntry> entries;
  for (const Made& made : expansion.made) {
    const ValueId value = only_when(model_, made.exists, value_of(made));
    if (!value.valid()) continue;
    if (expansion.form == Form::counted) {
      items.push_back(value);
    } else {
      entries.push_back({made.name, span, value});
    }
  }
  return expansion.form == Form::counted ? values_.add_list(items, span)
                                         : values_.add_map(std::move(entries), span);
}

/// The same for references. Many of them are made once: whoever takes one of them places it.
ValueId Lowering::all_references(Expansion& expansion, Span span,
                                 const std::function<ValueId(const Made&)>& value_of) {
  constexpr std::size_t kMany = 64;
  const bool many = expansion.made.size() >= kMany;
  if (many && expansion.references.valid())
    return values_.moved(expansion.references, span, OriginId{});
  const ValueId all = all_made(expansion, span, value_of);
  if (many) expansion.references = all;
  return all;
}
}  // namespace weir::terraform
