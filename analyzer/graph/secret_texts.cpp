#include <vector>

#include "analyzer/base/credentials.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/secrets.h"

namespace weir {
namespace {

class SecretTexts {
 public:
  explicit SecretTexts(Inference& inference) : in_(inference), words_(inference.catalog) {
    value_ = in_.catalog.property("value");
    looks_ = in_.catalog.property("looks_secret");
    variable_ = in_.catalog.label("variable");
  }

  void run() {
    for (std::size_t i = 0; looks_.valid() && i < in_.dfd.nodes.size(); ++i)
      if (in_.dfd.nodes[i].kind == GraphNodeKind::item &&
          has_label(in_.dfd, in_.catalog, NodeId(i), variable_))
        judge(NodeId(i));
    hide_credentials();
  }

 private:
  /// What stands in an address to sign somebody in is shown nowhere, whatever holds the address.
  void hide_credentials() {
    for (GraphNode& node : in_.dfd.nodes) {
      hide_credentials(node.name);
      hide_credentials(node.properties);
    }
    for (Flow& flow : in_.dfd.flows) {
      hide_credentials(flow.properties);
      for (Evidence& evidence : flow.evidence) hide_credentials(evidence.why);
    }
    for (Attachment& attachment : in_.dfd.attachments)
      for (Evidence& evidence : attachment.evidence) hide_credentials(evidence.why);
    for (OpenEnd& open : in_.dfd.open_ends) hide_credentials(open.why);
  }

  static void hide_credentials(std::string& text) {
    if (has_credentials(text)) text = without_credentials(text);
  }

  static void hide_credentials(std::vector<Property>& properties) {
    for (Property& property : properties) hide_credentials(property.value);
  }

  static void hide_credentials(PropertyValue& value) {
    const bool written = value.state == PropertyState::text || value.state == PropertyState::unknown;
    if (written) hide_credentials(value.text);
    for (PropertyValue& item : value.items) hide_credentials(item);
  }

  /// The text itself is no longer kept once it may be a secret: no output may show it.
  void judge(NodeId id) {
    GraphNode& n = in_.dfd.nodes[id.index()];
    PropertyValue* value = nullptr;
    for (Property& property : n.properties)
      if (property.property == value_) value = &property.value;
    bool found = false;
    Span span;
    if (value != nullptr) {
      std::vector<PropertyValue*> texts;
      if (value->state == PropertyState::text) texts.push_back(value);
      if (value->state == PropertyState::choice)
        for (PropertyValue& one : value->items) texts.push_back(&one);
      for (PropertyValue* text : texts) {
        if (text->state != PropertyState::text || !words_.is_hidden(n.name, text->text)) continue;
        if (words_.looks_secret(n.name, text->text)) {
          span = text->span;
          found = true;
        }
        text->text = "(hidden)";
      }
    }
    if (const ValueId hidden = hidden_text(id); hidden.valid()) {
      found = words_.looks_secret(n.name, in_.model.values.string(hidden));
      span = in_.model.values[hidden].span;
    }
    if (value != nullptr && value->state == PropertyState::unknown && may_be_written(id))
      set_property(n.properties, looks_, unknown_value(value->text, value->span));
    else
      set_property(n.properties, looks_, boolean_value(found, span));
  }

  /// The text of an item that its author marks as secret: it stands in the input all the same. None
  /// for others.
  ValueId hidden_text(NodeId item) const {
    const ValueId value = written_value(item);
    const bool hidden = value.valid() && in_.model.values[value].secret &&
                        in_.model.values[value].kind == ValueKind::string;
    return hidden ? value : ValueId{};
  }

  /// Whether the item is an unknown that may come out as a text of the input. What is given at
  /// deployment, or declared elsewhere, is not written here.
  bool may_be_written(NodeId item) const {
    const ValueId written = written_value(item);
    if (!written.valid()) return false;
    const Value& value = in_.model.values[written];
    return value.kind == ValueKind::unknown &&
           (value.unknown == UnknownKind::unsupported || value.unknown == UnknownKind::budget);
  }

  /// What the input says where the item stands; none for what is not made of one value.
  ValueId written_value(NodeId item) const {
    const auto source = in_.item_sources.find(item.value);
    return source == in_.item_sources.end() ? ValueId{} : source->second.scope.here;
  }

  Inference& in_;
  SecretWords words_;
  PropertyId value_, looks_;
  LabelId variable_;
};

}  // namespace

void infer_secret_texts(Inference& inference) { SecretTexts(inference).run(); }

}  // namespace weir
