#include "analyzer/graph/select.h"

#include <utility>

namespace weir {
namespace {

/// A value reached so far. `listed`: an entry of a merged list, over which `[*]` has been done
/// already. `dead`: it could not be followed further; it becomes an unknown hit in its place.
struct Place {
  Scope scope;
  bool listed = false;
  bool dead = false;
  bool above = false;  ///< dead: a key was still to be followed
  bool entry = false;  ///< it is the value of a map's entry, and nothing has been followed since
  bool within_entry = false;  ///< `[*]` has been done on the way
  std::string why = {};
};

Hit unknown_hit(const ResourceModel& model, const Place& place, std::string why) {
  Hit hit;
  hit.value = place.scope.here;
  hit.unknown = true;
  hit.guard = place.scope.guard;
  hit.span = model.values[place.scope.here].span;
  hit.scope = place.scope;
  hit.why = std::move(why);
  hit.above = place.above;
  hit.entry = place.entry;
  return hit;
}

/// Whether entries that lack the attribute count for what is made of all of them. Of several paths another may have it.
bool counts_missing(const LanguagePath& path) {
  const bool of_all = path.take == Take::any || path.take == Take::all || path.take == Take::min || path.take == Take::max;
  return of_all && !path.present && path.paths.count == 1 && path.default_value.kind != LiteralKind::absent;
}

class Walk {
 public:
  Walk(SelectSource& source, const Scope& scope, Selection& out, bool counts_missing)
      : source_(source), values_(source.model.values), start_(scope), out_(out), counts_missing_(counts_missing) {}

  void follow(const PathRecord& path, Guard guard) {
    const auto steps = Catalog::slice(source_.catalog.steps, path.steps);
    if (!steps.empty() && is_missing(steps.front())) return;
    Place first{start_, false};
    first.scope.guard = source_.guards.both(first.scope.guard, guard);
    first.entry = start_.in_entry && start_.here == start_.entry_value;
    places_ = {};
    push(std::move(first), false);
    std::vector<Place> from;
    for (const PathStep& step : steps) {
      from.clear();
      std::swap(from, places_);
      for (Place& place : from) take(step, std::move(place));
    }
    for (const Place& place : places_) end(place);
    places_.clear();
  }

 private:
  /// Whether a first step asks for a key that the map at the start does not have, and no part that
  /// is merged into it may have. Most attributes of most resources are not written.
  bool is_missing(const PathStep& step) const {
    if (step.kind != StepKind::key || !start_.here.valid()) return false;
    const Value& value = values_[start_.here];
    if (value.kind != ValueKind::map || value.origin.valid()) return false;
    const std::size_t resource = start_.resource.index();
    const bool has_parts = resource < source_.merged.size() && !source_.merged[resource].empty();
    return !has_parts &&
           values_.find_entry(start_.here, source_.catalog.text(step.text)) == nullptr;
  }

  /// Adds a place, its choices resolved, null left out, unknown turned into a hit.
  void push(Place place, bool listed) {
    place.listed = listed;
    std::vector<Place> pending;  // branches of choices
    settle(std::move(place), pending);
    while (!pending.empty()) {
      Place next = std::move(pending.back());
      pending.pop_back();
      settle(std::move(next), pending);
    }
  }

  void settle(Place place, std::vector<Place>& pending) {
    if (place.scope.guard == kNever || !place.scope.here.valid()) return;
    const Value& value = values_[place.scope.here];
    if (value.origin.valid()) {
      if (!place.scope.used.valid()) place.scope.used = values_.origin(value.origin).span;
      place.scope.passage = source_.passages.within(values_, place.scope.passage, value.origin);
    }
    if (value.kind == ValueKind::choice) {
      for (std::size_t i = value.range.count; i-- > 0;) {
        const Alternative& alternative = values_.alternative(place.scope.here, i);
        Place branch = place;
        branch.scope.here = alternative.value;
        if (place.entry) branch.scope.entry_value = alternative.value;
        branch.scope.guard = source_.guards.both(place.scope.guard, alternative.guard);
        pending.push_back(std::move(branch));
      }
    } else if (value.kind == ValueKind::unknown) {
      const std::string why(values_.why(place.scope.here));
      stop(std::move(place), why);
    } else if (value.kind != ValueKind::null) {
      places_.push_back(std::move(place));
    } else {
      miss(place);
    }
  }

  /// Nothing stands where the path leads: an entry may be without it where others have it.
  void miss(const Place& place) {
    if (!counts_missing_ || !place.within_entry) return;
    Hit hit;
    hit.missing = true;
    hit.guard = place.scope.guard;
    hit.scope = place.scope;
    out_.missing.push_back(std::move(hit));
  }

  void stop(Place place, std::string why) {
    place.dead = true;
    place.why = std::move(why);
    places_.push_back(std::move(place));
  }

  /// Whether a step does not go on from where the place is: that is not known, other things are.
  static bool is_beside(StepKind step, const Place& place) {
    return step == StepKind::root || step == StepKind::meta ||
           (place.entry && (step == StepKind::entry_key || step == StepKind::entry_value));
  }

  void take(const PathStep& step, Place place) {
    if (place.dead && !is_beside(step.kind, place)) {
      place.above = place.above || step.kind == StepKind::key || step.kind == StepKind::where;
      place.entry = place.entry && step.kind == StepKind::self;
      places_.push_back(std::move(place));
      return;
    }
    place.dead = place.above = place.entry = false;
    switch (step.kind) {
      case StepKind::self:
        places_.push_back(std::move(place));
        return;
      case StepKind::root:
        return to_root(std::move(place));
      case StepKind::meta: {
        const ValueId meta = source_.model[place.scope.resource].meta;
        return enter(meta, step, std::move(place));
      }
      case StepKind::key:
        return key(step, std::move(place));
      case StepKind::each: {
        const std::size_t before = places_.size();
        each(std::move(place));
        for (std::size_t i = before; i < places_.size(); ++i) places_[i].within_entry = true;
        return;
      }
      case StepKind::at:
        return at(step, std::move(place));
      case StepKind::where:
        return where(step, std::move(place));
      case StepKind::entry_key:
        return entry_key(place);
      case StepKind::entry_value:
        if (!place.scope.in_entry) return;
        place.scope.here = place.scope.entry_value;
        place.entry = true;
        return push(std::move(place), false);
    }
  }

  void to_root(Place place) {
    const Resource& resource = source_.model[place.scope.resource];
    place.scope.here = resource.attributes;
    place.scope.header = resource.header;
    place.scope.used = {};
    place.scope.passage = {};
    push(std::move(place), false);
  }

  void entry_key(const Place& place) {
    if (!place.scope.in_entry) return;
    Hit hit;
    hit.key = place.scope.entry_key;
    hit.guard = place.scope.guard;
    hit.span = place.scope.entry_key_span;
    hit.scope = place.scope;
    out_.hits.push_back(std::move(hit));
  }

  void enter(ValueId map, const PathStep& step, Place place) {
    if (!map.valid()) return;
    const MapEntry* entry = values_.find_entry(map, source_.catalog.text(step.text));
    if (entry == nullptr) return;
    place.scope.here = entry->value;
    place.scope.header = entry->key_span;
    push(std::move(place), false);
  }

  void key(const PathStep& step, Place place) {
    const ValueId here = place.scope.here;
    const Value& value = values_[here];
    if (value.kind == ValueKind::map) {
      if (values_.find_entry(here, source_.catalog.text(step.text)) != nullptr)
        return enter(here, step, std::move(place));
      if (here == source_.model[place.scope.resource].attributes && merged(step, place)) return;
      if (out_.header == start_.header) out_.header = place.scope.header;
      return miss(place);
    }
    if (value.kind == ValueKind::list) {  // blocks are lists: the key is asked of each of them
      std::vector<Place> kept = std::exchange(places_, {});
      for (std::size_t i = 0; i < value.range.count; ++i) item(place, i);
      std::vector<Place> items = std::exchange(places_, std::move(kept));
      for (Place& one : items) take(step, std::move(one));
      return;
    }
    if (value.kind == ValueKind::reference || value.kind == ValueKind::text) {
      place.above = true;
      stop(std::move(place), "its content is only known once it is deployed");
    }
  }

  bool merged(const PathStep& step, const Place& place) {
    if (place.scope.resource.index() >= source_.merged.size()) return false;
    bool found = false;
    for (const MergedPart& part : source_.merged[place.scope.resource.index()]) {
      if (part.key != source_.catalog.text(step.text)) continue;
      const Resource& resource = source_.model[part.resource];
      Place inside = place;
      inside.scope.here = resource.attributes;
      inside.scope.header = resource.header;
      inside.scope.guard =
          source_.guards.both(place.scope.guard, source_.guards.both(resource.exists, part.guard));
      found = true;
      if (!part.unsure.valid()) {
        push(std::move(inside), part.many);
      } else if (inside.scope.guard != kNever) {
        inside.scope.here = part.unsure;
        inside.above = true;
        stop(std::move(inside), part.why);
      }
    }
    return found;
  }

  void each(Place place) {
    if (place.listed) {
      place.listed = false;
      places_.push_back(std::move(place));
      return;
    }
    const Value& value = values_[place.scope.here];
    if (value.kind == ValueKind::list) {
      for (std::size_t i = 0; i < value.range.count; ++i) item(place, i);
    } else if (value.kind == ValueKind::map) {
      for (std::size_t i = 0; i < value.range.count; ++i) {
        const MapEntry& entry = values_.entry(place.scope.here, i);
        Place inside = place;
        inside.scope.here = entry.value;
        inside.scope.header = entry.key_span;
        inside.scope.in_entry = true;
        inside.scope.entry_key = entry.key;
        inside.scope.entry_key_span = entry.key_span;
        inside.scope.entry_value = entry.value;
        inside.entry = true;
        push(std::move(inside), false);
      }
    } else {  // one item written without its list
      places_.push_back(std::move(place));
    }
  }

  void item(const Place& place, std::size_t n) {
    Place inside = place;
    inside.scope.here = values_.item(place.scope.here, n);
    if (const Span span = values_[inside.scope.here].span; span.valid()) inside.scope.header = span;
    const ValueId name = name_of_item(inside.scope.here);
    inside.scope.entry_key = name.valid() ? std::string(values_.string(name)) : "";
    inside.scope.entry_key_span = name.valid() ? values_[name].span : Span{};
    push(std::move(inside), false);
  }

  /// Lists of names and values are maps in another form.
  ValueId name_of_item(ValueId item) const {
    if (values_[item].kind != ValueKind::map) return {};
    for (const std::string_view key : {"Name", "name"})
      if (const ValueId name = values_.find(item, key);
          name.valid() && values_[name].kind == ValueKind::string)
        return name;
    return {};
  }

  void at(const PathStep& step, Place place) {
    const Value& value = values_[place.scope.here];
    if (value.kind != ValueKind::list) {
      if (step.number == 0) places_.push_back(std::move(place));
    } else if (step.number < value.range.count) {
      item(place, step.number);
    }
  }

  void where(const PathStep& step, Place place) {
    const Value& value = values_[place.scope.here];
    if (!place.listed && value.kind == ValueKind::list) {
      std::vector<Place> kept = std::exchange(places_, {});
      for (std::size_t i = 0; i < value.range.count; ++i) item(place, i);
      std::vector<Place> items = std::exchange(places_, std::move(kept));
      for (Place& one : items) keep_if(step, std::move(one));
      return;
    }
    place.listed = false;
    keep_if(step, std::move(place));
  }

  void keep_if(const PathStep& step, Place place) {
    if (place.dead) {
      places_.push_back(std::move(place));
      return;
    }
    if (values_[place.scope.here].kind != ValueKind::map) return;
    const ValueId found = values_.find(place.scope.here, source_.catalog.text(step.text));
    if (!found.valid()) return;
    std::vector<Place> kept = std::exchange(places_, {});
    Place probe = place;
    probe.scope.here = found;
    push(std::move(probe), false);  // an unknown key becomes an unknown hit
    std::vector<Place> keys = std::exchange(places_, std::move(kept));
    for (Place& key : keys) {
      const Value& value = values_[key.scope.here];
      if (key.dead) {
        key.above = true;  // or beside it: which entry it is does not say what it is
        places_.push_back(std::move(key));
        continue;
      }
      if (value.kind != ValueKind::string) {
        if (value.kind != ValueKind::text && value.kind != ValueKind::reference) continue;
        key.above = true;
        stop(std::move(key), "which entry it is, is only known once it is deployed");
        continue;
      }
      if (values_.string(key.scope.here) != source_.catalog.text(step.value)) continue;
      Place hit = place;
      hit.scope.guard = key.scope.guard;
      places_.push_back(std::move(hit));
    }
  }

  void end(const Place& place) {
    if (place.dead) {
      out_.hits.push_back(unknown_hit(source_.model, place, place.why));
      return;
    }
    Hit hit;
    hit.value = place.scope.here;
    hit.guard = place.scope.guard;
    hit.span = values_[place.scope.here].span;
    hit.scope = place.scope;
    out_.hits.push_back(std::move(hit));
  }

  SelectSource& source_;
  const ValueStore& values_;
  const Scope& start_;
  Selection& out_;
  bool counts_missing_;
  std::vector<Place> places_;
};

}  // namespace

Span place_of_item(const ValueStore& values, const Hit& hit, ValueId item) {
  const Value& value = values[item];
  if (value.origin.valid()) return values.origin(value.origin).span;
  if (hit.scope.used.valid() || !value.span.valid()) return hit.place();
  return value.span;
}

Scope scope_of(const ResourceModel& model, ResourceId resource) {
  Scope scope;
  scope.resource = resource;
  scope.here = model[resource].attributes;
  scope.header = model[resource].header;
  return scope;
}

Selection select(SelectSource& source, const LanguagePath& path, const Scope& scope) {
  Selection out;
  out.header = scope.header;
  Guard open = kAlways;
  for (const PathRecord& alternative : Catalog::slice(source.catalog.paths, path.paths)) {
    const std::size_t before = out.hits.size();
    Walk(source, scope, out, counts_missing(path)).follow(alternative, open);
    Guard covered = kNever;
    for (std::size_t i = before; i < out.hits.size(); ++i) {
      covered = source.guards.either(covered, out.hits[i].guard);
      out.hits[i].path = alternative.written;
    }
    out.absent = source.guards.minus(out.absent, covered);
    // any of them makes it present, where another may be empty
    if (path.together || path.present) continue;
    open = source.guards.minus(open, covered);
    if (open == kNever) break;
  }
  return out;
}

Selection select(SelectSource& source, const SelectorRecord& selector, const Scope& scope) {
  const LanguagePath* path = source.catalog.path(selector, source.model[scope.resource].language);
  if (path == nullptr) {
    Selection nothing;
    nothing.header = scope.header;
    return nothing;
  }
  return select(source, *path, scope);
}

}  // namespace weir
