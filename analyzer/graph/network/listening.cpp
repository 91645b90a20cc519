#include "analyzer/graph/network/listening.h"

#include <string>
#include <utility>

#include "analyzer/graph/network/filters.h"

namespace weir {
namespace {

class Listening {
 public:
  Listening(const NetworkView& view, NodeId element, PortRange open)
      : view_(view), element_(element), open_(open) {}

  std::vector<Listened> run() {
    const std::vector<Link> listeners = view_.from(element_, view_.words.has, view_.words.listener);
    for (const Link& listener : listeners) by_listener(listener);
    const PropertyId own = view_.property(element_, view_.words.port) != nullptr
                               ? view_.words.port
                               : view_.words.usual_port;
    const bool says = view_.property(element_, own) != nullptr;
    if (says) by_port(element_, own, kAlways, {{0, PortRange::kUdp - 1}});
    const OpenEnd* hidden = view_.open(element_, view_.words.has, true, view_.words.listener);
    if (hidden != nullptr) everywhere(unknown_verdict(hidden->why, hidden->span));
    if (listeners.empty() && !says && hidden == nullptr) untold();
    if (out_.empty())
      everywhere(fails(name() + " listens at none of the ports that are open", header()));
    return std::move(out_);
  }

 private:
  const std::string& name() const { return view_.dfd[element_].name; }
  Span header() const { return view_.dfd[element_].header; }

  void everywhere(Verdict verdict) { out_.push_back({open_, std::move(verdict)}); }

  /// Its port, of the protocols that it speaks.
  void by_listener(const Link& listener) {
    for (const PossibleValue& protocol : view_.alternatives(listener.node, view_.words.protocol)) {
      const Guard guard = view_.guards.both(listener.exists, protocol.guard);
      if (protocol.value != nullptr && protocol.value->state == PropertyState::unknown)
        everywhere(
            when(view_.guards, guard, unknown_verdict(protocol.value->text, protocol.value->span)));
      else
        by_port(listener.node, view_.words.port, guard,
                protocols(protocol.value == nullptr ? "" : protocol.value->text));
    }
  }

  /// Ports of the protocols that a name stands for. Those that it does not know run over TCP.
  static std::vector<PortRange> protocols(const std::string& name) {
    const std::vector<PortRange> known = ports_of(name, -1, -1);
    return known.empty() ? std::vector<PortRange>{{0, PortRange::kUdp - 1}} : known;
  }

  void by_port(NodeId node, PropertyId property, Guard guard,
               const std::vector<PortRange>& protocols) {
    for (const PossibleValue& one : view_.alternatives(node, property)) {
      if (!view_.spend()) return;
      const Guard exists = view_.guards.both(guard, one.guard);
      if (exists == kNever) continue;
      if (one.value == nullptr || one.value->state != PropertyState::number) {
        everywhere(
            when(view_.guards, exists,
                 unknown_verdict("the port of a listener is not known", view_.dfd[node].header)));
        continue;
      }
      if (!(one.value->number >= 0 && one.value->number < PortRange::kUdp)) continue;
      const auto port = static_cast<std::uint32_t>(one.value->number);
      for (const PortRange& protocol : protocols) {
        const PortRange at{protocol.first + port, protocol.first + port};
        if (!open_.overlaps(at)) continue;
        const Span span =
            node == element_ && one.value->span.valid() ? one.value->span : view_.dfd[node].header;
        const Verdict listens = holds({{name() + " listens at " + port_text(at), span}});
        out_.push_back({at, when(view_.guards, exists, listens)});
      }
    }
  }

  void untold() {
    const Verdict complete = view_.is_true(element_, view_.words.told_by_listeners, fails(""), "");
    if (!complete.never()) {
      Verdict listens = opposite(complete);
      listens.why = complete.always() ? name() + " has no listener"
                                      : "nothing says at which port " + name() + " listens";
      listens.place = header();
      everywhere(std::move(listens));
      return;
    }
    const bool store = view_.dfd[element_].kind == GraphNodeKind::data_store;
    if (!store || open_.includes_all())
      everywhere(holds());
    else
      everywhere(unknown_verdict("the port that it listens at is not known", header()));
  }

  const NetworkView& view_;
  NodeId element_;
  PortRange open_;
  std::vector<Listened> out_;
};

}  // namespace

std::vector<Listened> listened_at(const NetworkView& view, NodeId element, PortRange open) {
  return Listening(view, element, open).run();
}

}  // namespace weir
