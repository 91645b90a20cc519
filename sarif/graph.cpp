#include "sarif/graph.h"

#include <algorithm>
#include <map>
#include <string>

namespace weir::sarif {
namespace {

Json node_of(const Results& results, NodeId id, const std::string& name) {
  const GraphNode& node = results.dfd[id];
  Json entry;
  entry["id"] = name;
  entry["label"]["text"] = node.name.empty() ? node.address : node.name;
  const Span place = node.header.valid() ? node.header : node.span;
  if (place.valid())
    entry["location"] = location(results.sources, results.sources.in_host(place),
                                 full_address(results.dfd, id), "");
  return entry;
}

}  // namespace

Json graph_of(const Results& results) {
  const Dfd& dfd = results.dfd;
  std::map<NodeId, std::string> names;
  std::map<std::string, int> seen;
  for (const Flow& flow : dfd.flows) {
    if (flow.exists == kNever || flow.confidence == Confidence::possible) continue;
    for (const NodeId end : {flow.from, flow.to}) names.emplace(end, "");
  }
  if (names.empty() || names.size() > kGraphNodes) return nullptr;
  std::vector<std::pair<std::string, NodeId>> order;  // ids are no order of output
  for (const auto& [id, name] : names) order.emplace_back(full_address(dfd, id), id);
  std::sort(order.begin(), order.end());
  Json graph;
  graph["description"]["text"] = "The data-flow diagram.";
  graph["nodes"] = Json::array();
  for (const auto& [address, id] : order) {
    const int count = ++seen[address];
    names[id] = count == 1 ? address : address + " (" + std::to_string(count) + ")";
    graph["nodes"].push_back(node_of(results, id, names[id]));
  }
  graph["edges"] = Json::array();
  for (const Flow& flow : dfd.flows) {
    if (flow.exists == kNever || flow.confidence == Confidence::possible) continue;
    Json edge;
    edge["id"] = std::to_string(graph["edges"].size() + 1);
    edge["label"]["text"] = results.catalog.name(flow.kind);
    edge["sourceNodeId"] = names[flow.from];
    edge["targetNodeId"] = names[flow.to];
    graph["edges"].push_back(std::move(edge));
  }
  return graph;
}

}  // namespace weir::sarif
