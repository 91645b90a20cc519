// Hosts of others that settings name.
#include "analyzer/graph/outside_hosts.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "analyzer/graph/connection_texts.h"
#include "analyzer/graph/hosts.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

constexpr std::size_t kSiblings = 64;        // with one beginning
constexpr std::size_t kSiblingBytes = 256;  // of a text that stands beside a host

/// `DATABASES.default` and `HOST` of `DATABASES.default.HOST`, `DB` and `HOST` of `DB_HOST`.
std::pair<std::string, std::string> name_parts(std::string_view name) {
  const std::size_t dot = name.find_last_of(".:");
  const std::size_t at = dot != name.npos ? dot : name.find_last_of("_-");
  if (at == name.npos) return {"", std::string(name)};
  return {std::string(name.substr(0, at)), words_of(name.substr(at + 1))};
}

}  // namespace

OutsideHosts::OutsideHosts(Inference& inference, const SettingWords& words)
    : in_(inference), words_(words), host_(outside_concept(inference.catalog, inference.catalog.label("web_service"))) {}

void OutsideHosts::note(NodeId process, const Hit& hit) {
  if (hit.key || !hit.value.valid()) return;
  const Value& value = in_.model.values[hit.value];
  if (value.kind != ValueKind::string) return;
  const std::string_view text = in_.model.values.string(hit.value);
  const auto name = name_parts(hit.scope.entry_key);
  const auto& front = name.first;
  const auto& last = name.second;
  if (front.empty() || text.size() > kSiblingBytes) return;
  const bool secures = words_.are(last, SettingSays::security_key);
  if (last != "port" && !secures && !words_.are(last, SettingSays::engine_key)) return;
  const auto add = [&](const std::string& beginning) {
    auto& all = siblings_[{process.value, beginning}];
    if (all.size() < kSiblings) all.push_back({last, std::string(text)});
  };
  add(front);
  if (secures) add(name_parts(front).first);  // `DATABASES.default.OPTIONS.sslmode`
}

/// The address of a host that stands alone, by its setting's name or by what stands beside it; "" if nothing says what it is.
std::string OutsideHosts::beside(NodeId process, const std::string& setting, const std::string& host) const {
  const auto [front, last] = name_parts(setting);
  if (front.empty() || !words_.are(last, SettingSays::host_key) || !host_of_others("https://" + host)) return "";
  std::string scheme, options;
  const auto found = siblings_.find({process.value, front});
  if (found != siblings_.end())
    for (const Sibling& one : found->second) {
      if (words_.are(one.last, SettingSays::engine_key)) scheme = engine_named(in_.transport, in_.catalog, one.value);
      if (words_.are(one.last, SettingSays::security_key)) options = "?" + one.last + "=" + words_of(one.value);
    }
  if (found != siblings_.end() && scheme.empty())
    for (const Sibling& one : found->second)
      if (one.last == "port") scheme = engine_at_port(in_.transport, in_.catalog, one.value);
  if (scheme.empty()) scheme = engine_named(in_.transport, in_.catalog, front);
  return scheme.empty() ? "" : scheme + "://" + host + options;
}

std::string OutsideHosts::address_in(NodeId process, const Hit& hit, const std::string& text) const {
  if (const auto address = address_of_connection(in_.transport, in_.catalog, words_, text)) return *address;
  if (text.find("://") != text.npos) return text;
  const std::size_t colon = text.find(':');
  return beside(process, hit.scope.entry_key, text.substr(0, colon));
}

/// What stands at an address, if the setting speaks of calls there.
NodeId OutsideHosts::node_at(UnitId unit, const std::string& address, const std::string& setting, Span place) {
  const AddressForm* form = address_form(in_.catalog, in_.transport, address);
  const std::optional<std::string> host = host_in_address(address);
  if (form == nullptr || !host) return {};
  const bool store = form->reaches.valid() && form->reaches != host_;
  if (!store) {
    const bool called = words_.say(setting, SettingSays::call) && !words_.say(setting, SettingSays::to_name);
    if ((!called && !form->reaches.valid()) || is_of_provider(in_.catalog, *host)) return {};
  }
  const NodeId node = outside_named(in_, unit, store ? form->reaches : host_, *host, place);
  if (!node.valid() || !form->is.valid()) return node;
  std::vector<LabelId>& labels = in_.dfd.nodes[node.index()].labels;
  if (std::find(labels.begin(), labels.end(), form->is) == labels.end()) {
    labels.push_back(form->is);
    std::sort(labels.begin(), labels.end());
  }
  return node;
}

std::vector<End> OutsideHosts::named_in(UnitId unit, NodeId process, const Hit& hit) {
  std::vector<End> out;
  if (!host_.valid() || hit.key || !hit.value.valid()) return out;
  for (const Rendered& text : render(in_.model, in_.guards, hit.value)) {
    const std::string address = address_in(process, hit, text.text());
    if (address.empty()) continue;
    const NodeId node = node_at(unit, address, hit.scope.entry_key, hit.place());
    if (node.valid())
      out.push_back({node, in_.guards.both(hit.guard, text.guard), hit.place(), {}, true,
                     protocol_at(in_.catalog, in_.transport, address)});
  }
  return out;
}

}  // namespace weir
