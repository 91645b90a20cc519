// Templates of their own (templatefile, templatestring) and values files as values: texts that see
// nothing of the module.

#include <deque>

#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {
namespace {

bool is_name(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = text[i] == '-' || (text[i] >= '0' && text[i] <= '9');
    if (!letter(text[i]) && (i == 0 || !inside)) return false;
  }
  return !text.empty();
}

}  // namespace

/// Says in the template what is malformed there, and at the call that it is.
ValueId Lowering::malformed_template(const Parsed& parsed, std::string_view function, Span call) {
  for (const Diagnostic& fault : parsed.diagnostics) {
    if (fault.level != Level::error) continue;
    note(Level::warning, fault.code, function, fault.span, fault.message);
    return unknown(UnknownKind::invalid, "the template is malformed: " + fault.message, "", call);
  }
  return malformed("malformed-template", function, call,
                   std::string(function) + " was given what is no template");
}

ValueId Lowering::render(FileId text, ValueId variables, std::string_view function, Span call) {
  if (rendering_) {
    return malformed(
        "wrong-type", function, call,
        std::string(function) + " is called by a template; expected no template in it");
  }
  auto& parsed = templates_[text.value];
  if (parsed == nullptr) parsed = std::make_unique<Template>(parse_template(sources_, text));
  if (parsed->root == 0) return malformed_template(parsed->parsed, function, call);
  std::deque<Binding> bindings;
  Scope scope{instances_.front().get(), &parsed->parsed.documents.front(), {}, nullptr, true};
  for (std::size_t i = 0; i < values_.item_count(variables); ++i) {
    const MapEntry& entry = values_.entry(variables, i);
    if (!is_name(entry.key)) {
      return malformed("wrong-type", function, call,
                       std::string(function) + " was given the variable " + entry.key +
                           "; expected a name of letters, digits, _ and -");
    }
    bindings.push_back({entry.key, entry.value, scope.bindings});
    scope.bindings = &bindings.back();
  }
  rendering_ = true;
  const ValueId made = evaluate(parsed->root, scope);
  rendering_ = false;
  return pass(made, call, std::string(function) + "()");
}

ValueId Lowering::values_of(FileId text, std::string_view function, Span call) {
  Template& kept = *templates_.try_emplace(text.value, std::make_unique<Template>()).first->second;
  kept.parsed = parse_hcl(sources_, text);
  if (!kept.parsed.ok() || kept.parsed.documents.empty())
    return malformed_template(kept.parsed, function, call);
  const Document& document = kept.parsed.documents.front();
  for (const SyntaxNode& node : document.nodes) {
    if (node.kind != NodeKind::call) continue;
    return malformed("wrong-type", function, call,
                     std::string(function) + " was given a call; expected values of variables");
  }
  const Scope scope{instances_.front().get(), &document, {}, nullptr, true};
  std::vector<MapEntry> entries;
  for (const NodeIndex node : children(document, 0)) {
    if (document[node].kind != NodeKind::attribute || !document.has_children(node)) {
      return malformed("wrong-type", function, call,
                       std::string(function) + " was given a block; expected values of variables");
    }
    const ValueId value = evaluate(document.first_child(node), scope);
    if (is_fault(value)) return value;
    entries.push_back({std::string(document.text(node)), document.span(node), value});
  }
  return values_.add_map(std::move(entries), call, CollectionType::object);
}

Surroundings Lowering::surroundings(const TreeFiles& files) {
  return Surroundings{
      files, "",
      [this](FileId text, ValueId variables, std::string_view function, Span call) {
        return render(text, variables, function, call);
      },
      [this](FileId text, std::string_view function, Span call) {
        return values_of(text, function, call);
      },
      [this](Level level, std::string_view code, const std::string& path, Span span,
             const std::string& message) { note(level, code, path, span, message); }};
}

}  // namespace weir::terraform
