// Pipelines of GitLab.
#include "parsers/ci/gitlab.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/ci/commands.h"

namespace weir::ci {
namespace {

constexpr Limit kIncludeDepth = {8, "8 that include each other"};
constexpr Limit kIncludedFiles = {512, "512 inclusions"};
constexpr Limit kGitlabJobs = {4096, "4096 jobs of pipelines"};
constexpr Limit kMergedEntries = {200'000, "200000 that includes and extends bring together"};
constexpr int kExtendsDepth = 11;  ///< the host takes no more
constexpr std::string_view kGitlabIssuer = "gitlab.com";
/// Keys beside which every other key of a file is a job.
constexpr std::array<std::string_view, 13> kGlobal = {"default", "include", "stages", "variables", "workflow", "image", "services",
                                                      "before_script", "after_script", "cache", "pages", "spec", "types"};

class GitlabPipeline {
 public:
  GitlabPipeline(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out)
      : files_(files), folder_(repository), values_(model.values), writer_(writer), left_out_(left_out) {}

  void run() {
    const auto file = files_.find((folder_.empty() ? "" : folder_ + "/") + ".gitlab-ci.yml");
    if (file == files_.end()) return;
    include(file->second, 0);
    std::size_t jobs = 0;
    for (const MapEntry& entry : merged_) {
      const bool global = std::find(kGlobal.begin(), kGlobal.end(), entry.key) != kGlobal.end() && entry.key != "pages";
      if (global || entry.key.starts_with(".") || values_[entry.value].kind != ValueKind::map) continue;
      if (++jobs > kGitlabJobs.most) left_out_.add("jobs", kGitlabJobs, entry.key_span);
      else job(entry);
    }
  }

 private:
  ValueId at(ValueId map, std::string_view key) const { return value_at(values_, map, key); }
  ValueId top(std::string_view key) const {
    const auto found = place_.find(std::string(key));
    return found == place_.end() ? ValueId{} : merged_[found->second].value;
  }

  /// What a file says, and before it what it includes; the later counts.
  void include(ValueId root, std::size_t depth) {
    if (!root.valid() || values_[root].kind != ValueKind::map) return;
    if (depth > kIncludeDepth.most) return left_out_.add("files", kIncludeDepth, values_[root].span);
    const ValueId included = at(root, "include");
    std::vector<ValueId> all;
    if (included.valid() && values_[included].kind == ValueKind::list) all = values_.items(included);
    else if (included.valid()) all.push_back(included);
    for (const ValueId one : all) {
      std::string path = values_[one].kind == ValueKind::string ? std::string(values_.string(one)) : text_at(values_, one, "local");
      while (path.starts_with("/")) path.erase(0, 1);
      const RootPath known = path_from_root(folder_, path);
      const auto file = known.known ? files_.find(known.path) : files_.end();
      if (file == files_.end()) continue;
      if (++included_ <= kIncludedFiles.most) include(file->second, depth + 1);
      else left_out_.add("files", kIncludedFiles, values_[one].span);
    }
    if (last_included_ == root) return;  // once more is the same
    last_included_ = root;
    for (std::size_t n = 0; n < values_.item_count(root); ++n) add_top(values_.entry(root, n));
  }

  void add_top(const MapEntry& entry) {
    if (!has_room(entry.key_span)) return;
    const auto [place, fresh] = place_.try_emplace(entry.key, merged_.size());
    if (fresh) return merged_.push_back(entry);
    MapEntry& before = merged_[place->second];
    before.key_span = entry.key_span;
    before.value = laid_over(before.value, entry.value, 0);
  }

  /// Work is counted: aliases and `extends` make much out of little.
  bool has_room(Span span) {
    if (++merged_entries_ <= kMergedEntries.most) return true;
    left_out_.add("keys", kMergedEntries, span);
    return false;
  }

  /// Maps are joined key by key, anything else is replaced. The same two are joined once.
  ValueId laid_over(ValueId under, ValueId over, int depth) {
    if (under == over || values_[under].kind != ValueKind::map || values_[over].kind != ValueKind::map || depth > limits::kNesting) return over;
    if (const auto known = joined_.find({under, over}); known != joined_.end()) return known->second;
    std::vector<MapEntry> entries;
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t n = 0; n < values_.item_count(under) && has_room(values_[under].span); ++n) {
      places.emplace(values_.entry(under, n).key, entries.size());
      entries.push_back(values_.entry(under, n));
    }
    for (std::size_t n = 0; n < values_.item_count(over) && has_room(values_[over].span); ++n) {
      const MapEntry above = values_.entry(over, n);
      const auto [place, fresh] = places.try_emplace(above.key, entries.size());
      if (fresh) entries.push_back(above);
      else entries[place->second].value = laid_over(entries[place->second].value, above.value, depth + 1);
    }
    const ValueId made = values_.add_map(std::move(entries), values_[over].span);
    return joined_[{under, over}] = joined_[{made, over}] = made;
  }

  ValueId extended(ValueId job, int depth) {
    const ValueId extends = at(job, "extends");
    if (!extends.valid() || depth > kExtendsDepth) return job;
    if (const auto known = extended_.find(job); known != extended_.end()) return known->second;
    if (!has_room(values_[job].span)) return job;
    std::vector<ValueId> names;
    if (values_[extends].kind == ValueKind::list) names = values_.items(extends);
    else names.push_back(extends);
    ValueId base, last;
    for (const ValueId name : names) {
      const ValueId one = top(values_.string(name));
      if (!one.valid() || one == last || values_[one].kind != ValueKind::map) continue;
      last = one;
      const ValueId whole = extended(one, depth + 1);
      base = base.valid() ? laid_over(base, whole, 0) : whole;
    }
    const ValueId whole = base.valid() ? laid_over(base, job, 0) : job;
    if (depth == 0) extended_.emplace(job, whole);  // further in, a circle may have been cut short
    return whole;
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
    if (merged_entries_ > kMergedEntries.most) return left_out_.add("jobs", kMergedEntries, entry.key_span);
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
    add_variables(values_, top("variables"), step.scope, out.settings, left_out_);
    add_variables(values_, at(written, "variables"), step.scope, out.settings, left_out_);
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
  LeftOut& left_out_;
  std::vector<MapEntry> merged_;
  std::unordered_map<std::string, std::size_t> place_;  ///< of each key among them
  std::map<std::pair<ValueId, ValueId>, ValueId> joined_;
  std::map<ValueId, ValueId> extended_;
  ValueId last_included_;
  std::size_t included_ = 0, merged_entries_ = 0;
};

}  // namespace

void write_gitlab(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out) {
  GitlabPipeline(files, repository, model, writer, left_out).run();
}

}  // namespace weir::ci
