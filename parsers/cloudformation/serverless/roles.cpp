// The role that all functions share, and roles of single functions.

#include <algorithm>
#include <string>
#include <vector>

#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kSharedRole = "IamRoleLambdaExecution";
constexpr std::string_view kRolesPerFunction = "serverless-iam-roles-per-function";
constexpr std::string_view kOwnStatements = "iamRoleStatements";

bool has_own_role(Service& service, const Function& function) {
  return service.has_plugin(kRolesPerFunction) &&
         service.tree().find(function.value, kOwnStatements).valid();
}

class RoleWriter {
 public:
  explicit RoleWriter(Service& service)
      : service_(service),
        tree_(service.tree()),
        provider_(service.provider()),
        settings_(tree_.find(provider_, {"iam", "role"})) {}

  void write() {
    std::vector<Function*> sharing;
    for (Function& function : service_.functions()) {
      if (!uses_made_role(function)) continue;
      if (has_own_role(service_, function)) {
        write_own(function);
      } else {
        sharing.push_back(&function);
        if (const Part unread = tree_.find(function.value, kOwnStatements); unread.valid())
          service_.unsupported(tree_.place(unread), kOwnStatements,
                               "iamRoleStatements of a function are read by the plugin " +
                                   std::string(kRolesPerFunction) +
                                   " only, which the service does not list");
      }
    }
    if (!sharing.empty() || service_.mentions(kSharedRole)) write_shared(sharing);
  }

 private:
  bool uses_made_role(const Function& function) {
    const Part made = tree_.find(service_.made(function.id), {"Properties", "Role"});
    const std::optional<sam::PartCall> call = tree_.call(made);
    if (!call || call->function != "GetAtt") return false;
    const std::vector<Entry>& named = tree_.entries(call->argument);
    return !named.empty() && tree_.text(named.front().value) == role_id(service_, function);
  }

  Part first_of(Part one, Part other) { return one.valid() ? one : other; }

  Part shared_statements() {
    return first_of(tree_.find(settings_, "statements"), tree_.find(provider_, kOwnStatements));
  }

  void write_shared(const std::vector<Function*>& functions) {
    const Part written = shared_statements();
    const Span place = tree_.place(written.valid() ? written : provider_);
    const Part statements = service_.at(place).list(std::vector<Part>{});
    add_logging(statements, place, functions);
    for (const Function* function : functions)
      for (const Part statement : function->statements) tree_.add(statements, statement);
    for (const Part statement : service_.granted()) tree_.add(statements, statement);
    add_all(statements, written);
    write_role(std::string(kSharedRole), statements, functions, place);
  }

  void write_own(Function& function) {
    const Part written = tree_.find(function.value, kOwnStatements);
    const Span place = tree_.place(written);
    const Part statements = service_.at(place).list(std::vector<Part>{});
    add_logging(statements, place, {&function});
    for (const Part statement : function.statements) tree_.add(statements, statement);
    add_all(statements, written);
    const Part inherits =
        first_of(tree_.find(function.value, "iamRoleStatementsInherit"),
                 tree_.find(service_.section("custom"), {kRolesPerFunction, "defaultInherit"}));
    if (tree_.text(inherits) == "true") {
      for (const Part statement : service_.granted()) tree_.add(statements, statement);
      add_all(statements, shared_statements());
    }
    write_role(role_id(service_, function), statements, {&function}, place);
  }

  void add_all(Part statements, Part written) {
    if (tree_.is_list(written)) {
      for (const Entry& entry : std::vector<Entry>(tree_.entries(written)))
        tree_.add(statements, entry.value);
    } else if (written.valid() && tree_.kind(written) != NodeKind::null) {
      service_.malformed(tree_.place(written), "statements", "statements of a role must be a list");
    }
  }

  void add_logging(Part statements, Span place, const std::vector<Function*>& functions) {
    const Maker maker = service_.at(place);
    const auto allow = [&](std::initializer_list<std::string_view> actions, Part resource) {
      const Part list = maker.list(std::vector<Part>{});
      for (const std::string_view action : actions) tree_.add(list, maker.text(action));
      tree_.add(statements, maker.map({{"Effect", maker.text("Allow")},
                                       {"Action", list},
                                       {"Resource", maker.list({resource})}}));
    };
    allow({"logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource", "logs:PutLogEvents"},
          maker.sub(
              "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/" +
              service_.name() + "-" + service_.stage() + "*:*"));
    for (const Function* function : functions) {
      const Part made = service_.made(function->id);
      if (!tree_.find(made, {"Properties", "TracingConfig"}).valid()) continue;
      return allow({"xray:PutTraceSegments", "xray:PutTelemetryRecords"}, maker.text("*"));
    }
  }

  void write_role(const std::string& id, Part statements, const std::vector<Function*>& functions,
                  Span place) {
    const Maker maker = service_.at(place);
    const Part services = maker.list({maker.text("lambda.amazonaws.com")});
    if (std::any_of(functions.begin(), functions.end(),
                    [](const Function* function) { return function->at_edge; }))
      tree_.add(services, maker.text("edgelambda.amazonaws.com"));
    const Part trust = maker.map({{"Effect", maker.text("Allow")},
                                  {"Principal", maker.map({{"Service", services}})},
                                  {"Action", maker.list({maker.text("sts:AssumeRole")})}});
    const Part policy = maker.map(
        {{"PolicyName", maker.text(service_.name() + "-" + service_.stage() + "-lambda")},
         {"PolicyDocument",
          maker.map({{"Version", maker.text("2012-10-17")}, {"Statement", statements}})}});
    const Part properties = maker.map(
        {{"AssumeRolePolicyDocument",
          maker.map({{"Version", maker.text("2012-10-17")}, {"Statement", maker.list({trust})}})},
         {"Policies", maker.list({policy})},
         {"RoleName", tree_.find(settings_, "name")},
         {"Path", tree_.find(settings_, "path")},
         {"PermissionsBoundary", first_of(first_of(tree_.find(settings_, "permissionsBoundary"),
                                                   tree_.find(settings_, "permissionBoundary")),
                                          tree_.find(provider_, "rolePermissionsBoundary"))},
         {"ManagedPolicyArns", managed(functions, place)}});
    service_.make(id, "AWS::IAM::Role", properties, place);
  }

  Part managed(const std::vector<Function*>& functions, Span place) {
    const Maker maker = service_.at(place);
    const Part written = first_of(tree_.find(settings_, "managedPolicies"),
                                  tree_.find(provider_, "iamManagedPolicies"));
    const Part list =
        tree_.is_list(written) ? tree_.copy(written) : maker.list(std::vector<Part>{});
    for (const Function* function : functions) {
      const Part made = service_.made(function->id);
      if (!tree_.find(made, {"Properties", "VpcConfig"}).valid()) continue;
      tree_.add(list, maker.sub("arn:${AWS::Partition}:iam::aws:policy/service-role/"
                                "AWSLambdaVPCAccessExecutionRole"));
      break;
    }
    return tree_.entries(list).empty() ? Part{} : list;
  }

  Service& service_;
  Tree& tree_;
  Part provider_, settings_;
};

}  // namespace

std::string role_id(Service& service, const Function& function) {
  return has_own_role(service, function) ? function.name + std::string(kSharedRole)
                                         : std::string(kSharedRole);
}

void write_roles(Service& service) { RoleWriter(service).write(); }

}  // namespace weir::cloudformation::serverless
