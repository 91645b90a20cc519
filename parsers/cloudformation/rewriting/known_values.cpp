#include "parsers/cloudformation/rewriting/known_values.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
namespace {

using KnownKind = KnownValue::Kind;

KnownValue open(std::string why) {
  KnownValue value;
  value.why = std::move(why);
  value.pieces = {std::nullopt};
  return value;
}

KnownValue text(std::string written, Span span) {
  KnownValue value;
  value.kind = KnownKind::text;
  value.text = std::move(written);
  value.span = span;
  return value;
}

bool is_scalar(NodeKind kind) {
  return kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean;
}

/// A text in the making; what is open leaves a hole.
class Joined {
 public:
  explicit Joined(Span span) : value_(text("", span)) {}
  void add(const KnownValue& part) {
    if (part.kind == KnownKind::text) {
      add(part.text);
    } else if (part.kind != KnownKind::absent) {
      const bool pieces = part.kind == KnownKind::open && !part.pieces.empty();
      for (const auto& piece : pieces ? part.pieces : NameWithHoles{std::nullopt}) {
        value_.pieces.push_back(piece);
      }
      if (value_.kind == KnownKind::text) value_.why = pieces ? part.why : "a list is no text";
      value_.kind = KnownKind::open;
    }
  }
  void add(std::string_view literal) {
    value_.text += literal;
    value_.pieces.emplace_back(literal);
  }
  KnownValue take() { return std::move(value_); }

 private:
  KnownValue value_;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string alphanumeric(std::string_view text) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept), is_alphanumeric);
  return kept;
}

}  // namespace

const Binding* bound(const Bindings& bindings, std::string_view name) {
  const auto found = std::find_if(bindings.rbegin(), bindings.rend(), [&](const Binding& binding) {
    return binding.identifier == name;
  });
  return found == bindings.rend() ? nullptr : &*found;
}

/// Where a scalar's text stands.
Span KnownValues::place_of(const Document& document, NodeIndex node) {
  if (&document != &document_) return content_span(sources_, document, node);
  const auto [at, fresh] = places_.try_emplace(node);
  if (fresh) at->second = content_span(sources_, document, node);
  return at->second;
}

std::optional<std::vector<Stretch>> KnownValues::substituted(NodeIndex node,
                                                             const Bindings& bindings,
                                                             bool is_key) {
  if (bindings.empty()) return std::nullopt;
  const std::string_view whole = document_.text(node);
  std::vector<Stretch> stretches;
  Span content;
  std::size_t written = 0;  // up to here the text is in stretches
  const auto place = [&](std::size_t begin, std::size_t end) {
    if (!content.valid()) content = place_of(document_, node);
    return Span{content.file, content.begin + static_cast<std::uint32_t>(begin),
                content.begin + static_cast<std::uint32_t>(end)};
  };
  const auto literal = [&](std::size_t end) {
    if (end == written) return;
    stretches.push_back({std::string(whole.substr(written, end - written)), place(written, end)});
  };
  for (std::size_t at = whole.find('{'); at != whole.npos; at = whole.find('{', at + 1)) {
    if (at == written || (whole[at - 1] != '$' && whole[at - 1] != '&')) continue;
    const std::size_t end = whole.find_first_of("{}", at + 1);
    if (end == whole.npos) break;
    if (whole[end] != '}') continue;
    const Binding* binding = bound(bindings, trimmed(whole.substr(at + 1, end - at - 1)));
    if (binding == nullptr) continue;
    const bool alone = at == 1 && end + 1 == whole.size() && !is_key;
    literal(at - 1);
    std::string item = whole[at - 1] == '&' ? alphanumeric(binding->item.text) : binding->item.text;
    stretches.push_back({std::move(item), alone ? binding->item.host : place(at - 1, end + 1)});
    written = end + 1;
    at = end;
  }
  if (stretches.empty()) return std::nullopt;
  literal(whole.size());
  return stretches;
}

KnownValues::KnownValues(const Document& document, SourceMap& sources, const KnownParameters& given)
    : document_(document),
      sources_(sources),
      given_(given),
      parameters_(find_entry(document, 0, "Parameters")),
      mappings_(find_entry(document, 0, "Mappings")) {}

bool KnownValues::spend(std::uint64_t steps) {
  steps_ += steps;
  return steps_ <= limits::kRewritingSteps;
}

KnownValue KnownValues::value(const Document& document, NodeIndex node, const Bindings& bindings) {
  if (depth_ >= limits::kNesting || !spend(1 + document.text(node).size())) {
    return open("the template is too large");
  }
  ++depth_;
  KnownValue result;
  if (const std::optional<Call> found = call_in(document, node)) {
    result = call(document, *found, bindings);
  } else if (document[node].kind == NodeKind::list) {
    result = list(document, node, bindings);
  } else if (is_scalar(document[node].kind)) {
    result = scalar(document, node, bindings);
  } else {
    result = open("a text or a list is expected");
  }
  --depth_;
  return result;
}

KnownValue KnownValues::scalar(const Document& document, NodeIndex node, const Bindings& bindings) {
  const auto stretches =
      &document == &document_ ? substituted(node, bindings, false) : std::nullopt;
  if (!stretches) {
    KnownValue value = text(std::string(document.text(node)), place_of(document, node));
    value.written = document[node].kind;
    return value;
  }
  Joined joined(stretches->size() == 1 ? stretches->front().host : document.span(node));
  for (const Stretch& stretch : *stretches) joined.add(stretch.text);
  return joined.take();
}

KnownValue KnownValues::list(const Document& document, NodeIndex node, const Bindings& bindings) {
  KnownValue result;
  result.kind = KnownKind::list;
  result.span = document.span(node);
  for (const NodeIndex item : children(document, node)) {
    KnownValue known = value(document, item, bindings);
    if (!spend(sizeof(KnownValue))) return open("the template is too large");
    if (known.kind == KnownKind::open) return open(known.why);
    if (known.kind == KnownKind::list) return open("a list holds another list");
    if (known.kind == KnownKind::text) result.items.push_back(std::move(known));
  }
  return result;
}

KnownValue KnownValues::call(const Document& document, const Call& call, const Bindings& bindings) {
  const std::string_view name = call.function;
  if (name == "Ref") {
    if (document[call.argument].kind != NodeKind::string) return open("Ref needs a name");
    return reference(document.text(call.argument), bindings);
  }
  if (name == "Sub") return sub(document, call, bindings);
  std::vector<KnownValue> items;
  for (const NodeIndex item : arguments_of(document, call)) {
    if (name == "FindInMap" && items.size() == 3) {
      const NodeIndex fallback = find_entry(document, item, "DefaultValue");
      if (fallback != kNoNode) items.push_back(value(document, fallback, bindings));
      continue;
    }
    items.push_back(value(document, item, bindings));
  }
  if (name == "FindInMap" && (items.size() == 3 || items.size() == 4)) return look_up(items);
  if (name == "Join" && items.size() == 2) return join(items[0], items[1], call.span);
  if (name == "Split" && items.size() == 2) return split(items[0], items[1]);
  if (name == "Select" && items.size() == 2) {
    std::size_t index = 0;
    const std::string& written = items[0].text;
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), index);
    const bool number = error == std::errc() && end == written.data() + written.size();
    if (items[1].kind == KnownKind::open) return open(items[1].why);
    if (number && items[1].kind == KnownKind::list && index < items[1].items.size()) {
      return items[1].items[index];
    }
  }
  return open((name == "Ref" || name == "Condition" ? "" : "Fn::") + std::string(name) +
              " is not known before deployment");
}

KnownValue KnownValues::reference(std::string_view name, const Bindings& bindings) {
  if (const Binding* binding = bound(bindings, name)) {
    KnownValue value = text(binding->item.text, binding->item.host);
    value.written = binding->kind;
    return spend(value.text.size()) ? value : open("the template is too large");
  }
  if (name == "AWS::NoValue") {
    KnownValue value;
    value.kind = KnownKind::absent;
    return value;
  }
  const NodeIndex entry =
      parameters_ == kNoNode ? kNoNode : find_entry_node(document_, parameters_, name);
  const auto parts = entry == kNoNode ? std::nullopt : parts_of(document_, entry);
  if (parts) return parameter(name, parts->value, parts->key);
  return open(std::string(name) + " is known at deployment only");
}

KnownValue KnownValues::parameter(std::string_view name, NodeIndex node, NodeIndex key) {
  const auto attribute = [&](std::string_view wanted) {
    const NodeIndex found = find_entry(document_, node, wanted);
    return found == kNoNode ? std::string_view() : document_.text(found);
  };
  const std::string_view type = attribute("Type");
  const bool is_list = is_list_type(type);
  const std::string subject = "parameter " + std::string(name);
  if (says_true(attribute("NoEcho"))) {
    return open(subject + " is a secret");
  }
  const auto given = given_.find(name);
  const NodeIndex written = find_entry(document_, node, "Default");
  const NodeIndex allowed = find_entry(document_, node, "AllowedValues");
  KnownValue value = open(subject + " is given at deployment");
  if (given != given_.end()) {
    if (!given->second) return value;
    value = text(*given->second, document_.span(key));
  } else if (is_stored_type(type)) {
    return open(subject + " is kept in the parameter store");
  } else if (allowed != kNoNode && !is_list) {
    return open(subject + " may be any of its allowed values");
  } else if (written != kNoNode && is_scalar(document_[written].kind)) {
    value = text(std::string(document_.text(written)), place_of(document_, written));
  }
  if (!spend(value.text.size())) return open("the template is too large");
  return is_list && value.kind == KnownKind::text ? listed(",", value, true) : value;
}

/// The parts of a text between delimiters, each where it stands.
KnownValue KnownValues::listed(std::string_view delimiter, const KnownValue& whole, bool trim) {
  KnownValue result;
  result.kind = KnownKind::list;
  result.span = whole.span;
  const bool exact = sources_.text(whole.span) == whole.text;
  const std::string_view all = whole.text;
  for (std::size_t begin = 0; begin <= all.size();) {
    const std::size_t end = std::min(all.find(delimiter, begin), all.size());
    std::string_view part = all.substr(begin, end - begin);
    if (trim) part = trimmed(part);
    Span span = whole.span;
    if (exact && !part.empty()) {
      span.begin += static_cast<std::uint32_t>(part.data() - all.data());
      span.end = span.begin + static_cast<std::uint32_t>(part.size());
    }
    if (!spend(sizeof(KnownValue))) return open("the template is too large");
    if (!part.empty() || !trim) result.items.push_back(text(std::string(part), span));
    begin = end + delimiter.size();
  }
  return result;
}

KnownValue KnownValues::sub(const Document& document, const Call& call, const Bindings& bindings) {
  NodeIndex node = call.argument, variables = kNoNode;
  if (document[node].kind == NodeKind::list) {
    const std::vector<NodeIndex> items = arguments_of(document, call);
    if (items.empty()) return open("Fn::Sub needs a text");
    node = items[0];
    if (items.size() > 1) variables = items[1];
  }
  if (!is_scalar(document[node].kind)) return open("Fn::Sub needs a text");
  const KnownValue whole = scalar(document, node, bindings);
  const std::string_view all = whole.text;
  if (!spend(all.size())) return open("the template is too large");
  Joined joined(whole.span);
  std::size_t written = 0;
  for (std::size_t at = all.find("${"); at != all.npos; at = all.find("${", at)) {
    const std::size_t end = all.find('}', at);
    if (end == all.npos) break;
    const bool escaped = all[at + 2] == '!';  // ${!Name} stands for the text ${Name}
    joined.add(all.substr(written, at + (escaped ? 2 : 0) - written));
    written = escaped ? at + 3 : end + 1;
    const std::string_view name = trimmed(all.substr(at + 2, end - at - 2));
    const NodeIndex own = variables == kNoNode ? kNoNode : find_entry(document, variables, name);
    if (own != kNoNode) {
      joined.add(value(document, own, bindings));
    } else if (!escaped) {
      joined.add(reference(name, bindings));
    }
    if (!spend(1)) return open("the template is too large");
    at = end + 1;
  }
  joined.add(all.substr(written));
  return joined.take();
}

KnownValue KnownValues::join(const KnownValue& delimiter, const KnownValue& list, Span span) {
  if (delimiter.kind != KnownKind::text) return open("Fn::Join needs a delimiter");
  if (list.kind != KnownKind::list)
    return open(list.why.empty() ? "Fn::Join needs a list" : list.why);
  Joined joined(span);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (!spend(list.items[i].text.size() + delimiter.text.size() + 1)) {
      return open("the template is too large");
    }
    if (i > 0) joined.add(delimiter);
    joined.add(list.items[i]);
  }
  return joined.take();
}

KnownValue KnownValues::split(const KnownValue& delimiter, const KnownValue& whole) {
  if (delimiter.kind != KnownKind::text || delimiter.text.empty()) {
    return open("Fn::Split needs a delimiter");
  }
  if (whole.kind != KnownKind::text)
    return open(whole.why.empty() ? "Fn::Split needs a text" : whole.why);
  return listed(delimiter.text, whole, false);
}

KnownValue KnownValues::look_up(const std::vector<KnownValue>& keys) {
  NodeIndex node = mappings_;
  std::string path;
  for (std::size_t i = 0; i < 3; ++i) {
    if (keys[i].kind != KnownKind::text) return open(keys[i].why);
    path += (i == 0 ? "" : ".") + keys[i].text;
    if (node != kNoNode) node = find_entry(document_, node, keys[i].text);
  }
  if (node != kNoNode) return value(document_, node, {});
  return keys.size() == 4 ? keys[3] : open("the template has no mapping " + path);
}

}  // namespace weir::cloudformation
