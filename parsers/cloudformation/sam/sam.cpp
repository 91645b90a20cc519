#include "parsers/cloudformation/sam/sam.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "analyzer/base/limits.h"
#include "analyzer/base/notes.h"
#include "parsers/cloudformation/sam/expansion.h"
#include "parsers/cloudformation/sam/grants/connectors.h"
#include "parsers/cloudformation/sam/http/http_api.h"
#include "parsers/cloudformation/sam/property_forms.h"
#include "parsers/cloudformation/sam/resources.h"
#include "parsers/cloudformation/sam/rest/rest_api.h"

namespace weir::cloudformation {
namespace sam {
namespace {

struct MacroKind {
  std::string_view type;
  void (*expand)(Expansion&, const Macro&);
};

/// In the order of expansion: functions and state machines add to APIs, and connectors join what
/// the others became.
constexpr std::array kMacroKinds = {
    MacroKind{"AWS::Serverless::Function", expand_function},
    MacroKind{"AWS::Serverless::StateMachine", expand_state_machine},
    MacroKind{"AWS::Serverless::SimpleTable", expand_simple_table},
    MacroKind{"AWS::Serverless::LayerVersion", expand_layer_version},
    MacroKind{"AWS::Serverless::Application", expand_application},
    MacroKind{"AWS::Serverless::Api", expand_rest_api},
    MacroKind{"AWS::Serverless::HttpApi", expand_http_api},
    MacroKind{"AWS::Serverless::WebSocketApi", expand_web_socket_api},
    MacroKind{"AWS::Serverless::CapacityProvider", expand_capacity_provider},
    MacroKind{"AWS::Serverless::GraphQLApi", expand_graphql_api},
};

void check(Expansion& expansion, const Macro& macro) {
  const bool known = std::any_of(kMacroKinds.begin(), kMacroKinds.end(),
                                 [&](const MacroKind& kind) { return kind.type == macro.type; });
  if (!known && macro.type != kConnectorType)
    expansion.warn(macro.place, macro.type,
                   macro.id + " has the type " + macro.type + ", which the service does not know");
  check_properties(expansion, macro);
}

void expand_all(Expansion& expansion) {
  for (const Macro& macro : expansion.macros()) check(expansion, macro);
  prepare_apis(expansion, kRestApis);
  prepare_apis(expansion, kHttpApis);
  for (const MacroKind& kind : kMacroKinds) {
    for (std::size_t i = 0; i < expansion.macros().size(); ++i) {
      const Macro& macro = expansion.macros()[i];
      if (macro.type == kind.type && !expansion.tree().too_large()) kind.expand(expansion, macro);
    }
  }
}

/// Whether one of the words that ask for an expansion stands anywhere: most templates have none, and
/// pay nothing.
bool may_ask(const Document& document) {
  return document.strings.find("AWS::Serverless::") != std::string::npos ||
         document.strings.find("Connectors") != std::string::npos;
}

/// Whether the transform is named; without it the template cannot be deployed.
bool names_transform(Tree& tree, Part part) {
  if (tree.is_list(part)) {
    for (const Entry& entry : tree.entries(part)) {
      if (!tree.is_list(entry.value) && names_transform(tree, entry.value)) return true;
    }
    return false;
  }
  const Part name = tree.find(part, "Name");
  return tree.text(name.valid() ? name : part).starts_with("AWS::Serverless-");
}

}  // namespace
}  // namespace sam

std::optional<Document> with_sam_expanded(const Document& document, SourceMap& sources,
                                          const KnownParameters& parameters, const Catalog& catalog,
                                          Diagnostics& diagnostics) {
  if (document.empty() || document[0].kind != NodeKind::map || !sam::may_ask(document))
    return std::nullopt;
  Notes notes("template");
  sam::Expansion expansion(document, sources, parameters, catalog, notes);
  sam::add_embedded_connectors(expansion);
  if (expansion.macros().empty()) return std::nullopt;
  sam::Tree& tree = expansion.tree();
  const Span first = expansion.macros().front().place;
  if (!sam::names_transform(tree, tree.find(tree.at(0), "Transform"))) {
    expansion.warn(first, "Transform",
                   "AWS::Serverless resources need the Transform AWS::Serverless-2016-10-31");
  }
  sam::check_globals(expansion, tree.find(tree.at(0), "Globals"));
  sam::expand_all(expansion);
  sam::expand_connectors(expansion);
  std::optional<Document> result = expansion.written(sources);
  if (!result) {
    notes.add(Level::warning, "budget", "AWS::Serverless", first,
              "AWS::Serverless resources are not expanded: they would become more than " +
                  std::to_string(limits::kExpandedNodes) + " values");
  }
  const Diagnostics noted = notes.take();
  diagnostics.insert(diagnostics.end(), noted.begin(), noted.end());
  return result;
}

}  // namespace weir::cloudformation
