#include "parsers/cloudformation/sam/grants/connectors.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kAttribute = "Connectors";
constexpr std::string_view kReference = "SourceReference";

/// Makes connectors of what one resource has embedded.
class Embedded {
 public:
  Embedded(Expansion& expansion, const Entry& source)
      : expansion_(expansion), tree_(expansion.tree()), source_(source) {}

  void add_all() {
    const Part connectors = tree_.find(source_.value, kAttribute);
    if (!tree_.is_map(connectors) && tree_.kind(connectors) != NodeKind::null) {
      warn(tree_.place(connectors), "Connectors of " + source_.key + " must be a map");
    }
    if (!tree_.is_map(connectors)) return;
    for (const Entry& entry : std::vector<Entry>(tree_.entries(connectors))) add(entry);
  }

 private:
  void add(const Entry& entry) {
    const Part written = tree_.find(entry.value, "Properties");
    const std::string id = source_.key + entry.key;
    if (!tree_.is_map(entry.value) || !tree_.is_map(written)) {
      return warn(entry.place,
                  "connector " + entry.key + " of " + source_.key + " needs a map of Properties");
    }
    if (expansion_.resource(id).valid()) {
      return warn(entry.place, "connector " + entry.key + " of " + source_.key +
                                   " becomes a resource " + id +
                                   ", and the template has one of that name");
    }
    const Part properties = tree_.copy(written);
    const Maker maker = expansion_.at(entry.place);
    maker.set(properties, "Source", source(entry, tree_.find(written, kReference)));
    tree_.remove(properties, kReference);
    const Part resource = tree_.copy(entry.value);
    maker.set(resource, "Type", maker.text(kConnectorType));
    maker.set(resource, "Properties", properties);
    expansion_.add_macro(id, kConnectorType, properties, entry.place).resource = resource;
  }

  /// The resource itself, with what the connector says of it besides.
  Part source(const Entry& connector, Part reference) {
    const Maker maker = expansion_.at(connector.place);
    const Part source = maker.map({{"Id", maker.text(source_.key)}});
    if (!reference.valid()) return source;
    if (!tree_.is_map(reference) || tree_.entry(reference, "Id") != nullptr) {
      warn(tree_.place(reference), "SourceReference of connector " + connector.key + " of " +
                                       source_.key + " must be a map without Id");
    }
    for (const Entry& entry : std::vector<Entry>(tree_.entries(reference))) {
      if (tree_.is_map(reference) && entry.key != "Id") tree_.set(source, entry);
    }
    return source;
  }

  void warn(Span place, std::string message) {
    expansion_.warn(place, "Connectors " + source_.key, std::move(message));
  }

  Expansion& expansion_;
  Tree& tree_;
  const Entry& source_;
};

}  // namespace

void add_embedded_connectors(Expansion& expansion) {
  Tree& tree = expansion.tree();
  for (const Entry& entry : std::vector<Entry>(expansion.resources())) {
    if (!tree.is_map(entry.value) || !tree.find(entry.value, kAttribute).valid()) continue;
    Embedded(expansion, entry).add_all();
    tree.remove(expansion.changeable_resource(entry.key), kAttribute);
  }
}

}  // namespace weir::cloudformation::sam
