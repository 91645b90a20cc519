// Pipelines of Bitbucket.
#include <utility>

#include "parsers/ci/gitlab.h"

namespace weir::ci {
namespace {

constexpr int kGroupDepth = 6;  ///< pipelines, kinds of them, stages, groups that run side by side
constexpr Limit kBitbucketSteps = {4096, "4096 steps of pipelines"};
constexpr std::string_view kBitbucketIssuer = "api.bitbucket.org/*";

class BitbucketPipelines {
 public:
  BitbucketPipelines(std::string folder, ResourceModel& model, JobWriter& writer, LeftOut& left_out)
      : folder_(std::move(folder)), values_(model.values), writer_(writer), left_out_(left_out) {}

  void group(ValueId value, const std::string& address, int depth) {
    if (!value.valid() || depth > kGroupDepth) return;
    if (values_[value].kind == ValueKind::list)
      for (const ValueId item : values_.items(value)) group(item, address, depth);
    if (values_[value].kind != ValueKind::map) return;
    for (std::size_t n = 0; n < values_.item_count(value); ++n) {
      const MapEntry entry = values_.entry(value, n);
      const bool within = entry.key == "parallel" || entry.key == "steps" || entry.key == "stage";
      if (entry.key == "step") step(entry, address);
      else group(entry.value, within ? address : address + "/" + entry.key, depth + 1);
    }
  }

 private:
  ValueId at(ValueId map, std::string_view key) const { return value_at(values_, map, key); }

  void step(const MapEntry& entry, const std::string& address) {
    if (values_[entry.value].kind != ValueKind::map) return;
    if (++steps_ > kBitbucketSteps.most) return left_out_.add("steps", kBitbucketSteps, entry.key_span);
    JobText out;
    const std::string title = text_at(values_, entry.value, "name");
    out.address = address + "/" + std::to_string(steps_);
    out.name = title.empty() ? "step " + std::to_string(steps_) : title;
    out.header = entry.key_span;
    out.span = values_[entry.value].span;
    const ValueId script = at(entry.value, "script");
    if (script.valid() && values_[script].kind == ValueKind::list)
      for (const ValueId item : values_.items(script)) add_line(item, out);
    const auto add = [&](std::string_view key, ValueId value) { out.entries.push_back({std::string(key), values_[value].span, value}); };
    add("system", values_.add_string("bitbucket", out.header));
    add("events", texts(values_, {"push"}, out.header));
    add("narrowed", values_.add_boolean(false, out.header));
    if (const ValueId oidc = at(entry.value, "oidc"); oidc.valid() && values_[oidc].kind == ValueKind::boolean && values_[oidc].boolean) {
      out.holds = true;
      add("issuer", values_.add_string(std::string(kBitbucketIssuer), values_[oidc].span));
    }
    if (const ValueId environment = at(entry.value, "deployment"); environment.valid()) add("environment", environment);
    writer_.add(std::move(out));
  }

  /// A command, or a pipe: what other systems call an action.
  void add_line(ValueId item, JobText& out) {
    StepText step;
    step.span = values_[item].span;
    step.folder = folder_;
    if (values_[item].kind == ValueKind::string) step.scripts.push_back(item);
    if (std::string pipe = text_at(values_, item, "pipe"); !pipe.empty()) {
      if (const std::size_t colon = pipe.rfind(':'); colon != std::string::npos) pipe[colon] = '@';
      step.uses = std::move(pipe);
      step.uses_value = at(item, "pipe");
      step.with = at(item, "variables");
    }
    out.steps.push_back(std::move(step));
  }

  const std::string folder_;
  ValueStore& values_;
  JobWriter& writer_;
  LeftOut& left_out_;
  std::size_t steps_ = 0;
};

}  // namespace

void write_bitbucket(const CiFiles& files, const std::string& repository, ResourceModel& model, JobWriter& writer, LeftOut& left_out) {
  const auto file = files.find((repository.empty() ? "" : repository + "/") + "bitbucket-pipelines.yml");
  if (file != files.end())
    BitbucketPipelines(repository, model, writer, left_out).group(value_at(model.values, file->second, "pipelines"), "bitbucket-pipelines", 0);
}

}  // namespace weir::ci
