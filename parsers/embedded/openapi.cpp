#include "parsers/embedded/openapi.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/model/joined_text.h"
#include "parsers/embedded/openapi_parts.h"
#include "parsers/embedded/policy.h"

namespace weir {
namespace openapi {
namespace {

constexpr int kMostHops = 32;

constexpr std::string_view kAnyMethod = "x-amazon-apigateway-any-method";
constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";
constexpr std::array<std::string_view, 8> kMethods = {"get",     "put",  "post",  "delete",
                                                      "options", "head", "patch", "trace"};
/// What else a path may hold.
constexpr std::array<std::string_view, 5> kBeside = {"$ref", "summary", "description", "servers",
                                                     "parameters"};

std::string in_capitals(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class OpenApiForm {
 public:
  OpenApiForm(Form& form, ValueId root)
      : form_(form),
        root_(root),
        references_(form, root),
        security_(form, references_, root),
        cors_(form) {}

  ValueId document() {
    ValueStore& values = form_.values();
    const Span span = values[root_].span;
    const ValueId paths = form_.field(root_, "paths");
    ValueId operations;
    if (!paths.valid()) {
      operations = form_.invalid(root_, "paths", "the description of an API has no paths");
    } else {
      for (const Alternative& way : references_.ways_of(paths)) read_paths(way);
      operations = open_.valid() && list_.empty() ? open_ : values.add_list(list_, span);
    }
    std::vector<MapEntry> entries = {{"operations", span, operations},
                                     {"schemes", span, security_.schemes(span)}};
    if (const ValueId servers = form_.field(root_, "servers"); servers.valid())
      entries.push_back({"servers", span, servers});
    cors_.read_whole(root_);
    if (const ValueId rules = cors_.rules(span); rules.valid())
      entries.push_back({"cors", span, rules});
    return form_.as_used(values.add_map(std::move(entries), span), root_);
  }

 private:
  void read_paths(const Alternative& paths) {
    if (const ValueId open = open_or_not_a_map(paths.value, "the paths"); open.valid()) {
      open_ = open;
      list_.push_back(only_when(form_.model(), paths.guard, open));
      return;
    }
    for (const Form::Entry& path : form_.entries(paths.value)) {
      if (path.key.starts_with("x-")) continue;
      for (const Alternative& item : references_.ways_of(path.value)) {
        const Guard guard = form_.both(paths.guard, form_.both(path.guard, item.guard));
        path_item(path, item.value, guard);
      }
    }
  }

  void path_item(const Form::Entry& path, ValueId item, Guard guard) {
    const std::string named = "the path " + Form::quoted(path.key);
    if (const ValueId open = open_or_not_a_map(item, named); open.valid()) {
      list_.push_back(only_when(form_.model(), guard, open));
      return;
    }
    for (const Form::Entry& entry : form_.entries(item)) {
      const bool any = entry.key == kAnyMethod;
      if (!any && !is_one_of(entry.key, kMethods)) {
        if (!entry.key.starts_with("x-") && !is_one_of(entry.key, kBeside))
          form_.fault(entry.key_span, named + entry.key,
                      named + " has the key " + Form::quoted(entry.key) +
                          ", which is no method (methods are in lower case)");
        continue;
      }
      for (const Alternative& one : references_.ways_of(entry.value))
        operation(path, entry, {form_.both(guard, one.guard), one.value},
                  any ? "*" : in_capitals(entry.key));
    }
  }

  /// One operation for each alternative of its integration.
  void operation(const Form::Entry& path, const Form::Entry& entry, const Alternative& written,
                 const std::string& method) {
    const std::string named = "the operation " + method + " " + Form::quoted(path.key);
    if (const ValueId open = open_or_not_a_map(written.value, named); open.valid()) {
      list_.push_back(only_when(form_.model(), written.guard, open));
      return;
    }
    ValueStore& values = form_.values();
    const Span at = entry.key_span;
    Entries heading{{"name", at, values.add_string(method + " " + path.key, at)},
                    {"path", path.key_span, values.add_string(path.key, path.key_span)},
                    {"method", at, values.add_string(method, at)}};
    check_answers(named, written.value);
    security_.read(written.value, at, heading);
    std::vector<Alternative> integrations;
    if (const ValueId integration = form_.field(written.value, kIntegration); integration.valid())
      integrations = references_.ways_of(integration);
    if (integrations.empty()) integrations.push_back({kAlways, ValueId{}});
    for (const Alternative& integration : integrations) {
      Entries entries = heading;
      if (integration.value.valid()) {
        read_integration(form_, integration.value, named, entries);
        cors_.read_answers(heading[1].value, form_.both(written.guard, integration.guard),
                           integration.value);
      }
      const ValueId made = form_.as_used(
          values.add_map(std::move(entries), values[written.value].span), written.value);
      list_.push_back(only_when(form_.model(), form_.both(written.guard, integration.guard), made));
    }
  }

  void check_answers(const std::string& named, ValueId operation) {
    const ValueId answers = form_.field(operation, "responses");
    form_.expect_map(answers, "the responses of " + named);
    for (const Form::Entry& answer : form_.entries(answers))
      form_.expect_map(form_.field(answer.value, "headers"),
                       "the headers of " + named + "'s response " + answer.key);
  }

  /// The unknown that stands for what is no map; none if it is one.
  ValueId open_or_not_a_map(ValueId value, const std::string& named) {
    const ValueKind kind = form_.values()[value].kind;
    if (kind == ValueKind::map) return {};
    if (kind == ValueKind::unknown || kind == ValueKind::reference) return value;
    return form_.invalid(
        value, named,
        "expected " + named + " as a map, found " + std::string(form_.kind_of(value)));
  }

  Form& form_;
  ValueId root_;
  References references_;
  Security security_;
  Cors cors_;
  std::vector<ValueId> list_;
  ValueId open_;  ///< the paths as a whole, if they are not known
};

}  // namespace

ValueId References::follow(ValueId value) {
  for (int hops = 0; hops < kMostHops; ++hops) {
    const ValueId reference = form_.field(value, "$ref");
    if (!reference.valid()) return value;
    const std::string_view pointer = form_.values().string(reference);
    if (!pointer.starts_with("#/")) {
      const Span at = form_.values()[reference].span;
      return form_.values().add_unknown(UnknownKind::outside, "it is described elsewhere",
                                        form_.written(reference), at);
    }
    const ValueId target = at(pointer.substr(1));
    if (!target.valid()) {
      const std::string shown = Form::quoted(pointer);
      return form_.invalid(reference, shown, "the document has nothing at " + shown);
    }
    value = target;
  }
  return form_.invalid(value, "$ref", "the $ref leads back to itself, or on and on");
}

std::vector<Alternative> References::ways_of(ValueId value) {
  std::vector<Alternative> result;
  for (const Alternative& way : ways(form_.model(), value)) {
    if (!way.value.valid()) continue;
    const ValueId led = follow(way.value);
    for (const Alternative& end : ways(form_.model(), led))
      if (end.value.valid()) result.push_back({form_.both(way.guard, end.guard), end.value});
  }
  return result;
}

/// What a JSON pointer leads to.
ValueId References::at(std::string_view pointer) const {
  ValueId here = root_;
  while (!pointer.empty() && here.valid()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string key;
    for (std::size_t i = 0; i < end; ++i) {
      const bool escape = pointer[i] == '~' && i + 1 < end;
      key += !escape ? pointer[i] : pointer[i + 1] == '1' ? '/' : '~';
      if (escape) ++i;
    }
    here = form_.field(here, key);
    pointer.remove_prefix(end);
  }
  return here;
}

}  // namespace openapi

ValueId normalise_openapi(ResourceModel& model, SourceMap& sources, ValueId value) {
  if (!value.valid()) return value;
  Form form(model, sources, "description of an API", "openapi-form");
  const ValueId made =
      form.each_way(parse_embedded_json(model, sources, value), [&form](ValueId one) -> ValueId {
        const ValueKind kind = form.values()[one].kind;
        if (kind == ValueKind::unknown || kind == ValueKind::reference) return one;
        if (kind == ValueKind::map) return openapi::OpenApiForm(form, one).document();
        return form.invalid(one, "document",
                            "expected the description of an API (a map with paths), found " +
                                std::string(form.kind_of(one)));
      });
  form.finish();
  return made;
}

}  // namespace weir
