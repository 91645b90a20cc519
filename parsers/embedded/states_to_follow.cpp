#include "parsers/embedded/states_to_follow.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/embedded/task_resource.h"

namespace weir {
namespace {

/// Whether it is known of all of them what is put in, and that they are there.
bool all_clear(const std::vector<FilledValue>& filled) {
  return std::all_of(filled.begin(), filled.end(),
                     [](const FilledValue& value) { return value.read && value.guard == kAlways; });
}

class StatesCollector {
 public:
  explicit StatesCollector(Form& form) : form_(form), values_(form.values()) {}

  StatesToFollow all(ValueId definition) {
    collect(definition, kNoneOfThem, "", is_jsonata(definition, false), 0);
    return std::move(made_);
  }

 private:
  bool is_jsonata(ValueId map, bool otherwise) const {
    const std::string_view language = plain_text(form_, map, "QueryLanguage");
    return language.empty() ? otherwise : language == "JSONata";
  }

  void collect(ValueId machine, std::size_t owner, const std::string& item, bool jsonata,
               int depth) {
    const ValueId states = form_.field(machine, "States");
    if (depth > limits::kNesting || !states.valid() || values_[states].kind != ValueKind::map) {
      made_.open = true;
      return;
    }
    const std::size_t number = made_.machines.size();
    made_.machines.push_back({{}, std::string(plain_text(form_, machine, "StartAt")), owner, item});
    if (owner != kNoneOfThem) made_.states[owner].inner.push_back(number);
    for (const Form::Entry& entry : form_.entries(states)) {
      if (!form_.spend(entry.value)) return;
      if (values_[entry.value].kind != ValueKind::map) {
        made_.open = true;
        continue;
      }
      const std::size_t made = made_.states.size();
      made_.states.push_back(read(entry.value, number, jsonata));
      made_.machines[number].states.emplace(entry.key, made);
      inside(made, jsonata, depth);
    }
  }

  FollowedState read(ValueId value, std::size_t machine, bool jsonata) {
    FollowedState state;
    state.value = value;
    state.type = std::string(plain_text(form_, value, "Type"));
    state.machine = machine;
    state.jsonata = is_jsonata(value, jsonata);
    if (state.type == "Task") state.call = call_of(form_.field(value, "Resource"));
    state.given =
        filled_values(form_, form_.field(value, {"Arguments", "Parameters", "ItemSelector"}));
    state.selected = filled_values(form_, form_.field(value, "ResultSelector"));
    state.assigned = filled_values(form_, form_.field(value, "Assign"));
    state.output = filled_values(form_, form_.field(value, "Output"));
    for (const std::string_view key : {"Parameters", "ResultSelector", "Assign", "Output"})
      if (const ValueId made = form_.field(value, key); made.valid())
        made_.open = made_.open || values_[made].kind == ValueKind::unknown;
    // what a task is given says nothing of its result
    made_.open = made_.open || !all_clear(state.selected) || !all_clear(state.assigned) ||
                 !all_clear(state.output) || (state.type != "Task" && !all_clear(state.given));
    return state;
  }

  /// The number of the result of a task: none of a function or an activity.
  std::size_t call_of(ValueId resource) {
    if (!resource.valid() || values_[resource].kind == ValueKind::reference) return kNoneOfThem;
    const Span at = values_[resource].span;
    ValueId name;
    if (const std::string written = form_.written(resource); !written.empty()) {
      const TaskResource task = read_task_resource(written);
      if (task.kind != TaskResource::Kind::call) return kNoneOfThem;
      if (task.call.find("${") == std::string::npos) name = values_.add_string(task.call, at);
    }
    if (!name.valid())
      name = values_.add_unknown(UnknownKind::computed, "what it calls is not known", "", at);
    made_.calls.push_back(name);
    return made_.calls.size() - 1;
  }

  void inside(std::size_t owner, bool jsonata, int depth) {
    const ValueId state = made_.states[owner].value;
    const std::string type = made_.states[owner].type;
    if (type == "Parallel") {
      std::size_t item = 0;
      for (const ValueId branch : form_.items(form_.field(state, "Branches")))
        collect(branch, owner, std::to_string(item++), jsonata, depth + 1);
    } else if (type == "Map") {
      collect(form_.field(state, {"ItemProcessor", "Iterator"}), owner, "*", jsonata, depth + 1);
    }
  }

  Form& form_;
  ValueStore& values_;
  StatesToFollow made_;
};

}  // namespace

std::string_view plain_text(const Form& form, ValueId map, std::string_view key) {
  const ValueId found = form.field(map, key);
  return found.valid() ? form.values().string(found) : std::string_view();
}

StatesToFollow states_to_follow(Form& form, ValueId definition) {
  return StatesCollector(form).all(definition);
}

}  // namespace weir
