#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/embedded/openapi_parts.h"

namespace weir::openapi {
namespace {

constexpr std::string_view kOfWholeApi = "x-amazon-apigateway-cors";
constexpr std::string_view kHeader = "method.response.header.access-control-allow-";

/// Keys of the whole API's rule, and what they are called in the regular form.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kWholeKeys = {
    {{"allowOrigins", "origins"},
     {"allowMethods", "methods"},
     {"allowCredentials", "credentials"}}};

/// What a header is called behind kHeader, in lower case; empty of other keys.
std::string allowed(std::string_view key) {
  if (key.size() <= kHeader.size() || key.size() > 2 * kHeader.size()) return "";
  std::string name(key);
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name.starts_with(kHeader) ? name.substr(kHeader.size()) : "";
}

}  // namespace

void Cors::read_whole(ValueId document) {
  const ValueId written = form_.field(document, kOfWholeApi);
  if (!written.valid()) return;
  for (const Alternative& way : ways(form_.model(), written)) {
    Entries entries;
    for (const auto& [key, name] : kWholeKeys) {
      if (const ValueId found = form_.field(way.value, key); found.valid())
        entries.push_back({std::string(name), form_.values()[found].span, found});
    }
    if (way.value.valid()) add(std::move(entries), way.guard, way.value);
  }
}

void Cors::read_answers(ValueId path, Guard guard, ValueId integration) {
  for (const Form::Entry& answer : form_.entries(form_.field(integration, "responses"))) {
    Entries entries;
    for (const Form::Entry& header :
         form_.entries(form_.field(answer.value, "responseParameters"))) {
      const std::string name = allowed(header.key);
      const bool origin = name == "origin";
      if (!origin && name != "credentials") continue;
      const ValueId said = constant(header.value);
      const Span at = form_.values()[header.value].span;
      entries.push_back({origin ? "origins" : "credentials", header.key_span,
                         only_when(form_.model(), header.guard,
                                   origin ? form_.values().add_list({said}, at) : said)});
    }
    const bool named = std::any_of(entries.begin(), entries.end(),
                                   [](const MapEntry& entry) { return entry.key == "origins"; });
    if (!named) continue;
    entries.insert(entries.begin(), {"path", form_.values()[path].span, path});
    add(std::move(entries), form_.both(guard, answer.guard), answer.value);
  }
}

/// What stands between single quotes; `'true'` is a boolean. Anything else is taken from what the
/// integration answers.
ValueId Cors::constant(ValueId value) {
  return form_.each_way(value, [this](ValueId one) -> ValueId {
    ValueStore& values = form_.values();
    if (values[one].kind != ValueKind::string) return one;
    const Span at = values[one].span;
    std::string text = form_.written(one);
    if (text.size() < 2 || text.front() != '\'' || text.back() != '\'')
      return values.add_unknown(UnknownKind::computed, "what the integration answers says it", text,
                                at);
    text = text.substr(1, text.size() - 2);
    const bool yes = text == "true";
    const ValueId made = yes || text == "false" ? values.add_boolean(yes, at)
                                                : values.add_string(std::move(text), at);
    return form_.as_used(made, one);
  });
}

void Cors::add(Entries entries, Guard guard, ValueId written) {
  ValueStore& values = form_.values();
  if (entries.empty() || !form_.spend(written)) return;
  const ValueId made =
      form_.as_used(values.add_map(std::move(entries), values[written].span), written);
  list_.push_back(only_when(form_.model(), guard, made));
}

ValueId Cors::rules(Span at) {
  return list_.empty() ? ValueId{} : form_.values().add_list(list_, at);
}

}  // namespace weir::openapi
