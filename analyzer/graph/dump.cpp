#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/graph/dfd.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

constexpr int kMaxDepth = 4;  ///< values nest: a choice of lists of texts

class Dumper {
 public:
  Dumper(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources, DumpDetail detail)
      : dfd_(dfd),
        catalog_(catalog),
        sources_(sources),
        everything_(detail == DumpDetail::everything) {}

  std::string run() {
    nodes();
    lines(dfd_.flows, [&](const Flow& f) { return flow(f); });
    lines(dfd_.access, [&](const Access& a) { return access(a); });
    lines(dfd_.attachments, [&](const Attachment& a) { return attachment(a); });
    lines(dfd_.open_ends, [&](const OpenEnd& o) { return open(o); });
    for (const auto& [type, n] : dfd_.coverage.not_modelled)
      out_ += "not modelled " + type + " " + std::to_string(n) + "\n";
    return std::move(out_);
  }

 private:
  /// Edges are ordered by what they say.
  template <class T, class Line>
  void lines(const std::vector<T>& records, Line line) {
    std::vector<std::string> texts;
    for (const T& record : records) texts.push_back(line(record));
    std::sort(texts.begin(), texts.end());
    for (const std::string& text : texts) out_ += text;
  }

  void nodes() {
    std::vector<NodeId> order;
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i) order.push_back(NodeId(i));
    std::stable_sort(order.begin(), order.end(),
                     [&](NodeId a, NodeId b) { return node_before(dfd_, a, b); });
    for (const NodeId id : order) node(id);
  }

  void node(NodeId id) {
    static constexpr const char* kKinds[] = {"process",  "data_store", "external_entity", "control",
                                             "identity", "item",       "boundary",        "system",
                                             "network"};
    const GraphNode& n = dfd_[id];
    out_ += std::string(kKinds[static_cast<std::size_t>(n.kind)]) + " " + full_address(dfd_, id);
    out_ += " [" + labels(n.labels) + "]";
    if (!n.possible_labels.empty()) out_ += " perhaps [" + labels(n.possible_labels) + "]";
    out_ += when(n.exists) + place(n.header) + "\n";
    const bool named =
        n.resource.valid() && n.kind != GraphNodeKind::item && !n.address.ends_with(n.name);
    if (named) out_ += "  called " + n.name + "\n";
    out_ += properties(n.properties);
    out_ += reasons("holds", n.data_reasons);
  }

  std::string reasons(const char* verb, const std::vector<DataReason>& all) const {
    std::string out;
    if (!everything_) return out;
    for (const DataReason& one : all)
      out += "  " + std::string(verb) + " " + one.data_class + " because " + one.why +
             place(one.span) + "\n";
    return out;
  }

  std::string labels(const std::vector<LabelId>& all) const {
    std::vector<std::string> names;
    for (const LabelId label : all) names.emplace_back(catalog_.name(label));
    std::sort(names.begin(), names.end());
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : " ") + name;
    return out;
  }

  std::string properties(const std::vector<Property>& all) {
    std::vector<std::string> texts;
    for (const Property& p : all)
      if (p.value.state != PropertyState::absent)
        texts.push_back("  " + std::string(catalog_.name(p.property)) + " = " + value(p.value, 0) +
                        "\n");
    std::sort(texts.begin(), texts.end());
    std::string out;
    for (const std::string& text : texts) out += text;
    return out;
  }

  std::string value(const PropertyValue& v, int depth) {
    if (depth > kMaxDepth) return "…";
    switch (v.state) {
      case PropertyState::absent:
        return "absent";
      case PropertyState::unknown:
        return everything_ ? "unknown(" + v.text + ")" : "unknown";
      case PropertyState::boolean:
        return v.boolean ? "true" : "false";
      case PropertyState::number:
        return number_text(v.number);
      case PropertyState::text:
        return v.text;
      case PropertyState::list:
      case PropertyState::choice:
        break;
    }
    const bool choice = v.state == PropertyState::choice;
    std::string out = choice ? "choice{" : "[";
    for (std::size_t i = 0; i < v.items.size(); ++i) {
      if (i > 0) out += ", ";
      if (choice) out += "when " + dfd_.guards.describe(v.guards[i]) + ": ";
      out += value(v.items[i], depth + 1);
    }
    return out + (choice ? "}" : "]");
  }

  std::string when(Guard guard) const {
    return guard == kAlways ? "" : " when " + dfd_.guards.describe(guard);
  }

  std::string place(Span span) const {
    if (!span.valid() || !everything_) return "";
    const Span host = sources_.in_host(span);
    return " @" + std::string(sources_.path(host.file)) + ":" +
           std::to_string(sources_.position(host.file, host.begin).line);
  }

  std::string evidence(const std::vector<Evidence>& all) const {
    std::string out;
    if (!everything_) return out;
    for (const Evidence& one : all) out += "  because " + one.why + place(one.span) + "\n";
    return out;
  }

  static const char* data(DataDirection direction) {
    static constexpr const char* kData[] = {"none", "out", "in", "both"};
    return kData[static_cast<std::size_t>(direction)];
  }

  std::string flow(const Flow& f) {
    static constexpr const char* kConfidence[] = {"declared", "implied", "possible"};
    return "flow " + full_address(dfd_, f.from) + " -" + std::string(catalog_.name(f.kind)) +
           "-> " + full_address(dfd_, f.to) + " data " + data(f.data) + ", " +
           kConfidence[static_cast<std::size_t>(f.confidence)] + when(f.exists) + "\n" +
           properties(f.properties) + evidence(f.evidence) + reasons("carries", f.carries);
  }

  std::string access(const Access& a) {
    const TargetSet& set = dfd_.targets[a.target.index()];
    std::vector<std::string> members;
    for (const NodeId node : set.members) members.push_back(full_address(dfd_, node));
    std::sort(members.begin(), members.end());
    std::string out = "access " + full_address(dfd_, a.principal) + " may " +
                      std::string(catalog_.name(a.kind)) + " {";
    for (std::size_t i = 0; i < members.size(); ++i) out += (i == 0 ? "" : ", ") + members[i];
    out += set.covers_outside ? ", and more}" : "}";
    return out + " data " + data(a.data) + when(a.exists) + "\n" + properties(a.properties) +
           evidence(a.evidence);
  }

  std::string attachment(const Attachment& a) {
    const std::string target = a.target.valid() ? full_address(dfd_, a.target)
                                                : full_address(dfd_, dfd_[a.flow].from) + " → " +
                                                      full_address(dfd_, dfd_[a.flow].to);
    return "attachment " + full_address(dfd_, a.source) + " -" +
           std::string(catalog_.name(a.kind)) + "-> " + target + when(a.exists) + "\n" +
           properties(a.properties);
  }

  std::string open(const OpenEnd& o) const {
    std::string label = o.label.valid() ? std::string(catalog_.name(o.label)) : std::string("*");
    if (o.other.valid()) label += " " + std::string(catalog_.name(o.other));
    return "open " + full_address(dfd_, o.node) + (o.outgoing ? " -" : " <-") + label +
           (o.outgoing ? "-> " : "- ") + (everything_ ? o.why : "") + when(o.exists) +
           place(o.span) + "\n";
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  const SourceMap& sources_;
  const bool everything_;
  std::string out_;
};

}  // namespace

std::string dump(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources,
                 DumpDetail detail) {
  return Dumper(dfd, catalog, sources, detail).run();
}

}  // namespace weir
