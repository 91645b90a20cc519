// Pipelines of CircleCI.
#include "parsers/ci/circleci.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "parsers/ci/commands.h"
#include "parsers/ci/parameters.h"

namespace weir::ci {
namespace {

constexpr int kCommandDepth = 8;  ///< commands and conditions inside each other
constexpr Limit kCircleJobs = {4096, "4096 jobs of workflows"};
constexpr Limit kCircleSteps = {8192, "8192 steps of workflows"};
constexpr std::size_t kRequired = 64;  ///< jobs that one waits for
constexpr std::string_view kCircleIssuer = "oidc.circleci.com/org/*";
constexpr std::string_view kOfContexts = "contexts.";
/// What a workflow says of a job beside its arguments.
constexpr std::array<std::string_view, 8> kOfWorkflow = {"requires", "context", "filters", "matrix", "type", "name", "pre-steps", "post-steps"};

/// Whether a version of an orb is one release: what is published is never changed, and shorter versions move.
bool is_release(std::string_view version) {
  return std::count(version.begin(), version.end(), '.') == 2 &&
         std::all_of(version.begin(), version.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
}

/// The variable that an argument of an orb stands for: `$NAME`, `${NAME}`, or the bare name of one.
std::string variable_named(std::string_view text) {
  if (text.starts_with("${") && text.ends_with("}")) text = text.substr(2, text.size() - 3);
  else if (text.starts_with("$")) text.remove_prefix(1);
  else if (text.find('_') == text.npos) return "";
  const bool name = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_'; });
  return name ? std::string(text) : "";
}

class CirclePipelines {
 public:
  CirclePipelines(ValueId root, std::string folder, ResourceModel& model, JobWriter& writer, LeftOut& left_out)
      : root_(root), folder_(std::move(folder)), values_(model.values), parameters_(values_), writer_(writer), left_out_(left_out) {}

  void run() {
    const ValueId workflows = at(root_, "workflows");
    if (!workflows.valid() || values_[workflows].kind != ValueKind::map) {
      const ValueId jobs = at(root_, "jobs");
      for (std::size_t n = 0; jobs.valid() && values_[jobs].kind == ValueKind::map && n < values_.item_count(jobs); ++n)
        if (const MapEntry entry = values_.entry(jobs, n); entry.key == "build") job({"build", "build", {}, entry.key_span}, {});
      return;
    }
    for (std::size_t n = 0; n < values_.item_count(workflows); ++n) {
      const MapEntry entry = values_.entry(workflows, n);
      if (values_[entry.value].kind == ValueKind::map) workflow(entry);
    }
  }

 private:
  /// A job as a workflow names it.
  struct Invoked {
    std::string address, job;
    ValueId given;  ///< none if nothing
    Span header;
  };
  /// What the workflow says of all its jobs.
  struct Started {
    std::string event = "push";
    bool narrowed = false;
    std::map<std::string, ValueId> jobs;  ///< by the name that others wait for
  };

  ValueId at(ValueId map, std::string_view key) const { return value_at(values_, map, key); }

  void workflow(const MapEntry& entry) {
    const ValueId jobs = at(entry.value, "jobs");
    if (!jobs.valid() || values_[jobs].kind != ValueKind::list) return;
    Started started;
    started.narrowed = at(entry.value, "when").valid() || at(entry.value, "unless").valid();
    if (at(entry.value, "triggers").valid()) started.event = "schedule";
    std::vector<Invoked> all;
    for (const ValueId item : values_.items(jobs)) {
      Invoked one{"", std::string(values_.string(item)), {}, values_[item].span};
      if (values_[item].kind == ValueKind::map && values_.item_count(item) > 0) {
        const MapEntry& named = values_.entry(item, 0);
        one.job = named.key;
        one.header = named.key_span;
        if (values_[named.value].kind == ValueKind::map) one.given = named.value;
      }
      if (one.job.empty()) continue;
      const std::string title = text_at(values_, one.given, "name");
      one.address = entry.key + "/" + (title.empty() ? one.job : title);
      started.jobs.emplace(title.empty() ? one.job : title, one.given);
      all.push_back(std::move(one));
    }
    for (const Invoked& one : all) job(one, started);
  }

  std::vector<std::string> strings_at(ValueId map, std::string_view key) const {
    std::vector<std::string> names;
    const ValueId found = at(map, key);
    if (!found.valid()) return names;
    if (values_[found].kind == ValueKind::string) names.emplace_back(values_.string(found));
    if (values_[found].kind == ValueKind::list)
      for (std::size_t n = 0; n < std::min(values_.item_count(found), kRequired); ++n) names.emplace_back(values_.string(values_.item(found, n)));
    return names;
  }

  /// Whether somebody approves a job that this one waits for, directly or not.
  bool is_approved(const Started& started, ValueId given) const {
    std::vector<std::string> open = strings_at(given, "requires");
    std::set<std::string> seen;
    while (!open.empty() && seen.size() < kRequired) {
      const std::string name = std::move(open.back());
      open.pop_back();
      const auto one = started.jobs.find(name);
      if (one == started.jobs.end() || !seen.insert(name).second) continue;
      if (text_at(values_, one->second, "type") == "approval") return true;
      for (std::string& next : strings_at(one->second, "requires")) open.push_back(std::move(next));
    }
    return false;
  }

  /// What `kind` (`jobs`, `commands`, `executors`) declares by this name, in the file or in an orb that stands in it.
  ValueId declared(std::string_view kind, const std::string& name) const {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) return at(at(root_, kind), name);
    return at(at(at(at(root_, "orbs"), name.substr(0, slash)), kind), name.substr(slash + 1));
  }

  /// `namespace/orb/name@version` of a name `alias/name`; "" for what is of no published orb.
  std::string published(const std::string& name) const {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) return "";
    const std::string orb = text_at(values_, at(root_, "orbs"), name.substr(0, slash));
    const std::size_t version = orb.find('@');
    return orb.empty() || version == std::string::npos ? "" : orb.substr(0, version) + name.substr(slash) + orb.substr(version);
  }

  void job(const Invoked& one, const Started& started) {
    if (text_at(values_, one.given, "type") == "approval") return;
    if (++jobs_ > kCircleJobs.most) return left_out_.add("jobs", kCircleJobs, one.header);
    if (parameters_.is_full()) return left_out_.add("jobs", kParameterBytes, one.header);
    JobText out;
    out.address = "circleci/" + one.address;
    out.name = one.address;
    out.header = one.header;
    const ValueId found = declared("jobs", one.job);
    const ValueId written = parameters_.put_in(found, parameters_.arguments_of(at(found, "parameters"), one.given));
    out.span = found.valid() ? values_[found].span : one.header;
    Scope scope;
    const std::string folder = surroundings(written, scope, out);
    steps(at(one.given, "pre-steps"), {scope, folder, 0, false}, out);
    if (const std::string uses = published(one.job); !uses.empty()) orb_step(uses, one.given, one.header, {scope, folder, 0, false}, out);
    steps(at(written, "steps"), {scope, folder, 0, false}, out);
    steps(at(one.given, "post-steps"), {scope, folder, 0, false}, out);
    describe(one, started, out);
    if (parameters_.is_full()) left_out_.add("jobs", kParameterBytes, one.header);
    else writer_.add(std::move(out));
  }

  /// Variables of a job and of what runs it, and the folder of its steps.
  std::string surroundings(ValueId written, Scope& scope, JobText& out) {
    const ValueId named = at(written, "executor");
    const std::string name = named.valid() && values_[named].kind == ValueKind::string ? std::string(values_.string(named)) : text_at(values_, named, "name");
    ValueId executor = name.empty() ? ValueId{} : declared("executors", name);
    executor = parameters_.put_in(executor, parameters_.arguments_of(at(executor, "parameters"), named));
    for (const ValueId from : {executor, written}) {
      add_variables(values_, at(from, "environment"), scope, out.settings, left_out_);
      const ValueId images = at(from, "docker");
      if (images.valid() && values_[images].kind == ValueKind::list && values_.item_count(images) > 0)  // the first runs the steps
        add_variables(values_, at(values_.item(images, 0), "environment"), scope, out.settings, left_out_);
    }
    const ValueId own = at(written, "working_directory");
    return folder_of(own.valid() ? own : at(executor, "working_directory"), folder_);
  }

  /// The repository is checked out where the job works: a folder of its own beside it is the root, under whatever name.
  std::string folder_of(ValueId written, const std::string& usual) const {
    if (!written.valid() || values_[written].kind != ValueKind::string) return usual;
    std::string_view text = values_.string(written);
    for (const std::string_view root : {std::string_view("~/project"), std::string_view("~/repo")})
      if (text.starts_with(root) && (text.size() == root.size() || text[root.size()] == '/')) text.remove_prefix(std::min(root.size() + 1, text.size()));
    const RootPath path = path_from_root(usual, text);
    return path.known ? path.path : text.starts_with("~") || text.starts_with("/") ? usual : "$";
  }

  void describe(const Invoked& one, const Started& started, JobText& out) {
    const auto add = [&](std::string_view key, ValueId value) { out.entries.push_back({std::string(key), values_[value].span, value}); };
    const ValueId contexts = at(one.given, "context");
    out.holds = contexts.valid();
    add("system", values_.add_string("circleci", out.header));
    add("events", texts(values_, {started.event}, out.header));
    add("narrowed", values_.add_boolean(started.narrowed || at(one.given, "filters").valid(), out.header));
    add("gated", values_.add_boolean(is_approved(started, one.given), out.header));
    add("issuer", values_.add_string(std::string(kCircleIssuer), out.header));
    if (contexts.valid()) add("contexts", contexts);
  }

  /// Where a step stands.
  struct Place {
    Scope scope;
    std::string folder;
    int depth = 0;
    bool narrowed = false;
  };

  void steps(ValueId list, const Place& place, JobText& out) {
    if (!list.valid() || values_[list].kind != ValueKind::list || place.depth > kCommandDepth) return;
    for (const ValueId item : values_.items(list)) {
      if (++steps_ > kCircleSteps.most) {
        left_out_.add("steps", kCircleSteps, values_[item].span);
        continue;
      }
      if (values_[item].kind == ValueKind::string) named_step(std::string(values_.string(item)), item, {}, place, out);
      if (values_[item].kind == ValueKind::map && values_.item_count(item) > 0) {
        const MapEntry entry = values_.entry(item, 0);
        named_step(entry.key, item, entry.value, place, out);
      }
      if (values_[item].kind == ValueKind::list) steps(item, {place.scope, place.folder, place.depth + 1, place.narrowed}, out);
    }
  }

  void named_step(const std::string& name, ValueId item, ValueId given, const Place& place, JobText& out) {
    if (name == "run") return script(item, given, place, out);
    if (name == "steps") return steps(given, {place.scope, place.folder, place.depth + 1, place.narrowed}, out);
    if (name == "when" || name == "unless") return steps(at(given, "steps"), {place.scope, place.folder, place.depth + 1, true}, out);
    if (const std::string uses = published(name); !uses.empty()) return orb_step(uses, given, values_[item].span, place, out);
    const ValueId command = declared("commands", name);
    if (!command.valid()) return;
    const Arguments arguments = parameters_.arguments_of(at(command, "parameters"), given);
    steps(parameters_.put_in(at(command, "steps"), arguments), {place.scope, place.folder, place.depth + 1, place.narrowed}, out);
  }

  void script(ValueId item, ValueId given, const Place& place, JobText& out) {
    const ValueId command = given.valid() && values_[given].kind == ValueKind::string ? given : at(given, "command");
    if (!command.valid() || values_[command].kind != ValueKind::string) return;
    StepText step;
    step.span = values_[item].span;
    step.scripts.push_back(command);
    step.scope = place.scope;
    step.folder = folder_of(at(given, "working_directory"), place.folder);
    step.narrowed = place.narrowed;
    std::vector<MapEntry> own;
    add_variables(values_, at(given, "environment"), step.scope, own, left_out_);
    out.settings.insert(out.settings.end(), own.begin(), own.end());
    out.steps.push_back(std::move(step));
  }

  /// A job or command of an orb, with what it is given. Steps among that are run by it.
  void orb_step(const std::string& uses, ValueId given, Span span, const Place& place, JobText& out) {
    StepText step;
    step.span = span;
    step.uses = uses;
    step.uses_value = values_.add_string(uses, span);
    step.pinned = is_release(uses.substr(uses.find('@') + 1));
    step.scope = place.scope;
    step.folder = place.folder;
    step.narrowed = place.narrowed;
    std::vector<MapEntry> with;
    std::vector<ValueId> inner;
    for (std::size_t n = 0; given.valid() && values_[given].kind == ValueKind::map && n < values_.item_count(given); ++n) {
      MapEntry entry = values_.entry(given, n);
      if (std::find(kOfWorkflow.begin(), kOfWorkflow.end(), entry.key) != kOfWorkflow.end()) continue;
      if (values_[entry.value].kind == ValueKind::list) inner.push_back(entry.value);
      else with.push_back({entry.key, entry.key_span, argument(entry.value, place.scope)});
    }
    step.with = values_.add_map(std::move(with), span);
    out.steps.push_back(std::move(step));
    for (const ValueId list : inner) steps(list, {place.scope, place.folder, place.depth + 1, place.narrowed}, out);
  }

  /// An argument that names a variable is that variable's value, or what the host keeps under the name.
  ValueId argument(ValueId value, const Scope& scope) {
    const std::string name = variable_named(values_.string(value));
    if (name.empty()) return value;
    if (const auto known = scope.environment.find(name); known != scope.environment.end()) return known->second;
    return values_.add_unknown(UnknownKind::outside, "it is kept at the code host", std::string(kOfContexts) + name, values_[value].span);
  }

  const ValueId root_;
  const std::string folder_;
  ValueStore& values_;
  Parameters parameters_;
  JobWriter& writer_;
  LeftOut& left_out_;
  std::size_t jobs_ = 0, steps_ = 0;
};

}  // namespace

void write_circleci(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out) {
  const std::string folder = (repository.empty() ? "" : repository + "/") + ".circleci/";
  for (const auto& [path, root] : files)
    if (path.starts_with(folder)) CirclePipelines(root, repository, model, writer, left_out).run();
}

}  // namespace weir::ci
