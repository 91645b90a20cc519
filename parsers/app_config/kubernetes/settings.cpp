#include "parsers/app_config/kubernetes/settings.h"

#include <algorithm>
#include <array>
#include <optional>

namespace weir::kubernetes {
namespace {

std::optional<unsigned> sextet(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return std::nullopt;
}

/// The bytes that a base64 text stands for; none if it is no such text.
std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    if (c == '=' || c == '\n' || c == '\r' || c == ' ') continue;
    const std::optional<unsigned> value = sextet(c);
    if (!value) return std::nullopt;
    bits = (bits << 6 | *value) & 0xFFFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  return bytes;
}

/// How texts begin that tools replace before they reach the cluster, or have encrypted.
constexpr std::array<std::string_view, 12> kFilledIn = {"ENC[", "vault:", "ref+", "op://", "awssm:", "secret:",
                                                        "$",    "<",      "{{",   "%",     "@",      "__"};

bool is_filled_in(std::string_view text) {
  return std::any_of(kFilledIn.begin(), kFilledIn.end(), [&](std::string_view mark) { return text.starts_with(mark); });
}

constexpr std::size_t kLoginBytes = 1024;

/// Whether a text has the form of an address or connection string with a password, and is no file.
bool may_hold_login(std::string_view text) {
  if (text.size() > kLoginBytes || text.find('\n') != text.npos) return false;
  const std::size_t scheme = text.find("://");
  if (scheme != text.npos && text.find('@', scheme) != text.npos) return true;
  return text.find(';') != text.npos && (text.find("assword=") != text.npos || text.find("Pwd=") != text.npos);
}

}  // namespace

void Settings::add_map(std::string_view space, std::string_view name, ValueId object, bool secret) {
  ValueStore& values = model_.values;
  Held& held = (secret ? secrets_ : maps_)[Key(space, name)];
  held.encrypted = held.encrypted || values.find(object, "sops").valid();
  for (const char* field : {"data", "stringData"}) {
    const ValueId data = values.find(object, field);
    if (!data.valid() || values[data].kind != ValueKind::map) continue;
    const bool encoded = secret && std::string_view(field) == "data";
    for (std::size_t i = 0; i < values.item_count(data); ++i) {
      MapEntry entry = values.entry(data, i);
      if (secret) {
        model_.secrets.push_back(values[entry.value].span);
        entry.value = values.marked_secret(encoded ? decoded(entry.value) : entry.value);
      }
      held.entries.insert_or_assign(entry.key, entry);
    }
  }
}

ValueId Settings::decoded(ValueId text) const {
  ValueStore& values = model_.values;
  if (values[text].kind != ValueKind::string) return text;
  const Span span = values[text].span;
  const std::optional<std::string> bytes = from_base64(values.string(text));
  if (!bytes) return values.add_unknown(UnknownKind::invalid, "the text is no base64", "", span);
  return values.add_string(*bytes, span);
}

const Settings::Held* Settings::held(bool secret, std::string_view space,
                                     std::string_view name) const {
  const auto& all = secret ? secrets_ : maps_;
  const auto found = all.find(Key(space, name));
  return found == all.end() ? nullptr : &found->second;
}

ValueId Settings::written(std::string_view space, std::string_view name, Span place) const {
  ValueStore& values = model_.values;
  std::vector<MapEntry> entries;
  const Held* held = this->held(true, space, name);
  if (held != nullptr && !held->encrypted)
    for (const auto& [key, entry] : held->entries)
      if (values[entry.value].kind == ValueKind::string && !is_filled_in(values.string(entry.value)))
        entries.push_back(entry);
  return values.add_map(std::move(entries), place);
}

ValueId Settings::logins(std::string_view space, std::string_view name, Span place) const {
  ValueStore& values = model_.values;
  std::vector<MapEntry> entries;
  if (const Held* held = this->held(false, space, name); held != nullptr)
    for (const auto& [key, held_entry] : held->entries) {
      MapEntry entry = held_entry;
      if (values[entry.value].kind == ValueKind::string && may_hold_login(values.string(entry.value))) {
        entry.value = values.marked_secret(entry.value);
        entries.push_back(std::move(entry));
      }
    }
  return values.add_map(std::move(entries), place);
}

/// `{name: app, key: HOST}` of a configMapKeyRef or secretKeyRef.
ValueId Settings::from_key(ValueId source, std::string_view space, bool secret, Span place) const {
  ValueStore& values = model_.values;
  const ValueId name = values.find(source, "name"), key = values.find(source, "key");
  if (!name.valid() || !key.valid())
    return values.add_unknown(UnknownKind::invalid, "it names no entry", "", place);
  const std::string kind = secret ? "Secret" : "ConfigMap";
  const std::string named(values.string(name)), entry(values.string(key));
  const Held* map = held(secret, space, named);
  const MapEntry* found = nullptr;
  if (map != nullptr)
    if (const auto at = map->entries.find(entry); at != map->entries.end()) found = &at->second;
  if (found == nullptr) {
    const ValueId unknown = values.add_unknown(
        UnknownKind::outside, "the " + kind + " " + named + " is not in the input", named, place);
    return secret ? values.marked_secret(unknown) : unknown;
  }
  const OriginId origin =
      values.add_origin({place, "the " + kind + " " + named, values[found->value].origin});
  return values.moved(found->value, values[found->value].span, origin);
}

ValueId Settings::from_source(ValueId source, std::string_view space, Span place) const {
  const ValueStore& values = model_.values;
  if (const ValueId map = values.find(source, "configMapKeyRef"); map.valid())
    return from_key(map, space, false, place);
  if (const ValueId secret = values.find(source, "secretKeyRef"); secret.valid())
    return from_key(secret, space, true, place);
  return model_.values.add_unknown(UnknownKind::computed, "a field of the pod", "", place);
}

void Settings::add_whole(ValueId from, std::string_view space,
                         std::vector<Setting>& settings) const {
  ValueStore& values = model_.values;
  const ValueId written = values.find(from, "prefix");
  const std::string prefix(written.valid() ? values.string(written) : std::string_view{});
  for (const bool secret : {false, true}) {
    const ValueId ref = values.find(from, secret ? "secretRef" : "configMapRef");
    const ValueId name = ref.valid() ? values.find(ref, "name") : ValueId{};
    if (!name.valid()) continue;
    const Span place = values[name].span;
    const Held* map = held(secret, space, values.string(name));
    if (map == nullptr) continue;
    const std::string what = (secret ? "the Secret " : "the ConfigMap ") + std::string(values.string(name));
    for (const auto& [key, entry] : map->entries) {
      const OriginId origin = values.add_origin({place, what, values[entry.value].origin});
      settings.push_back({prefix + key, entry.key_span,
                          values.moved(entry.value, values[entry.value].span, origin)});
    }
  }
}

std::vector<Setting> Settings::of(ValueId container, std::string_view space) const {
  ValueStore& values = model_.values;
  std::vector<Setting> settings;
  if (const ValueId from = values.find(container, "envFrom");
      from.valid() && values[from].kind == ValueKind::list)
    for (const ValueId one : values.items(from)) add_whole(one, space, settings);
  if (const ValueId env = values.find(container, "env");
      env.valid() && values[env].kind == ValueKind::list) {
    for (const ValueId one : values.items(env)) {
      const ValueId name = values.find(one, "name");
      if (!name.valid() || values[name].kind != ValueKind::string) continue;
      const Span place = values[name].span;
      const MapEntry* source = values.find_entry(one, "valueFrom");
      ValueId value = values.find(one, "value");
      if (source != nullptr) value = from_source(source->value, space, values[source->value].span);
      if (!value.valid()) value = values.add_string("", place);
      settings.push_back({std::string(values.string(name)), place, value});
    }
  }
  std::map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < settings.size(); ++i) last[settings[i].name] = i;
  std::vector<Setting> counting;
  for (std::size_t i = 0; i < settings.size(); ++i)
    if (last.at(settings[i].name) == i) counting.push_back(settings[i]);
  return counting;
}

}  // namespace weir::kubernetes
