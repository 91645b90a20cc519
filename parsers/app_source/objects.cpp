// What objects hold, and what calls are given.

#include <algorithm>
#include <cctype>
#include <utility>

#include "parsers/app_source/evaluation_parts.h"

namespace weir::app_source {
namespace {

constexpr std::size_t kParts = 1000;   // of one object, those that others bring along counted
constexpr std::size_t kPartStep = 16;  // parts looked at in one step
constexpr int kBrought = 8;            // objects that bring along others

}  // namespace

/// An entry by its key: where it is not known whether there is one, a place that says so.
Place Evaluation::found(const Parts& parts, std::string_view key) const {
  for (const Parts::Part& part : parts.parts)
    if (part.key == key) return part.value;
  return parts.open ? Place{0, 0, true} : Place{};
}

Parts Evaluation::parts(const Result& object) {
  Parts parts;
  flatten(object.place, parts, 0);
  changes(object, parts);
  return parts;
}

/// Later entries stand for earlier ones of the same key; behind something that is not known
/// nothing of it is certain.
void Evaluation::flatten(Place object, Parts& parts, int depth) {
  const Module& file = modules_[object.module];
  const auto add = [&](const Parts::Part& part) {
    const auto same = std::find_if(parts.parts.begin(), parts.parts.end(), [&](const auto& one) {
      return !part.key.empty() && one.key == part.key;
    });
    if (same != parts.parts.end())
      *same = part;
    else
      parts.parts.push_back(part);
  };
  const bool is_call = at(object).kind == ExprKind::call || at(object).kind == ExprKind::construct;
  for (std::uint32_t i = is_call ? 1 : 0; i < at(object).count; ++i) {
    const Link& link = file.link(object.expr, i);
    if (link.key == kTypeLink) continue;
    steps_ -= std::min<std::uint64_t>(steps_, 1 + parts.parts.size() / kPartStep);
    if (parts.parts.size() >= kParts || steps_ == 0) {
      parts.open = true;
      return;
    }
    if (link.key != kSpreadLink) {
      const Place key_of{object.module, link.key_of};
      add({link.key, link.key.empty() ? key_of : Place{}, {object.module, link.value}});
      continue;
    }
    const Result brought = evaluate({object.module, link.value});
    const bool known = brought.kind == Result::Kind::object && depth < kBrought;
    if (!known) {
      for (Parts::Part& part : parts.parts) part.value.unsure = true;
      parts.open = true;
      continue;
    }
    Parts own;
    flatten(brought.place, own, depth + 1);
    changes(brought, own);
    if (own.open)
      for (Parts::Part& part : parts.parts) part.value.unsure = true;
    parts.open = parts.open || own.open;
    for (const Parts::Part& part : own.parts) add(part);
  }
}

/// Entries that get a value after the object was made: no order of statements is known, so all
/// have to agree.
void Evaluation::changes(const Result& object, Parts& parts) {
  if (object.changed.empty()) return;
  const auto known = changes_.find({object.module, object.changed_in, object.changed});
  if (known == changes_.end()) return;
  for (const Change* change : known->second) {
    steps_ -= std::min<std::uint64_t>(steps_, 1 + parts.parts.size() / kPartStep);
    const bool spent = parts.parts.size() >= kParts || steps_ == 0;
    if (change->key.empty() || spent) {
      for (Parts::Part& part : parts.parts) part.value.unsure = true;
      parts.open = true;
      if (spent) return;
      continue;
    }
    const Place value{object.module, change->value};
    const auto same = std::find_if(parts.parts.begin(), parts.parts.end(),
                                   [&](const auto& one) { return one.key == change->key; });
    if (same == parts.parts.end())
      parts.parts.push_back({change->key, {}, value});
    else if (!value.valid() || !this->same(evaluate(value), evaluate(same->value)))
      same->value.unsure = true;
  }
}

/// What an object holds under a key; of one with a type, else what the type has.
Result Evaluation::entry(const Result& object, std::string_view key) {
  const Place own = found(parts(object), key);
  if (own.valid()) return evaluate(own);
  const Result type = type_of(object);
  if (type.kind == Result::Kind::path)
    return of_path(type.path + "." + std::string(key), object.place);
  return type.kind == Result::Kind::instance ? field(type, key) : Result{};
}

/// What an object that names its type is one of; unknown for others.
Result Evaluation::type_of(const Result& object) {
  const Place literal = object.place;
  if (at(literal).count == 0 || modules_[literal.module].link(literal.expr, 0).key != kTypeLink)
    return {};
  const Result type = evaluate(link(literal, 0));
  if (type.kind != Result::Kind::path) return {};
  if (type.path.find_first_of("./") != std::string::npos) return of_path(type.path + "()", literal);
  Result instance;
  instance.kind = Result::Kind::instance;
  instance.path = type.path;
  instance.module = literal.module;
  return instance;
}

Result Evaluation::index(Place place, const Expr&) {
  const Result object = evaluate(link(place, 0));
  if (object.kind == Result::Kind::data) return object;
  const Result key = evaluate(link(place, 1));
  if (key.kind != Result::Kind::text || key.text.kind != ProgramText::Kind::literal ||
      key.text.open)
    return {};
  if (object.kind == Result::Kind::path && holds_settings(object.path))
    return setting(key.text.text, object.path == "process.env");
  if (object.kind == Result::Kind::path &&
      calls_service(object.path, modules_[place.module].language)) {
    Result answer;
    answer.kind = Result::Kind::data;
    return answer;
  }
  return object.kind == Result::Kind::object ? entry(object, key.text.text) : Result{};
}

Place Evaluation::argument(Place call, std::string_view where) {
  while (where.starts_with('^')) {
    const Place callee = link(call, 0);
    const Result named = callee.valid() ? of(callee) : Result{};
    if (named.kind != Result::Kind::path || !named.place.valid()) return {};
    call = named.place;
    where.remove_prefix(1);
  }
  const std::size_t dot = where.find('.');
  const std::string_view first = where.substr(0, dot);
  const bool by_number =
      std::all_of(first.begin(), first.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  std::size_t n = by_number && first.size() < 3 ? std::stoul("0" + std::string(first)) : 0;
  Place given;
  for (std::size_t i = 1; i < at(call).count && !given.valid(); ++i) {
    const Link& one = modules_[call.module].link(call.expr, i);
    if (one.key == kSpreadLink) {
      const Result brought = evaluate({call.module, one.value});
      const bool named = brought.kind == Result::Kind::object;
      // by position, what is brought along may be anything; by name, what is not known
      if (by_number || !named)
        given = {call.module, one.value, true};
      else
        given = found(parts(brought), first);
    } else if (by_number ? one.key.empty() && n-- == 0 : one.key == first) {
      given = {call.module, one.value};
    }
  }
  if (dot == where.npos || !given.valid()) return given;
  const Result object = of(given);
  // of what is not known nothing is, also not that it is there
  return object.kind == Result::Kind::object ? found(parts(object), where.substr(dot + 1))
                                             : Place{};
}

}  // namespace weir::app_source
