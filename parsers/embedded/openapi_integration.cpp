#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/embedded/mapping_template.h"
#include "parsers/embedded/openapi_parts.h"

namespace weir::openapi {
namespace {

/// Keys that keep what they say under another name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kKept = {
    {{"credentials", "credentials"},
     {"timeoutInMillis", "timeout"},
     {"responseTransferMode", "transfer"},
     {"integrationTarget", "link"},
     {"connectionId", "link"}}};

constexpr std::string_view kQuery = "integration.request.querystring.";

/// `arn:…:apigateway:region:service:action/Operation` → "service:Operation".
std::optional<std::string> operation_in(std::string_view uri) {
  const std::size_t action = uri.find(":action/");
  if (!uri.starts_with("arn:") || action == uri.npos) return std::nullopt;
  const std::size_t service = uri.rfind(':', action - 1);
  if (service == uri.npos) return std::nullopt;
  std::string_view operation = uri.substr(action + std::string_view(":action/").size());
  operation = operation.substr(0, operation.find_first_of("&?/"));
  return std::string(uri.substr(service + 1, action - service - 1)) + ":" + std::string(operation);
}

/// "SQS-SendMessage" → "SQS:SendMessage".
std::string operation_of_subtype(std::string_view subtype) {
  std::string call(subtype.substr(0, subtype.find(" ")));
  if (const std::size_t dash = call.find('-'); dash != call.npos) call[dash] = ':';
  return call;
}

class Integration {
 public:
  Integration(Form& form, const std::string& named, Entries& entries)
      : form_(form), values_(form.values()), named_(named), entries_(entries) {}

  void read(ValueId value) {
    type(value);
    target(value);
    for (const auto& [key, name] : kKept) {
      const ValueId found = form_.field(value, key);
      const bool taken = !entries_.empty() && entries_.back().key == name;
      if (found.valid() && !taken)
        entries_.push_back({std::string(name), values_[found].span, found});
    }
  }

 private:
  void type(ValueId value) {
    const ValueId type = form_.field(value, "type");
    if (!type.valid()) {
      form_.fault(values_[value].span, named_, named_ + " has an integration without type");
      return;
    }
    const ValueId word = form_.each_way(type, [this](ValueId one) {
      if (values_[one].kind != ValueKind::string) return one;
      std::string text(values_.string(one));
      for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      return values_.add_string(std::move(text), values_[one].span);
    });
    entries_.push_back({"integration", values_[type].span, word});
  }

  void target(ValueId value) {
    const ValueId subtype = form_.field(value, {"integrationSubtype", "subtype"});
    if (subtype.valid()) {
      keep("call", subtype, form_.each_way(subtype, [this](ValueId one) {
        if (values_[one].kind != ValueKind::string) return one;
        return values_.add_string(operation_of_subtype(values_.string(one)), values_[one].span);
      }));
      if (const ValueId given = form_.field(value, "requestParameters"); given.valid())
        keep("arguments", given, parameters(given));
      return;
    }
    const ValueId uri = form_.field(value, "uri");
    if (!uri.valid()) return;
    keep("uri", uri, form_.each_way(uri, [this](ValueId one) {
      return operation_in(form_.written(one)) ? ValueId{} : one;
    }));
    const ValueId call = form_.each_way(uri, [this](ValueId one) {
      const auto operation = operation_in(form_.written(one));
      return operation ? values_.add_string(*operation, values_[one].span) : ValueId{};
    });
    if (!call.valid()) return;
    keep("call", uri, call);
    keep("arguments", value, arguments(value));
  }

  void keep(std::string_view name, ValueId at, ValueId made) {
    if (made.valid()) entries_.push_back({std::string(name), values_[at].span, made});
  }

  /// Arguments that a request to a service is given by its query and its mapping template.
  ValueId arguments(ValueId value) {
    Entries made;
    for (const Form::Entry& entry : form_.entries(form_.field(value, "requestParameters"))) {
      if (!entry.key.starts_with(kQuery)) continue;
      made.push_back(
          {entry.key.substr(kQuery.size()), entry.key_span,
           only_when(form_.model(), entry.guard, constant_or_chosen(form_, entry.value))});
    }
    for (const Form::Entry& entry : form_.entries(form_.field(value, "requestTemplates")))
      for (MapEntry& argument : template_arguments(form_, entry.value))
        made.push_back(std::move(argument));
    return values_.add_map(std::move(made), values_[value].span);
  }

  /// Parameters of a first-class integration: constants, or selections from the request ("$…").
  ValueId parameters(ValueId value) {
    Entries made;
    for (const Form::Entry& entry : form_.entries(value)) {
      const bool selected = form_.written(entry.value).starts_with("$request.") ||
                            form_.written(entry.value).starts_with("$context.");
      made.push_back({entry.key, entry.key_span,
                      selected ? chosen_by_request(form_, entry.value) : entry.value});
    }
    return values_.add_map(std::move(made), values_[value].span);
  }

  Form& form_;
  ValueStore& values_;
  const std::string& named_;
  Entries& entries_;
};

}  // namespace

void read_integration(Form& form, ValueId integration, const std::string& named, Entries& entries) {
  const ValueKind kind = form.values()[integration].kind;
  if (kind == ValueKind::map) return Integration(form, named, entries).read(integration);
  const Span at = form.values()[integration].span;
  const ValueId open =
      kind == ValueKind::unknown || kind == ValueKind::reference
          ? integration
          : form.invalid(integration, named,
                         "expected the integration of " + named + " as a map, found " +
                             std::string(form.kind_of(integration)));
  entries.push_back({"integration", at, open});
  entries.push_back({"uri", at, open});
}

}  // namespace weir::openapi
