// GuardStore::describe: a decision diagram as a short disjunction of decisions.

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analyzer/base/guard.h"

namespace weir {
namespace {

constexpr std::size_t kMaxTerms = 16;     // more ways than that are not listed
constexpr std::size_t kMaxNodes = 2'000;  // a larger diagram is only named by its subjects
constexpr std::size_t kSubjectsNamed = 4;

/// Atom → the outcomes that remain possible. A term of the disjunction.
using Term = std::map<std::uint32_t, std::vector<bool>>;

bool is_boolean(const std::vector<std::string>& outcomes) {
  return outcomes.size() == 2 && ((outcomes[0] == "true" && outcomes[1] == "false") ||
                                  (outcomes[0] == "false" && outcomes[1] == "true"));
}

std::string decision(const std::string& subject, const std::vector<std::string>& outcomes,
                     const std::vector<bool>& possible) {
  if (is_boolean(outcomes)) return subject + " is " + (possible[0] ? outcomes[0] : outcomes[1]);
  std::vector<std::string> yes, no;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    (possible[i] ? yes : no).push_back('"' + outcomes[i] + '"');
  }
  const bool negative = no.size() == 1 && yes.size() > 1;
  std::string text = subject + (negative ? " is not " : " is ");
  const std::vector<std::string>& named = negative ? no : yes;
  for (std::size_t i = 0; i < named.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == named.size() ? " or " : ", ") + named[i];
  }
  return text;
}

/// What a decision says about the outcome it excludes, which is the default one.
std::string against_default(const std::vector<std::string>& outcomes,
                            const std::vector<bool>& possible, std::size_t by_default) {
  if (is_boolean(outcomes)) return " (its default is " + outcomes[by_default] + ")";
  const auto excluded = std::count(possible.begin(), possible.end(), false);
  if (excluded == 1 && outcomes.size() > 2) return " (its default)";
  return " (its default is \"" + outcomes[by_default] + "\")";
}

bool is_weaker_or_equal(const Term& general, const Term& special) {
  return std::all_of(general.begin(), general.end(), [&](const auto& part) {
    const auto found = special.find(part.first);
    if (found == special.end()) return false;
    for (std::size_t i = 0; i < part.second.size(); ++i) {
      if (found->second[i] && !part.second[i]) return false;
    }
    return true;
  });
}

}  // namespace

/// Walks a diagram on behalf of describe().
class GuardText {
 public:
  GuardText(const GuardStore& store, Guard guard, bool name_defaults)
      : store_(store), guard_(guard), name_defaults_(name_defaults) {
    // with several, none is used: the text is right, and longer than it need be
    const std::vector<std::uint32_t> about = store.assumptions_about(guard);
    if (about.size() == 1) given_ = store.assumptions_[about.front()];
  }

  std::string text() {
    const std::vector<std::uint32_t> nodes = store_.reachable(guard_);
    if (nodes.size() > kMaxNodes || !collect()) return subjects_only(nodes);
    std::erase_if(terms_, [this](const Term& term) { return !meets(kAlways, term); });
    for (Term& term : terms_) weaken(term);
    drop_covered();
    std::string text;
    const bool several_parts =
        std::any_of(terms_.begin(), terms_.end(), [](const Term& t) { return t.size() > 1; });
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      if (i > 0) text += several_parts ? ", or " : " or ";
      text += term_text(terms_[i]);
    }
    return text;
  }

 private:
  /// Every path to "always", the outcomes of a node that lead to the same child taken together.
  bool collect() {
    std::vector<std::pair<Guard, Term>> open = {{guard_, {}}};
    std::size_t steps = 0;
    while (!open.empty()) {
      auto [at, term] = std::move(open.back());
      open.pop_back();
      if (at == kAlways) {
        terms_.push_back(std::move(term));
        if (terms_.size() > kMaxTerms) return false;
        continue;
      }
      if (++steps > kMaxNodes) return false;
      const auto children = store_.children_of(at.node);
      for (std::size_t i = children.size(); i-- > 0;) {
        const auto first = std::find(children.begin(), children.end(), children[i]);
        if (children[i] == kNever || first != children.begin() + static_cast<std::ptrdiff_t>(i)) {
          continue;
        }
        std::vector<bool> possible(children.size());
        for (std::size_t j = 0; j < children.size(); ++j) possible[j] = children[j] == children[i];
        Term longer = term;
        longer[atom_of(at)] = std::move(possible);
        open.emplace_back(children[i], std::move(longer));
      }
    }
    return true;
  }

  /// Drops the decisions that the guard does not need.
  void weaken(Term& term) const {
    for (auto part = term.begin(); part != term.end();) {
      auto saved = *part;
      part = term.erase(part);
      if (!always_within(term)) part = std::next(term.insert(std::move(saved)).first);
    }
  }

  /// Whether the guard holds for every decision that agrees with `term`, as far as it is possible.
  bool always_within(const Term& term) const { return !meets(kNever, term); }

  /// Whether some possible decision that agrees with `term` ends in `end` (always or not always).
  bool meets(Guard end, const Term& term) const {
    std::vector<std::pair<Guard, Guard>> open = {{guard_, given_}};
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    while (!open.empty()) {
      const auto [at, given] = open.back();
      open.pop_back();
      if (given == kNever) continue;
      const bool ended = at.node < GuardStore::kFirstNode;
      if (ended && (at == kAlways) != (end == kAlways)) continue;
      if (ended && given == kAlways) return true;
      if (!seen.emplace(at.node, given.node).second) continue;
      if (seen.size() > kMaxNodes) return true;
      const std::uint32_t atom = std::min(atom_of(at), atom_of(given));
      const std::size_t outcomes = store_.atoms_[atom].outcomes.size();
      const auto allowed = term.find(atom);
      for (std::size_t i = 0; i < outcomes; ++i) {
        if (allowed != term.end() && !allowed->second[i]) continue;
        open.emplace_back(below(at, atom, i), below(given, atom, i));
      }
    }
    return false;
  }

  Guard below(Guard at, std::uint32_t atom, std::size_t outcome) const {
    return atom_of(at) == atom ? store_.children_of(at.node)[outcome] : at;
  }

  void drop_covered() {
    std::vector<Term> kept;
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      bool covered = false;
      for (std::size_t j = 0; j < terms_.size() && !covered; ++j) {
        covered = i != j && is_weaker_or_equal(terms_[j], terms_[i]) &&
                  (j < i || !is_weaker_or_equal(terms_[i], terms_[j]));
      }
      if (!covered) kept.push_back(terms_[i]);
    }
    terms_ = std::move(kept);
  }

  std::string term_text(const Term& term) const {
    std::string text;
    for (const auto& [atom, possible] : term) {
      const auto& [subject, outcomes, traits, assumption] = store_.atoms_[atom];
      text += (text.empty() ? "" : " and ") + decision(subject, outcomes, possible);
      if (name_defaults_ && traits.by_default && !possible[*traits.by_default]) {
        text += against_default(outcomes, possible, *traits.by_default);
      }
    }
    return text;
  }

  std::string subjects_only(const std::vector<std::uint32_t>& nodes) const {
    std::map<std::uint32_t, bool> atoms;
    for (const std::uint32_t node : nodes) atoms[atom_of(Guard{node})] = true;
    std::string text = "some combinations of ";
    std::size_t named = 0;
    for (const auto& [atom, used] : atoms) {
      if (named == kSubjectsNamed) break;
      const bool last = named + 1 == atoms.size();
      text += (named == 0 ? "" : last ? " and " : ", ") + store_.atoms_[atom].subject;
      ++named;
    }
    if (atoms.size() > named) text += " and " + std::to_string(atoms.size() - named) + " more";
    return text;
  }

  /// Behind all atoms for a guard that is decided.
  std::uint32_t atom_of(Guard guard) const {
    if (guard.node < GuardStore::kFirstNode) return GuardStore::kNone;
    return store_.nodes_[guard.node - GuardStore::kFirstNode].atom;
  }

  const GuardStore& store_;
  Guard guard_;
  Guard given_ = kAlways;  ///< what is assumed about its atoms
  bool name_defaults_;
  std::vector<Term> terms_;
};

std::string GuardStore::describe(Guard guard, bool name_defaults) const {
  if (guard == kAlways) return "";
  if (guard == kNever) return "never";
  if (guard == kUndecided) return "in cases that are too many to work out";
  return GuardText(*this, guard, name_defaults).text();
}

}  // namespace weir
