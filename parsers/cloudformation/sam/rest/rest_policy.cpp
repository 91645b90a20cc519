// Resource policies of REST APIs, from their short form.

#include <cctype>
#include <vector>

#include "parsers/cloudformation/sam/api/implicit_api.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/rest/rest_security.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kPolicy = "x-amazon-apigateway-policy";

/// The statements about one path.
class PathPolicy {
 public:
  PathPolicy(Expansion& expansion, RestDefinition& definition, Part policy, Part resources)
      : expansion_(expansion),
        tree_(expansion.tree()),
        definition_(definition),
        policy_(policy),
        resources_(resources),
        maker_(expansion.at(policy, {})) {}

  void add() {
    add_accounts("AwsAccountWhitelist", "Allow");
    add_accounts("AwsAccountBlacklist", "Deny");
    add_addresses("IpRangeWhitelist", "NotIpAddress");
    add_addresses("IpRangeBlacklist", "IpAddress");
    add_networks("Blacklist", "StringEquals");
    add_networks("Whitelist", "StringNotEquals");
  }

 private:
  Part own(const std::string& key) { return tree_.find(policy_, key); }

  void add_statement(Part statement) {
    const Part policy = definition_.section(kPolicy);
    maker_.set(policy, "Version", maker_.text("2012-10-17"));
    tree_.add(list_in(tree_, policy, "Statement", maker_.place()), statement);
  }

  Part statement(std::string_view effect, Part principal, Part condition) {
    return maker_.map({{"Effect", maker_.text(effect)},
                       {"Action", maker_.text("execute-api:Invoke")},
                       {"Resource", resources_},
                       {"Principal", principal},
                       {"Condition", condition}});
  }

  void add_accounts(const std::string& key, std::string_view effect) {
    const Part accounts = own(key);
    if (!is_given(tree_, accounts)) return;
    if (tree_.is_scalar(accounts)) {
      return expansion_.warn(tree_.place(accounts), key, key + " must be a list of accounts");
    }
    const Part listed = tree_.is_list(accounts) ? accounts : maker_.list({accounts});
    add_statement(statement(effect, maker_.map({{"AWS", listed}}), {}));
  }

  void add_addresses(const std::string& key, std::string_view comparison) {
    const Part addresses = own(key);
    if (!is_given(tree_, addresses)) return;
    const Part listed = tree_.is_list(addresses) ? addresses : maker_.list({addresses});
    admit_all_but(maker_.map({{comparison, maker_.map({{"aws:SourceIp", listed}})}}));
  }

  void add_networks(const std::string& kind, std::string_view comparison) {
    std::vector<Part> networks, endpoints;
    const std::string texts = "SourceVpc" + kind;
    for (const Entry& item : tree_.entries(own(texts))) {
      const std::string_view text = tree_.text(item.value);
      if (text.empty()) {
        expansion_.warn(
            tree_.place(item.value), texts,
            texts + " must be a list of texts; IntrinsicVpc" + kind + " takes what functions give");
      } else if (text.starts_with("vpce-")) {
        endpoints.push_back(item.value);
      } else if (text.starts_with("vpc-")) {
        networks.push_back(item.value);
      }
    }
    take(own("IntrinsicVpc" + kind), networks);
    take(own("IntrinsicVpce" + kind), endpoints);
    if (networks.empty() && endpoints.empty()) return;
    const Part condition =
        maker_.map({{"aws:SourceVpc", networks.empty() ? Part{} : maker_.list(networks)},
                    {"aws:SourceVpce", endpoints.empty() ? Part{} : maker_.list(endpoints)}});
    admit_all_but(maker_.map({{comparison, condition}}));
  }

  void take(Part list, std::vector<Part>& items) {
    if (!tree_.is_list(list)) return;
    for (const Entry& item : tree_.entries(list)) items.push_back(item.value);
  }

  void admit_all_but(Part condition) {
    const Part all = maker_.text("*");
    if (!admitted_) add_statement(statement("Allow", all, {}));
    admitted_ = true;
    add_statement(statement("Deny", all, condition));
  }

  Expansion& expansion_;
  Tree& tree_;
  RestDefinition& definition_;
  Part policy_, resources_;
  Maker maker_;
  bool admitted_ = false;
};

/// Collects the names of an item's methods, in either side of an Fn::If.
void collect_methods(Tree& tree, Part item, std::vector<std::string>& methods) {
  if (const auto call = tree.call(item)) {
    const std::vector<Entry> branches = tree.entries(call->argument);
    if (call->function != "If" || branches.size() != 3) return;
    collect_methods(tree, branches[1].value, methods);
    collect_methods(tree, branches[2].value, methods);
  } else if (tree.is_map(item)) {
    for (const Entry& entry : tree.entries(item)) {
      if (is_method(entry.key)) methods.push_back(method_in_definition(entry.key));
    }
  }
}

}  // namespace

void add_resource_policy(Expansion& expansion, RestDefinition& definition, Part policy,
                         const std::string& path, Part item, Part stage) {
  const Maker maker = expansion.at(policy, {});
  std::vector<std::string> methods;
  collect_methods(expansion.tree(), item, methods);
  std::vector<Part> resources;
  const Part holes = maker.map({{"__Stage__", stage}});
  for (std::string& method : methods) {
    for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (method_in_definition(method) == kAnyMethod) method = "*";
    resources.push_back(maker.call("Fn::Sub", maker.list({maker.text("execute-api:/${__Stage__}/" +
                                                                     method + path_in_arn(path)),
                                                          holes})));
  }
  PathPolicy(expansion, definition, policy, maker.list(resources)).add();
}

void add_custom_statements(Expansion& expansion, RestDefinition& definition, Part policy) {
  Tree& tree = expansion.tree();
  const Part custom = tree.find(policy, "CustomStatements");
  if (!is_given(tree, custom)) return;
  const Maker maker = expansion.at(custom, {});
  const Part document = definition.section(kPolicy);
  maker.set(document, "Version", maker.text("2012-10-17"));
  const Part statements = list_in(tree, document, "Statement", maker.place());
  if (!tree.is_list(custom)) return tree.add(statements, custom);
  for (const Entry& entry : std::vector<Entry>(tree.entries(custom)))
    tree.add(statements, entry.value);
}

}  // namespace weir::cloudformation::sam
