#include "analyzer/graph/join_values.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

using Kind = JoinTerm::Kind;

/// Another stack, a module that is not read and a data source name what they declare themselves.
bool is_elsewhere(const Value& value) {
  return value.unknown == UnknownKind::outside || value.unknown == UnknownKind::import;
}

class Side {
 public:
  Side(Inference& inference, JoinRole role)
      : in_(inference), values_(inference.model.values), seeks_(role == JoinRole::seeker) {}

  void itself(ResourceId id, bool exact) {
    out.push_back({kAlways, {{seeks_ ? Kind::seeker : Kind::sought, {}, id}}, {}, exact});
  }

  void name(ResourceId id) {
    const ConceptId concept_id = in_.concept_of[id.index()];
    if (!concept_id.valid()) return;
    const SelectorRecord& name = in_.catalog.concepts[concept_id.index()].physical_name;
    for (const Hit& hit : select(in_.source, name, scope_of(in_.model, id)).hits) add(hit);
  }

  /// Returns when there is none.
  Guard values(ResourceId id, Range paths) {
    LanguagePath path;
    path.language = in_.model[id].language;
    path.paths = paths;
    const Selection selection = select(in_.source, path, scope_of(in_.model, id));
    for (const Hit& hit : selection.hits) add(hit);
    return selection.absent;
  }

  void nothing(Guard guard) {
    if (guard != kNever) out.push_back({guard, {{Kind::nothing, {}, {}}}, {}, true});
  }

  JoinSide out;

 private:
  void add(const Hit& hit) {
    if (hit.key)
      out.push_back({hit.guard, {{Kind::text, *hit.key, {}}}, {}, false});
    else if (hit.unknown)
      unknown(hit.value, hit.guard, hit.why);
    else if (values_[hit.value].kind == ValueKind::list)
      for (const ValueId item : values_.items(hit.value)) value(item, hit.guard);
    else
      value(hit.value, hit.guard);
  }

  void value(ValueId id, Guard guard) {
    if (values_[id].kind == ValueKind::unknown)
      return unknown(id, guard, std::string(values_.why(id)));
    for (const Rendered& text : render(in_.model, in_.guards, id)) {
      const Guard both = in_.guards.both(guard, text.guard);
      if (both != kNever) out.push_back(rendered(id, text, both));
    }
  }

  void unknown(ValueId id, Guard guard, const std::string& why) {
    JoinValue one{guard, {}, {}, false};
    const bool is_unknown = values_[id].kind == ValueKind::unknown;
    if (is_unknown && !values_.subject(id).empty())
      one.terms.push_back({Kind::text, "${" + std::string(values_.subject(id)) + "}", {}});
    if (!is_unknown || !is_elsewhere(values_[id])) one.doubt = JoinDoubt{"*", id, why};
    out.push_back(std::move(one));
  }

  JoinValue rendered(ValueId id, const Rendered& text, Guard guard) {
    JoinValue one{guard, {}, {}, false};
    for (const ResourceId target : whole_references(text))
      one.terms.push_back({seeks_ ? Kind::sought : Kind::seeker, {}, target});
    if (text.pieces.size() == 1 && text.pieces[0].kind == Piece::Kind::reference) {
      one.terms.push_back(as_value(text.pieces[0]));
      return one;
    }
    std::string pattern;
    bool nameless = false;  // a hole that nothing tells from other holes
    for (const Piece& piece : text.pieces) {
      pattern += piece.kind == Piece::Kind::literal ? piece.text : "*";
      nameless = nameless || piece.text == "${?}";
    }
    if (!nameless) one.terms.push_back({Kind::text, text.text(), {}});
    if (!text.literal())
      one.doubt =
          JoinDoubt{pattern, id, "\"" + text.text() + "\" is known only once it is deployed"};
    return one;
  }

  /// Attributes of what the catalogue knows stand for the resource; those of anything else are
  /// values of their own.
  JoinTerm as_value(const Piece& piece) const {
    if (in_.concept_of[piece.target.index()].valid()) return {Kind::resource, {}, piece.target};
    return {Kind::text, piece.text, {}};
  }

  Inference& in_;
  const ValueStore& values_;
  bool seeks_;
};

bool fits(const std::optional<JoinDoubt>& doubt, const JoinValue& value) {
  if (!doubt || value.exact) return false;
  if (doubt->pattern == "*" || (value.doubt && globs_overlap(doubt->pattern, value.doubt->pattern)))
    return true;
  return std::any_of(value.terms.begin(), value.terms.end(), [&](const JoinTerm& term) {
    return term.kind == Kind::text && globs_overlap(doubt->pattern, term.text);
  });
}

}  // namespace

std::string JoinTerm::key() const {
  return std::to_string(static_cast<int>(kind)) + text +
         (resource.valid() ? std::to_string(resource.value) : "");
}

JoinSide join_identity(Inference& inference, ResourceId sought) {
  Side side(inference, JoinRole::sought);
  side.itself(sought, false);
  side.name(sought);
  return std::move(side.out);
}

JoinSide join_value(Inference& inference, ResourceId resource, Range paths, JoinRole role) {
  Side side(inference, role);
  side.values(resource, paths);
  return std::move(side.out);
}

JoinSide join_value_of_pair(Inference& inference, ResourceId resource, Range paths, JoinRole role) {
  Side side(inference, role);
  side.nothing(side.values(resource, paths));
  side.itself(resource, true);
  return std::move(side.out);
}

bool may_be_equal(const JoinValue& a, const JoinValue& b) {
  for (const JoinTerm& term : a.terms)
    if (std::find(b.terms.begin(), b.terms.end(), term) != b.terms.end()) return true;
  return fits(a.doubt, b) || fits(b.doubt, a);
}

bool may_be_equal(const JoinSide& a, const JoinSide& b) {
  return std::any_of(a.begin(), a.end(), [&](const JoinValue& one) {
    return std::any_of(b.begin(), b.end(),
                       [&](const JoinValue& other) { return may_be_equal(one, other); });
  });
}

}  // namespace weir
