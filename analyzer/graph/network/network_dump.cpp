#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/graph/network/network.h"
#include "analyzer/graph/network/reaches.h"

namespace weir {
namespace {

class NetworkDump {
 public:
  NetworkDump(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources)
      : dfd_(dfd), catalog_(catalog), sources_(sources) {}

  std::string run() {
    std::vector<NodeId> order;
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i) order.push_back(NodeId(i));
    std::stable_sort(order.begin(), order.end(),
                     [&](NodeId a, NodeId b) { return node_before(dfd_, a, b); });
    for (const NodeId node : order) show(node, "routing", "subnet ");
    for (const NodeId node : order)
      if (show(node, "reachable_from_internet", "reachable ")) way(node);
    inside();
    return std::move(out_);
  }

 private:
  void inside() {
    std::vector<std::string> lines;
    for (const Attachment& edge : reaches_within_networks(dfd_, catalog_)) {
      std::string line = "reaches " + full_address(dfd_, edge.source) + " → " +
                         full_address(dfd_, edge.target) + ":";
      const PropertyValue* ports = find_property(edge.properties, catalog_.property("at_ports"));
      for (std::size_t i = 0; ports != nullptr && i < ports->items.size(); ++i)
        line += (i == 0 ? " " : ", ") + ports->items[i].text;
      lines.push_back(line +
                      (edge.exists == kAlways ? "" : " when " + dfd_.guards.describe(edge.exists)) +
                      "\n");
    }
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) out_ += line;
  }

  bool show(NodeId node, std::string_view property, const std::string& what) {
    const PropertyId id = catalog_.property(property);
    const PropertyValue* value = id.valid() ? find_property(dfd_[node].properties, id) : nullptr;
    if (value == nullptr) return false;
    out_ += what + full_address(dfd_, node) + ": ";
    if (value->state != PropertyState::choice) {
      out_ += text(*value) + "\n";
      return true;
    }
    for (std::size_t i = 0; i < value->items.size(); ++i)
      out_ += (i == 0 ? "" : "; ") + text(value->items[i]) + " when " +
              dfd_.guards.describe(value->guards[i]);
    out_ += "\n";
    return true;
  }

  std::string text(const PropertyValue& value) const {
    if (value.state == PropertyState::text) return value.text;
    const bool known = value.state == PropertyState::boolean;
    const std::string word = !known ? "unknown" : value.boolean ? "true" : "false";
    return value.text.empty() || (known && value.boolean)
               ? word
               : word + ", " + value.text + place(value.span);
  }

  std::string place(Span span) const {
    if (!span.valid()) return "";
    const Span host = sources_.in_host(span);
    return " @" + std::string(sources_.path(host.file)) + ":" +
           std::to_string(sources_.position(host.file, host.begin).line);
  }

  void way(NodeId node) {
    const EdgeLabelId exposes = catalog_.edge("exposes");
    for (const Attachment& edge : dfd_.attachments)
      if (edge.kind == exposes && edge.target == node)
        for (const Evidence& step : edge.evidence)
          out_ += "  because " + step.why + place(step.span) + "\n";
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  const SourceMap& sources_;
  std::string out_;
};

}  // namespace

std::string dump_network(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources) {
  return NetworkDump(dfd, catalog, sources).run();
}

}  // namespace weir
