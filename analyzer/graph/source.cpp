// What the source of a process calls, named there or by its settings: the process uses it.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/graph/calls.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/hosts.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/program_settings.h"
#include "analyzer/graph/program_targets.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// The literal beginning of an address whose host does not end where the known part does.
std::string_view with_whole_host(const ProgramText& url) {
  const std::size_t scheme = url.text.find("://");
  // what stands before a colon may be a name to sign in with
  const bool whole = !url.open || (scheme != std::string::npos &&
                                   url.text.find_first_of("/?#", scheme + 3) != std::string::npos);
  return whole ? std::string_view(url.text) : std::string_view();
}

/// A process and the program that it runs.
class Running {
 public:
  Running(Inference& inference, Calls& calls, const Program& program, const BoundProgram& bound,
          NodeId process, bool shared)
      : in_(inference),
        catalog_(inference.catalog),
        calls_(calls),
        program_(program),
        bound_(bound),
        process_(process),
        unit_(inference.model[bound.resource].unit),
        settings_(inference, program, bound, shared),
        exists_(inference.model[bound.resource].exists) {}

  /// Places of calls, by flow.
  using Unlimited = std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, Span>;

  void draw(Unlimited& unlimited) {
    if (bound_.by_words && !settings_.most_are_given()) return;
    for (const std::uint32_t function : settings_.reached()) {
      for (const ProgramCall& call : program_.functions[function].calls)
        if (settings_.holds(call.conditions)) {
          unlimited_ = call.unlimited && call.conditions.empty() ? &unlimited : nullptr;
          use(call);
        }
      for (const ProgramTool& tool : program_.functions[function].tools)
        if (settings_.holds(tool.conditions)) offer(tool);
    }
  }

  /// Says of things that the program uses, and of which it hands out no setting, what it does not
  /// do with them although a wildcard allows it, or anything does where it only asks what they are.
  void limit(const Permissions& permissions) {
    if (bound_.implied || bound_.by_words || bound_.partly_read || program_.partly_read ||
        program_.starts.empty())
      return;
    settings_.take_undecided_as_done();
    Done done;
    for (const std::uint32_t function : settings_.reached())
      for (const ProgramCall& call : program_.functions[function].calls)
        for (const std::string& meant : {calls_.with_arguments(call), call.call + "+", call.call + "~"})
          look(call, meant, done);
    for (const auto& [setting, hits] : settings_.all())
      if (std::binary_search(program_.handed.begin(), program_.handed.end(), setting))
        for (const Hit& hit : hits)
          if (!hit.unknown)
            for (const End& end : resolve_hit(in_, unit_, hit, {}).nodes)
              done.things.erase(carrier(in_, end.node).value);
    for (const Permissions::Held& held : permissions.of(process_)) {
      const Access& access = in_.dfd[held.access];
      for (const auto& [target, thing] : done.things)
        if ((Permissions::is_everything(access) || thing.kinds.empty() ||
             only_told(thing, access.kind)) &&
            !may_do(done, thing, access.kind))
          in_.settle_flow(process_, NodeId(target), access.kind, exists_);
    }
  }

 private:
  using Kinds = std::set<std::uint32_t>;
  /// What the program does with a thing, and through which services.
  struct Doing {
    Kinds kinds;
    std::set<std::string> services;
  };
  struct Done {
    std::map<std::uint32_t, Doing> things;
    std::map<std::string, Kinds> anywhere;  ///< by service, where the target is not known
    std::set<std::string> unknown;  ///< services of calls that the tables do not know
  };

  CallingProcess caller() const { return {in_, bound_, settings_}; }

  void look(const ProgramCall& call, const std::string& meant, Done& done) {
    const CallMeaning& meaning = calls_.of(meant);
    const std::string service = call.call.substr(0, call.call.find(':'));
    const bool besides = meant.ends_with('+') || meant.ends_with('~');
    if (!meaning.known && !besides) done.unknown.insert(service);
    if (!meaning.known || meaning.to.kind == EndKind::outside) return;
    const bool moves_data = meaning.kind.valid();
    const std::vector<End> ends =
        meaning.to.kind == EndKind::selected ? named_by_call(caller(), call, meaning.to) : std::vector<End>();
    if (ends.empty() && moves_data) done.anywhere[service].insert(meaning.kind.value);
    for (const End& end : ends) {
      Doing& thing = done.things[carrier(in_, end.node).value];
      if (moves_data) thing.kinds.insert(meaning.kind.value);
      thing.services.insert(service);
    }
  }

  /// Whether one of several kinds is this one, or one that it is a kind of.
  bool among(const Kinds& kinds, EdgeLabelId kind) const {
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](std::uint32_t done) { return catalog_.is(kind, EdgeLabelId(done)); });
  }

  /// Whether the program hands something over where the permission would let it wait for an answer.
  bool only_told(const Doing& thing, EdgeLabelId kind) const {
    const EdgeLabelId sync = catalog_.edge("sync"), deliver = catalog_.edge("deliver");
    return sync.valid() && deliver.valid() && catalog_.is(kind, sync) &&
           thing.kinds.count(deliver.value) != 0;
  }

  bool may_do(const Done& done, const Doing& thing, EdgeLabelId kind) const {
    return among(thing.kinds, kind) ||
           std::any_of(thing.services.begin(), thing.services.end(), [&](const std::string& by) {
             const auto at = done.anywhere.find(by);
             return done.unknown.count(by) != 0 ||
                    (at != done.anywhere.end() && among(at->second, kind));
           });
  }

  void use(const ProgramCall& call) {
    if (call.endpoint.known()) {
      const std::string_view host = host_of(with_whole_host(call.endpoint));
      if (host.empty() || !is_of_provider(catalog_, host)) return;  // another's
    }
    if (call.call.empty()) return request(call);
    use(call, calls_.with_arguments(call));
    use(call, call.call + "+");  // what it does besides
  }

  void use(const ProgramCall& call, const std::string& meant) {
    const CallMeaning& meaning = calls_.of(meant);
    if (!meaning.known || !meaning.kind.valid()) return;
    const std::string why = "its source calls " + call.call;
    if (meaning.to.kind == EndKind::outside) return to_service(call, meaning, why);
    if (meaning.to.kind != EndKind::selected) return;
    for (const End& end : named_by_call(caller(), call, meaning.to))
      connect(end, meaning.kind, meaning.data, why, call.span);
  }

  /// A service that there is only one of; what of it the input declares stands for it: what the
  /// process uses already, or the only one.
  void to_service(const ProgramCall& call, const CallMeaning& meaning, const std::string& why) {
    const ConceptId concept_id = catalog_.fixed_outside[meaning.to.index].concept_id;
    std::set<std::uint32_t> used;
    for (const Flow& flow : in_.dfd.flows)
      if (flow.from == process_ && in_.dfd[flow.to].concept_id == concept_id &&
          in_.dfd[flow.to].resource.valid())
        used.insert(flow.to.value);
    for (const std::uint32_t node : used)
      connect({NodeId(node), exists_, call.span, {}, false}, meaning.kind, meaning.data, why,
              call.span);
    if (!used.empty()) return;
    std::vector<NodeId> declared;
    for (const NodeId node : in_.of_concept(unit_, concept_id))
      if (in_.dfd[node].resource.valid()) declared.push_back(node);
    if (declared.size() == 1) {
      const End only{declared.front(),
                     in_.guards.both(exists_, in_.dfd[declared.front()].exists),
                     call.span,
                     {},
                     true};
      return connect(only, meaning.kind, meaning.data, why, call.span);
    }
    const Scope scope = scope_of(in_.model, bound_.resource);
    for (End end : resolve_end(in_, meaning.to, scope, process_).nodes) {
      end.guard = exists_;
      connect(end, meaning.kind, meaning.data, why, call.span);
    }
  }

  /// What a model may have called is the process's own, as tools that are declared are their
  /// agent's. Where people are asked somewhere, it is not known of what.
  void offer(const ProgramTool& tool) {
    const LabelId label = catalog_.label("tool_function");
    const EdgeLabelId has = catalog_.edge("has");
    if (!label.valid() || !has.valid() || !offered_.insert(tool.name).second) return;
    if (program_.asks_people || tool.name.empty()) {
      const char* why = tool.name.empty() ? "what it offers to a model is not known"
                                          : "its source asks a person before something";
      return in_.add_open({process_, has, true, label, why, tool.span, exists_});
    }
    GraphNode node;
    node.kind = GraphNodeKind::item;
    node.name = tool.name;
    node.address = in_.dfd[process_].address + "/tool_function[" + tool.name + "]";
    node.unit = unit_;
    node.resource = bound_.resource;
    node.labels = {label};
    node.exists = exists_;
    node.span = node.header = tool.span;
    node.owner = process_;
    const NodeId made = in_.add_node(std::move(node));
    in_.add_attachment(
        {process_, made, {}, has, {}, {{"its source offers it to a model", tool.span}}, exists_});
  }

  /// A request to an address that stands in the source, or in a setting. Stores are reached by
  /// settings only: a literal host says nothing of what is there.
  void request(const ProgramCall& call) {
    const EdgeLabelId kind = catalog_.edge(!call.kind.empty() ? call.kind
                                           : call.store       ? "access"
                                                              : "request");
    if (!kind.valid()) return;
    const DataDirection data = catalog_.edges[kind.index()].data;
    const std::vector<Hit>* setting =
        call.url.kind == ProgramText::Kind::setting ? settings_.find(call.url.text) : nullptr;
    if (setting == nullptr) {
      if (call.store) return;
      ProgramText url = call.url;
      if (url.kind == ProgramText::Kind::setting) url.text = settings_.default_of(url).value_or("");
      host(call, with_whole_host(url), exists_, kind, data);
      return;
    }
    for (const Hit& hit : *setting) {
      if (hit.unknown) continue;
      const std::vector<End> ends = resolve_hit(in_, unit_, hit, {}).nodes;
      for (const End& end : ends)
        if ((in_.dfd[end.node].kind == GraphNodeKind::data_store) == call.store) {
          is_besides(end.node, call);
          connect(end, kind, data, "its source requests the address in " + call.url.text,
                  call.span);
        }
      if (!ends.empty() || !hit.value.valid() || call.store) continue;
      for (const Rendered& text : render(in_.model, in_.guards, hit.value)) {
        ProgramText url{ProgramText::Kind::literal, text.text()};
        url.open = call.url.cut;
        host(call, with_whole_host(url), in_.guards.both(hit.guard, text.guard), kind, data);
      }
    }
  }

  void host(const ProgramCall& call, std::string_view url, Guard guard, EdgeLabelId kind,
            DataDirection data) {
    if (const NodeId own = answering_at(in_, bound_.resource, url); own.valid())
      return connect({own, guard, call.span, {}, true, protocol_at(catalog_, in_.transport, url)},
                     kind, data, "its source requests " + std::string(host_of(url)), call.span);
    const ConceptId concept_id = outside_concept(catalog_, catalog_.label("web_service"));
    const std::optional<std::string> host = host_of_others(url);
    if (!concept_id.valid() || !host || is_of_provider(catalog_, *host)) return;
    const NodeId node = outside_named(in_, unit_, concept_id, *host, call.span);
    if (!node.valid()) return;
    is_besides(node, call);
    connect({node, guard, call.span, {}, false, protocol_at(catalog_, in_.transport, url)}, kind,
            data, "its source requests " + *host, call.span);
  }

  /// A host of which nothing but its name is known is what the library is made to call.
  void is_besides(NodeId at, const ProgramCall& call) {
    GraphNode& node = in_.dfd.nodes[at.index()];
    const LabelId label = call.is.empty() ? LabelId() : catalog_.label(call.is);
    if (!label.valid() || !node.outside || has_label(in_.dfd, catalog_, at, label)) return;
    node.labels.push_back(label);
    std::sort(node.labels.begin(), node.labels.end());
  }

  void connect(const End& end, EdgeLabelId kind, DataDirection data, const std::string& why,
               Span span) {
    const NodeId to = carrier(in_, end.node);
    if (to == process_ || !is_element(in_.dfd[to].kind) ||
        in_.dfd[to].kind == GraphNodeKind::control)
      return;
    const bool implied = bound_.implied || end.implied;
    if (unlimited_ != nullptr)
      unlimited_->emplace(std::tuple(process_.value, to.value, kind.value), span);
    in_.confirm_flow({process_,
                      to,
                      kind,
                      data == DataDirection::none ? catalog_.edges[kind.index()].data : data,
                      implied ? Confidence::implied : Confidence::declared,
                      {},
                      {{why, span, end.protocol}},
                      in_.guards.both(end.guard, exists_)});
  }

  Inference& in_;
  const Catalog& catalog_;
  Calls& calls_;
  const Program& program_;
  const BoundProgram& bound_;
  NodeId process_;
  UnitId unit_;
  ProgramSettings settings_;
  Guard exists_;
  Unlimited* unlimited_ = nullptr;  ///< where the call at hand is noted, if nothing limits it
  std::set<std::string> offered_;   ///< names of tools
};

/// Calls `found` with what runs each program.
template <class Found>
void for_each_running(Inference& inference, const Programs& programs, Found found) {
  Calls calls(inference.catalog);
  std::map<std::size_t, std::set<std::uint32_t>> runners;
  const auto process_of = [&](const BoundProgram& bound) {
    const NodeId node = inference.node_of[bound.resource.index()];
    const bool runs = node.valid() && inference.dfd[node].kind == GraphNodeKind::process &&
                      inference.concept_of[bound.resource.index()].valid();
    return runs ? node : NodeId();
  };
  for (const BoundProgram& bound : programs.bound)
    if (const NodeId node = process_of(bound); node.valid())
      runners[bound.program].insert(node.value);
  for (const BoundProgram& bound : programs.bound)
    if (const NodeId node = process_of(bound); node.valid())
      found(Running(inference, calls, programs.programs[bound.program], bound, node,
                    runners[bound.program].size() > 1));
}

}  // namespace

void infer_source_limits(Inference& inference, const Programs& programs) {
  if (programs.bound.empty()) return;
  const Permissions permissions(inference);
  for_each_running(inference, programs, [&](Running running) { running.limit(permissions); });
}

void infer_source(Inference& inference, const Programs& programs) {
  Running::Unlimited unlimited;
  for_each_running(inference, programs, [&](Running running) { running.draw(unlimited); });
  const PropertyId property = inference.catalog.property("waits_without_limit");
  if (unlimited.empty() || !property.valid()) return;
  for (Flow& flow : inference.dfd.flows)
    if (const auto at = unlimited.find({flow.from.value, flow.to.value, flow.kind.value});
        at != unlimited.end())
      set_property(flow.properties, property, boolean_value(true, at->second));
}

}  // namespace weir
