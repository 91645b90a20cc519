// What a unit gives its module.

#include "analyzer/base/limits.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {

ValueId Terragrunt::input(const std::string& name, const std::function<ValueId()>& otherwise) {
  if (config_ == nullptr) return otherwise();
  if (!inputs_) {
    inputs_.emplace();  // they do not depend on the module
    inputs_ = input_layers(*config_);
  }
  return input_from(0, name, otherwise);
}

/// The first layer that gives the input counts.
ValueId Terragrunt::input_from(std::size_t layer, const std::string& name,
                               const std::function<ValueId()>& otherwise) {
  if (layer == inputs_->size()) return otherwise();
  const ValueId inputs = (*inputs_)[layer];
  const Span span = lowering_.values_[inputs].span;
  const auto next = [&] { return input_from(layer + 1, name, otherwise); };
  return lowering_.each_way({inputs}, span, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid()) return next();
    const ValueKind kind = lowering_.values_[chosen[0]].kind;
    if (kind == ValueKind::unknown) return lowering_.further(chosen[0], "." + name, span);
    const ValueId found =
        kind == ValueKind::map ? lowering_.values_.find(chosen[0], name) : ValueId{};
    if (!found.valid()) return next();
    return lowering_.each_way(
        {lowering_.member_of(chosen[0], found)}, span,
        [&](const std::vector<ValueId>& one) { return one[0].valid() ? one[0] : next(); });
  });
}

/// The inputs of a file and of those that it includes, that which counts first.
std::vector<ValueId> Terragrunt::input_layers(Config& config) {
  std::vector<ValueId> layers;
  if (config.file->inputs.there()) layers.push_back(evaluate(config, config.file->inputs));
  const auto& all = includes(config);
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->strategy == MergeStrategy::none) continue;
    std::vector<ValueId> below = input_layers(*one->config);
    if (one->strategy == MergeStrategy::deep && !layers.empty() && !below.empty()) {
      const Span span = lowering_.values_[layers.front()].span;
      layers = {merged(one_map(below, span), one_map(layers, span), true, 0)};
    } else {
      layers.insert(layers.end(), below.begin(), below.end());
    }
  }
  return layers;
}

ValueId Terragrunt::one_map(const std::vector<ValueId>& layers, Span span) {
  if (layers.empty()) return lowering_.values_.add_map({}, span);
  ValueId whole = layers.back();
  for (std::size_t i = layers.size() - 1; i-- > 0;) whole = merged(whole, layers[i], false, 0);
  return whole;
}

/// Two maps as one; entries of `over` count. Deep: maps in both are merged as well, and lists are
/// one behind the other.
ValueId Terragrunt::merged(ValueId below, ValueId over, bool deep, int depth) {
  const Span span = lowering_.values_[over].span;
  if (depth > limits::kNesting || !lowering_.spend()) return lowering_.over_budget(span);
  return lowering_.each_way({below, over}, span, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid() || !chosen[1].valid()) return chosen[chosen[1].valid() ? 1 : 0];
    const ValueKind under = lowering_.values_[chosen[0]].kind;
    const ValueKind upper = lowering_.values_[chosen[1]].kind;
    if (upper == ValueKind::map && under == ValueKind::map) {
      return merged_maps(chosen[0], chosen[1], deep, depth);
    }
    const bool open = under == ValueKind::unknown &&
                      (upper == ValueKind::map || (deep && upper == ValueKind::list));
    if (open) return depends_on(lowering_.values_, chosen[0], " under what is given here", span);
    if (!deep || under != ValueKind::list || upper != ValueKind::list) return chosen[1];
    std::vector<ValueId> items = items_as_used(lowering_.values_, chosen[0]);
    for (const ValueId item : items_as_used(lowering_.values_, chosen[1])) items.push_back(item);
    if (!lowering_.spend(items.size())) return lowering_.over_budget(span);
    return lowering_.values_.add_list(items, span);
  });
}

ValueId Terragrunt::merged_maps(ValueId below, ValueId over, bool deep, int depth) {
  ValueStore& values = lowering_.values_;
  const Span span = values[over].span;
  const std::size_t lower = values.item_count(below), upper = values.item_count(over);
  if (!lowering_.spend(lower + upper + lower * upper / kEntriesPerStep)) {
    return lowering_.over_budget(span);
  }
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < lower; ++i) {
    MapEntry entry = values.entry(below, i);
    entry.value = lowering_.member_of(below, entry.value);
    if (const MapEntry* other = values.find_entry(over, entry.key)) {
      const MapEntry counts = *other;
      const ValueId value = lowering_.member_of(over, counts.value);
      entry.value = deep ? merged(entry.value, value, true, depth + 1) : value;
      entry.key_span = counts.key_span;
    }
    entries.push_back(std::move(entry));
  }
  for (std::size_t i = 0; i < upper; ++i) {
    MapEntry entry = values.entry(over, i);
    if (values.find(below, entry.key).valid()) continue;
    entry.value = lowering_.member_of(over, entry.value);
    entries.push_back(std::move(entry));
  }
  return values.add_map(std::move(entries), span);
}

}  // namespace weir::terraform
