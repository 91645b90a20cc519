#include "parsers/cloudformation/sam/grants/connector_end.h"

#include <optional>

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kRef = "Ref";

const ConnectedType* connected_type(const Catalog& catalog, std::string_view type) {
  for (const ConnectedType& record : catalog.connected_types) {
    if (catalog.text(record.type) == type || catalog.text(record.also) == type) return &record;
  }
  return nullptr;
}

/// Reads one end of a connector.
class End {
 public:
  End(Expansion& expansion, TargetRoles& roles, const Macro& macro, std::string_view word,
      Part written)
      : expansion_(expansion),
        roles_(roles),
        tree_(expansion.tree()),
        catalog_(expansion.catalog()),
        macro_(macro),
        word_(word),
        written_(written),
        maker_(expansion.at(written, macro.place)) {}

  ConnectorEnd read(Part other) {
    const bool by_id = tree_.entry(written_, "Id") != nullptr;
    bool by_others = false;
    for (const Entry& entry : tree_.is_map(written_) ? tree_.entries(written_) : kNone)
      by_others |= entry.key != "Id" && entry.key != "Qualifier";
    if (by_id == by_others) {
      warn("needs either an Id (with a Qualifier, if any) or a Type and what is known of it");
      return {};
    }
    return by_id ? read_declared(other) : read_described();
  }

 private:
  inline static const std::vector<Entry> kNone;

  ConnectorEnd read_declared(Part other) {
    ConnectorEnd end;
    end.id = tree_.text(tree_.find(written_, "Id"));
    const Part resource = expansion_.resource(end.id);
    if (end.id.empty() || !resource.valid()) {
      warn("has an Id that names no resource of the template: " +
           (end.id.empty() ? "no text" : end.id));
      return {};
    }
    end.type = expansion_.type_of(end.id);
    const Part qualifier = tree_.find(written_, "Qualifier");
    end.qualifier = qualifier;
    const ConnectedType* type = connected_type(catalog_, end.type);
    if (type == nullptr) return end;
    end.arn = attribute(end.id, type->arn);
    end.name = attribute(end.id, type->name);
    end.resource_id = attribute(end.id, type->id);
    end.url = attribute(end.id, type->url);
    if (!qualifier.valid() && type->qualifier.size != 0)
      end.qualifier = maker_.text(catalog_.text(type->qualifier));
    end.role = role(*type, end.id, tree_.find(resource, "Properties"), other);
    return end;
  }

  ConnectorEnd read_described() {
    ConnectorEnd end;
    end.type = tree_.text(tree_.find(written_, "Type"));
    if (end.type.empty()) {
      warn("has no Id, so it needs a Type");
      return {};
    }
    if (const ConnectedType* type = connected_type(catalog_, end.type))
      end.type = catalog_.text(type->type);
    end.arn = tree_.find(written_, "Arn");
    end.name = tree_.find(written_, "Name");
    end.resource_id = tree_.find(written_, "ResourceId");
    end.qualifier = tree_.find(written_, "Qualifier");
    end.url = tree_.find(written_, "QueueUrl");
    end.role = tree_.find(written_, "RoleName");
    return end;
  }

  Part attribute(const std::string& id, Text attribute) {
    const std::string_view name = catalog_.text(attribute);
    if (name.empty()) return {};
    return name == kRef ? maker_.ref(id) : maker_.get_att(id, name);
  }

  /// The role that a property refers to.
  Part role(const ConnectedType& type, const std::string& id, Part properties, Part other) {
    const std::string_view property = catalog_.text(type.role);
    if (type.among.size != 0) {
      const std::string role = role_for(type, id, properties, other);
      return role.empty() ? Part{} : maker_.ref(role);
    }
    const Part given = tree_.find(properties, property);
    const std::string role = expansion_.referred(given);
    if (!role.empty()) return maker_.ref(role);
    const std::optional<PartCall> call = tree_.call(given);
    return call && call->function == "Ref" ? given : Part{};  // of a parameter
  }

  std::string role_for(const ConnectedType& type, const std::string& id, Part properties,
                       Part other) {
    const auto [known, is_new] = roles_.try_emplace(id);
    if (is_new) {
      const Part items = tree_.find(properties, catalog_.text(type.among));
      for (const Entry& entry : std::vector<Entry>(tree_.entries(items))) {
        known->second.emplace(
            target(tree_.find(entry.value, "Arn")),
            expansion_.referred(tree_.find(entry.value, catalog_.text(type.role))));
      }
    }
    const std::string_view named = tree_.text(tree_.find(other, "Id"));
    const auto found =
        known->second.find(named.empty() ? target(tree_.find(other, "Arn")) : std::string(named));
    return found == known->second.end() ? std::string() : found->second;
  }

  std::string target(Part arn) {
    const std::string id = expansion_.referred(arn);
    return id.empty() ? std::string(tree_.text(arn)) : id;
  }

  void warn(const std::string& what) {
    expansion_.warn(maker_.place(), macro_.id + " " + std::string(word_),
                    "the " + std::string(word_) + " of connector " + macro_.id + " " + what);
  }

  Expansion& expansion_;
  TargetRoles& roles_;
  Tree& tree_;
  const Catalog& catalog_;
  const Macro& macro_;
  std::string_view word_;
  Part written_;
  Maker maker_;
};

}  // namespace

ConnectorEnd read_end(Expansion& expansion, TargetRoles& roles, const Macro& macro,
                      std::string_view word, Part written, Part other) {
  return End(expansion, roles, macro, word, written).read(other);
}

void fill_from(Fillings& fillings, std::string_view word, const ConnectorEnd& end) {
  const auto fill = [&](std::string_view what, Part part) {
    if (part.valid()) fillings[std::string(word) + "." + std::string(what)] = part;
  };
  fill("Arn", end.arn);
  fill("Name", end.name);
  fill("ResourceId", end.resource_id);
  fill("Qualifier", end.qualifier);
}

}  // namespace weir::cloudformation::sam
