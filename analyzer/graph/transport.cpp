// Whether flows are encrypted and their callers known, by the rows of tables/transport.yaml: the
// first that fits a flow and answers counts; one of which it is not known whether it fits leaves
// other answers undecided.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/passes.h"
#include "analyzer/graph/property_value.h"

namespace weir {
namespace {

/// Whether a row fits, and what says so.
struct Fit {
  Decision holds;
  Span place;             ///< of the value that decided; none if the flow itself did
  std::string not_known;  ///< why it is undecided; "" if it is decided
};

struct Answer {
  TransportAnswer says = TransportAnswer::unknown;
  Guard guard = kNever;
  std::string why;
  Span place;
  std::string protocol;
};

class Transports {
 public:
  explicit Transports(Inference& inference)
      : in_(inference), catalog_(inference.catalog), has_(catalog_.edge("has")) {
    for (std::size_t i = 0; i < in_.dfd.nodes.size(); ++i)
      if (in_.dfd.nodes[i].kind == GraphNodeKind::item && in_.dfd.nodes[i].owner.valid())
        items_[in_.dfd.nodes[i].owner.value].push_back(NodeId(i));
    for (std::size_t i = 0; i < in_.dfd.flows.size(); ++i)
      leaving_[in_.dfd.flows[i].from.value].push_back(i);
    for (const OpenEnd& open : in_.dfd.open_ends)
      if (open.outgoing) open_[open.node.value].push_back(&open);
  }

  void run() {
    std::vector<Transport> all;
    for (const Flow& flow : in_.dfd.flows) all.push_back(of(flow));
    for (std::size_t i = 0; i < all.size(); ++i) in_.dfd.flows[i].transport = std::move(all[i]);
  }

 private:
  Transport of(const Flow& flow) {
    Transport out;
    std::map<const TransportRow*, Fit> fits;
    const std::vector<Answer> encrypted = answers(flow, &TransportRow::encrypted, fits);
    out.encrypted = value(encrypted);
    out.authenticated = value(answers(flow, &TransportRow::authenticated, fits));
    if (encrypted.size() == 1) out.protocol = encrypted.front().protocol;
    return out;
  }

  /// The answers of the rows, by when they hold; together whenever the flow exists.
  std::vector<Answer> answers(const Flow& flow, TransportAnswer TransportRow::*answer,
                              std::map<const TransportRow*, Fit>& fits) {
    std::vector<Answer> out, doubts;
    Guard rest = flow.exists;
    for (const TransportRow& row : in_.transport.rows) {
      if (rest == kNever) break;
      if (row.*answer == TransportAnswer::unsaid || !selects(row, flow)) continue;
      auto at = fits.find(&row);
      if (at == fits.end()) at = fits.emplace(&row, fit(row, flow)).first;
      const Fit& found = at->second;
      const Guard yes = in_.guards.both(rest, found.holds.yes);
      const Guard open = in_.guards.minus(in_.guards.minus(rest, found.holds.yes), found.holds.no);
      if (yes != kNever) {
        Answer given{row.*answer, yes, std::string(catalog_.text(row.why)), place(found, row, flow),
                     protocol(row, flow)};
        doubt(given, doubts, out);
        out.push_back(std::move(given));
      }
      if (open != kNever)
        doubts.push_back({row.*answer, open, found.not_known, place(found, row, flow), ""});
      rest = in_.guards.minus(rest, yes);
    }
    if (rest == kNever) return out;
    Answer nothing{TransportAnswer::unknown, rest, "nothing in the input says it", {}, ""};
    doubt(nothing, doubts, out);
    out.push_back(std::move(nothing));
    return out;
  }

  /// Takes out of an answer where an earlier row may fit that says something else.
  void doubt(Answer& given, const std::vector<Answer>& doubts, std::vector<Answer>& out) {
    for (const Answer& one : doubts) {
      if (one.says == given.says && given.says != TransportAnswer::unknown) continue;
      const Guard both = in_.guards.both(given.guard, one.guard);
      if (both == kNever) continue;
      out.push_back({TransportAnswer::unknown, both, one.why, one.place, ""});
      given.guard = in_.guards.minus(given.guard, both);
    }
  }

  /// One value for all of them: a choice where they differ.
  static PropertyValue value(std::vector<Answer> all) {
    std::erase_if(all, [](const Answer& one) { return one.guard == kNever; });
    PropertyValue choice;
    const bool alike = std::all_of(all.begin(), all.end(),
                                   [&](const Answer& one) { return one.says == all.front().says; });
    if (all.empty()) return choice;
    if (alike) return value(all.front());
    choice.state = PropertyState::choice;
    for (const Answer& one : all) {
      choice.items.push_back(value(one));
      choice.guards.push_back(one.guard);
    }
    choice.span = choice.items.front().span;
    return choice;
  }
  static PropertyValue value(const Answer& one) {
    if (one.says == TransportAnswer::unknown) return unknown_value(one.why, one.place);
    PropertyValue out = boolean_value(one.says == TransportAnswer::yes, one.place);
    out.text = one.why;
    return out;
  }

  // ---- whether a row is about a flow

  bool selects(const TransportRow& row, const Flow& flow) const {
    const auto kinds = Catalog::slice(catalog_.edge_refs, row.kinds);
    const bool kind = kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](EdgeLabelId k) {
                        return catalog_.is(flow.kind, k);
                      });
    return kind && is_one(flow.from, row.from_concepts, row.from_labels) &&
           is_one(flow.to, row.to_concepts, row.to_labels) &&
           (row.protocols.empty() || spoken(row, flow) != nullptr);
  }

  bool is_one(NodeId node, Range concepts, Range labels) const {
    if (concepts.empty() && labels.empty()) return true;
    const auto ids = Catalog::slice(catalog_.concept_refs, concepts);
    if (std::find(ids.begin(), ids.end(), in_.dfd[node].concept_id) != ids.end()) return true;
    const auto names = Catalog::slice(catalog_.label_refs, labels);
    return std::any_of(names.begin(), names.end(),
                       [&](LabelId label) { return has_label(in_.dfd, catalog_, node, label); });
  }

  /// The evidence with an address of a protocol that the row names.
  const Evidence* spoken(const TransportRow& row, const Flow& flow) const {
    for (const Text protocol : Catalog::slice(catalog_.texts, row.protocols))
      for (const Evidence& evidence : flow.evidence)
        if (evidence.protocol == catalog_.text(protocol)) return &evidence;
    return nullptr;
  }

  // ---- when it fits

  Fit fit(const TransportRow& row, const Flow& flow) {
    Fit out;
    ask(out, row.flow_when, flow.properties);
    ask(out, row.from_when, flow.from);
    ask(out, row.to_when, flow.to);
    if (row.part == TransportPart::none) return out;
    const Fit& some = parts(row, row.part_of_from ? flow.from : flow.to);
    narrow(out, some.holds);
    if (some.place.valid()) out.place = some.place;
    if (out.not_known.empty()) out.not_known = some.not_known;
    return out;
  }

  void ask(Fit& fit, Range whens, const std::vector<Property>& properties) {
    if (whens.empty()) return;
    const Decision decision = decide(in_.guards, catalog_, whens, properties);
    narrow(fit, decision);
    for (const WhenRecord& when : Catalog::slice(catalog_.whens, whens)) {
      const PropertyValue* value = find_property(properties, when.property);
      if (value == nullptr) continue;
      if (!fit.place.valid()) fit.place = value->span.valid() ? value->span : value->block;
      const std::string why = unknown_in(*value);
      if (fit.not_known.empty() && !why.empty()) fit.not_known = why;
    }
  }

  /// What the input does not declare may have any property.
  void ask(Fit& fit, Range whens, NodeId node) {
    if (whens.empty()) return;
    const GraphNode& end = in_.dfd[node];
    if (!end.outside) return ask(fit, whens, end.properties);
    fit.holds.yes = kNever;
    fit.not_known = end.name + " is not declared in the input";
  }

  void narrow(Fit& fit, const Decision& decision) {
    fit.holds.yes = in_.guards.both(fit.holds.yes, decision.yes);
    fit.holds.no = in_.guards.either(fit.holds.no, decision.no);
  }

  static std::string unknown_in(const PropertyValue& value) {
    if (value.state == PropertyState::unknown) return value.text;
    for (const PropertyValue& item : value.items)
      if (item.state == PropertyState::unknown) return item.text;
    return "";
  }

  /// Some item of an end, or some flow that leaves it, is as the row says. The same for all flows
  /// of that end.
  const Fit& parts(const TransportRow& row, NodeId node) {
    const auto known = parts_.find({&row, node.value});
    if (known != parts_.end()) return known->second;
    Fit some{{kNever, kAlways}, {}, ""};
    if (row.part == TransportPart::item) {
      for (const NodeId item : items_[node.value])
        if (has_label(in_.dfd, catalog_, item, row.item))
          add_part(some, row, in_.dfd[item].properties, in_.dfd[item].exists, in_.dfd[item].header);
    } else {
      for (const std::size_t next : leaving_[node.value]) {
        const Flow& onward = in_.dfd.flows[next];
        if (catalog_.is(onward.kind, row.edge) && onward.confidence != Confidence::possible)
          add_part(some, row, onward.properties, onward.exists,
                   onward.evidence.empty() ? Span{} : onward.evidence.front().span);
      }
    }
    for (const OpenEnd* open : open_[node.value]) {
      if (!is_open_for(*open, row)) continue;
      some.holds.no = in_.guards.minus(some.holds.no, open->exists);
      if (some.not_known.empty()) some.not_known = open->why;
    }
    return parts_.emplace(std::pair(&row, node.value), std::move(some)).first->second;
  }

  /// One of the parts: it is told by the first that fits, else by the first that may.
  void add_part(Fit& some, const TransportRow& row, const std::vector<Property>& properties,
                Guard exists, Span otherwise) {
    Fit one;
    ask(one, row.part_when, properties);
    const Guard yes = in_.guards.both(one.holds.yes, exists);
    const Guard may = in_.guards.minus(exists, one.holds.no);
    if (may == kNever) return;
    const bool first = some.holds.yes == kNever && (yes != kNever || !some.place.valid());
    if (first) some.place = one.place.valid() ? one.place : otherwise;
    if (some.not_known.empty()) some.not_known = one.not_known;
    some.holds.yes = in_.guards.either(some.holds.yes, yes);
    some.holds.no = in_.guards.minus(some.holds.no, may);
  }

  bool is_open_for(const OpenEnd& open, const TransportRow& row) const {
    if (row.part == TransportPart::item)
      return (!open.label.valid() || open.label == has_) &&
             (!open.other.valid() || catalog_.is(row.item, open.other) ||
              catalog_.is(open.other, row.item));
    return !open.label.valid() || catalog_.is(open.label, row.edge) ||
           catalog_.is(row.edge, open.label);
  }

  // ---- what is said

  Span place(const Fit& found, const TransportRow& row, const Flow& flow) const {
    if (found.place.valid()) return found.place;
    if (const Evidence* evidence = spoken(row, flow)) return evidence->span;
    return flow.evidence.empty() ? Span{} : flow.evidence.front().span;
  }

  std::string protocol(const TransportRow& row, const Flow& flow) const {
    if (row.protocol.size > 0) return std::string(catalog_.text(row.protocol));
    const Evidence* evidence = spoken(row, flow);
    return evidence == nullptr ? "" : evidence->protocol;
  }

  Inference& in_;
  const Catalog& catalog_;
  EdgeLabelId has_;
  std::map<std::uint32_t, std::vector<NodeId>> items_;         ///< by owner
  std::map<std::uint32_t, std::vector<std::size_t>> leaving_;  ///< flows by initiator
  std::map<std::uint32_t, std::vector<const OpenEnd*>> open_;
  std::map<std::pair<const TransportRow*, std::uint32_t>, Fit> parts_;  ///< by row and end
};

}  // namespace

void infer_transport(Inference& inference) { Transports(inference).run(); }

}  // namespace weir
