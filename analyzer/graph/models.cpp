// Which model a process asks, where only its settings say so.
#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

#include "analyzer/graph/chosen.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/permissions.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

bool mentions_model(std::string_view setting) {
  return ("-" + words_of(setting) + "-").find("-model-") != std::string::npos;
}

/// `provider.model-version:0`, with or without a place in front: dotted words without spaces or
/// slashes.
bool is_model_id(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '.' || c == '-' || c == ':' ||
           c == '_';
  });
}

class Models {
 public:
  explicit Models(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        permissions_(inference),
        prompt_(catalog_.edge("prompt")) {
    concept_ = outside_concept(catalog_, catalog_.label("model"));
  }

  void resource(ResourceId id) {
    const NodeId process = in_.node_of[id.index()];
    const ConceptId own = in_.concept_of[id.index()];
    if (!process.valid() || !own.valid() || !concept_.valid() || !prompt_.valid()) return;
    const std::vector<Permissions::Held> prompts = prompting(process);
    if (prompts.empty()) return;
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    const UnitId unit = in_.model[id].unit;
    for_each_choice(in_, unit, select(in_.source, catalog_.concepts[own.index()].uses, whole).hits,
                    [&](const Hit& hit, const Rendered* text) {
                      if (text == nullptr)
                        setting(process, unit, hit, prompts);
                      else
                        choice(process, unit, hit, *text, prompts);
                    });
  }

 private:
  std::vector<Permissions::Held> prompting(NodeId process) const {
    std::vector<Permissions::Held> out;
    for (const Permissions::Held& held : permissions_.of(process))
      if (catalog_.is(in_.dfd[held.access].kind, prompt_)) out.push_back(held);
    return out;
  }

  void setting(NodeId process, UnitId unit, const Hit& hit,
               const std::vector<Permissions::Held>& prompts) {
    const std::string& name = hit.scope.entry_key;
    if (hit.key) return;
    for (const Rendered& text : render(in_.model, in_.guards, hit.value)) {
      const std::string value = text.text();
      const bool parameter =
          text.pieces.size() == 1 && text.pieces[0].kind == Piece::Kind::parameter;
      const bool named = text.literal() ? is_model_id(value) && mentions_model(name)
                                        : parameter && mentions_model(name);
      const NodeId model = value.starts_with("arn:") ? by_arn(unit, value, hit.place())
                           : named ? outside_named(in_, unit, concept_, value, hit.place())
                                   : NodeId();
      if (model.valid()) ask(process, model, hit, text.guard, prompts);
    }
  }

  /// A setting that is whichever model a parameter says.
  void choice(NodeId process, UnitId unit, Hit hit, const Rendered& text,
              const std::vector<Permissions::Held>& prompts) {
    const std::string value = text.text();
    const bool named = mentions_model(hit.scope.entry_key) &&
                       std::all_of(text.may_be.begin(), text.may_be.end(), is_model_id);
    const NodeId model = value.starts_with("arn:") ? by_arn(unit, value, hit.place())
                         : named ? outside_named(in_, unit, concept_, value, hit.place())
                                 : NodeId();
    if (!model.valid()) return;
    set_property(in_.dfd.nodes[model.index()].properties, catalog_.property("may_be"),
                 list_value(text.may_be, hit.place()));
    hit.guard = text.guard;
    ask(process, model, hit, kAlways, prompts);
  }

  NodeId by_arn(UnitId unit, const std::string& arn, Span span) {
    const ArnTargets targets = match_arn(in_, unit, arn, {concept_}, span);
    return targets.nodes.empty() ? NodeId() : targets.nodes.front();
  }

  void ask(NodeId process, NodeId model, const Hit& hit, Guard when,
           const std::vector<Permissions::Held>& prompts) {
    for (const Permissions::Held& held : prompts) {
      Access& access = in_.dfd.access[held.access.index()];
      const TargetSet& targets = in_.dfd.targets[access.target.index()];
      const bool covered =
          targets.covers_outside ||
          std::binary_search(targets.members.begin(), targets.members.end(), model);
      if (!covered) continue;
      Flow flow{process, model, access.kind, access.data, Confidence::declared, {}, {}, kAlways};
      flow.exists = in_.guards.both(in_.guards.both(hit.guard, when),
                                    in_.guards.both(access.exists, held.guard));
      flow.evidence.push_back(
          {"the setting " + hit.scope.entry_key + " names the model", hit.place()});
      flow.evidence.insert(flow.evidence.end(), access.evidence.begin(), access.evidence.end());
      set_property(access.properties, catalog_.property("used"), boolean_value(true, hit.span));
      in_.confirm_flow(std::move(flow));
    }
  }

  Inference& in_;
  const Catalog& catalog_;
  Permissions permissions_;
  EdgeLabelId prompt_;
  ConceptId concept_;
};

}  // namespace

void infer_models(Inference& inference) {
  Models models(inference);
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i) models.resource(ResourceId(i));
}

}  // namespace weir
