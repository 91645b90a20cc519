// Workflows of GitHub Actions.
#include "parsers/ci/github.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "parsers/ci/commands.h"
#include "parsers/ci/conditions.h"

namespace weir::ci {
namespace {

constexpr int kCallDepth = 8;
constexpr std::size_t kNeeds = 64;  ///< jobs that one waits for
constexpr Limit kVisitedJobs = {4096, "4096 jobs of workflows"};
constexpr Limit kVisitedSteps = {8192, "8192 steps of workflows"};
constexpr Limit kEvents = {64, "64 of one workflow"};  ///< the host knows some forty
constexpr std::size_t kEventBytes = 64;
constexpr std::string_view kIssuer = "token.actions.githubusercontent.com";
constexpr std::string_view kCalled = "workflow_call";

std::string stem(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

/// What a workflow or action is called with.
struct Call {
  std::string address, name;         ///< of the job that calls; "" = none
  std::map<std::string, ValueId> inputs;
  ValueId permissions;               ///< of the job that calls
  std::vector<std::string> events;   ///< that start it; of a caller's, its own
  bool narrowed = false, gated = false;
  int depth = 0;
};

class Workflows {
 public:
  Workflows(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out)
      : files_(files), before_(repository.empty() ? "" : repository + "/"), values_(model.values), writer_(writer), left_out_(left_out) {}

  void run() {
    const std::string folder = before_ + ".github/workflows/";
    std::set<std::string> called;
    for (const auto& [path, root] : files_)
      if (path.starts_with(folder)) collect_calls(root, called);
    for (const auto& [path, root] : files_) {
      if (!path.starts_with(folder)) continue;
      std::vector<std::string> events = events_of(root);
      const bool only_called = events.size() == 1 && events.front() == kCalled;
      if (only_called && called.count(path) != 0) continue;
      Call call;
      call.events = std::move(events);
      workflow(path, root, call);
    }
  }

 private:
  ValueId at(ValueId map, std::string_view key) const { return value_at(values_, map, key); }

  /// The path of a file of the repository that `uses` names; "" if it names none.
  std::string own_path(const std::string& uses) const {
    if (!uses.starts_with("./")) return "";
    const RootPath path = path_from_root(before_.empty() ? "" : before_.substr(0, before_.size() - 1), uses);
    return path.known ? path.path : "";
  }

  template <class Each>
  void for_jobs(ValueId root, Each each) {
    const ValueId jobs = at(root, "jobs");
    if (!jobs.valid() || values_[jobs].kind != ValueKind::map) return;
    for (std::size_t n = 0; n < values_.item_count(jobs); ++n) {
      const MapEntry entry = values_.entry(jobs, n);
      each(entry);
    }
  }

  void collect_calls(ValueId root, std::set<std::string>& called) {
    for_jobs(root, [&](const MapEntry& job) {
      if (const std::string path = own_path(text_at(values_, job.value, "uses")); !path.empty()) called.insert(path);
    });
  }

  /// Names of events, each once.
  std::vector<std::string> events_of(ValueId root) {
    const ValueId on = at(root, "on");
    std::vector<std::string> events;
    std::set<std::string_view> seen;
    if (!on.valid()) return events;
    const auto add = [&](std::string_view name) {
      if (name.size() > kEventBytes || !seen.insert(name).second) return;
      if (events.size() < kEvents.most) events.emplace_back(name);
      else left_out_.add("events", kEvents, values_[on].span);
    };
    if (values_[on].kind == ValueKind::string) add(values_.string(on));
    if (values_[on].kind == ValueKind::list)
      for (const ValueId item : values_.items(on)) add(values_.string(item));
    if (values_[on].kind == ValueKind::map)
      for (std::size_t n = 0; n < values_.item_count(on); ++n) add(values_.entry(on, n).key);
    return events;
  }

  void workflow(const std::string& path, ValueId root, const Call& call) {
    Scope scope;
    scope.inputs = call.inputs;
    const ValueId declared = at(at(at(root, "on"), kCalled), "inputs");
    add_defaults(declared, scope);
    std::vector<MapEntry> settings;
    add_variables(values_, at(root, "env"), scope, settings, left_out_);
    const bool secret = names_secret(values_, at(root, "env"));
    for_jobs(root, [&](const MapEntry& entry) {
      if (++jobs_ > kVisitedJobs.most) return left_out_.add("jobs", kVisitedJobs, entry.key_span);
      job(path, root, entry, call, scope, settings, secret);
    });
  }

  void add_defaults(ValueId declared, Scope& scope) {
    if (!declared.valid() || values_[declared].kind != ValueKind::map) return;
    for (std::size_t n = 0; n < values_.item_count(declared); ++n) {
      const MapEntry entry = values_.entry(declared, n);
      const ValueId usual = at(entry.value, "default");
      if (usual.valid()) scope.inputs.emplace(entry.key, usual);
    }
  }

  /// The condition of a job or step as it is written; of a plain truth, its word.
  std::string condition_at(ValueId written) const {
    const ValueId found = at(written, "if");
    if (found.valid() && values_[found].kind == ValueKind::boolean) return values_[found].boolean ? "true" : "false";
    return text_at(values_, written, "if");
  }

  /// The jobs of a workflow by name.
  const std::unordered_map<std::string, ValueId>& jobs_of(ValueId root) {
    const auto at = by_name_.try_emplace(root);
    auto& jobs = at.first->second;
    if (at.second) for_jobs(root, [&](const MapEntry& entry) { jobs.emplace(entry.key, entry.value); });
    return jobs;
  }

  /// Whether a job that this one waits for, directly or not, is one that somebody may have to approve, or that may not be run.
  bool is_gated(ValueId root, ValueId job) {
    const auto& jobs = jobs_of(root);
    std::vector<std::string> open = needs_of(job);
    std::set<std::string> seen;
    while (!open.empty() && seen.size() < kNeeds) {
      const std::string name = std::move(open.back());
      open.pop_back();
      const auto one = jobs.find(name);
      if (one == jobs.end() || !seen.insert(name).second) continue;
      if (at(one->second, "environment").valid() || at(one->second, "if").valid()) return true;
      for (std::string& next : needs_of(one->second)) open.push_back(std::move(next));
    }
    return false;
  }

  std::vector<std::string> needs_of(ValueId job) const {
    std::vector<std::string> names;
    const ValueId found = at(job, "needs");
    if (!found.valid()) return names;
    if (values_[found].kind == ValueKind::string) names.emplace_back(values_.string(found));
    if (values_[found].kind == ValueKind::list)
      for (std::size_t n = 0; n < std::min(values_.item_count(found), kNeeds); ++n) names.emplace_back(values_.string(values_.item(found, n)));
    return names;
  }

  /// What the token may write, with `all` for everything; no value if that is the host's setting.
  ValueId writes_of(ValueId permissions) {
    if (!permissions.valid()) return {};
    const Span place = values_[permissions].span;
    std::vector<ValueId> writes;
    if (values_[permissions].kind == ValueKind::string && values_.string(permissions) == "write-all")
      writes.push_back(values_.add_string("all", place));
    if (values_[permissions].kind == ValueKind::map)
      for (std::size_t n = 0; n < values_.item_count(permissions); ++n) {
        const MapEntry entry = values_.entry(permissions, n);
        if (values_.string(entry.value) == "write") writes.push_back(values_.add_string(entry.key, entry.key_span));
      }
    return values_.add_list(writes, place);
  }

  bool may_write(ValueId writes, std::string_view what) const {
    if (!writes.valid()) return false;
    const std::vector<ValueId> all = values_.items(writes);
    return std::any_of(all.begin(), all.end(), [&](ValueId one) {
      return what.empty() || values_.string(one) == "all" || values_.string(one) == what;
    });
  }

  void job(const std::string& path, ValueId root, const MapEntry& entry, const Call& call, Scope scope,
           std::vector<MapEntry> settings, bool secret) {
    const ValueId written = entry.value;
    if (values_[written].kind != ValueKind::map) return;
    ValueId permissions = at(written, "permissions");
    if (!permissions.valid()) permissions = at(root, "permissions");
    if (!permissions.valid()) permissions = call.permissions;
    const Condition condition = condition_of(condition_at(written), call.events);
    const std::string title = text_at(values_, root, "name");
    Call inner{call.address.empty() ? stem(path) + "/" + entry.key : call.address + "/" + entry.key,
               (call.name.empty() ? (title.empty() ? stem(path) : title) : call.name) + " / " + entry.key,
               {}, permissions, condition.events, call.narrowed || condition.narrowed,
               call.gated || is_gated(root, written), call.depth + 1};
    if (const std::string uses = text_at(values_, written, "uses"); !uses.empty()) return called(uses, written, scope, std::move(inner));
    JobText out;
    out.address = inner.address;
    out.name = inner.name;
    out.header = entry.key_span;
    out.span = values_[written].span;
    add_variables(values_, at(written, "env"), scope, settings, left_out_);
    const ValueId writes = writes_of(permissions);
    out.holds = secret || names_secret(values_, written) || may_write(writes, "");
    describe(root, written, inner, writes, out);
    std::string folder = folder_of(at(at(written, "defaults"), "run"), scope, root_folder());
    if (!at(at(written, "defaults"), "run").valid()) folder = folder_of(at(at(root, "defaults"), "run"), scope, root_folder());
    steps(at(written, "steps"), scope, folder, 0, false, out, settings);
    out.settings = std::move(settings);
    writer_.add(std::move(out));
  }

  std::string root_folder() const { return before_.empty() ? "" : before_.substr(0, before_.size() - 1); }

  void called(const std::string& uses, ValueId written, const Scope& scope, Call inner) {
    const auto file = files_.find(own_path(uses));
    if (file == files_.end() || inner.depth > kCallDepth) return;
    inner.inputs = given(at(written, "with"), scope);
    workflow(file->first, file->second, inner);
  }

  std::map<std::string, ValueId> given(ValueId with, const Scope& scope) {
    std::map<std::string, ValueId> inputs;
    if (with.valid() && values_[with].kind == ValueKind::map)
      for (std::size_t n = 0; n < values_.item_count(with); ++n) {
        const MapEntry entry = values_.entry(with, n);
        inputs.emplace(entry.key, filled(values_, entry.value, scope));
      }
    return inputs;
  }

  void describe(ValueId root, ValueId written, const Call& inner, ValueId writes, JobText& out) {
    const Span place = out.header;
    const auto add = [&](std::string_view key, ValueId value) { out.entries.push_back({std::string(key), values_[value].span, value}); };
    add("system", values_.add_string("github", place));
    const ValueId on = at(root, "on");
    add("events", texts(values_, inner.events, on.valid() && inner.depth <= 1 ? values_[on].span : place));
    if (on.valid()) add("on", on);
    add("narrowed", values_.add_boolean(inner.narrowed, place));
    add("gated", values_.add_boolean(inner.gated, place));
    if (writes.valid()) add("writes", writes);
    if (may_write(writes, "id-token")) add("issuer", values_.add_string(std::string(kIssuer), values_[writes].span));
    ValueId environment = at(written, "environment");
    if (environment.valid() && values_[environment].kind == ValueKind::map) environment = at(environment, "name");
    if (environment.valid()) add("environment", filled(values_, environment, {}));
    if (const ValueId runner = at(written, "runs-on"); runner.valid()) add("runner", filled(values_, runner, {}));
  }

  std::string folder_of(ValueId map, const Scope& scope, const std::string& usual) {
    const ValueId written = at(map, "working-directory");
    if (!written.valid()) return usual;
    const ValueId known = filled(values_, written, scope);
    if (values_[known].kind != ValueKind::string) return "$";
    const RootPath path = path_from_root(root_folder(), values_.string(known));
    return path.known ? path.path : "$";
  }

  void steps(ValueId list, const Scope& scope, const std::string& folder, int depth, bool narrowed, JobText& out,
             std::vector<MapEntry>& settings) {
    if (!list.valid() || values_[list].kind != ValueKind::list || depth > kCallDepth) return;
    for (const ValueId written : values_.items(list)) {
      if (++steps_ > kVisitedSteps.most) {
        left_out_.add("steps", kVisitedSteps, values_[written].span);
        continue;
      }
      if (values_[written].kind == ValueKind::map) step(written, scope, folder, depth, narrowed, out, settings);
    }
  }

  void step(ValueId written, Scope scope, const std::string& folder, int depth, bool narrowed, JobText& out,
            std::vector<MapEntry>& settings) {
    std::vector<MapEntry> own;
    add_variables(values_, at(written, "env"), scope, own, left_out_);
    settings.insert(settings.end(), own.begin(), own.end());
    StepText made;
    made.span = values_[written].span;
    made.uses = text_at(values_, written, "uses");
    made.uses_value = at(written, "uses");
    made.with = at(written, "with");
    made.folder = folder_of(written, scope, folder);
    made.narrowed = narrowed || condition_of(condition_at(written), {}).narrowed;
    if (const std::string path = own_path(made.uses); !path.empty())
      for (const char* name : {"/action.yml", "/action.yaml"})
        if (const auto file = files_.find(path + name); file != files_.end()) {
          Scope inside;
          inside.environment = scope.environment;
          inside.inputs = given(made.with, scope);
          add_defaults(at(file->second, "inputs"), inside);
          return steps(at(at(file->second, "runs"), "steps"), inside, folder, depth + 1, made.narrowed, out, settings);
        }
    if (const ValueId script = at(written, "run"); script.valid() && values_[script].kind == ValueKind::string)
      made.scripts.push_back(script);
    made.scope = std::move(scope);
    out.steps.push_back(std::move(made));
  }

  const CiFiles& files_;
  const std::string before_;  ///< the repository's folder, with a slash
  ValueStore& values_;
  JobWriter& writer_;
  LeftOut& left_out_;
  std::map<ValueId, std::unordered_map<std::string, ValueId>> by_name_;  ///< the jobs of each workflow
  std::size_t jobs_ = 0, steps_ = 0;
};

}  // namespace

void write_workflows(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out) {
  Workflows(files, repository, model, writer, left_out).run();
}

}  // namespace weir::ci
