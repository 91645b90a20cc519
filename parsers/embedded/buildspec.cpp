#include "parsers/embedded/buildspec.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/embedded/form.h"
#include "parsers/embedded/policy.h"

namespace weir {
namespace {

/// A map of `env`, what its list is called in the regular form, and what its values are called there.
struct Given {
  std::string_view key, list, value;
};
constexpr std::array<Given, 3> kGiven = {{{"variables", "variables", "value"},
                                          {"parameter-store", "parameters", "value_from"},
                                          {"secrets-manager", "secrets", "value_from"}}};
constexpr std::size_t kFieldsOfArn = 7;  ///< `arn:partition:service:region:account:secret:name`

/// A secret's name or ARN; `:key:stage:version` may follow.
std::string_view without_key(std::string_view text) {
  std::size_t fields = text.starts_with("arn:") ? kFieldsOfArn : 1;
  std::size_t at = text.find(':');
  while (at != text.npos && --fields > 0) at = text.find(':', at + 1);
  return text.substr(0, at);
}

class BuildspecForm {
 public:
  BuildspecForm(ResourceModel& model, const SourceMap& sources)
      : form_(model, sources, "build specification", "buildspec-form"), values_(model.values) {}

  ValueId document(ValueId value) {
    const ValueId made = form_.each_way(value, [this](ValueId one) { return specification(one); });
    form_.finish();
    return made;
  }

 private:
  ValueId specification(ValueId value) {
    if (values_[value].kind != ValueKind::map) {
      if (values_[value].kind == ValueKind::list || values_[value].kind == ValueKind::number)
        return form_.invalid(value, "map", "expected a build specification as a map, found " + std::string(form_.kind_of(value)));
      return value;
    }
    std::vector<MapEntry> entries;
    const ValueId env = form_.field(value, "env");
    form_.expect_map(env, "`env` of a build specification");
    for (const Given& given : kGiven) {
      const ValueId map = form_.each_way(env, [&](ValueId one) { return form_.field(one, given.key); });
      if (!map.valid()) continue;
      form_.expect_map(map, "`" + std::string(given.key) + "` of a build specification");
      entries.push_back({std::string(given.list), values_[map].span, list_of(map, given)});
    }
    return form_.as_used(values_.add_map(std::move(entries), values_[value].span), value);
  }

  ValueId list_of(ValueId map, const Given& given) {
    std::vector<ValueId> items;
    for (const Form::Entry& entry : form_.entries(map)) {
      if (!form_.spend(entry.value, entry.key.size())) break;
      const ValueId value = given.list == "secrets" ? secret(entry.value) : entry.value;
      const ValueId name = values_.add_string(entry.key, entry.key_span);
      items.push_back(values_.add_map({{"name", entry.key_span, name}, {std::string(given.value), values_[value].span, value}}, entry.key_span));
    }
    return values_.add_list(items, values_[map].span);
  }

  ValueId secret(ValueId value) {
    const Span span = values_[value].span;
    if (values_[value].kind == ValueKind::string) return values_.add_string(std::string(without_key(values_.string(value))), span);
    if (values_[value].kind != ValueKind::text) return value;
    // `${Secret}:key`: what is put in is the whole name
    const std::vector<ValueId> parts = values_.items(value);
    const bool keyed = parts.size() == 2 && values_[parts[0]].kind != ValueKind::string && values_.string(parts[1]).starts_with(":");
    return keyed ? parts[0] : value;
  }

  Form form_;
  ValueStore& values_;
};

bool has_line_break(const ValueStore& values, ValueId value) {
  if (values[value].kind == ValueKind::string) return values.string(value).find('\n') != std::string_view::npos;
  if (values[value].kind != ValueKind::text) return false;
  const std::vector<ValueId> parts = values.items(value);
  return std::any_of(parts.begin(), parts.end(), [&](ValueId part) { return has_line_break(values, part); });
}

}  // namespace

bool names_buildspec_file(const ValueStore& values, ValueId value) {
  const ValueKind kind = values[value].kind;
  if (kind == ValueKind::string && values.string(value).starts_with("{")) return false;  // JSON on one line
  return (kind == ValueKind::string || kind == ValueKind::text) && !has_line_break(values, value);
}

ValueId normalise_buildspec(ResourceModel& model, SourceMap& sources, ValueId value) {
  if (!value.valid() || names_buildspec_file(model.values, value)) return value;
  return BuildspecForm(model, sources).document(parse_embedded_json(model, sources, value));
}

}  // namespace weir
