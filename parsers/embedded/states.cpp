#include "parsers/embedded/states.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/embedded/form.h"
#include "parsers/embedded/passed_values.h"
#include "parsers/embedded/policy.h"
#include "parsers/embedded/task_resource.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 8> kTypes = {"Task", "Pass",    "Choice",   "Wait",
                                                    "Map",  "Succeed", "Parallel", "Fail"};

/// Keys that a state keeps under another name, with what they say as written.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kKept = {
    {{"TimeoutSeconds", "timeout"}, {"HeartbeatSeconds", "heartbeat"}}};

/// Keys that only say whether there is something.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kMarks = {
    {{"Retry", "retried"}, {"Catch", "caught"}}};

/// JSONata: `{% … %}`.
bool is_expression(const ValueStore& values, ValueId text) {
  const ValueId first = values[text].kind == ValueKind::text ? values.item(text, 0) : text;
  return values.string(first).starts_with("{%");
}

/// A name that nothing was put in place of.
bool has_open_name(const ValueStore& values, ValueId text) {
  return values.string(text).find("${") != std::string_view::npos;
}

class StatesForm {
 public:
  StatesForm(ResourceModel& model, const SourceMap& sources)
      : form_(model, sources, "state machine definition", "states-form"), values_(model.values) {}

  ValueId document(ValueId value) {
    const ValueId made = form_.each_way(value, [this](ValueId one) { return definition(one); });
    form_.finish();
    return made;
  }

 private:
  using Entries = std::vector<MapEntry>;

  /// A state that others may lie in; without a name: the definition.
  struct Outer {
    std::string named = "the definition";
    ValueId name;
    Span at;
  };

  ValueId definition(ValueId value) {
    const ValueKind kind = values_[value].kind;
    if (kind == ValueKind::unknown || kind == ValueKind::reference) return value;
    if (kind != ValueKind::map) {
      return form_.invalid(value, "definition",
                           "expected a state machine definition (a map with StartAt and States), "
                           "found " +
                               std::string(form_.kind_of(value)));
    }
    const Span span = values_[value].span;
    Entries entries;
    if (const ValueId timeout = form_.field(value, "TimeoutSeconds"); timeout.valid())
      entries.push_back({"timeout", values_[timeout].span, timeout});
    passed_ = passed_values(form_, value);
    std::vector<ValueId> list;
    const ValueId open = machine(value, {}, list, 0);
    const ValueId states = open.valid() ? open : values_.add_list(list, span);
    entries.push_back({"states", span, states});
    return form_.as_used(values_.add_map(std::move(entries), span), value);
  }

  /// Reads the states of a machine, a branch or a processor, which is a map, into the list; or
  /// gives the unknown that stands in their place.
  ValueId machine(ValueId value, const Outer& within, std::vector<ValueId>& list, int depth) {
    const std::string what = (within.name.valid() ? "a part of " : "") + within.named;
    const ValueId states = form_.field(value, "States");
    if (!states.valid()) {
      return form_.invalid(value, "States of " + what, what + " has no States");
    }
    const ValueKind kind = values_[states].kind;
    if (kind == ValueKind::unknown || kind == ValueKind::reference) return states;
    if (kind != ValueKind::map && kind != ValueKind::choice) {
      return form_.invalid(states, "States of " + what,
                           "expected the states of " + what + " as a map, found " +
                               std::string(form_.kind_of(states)));
    }
    const std::vector<Form::Entry> all = form_.entries(states);
    check_start(value, what, all);
    for (const Alternative& way : ways(form_.model(), states))
      if (way.value.valid() && values_[way.value].kind == ValueKind::unknown)
        list.push_back(only_when(form_.model(), way.guard, way.value));
    for (const Form::Entry& entry : all) {
      if (form_.exhausted()) break;
      std::vector<ValueId> made;
      for (const Alternative& way : ways(form_.model(), entry.value)) {
        if (!way.value.valid() || !form_.spend(way.value)) continue;
        made.clear();
        state(entry, way.value, within, made, depth);
        const Guard guard = form_.both(entry.guard, way.guard);
        for (const ValueId one : made) list.push_back(only_when(form_.model(), guard, one));
      }
    }
    return {};
  }

  void check_start(ValueId machine, const std::string& what, const std::vector<Form::Entry>& all) {
    const ValueId start = form_.field(machine, "StartAt");
    if (!start.valid()) {
      form_.fault(place_of_use(values_, machine), "StartAt of " + what, what + " has no StartAt");
      return;
    }
    if (values_[start].kind != ValueKind::string) return;
    const std::string name(values_.string(start));
    const auto is_it = [&](const Form::Entry& entry) { return entry.key == name; };
    if (std::any_of(all.begin(), all.end(), is_it)) return;
    form_.fault(place_of_use(values_, start), "StartAt of " + what,
                "StartAt names " + Form::quoted(name) + ", which is no state of " + what);
  }

  void state(const Form::Entry& entry, ValueId value, const Outer& within,
             std::vector<ValueId>& list, int depth) {
    const Outer self{"the state " + Form::quoted(entry.key),
                     values_.add_string(entry.key, entry.key_span), entry.key_span};
    if (values_[value].kind == ValueKind::unknown) {
      list.push_back(value);
      return;
    }
    if (values_[value].kind != ValueKind::map) {
      list.push_back(form_.invalid(
          value, self.named,
          "expected " + self.named + " to be a map, found " + std::string(form_.kind_of(value))));
      return;
    }
    Entries entries{{"name", self.at, self.name}};
    if (within.name.valid()) entries.push_back({"within", self.at, within.name});
    const ValueId type = form_.field(value, "Type");
    const std::string type_name = type.valid() ? std::string(values_.string(type)) : "";
    check_type(value, type, self.named);
    if (type.valid()) entries.push_back({"type", values_[type].span, type});
    const bool task = type_name == "Task";
    if (task && !form_.field(value, "Resource").valid())
      form_.fault(self.at, self.named, self.named + " is a task and has no Resource");
    if (task || type_name.empty()) calls(value, self.named, entries);
    rest(value, entries);
    if (const auto passed = passed_.find(value); passed != passed_.end())
      entries.push_back({"passed", self.at, values_.add_list(passed->second, self.at)});
    list.push_back(form_.as_used(values_.add_map(std::move(entries), values_[value].span), value));
    if (type_name == "Parallel") branches(self, value, list, depth);
    if (type_name == "Map") map(self, value, list, depth);
  }

  void check_type(ValueId state, ValueId type, const std::string& named) {
    if (!type.valid()) {
      form_.fault(place_of_use(values_, state), named, named + " has no Type");
      return;
    }
    if (values_[type].kind == ValueKind::unknown || values_[type].kind == ValueKind::choice) return;
    const std::string_view written = values_.string(type);
    if (std::find(kTypes.begin(), kTypes.end(), written) != kTypes.end()) return;
    form_.fault(place_of_use(values_, type), named,
                named + " has an unknown Type \"" + form_.written(type) +
                    "\"; expected Task, Parallel, Map, Choice, Pass, Wait, Succeed or Fail");
  }

  void branches(const Outer& self, ValueId state, std::vector<ValueId>& list, int depth) {
    const ValueId branches = form_.field(state, "Branches");
    if (!branches.valid())
      form_.fault(self.at, self.named, self.named + " is parallel and has no Branches");
    for (const ValueId branch : form_.items(branches)) inner(self, branch, list, depth);
  }

  void map(const Outer& self, ValueId state, std::vector<ValueId>& list, int depth) {
    for (const std::string_view key : {"ItemReader", "ResultWriter"})
      for (const ValueId one : form_.items(form_.field(state, key)))
        if (values_[one].kind == ValueKind::map) transfer(self, std::string(key), one, list);
    const ValueId processor = form_.field(state, {"ItemProcessor", "Iterator"});
    if (!processor.valid())
      form_.fault(self.at, self.named, self.named + " is a map and has no ItemProcessor");
    for (const ValueId one : form_.items(processor)) inner(self, one, list, depth);
  }

  /// The states of a branch or a processor, in each of its alternatives.
  void inner(const Outer& within, ValueId part, std::vector<ValueId>& list, int depth) {
    if (depth >= limits::kNesting) {
      list.push_back(
          values_.add_unknown(UnknownKind::budget, "nested too deeply", "", values_[part].span));
      return;
    }
    for (const Alternative& way : ways(form_.model(), part)) {
      if (!way.value.valid()) continue;
      std::vector<ValueId> made;
      switch (values_[way.value].kind) {
        case ValueKind::map:
          if (const ValueId open = machine(way.value, within, made, depth + 1); open.valid())
            made.push_back(open);
          break;
        case ValueKind::unknown:
        case ValueKind::reference:
          made.push_back(way.value);
          break;
        default:
          made.push_back(form_.invalid(way.value, "part of " + within.named,
                                       "expected a part of " + within.named +
                                           " to be a map with StartAt and States, found " +
                                           std::string(form_.kind_of(way.value))));
      }
      for (const ValueId one : made) list.push_back(only_when(form_.model(), way.guard, one));
    }
  }

  /// What a Map reads its items from or writes its results to.
  void transfer(const Outer& self, const std::string& key, ValueId value,
                std::vector<ValueId>& list) {
    const Span at = values_[value].span;
    const std::string name = std::string(values_.string(self.name)) + "/" + key;
    Entries entries{{"name", at, values_.add_string(name, at)},
                    {"within", at, self.name},
                    {"type", at, values_.add_string(key, at)}};
    calls(value, "the " + key + " of " + self.named, entries);
    list.push_back(form_.as_used(values_.add_map(std::move(entries), at), value));
  }

  /// What it calls, and with what.
  void calls(ValueId value, const std::string& named, Entries& entries) {
    const ValueId resource = form_.field(value, "Resource");
    if (resource.valid()) {
      const Span at = values_[resource].span;
      entries.push_back({"resource", at, resource});
      for (const std::string_view key : {"worker", "call", "pattern"}) {
        const ValueId part =
            form_.each_way(resource, [&](ValueId one) { return of_resource(one, key, named); });
        if (part.valid()) entries.push_back({std::string(key), at, part});
      }
    }
    if (const ValueId given = form_.field(value, {"Arguments", "Parameters"}); given.valid())
      entries.push_back({"arguments", values_[given].span, chosen(given, 0)});
    if (const ValueId credentials = form_.field(value, "Credentials"); credentials.valid())
      entries.push_back({"credentials", values_[credentials].span, chosen(credentials, 0)});
  }

  ValueId of_resource(ValueId resource, std::string_view key, const std::string& named) {
    const ValueKind kind = values_[resource].kind;
    const bool text = kind == ValueKind::string || kind == ValueKind::text;
    const bool open = kind == ValueKind::unknown || kind == ValueKind::reference;
    if (!text && !open) {
      if (key != "worker") return {};
      return form_.invalid(resource, "Resource of " + named,
                           "expected the Resource of " + named + " as a text, found " +
                               std::string(form_.kind_of(resource)));
    }
    const TaskResource read = read_task_resource(text ? form_.written(resource) : "");
    const Span span = values_[resource].span;
    const auto made = [&](std::string_view what) {
      return form_.as_used(values_.add_string(std::string(what), span), resource);
    };
    switch (read.kind) {
      case TaskResource::Kind::worker:
        if (key != "worker") return {};
        return has_open_name(values_, resource) ? not_substituted(resource) : resource;
      case TaskResource::Kind::call:
        // a hole in the operation leaves it open
        if (key == "call" && read.call.find("${") != std::string::npos)
          return values_.add_unknown(UnknownKind::computed, "what it calls is not known", "", span);
        if (key == "call") return made(read.call);
        return key == "pattern" ? made(read.pattern) : ValueId{};
      case TaskResource::Kind::invalid:
        break;
    }
    if (key != "call") return {};
    return form_.invalid(resource, "Resource of " + named,
                         "expected the Resource of " + named +
                             " as arn:…:states:::service:operation, found " +
                             Form::quoted(form_.written(resource)));
  }

  /// Arguments as written, but what only the running workflow chooses is unknown.
  ValueId chosen(ValueId value, int depth) {
    if (depth > limits::kNesting || !form_.spend(value)) return too_large(value);
    switch (values_[value].kind) {
      case ValueKind::map:
        return chosen_map(value, depth);
      case ValueKind::list: {
        std::vector<ValueId> items;
        for (std::size_t i = 0; i < values_.item_count(value); ++i) {
          items.push_back(chosen(values_.item(value, i), depth + 1));
          if (form_.exhausted()) return too_large(value);
        }
        return form_.as_used(values_.add_list(items, values_[value].span), value);
      }
      case ValueKind::choice:
        return form_.each_way(value, [&](ValueId one) { return chosen(one, depth + 1); });
      case ValueKind::string:
      case ValueKind::text:
        if (has_open_name(values_, value)) return not_substituted(value);
        return is_expression(values_, value) ? by_workflow(value) : value;
      default:
        return value;
    }
  }

  ValueId chosen_map(ValueId value, int depth) {
    Entries entries;
    const std::size_t count = values_.item_count(value);
    for (std::size_t i = 0; i < count; ++i) {
      MapEntry entry = values_.entry(value, i);
      const bool path = entry.key.ends_with(".$");
      if (path) entry.key.resize(entry.key.size() - 2);
      entry.value = path ? by_workflow(entry.value) : chosen(entry.value, depth + 1);
      entries.push_back(std::move(entry));
      if (form_.exhausted()) return too_large(value);
    }
    return form_.as_used(values_.add_map(std::move(entries), values_[value].span), value);
  }

  ValueId too_large(ValueId value) {
    return values_.add_unknown(UnknownKind::budget, "too large", "", values_[value].span);
  }

  ValueId not_substituted(ValueId value) {
    return values_.add_unknown(
        UnknownKind::unsupported,
        "nothing is known to stand for the name in " + Form::quoted(form_.written(value)), "",
        values_[value].span);
  }

  ValueId by_workflow(ValueId value) {
    return values_.add_unknown(
        UnknownKind::computed,
        "the running workflow chooses it: " + Form::quoted(form_.written(value)), "",
        values_[value].span);
  }

  void rest(ValueId value, Entries& entries) {
    for (const auto& [key, name] : kKept)
      if (const ValueId found = form_.field(value, key); found.valid())
        entries.push_back({std::string(name), values_[found].span, chosen(found, 0)});
    for (const auto& [key, name] : kMarks) {
      const ValueId found = form_.field(value, key);
      if (!found.valid()) continue;
      const std::vector<ValueId> items = form_.items(found);
      if (items.empty()) continue;
      // a list that is not known may be empty
      const auto known = std::find_if(items.begin(), items.end(), [this](ValueId one) {
        return values_[one].kind != ValueKind::unknown && values_[one].kind != ValueKind::reference;
      });
      const Span at = values_[found].span;
      const ValueId there = known == items.end() ? items.front() : values_.add_boolean(true, at);
      entries.push_back({std::string(name), at, there});
    }
  }

  Form form_;
  ValueStore& values_;
  std::map<ValueId, std::vector<ValueId>> passed_;  ///< of the definition that is read
};

}  // namespace

ValueId normalise_states(ResourceModel& model, SourceMap& sources, ValueId value) {
  if (!value.valid()) return value;
  return StatesForm(model, sources).document(parse_embedded_json(model, sources, value));
}

}  // namespace weir
