// Firewalls before APIs: `waf` of a GraphQL API, and the plugin serverless-associate-waf.

#include "parsers/cloudformation/serverless/plugins/graph_api.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kAssociateWaf = "serverless-associate-waf";
constexpr std::int64_t kUsualLimit = 100;

/// A rule of the plugin's, `throttle` and `disableIntrospection` among them, as the service has it.
Part firewall_rule(Service& service, Part written, std::size_t number) {
  Tree& tree = service.tree();
  const Maker at = service.at(written);
  const bool named = tree.is_scalar(written);
  const Part throttle = tree.find(written, "throttle");
  if (throttle.valid() || (named && tree.text(written) == "throttle")) {
    Part limit = tree.is_scalar(throttle) ? throttle : tree.find(throttle, "limit");
    if (!limit.valid()) limit = at.number(kUsualLimit);
    const Part rate = at.map({{"Limit", limit}, {"AggregateKeyType", at.text("IP")}});
    return at.map({{"Name", at.text("Throttle")},
                   {"Action", at.map({{"Block", at.map({})}})},
                   {"Statement", at.map({{"RateBasedStatement", rate}})}});
  }
  if (named || tree.find(written, "disableIntrospection").valid())
    return at.map({{"Name", at.text(named ? tree.text(written) : "disableIntrospection")},
                   {"Action", at.map({{"Block", at.map({})}})}});
  const std::string action = service.text(written, {"action"});
  const Part override = tree.find(written, "overrideAction");
  const Part name = tree.find(written, "name");
  const Part rule =
      at.map({{"Name", name.valid() ? name : at.text("rule" + std::to_string(number))},
              {"Statement", tree.find(written, "statement")}});
  if (tree.is_map(override)) {
    const Part copied = at.map({});
    for (const Entry& entry : std::vector<Entry>(tree.entries(override)))
      at.set(copied, alphanumeric(entry.key), at.map({}));
    at.set(rule, "OverrideAction", copied);
  } else {
    at.set(rule, "Action", at.map({{action.empty() ? "Allow" : action, at.map({})}}));
  }
  return rule;
}

void associate(Service& service, const std::string& id, Part acl, Part resource, const Maker& at) {
  service.make(id, "AWS::WAFv2::WebACLAssociation",
               at.map({{"WebACLArn", acl}, {"ResourceArn", resource}}), at.place());
}

/// The firewall under `resources` of this type and name.
std::string declared_firewall(Service& service, std::string_view type, std::string_view name) {
  Tree& tree = service.tree();
  for (const auto& [id, resource] : service.all_declared())
    if (!name.empty() && tree.text(tree.find(resource.value, "Type")) == type &&
        tree.text(tree.find(resource.value, {"Properties", "Name"})) == name)
      return id;
  return {};
}

}  // namespace

void write_api_firewall(Service& service, const GraphApi& api) {
  Tree& tree = service.tree();
  Part written = tree.find(api.written, "waf");
  if (!written.valid()) written = tree.find(api.written, "wafConfig");
  if (!tree.is_map(written) || service.text(written, {"enabled"}) == "false") return;
  const Maker at = service.at(written);
  Part acl = tree.find(written, "arn");
  if (!acl.valid()) {
    const std::string id = api.made("GraphQlWaf");
    const std::string action = service.text(written, {"defaultAction"});
    const Part name = tree.find(written, "name");
    std::vector<Part> rules;
    for (const Entry& rule : std::vector<Entry>(tree.entries(tree.find(written, "rules"))))
      rules.push_back(firewall_rule(service, rule.value, rules.size()));
    service.make(
        id, "AWS::WAFv2::WebACL",
        at.map(
            {{"Name", name.valid() ? name : at.text(service.text(api.written, {"name"}) + "Waf")},
             {"Scope", at.text("REGIONAL")},
             {"DefaultAction", at.map({{action.empty() ? "Allow" : action, at.map({})}})},
             {"Rules", at.list(rules)}}),
        at.place());
    acl = at.get_att(id, "Arn");
  }
  associate(service, api.made("GraphQlWafAssoc"), acl, at.get_att(api.made("GraphQlApi"), "Arn"),
            at);
}

void write_rest_firewall(Service& service) {
  Tree& tree = service.tree();
  const Part written = service.read_by(kAssociateWaf, {"custom", "associateWaf"});
  const Part name = tree.find(written, "name"), api = rest_api_id(service);
  if (!name.valid()) return;
  const Maker at = service.at(written);
  if (!api.valid())
    return service.malformed(at.place(), "associateWaf",
                             "the service has no REST API that a firewall could stand before");
  const Part stage =
      at.join("", {at.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/"), api,
                   at.text("/stages/" + service.stage())});
  const bool second = service.text(written, {"version"}) == "V2";
  const std::string_view type = second ? "AWS::WAFv2::WebACL" : "AWS::WAFRegional::WebACL";
  const std::string id = declared_firewall(service, type, tree.text(name));
  if (second) {
    const Part arn = id.empty() ? at.join("", {at.sub("arn:${AWS::Partition}:wafv2:${AWS::Region}:"
                                                      "${AWS::AccountId}:regional/webacl/"),
                                               name, at.text("/*")})
                                : at.get_att(id, "Arn");
    return associate(service, "ApiGatewayWebAclAssociation", arn, stage, at);
  }
  service.make("ApiGatewayWebAclAssociation", "AWS::WAFRegional::WebACLAssociation",
               at.map({{"WebACLId", id.empty() ? name : at.ref(id)}, {"ResourceArn", stage}}),
               at.place());
}

}  // namespace weir::cloudformation::serverless
