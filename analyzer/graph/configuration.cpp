// A value that names an element, in the settings of a process that may use it: the process uses it.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "analyzer/graph/ends.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// Words in a setting's name that say the value is for the caller's browser, not for a call of
/// ours.
constexpr std::array<std::string_view, 12> kForBrowsers = {
    "redirect", "callback", "logout",   "origin", "origins", "cors",
    "frontend", "website",  "homepage", "public", "docs",    "logo"};

/// Words in a setting's name that say the value is an address to call.
constexpr std::array<std::string_view, 11> kForCalls = {"url",     "uri",    "endpoint", "host",
                                                        "api",     "server", "webhook",  "address",
                                                        "service", "base",   "backend"};
/// … and those that say it is one to read about, to name something by, or to compare with.
constexpr std::array<std::string_view, 22> kToName = {
    "doc",     "schema", "xmlns",   "license", "scope", "scopes",   "audience", "claim",
    "claims",  "agent",  "referer", "allowed", "terms", "link",     "support",  "favicon",
    "privacy", "issuer", "image",   "avatar",  "help",  "namespace"};

/// … and words of attributes that hold one.
constexpr std::array<std::string_view, 6> kAddresses = {"endpoint", "endpoints", "address",
                                                        "host",     "url",       "dns"};

bool has_word(std::string_view setting, const auto& words) {
  const std::string all = "-" + words_of(setting) + "-";
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return all.find("-" + std::string(word) + "-") != std::string::npos;
  });
}

bool is_for_browsers(std::string_view setting) { return has_word(setting, kForBrowsers); }
bool is_for_calls(std::string_view setting) {
  return has_word(setting, kForCalls) && !has_word(setting, kToName);
}

/// The host of an address `https://host…` that anybody can look up; none for one that is put
/// together at deployment, for numbers, and for names that only a network of one's own knows.
std::optional<std::string> host_of_others(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return std::nullopt;
  std::string host(text.substr(scheme, text.find_first_of("/?#", scheme) - scheme));
  host.erase(0, host.rfind('@') + 1);  // a name and a password in front of it
  host.erase(std::min(host.find(':'), host.size()));
  std::transform(host.begin(), host.end(), host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t dot = host.rfind('.');
  const auto named = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; };
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == host.size() ||
      !std::all_of(host.begin(), host.end(), named) ||
      std::isalpha(static_cast<unsigned char>(host.back())) == 0 || host.front() == '-' ||
      host.find("..") != std::string::npos || host.find("-.") != std::string::npos)
    return std::nullopt;
  const std::string top = host.substr(dot + 1);
  if (top == "local" || top == "internal" || top == "localhost") return std::nullopt;
  return host;
}

/// Whether it is an endpoint of a provider, under the domain of its service principals: what is
/// called there is a resource, or a service with actions.
bool is_of_provider(const Catalog& catalog, std::string_view host) {
  return std::any_of(catalog.principals.begin(), catalog.principals.end(),
                     [&](const PrincipalRecord& record) {
                       const std::string_view name = catalog.text(record.principal);
                       const std::size_t dot = name.find('.');
                       return dot != std::string_view::npos && host.ends_with(name.substr(dot));
                     });
}

class Configuration {
 public:
  explicit Configuration(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        permissions_(inference),
        used_(catalog_.property("used")),
        host_(outside_concept(catalog_, catalog_.label("web_service"))) {
    const EdgeLabelId entry = catalog_.edge("entry");
    for (const Flow& flow : in_.dfd.flows) {
      if (flow.kind == entry) public_.insert(flow.to.value);
      calls_.insert({flow.from.value, flow.to.value});
    }
  }

  /// Collects the settings of a process.
  void read(ResourceId id) {
    const NodeId node = in_.node_of[id.index()];
    const ConceptId concept_id = in_.concept_of[id.index()];
    if (!node.valid() || !concept_id.valid() || !is_element(in_.dfd[node].kind)) return;
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    for (Hit& hit : select(in_.source, catalog_.concepts[concept_id.index()].uses, whole).hits) {
      if (hit.scope.entry_key_span.valid()) holders_[place_of(hit)].add(node, is_within(hit, id));
      settings_.push_back({id, node, std::move(hit)});
    }
  }

  void use_all() {
    for (const Setting& setting : settings_) {
      const Hit& hit = setting.hit;
      if (hit.value.valid()) read_from_stores(setting.process, hit);
      if (hit.unknown || is_for_browsers(hit.scope.entry_key)) continue;
      const UnitId unit = in_.model[setting.resource].unit;
      std::vector<End> ends = resolve_hit(in_, unit, hit, {}).nodes;
      if (ends.empty()) ends = hosts_in(unit, hit);
      for (End& end : ends) {
        end.node = carrier(in_, end.node);
        if (end.node != setting.process && is_element(in_.dfd[end.node].kind))
          use(setting.process, end, hit);
      }
    }
  }

  /// Access that nothing confirmed: whether it is used, only the program says.
  void finish() {
    if (!used_.valid()) return;
    for (Access& access : in_.dfd.access)
      if (find_property(access.properties, used_) == nullptr)
        set_property(access.properties, used_, unknown_value("the program's source was not read"));
  }

 private:
  struct Setting {
    ResourceId resource;
    NodeId process;
    Hit hit;
  };
  using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  /// Who has the setting that is written at one place.
  struct Holders {
    NodeId first;
    bool several = false;
    bool elsewhere = false;  ///< the place is outside of what some of them are
    void add(NodeId process, bool within) {
      several |= first.valid() && first != process;
      if (!first.valid()) first = process;
      elsewhere |= !within;
    }
  };

  static Place place_of(const Hit& hit) {
    const Span key = hit.scope.entry_key_span;
    return {key.file.value, key.begin, key.end};
  }
  bool is_within(const Hit& hit, ResourceId id) const {
    const Span key = hit.scope.entry_key_span;
    const Span whole = in_.model[id].span;
    return key.file == whole.file && whole.begin <= key.begin && key.end <= whole.end;
  }
  /// Written once for several, beside them (Globals, a local, an anchor): each has it, whether it
  /// uses it or not. Only a permission, or a call, tells who does.
  bool is_shared(const Hit& hit) const {
    if (!hit.scope.entry_key_span.valid()) return false;
    const Holders& holders = holders_.at(place_of(hit));
    return holders.several && holders.elsewhere;
  }

  /// Hosts of others whose addresses a setting holds: somebody calls them there.
  std::vector<End> hosts_in(UnitId unit, const Hit& hit) {
    std::vector<End> out;
    if (!host_.valid() || hit.key || !hit.value.valid() || !is_for_calls(hit.scope.entry_key))
      return out;
    for (const Rendered& text : render(in_.model, in_.guards, hit.value)) {
      const std::optional<std::string> host = host_of_others(text.text());
      if (!host || is_of_provider(catalog_, *host)) continue;
      const NodeId node = outside_named(in_, unit, host_, *host, hit.place());
      if (node.valid())
        out.push_back({node, in_.guards.both(hit.guard, text.guard), hit.place(), {}, true});
    }
    return out;
  }

  /// A setting that takes its value, or a part of it, from a store of secrets: whoever fetches it
  /// there, the process has it.
  void read_from_stores(NodeId process, const Hit& hit) {
    const ValueStore& values = in_.model.values;
    const bool text = values[hit.value].kind == ValueKind::text;
    const EdgeLabelId read = catalog_.edge("read");
    for (const ValueId part : text ? values.items(hit.value) : std::vector<ValueId>{hit.value}) {
      if (!values[part].secret || values[part].kind != ValueKind::reference) continue;
      const ResourceId target = values.reference(part).target;
      const NodeId store = target.valid() ? in_.node_of[target.index()] : NodeId{};
      if (!read.valid() || !store.valid() || store == process ||
          !has_label(in_.dfd, catalog_, store, catalog_.label("secret")))
        continue;
      Flow flow{process,
                store,
                read,
                catalog_.edges[read.index()].data,
                Confidence::implied,
                {},
                {},
                in_.guards.both(hit.guard, in_.model[target].exists)};
      const std::string& setting = hit.scope.entry_key;
      flow.evidence.push_back(
          {(setting.empty() ? "a setting" : "the setting " + setting) + " is filled from it",
           hit.place()});
      in_.confirm_flow(std::move(flow));
    }
  }

  void use(NodeId process, const End& named, const Hit& hit) {
    const std::string& setting = hit.scope.entry_key;
    bool allowed = false;
    for (const Permissions::Held& held : permissions_.of(process)) {
      Access& access = in_.dfd.access[held.access.index()];
      const std::vector<NodeId>& members = in_.dfd.targets[access.target.index()].members;
      if (!Permissions::moves_data(catalog_, access) ||
          !std::binary_search(members.begin(), members.end(), named.node))
        continue;
      allowed = true;
      Flow flow{process, named.node, access.kind, access.data, confidence_of(named),
                {},      {},         kAlways};
      flow.exists = in_.guards.both(named.guard, in_.guards.both(access.exists, held.guard));
      flow.evidence.push_back({by_name(setting), named.span});
      flow.evidence.insert(flow.evidence.end(), access.evidence.begin(), access.evidence.end());
      if (used_.valid() && flow.exists != kNever)
        set_property(access.properties, used_, boolean_value(true, named.span));
      in_.confirm_flow(std::move(flow));
    }
    if (!allowed && !is_shared(hit)) without_permission(process, named, hit);
  }

  /// Databases and services with endpoints need no statement; an identity that was not read may
  /// have one.
  void without_permission(NodeId process, const End& named, const Hit& hit) {
    const GraphNode& target = in_.dfd[named.node];
    const bool governed = permissions_.governed(named.node);
    const bool store = target.kind == GraphNodeKind::data_store;
    if (target.kind == GraphNodeKind::control) return;
    const bool open =
        store ? permissions_.unread_identity(process) : public_.count(named.node.value) != 0;
    if (governed && !open) return;
    if (!governed && permissions_.has_other_ways(named.node) && !is_address(hit)) return;
    // the address of one's own front door is for links, not for calls
    if (!store && calls_.count({named.node.value, process.value}) != 0) return;
    const EdgeLabelId kind = catalog_.edge(store ? "access" : "request");
    if (!kind.valid()) return;
    Flow flow{
        process, named.node, kind,       catalog_.edges[kind.index()].data, confidence_of(named),
        {},      {},         named.guard};
    if (governed) flow.confidence = Confidence::implied;
    flow.evidence.push_back({by_name(hit.scope.entry_key), named.span});
    in_.confirm_flow(std::move(flow));
  }

  /// Whether the value is where something is reached (`Db.Endpoint.Address`), not what it is
  /// called.
  bool is_address(const Hit& hit) const {
    if (hit.key || !hit.value.valid()) return false;
    for (const Rendered& text : render(in_.model, in_.guards, hit.value))
      for (const Piece& piece : text.pieces)
        if (piece.kind == Piece::Kind::reference && has_word(piece.attribute, kAddresses))
          return true;
    return false;
  }

  static Confidence confidence_of(const End& named) {
    return named.implied ? Confidence::implied : Confidence::declared;
  }

  static std::string by_name(const std::string& setting) {
    return setting.empty() ? "a setting names it" : "the setting " + setting + " names it";
  }

  Inference& in_;
  const Catalog& catalog_;
  Permissions permissions_;
  PropertyId used_;
  ConceptId host_;  ///< what a host of others is
  std::vector<Setting> settings_;
  std::map<Place, Holders> holders_;
  std::set<std::uint32_t> public_;                           ///< nodes with entry flows
  std::set<std::pair<std::uint32_t, std::uint32_t>> calls_;  ///< declared ones: from, to
};

}  // namespace

void infer_configuration(Inference& inference) {
  Configuration configuration(inference);
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i)
    configuration.read(ResourceId(i));
  configuration.use_all();
  configuration.finish();
}

}  // namespace weir
