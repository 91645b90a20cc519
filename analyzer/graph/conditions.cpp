// Who meets the conditions of a policy that admits everybody. A stranger comes in one of two ways
// as far as one key goes: without it, or with a value of his own. Each operator lets some of these
// ways through:
//
//   operator                          without the key   with a value of his own
//   StringEquals, ArnLike, IpAddress  no                if the values leave it open (`*`)
//   …IfExists, ForAllValues:…         yes               as above
//   StringNotEquals, NotIpAddress     yes               unless the values leave it open
//   ForAnyValue:StringNotEquals       no                as above
//   Null true / false                 yes / no          no / yes
//   Bool true / false                 no                no / yes (what strangers are: not ours)
//
// What all tests of a key let through counts. A key that every signed request carries, or every one
// that does not come through a network of ours, may not be left out at will: whether anybody comes
// without it is not known.
#include "analyzer/graph/conditions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>
#include <vector>

#include "analyzer/base/glob.h"
#include "analyzer/base/ip_prefix.h"
#include "analyzer/graph/accounts.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// Ways to come, as bits.
constexpr unsigned kWithout = 1, kWithOwn = 2, kAnyWay = kWithout | kWithOwn;

/// Ways that certainly get through, and those that may.
struct Through {
  unsigned sure = kAnyWay, maybe = kAnyWay;
};
constexpr Through kUnknownWay = {0, kAnyWay};

struct Operator {
  bool known = true;
  bool negated = false, null = false, boolean = false, address = false, pattern = false;
  bool if_exists = false, for_all = false, for_any = false;
};

bool drop_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

Operator parse_operator(std::string_view text) {
  constexpr std::array<std::string_view, 5> kTypes = {"String", "Arn", "IpAddress", "Numeric",
                                                      "Date"};
  Operator out;
  out.for_all = drop_prefix(text, "ForAllValues:");
  out.for_any = !out.for_all && drop_prefix(text, "ForAnyValue:");
  if (text.ends_with("IfExists")) {
    out.if_exists = true;
    text.remove_suffix(8);
  }
  out.null = text == "Null";
  out.boolean = text == "Bool";
  out.negated = text.find("Not") != std::string_view::npos;
  out.address = text.ends_with("IpAddress");
  out.pattern = text.find("Like") != std::string_view::npos || text.starts_with("Arn");
  const bool typed =
      out.address || std::any_of(kTypes.begin(), kTypes.end(),
                                 [&](std::string_view type) { return text.starts_with(type); });
  out.known = out.null || out.boolean || typed;
  return out;
}

enum class Open { no, yes, unknown };

/// Whether somebody else's ARN fits an ARN with wildcards: in any account, or of anything.
Open open_arn(std::string_view text, bool of_signer) {
  const auto only_wild = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of('*') == std::string_view::npos;
  };
  const std::string_view account = account_part(text);
  const std::string_view resource = text.substr(text.rfind(':') + 1);
  const bool wild = resource.find_first_of("*?") != std::string_view::npos;
  if (account.empty() && !only_wild(resource)) return wild ? Open::unknown : Open::no;
  if (!account.empty() && !only_wild(account)) return Open::no;
  if (of_signer || only_wild(resource)) return Open::yes;
  return Open::unknown;  // others may have one of that name
}

/// Whether a subject that a pattern names (`repo:acme/*`) may be anybody's: nobody's name stands
/// complete before the first wildcard.
Open open_subject(std::string_view text) {
  const std::string_view begin = text.substr(0, text.find_first_of("*?"));
  if (begin.size() == text.size() || begin.starts_with('{')) return Open::no;
  const std::size_t kind = begin.find(':');
  const bool named = kind != std::string_view::npos &&
                     begin.find_first_of("/:", kind + 1) != std::string_view::npos;
  return named ? Open::no : Open::yes;
}

/// Whether a value that a test compares with leaves it open whose the caller's is.
Open open_value(std::string_view text, const Operator& op, std::string_view narrows) {
  const std::size_t hole = text.find("${");
  if (op.address) {
    if (hole != std::string_view::npos) return Open::unknown;
    const auto block = IpPrefix::parse(text);
    return block && block->is_internet() ? Open::yes : Open::no;
  }
  if (!op.pattern) return Open::no;
  if (text.starts_with("arn:")) return open_arn(text, narrows == "signer");
  if (hole == 0 && text.find('}') + 1 == text.size()) return Open::unknown;
  if (narrows == "subject") return open_subject(text);
  // identifiers begin with a few letters that all of their kind begin with: `o-*`
  return text.find_first_of("*?") <= 2 ? Open::yes : Open::no;
}

std::string lower_key(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return out;
}

class Conditions {
 public:
  explicit Conditions(Inference& inference) : in_(inference), values_(inference.model.values) {}

  Strangers of(ValueId statement) {
    const MapEntry* tests = values_.find_entry(statement, "Condition");
    if (tests == nullptr) return Strangers::all;
    unreadable_ = values_[tests->value].kind != ValueKind::list;
    if (unreadable_) return Strangers::unknown;
    for (const ValueId one : values_.items(tests->value)) add(one);
    return unreadable_ && !none() ? Strangers::unknown : verdict();
  }

  /// After `of`.
  std::optional<std::vector<std::string>> demanded(bool allow) const {
    if (unreadable_) return std::nullopt;
    std::vector<std::string> out;
    for (const auto& [name, key] : keys_) {
      const auto [sure, maybe] = key.through;
      if (!allow && (sure & kWithout) == 0) return std::vector<std::string>();  // all must hold
      if (allow && (sure & kWithout) == 0 && (maybe & kWithout) != 0) return std::nullopt;
      const bool chosen = (sure & kWithOwn) == 0 || key.narrows == "claimed";
      if (!allow || ((maybe & kWithout) == 0 && chosen)) out.emplace_back(key.written);
    }
    return out;
  }

 private:
  struct Key {
    std::string_view written, narrows;
    Through through;
  };

  void add(ValueId test) {
    const bool map = values_[test].kind == ValueKind::map;
    const MapEntry* key = map ? values_.find_entry(test, "key") : nullptr;
    const MapEntry* name = map ? values_.find_entry(test, "operator") : nullptr;
    const MapEntry* wanted = map ? values_.find_entry(test, "values") : nullptr;
    if (key == nullptr || name == nullptr || wanted == nullptr ||
        values_[key->value].kind != ValueKind::string ||
        values_[wanted->value].kind != ValueKind::list) {
      unreadable_ = true;
      return;
    }
    const std::string_view text = values_.string(key->value);
    Key& known = keys_.try_emplace(lower_key(text), Key{text, narrowed_by(in_.catalog, text), {}})
                     .first->second;
    const Through through = let_through(parse_operator(values_.string(name->value)),
                                        values_.items(wanted->value), known.narrows);
    known.through.sure &= through.sure;
    known.through.maybe &= through.maybe;
  }

  Through let_through(const Operator& op, const std::vector<ValueId>& wanted,
                      std::string_view narrows) {
    if (!op.known) return kUnknownWay;
    if (narrows == "manner" || narrows == "content") return seen_to(wanted);
    if (op.boolean && narrows == "claimed") return {kWithOwn, kAnyWay};
    if (op.null || op.boolean) return by_word(op, wanted);
    const Open open = any_open(op, wanted, narrows);
    Through out{0, 0};
    const bool without = op.negated ? !op.for_any : op.if_exists || op.for_all;
    if (without) out = {kWithout, kWithout};
    if (op.for_any && op.if_exists) out.maybe |= kWithout;
    if (narrows == "claimed" || open == (op.negated ? Open::no : Open::yes)) out.sure |= kWithOwn;
    if (narrows == "claimed" || open != (op.negated ? Open::yes : Open::no)) out.maybe |= kWithOwn;
    return out;
  }

  /// Whoever asks can send what is asked for, unless it depends on who he is.
  Through seen_to(const std::vector<ValueId>& wanted) {
    for (const ValueId one : wanted)
      for (const Rendered& text : render(in_.model, in_.guards, one))
        if (text.text().find("${") != std::string::npos) return kUnknownWay;
    return {};
  }

  /// Of operators whose values are `true` or `false`.
  Through by_word(const Operator& op, const std::vector<ValueId>& wanted) {
    Through out;
    for (const bool word : {true, false}) {
      const unsigned ways = op.null ? (word ? kWithout : kWithOwn) : word ? 0U : kWithOwn;
      const bool only =
          !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](ValueId v) {
            return values_[v].kind == ValueKind::boolean
                       ? values_[v].boolean == word
                       : values_.string(v) == (word ? "true" : "false");
          });
      if (!only) continue;
      const unsigned without = op.if_exists || op.for_all ? kWithout : 0U;
      out.sure = out.maybe = ways | (op.null ? 0U : without);
      return out;
    }
    return kUnknownWay;
  }

  Open any_open(const Operator& op, const std::vector<ValueId>& wanted, std::string_view narrows) {
    Open out = Open::no;
    for (const ValueId one : wanted)
      for (const Rendered& text : render(in_.model, in_.guards, one)) {
        const bool refers =
            text.pieces.size() == 1 && text.pieces.front().kind == Piece::Kind::reference;
        const Open some = refers ? Open::no : open_value(text.text(), op, narrows);
        if (some == Open::yes && text.guard == kAlways) return some;
        if (some != Open::no) out = Open::unknown;
      }
    return out;
  }

  static Strangers of_key(const Key& key) {
    const auto [sure, maybe] = key.through;
    if (key.narrows.empty()) return Strangers::unknown;
    if (maybe == 0)
      return key.narrows == "organisation" ? Strangers::organisation : Strangers::none;
    const bool seen_to = key.narrows == "manner" || key.narrows == "content";
    if (sure == kAnyWay && !seen_to && key.narrows != "claimed") return Strangers::all;
    const bool signs =
        key.narrows == "signer" || key.narrows == "address" || key.narrows == "subject";
    return (sure & (signs ? kWithOwn : kAnyWay)) != 0 ? Strangers::some : Strangers::unknown;
  }

  bool none() const {
    return std::any_of(keys_.begin(), keys_.end(),
                       [](const auto& key) { return of_key(key.second) == Strangers::none; });
  }

  Strangers verdict() const {
    if (none()) return Strangers::none;
    Strangers out = Strangers::all;
    for (const auto& [name, key] : keys_) out = std::max(out, of_key(key));
    return out;
  }

  Inference& in_;
  const ValueStore& values_;
  std::map<std::string, Key> keys_;
  bool unreadable_ = false;  ///< some test is not known
};

}  // namespace

Strangers strangers_who_meet(Inference& inference, ValueId statement) {
  if (inference.model.values[statement].kind != ValueKind::map) return Strangers::unknown;
  return Conditions(inference).of(statement);
}

std::optional<std::vector<std::string>> demanded_keys(Inference& inference, ValueId statement,
                                                      bool allow) {
  if (inference.model.values[statement].kind != ValueKind::map) return std::nullopt;
  Conditions conditions(inference);
  conditions.of(statement);
  return conditions.demanded(allow);
}

std::string_view narrowed_by(const Catalog& catalog, std::string_view key) {
  for (const ConditionKeyRecord& row : catalog.condition_keys)
    if (glob_match(catalog.text(row.key), key, true)) return catalog.text(row.narrows);
  return "";
}

std::string_view word_of(Strangers strangers) {
  constexpr std::array<std::string_view, 5> kWords = {"all", "some", "organisation", "none", ""};
  return kWords[static_cast<std::size_t>(strangers)];
}

}  // namespace weir
