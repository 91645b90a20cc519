#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/graph/data_words.h"
#include "analyzer/graph/name_words.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/render.h"
#include "analyzer/graph/tags.h"

namespace weir {
namespace {

struct Rank {
  std::string name;
  Span span;
};

/// What is found out about one element.
struct Found {
  std::map<std::string, DataReason> classes;
  std::optional<Rank> tagged;         ///< by tags and declarations
  std::optional<Rank> supposed;       ///< by the classes that names, fields and kinds speak of
  std::optional<PropertyValue> tier;  ///< how much hangs on it, by tags
  bool settled = false;               ///< a tag says which classes there are
  std::set<std::string> denied;       ///< classes that tags say it does not hold
  std::optional<Span> none;           ///< a declaration says that it holds no class
};

/// Calls `use` with each text of a value, whatever configuration it belongs to.
template <class Use>
void each_text(const PropertyValue& value, Use use) {
  if (value.state == PropertyState::text) return use(value.text, value.span);
  for (const PropertyValue& item : value.items)
    each_text(item, use);  // never deeper than a choice of lists
}

class Classification {
 public:
  explicit Classification(Inference& inference)
      : in_(inference), catalog_(inference.catalog), words_(catalog_) {
    data_ = catalog_.property("data");
    sensitivity_ = catalog_.property("sensitivity");
    declared_ = catalog_.property("declared_sensitivity");
    fields_ = catalog_.property("fields");
    tier_ = catalog_.property("tier");
    inner_name_ = catalog_.property("data_name");
    levels_ = catalog_.enumeration("sensitivity");
    store_ = catalog_.label("data_store");
    knowledge_ = catalog_.label("knowledge_base");
    found_.resize(in_.dfd.nodes.size());
  }

  void run() {
    for (std::size_t i = 0; i < found_.size(); ++i)
      if (concerns(NodeId(i)) && in_.dfd.nodes[i].resource.valid()) tags(NodeId(i));
    for (std::size_t i = 0; i < found_.size(); ++i)
      if (is_store(NodeId(i))) names(NodeId(i));
    for (std::size_t i = 0; i < in_.model.resources.size(); ++i) contents(ResourceId(i));
    for (std::size_t i = 0; i < found_.size(); ++i)
      if (concerns(NodeId(i))) kinds(NodeId(i));
    for (const Flow& flow : in_.dfd.flows) deliveries(flow);
    for (std::size_t i = 0; i < found_.size(); ++i)
      if (concerns(NodeId(i))) declarations(NodeId(i));
    report_unused();
    for (std::size_t i = 0; i < found_.size(); ++i)
      if (concerns(NodeId(i))) settle(NodeId(i));
    for (Flow& flow : in_.dfd.flows) carry(flow);
  }

 private:
  bool concerns(NodeId id) const {
    const GraphNode& n = in_.dfd[id];
    return is_element(n.kind) && n.kind != GraphNodeKind::control && !n.address.empty();
  }
  bool is_store(NodeId id) const {
    return concerns(id) && (has_label(in_.dfd, catalog_, id, store_) ||
                            has_label(in_.dfd, catalog_, id, knowledge_));
  }

  // ---- tags

  void tags(NodeId id) {
    const ValueStore& values = in_.model.values;
    each_tag(in_.source, in_.dfd[id].resource, [&](const std::string& key, ValueId value) {
      tag(found_[id.index()], key, values.string(value), values[value].span);
    });
  }

  void tag(Found& found, std::string_view key, std::string_view value, Span span) {
    if (key.empty() || value.empty()) return;
    for (const TierRecord& row : catalog_.tiers)
      if (glob_match(catalog_.text(row.key), key, true) &&
          glob_match(catalog_.text(row.value), value, true))
        found.tier = number_value(row.tier, span);
    const std::string key_words = words_of(key);
    if (words_.deny(key_words)) return;
    for (const TagRule& rule : catalog_.tag_rules)
      if (glob_match(catalog_.text(rule.key), key_words))
        tag_value(found, rule, value, {std::string(key) + " = " + std::string(value), span});
  }

  void tag_value(Found& found, const TagRule& rule, std::string_view value, const Rank& written) {
    const std::string_view phrase = catalog_.text(rule.value);
    const std::string_view data_class = catalog_.text(rule.data_class);
    bool meant = phrase == "*", denied = false;
    for (const ListedWords& part : words_.listed(value)) {
      const bool nobodys = part.denied || (!data_class.empty() && words_.made_up(part.words));
      const bool means = !nobodys && words_.mean(part.words, phrase);
      meant = meant || means;
      denied = denied || (!means && has_words(part.words, phrase));
    }
    if (denied && !meant) found.denied.emplace(data_class);
    if (!meant) return;
    if (!data_class.empty()) {
      add(found, data_class, "the tag " + written.name, written.span);
      found.settled = true;
    }
    const std::string_view level = catalog_.text(rule.sensitivity);
    raise(found.tagged, level.empty() ? level_of(data_class) : level, written.span);
  }

  // ---- names and fields

  void names(NodeId id) {
    const GraphNode& n = in_.dfd[id];
    if (!n.resource.valid()) return;
    const std::size_t dot = n.name.rfind('.');
    const std::string logical = dot == std::string::npos ? n.name : n.name.substr(dot + 1);
    name(found_[id.index()], logical, n.header);
    if (!n.concept_id.valid()) return;
    const ConceptRecord& record = catalog_.concepts[n.concept_id.index()];
    for (const Hit& hit :
         select(in_.source, record.physical_name, scope_of(in_.model, n.resource)).hits) {
      if (hit.key || hit.unknown || !hit.value.valid()) continue;
      for (const Rendered& one : render(in_.model, in_.guards, hit.value))
        judge(found_[id.index()], {written_of(one), one.text(), hit.span, false});
    }
  }

  /// What of a name is written out; other parts stand for one word each.
  static std::string written_of(const Rendered& name) {
    std::string out;
    for (const Piece& piece : name.pieces)
      out += piece.kind == Piece::Kind::literal ? piece.text : "-";
    return out;
  }

  /// Fields, columns and inner names of a resource, also of a part: its whole holds them.
  void contents(ResourceId resource) {
    const NodeId node = in_.node_of[resource.index()];
    if (!node.valid() || !is_store(node)) return;
    Found& found = found_[node.index()];
    const std::vector<Property>& properties = in_.read[resource.index()];
    if (const PropertyValue* fields = find_property(properties, fields_); fields != nullptr)
      each_text(*fields, [&](const std::string& text, Span span) {
        judge(found, {text, text, span, true});
      });
    if (const PropertyValue* inner = find_property(properties, inner_name_); inner != nullptr)
      each_text(*inner, [&](const std::string& text, Span span) { name(found, text, span); });
  }

  void name(Found& found, const std::string& text, Span span) {
    judge(found, {text, text, span, false});
  }

  /// A name of a store, or of a field in it.
  struct Name {
    std::string text;   ///< what of it is written out
    std::string shown;  ///< as people read it
    Span span;
    bool field = false;
  };

  void judge(Found& found, const Name& name) {
    const std::string words = words_of(name.text);
    for (const NameRule& rule : catalog_.name_rules)
      if (!name.field && rule.data_class.size == 0 && has_words(words, catalog_.text(rule.words)))
        return;
    if (words_.made_up(words)) return;
    for (const NameRule& rule : catalog_.name_rules)
      if (rule.field == name.field && rule.data_class.size != 0 &&
          words_.mean(words, catalog_.text(rule.words)))
        suppose(found, catalog_.text(rule.data_class),
                (name.field ? "the field " : "the name ") + name.shown, name.span);
  }

  /// A name says what a store holds only as far as no tag says otherwise.
  void suppose(Found& found, std::string_view data_class, const std::string& why, Span span) {
    if (found.settled || found.denied.count(std::string(data_class)) != 0) return;
    const auto level = catalog_.rank(levels_, level_of(data_class));
    if (found.tagged && level && *level > catalog_.rank(levels_, found.tagged->name).value_or(0))
      return;
    add(found, data_class, why, span);
    raise(found.supposed, level_of(data_class), span);
  }

  // ---- what holds data by being what it is

  void kinds(NodeId id) {
    for (const HolderRule& rule : catalog_.holder_rules)
      if (rule.label.valid() && has_label(in_.dfd, catalog_, id, rule.label)) {
        std::string label(catalog_.name(rule.label));
        std::replace(label.begin(), label.end(), '_', ' ');
        holds(id, catalog_.text(rule.data_class), "what it is: " + label, in_.dfd[id].header);
      }
  }

  /// The store that a flow's data goes to holds what such flows carry.
  void deliveries(const Flow& flow) {
    if (flow.confidence == Confidence::possible || flow.exists == kNever) return;
    const NodeId to = flow.data == DataDirection::in ? flow.from : flow.to;
    const NodeId from = flow.data == DataDirection::in ? flow.to : flow.from;
    if (!is_store(to)) return;
    for (const HolderRule& rule : catalog_.holder_rules)
      if (travels(rule, flow, from))
        holds(to, catalog_.text(rule.data_class), "delivered by " + in_.dfd[from].name,
              flow.evidence.empty() ? Span{} : flow.evidence.front().span);
  }

  bool travels(const HolderRule& rule, const Flow& flow, NodeId from) const {
    return rule.edge.valid() && catalog_.is(flow.kind, rule.edge) &&
           (!rule.source.valid() || has_label(in_.dfd, catalog_, from, rule.source));
  }

  void holds(NodeId id, std::string_view data_class, const std::string& why, Span span) {
    Found& found = found_[id.index()];
    add(found, data_class, why, span);
    raise(found.supposed, level_of(data_class), span);
  }

  // ---- what the configuration declares

  void declarations(NodeId id) {
    const GraphNode& n = in_.dfd[id];
    if (!n.unit.valid() || in_.declared == nullptr) return;
    const auto of_unit = in_.declared->find(in_.dfd.units[n.unit.index()].path);
    if (of_unit == in_.declared->end()) return;
    for (const DataDeclaration& declared : of_unit->second) {
      if (!glob_match(declared.address, n.address) &&
          !glob_match(declared.address, full_address(in_.dfd, id)))
        continue;
      used_.insert({declared.span.file.value, declared.span.begin});
      declare(found_[id.index()], declared);
    }
  }

  void declare(Found& found, const DataDeclaration& declared) {
    std::optional<Rank> level;
    if (declared.classes) {
      found.classes.clear();
      found.supposed.reset();
      found.none.reset();
      if (declared.classes->empty()) found.none = declared.span;
      for (const std::string& data_class : *declared.classes) {
        add(found, data_class, "declared in the configuration", declared.span);
        raise(level, level_of(data_class), declared.span);
      }
    }
    if (!declared.sensitivity.empty()) level = Rank{declared.sensitivity, declared.span};
    if (level) found.tagged = level;
  }

  void report_unused() {
    std::set<std::pair<std::uint32_t, std::uint32_t>> reported = used_;
    if (in_.declared == nullptr) return;
    for (const auto& [unit, all] : *in_.declared)
      for (const DataDeclaration& declared : all) {
        if (!reported.insert({declared.span.file.value, declared.span.begin}).second) continue;
        in_.dfd.diagnostics.push_back({Level::warning, declared.span, "configuration",
                                       "no element has an address like \"" + declared.address +
                                           "\"; its data is declared for nothing"});
      }
  }

  // ---- results

  void settle(NodeId id) {
    const Found& found = found_[id.index()];
    GraphNode& n = in_.dfd.nodes[id.index()];
    for (const auto& [data_class, reason] : found.classes) {
      n.data.push_back(data_class);
      n.data_reasons.push_back(reason);
    }
    if (found.none)
      n.data_reasons.push_back({"none", "declared in the configuration", *found.none});
    if (!n.data_reasons.empty())
      set_property(n.properties, data_, list_value(n.data, n.data_reasons.front().span));
    if (found.tier && tier_.valid()) set_property(n.properties, tier_, *found.tier);
    const std::optional<Rank>& level = found.tagged ? found.tagged : found.supposed;
    if (found.tagged)
      set_property(n.properties, declared_, text_value(found.tagged->name, found.tagged->span));
    if (level)
      set_property(n.properties, sensitivity_, text_value(level->name, level->span));
    else if (is_store(id))
      set_property(n.properties, sensitivity_,
                   unknown_value(
                       found.none ? "it is declared to hold none of the classes, not how sensitive "
                                    "the rest is"
                                  : "no tag, name or declaration says what it holds"));
  }

  /// A flow carries what the stores at its ends hold, as far as its data comes from there or is
  /// there to be kept; between two stores what the first one holds.
  void carry(Flow& flow) {
    const bool from = is_store(flow.from), to = is_store(flow.to);
    std::map<std::string, DataReason> carried;
    if (from && flow.data != DataDirection::in) take(flow.from, carried);
    if (to && (!from || flow.data != DataDirection::out)) take(flow.to, carried);
    const NodeId source = flow.data == DataDirection::in ? flow.to : flow.from;
    for (const HolderRule& rule : catalog_.holder_rules)
      if (travels(rule, flow, source)) {
        const std::string data_class(catalog_.text(rule.data_class));
        carried.try_emplace(data_class, DataReason{data_class, "the kind of flow", {}});
      }
    for (auto& [data_class, reason] : carried) flow.carries.push_back(std::move(reason));
  }

  void take(NodeId id, std::map<std::string, DataReason>& carried) const {
    const GraphNode& n = in_.dfd[id];
    if (n.data.empty()) return;
    for (const DataReason& reason : n.data_reasons)
      carried.try_emplace(reason.data_class,
                          DataReason{reason.data_class, n.name + ": " + reason.why, reason.span});
  }

  static void add(Found& found, std::string_view data_class, std::string why, Span span) {
    const std::string name(data_class);
    found.classes.try_emplace(name, DataReason{name, std::move(why), span});
  }

  std::string_view level_of(std::string_view data_class) const {
    for (const DataClassRecord& record : catalog_.data_classes)
      if (catalog_.text(record.name) == data_class) return catalog_.text(record.sensitivity);
    return {};
  }

  void raise(std::optional<Rank>& level, std::string_view to, Span span) const {
    const auto rank = catalog_.rank(levels_, to);
    if (!rank) return;
    if (!level || catalog_.rank(levels_, level->name).value_or(0) < *rank)
      level = Rank{std::string(to), span};
  }

  Inference& in_;
  const Catalog& catalog_;
  DataWords words_;
  PropertyId data_, sensitivity_, declared_, fields_, inner_name_, tier_;
  EnumId levels_;
  LabelId store_, knowledge_;
  std::vector<Found> found_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> used_;
};

}  // namespace

void infer_classification(Inference& inference) { Classification(inference).run(); }

}  // namespace weir
