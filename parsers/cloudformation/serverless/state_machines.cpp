// State machines of the plugin serverless-step-functions.

#include <utility>
#include <vector>

#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {
namespace {

/// `loggingConfig`, as the resource has it.
Part logging_of(Service& service, Part written) {
  Tree& tree = service.tree();
  if (!tree.is_map(written)) return {};
  const Maker maker = service.at(written);
  const Part groups = maker.list(std::vector<Part>{});
  for (const Entry& group : std::vector<Entry>(tree.entries(tree.find(written, "destinations"))))
    tree.add(groups,
             maker.map({{"CloudWatchLogsLogGroup", maker.map({{"LogGroupArn", group.value}})}}));
  return maker.map({{"Level", tree.find(written, "level")},
                    {"IncludeExecutionData", tree.find(written, "includeExecutionData")},
                    {"Destinations", groups}});
}

void write_state_machine(Service& service, const Entry& entry) {
  Tree& tree = service.tree();
  if (!tree.is_map(entry.value))
    return service.malformed(entry.place, "state machine",
                             "the state machine " + entry.key + " must be a map");
  const Maker maker = service.at(entry.place);
  const Part name = tree.find(entry.value, "name"), role = tree.find(entry.value, "role");
  std::string id = service.text(entry.value, {"id"});
  if (id.empty())
    id = alphanumeric(tree.text(name).empty() ? std::string_view(entry.key) : tree.text(name));
  if (tree.text(name).empty() && service.text(entry.value, {"id"}).empty())
    id += "StepFunctionsStateMachine";
  const std::string type = service.text(entry.value, {"type"});
  service.make(id, "AWS::StepFunctions::StateMachine",
               maker.map({{"StateMachineName", name},
                          {"StateMachineType", maker.text(type.empty() ? "STANDARD" : type)},
                          {"Definition", tree.find(entry.value, "definition")},
                          {"RoleArn", role},
                          {"LoggingConfiguration",
                           logging_of(service, tree.find(entry.value, "loggingConfig"))},
                          {"TracingConfiguration", tree.find(entry.value, "tracingConfig")}}),
               entry.place);
  write_machine_events(service, entry, id);
}

}  // namespace

void write_state_machines(Service& service) {
  Tree& tree = service.tree();
  const Part machines = tree.find(service.section("stepFunctions"), "stateMachines");
  for (const Entry& entry : std::vector<Entry>(tree.entries(machines)))
    write_state_machine(service, entry);
}

}  // namespace weir::cloudformation::serverless
