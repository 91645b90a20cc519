// AWS::Serverless::StateMachine: the state machine with its role, version, alias and events.

#include <optional>
#include <string>

#include "parsers/cloudformation/sam/events/event.h"
#include "parsers/cloudformation/sam/functions/substitutions.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {
namespace {

class StateMachine {
 public:
  StateMachine(Expansion& expansion, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        macro_(macro),
        maker_(expansion.at(macro.place)),
        role_{macro.id + "Role", tree_.list(macro.place), tree_.list(macro.place)} {}

  void expand() {
    check();
    const Part properties = machine_properties();
    expansion_.become(macro_, "AWS::StepFunctions::StateMachine", properties);
    const std::string alias = publish();
    read_policies(expansion_, macro_, role_);
    const Part traced = tree_.find(own("Tracing"), "Enabled");
    if (expansion_.known_boolean(traced).value_or(false))
      add_managed_policy(
          expansion_, role_,
          managed_policy(expansion_.at(traced, macro_.place), "AWSXrayWriteOnlyAccess"));
    const bool by_alias =
        !alias.empty() && expansion_.known_boolean(own("UseAliasAsEventTarget")).value_or(false);
    expand_state_machine_events(expansion_, {macro_, by_alias ? alias : macro_.id, role_});
    make_role(expansion_, macro_, role_, properties, "RoleArn",
              trust_policy(maker_, "states.amazonaws.com"));
  }

 private:
  Part own(std::string_view key) {
    const Part part = tree_.find(macro_.properties, key);
    return tree_.kind(part) == NodeKind::null ? Part{} : part;
  }

  /// The definition stays a map, of which every value has its place; the service writes it as a
  /// text.
  Part machine_properties() {
    const Part properties = tree_.map(macro_.place);
    const Part definition = own("Definition");
    maker_.set(properties, "Definition", definition);
    if (!definition.valid())
      maker_.set(properties, "DefinitionS3Location",
                 stored_at(expansion_, own("DefinitionUri"), {"Bucket", "Key", "Version"}));
    maker_.set(properties, "DefinitionSubstitutions",
               substitutions_of(expansion_, definition, own("DefinitionSubstitutions")));
    maker_.set(properties, "StateMachineName", own("Name"));
    maker_.set(properties, "StateMachineType", own("Type"));
    maker_.set(properties, "LoggingConfiguration", own("Logging"));
    maker_.set(properties, "TracingConfiguration", own("Tracing"));
    maker_.set(properties, "Tags", tags_of(expansion_, macro_));
    return properties;
  }

  void check() {
    const Part definition = own("Definition"), uri = own("DefinitionUri");
    if (definition.valid() == uri.valid())
      wrong("Definition", macro_.place,
            definition.valid() ? "has both Definition and DefinitionUri"
                               : "needs a Definition or a DefinitionUri");
    if (definition.valid() && !tree_.is_map(definition) && !tree_.call(definition))
      wrong("Definition", tree_.place(definition), "must have its Definition as a map");
    if (tree_.is_map(uri) &&
        (!tree_.find(uri, "Bucket").valid() || !tree_.find(uri, "Key").valid()))
      wrong("DefinitionUri", tree_.place(uri), "needs a Bucket and a Key in its DefinitionUri");
    if (own("Role").valid() && own("Policies").valid())
      wrong("Role", tree_.place(own("Policies")),
            "has both Role and Policies, which are for a role that is made");
    for (const std::string_view key : {"DeploymentPreference", "UseAliasAsEventTarget"}) {
      const Part part = own(key);
      const bool off = tree_.is_scalar(part) && !expansion_.known_boolean(part).value_or(true);
      if (part.valid() && !off && !own("AutoPublishAlias").valid())
        wrong(key, tree_.place(part),
              "has " + std::string(key) + ", which needs an AutoPublishAlias");
    }
    check_forms();
  }

  void check_forms() {
    for (const std::string_view key : {"Logging", "DefinitionSubstitutions", "Tags", "Tracing"}) {
      const Part part = own(key);
      if (part.valid() && !tree_.is_map(part) && !tree_.call(part))
        wrong(key, tree_.place(part), "must have its " + std::string(key) + " as a map");
    }
  }

  void wrong(std::string_view subject, Span place, const std::string& what) {
    expansion_.warn(place, "state machine " + std::string(subject),
                    "the state machine " + macro_.id + " " + what);
  }

  /// Version and alias; returns the alias's id, or nothing if there is none.
  std::string publish() {
    const Part wanted = own("AutoPublishAlias");
    if (!wanted.valid()) return {};
    const std::optional<std::string> name = expansion_.known_text(wanted);
    if (!name || name->empty()) {
      wrong("AutoPublishAlias", tree_.place(wanted),
            "must have a text or a parameter with a value as its AutoPublishAlias");
      return {};
    }
    const Maker at = expansion_.at(wanted, macro_.place);
    const std::string version_id = macro_.id + "Version";
    const Part version =
        at.map({{"StateMachineArn", at.ref(macro_.id)},
                {"StateMachineRevisionId", at.get_att(macro_.id, "StateMachineRevisionId")}});
    const Part made = expansion_.make(macro_, version_id, "AWS::StepFunctions::StateMachineVersion",
                                      version, at.place());
    for (const std::string_view key : {"DeletionPolicy", "UpdateReplacePolicy"}) {
      if (!tree_.find(made, key).valid()) at.set(made, key, at.text("Retain"));
    }
    const Part given = own("DeploymentPreference");
    const Part preference =
        tree_.is_map(given) ? tree_.copy(given) : at.map({{"Type", at.text("ALL_AT_ONCE")}});
    at.set(preference, "StateMachineVersionArn", at.ref(version_id));
    const std::string alias_id = macro_.id + "Alias" + *name;
    expansion_.make(macro_, alias_id, "AWS::StepFunctions::StateMachineAlias",
                    at.map({{"Name", wanted}, {"DeploymentPreference", preference}}), at.place());
    return alias_id;
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  const Maker maker_;
  Role role_;
};

}  // namespace

void expand_state_machine(Expansion& expansion, const Macro& macro) {
  StateMachine(expansion, macro).expand();
}

}  // namespace weir::cloudformation::sam
