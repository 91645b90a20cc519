// A value that names an element, in the settings of a process that may use it: the process uses it.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "analyzer/graph/ends.h"
#include "analyzer/graph/outside_hosts.h"
#include "analyzer/graph/parameter_use.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/render.h"
#include "analyzer/model/own_hosts.h"

namespace weir {
namespace {

bool has_word(std::string_view setting, const auto& words) {
  const std::string all = "-" + words_of(setting) + "-";
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return all.find("-" + std::string(word) + "-") != std::string::npos;
  });
}

class Configuration {
 public:
  explicit Configuration(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        permissions_(inference),
        used_(catalog_.property("used")),
        words_(catalog_),
        hosts_(inference, words_) {
    const EdgeLabelId entry = catalog_.edge("entry");
    for (const Flow& flow : in_.dfd.flows) {
      if (flow.kind == entry) public_.insert(flow.to.value);
      calls_.insert({flow.from.value, flow.to.value});
      for (const Evidence& evidence : flow.evidence)
        drawn_.insert({flow.from.value, flow.to.value, evidence.span.file.value, evidence.span.begin});
    }
  }

  /// Collects the settings of a process.
  void read(ResourceId id) {
    const bool own = in_.node_of[id.index()].valid();
    const NodeId node = own ? in_.node_of[id.index()] : in_.whole_of[id.index()];
    const ConceptId concept_id = in_.concept_of[id.index()];
    if (!node.valid() || !concept_id.valid() || !is_element(in_.dfd[node].kind)) return;
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    for (Hit& hit : select(in_.source, catalog_.concepts[concept_id.index()].uses, whole).hits) {
      if (hit.scope.entry_key_span.valid()) holders_[place_of(hit)].add(node, is_within(hit, id));
      hosts_.note(node, hit);
      settings_.push_back({id, node, std::move(hit), own});
    }
  }

  void use_all() {
    for (const Setting& setting : settings_) {
      const Hit& hit = setting.hit;
      if (hit.value.valid()) read_from_stores(setting.process, hit);
      if (hit.unknown && setting.own) use_parameter(setting);
      if (hit.unknown) continue;
      // no browser knows the names of the project's own network
      if (words_.say(hit.scope.entry_key, SettingSays::for_browsers) && address_in(hit) != Address::of_own_network) continue;
      const UnitId unit = in_.model[setting.resource].unit;
      if (is_script(hit)) {
        run_script(setting);
        continue;
      }
      std::vector<End> ends = resolve_hit(in_, unit, hit, {}).nodes;
      if (ends.empty() && setting.own) ends = hosts_.named_in(unit, setting.process, hit);
      const bool plain = is_plain_word(hit);
      for (End& end : ends) {
        if (plain && !speaks_of(hit.scope.entry_key, end.node)) continue;
        end.node = carrier(in_, end.node);
        if (end.node != setting.process && is_element(in_.dfd[end.node].kind))
          use(setting, end, address_in(hit));
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
  /// Whether a value is where something is reached (`Db.Endpoint.Address`), not what it is called.
  enum class Address { none, written, of_network, of_own_network };
  struct Setting {
    ResourceId resource;
    NodeId process;
    Hit hit;
    bool own;  ///< not what it is given at deployment, to do something with
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
  /// uses it or not. Only a permission, or a call, tells who does, or that it waits for what is named.
  bool is_shared(const Hit& hit) const {
    if (!hit.scope.entry_key_span.valid()) return false;
    const Holders& holders = holders_.at(place_of(hit));
    return holders.several && holders.elsewhere;
  }

  /// A text of several lines that is run: each thing that it refers to is named by itself.
  bool is_script(const Hit& hit) const {
    const ValueStore& values = in_.model.values;
    if (hit.key || !hit.value.valid() || values[hit.value].kind != ValueKind::text) return false;
    const auto parts = values.items(hit.value);
    return std::any_of(parts.begin(), parts.end(), [&](ValueId part) {
      return values[part].kind == ValueKind::string &&
             values.string(part).find('\n') != std::string_view::npos;
    });
  }

  void run_script(const Setting& setting) {
    for (const Rendered& text : render(in_.model, in_.guards, setting.hit.value)) {
      std::set<std::pair<std::uint32_t, Address>> seen;
      for (std::size_t i = 0; i < text.pieces.size(); ++i) {
        const Piece& piece = text.pieces[i];
        NodeId node = stands_alone(text, i) ? in_.node_of[piece.target.index()] : NodeId();
        if (!node.valid()) continue;
        node = carrier(in_, node);
        if (node == setting.process || !is_element(in_.dfd[node].kind)) continue;
        const Address address = address_of(piece);
        if (!seen.insert({node.value, address}).second) continue;
        const Guard guard = in_.guards.both(setting.hit.guard, text.guard);
        use(setting, {node, guard, setting.hit.place(), {}, piece.implied}, address);
      }
    }
  }

  /// Whether a piece is a reference that is no part of a longer word.
  static bool stands_alone(const Rendered& text, std::size_t n) {
    if (text.pieces[n].kind != Piece::Kind::reference) return false;
    const auto word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; };
    const auto joins = [&](std::size_t i, bool last) {
      const Piece& piece = text.pieces[i];
      if (piece.kind != Piece::Kind::literal || piece.text.empty()) return true;
      return word(static_cast<unsigned char>(last ? piece.text.back() : piece.text.front()));
    };
    return (n == 0 || !joins(n - 1, true)) && (n + 1 == text.pieces.size() || !joins(n + 1, false));
  }

  bool is_plain_word(const Hit& hit) const {
    const auto is_plain = [&](std::string_view value) {
      const auto digit = [](unsigned char c) { return std::isdigit(c) != 0; };
      return value.size() < 2 || std::all_of(value.begin(), value.end(), digit) || words_.are(value, SettingSays::plain);
    };
    if (hit.key) return is_plain(*hit.key);
    return hit.value.valid() && in_.model.values[hit.value].kind == ValueKind::string &&
           is_plain(in_.model.values.string(hit.value));
  }

  /// Whether the setting's name says what kind of thing it names.
  bool speaks_of(std::string_view setting, NodeId node) const {
    const std::vector<LabelId>& labels = in_.dfd[node].labels;
    return std::any_of(labels.begin(), labels.end(), [&](LabelId label) {
      return has_word(setting, std::array{std::string_view(words_of(catalog_.name(label)))});
    });
  }

  /// A setting that is a parameter and nothing else: what kind of thing that is, a permission and
  /// its name say together.
  void use_parameter(const Setting& given) {
    const Hit& hit = given.hit;
    const ValueStore& values = in_.model.values;
    if (hit.key || hit.above || !hit.value.valid() ||
        values[hit.value].kind != ValueKind::unknown ||
        values[hit.value].unknown != UnknownKind::parameter)
      return;
    const std::string parameter(values.subject(hit.value));
    if (parameter.empty() || words_.say(hit.scope.entry_key, SettingSays::for_browsers) || is_shared(hit)) return;
    const ParameterUse use =
        parameter_use(in_, permissions_, given.process, hit.scope.entry_key, parameter);
    if (!use.of.valid()) return;
    const UnitId unit = in_.model[given.resource].unit;
    const NodeId node = parameter_node(in_, unit, use.of, parameter, hit.place());
    for (const ParameterUse::Way& way : use.ways) {
      Flow flow{given.process, node, way.kind, way.data, Confidence::implied, {}, {}, hit.guard};
      flow.evidence.push_back({by_name(hit.scope.entry_key), hit.place()});
      flow.evidence.insert(flow.evidence.end(), way.evidence.begin(), way.evidence.end());
      flow.exists = in_.guards.both(flow.exists, way.exists);
      in_.confirm_flow(std::move(flow));
    }
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

  void use(const Setting& given, const End& named, Address address) {
    const NodeId process = given.process;
    const Hit& hit = given.hit;
    const std::string& setting = hit.scope.entry_key;
    bool allowed = false;
    for (const Permissions::Held& held : permissions_.of(process)) {
      Access& access = in_.dfd.access[held.access.index()];
      // what is given at deployment is to be set up, mostly: who may do everything with it need
      // not read or write it; neither need who has a setting that several have
      const std::vector<NodeId>& members = in_.dfd.targets[access.target.index()].members;
      if (!Permissions::moves_data(catalog_, access) ||
          !std::binary_search(members.begin(), members.end(), named.node) ||
          ((!given.own || is_shared(hit)) && Permissions::is_everything(access)))
        continue;
      allowed = true;
      if (Permissions::is_everything(access) && explained(process, named.node, access)) continue;
      Flow flow{process, named.node, access.kind, access.data, confidence_of(named),
                {},      {},         kAlways};
      flow.exists = in_.guards.both(named.guard, in_.guards.both(access.exists, held.guard));
      flow.evidence.push_back({by_name(setting), named.span, named.protocol});
      flow.evidence.insert(flow.evidence.end(), access.evidence.begin(), access.evidence.end());
      if (used_.valid() && flow.exists != kNever)
        set_property(access.properties, used_, boolean_value(true, named.span));
      in_.confirm_flow(std::move(flow));
    }
    const bool store = in_.dfd[named.node].kind == GraphNodeKind::data_store;
    if (!allowed && (!is_shared(hit) || awaits(hit)) && (given.own || store))
      without_permission(process, named, hit, address);
  }

  /// What calls a process is named to it so that it can read what has happened: of everything that
  /// a wildcard allows there, the rest is not said to be done.
  bool explained(NodeId process, NodeId target, const Access& access) const {
    return calls_.count({target.value, process.value}) != 0 && access.data != DataDirection::in;
  }

  /// Databases and services with endpoints need no statement; an identity that was not read may
  /// have one.
  void without_permission(NodeId process, const End& named, const Hit& hit, Address address) {
    const GraphNode& target = in_.dfd[named.node];
    if (address == Address::none && is_script(hit)) return;
    const bool governed = permissions_.governed(named.node) && address < Address::of_network;
    const bool store = target.kind == GraphNodeKind::data_store;
    if (target.kind == GraphNodeKind::control) return;
    const bool open =
        store ? permissions_.unread_identity(process) : public_.count(named.node.value) != 0;
    if (governed && !open) return;
    if (!governed && permissions_.has_other_ways(named.node) && address == Address::none) return;
    // the address of one's own front door is for links, not for calls
    if (!store && calls_.count({named.node.value, process.value}) != 0) return;
    // what an attribute draws already is not said once more
    if (drawn_.count({process.value, named.node.value, named.span.file.value, named.span.begin}) != 0) return;
    const bool model = target.outside && has_label(in_.dfd, catalog_, named.node, catalog_.label("model"));
    const EdgeLabelId kind = catalog_.edge(store ? "access" : model ? "prompt" : "request");
    if (!kind.valid()) return;
    Flow flow{
        process, named.node, kind,       catalog_.edges[kind.index()].data, confidence_of(named),
        {},      {},         named.guard};
    if (governed) flow.confidence = Confidence::implied;
    flow.evidence.push_back({by_name(hit.scope.entry_key), named.span, named.protocol});
    in_.confirm_flow(std::move(flow));
  }

  Address address_in(const Hit& hit) const {
    Address found = Address::none;
    if (hit.key || !hit.value.valid()) return found;
    for (const Rendered& text : render(in_.model, in_.guards, hit.value))
      for (const Piece& piece : text.pieces) found = std::max(found, address_of(piece));
    return found;
  }

  /// Whether the process waits for what a setting names.
  bool awaits(const Hit& hit) const {
    if (hit.key || !hit.value.valid()) return false;
    for (const Rendered& text : render(in_.model, in_.guards, hit.value))
      for (const Piece& piece : text.pieces)
        if (piece.kind == Piece::Kind::reference && piece.attribute.starts_with(kAwaitedHost))
          return true;
    return false;
  }

  Address address_of(const Piece& piece) const {
    if (piece.kind != Piece::Kind::reference) return Address::none;
    if (is_own_host(piece.attribute)) return Address::of_own_network;
    if (words_.say(piece.attribute, SettingSays::of_network)) return Address::of_network;
    return words_.say(piece.attribute, SettingSays::place) ? Address::written : Address::none;
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
  SettingWords words_;
  OutsideHosts hosts_;
  std::vector<Setting> settings_;
  std::map<Place, Holders> holders_;
  std::set<std::uint32_t> public_;                           ///< nodes with entry flows
  std::set<std::pair<std::uint32_t, std::uint32_t>> calls_;  ///< declared ones: from, to
  /// … with where the evidence stands: file and place
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>> drawn_;
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
