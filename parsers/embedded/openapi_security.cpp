#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/embedded/openapi_parts.h"

namespace weir::openapi {
namespace {

constexpr std::string_view kAuthorizer = "x-amazon-apigateway-authorizer";
constexpr std::string_view kAuthType = "x-amazon-apigateway-authtype";
/// The operation's own word, which stands above the schemes.
constexpr std::string_view kAuth = "x-amazon-apigateway-auth";
constexpr std::string_view kKeyHeader = "x-api-key";
/// Names no scheme: what a SAM template without an authorizer is expanded to.
constexpr std::string_view kNobody = "NONE";

std::string in_lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// One word for each way to check callers, however it is spelt.
std::string word_for(std::string_view written) {
  std::string word = in_lower_case(written);
  if (word == "awssigv4" || word == "aws_iam") return "sigv4";
  return word;
}

}  // namespace

Security::Security(Form& form, References& references, ValueId root)
    : form_(form), references_(references), root_(root) {
  schemes_ = form_.field(form_.field(root_, "components"), "securitySchemes");
  if (!schemes_.valid()) schemes_ = form_.field(root_, "securityDefinitions");
  form_.expect_map(schemes_, "the security schemes of an API");
}

void Security::read(ValueId operation, Span at, Entries& entries) {
  ValueStore& values = form_.values();
  if (const ValueId own = form_.field(form_.field(operation, kAuth), "type"); own.valid()) {
    const ValueId word = form_.each_way(own, [&](ValueId one) {
      const bool literal = values[one].kind == ValueKind::string;
      return literal ? values.add_string(word_for(values.string(one)), values[one].span) : one;
    });
    entries.push_back({"authorizer", at, word});
    return;
  }
  const ValueId security = form_.field(operation, "security");
  if (security.valid()) return demanded(security, at, entries);
  const bool by_root = !form_.items(form_.field(root_, "security")).empty();
  const ValueId authorizer =
      by_root ? values.add_unknown(UnknownKind::unsupported,
                                   "only the root of the document asks for security", "", at)
              : values.add_string("none", at);
  entries.push_back({"authorizer", at, authorizer});
}

/// Alternatives of what an operation asks for. API Gateway takes all of them together: one
/// authorizer, and a key if any asks for one.
void Security::demanded(ValueId security, Span at, Entries& entries) {
  ValueStore& values = form_.values();
  const Span place = values[security].span;
  ValueId authorizer, scheme;
  ValueId open;
  bool api_key = false;
  bool anyone = false;
  for (const ValueId requirement : form_.items(security)) {
    if (values[requirement].kind == ValueKind::unknown) {
      open = requirement;
      continue;
    }
    const std::vector<Form::Entry> names = form_.entries(requirement);
    anyone = anyone || names.empty();
    for (const Form::Entry& name : names) {
      const Meaning meaning = meaning_of(name.key, name.key_span);
      api_key = api_key || meaning.api_key;
      if (!meaning.authorizer.valid() || authorizer.valid()) continue;
      authorizer = only_when(form_.model(), name.guard, meaning.authorizer);
      scheme = values.add_string(name.key, name.key_span);
    }
  }
  if (open.valid()) {
    entries.push_back({"authorizer", at, open});
    entries.push_back({"api_key", at, open});
    return;
  }
  if (!authorizer.valid() || anyone) authorizer = values.add_string("none", place);
  entries.push_back({"authorizer", at, authorizer});
  if (scheme.valid() && !anyone) entries.push_back({"scheme", at, scheme});
  if (api_key) entries.push_back({"api_key", at, values.add_boolean(true, place)});
}

Security::Meaning Security::meaning_of(const std::string& name, Span at) {
  ValueStore& values = form_.values();
  const ValueId written = form_.field(schemes_, name);
  if (!written.valid() && name == kNobody) return {values.add_string("none", at), false};
  if (!written.valid()) {
    const bool open = schemes_.valid() && values[schemes_].kind != ValueKind::map;
    const std::string why = "the security scheme " + Form::quoted(name) + " is not in the document";
    if (!open) form_.fault(at, why, why);
    const UnknownKind kind = open ? UnknownKind::unsupported : UnknownKind::invalid;
    return {values.add_unknown(kind, why, "", at), false};
  }
  const ValueId scheme = references_.follow(written);
  for (const ValueId word :
       {form_.field(form_.field(scheme, kAuthorizer), "type"), form_.field(scheme, kAuthType)}) {
    if (!word.valid()) continue;
    if (values[word].kind != ValueKind::string) return {word, false};
    return {values.add_string(word_for(values.string(word)), values[word].span), false};
  }
  const bool key = values.string(form_.field(scheme, "type").valid() ? form_.field(scheme, "type")
                                                                     : scheme) == "apiKey";
  const ValueId header = form_.field(scheme, "name");
  if (key && header.valid() && in_lower_case(values.string(header)) == kKeyHeader)
    return {ValueId{}, true};
  return {values.add_unknown(UnknownKind::unsupported,
                             "the security scheme " + Form::quoted(name) +
                                 " says nothing that API Gateway is known to act on",
                             "", at),
          false};
}

ValueId Security::schemes(Span at) {
  ValueStore& values = form_.values();
  std::vector<ValueId> list;
  if (!schemes_.valid()) return values.add_list(list, at);
  for (const Form::Entry& entry : form_.entries(schemes_)) {
    for (const Alternative& way : references_.ways_of(entry.value)) {
      const ValueId authorizer = form_.field(way.value, kAuthorizer);
      if (!authorizer.valid()) continue;
      Entries made{{"name", entry.key_span, values.add_string(entry.key, entry.key_span)}};
      const auto keep = [&](std::string_view name, ValueId value) {
        if (value.valid()) made.push_back({std::string(name), values[value].span, value});
      };
      keep("authorizer", form_.field(authorizer, "type"));
      keep("uri", form_.field(authorizer, "authorizerUri"));
      keep("credentials", form_.field(authorizer, "authorizerCredentials"));
      keep("issuer", form_.field(form_.field(authorizer, "jwtConfiguration"), "issuer"));
      if (const ValueId providers = form_.field(authorizer, "providerARNs"); providers.valid())
        keep("providers", values.add_list(form_.items(providers), values[providers].span));
      const ValueId one = values.add_map(std::move(made), values[authorizer].span);
      list.push_back(only_when(form_.model(), form_.both(entry.guard, way.guard), one));
    }
  }
  return values.add_list(list, at);
}

}  // namespace weir::openapi
