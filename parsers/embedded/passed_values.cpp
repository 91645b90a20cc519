#include "parsers/embedded/passed_values.h"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/embedded/placed_results.h"
#include "parsers/embedded/state_templates.h"
#include "parsers/embedded/states_to_follow.h"

namespace weir {
namespace {

/// Places that are looked at while results are followed, before the rest stays unknown.
constexpr std::size_t kPlacesFollowed = 200'000;
/// The same of one state: a loop that puts what it sees into itself doubles them each time.
constexpr std::size_t kPlacesOfState = 2000;

/// Types of which it is known what they hand on.
constexpr std::array<std::string_view, 8> kFollowed = {"Task", "Pass",    "Choice",   "Wait",
                                                       "Map",  "Succeed", "Parallel", "Fail"};

/// Where results stand in what comes from the outside of a path: the input, and what the state got.
const Place kInput = {"$"};
const Place kOwnResult = {"$result"};

/// A state, and what is known of what it sees.
struct SeeingState : FollowedState {
  explicit SeeingState(FollowedState state) : FollowedState(std::move(state)) {}

  PlacedResults seen;      ///< the input
  PlacedResults finished;  ///< what the machines that it runs give
  bool reached = false;
};

/// The results that a value holds, by where what is put into it is taken from.
PlacedResults::Results results_in(const FilledValue& value, const PlacedResults& seen) {
  PlacedResults::Results found;
  for (const Place& place : value.held) found.merge(seen.at(place));
  return found;
}

/// What a state makes of what it sees, at `$`.
PlacedResults payload(const std::vector<FilledValue>& filled, const PlacedResults& seen) {
  PlacedResults made;
  made.put(kInput, PlacedResults::Results{});
  for (const FilledValue& value : filled)
    if (value.read && value.guard == kAlways) made.put(value.at, results_in(value, seen));
  return made;
}

class ResultFlow {
 public:
  explicit ResultFlow(Form& form) : form_(form), values_(form.values()) {}

  std::map<ValueId, std::vector<ValueId>> passed(ValueId definition) {
    StatesToFollow read = states_to_follow(form_, definition);
    machines_ = std::move(read.machines);
    for (FollowedState& state : read.states) states_.emplace_back(std::move(state));
    calls_ = std::move(read.calls);
    open_ = read.open;
    if (calls_.empty() && !open_) return {};
    reach(0, PlacedResults{});
    while (!waiting_.empty() && !tired()) {
      const std::size_t next = waiting_.front();
      waiting_.pop_front();
      pass_through(next);
    }
    open_ = open_ || !waiting_.empty() || form_.exhausted();
    std::map<ValueId, std::vector<ValueId>> result;
    std::set<ValueId> shared, met;
    for (const SeeingState& state : states_)
      if (!met.insert(state.value).second) shared.insert(state.value);
    for (const SeeingState& state : states_)
      if (shared.count(state.value) == 0)
        if (std::vector<ValueId> list = listed(state); !list.empty())
          result.emplace(state.value, std::move(list));
    return result;
  }

 private:
  bool tired() const { return followed_ >= kPlacesFollowed; }

  // ---- following

  /// The state that a transition names in a machine gets what is seen there.
  void go(std::size_t machine, std::string_view name, const PlacedResults& seen) {
    const auto found = machines_[machine].states.find(name);
    if (found == machines_[machine].states.end()) {
      open_ = open_ || name.empty();
      return;
    }
    SeeingState& state = states_[found->second];
    followed_ += seen.size() > kPlacesOfState ? kPlacesFollowed : seen.size() + 1;
    if (tired()) return give_up(found->second);
    const bool news = state.seen.merge(seen);
    if (state.reached && !news) return;
    state.reached = true;
    waiting_.push_back(found->second);
  }

  /// What the rest sees is not known.
  void give_up(std::size_t state) { waiting_.push_back(state); }

  void reach(std::size_t machine, const PlacedResults& seen) {
    if (machine < machines_.size()) go(machine, machines_[machine].start, seen);
  }

  void pass_through(std::size_t number) {
    const SeeingState& state = states_[number];
    if (std::find(kFollowed.begin(), kFollowed.end(), state.type) == kFollowed.end()) {
      open_ = true;
      return;
    }
    const std::size_t values = state.given.size() + state.selected.size() + state.assigned.size() +
                               state.output.size() + 1;
    followed_ += values * (state.seen.size() + state.finished.size() + 1);
    const PlacedResults input = selected_by(state, "InputPath", state.seen);
    enter(number, input);
    const std::optional<PlacedResults> result = result_of(state, input);
    PlacedResults after = result ? output(state, *result) : input;
    after = selected_by(state, "OutputPath", after);
    if (form_.field(state.value, "Assign").valid())
      assign(state, input, result.value_or(input), after);
    leave(number, after);
    errors(number);
  }

  /// Of a state's input or output what a path leaves of it.
  PlacedResults selected_by(const SeeingState& state, std::string_view key,
                            const PlacedResults& from) {
    const ValueId path = values_.find(state.value, key);
    if (!path.valid()) return from;
    const std::optional<Place> place = reference(path);
    PlacedResults result = from.variables();
    result.put(kInput, place ? from.moved(*place, kInput) : PlacedResults{});
    return result;
  }

  /// The one place that a path names; none for null, and for what is not known.
  std::optional<Place> reference(ValueId path) {
    if (values_[path].kind == ValueKind::null) return std::nullopt;
    const std::string written = form_.written(path);
    const std::optional<std::vector<Place>> places = places_held(written, PathLanguage::json_path);
    if (!written.starts_with('$') || !places || places->size() != 1) {
      open_ = true;
      return std::nullopt;
    }
    return places->front();
  }

  /// What the machines that it runs see.
  void enter(std::size_t number, const PlacedResults& input) {
    if (states_[number].inner.empty()) return;
    PlacedResults inner = input.variables();
    inner.put(kInput, payload_of(states_[number], input));
    for (const std::size_t machine : states_[number].inner) reach(machine, inner);
  }

  PlacedResults payload_of(const SeeingState& state, const PlacedResults& input) {
    if (form_.field(state.value, {"Arguments", "Parameters", "ItemSelector"}).valid())
      return payload(state.given, input);
    if (state.type != "Map") return input.moved(kInput, kInput);
    // what is read elsewhere is no state's result
    if (form_.field(state.value, "ItemReader").valid()) return {};
    if (form_.field(state.value, {"ItemBatcher", "Items"}).valid()) {
      open_ = true;
      return {};
    }
    const ValueId items = form_.field(state.value, "ItemsPath");
    Place from = kInput;
    if (items.valid()) from = reference(items).value_or(Place{"$$"});
    from.emplace_back("*");
    return input.moved(from, kInput);
  }

  /// What a state got, at `$`; none of one that only hands on what it was given.
  std::optional<PlacedResults> result_of(const SeeingState& state, const PlacedResults& input) {
    PlacedResults result;
    result.put(kInput, PlacedResults::Results{});
    if (state.type == "Task") {
      if (state.call != kNoneOfThem) result.put(kInput, PlacedResults::Results{state.call});
    } else if (state.type == "Parallel" || state.type == "Map") {
      if (!form_.field(state.value, "ResultWriter").valid()) result = state.finished;
    } else if (state.type == "Pass") {
      if (form_.field(state.value, "Parameters").valid()) {
        result = payload(state.given, input);
      } else if (!values_.find(state.value, "Result").valid()) {
        result = input.moved(kInput, kInput);
      }
    } else {
      if (!state.jsonata) return std::nullopt;
      result = input.moved(kInput, kInput);
    }
    if (form_.field(state.value, "ResultSelector").valid()) return payload(state.selected, result);
    return result;
  }

  /// What is handed on, with the result in its place.
  PlacedResults output(const SeeingState& state, const PlacedResults& result) {
    PlacedResults after = state.seen;
    if (state.jsonata) {
      const bool made = form_.field(state.value, "Output").valid();
      after.put(kInput, made ? payload(state.output, with_own(state.seen, result)) : result);
      return after;
    }
    const ValueId path = values_.find(state.value, "ResultPath");
    if (!path.valid()) {
      after.put(kInput, result);
    } else if (values_[path].kind != ValueKind::null) {
      put_or_forget(path, result, after);
    }
    return after;
  }

  /// What cannot be told may stand in place of anything.
  void put_or_forget(ValueId path, const PlacedResults& result, PlacedResults& after) {
    const std::optional<Place> place = reference(path);
    after.put(place.value_or(kInput), place ? result : PlacedResults{});
  }

  static PlacedResults with_own(const PlacedResults& seen, const PlacedResults& result) {
    PlacedResults all = seen;
    all.put(kOwnResult, result);
    return all;
  }

  /// What paths in Assign lead to: `$` is the result, unless the state speaks JSONata.
  static PlacedResults seen_by_assign(const SeeingState& state, const PlacedResults& input,
                                      const PlacedResults& result) {
    PlacedResults all = with_own(input, result);
    if (!state.jsonata) all.put(kInput, result);
    return all;
  }

  void assign(const SeeingState& state, const PlacedResults& input, const PlacedResults& result,
              PlacedResults& after) {
    const PlacedResults all = seen_by_assign(state, input, result);
    forget_assigned(state.value, after);
    for (const FilledValue& value : state.assigned) {
      if (value.at.size() < 2 || !value.read || value.guard != kAlways) continue;
      after.put(variable({value.at.begin() + 1, value.at.end()}), results_in(value, all));
    }
  }

  /// Variables that a state, a choice or a catch gives other values.
  void forget_assigned(ValueId by, PlacedResults& after) {
    const ValueId names = form_.field(by, "Assign");
    if (!names.valid()) return;
    if (values_[names].kind != ValueKind::map) {
      open_ = true;
      after = after.moved(kInput, kInput);
      return;
    }
    for (std::size_t i = 0; i < values_.item_count(names); ++i)
      after.put(variable({values_.entry(names, i).key}), PlacedResults::Results{});
  }

  /// The place of a variable, from keys in Assign.
  static Place variable(Place keys) {
    std::string& name = keys.front();
    if (name.ends_with(".$")) name.resize(name.size() - 2);
    name.insert(0, "$");
    return keys;
  }

  void leave(std::size_t number, const PlacedResults& after) {
    const std::size_t machine = states_[number].machine;
    const ValueId value = states_[number].value;
    if (states_[number].type == "Choice") {
      if (const ValueId otherwise = form_.field(value, "Default"); otherwise.valid())
        go(machine, values_.string(otherwise), after);
      for (const ValueId choice : form_.items(form_.field(value, "Choices")))
        choose(machine, choice, after);
    } else if (const ValueId next = form_.field(value, "Next"); next.valid()) {
      go(machine, values_.string(next), after);
    } else if (states_[number].type != "Fail") {
      finish(machine, after);
    }
  }

  /// In JSONata a choice can make an output of its own.
  void choose(std::size_t machine, ValueId choice, PlacedResults after) {
    const bool made = form_.field(choice, "Output").valid();
    open_ = open_ || made || form_.field(choice, "Assign").valid();
    if (made) after.put(kInput, PlacedResults::Results{});
    forget_assigned(choice, after);
    go(machine, plain_text(form_, choice, "Next"), after);
  }

  /// A machine that another state runs gives that state its result.
  void finish(std::size_t machine, const PlacedResults& after) {
    const std::size_t owner = machines_[machine].owner;
    if (owner == kNoneOfThem) return;
    followed_ += after.size() > kPlacesOfState ? kPlacesFollowed : after.size();
    if (tired()) return give_up(owner);
    const Place item = {"$", machines_[machine].item};
    if (states_[owner].finished.merge(after.moved(kInput, item))) waiting_.push_back(owner);
  }

  /// Where a result would have been put stands the error.
  void errors(std::size_t number) {
    const SeeingState& state = states_[number];
    for (const ValueId one : form_.items(form_.field(state.value, "Catch"))) {
      PlacedResults after = state.seen;
      const ValueId path = values_.find(one, "ResultPath");
      const bool kept = path.valid() && values_[path].kind == ValueKind::null;
      if (!path.valid()) after.put(kInput, PlacedResults::Results{});
      if (path.valid() && !kept) put_or_forget(path, PlacedResults{}, after);
      forget_assigned(one, after);
      go(states_[number].machine, plain_text(form_, one, "Next"), after);
    }
  }

  // ---- what comes out

  std::vector<ValueId> listed(const SeeingState& state) {
    if (state.given.empty() && state.selected.empty() && state.output.empty() &&
        state.assigned.empty())
      return {};
    followed_ += 4 * (state.seen.size() + state.finished.size());
    const PlacedResults input =
        selected_by(state, "InputPath", tired() ? PlacedResults{} : state.seen);
    const PlacedResults result = result_of(state, input).value_or(input);
    const PlacedResults all = with_own(tired() ? PlacedResults{} : state.seen, result);
    std::vector<ValueId> list;
    list_values(state.given, input, list);
    list_values(state.selected, own_result(state), list);
    list_values(state.output, all, list);
    list_values(state.assigned, seen_by_assign(state, input, result), list);
    return list;
  }

  /// What a ResultSelector selects from.
  PlacedResults own_result(const SeeingState& state) const {
    PlacedResults result = state.finished;
    if (state.call != kNoneOfThem) result.put(kInput, PlacedResults::Results{state.call});
    return result;
  }

  void list_values(const std::vector<FilledValue>& filled, const PlacedResults& seen,
                   std::vector<ValueId>& list) {
    for (const FilledValue& value : filled) {
      followed_ += seen.size() + 1;
      std::vector<ValueId> results;
      if (!tired())
        for (const std::size_t one : results_in(value, seen)) results.push_back(calls_[one]);
      const bool open = open_ || tired();
      const bool unclear = value.read ? open && !value.held.empty() : open || !seen.empty();
      if (unclear && results.empty()) results.push_back(not_followed(value));
      if (!results.empty() && form_.spend(value.written)) list.push_back(item(value, results));
    }
  }

  ValueId not_followed(const FilledValue& value) {
    if (values_[value.written].kind == ValueKind::unknown) return value.written;
    return values_.add_unknown(
        UnknownKind::computed,
        "whose result it is, is not known: " + Form::quoted(form_.written(value.written)), "",
        values_[value.written].span);
  }

  ValueId item(const FilledValue& value, const std::vector<ValueId>& results) {
    const Span at = values_[value.written].span;
    std::vector<MapEntry> entries;
    if (!value.key.empty()) entries.push_back({"key", at, values_.add_string(value.key, at)});
    if (!value.speaker.empty())
      entries.push_back({"speaker", at, values_.add_string(value.speaker, at)});
    entries.push_back({"results", at, values_.add_list(results, at)});
    const ValueId made = form_.as_used(values_.add_map(std::move(entries), at), value.written);
    return only_when(form_.model(), value.guard, made);
  }

  Form& form_;
  ValueStore& values_;
  std::vector<StateMachinePart> machines_;
  std::vector<SeeingState> states_;
  std::vector<ValueId> calls_;  ///< what gives each result
  std::deque<std::size_t> waiting_;
  std::size_t followed_ = 0;
  bool open_ = false;  ///< something of the definition is not known
};

}  // namespace

std::map<ValueId, std::vector<ValueId>> passed_values(Form& form, ValueId definition) {
  return ResultFlow(form).passed(definition);
}

}  // namespace weir
