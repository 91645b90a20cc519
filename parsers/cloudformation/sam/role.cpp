#include "parsers/cloudformation/sam/role.h"

#include "parsers/cloudformation/sam/grants/policy_templates.h"
#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

/// Reads the entries of `Policies` of one resource.
class Policies {
 public:
  Policies(Expansion& expansion, const Macro& macro, Role& role)
      : expansion_(expansion), tree_(expansion.tree()), macro_(macro), role_(role) {}

  void read(Part policies) {
    if (!tree_.is_list(policies)) return read_one(policies, 0);
    std::size_t index = 0;
    for (const Entry& entry : tree_.entries(policies)) read_one(entry.value, index++);
  }

 private:
  enum class Form { managed, inline_policy, none };
  struct Read {
    Form form = Form::none;
    Part value;
  };

  void read_one(Part policy, std::size_t index) {
    if (!policy.valid() || tree_.kind(policy) == NodeKind::null || is_no_value(tree_, policy))
      return;
    const Read read = read_any(policy, index);
    if (read.form == Form::managed) add_managed_policy(expansion_, role_, read.value);
    if (read.form == Form::inline_policy) tree_.add(role_.policies, read.value);
    if (read.form != Form::none) return;
    if (tree_.call(policy))  // what it grants is not known
      add_managed_policy(expansion_, role_, expansion_.at(policy, macro_.place).unread(policy));
    expansion_.warn(
        tree_.place(policy), "Policies" + named(policy),
        "a policy of " + macro_.id + named(policy) +
            " is neither a policy's name or ARN, nor a document with a Statement, nor a "
            "policy template that is known");
  }

  /// What may have been meant as a policy template's name: " (Name)".
  std::string named(Part policy) {
    const bool one = tree_.is_map(policy) && tree_.entries(policy).size() == 1;
    return one ? " (" + tree_.entries(policy).front().key + ")" : std::string();
  }

  Read read_any(Part policy, std::size_t index) {
    const Maker maker = expansion_.at(policy, macro_.place);
    if (tree_.is_scalar(policy)) return {Form::managed, arn_named(maker, policy)};
    if (const std::optional<PartCall> call = tree_.call(policy)) {
      return call->function == "If" ? read_choice(policy, call->argument, index)
                                    : Read{Form::managed, policy};
    }
    Part document = tree_.find(policy, "Statement").valid() ? policy : Part{};
    if (!document.valid()) document = from_policy_template(expansion_, macro_, policy);
    if (!document.valid()) return {};
    const std::string name = role_.id + "Policy" + std::to_string(index);
    return {Form::inline_policy,
            maker.map({{"PolicyName", maker.text(name)}, {"PolicyDocument", document}})};
  }

  Read read_choice(Part policy, Part argument, std::size_t index) {
    const std::vector<Entry> branches = tree_.entries(argument);
    if (branches.size() != 3) return {};
    Read read[2];
    for (int i = 0; i < 2; ++i) {
      const Part branch = branches[i + 1].value;
      if (is_no_value(tree_, branch)) {
        read[i].value = branch;
      } else {
        read[i] = read_any(branch, index);
        if (read[i].form == Form::none) return {};
      }
    }
    const bool mixed =
        read[0].form != Form::none && read[1].form != Form::none && read[0].form != read[1].form;
    if (mixed) return {};
    const Maker maker = expansion_.at(policy, macro_.place);
    return {read[0].form != Form::none ? read[0].form : read[1].form,
            maker.call("Fn::If", maker.list({branches[0].value, read[0].value, read[1].value}))};
  }

  /// A managed policy's ARN, or the ARN of the provider's policy with this name: what the catalogue
  /// knows of its path.
  Part arn_named(const Maker& maker, Part policy) {
    const std::string name(tree_.text(policy));
    if (name.starts_with("arn:")) return policy;
    const Catalog& catalog = expansion_.catalog();
    constexpr std::string_view kBeforePath = ":policy/";
    for (const ManagedPolicyRecord& record : catalog.managed_policies_named(name)) {
      const std::string_view arn = catalog.text(record.arn);
      const std::size_t path = arn.find(kBeforePath);
      if (path != arn.npos) return managed_policy(maker, arn.substr(path + kBeforePath.size()));
    }
    return managed_policy(maker, name);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  Role& role_;
};

}  // namespace

Part trust_policy(const Maker& maker, std::string_view service) {
  const Part principal = maker.map({{"Service", maker.list({maker.text(service)})}});
  const Part statement = maker.map({{"Effect", maker.text("Allow")},
                                    {"Action", maker.list({maker.text("sts:AssumeRole")})},
                                    {"Principal", principal}});
  return maker.map({{"Version", maker.text("2012-10-17")}, {"Statement", maker.list({statement})}});
}

Part managed_policy(const Maker& maker, std::string_view path) {
  return maker.sub("arn:${AWS::Partition}:iam::aws:policy/" + std::string(path));
}

void add_managed_policy(Expansion& expansion, Role& role, Part arn) {
  Tree& tree = expansion.tree();
  const std::optional<PartCall> call = tree.call(arn);
  const std::string_view words = tree.text(call && call->function == "Sub" ? call->argument : arn);
  if (!words.empty() && !role.added.emplace(words).second) return;
  tree.add(role.managed, arn);
}

Part allowing(const Maker& maker, std::string_view policy_name, std::string_view action,
              Part resource) {
  const Part statement = maker.map(
      {{"Effect", maker.text("Allow")}, {"Action", maker.text(action)}, {"Resource", resource}});
  const Part document =
      maker.map({{"Version", maker.text("2012-10-17")}, {"Statement", maker.list({statement})}});
  return maker.map({{"PolicyName", maker.text(policy_name)}, {"PolicyDocument", document}});
}

void read_policies(Expansion& expansion, const Macro& macro, Role& role) {
  Policies(expansion, macro, role).read(expansion.tree().find(macro.properties, "Policies"));
}

void make_role(Expansion& expansion, const Macro& macro, const Role& role, Part properties,
               std::string_view attribute, Part trust) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(macro.place);
  const Part given = tree.find(macro.properties, "Role");
  const Part arn = maker.get_att(role.id, "Arn");
  Part used = arn;
  std::string condition;
  if (given.valid()) {
    const std::optional<PartCall> call = tree.call(given);
    const std::vector<Entry> branches =
        call && call->function == "If" ? tree.entries(call->argument) : std::vector<Entry>();
    const bool either = branches.size() == 3;
    const bool first = either && is_no_value(tree, branches[1].value);
    const bool second = either && is_no_value(tree, branches[2].value);
    if (!first && !second) return maker.set(properties, attribute, given);
    const std::string written = either ? std::string(tree.text(branches[0].value)) : std::string();
    if (first && !second) {
      condition = written;
      used = maker.choose(written, arn, branches[2].value);
    } else if (second && !first) {
      condition = "NOT" + written;
      used = maker.choose(written, branches[1].value, arn);
      const Part opposite =
          maker.call("Fn::Not", maker.list({maker.map({{"Condition", maker.text(written)}})}));
      expansion.add_condition(condition, opposite, maker.place());
    }
  }
  const Part made =
      maker.map({{"AssumeRolePolicyDocument", trust}, {"ManagedPolicyArns", role.managed}});
  if (!tree.entries(role.policies).empty()) maker.set(made, "Policies", role.policies);
  maker.set(made, "Path", tree.find(macro.properties, "RolePath"));
  maker.take(made, macro.properties, {"PermissionsBoundary"});
  maker.set(made, "Tags", tags_of(expansion, macro));
  const Part resource = expansion.make(macro, role.id, "AWS::IAM::Role", made, macro.place);
  if (!condition.empty()) maker.set(resource, "Condition", maker.text(condition));
  maker.set(properties, attribute, used);
}

}  // namespace weir::cloudformation::sam
