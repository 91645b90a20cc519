// Names and the traversals behind them.

#include <cmath>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/lowering.h"

namespace weir::terraform {
namespace {

/// The one data source whose content the module itself writes.
constexpr std::string_view kPolicyDocument = "aws_iam_policy_document";

/// `module.` in front of the address of what a module call makes.
constexpr std::string_view kModule = "module.";

}  // namespace

std::string key_text(std::string_view text) {
  std::string out = "[\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"]";
}

/// Fills a cell the first time; a cell that is asked for while it is computed is a cycle.
ValueId Lowering::cell(Cell& cell, std::string_view what, const std::function<ValueId()>& compute) {
  if (cell.progress == Cell::Progress::done) return cell.value;
  if (cell.progress == Cell::Progress::running) {
    return malformed("cycle", what, cell.at.span(), std::string(what) + " depends on itself");
  }
  cell.progress = Cell::Progress::running;
  const Guard outside = std::exchange(context_, kAlways);
  const int quiet = std::exchange(quiet_, 0);
  const std::uint64_t faults = faults_;
  const ValueId value = compute();
  context_ = outside;
  quiet_ = quiet;
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
    return named(document.text(base), name, span, scope);
  }
  if (document[base].kind == NodeKind::get_attr && document.has_children(base)) {
    const NodeIndex root = document.first_child(base);
    const std::string_view of =
        document[root].kind == NodeKind::variable ? document.text(root) : "";
    if (of == "data" && bound(of) == nullptr) {
      return data_source(*scope.module, document.text(base), name, span);
    }
    if (of == "resource" && bound(of) == nullptr) {
      return resource(*scope.module, document.text(base), name, span);
    }
  }
  if (const Block* block = data_block(base, scope); block != nullptr) {
    const Syntax argument = terraform::attribute_of(block->at_body(), name);
    if (argument.there()) {  // a data source gives back what it is asked with
      const std::string what(sources_.text(span));
      return pass(evaluate(argument, Scope{scope.module, argument.document, {}, nullptr}), span,
                  what);
    }
  }
  return attribute(evaluate(base, scope), name, span);
}

/// The block that `data.type.name` at `node` names; none if it is no such name, if there are
/// several of it, or if the module writes its content.
const Block* Lowering::data_block(NodeIndex node, const Scope& scope) const {
  const Document& document = *scope.document;
  if (document[node].kind != NodeKind::get_attr || !document.has_children(node)) return nullptr;
  const NodeIndex type = document.first_child(node);
  if (document[type].kind != NodeKind::get_attr || !document.has_children(type)) return nullptr;
  const NodeIndex root = document.first_child(type);
  if (document[root].kind != NodeKind::variable || document.text(root) != "data") return nullptr;
  const std::string key = std::string(document.text(type)) + "." + std::string(document.text(node));
  const auto found = scope.module->declared->data.find(key);
  if (found == scope.module->declared->data.end() || document.text(type) == kPolicyDocument)
    return nullptr;
  const Syntax body = found->second.at_body();
  const bool several = terraform::attribute_of(body, "count").there() ||
                       terraform::attribute_of(body, "for_each").there();
  return several ? nullptr : &found->second;
}

ValueId Lowering::named(std::string_view root, std::string_view name, Span span,
                        const Scope& scope) {
  ModuleInstance& module = *scope.module;
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
      return unknown(UnknownKind::pseudo, "known when terraform runs", "path.cwd", span);
    const std::string& folder =
        name == "root" ? instances_.front()->declared->folder : module.declared->folder;
    return computed_text(folder.empty() ? "." : folder, span);
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
  const ValueId value = cell(at->second, module.address_of(what), [&] {
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
  ValueId value = cell(at->second, what, [&] {
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

ValueId Lowering::data_source(ModuleInstance& module, std::string_view type, std::string_view name,
                              Span span) {
  const std::string key = std::string(type) + "." + std::string(name);
  const std::string what = "data." + key;
  const auto declared = module.declared->data.find(key);
  if (declared == module.declared->data.end()) return missing(what, span, module);
  const Block& block = declared->second;
  if (type != kPolicyDocument) {
    return unknown(UnknownKind::outside, "read when terraform runs", module.address_of(what), span);
  }
  const Scope scope{&module, block.block.document, {}, nullptr};
  Expansion& expansion = module.data[key];
  if (expansion.progress == Cell::Progress::running) {
    return malformed("cycle", what, span, module.address_of(what) + " depends on itself");
  }
  if (expansion.progress == Cell::Progress::fresh) {
    expand(expansion, block, scope, module.address_of(what));
  }
  return all_made(expansion, span, [&](const Made& made) {
    Cell& own = module.documents[what + made.key];
    own.at = block.block;
    const ValueId policy = cell(own, module.address_of(what), [&] {
      Scope inner = scope;
      inner.repetition = made.repetition;
      return policy_document(module, block, inner);
    });
    return passed(values_, policy, span, what);
  });
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
