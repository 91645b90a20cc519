// Conditions become guards. A parameter is undecided unless its default or a file decides it.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {
namespace {

/// What Fn::And and Fn::Or may combine.
constexpr std::size_t kFewestConditions = 2;
constexpr std::size_t kMostConditions = 10;

/// What a secret is compared with is one too; that it may be empty is none.
void make_anonymous(std::vector<std::string>& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].empty()) outcomes[i] = "value " + std::to_string(i + 1);
  }
}

}  // namespace

void Lowering::read_conditions() {
  if (conditions_ == kNoNode) return;
  if (document_[conditions_].kind != NodeKind::map) {
    malformed("Conditions", document_.span(conditions_), "Conditions must be a map");
    return;
  }
  for (const NodeIndex entry : children(document_, conditions_)) {
    if (!document_.has_children(entry)) continue;
    const NodeIndex key = document_.first_child(entry);
    const NodeIndex content = document_.next_sibling(key);
    if (content >= document_.next_sibling(entry)) continue;
    if (document_.text(key).starts_with("Fn::ForEach::")) {
      not_evaluated("Fn::ForEach", document_.span(key), "");
      open_conditions_ = true;
      continue;
    }
    condition_of_.try_emplace(document_.text(key)).first->second.node = content;
  }
  collect_comparisons(conditions_);
}

/// Finds what each parameter is compared with, anywhere below `root`: its outcomes.
void Lowering::collect_comparisons(NodeIndex root) {
  for (NodeIndex node = root; node < document_[root].subtree_end; ++node) {
    const std::optional<Call> found = call_at(node);
    if (!found || found->function != "Equals") continue;
    const std::vector<NodeIndex> sides = arguments(*found);
    if (sides.size() != 2) continue;
    collect_comparison(sides[0], sides[1]);
    collect_comparison(sides[1], sides[0]);
  }
}

void Lowering::collect_comparison(NodeIndex reference, NodeIndex other) {
  const std::optional<Call> left = call_at(reference);
  if (!left || left->function != "Ref") return;
  const std::string_view name = document_.text(left->argument);
  auto found = parameter_of_.find(name);
  if (found == parameter_of_.end()) {
    if (!name.starts_with("AWS::") || name == "AWS::NoValue") return;
    declare_pseudo(name, document_.span(reference));
    found = parameter_of_.find(name);
  }
  const auto add = [&](std::string text) {
    std::vector<std::string>& texts = found->second.compared;
    const bool known = std::find(texts.begin(), texts.end(), text) != texts.end();
    if (!known && texts.size() < limits::kAllowedValues) texts.push_back(std::move(text));
  };
  const std::optional<Call> right = call_at(other);
  const NodeKind kind = document_[other].kind;
  if (!right &&
      (kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean)) {
    add(std::string(document_.text(other)));
    if (found->second.secret) model_.secrets.push_back(document_.span(other));
  } else if (right && right->function == "Ref") {
    const auto twin = parameter_of_.find(document_.text(right->argument));
    if (twin == parameter_of_.end()) return;
    for (const ValueId allowed : twin->second.allowed) {
      std::string text;
      if (scalar_text(values_, sources_, allowed, text)) add(std::move(text));
    }
    std::string text;
    if (twin->second.decided && !twin->second.secret &&
        scalar_text(values_, sources_, twin->second.value, text)) {
      add(std::move(text));
    }
  }
}

ValueId Lowering::value_in_condition(std::string_view name, ParameterInfo& info) {
  if (info.by_default && condition_read_ != nullptr) condition_read_->defaults.push_back(name);
  if (info.in_condition.valid()) return info.in_condition;
  if (info.given.empty()) return compared_choice(name, info);
  std::vector<Alternative> alternatives = info.given;
  if (info.not_given != kNever) {
    alternatives.push_back({info.not_given, compared_choice(name, info)});
  }
  info.in_condition = add_flat_choice(model_, alternatives, info.name);
  return info.in_condition;
}

/// A parameter that nothing decides is one of the texts that conditions compare it with, or
/// another.
ValueId Lowering::compared_choice(std::string_view name, ParameterInfo& info) {
  if (info.decided || !info.allowed.empty() || info.compared.empty()) {
    return info.given.empty() ? info.value : info.otherwise;
  }
  std::vector<std::string> outcomes = info.compared;
  AtomTraits traits;
  if (!info.usual.empty()) {
    const auto usual = std::find(outcomes.begin(), outcomes.end(), info.usual);
    traits.by_default = static_cast<std::size_t>(usual - outcomes.begin());
  }
  if (info.secret) make_anonymous(outcomes);
  outcomes.push_back("another value");
  const bool is_pseudo = name.starts_with("AWS::");
  const std::string subject =
      is_pseudo ? std::string(name) : "parameter " + prefix_ + std::string(name);
  const AtomId atom = model_.guards.atom(subject, outcomes, traits);
  std::vector<Alternative> alternatives;
  for (std::size_t i = 0; i < info.compared.size(); ++i) {
    const ValueId value = values_.add_string(info.compared[i], info.name);
    alternatives.push_back(
        {model_.guards.is(atom, i), info.secret ? values_.marked_secret(value) : value});
  }
  const ValueId rest =
      unknown(UnknownKind::parameter, "another value", std::string(name), info.name);
  another_value_.emplace(rest.value, &info);
  alternatives.push_back({model_.guards.is(atom, info.compared.size()), rest});
  const ValueId choice = values_.add_choice(alternatives, info.name);
  if (info.given.empty()) info.in_condition = choice;
  return choice;
}

Guard Lowering::guard_named(std::string_view name, Span place) {
  const auto found = condition_of_.find(name);
  if (found == condition_of_.end()) {
    const std::string text(name);
    if (!open_ && !open_conditions_) {
      notes_.add(Level::warning, "unresolved-reference", name, place,
                 "the template has no condition " + text);
    }
    return undecided(name, true);
  }
  ConditionInfo& info = found->second;
  if (condition_read_ != nullptr) condition_read_->parts.push_back(found->first);
  if (info.progress == Progress::done) return info.guard;
  if (info.progress == Progress::running || depth_ >= limits::kNesting) {
    malformed(name, place, "condition " + std::string(name) + " depends on itself, or too deeply");
    return undecided(name, true);
  }
  info.progress = Progress::running;
  const bool was_in_condition = std::exchange(in_condition_, true);
  const Guard context = std::exchange(context_, kAlways);
  ConditionInfo* const outer = std::exchange(condition_read_, &info);
  const Guard guard = guard_of(info.node, found->first, true);
  condition_read_ = outer;
  in_condition_ = was_in_condition;
  context_ = context;
  info.guard = guard;
  info.progress = Progress::done;
  return guard;
}

/// `whole`: the node is all that condition `name` says.
Guard Lowering::guard_of(NodeIndex node, std::string_view name, bool whole) {
  if (depth_ >= limits::kNesting || !spend()) return undecided(name, whole);
  ++depth_;
  Guard guard = kUndecided;
  const Span span = document_.span(node);
  const NodeIndex named =
      document_.tag(node) == "!Condition" ? node : find_entry(document_, node, "Condition");
  const std::optional<Call> found = call_at(node);
  if (named != kNoNode && document_[named].kind == NodeKind::string) {
    guard = guard_named(document_.text(named), span);
  } else if (!found) {
    malformed(name, span,
              std::string(kind_of_statement()) + " " + std::string(name) +
                  " is not a condition function");
    guard = undecided(name, whole);
  } else if (found->function == "And" || found->function == "Or") {
    guard = junction(*found, name, found->function == "And");
  } else if (found->function == "Not") {
    const std::vector<NodeIndex> items = arguments(*found);
    const bool inner = items.size() == 1;
    if (!inner) malformed(name, span, "Fn::Not needs one condition");
    guard = inner ? model_.guards.negate(guard_of(items[0], name, false)) : undecided(name, whole);
  } else if (found->function == "Equals") {
    guard = equality(*found, name, whole);
  } else if (const std::optional<Guard> special = rule_function(*found, name)) {
    guard = *special;
  } else {
    not_evaluated("Fn::" + std::string(found->function) + " as a condition", span, "");
    guard = undecided(name, whole);
  }
  --depth_;
  return guard;
}

Guard Lowering::junction(const Call& call, std::string_view name, bool conjunction) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.empty()) {
    malformed(name, call.span, "Fn::And and Fn::Or need a list of conditions");
    return undecided(name, false);
  }
  if (items.size() < kFewestConditions || items.size() > kMostConditions) {
    malformed(name, call.span,
              "Fn::" + std::string(call.function) + " needs 2 to 10 conditions; found " +
                  std::to_string(items.size()));
  }
  Guard guard = conjunction ? kAlways : kNever;
  for (const NodeIndex item : items) {
    const Guard part = guard_of(item, name, false);
    guard = conjunction ? model_.guards.both(guard, part) : model_.guards.either(guard, part);
  }
  return guard;
}

Guard Lowering::equality(const Call& call, std::string_view name, bool whole) {
  const std::vector<NodeIndex> sides = arguments(call);
  if (sides.size() != 2) {
    malformed(name, call.span, "Fn::Equals needs two values");
    return undecided(name, whole);
  }
  const ValueId left = evaluate(sides[0]);
  return equals(left, evaluate(sides[1]), name, whole);
}

/// When two values are equal; what cannot be compared is an atom of its own.
Guard Lowering::equals(ValueId one, ValueId other, std::string_view name, bool whole) {
  const std::vector<Alternative> left = ways(model_, one);
  const std::vector<Alternative> right = ways(model_, other);
  Guard equal_when = kNever;
  Guard open = kNever;
  for (const Alternative& a : left) {
    for (const Alternative& b : right) {
      if (!spend()) return undecided(name, whole);
      const Truth truth = equal(a.value, b.value);
      if (truth == Truth::no) continue;
      const Guard here = model_.guards.both(a.guard, b.guard);
      Guard& into = truth == Truth::yes ? equal_when : open;
      into = model_.guards.either(into, here);
    }
  }
  if (!model_.guards.satisfiable(open)) return equal_when;
  return model_.guards.either(equal_when, model_.guards.both(open, undecided(name, whole)));
}

Truth Lowering::equal(ValueId a, ValueId b) const {
  if (!a.valid() || !b.valid()) return truth_of(a.valid() == b.valid());
  if (a == b) return Truth::yes;
  std::string left, right;
  const bool left_known = scalar_text(values_, sources_, a, left);
  const bool right_known = scalar_text(values_, sources_, b, right);
  if (left_known && right_known) return truth_of(left == right);
  if (!left_known && !right_known) return Truth::unknown;
  const ValueId open = left_known ? b : a;
  const std::string& literal = left_known ? left : right;
  // a text with holes is at least as long as what is written in it
  if (literal.empty() && values_[open].kind == ValueKind::text) {
    for (const ValueId part : values_.items(open)) {
      if (values_[part].kind == ValueKind::string) return Truth::no;
    }
  }
  const auto rest = another_value_.find(open.value);
  if (rest == another_value_.end()) return Truth::unknown;
  const std::vector<std::string>& compared = rest->second->compared;
  const bool listed = std::find(compared.begin(), compared.end(), literal) != compared.end();
  return listed ? Truth::no : Truth::unknown;
}

/// An atom of its own for what condition `name`, or a part of it, leaves open.
Guard Lowering::undecided(std::string_view name, bool whole) {
  std::string subject(kind_of_statement());
  subject += " " + prefix_ + std::string(name);
  if (in_rules_) {
    subject = "assertion " + std::to_string(++open_assertions_) + " in " + subject;
  } else if (!whole) {
    const int number = ++condition_of_[name].comparisons;
    subject = "comparison " + std::to_string(number) + " in " + subject;
  }
  return model_.guards.is(model_.guards.atom(subject, {"true", "false"}), 0);
}

}  // namespace weir::cloudformation
