#include "analyzer/graph/merging.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "analyzer/graph/join_values.h"

namespace weir {
namespace {

constexpr std::size_t kMaxKeys = 64;               ///< of one resource in one form
constexpr std::size_t kMaxComparisons = 1U << 20;  ///< of joins that are not known, for one rule

using ResourceIds = std::vector<ResourceId>;
using Sides = std::vector<JoinSide>;  ///< one per equation

/// One rule of a concept, over all units.
class Join {
 public:
  Join(Inference& inference, const MergeRule& rule, std::vector<MergedInto>& into,
       const ResourceIds& parts, const ResourceIds& wholes)
      : in_(inference),
        rule_(rule),
        into_(into),
        seekers_(rule.inverse ? wholes : parts),
        sought_(rule.inverse ? parts : wholes) {}

  void run() {
    const auto forms = Catalog::slice(in_.catalog.join_forms, rule_.join);
    std::vector<Guard> open(seekers_.size(), kAlways);  // when no form has led anywhere yet
    for (const JoinForm& form : forms) {
      start(form);
      for (std::size_t i = 0; i < seekers_.size(); ++i) {
        if (open[i] == kNever) continue;
        found_ = kNever;
        if (by_name())
          name(seekers_[i], open[i]);
        else
          equations(seekers_[i], open[i]);
        open[i] = in_.guards.minus(open[i], found_);
      }
    }
    // what the last form leaves open is open
    if (by_name())
      doubt_names();
    else
      for (std::size_t i = 0; i < seekers_.size(); ++i)
        if (open[i] != kNever) doubt_equations(seekers_[i], open[i]);
    if (rule_.inverse && !forms.empty() && only_completes()) {
      start(forms.front());
      for (std::size_t i = 0; i < seekers_.size(); ++i)
        if (open[i] != kNever) leads_elsewhere(seekers_[i], open[i]);
    }
    tell_doubts();
  }

 private:
  /// A value that led nowhere.
  struct Pending {
    ResourceId seeker;
    Guard guard = kAlways;
    JoinValue value;
  };
  /// One term of each side.
  struct Key {
    std::string text;
    Guard guard = kAlways;
    bool empty = true;  ///< nothing is there
  };
  struct Doubtful {
    ResourceId whole, part;
    Guard guard = kAlways;
    ValueId value;
    std::string why;
  };

  void start(const JoinForm& form) {
    pairs_ = Catalog::slice(in_.catalog.join_pairs, form.pairs);
    sides_.clear();
    index_.clear();
    indexed_ = false;
    pending_.clear();
  }

  bool by_name() const { return pairs_.size() == 1 && sought_paths(pairs_[0]).empty(); }
  Range sought_paths(const JoinPair& pair) const { return rule_.inverse ? pair.part : pair.whole; }
  Range seeker_paths(const JoinPair& pair) const { return rule_.inverse ? pair.whole : pair.part; }

  /// What stands on the sought ones' sides; read when first asked for.
  const std::vector<Sides>& sought_sides() {
    if (sides_.empty())
      for (const ResourceId id : sought_) {
        Sides sides;
        for (const JoinPair& pair : pairs_)
          sides.push_back(by_name()
                              ? join_identity(in_, id)
                              : join_value_of_pair(in_, id, sought_paths(pair), JoinRole::sought));
        sides_.push_back(std::move(sides));
      }
    return sides_;
  }

  Sides seeker_sides(ResourceId id) {
    Sides sides;
    for (const JoinPair& pair : pairs_)
      sides.push_back(join_value_of_pair(in_, id, seeker_paths(pair), JoinRole::seeker));
    return sides;
  }

  // ---- by a reference or a name

  void name(ResourceId seeker, Guard open) {
    for (JoinValue& value : join_value(in_, seeker, seeker_paths(pairs_[0]), JoinRole::seeker)) {
      const Guard guard = in_.guards.both(open, value.guard);
      if (guard == kNever || referred(seeker, value, guard) || named(seeker, value, guard))
        continue;
      pending_.push_back({seeker, guard, std::move(value)});
    }
  }

  bool referred(ResourceId seeker, const JoinValue& value, Guard guard) {
    bool any = false;
    for (const JoinTerm& term : value.terms)
      if (term.kind == JoinTerm::Kind::sought &&
          std::binary_search(sought_.begin(), sought_.end(), term.resource)) {
        found(seeker, term.resource, guard);
        any = true;
      }
    return any;
  }

  bool named(ResourceId seeker, const JoinValue& value, Guard guard) {
    bool any = false;
    for (const JoinTerm& term : value.terms)
      if (term.kind == JoinTerm::Kind::text || term.kind == JoinTerm::Kind::resource)
        any = bearers(seeker, term, guard) || any;
    return any;
  }

  /// A name that several bear in one configuration does not tell them apart.
  bool bearers(ResourceId seeker, const JoinTerm& term, Guard guard) {
    std::vector<std::pair<ResourceId, Guard>> all;
    Guard seen = kNever;
    bool clear = true;
    for (const auto& [id, when] : look_up(seeker, term.key() + "\n")) {
      const Guard holds = in_.guards.both(guard, when);
      const Guard exists = in_.guards.both(holds, in_.model[id].exists);
      if (exists == kNever) continue;
      clear = clear && in_.guards.both(seen, exists) == kNever;
      seen = in_.guards.either(seen, exists);
      all.emplace_back(id, holds);
    }
    for (const auto& [id, holds] : all)
      if (clear)
        found(seeker, id, holds);
      else
        may_be(seeker, id, holds, {}, "several have the name that it is joined by");
    return !all.empty();
  }

  // ---- by equations

  void equations(ResourceId seeker, Guard open) {
    for (const Key& key : keys(seeker_sides(seeker)))
      for (const auto& [id, when] : look_up(seeker, key.text))
        found(seeker, id, in_.guards.both(open, in_.guards.both(key.guard, when)));
  }

  /// All combinations of the sides' terms, less that of nothing with nothing; none if there are too
  /// many.
  std::vector<Key> keys(const Sides& sides) {
    std::vector<Key> out(1);
    for (const JoinSide& side : sides) {
      std::vector<Key> next;
      for (const Key& before : out)
        for (const JoinValue& value : side)
          if (const Guard guard = in_.guards.both(before.guard, value.guard); guard != kNever)
            for (const JoinTerm& term : value.terms)
              next.push_back({before.text + term.key() + "\n", guard,
                              before.empty && term.kind == JoinTerm::Kind::nothing});
      if (next.size() > kMaxKeys) return {};
      out = std::move(next);
    }
    std::erase_if(out, [](const Key& key) { return key.empty; });
    return out;
  }

  std::vector<std::pair<ResourceId, Guard>> look_up(ResourceId seeker, const std::string& key) {
    if (!std::exchange(indexed_, true))
      for (std::size_t i = 0; i < sought_.size(); ++i)
        for (const Key& one : keys(sought_sides()[i]))
          index_[unit_key(sought_[i], one.text)].emplace_back(sought_[i], one.guard);
    const auto at = index_.find(unit_key(seeker, key));
    return at == index_.end() ? std::vector<std::pair<ResourceId, Guard>>{} : at->second;
  }

  std::string unit_key(ResourceId id, const std::string& key) const {
    return std::to_string(in_.model[id].unit.value) + ":" + key;
  }

  // ---- what is found

  std::pair<ResourceId, ResourceId> ends(ResourceId seeker, ResourceId other) const {
    return rule_.inverse ? std::pair(seeker, other) : std::pair(other, seeker);
  }

  void found(ResourceId seeker, ResourceId other, Guard guard) {
    found_ = in_.guards.either(found_, guard);
    const auto [whole, part] = ends(seeker, other);
    Guard& before = known_.try_emplace({whole, part}, kNever).first->second;
    const Guard fresh = in_.guards.minus(guard, before);
    if (fresh == kNever || whole == part) return;
    before = in_.guards.either(before, fresh);
    Guard& all = complete_.try_emplace(whole, kNever).first->second;
    all = in_.guards.either(all, in_.guards.both(fresh, in_.model[part].exists));
    in_.source.merged[whole.index()].push_back(
        {in_.catalog.text(rule_.key), rule_.many, part, fresh, {}, {}});
    ResourceId& first = into_[part.index()].whole;
    if (!first.valid() || whole < first) first = whole;
  }

  // ---- what may be

  bool possible(const JoinValue& a, const JoinValue& b) {
    return (a.doubt || b.doubt) && (++comparisons_ > kMaxComparisons || may_be_equal(a, b));
  }

  void doubt_names() {
    std::set<std::string> told;  // of parts, equal doubts say the same about every whole
    for (const Pending& one : pending_) {
      const std::string same =
          unit_key(one.seeker, one.value.doubt ? one.value.doubt->pattern : "") + "\n" +
          std::to_string(one.guard.node);
      if (!one.value.doubt || rule_.inverse || told.insert(same).second) doubt_name(one);
    }
  }

  void doubt_name(const Pending& one) {
    for (std::size_t i = 0; i < sought_.size(); ++i) {
      if (in_.model[sought_[i]].unit != in_.model[one.seeker].unit) continue;
      for (const JoinValue& name : sought_sides()[i][0]) {
        if (!possible(one.value, name)) continue;
        const JoinDoubt& doubt = one.value.doubt ? *one.value.doubt : *name.doubt;
        may_be(one.seeker, sought_[i], in_.guards.both(one.guard, name.guard), doubt.value,
               doubt.why);
      }
    }
  }

  void doubt_equations(ResourceId seeker, Guard open) {
    const Sides own = seeker_sides(seeker);
    for (std::size_t i = 0; i < sought_.size(); ++i) {
      if (in_.model[sought_[i]].unit != in_.model[seeker].unit) continue;
      const Sides& theirs = sought_sides()[i];
      const JoinDoubt* doubt = first_doubt(own);
      if (doubt == nullptr) doubt = first_doubt(theirs);
      if (doubt != nullptr && all_may_be_equal(own, theirs))
        may_be(seeker, sought_[i], open, doubt->value, doubt->why);
    }
  }

  static const JoinDoubt* first_doubt(const Sides& sides) {
    for (const JoinSide& side : sides)
      for (const JoinValue& value : side)
        if (value.doubt) return &*value.doubt;
    return nullptr;
  }

  bool all_may_be_equal(const Sides& a, const Sides& b) {
    if (++comparisons_ > kMaxComparisons) return true;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!may_be_equal(a[i], b[i])) return false;
    return true;
  }

  void may_be(ResourceId seeker, ResourceId other, Guard guard, ValueId value, std::string why) {
    const auto [whole, part] = ends(seeker, other);
    if (whole == part || guard == kNever) return;
    into_[part.index()].perhaps = true;
    doubt(whole, part, guard, value, std::move(why));
  }

  void doubt(ResourceId whole, ResourceId part, Guard guard, ValueId value, std::string why) {
    if (guard == kNever) return;
    Guard& told = told_.try_emplace(whole, kNever).first->second;
    if (in_.guards.minus(guard, told) == kNever) return;  // one doubt is as good as many
    told = in_.guards.either(told, guard);
    doubts_.push_back({whole, part, guard, value, std::move(why)});
  }

  static bool refers(const JoinValue& value) {
    return std::any_of(value.terms.begin(), value.terms.end(), [](const JoinTerm& term) {
      return term.kind == JoinTerm::Kind::sought || term.kind == JoinTerm::Kind::resource;
    });
  }

  /// Whether the parts have no meaning of their own: what names one takes from it what it says.
  bool only_completes() const {
    const ConceptId id = in_.catalog.concept_of(rule_.language, in_.catalog.text(rule_.type));
    if (!id.valid()) return true;
    const auto kinds = Catalog::slice(in_.catalog.kinds, in_.catalog.concepts[id.index()].kinds);
    return std::all_of(kinds.begin(), kinds.end(), [](const KindRecord& record) {
      return record.kind == ConceptKind::ignored;
    });
  }

  /// What a value of ours names is there, though the input may not declare it: what it says is not
  /// known.
  void leads_elsewhere(ResourceId seeker, Guard open) {
    if (pairs_.empty()) return;
    Guard named = kNever;
    for (const JoinValue& value :
         join_value(in_, seeker, seeker_paths(pairs_[0]), JoinRole::seeker))
      if (!refers(value)) named = in_.guards.either(named, value.guard);
    doubt(seeker, seeker, in_.guards.both(open, named), {},
          "the input does not declare what is named there");
  }

  /// Where there can be but one part, one that is known leaves no doubt.
  void tell_doubts() {
    for (Doubtful& one : doubts_) {
      const auto known = complete_.find(one.whole);
      const Guard left = rule_.many || known == complete_.end()
                             ? one.guard
                             : in_.guards.minus(one.guard, known->second);
      if (left == kNever) continue;
      // without a value of its own it is the part as a whole that cannot be told
      const ValueId value = one.value.valid() ? one.value : in_.model[one.part].attributes;
      in_.source.merged[one.whole.index()].push_back(
          {in_.catalog.text(rule_.key), rule_.many, one.part, left, value, std::move(one.why)});
    }
  }

  Inference& in_;
  const MergeRule& rule_;
  std::vector<MergedInto>& into_;
  const ResourceIds& seekers_;
  const ResourceIds& sought_;  ///< ascending
  // of the form that is being tried
  std::span<const JoinPair> pairs_;
  std::vector<Sides> sides_;
  std::unordered_map<std::string, std::vector<std::pair<ResourceId, Guard>>> index_;
  bool indexed_ = false;
  std::vector<Pending> pending_;
  Guard found_ = kNever;  ///< by the seeker that is being tried
  // of the rule
  std::map<std::pair<ResourceId, ResourceId>, Guard> known_;
  std::map<ResourceId, Guard> complete_, told_;  ///< of wholes
  std::vector<Doubtful> doubts_;
  std::size_t comparisons_ = 0;
};

/// Resources by what rules name them by, ascending.
struct Candidates {
  std::map<std::pair<Language, std::string_view>, ResourceIds> by_type;
  std::map<std::pair<Language, ConceptId>, ResourceIds> by_concept;
};

Candidates candidates(const Inference& inference) {
  Candidates out;
  const Catalog& catalog = inference.catalog;
  for (std::size_t c = 0; c < catalog.concepts.size(); ++c)
    for (const MergeRule& rule : Catalog::slice(catalog.merges, catalog.concepts[c].merges)) {
      out.by_type[{rule.language, catalog.text(rule.type)}];
      out.by_concept[{rule.language, ConceptId(c)}];
    }
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i) {
    const Resource& resource = inference.model.resources[i];
    if (const auto at = out.by_type.find({resource.language, resource.type});
        at != out.by_type.end())
      at->second.push_back(ResourceId(i));
    if (const auto at = out.by_concept.find({resource.language, inference.concept_of[i]});
        at != out.by_concept.end())
      at->second.push_back(ResourceId(i));
  }
  return out;
}

}  // namespace

std::vector<MergedInto> merge_parts(Inference& inference) {
  const Catalog& catalog = inference.catalog;
  const Candidates all = candidates(inference);
  std::vector<MergedInto> into;
  for (std::size_t c = 0; c < catalog.concepts.size(); ++c)
    for (const MergeRule& rule : Catalog::slice(catalog.merges, catalog.concepts[c].merges)) {
      const ResourceIds& parts = all.by_type.at({rule.language, catalog.text(rule.type)});
      const ResourceIds& wholes = all.by_concept.at({rule.language, ConceptId(c)});
      if (wholes.empty() || (parts.empty() && !rule.inverse)) continue;
      into.resize(inference.model.resources.size());
      inference.source.merged.resize(inference.model.resources.size());
      Join(inference, rule, into, parts, wholes).run();
    }
  return into;
}

}  // namespace weir
