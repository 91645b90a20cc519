#include "parsers/cloudformation/sam/grants/connectors.h"

#include <algorithm>
#include <set>

#include "parsers/cloudformation/sam/grants/connector_end.h"
#include "parsers/cloudformation/sam/grants/grants.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kMappingType = "AWS::Lambda::EventSourceMapping";

using Ids = std::vector<std::string>;

/// What connectors say of the order of resources.
class Order {
 public:
  explicit Order(Expansion& expansion) : expansion_(expansion), tree_(expansion.tree()) {
    for (const Entry& entry : expansion.resources()) {
      if (tree_.text(tree_.find(entry.value, "Type")) != kMappingType) continue;
      const Part properties = tree_.find(entry.value, "Properties");
      mappings_[{expansion.referred(tree_.find(properties, "EventSourceArn")),
                 expansion.referred(tree_.find(properties, "FunctionName"))}]
          .push_back(entry.key);
    }
  }

  /// What a connector becomes, so far.
  Ids& became(const std::string& connector) { return made_[connector]; }

  void put_before(GrantBefore what, const ConnectorEnd& source, const ConnectorEnd& destination,
                  const std::string& id) {
    if (source.id.empty()) return;
    if (what == GrantBefore::source) after_[source.id].push_back(id);
    if (what != GrantBefore::mapping || destination.id.empty()) return;
    const auto found = mappings_.find({source.id, destination.id});
    if (found != mappings_.end() && found->second.size() == 1)
      after_[found->second.front()].push_back(id);
  }

  /// Writes DependsOn: what must come later names what was made, and in place of a connector stands
  /// what it became.
  void write() {
    for (const Entry& entry : std::vector<Entry>(expansion_.resources())) {
      const Part written = tree_.find(entry.value, "DependsOn");
      const auto after = after_.find(entry.key);
      if (after == after_.end() && !names_connector(written)) continue;
      const Part resource = expansion_.changeable_resource(entry.key);
      if (!resource.valid()) continue;
      const Maker maker = expansion_.at(entry.place);
      const Part all = maker.list({});
      std::set<std::string> added;
      const auto add = [&](const Ids& ids) {
        for (const std::string& id : ids) {
          if (added.insert(id).second) tree_.add(all, maker.text(id));
        }
      };
      each_written(written, [&](Part part) {
        const auto made = made_.find(tree_.text(part));
        if (made != made_.end()) return add(made->second);
        if (added.insert(std::string(tree_.text(part))).second) tree_.add(all, part);
      });
      if (after != after_.end()) add(after->second);
      maker.set(resource, "DependsOn", all);
    }
  }

 private:
  template <class Visit>
  void each_written(Part depends, Visit visit) {
    if (!tree_.is_list(depends)) return depends.valid() ? visit(depends) : void();
    for (const Entry& entry : tree_.entries(depends)) visit(entry.value);
  }
  bool names_connector(Part depends) {
    bool any = false;
    each_written(depends, [&](Part part) { any |= made_.count(tree_.text(part)) != 0; });
    return any;
  }

  Expansion& expansion_;
  Tree& tree_;
  std::map<std::pair<std::string, std::string>, Ids> mappings_;  ///< source, function
  std::map<std::string, Ids> after_;
  std::map<std::string, Ids, std::less<>> made_;
};

/// Expands one connector.
class Connector {
 public:
  Connector(Expansion& expansion, Order& order, TargetRoles& roles, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        catalog_(expansion.catalog()),
        order_(order),
        roles_(roles),
        macro_(macro) {}

  void expand() {
    expansion_.dissolve(macro_);
    order_.became(macro_.id);
    const Part source = tree_.find(macro_.properties, "Source");
    const Part destination = tree_.find(macro_.properties, "Destination");
    read_permissions();
    if (!source.valid() || !destination.valid()) return;  // the table of properties has said it
    if (!tree_.is_list(destination)) return connect(source, destination, {});
    const std::vector<Entry> destinations = tree_.entries(destination);
    if (destinations.empty()) warn(tree_.place(destination), "needs a Destination");
    for (std::size_t i = 0; i < destinations.size(); ++i)
      connect(source, destinations[i].value, "Destination" + std::to_string(i));
  }

 private:
  void read_permissions() {
    const Part permissions = tree_.find(macro_.properties, "Permissions");
    for (const Entry& entry : tree_.is_list(permissions) ? tree_.entries(permissions) : kNone)
      permissions_.emplace(tree_.text(entry.value));
    if (permissions_.empty() && permissions.valid())
      warn(tree_.place(permissions), "needs a list of Permissions");
  }

  void connect(Part source, Part destination, std::string suffix) {
    destination_ = read_end(expansion_, roles_, macro_, "Destination", destination, source);
    source_ = read_end(expansion_, roles_, macro_, "Source", source, destination);
    place_ = tree_.place(destination);
    suffix_ = std::move(suffix);
    if (source_.type.empty() || destination_.type.empty()) return;
    const ConnectorRecord* record = find_record();
    if (record == nullptr)
      return warn(place_, "cannot connect " + source_.type + " to " + destination_.type);
    if (!may_ask(*record)) return;
    fillings_.clear();
    fill_from(fillings_, "Source", source_);
    fill_from(fillings_, "Destination", destination_);
    if (is_filled(*record)) grant(*record);
  }

  const ConnectorRecord* find_record() const {
    for (const ConnectorRecord& record : catalog_.connectors) {
      if (catalog_.text(record.source) == source_.type &&
          catalog_.text(record.destination) == destination_.type)
        return &record;
    }
    return nullptr;
  }

  std::string from_to() const { return " from " + source_.type + " to " + destination_.type; }

  /// Whether there are such permissions, alone and together.
  bool may_ask(const ConnectorRecord& record) {
    std::string known, together;
    std::set<std::string, std::less<>> names;
    for (const ConnectorPermission& p : permissions_of(record)) {
      names.emplace(catalog_.text(p.name));
      known += (known.empty() ? "" : ", ") + std::string(catalog_.text(p.name));
    }
    for (const std::string& asked : permissions_) {
      if (names.count(asked) == 0) {
        warn(place_, "has a permission " + asked + "; " + known + " may be given" + from_to());
        return false;
      }
      together += (together.empty() ? "" : "+") + asked;
    }
    const auto allowed = Catalog::slice(catalog_.texts, record.combinations);
    const auto is_asked = [&](Text text) { return catalog_.text(text) == together; };
    if (!allowed.empty() && std::none_of(allowed.begin(), allowed.end(), is_asked)) {
      std::string words;
      for (const Text text : allowed)
        words += (words.empty() ? "" : ", ") + std::string(catalog_.text(text));
      warn(place_, "has the permissions " + together + "; " + words + " may be given" + from_to());
      return false;
    }
    return !permissions_.empty();
  }

  std::span<const ConnectorPermission> permissions_of(const ConnectorRecord& record) const {
    return Catalog::slice(catalog_.connector_permissions, record.permissions);
  }

  /// Calls `visit` for every statement that is asked for, with its permission's name.
  template <class Visit>
  void each_statement(const ConnectorRecord& record, Visit visit) const {
    for (const ConnectorPermission& p : permissions_of(record)) {
      if (permissions_.count(catalog_.text(p.name)) == 0) continue;
      for (const GrantStatement& s : Catalog::slice(catalog_.grant_statements, p.statements))
        visit(catalog_.text(p.name), s);
    }
  }

  bool is_filled(const ConnectorRecord& record) {
    std::set<std::string> missing;
    const auto look = [&](Text text) {
      const std::string_view name = unfilled(catalog_.text(text), fillings_);
      if (!name.empty()) missing.emplace(name);
    };
    each_statement(record, [&](std::string_view, const GrantStatement& s) {
      for (const Text text : Catalog::slice(catalog_.texts, s.resources)) look(text);
      look(s.from);
    });
    for (const std::string& name : missing) warn(place_, "does not tell " + name);
    return missing.empty();
  }

  void grant(const ConnectorRecord& record) {
    const Maker at = expansion_.at(place_);
    if (record.grant == Grant::permission) return grant_invocation(record, at);
    std::vector<Part> statements;
    each_statement(record, [&](std::string_view, const GrantStatement& s) {
      statements.push_back(granted_statement(expansion_, at, s, fillings_));
    });
    const Part properties = at.map({{"PolicyDocument", policy_document(at, statements)}});
    if (record.grant == Grant::topic_policy) {
      at.set(properties, "Topics", at.list({destination_.arn}));
      return make("TopicPolicy", "AWS::SNS::TopicPolicy", properties);
    }
    if (record.grant == Grant::queue_policy) {
      if (!destination_.url.valid()) return warn(place_, "does not tell Destination.QueueUrl");
      at.set(properties, "Queues", at.list({destination_.url}));
      return make("QueuePolicy", "AWS::SQS::QueuePolicy", properties);
    }
    const bool of_source = record.grant == Grant::source_policy;
    const Part role = of_source ? source_.role : destination_.role;
    if (!role.valid())
      return warn(place_, std::string("needs a role of its ") +
                              (of_source ? "Source" : "Destination") + ", and none is known");
    at.set(properties, "Roles", at.list({role}));
    make("Policy", "AWS::IAM::ManagedPolicy", properties);
    order_.put_before(record.before, source_, destination_, macro_.id + "Policy" + suffix_);
  }

  void grant_invocation(const ConnectorRecord& record, const Maker& at) {
    each_statement(record, [&](std::string_view name, const GrantStatement& s) {
      const auto actions = Catalog::slice(catalog_.texts, s.actions);
      const Part properties =
          at.map({{"Action", at.text(actions.empty() ? "" : catalog_.text(actions.front()))},
                  {"FunctionName", destination_.arn},
                  {"Principal", at.text(catalog_.text(s.principal))},
                  {"SourceArn", filled(at, catalog_.text(s.from), fillings_)},
                  {"SourceAccount", s.same_account ? at.sub("${AWS::AccountId}") : Part{}}});
      make(std::string(name) + "LambdaPermission", "AWS::Lambda::Permission", properties);
    });
  }

  void make(const std::string& what, std::string_view type, Part properties) {
    const std::string id = macro_.id + what + suffix_;
    const Part resource = expansion_.make(macro_, id, type, properties, place_);
    expansion_.at(place_).take(resource, macro_.resource, {"DependsOn", "Metadata"});
    order_.became(macro_.id).push_back(id);
  }

  void warn(Span place, const std::string& what) {
    expansion_.warn(place, macro_.id + suffix_, "connector " + macro_.id + " " + what);
  }

  inline static const std::vector<Entry> kNone;
  Expansion& expansion_;
  Tree& tree_;
  const Catalog& catalog_;
  Order& order_;
  TargetRoles& roles_;
  const Macro& macro_;
  std::set<std::string, std::less<>> permissions_;
  ConnectorEnd source_, destination_;
  Fillings fillings_;
  Span place_;
  std::string suffix_;
};

}  // namespace

void expand_connectors(Expansion& expansion) {
  Order order(expansion);
  TargetRoles roles;
  bool any = false;
  for (std::size_t i = 0; i < expansion.macros().size(); ++i) {
    const Macro& macro = expansion.macros()[i];
    if (macro.type != kConnectorType || expansion.tree().too_large()) continue;
    Connector(expansion, order, roles, macro).expand();
    any = true;
  }
  if (any) order.write();
}

}  // namespace weir::cloudformation::sam
