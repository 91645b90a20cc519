// trust(n) = the level of the least trusted principal that can make n act: an actor's own level (of
// somebody else's account, which is no actor of the table: partner);
// otherwise the least, over everything that triggers n, of max(trust(cause), what the hop admits),
// where a hop that does not ask admits anybody. What nobody triggers acts for itself: the highest
// level. Levels only rise along a path, so going through them from the least trusted one settles
// each node once: O((n + m)·t).
#include <algorithm>
#include <optional>

#include "analyzer/analysis/derived.h"
#include "analyzer/analysis/triggers.h"

namespace weir {
namespace {

using Levels = std::vector<std::uint32_t>;

class Trust {
 public:
  explicit Trust(const Properties& all)
      : dfd_(all.dfd()),
        catalog_(all.catalog()),
        triggers_(triggers(dfd_, catalog_)),
        outgoing_(dfd_.nodes.size()) {
    for (std::size_t i = 0; i < triggers_.size(); ++i)
      outgoing_[triggers_[i].cause.index()].push_back(i);
    admits_ = catalog_.property("admits");
    levels_ = catalog_.enumeration("trust");
    top_ = levels_.valid() ? catalog_.enums[levels_.index()].members.count : 0;
    if (top_ > 0) --top_;
    find_partners();
    find_own(all);
    find_open();
  }

  PropertyColumn run() const {
    PropertyColumn column(dfd_.nodes.size());
    if (!levels_.valid()) return column;
    // unknown callers and hops once at their most and once at their least harmless
    const Levels best = settle(false);
    const Levels worst = settle(true);
    const Range members = catalog_.enums[levels_.index()].members;
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (!is_element(dfd_.nodes[i].kind)) continue;
      column.put(i, best[i] == worst[i]
                        ? derived_text(catalog_.text(catalog_.members[members.first + best[i]].name))
                        : derived_unknown("who can make it act is not known"));
    }
    return column;
  }

 private:
  /// Other people's accounts: they lie with third parties, and not on the internet as hosts do.
  void find_partners() {
    const EdgeLabelId within = catalog_.edge("within");
    std::vector<bool> on_internet(dfd_.nodes.size());
    partner_.resize(dfd_.nodes.size());
    for (const Attachment& edge : dfd_.attachments) {
      if (edge.kind != within || !edge.target.valid() ||
          dfd_[edge.source].kind != GraphNodeKind::external_entity)
        continue;
      const std::string& kind = dfd_[edge.target].boundary_kind;
      if (kind == "third_party") partner_[edge.source.index()] = true;
      if (kind == "internet") on_internet[edge.source.index()] = true;
    }
    for (std::size_t i = 0; i < partner_.size(); ++i)
      if (on_internet[i]) partner_[i] = false;
  }

  /// Nodes that something unread may call, and outside ones of which nobody says who is behind
  /// them.
  void find_open() {
    open_.resize(dfd_.nodes.size());
    const EdgeLabelId kinds[] = {catalog_.edge("entry"), catalog_.edge("sync"),
                                 catalog_.edge("event")};
    for (const OpenEnd& open : dfd_.open_ends) {
      bool concerns = !open.label.valid();
      for (const EdgeLabelId kind : kinds)
        concerns =
            concerns || (kind.valid() && open.label.valid() && catalog_.is(open.label, kind));
      // what fetches its messages is made to act by where it fetches them
      const bool fetches = open.label.valid() && kinds[2].valid() &&
                           catalog_.is(open.label, kinds[2]) &&
                           catalog_.edges[open.label.index()].data == DataDirection::in;
      if (concerns && open.outgoing == fetches) open_[open.node.index()] = true;
    }
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (dfd_.nodes[i].kind == GraphNodeKind::external_entity && !own_[i]) open_[i] = true;
  }

  /// The levels that nodes have by themselves.
  void find_own(const Properties& all) {
    const PropertyId trust = catalog_.property("trust");
    own_.resize(dfd_.nodes.size());
    for (std::size_t i = 0; i < own_.size(); ++i) {
      const StoredValue* value = all.stored(NodeId(i), trust);
      if (value != nullptr && value->state == PropertyState::text)
        own_[i] = catalog_.rank(levels_, value->text);
      else if (partner_[i])
        own_[i] = catalog_.rank(levels_, "partner");
    }
  }

  /// The least level that a hop lets through.
  std::uint32_t admitted(FlowId flow, bool worst) const {
    if (!flow.valid()) return 0;
    const PropertyValue* value = find_property(dfd_[flow].properties, admits_);
    if (value == nullptr) return 0;
    if (value->state != PropertyState::choice) return level_of(*value, worst);
    std::uint32_t least = top_;
    for (const PropertyValue& one : value->items) least = std::min(least, level_of(one, worst));
    return least;
  }

  std::uint32_t level_of(const PropertyValue& value, bool worst) const {
    if (value.state == PropertyState::text) return catalog_.rank(levels_, value.text).value_or(0);
    if (value.state == PropertyState::unknown) return worst ? 0 : top_;
    return 0;
  }

  Levels settle(bool worst) const {
    Levels level(dfd_.nodes.size(), top_);
    std::vector<std::vector<std::uint32_t>> waiting(top_ + 1);
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i) {
      if (own_[i])
        level[i] = *own_[i];
      else if (worst && open_[i])
        level[i] = 0;
      waiting[level[i]].push_back(static_cast<std::uint32_t>(i));
    }
    std::vector<bool> done(dfd_.nodes.size());
    for (std::uint32_t now = 0; now <= top_; ++now)
      for (std::size_t next = 0; next < waiting[now].size(); ++next) {  // grows while it is walked
        const std::uint32_t node = waiting[now][next];
        if (done[node] || level[node] != now) continue;
        done[node] = true;
        for (const std::size_t edge : outgoing_[node]) {
          const Trigger& trigger = triggers_[edge];
          const std::uint32_t through = std::max(now, admitted(trigger.flow, worst));
          const std::size_t effect = trigger.effect.index();
          if (through >= level[effect] || own_[effect]) continue;
          level[effect] = through;
          waiting[through].push_back(static_cast<std::uint32_t>(effect));
        }
      }
    return level;
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  std::vector<Trigger> triggers_;
  std::vector<std::vector<std::size_t>> outgoing_;
  std::vector<bool> open_, partner_;
  std::vector<std::optional<std::uint32_t>> own_;
  PropertyId admits_;
  EnumId levels_;
  std::uint32_t top_ = 0;
};

}  // namespace

PropertyColumn compute_trust(const Properties& all) { return Trust(all).run(); }

}  // namespace weir
