#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/render.h"
#include "analyzer/graph/secrets.h"

namespace weir {
namespace {

class Classification {
 public:
  explicit Classification(Inference& inference) : in_(inference), catalog_(inference.catalog) {
    data_ = catalog_.property("data");
    sensitivity_ = catalog_.property("sensitivity");
    declared_ = catalog_.property("declared_sensitivity");
    levels_ = catalog_.enumeration("sensitivity");
    store_ = catalog_.label("data_store");
    knowledge_ = catalog_.label("knowledge_base");
    value_ = catalog_.property("value");
    looks_ = catalog_.property("looks_secret");
    variable_ = catalog_.label("variable");
  }

  void node(NodeId id) {
    const GraphNode& n = in_.dfd[id];
    if (n.kind == GraphNodeKind::item && looks_.valid() &&
        has_label(in_.dfd, catalog_, id, variable_))
      return secret(id);
    if (is_element(n.kind) && n.kind != GraphNodeKind::control && !n.address.empty()) classify(id);
  }

 private:
  struct Level {
    std::string name;
    Span span;
  };

  void classify(NodeId id) {
    classes_.clear();
    tagged_.reset();
    if (in_.dfd[id].resource.valid()) tags(in_.dfd[id].resource);
    const bool store =
        has_label(in_.dfd, catalog_, id, store_) || has_label(in_.dfd, catalog_, id, knowledge_);
    std::optional<Level> inferred = tagged_;
    // a name says what a store holds only where nobody declared it
    if (store && !tagged_ && in_.dfd[id].resource.valid()) inferred = by_name(in_.dfd[id]);
    GraphNode& n = in_.dfd.nodes[id.index()];
    n.data.assign(classes_.begin(), classes_.end());
    if (!n.data.empty())
      set_property(n.properties, data_, list_value(n.data, inferred ? inferred->span : Span{}));
    if (tagged_) set_property(n.properties, declared_, text_value(tagged_->name, tagged_->span));
    if (inferred)
      set_property(n.properties, sensitivity_, text_value(inferred->name, inferred->span));
    else if (store)
      set_property(n.properties, sensitivity_,
                   unknown_value("no tag, name or declaration says what it holds"));
  }

  void tags(ResourceId id) {
    for (const LanguageRecord& language : catalog_.languages) {
      if (language.language != in_.model[id].language) continue;
      LanguagePath path;
      path.language = language.language;
      path.paths = language.tags;
      for (const Hit& hit : select(in_.source, path, scope_of(in_.model, id)).hits)
        if (!hit.unknown && hit.value.valid()) tag_values(hit.value);
    }
  }

  void tag_values(ValueId value) {
    const ValueStore& values = in_.model.values;
    const Value& v = values[value];
    if (v.kind == ValueKind::map)
      for (std::size_t i = 0; i < v.range.count; ++i) {
        const MapEntry& entry = values.entry(value, i);
        tag(entry.key, values.string(entry.value), values[entry.value].span);
      }
    if (v.kind != ValueKind::list) return;
    for (const ValueId item : values.items(value)) {
      const ValueId key = either(item, "Key", "key");
      const ValueId text = either(item, "Value", "value");
      if (key.valid() && text.valid())
        tag(values.string(key), values.string(text), values[text].span);
    }
  }

  ValueId either(ValueId map, std::string_view a, std::string_view b) const {
    const ValueStore& values = in_.model.values;
    if (values[map].kind != ValueKind::map) return {};
    const ValueId found = values.find(map, a);
    return found.valid() ? found : values.find(map, b);
  }

  void tag(std::string_view key, std::string_view value, Span span) {
    if (key.empty() || value.empty()) return;
    for (const TagRule& rule : catalog_.tag_rules) {
      if (!glob_match(catalog_.text(rule.key), key, true) ||
          !glob_match(catalog_.text(rule.value), value, true))
        continue;
      const std::string_view data_class = catalog_.text(rule.data_class);
      if (!data_class.empty()) classes_.insert(std::string(data_class));
      std::string_view level = catalog_.text(rule.sensitivity);
      if (level.empty()) level = level_of(data_class);
      raise(tagged_, level, span);
    }
  }

  std::optional<Level> by_name(const GraphNode& n) {
    const std::size_t dot = n.name.rfind('.');
    const std::string words =
        words_of(dot == std::string::npos ? n.name : std::string_view(n.name).substr(dot + 1));
    std::optional<Level> out;
    for (const NameRule& rule : catalog_.name_rules) {
      if (!glob_match(catalog_.text(rule.pattern), words)) continue;
      classes_.insert(std::string(catalog_.text(rule.data_class)));
      raise(out, level_of(catalog_.text(rule.data_class)), n.header);
    }
    return out;
  }

  std::string_view level_of(std::string_view data_class) const {
    for (const DataClassRecord& record : catalog_.data_classes)
      if (catalog_.text(record.name) == data_class) return catalog_.text(record.sensitivity);
    return {};
  }

  void raise(std::optional<Level>& level, std::string_view to, Span span) const {
    const auto rank = catalog_.rank(levels_, to);
    if (!rank) return;
    if (!level || catalog_.rank(levels_, level->name).value_or(0) < *rank)
      level = Level{std::string(to), span};
  }

  /// The text itself is no longer kept once it may be a secret: no output may show it.
  void secret(NodeId id) {
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
        if (text->state != PropertyState::text || !is_hidden(n.name, text->text)) continue;
        if (looks_secret(n.name, text->text)) {
          span = text->span;
          found = true;
        }
        text->text = "(hidden)";
      }
    }
    if (const ValueId hidden = hidden_text(id); hidden.valid()) {
      found = looks_secret(n.name, in_.model.values.string(hidden));
      span = in_.model.values[hidden].span;
    }
    if (value != nullptr && value->state == PropertyState::unknown && may_be_written(id))
      set_property(n.properties, looks_, unknown_value(value->text, value->span));
    else
      set_property(n.properties, looks_, boolean_value(found, span));
  }

  /// The text of an item that its author marks as secret: it stands in the input all the same. None for others.
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
  const Catalog& catalog_;
  PropertyId data_, sensitivity_, declared_, value_, looks_;
  EnumId levels_;
  LabelId store_, knowledge_, variable_;
  std::set<std::string> classes_;
  std::optional<Level> tagged_;
};

}  // namespace

void infer_classification(Inference& inference) {
  Classification classification(inference);
  for (std::size_t i = 0; i < inference.dfd.nodes.size(); ++i) classification.node(NodeId(i));
}

}  // namespace weir
