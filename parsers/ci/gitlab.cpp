// Pipelines of GitLab.
#include "parsers/ci/gitlab.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/ci/commands.h"

namespace weir::ci {
namespace {

constexpr int kIncludeDepth = 8, kExtendsDepth = 8;
constexpr std::size_t kMergedEntries = 5000, kExtendingJobs = 512;
constexpr std::string_view kGitlabIssuer = "gitlab.com";
/// Keys beside which every other key of a file is a job.
constexpr std::array<std::string_view, 13> kGlobal = {"default", "include", "stages", "variables", "workflow", "image", "services",
                                                      "before_script", "after_script", "cache", "pages", "spec", "types"};

class GitlabPipeline {
 public:
  GitlabPipeline(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer)
      : files_(files), folder_(repository), values_(model.values), writer_(writer) {}

  void run() {
    const auto file = files_.find((folder_.empty() ? "" : folder_ + "/") + ".gitlab-ci.yml");
    if (file == files_.end()) return;
    include(file->second, 0);
    std::size_t jobs = 0;
    for (std::size_t i = 0; i < merged_.size() && jobs < kExtendingJobs; ++i) {
      const MapEntry entry = merged_[i];
      const bool global = std::find(kGlobal.begin(), kGlobal.end(), entry.key) != kGlobal.end() && entry.key != "pages";
      if (global || entry.key.starts_with(".") || values_[entry.value].kind != ValueKind::map) continue;
      ++jobs;
      job(entry);
    }
  }

 private:
  ValueId at(ValueId map, std::string_view key) const { return value_at(values_, map, key); }
  ValueId top(std::string_view key) const {
    for (const MapEntry& entry : merged_)
      if (entry.key == key) return entry.value;
    return {};
  }

  /// What a file says, and before it what it includes; the later counts.
  void include(ValueId root, int depth) {
    if (!root.valid() || values_[root].kind != ValueKind::map || depth > kIncludeDepth) return;
    const ValueId included = at(root, "include");
    std::vector<ValueId> all;
    if (included.valid() && values_[included].kind == ValueKind::list) all = values_.items(included);
    else if (included.valid()) all.push_back(included);
    for (const ValueId one : all) {
      if (++included_ > kExtendingJobs) break;
      std::string path = values_[one].kind == ValueKind::string ? std::string(values_.string(one)) : text_at(values_, one, "local");
      while (path.starts_with("/")) path.erase(0, 1);
      const RootPath known = path_from_root(folder_, path);
      if (const auto file = known.known ? files_.find(known.path) : files_.end(); file != files_.end()) include(file->second, depth + 1);
    }
    for (std::size_t n = 0; n < values_.item_count(root) && merged_.size() < kMergedEntries; ++n) {
      MapEntry entry = values_.entry(root, n);
      const auto before = std::find_if(merged_.begin(), merged_.end(), [&](const MapEntry& m) { return m.key == entry.key; });
      if (before == merged_.end()) merged_.push_back(std::move(entry));
      else entry.value = before->value = laid_over(before->value, entry.value, 0);
    }
  }

  /// Maps are joined key by key, anything else is replaced.
  ValueId laid_over(ValueId under, ValueId over, int depth) {
    if (values_[under].kind != ValueKind::map || values_[over].kind != ValueKind::map || depth > kExtendsDepth) return over;
    std::vector<MapEntry> entries;
    for (std::size_t n = 0; n < std::min(values_.item_count(under), kMergedEntries); ++n) {
      MapEntry entry = values_.entry(under, n);
      if (const ValueId above = values_.find(over, entry.key); above.valid()) entry.value = laid_over(entry.value, above, depth + 1);
      entries.push_back(std::move(entry));
    }
    for (std::size_t n = 0; n < std::min(values_.item_count(over), kMergedEntries); ++n)
      if (const MapEntry& entry = values_.entry(over, n); !values_.find(under, entry.key).valid()) entries.push_back(entry);
    return values_.add_map(std::move(entries), values_[over].span);
  }

  ValueId extended(ValueId job, int depth) {
    const ValueId extends = at(job, "extends");
    if (!extends.valid() || depth > kExtendsDepth || ++extended_ > kMergedEntries) return job;
    std::vector<std::string> names;
    if (values_[extends].kind == ValueKind::string) names.emplace_back(values_.string(extends));
    if (values_[extends].kind == ValueKind::list)
      for (const ValueId item : values_.items(extends)) names.emplace_back(values_.string(item));
    ValueId base;
    for (const std::string& name : names) {
      const ValueId one = top(name);
      if (!one.valid() || values_[one].kind != ValueKind::map) continue;
      const ValueId whole = extended(one, depth + 1);
      base = base.valid() ? laid_over(base, whole, 0) : whole;
    }
    return base.valid() ? laid_over(base, job, 0) : job;
  }

  void add_scripts(ValueId list, StepText& step) const {
    if (!list.valid()) return;
    if (values_[list].kind == ValueKind::string) step.scripts.push_back(list);
    if (values_[list].kind == ValueKind::list)
      for (const ValueId item : values_.items(list)) {
        if (values_[item].kind == ValueKind::string) step.scripts.push_back(item);
        if (values_[item].kind == ValueKind::list)  // an anchor within a list
          for (const ValueId inner : values_.items(item))
            if (values_[inner].kind == ValueKind::string) step.scripts.push_back(inner);
      }
  }

  void job(const MapEntry& entry) {
    const ValueId written = extended(entry.value, 0);
    const ValueId script = at(written, "script");
    if (!script.valid()) return;
    const ValueId usual = top("default");
    const auto own_or_usual = [&](std::string_view key) {
      const ValueId own = at(written, key);
      return own.valid() ? own : at(usual, key).valid() ? at(usual, key) : top(key);
    };
    JobText out;
    out.address = ".gitlab-ci/" + entry.key;
    out.name = entry.key;
    out.header = entry.key_span;
    out.span = values_[entry.value].span;
    StepText step;
    step.span = values_[script].span;
    step.folder = folder_;
    add_variables(values_, top("variables"), step.scope, &out.settings);
    add_variables(values_, at(written, "variables"), step.scope, &out.settings);
    add_scripts(own_or_usual("before_script"), step);
    add_scripts(script, step);
    out.steps.push_back(std::move(step));
    const auto add = [&](std::string_view key, ValueId value) { out.entries.push_back({std::string(key), values_[value].span, value}); };
    add("system", values_.add_string("gitlab", out.header));
    add("events", texts(values_, {"push"}, out.header));
    add("narrowed", values_.add_boolean(at(written, "rules").valid() || at(written, "only").valid(), out.header));
    if (const ValueId tokens = own_or_usual("id_tokens"); tokens.valid()) {
      out.holds = true;
      add("issuer", values_.add_string(std::string(kGitlabIssuer), values_[tokens].span));
    }
    ValueId environment = at(written, "environment");
    if (environment.valid() && values_[environment].kind == ValueKind::map) environment = at(environment, "name");
    if (environment.valid()) add("environment", environment);
    writer_.add(std::move(out));
  }

  const CiFiles& files_;
  const std::string folder_;
  ValueStore& values_;
  JobWriter& writer_;
  std::vector<MapEntry> merged_;
  std::size_t included_ = 0, extended_ = 0;
};

}  // namespace

void write_gitlab(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer) {
  GitlabPipeline(files, repository, model, writer).run();
}

}  // namespace weir::ci
