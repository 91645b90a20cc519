// cloudFront events: one distribution for the service, with functions at its edge.

#include <string>
#include <utility>
#include <vector>

#include "parsers/cloudformation/serverless/events/events.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kDistribution = "CloudFrontDistribution";
constexpr std::string_view kAllViewers = "allow-all";
/// A distribution has a few dozen origins and behaviours.
constexpr std::size_t kMostCompared = 100;

/// An origin's protocol, host and path.
struct OriginAddress {
  std::string_view protocol, host, path;
};

OriginAddress address_of(std::string_view text) {
  OriginAddress result;
  if (const std::size_t end = text.find("://"); end != text.npos) {
    result.protocol = text.substr(0, end);
    text.remove_prefix(end + 3);
  }
  result.host = text.substr(0, text.find('/'));
  result.path = text.substr(result.host.size());
  if (result.path == "/") result.path = {};
  return result;
}

class DistributionWriter {
 public:
  DistributionWriter(Service& service, const Event& event)
      : service_(service),
        tree_(service.tree()),
        event_(event),
        maker_(service.at(event.place)),
        config_(configuration()) {}

  void write() {
    const Part origin = origin_id(tree_.find(event_.value, "origin"));
    const Part path = tree_.find(event_.value, "pathPattern");
    const Part behavior = path.valid() ? behavior_of_path(path) : default_behavior();
    for (const Entry& entry :
         std::vector<Entry>(tree_.entries(tree_.find(event_.value, "behavior"))))
      tree_.set(behavior, entry);
    maker_.set(behavior, "TargetOriginId", origin);
    const bool first = !tree_.find(config_, "DefaultCacheBehavior").valid();
    if (!path.valid() || first || service_.text(event_.value, {"isDefaultOrigin"}) == "true")
      maker_.set(default_behavior(), "TargetOriginId", origin);
    const Part functions =
        tree_.changeable(behavior, "LambdaFunctionAssociations", NodeKind::list, event_.place);
    tree_.add(functions,
              maker_.map({{"EventType", tree_.find(event_.value, "eventType")},
                          {"IncludeBody", tree_.find(event_.value, "includeBody")},
                          {"LambdaFunctionARN", maker_.get_att(event_.function.id, "Arn")}}));
    event_.function.at_edge = true;
  }

 private:
  Part configuration() {
    const Part made = service_.make(
        std::string(kDistribution), "AWS::CloudFront::Distribution",
        maker_.map({{"DistributionConfig", maker_.map({{"Enabled", maker_.boolean(true)}})}}),
        event_.place);
    return tree_.find(made, {"Properties", "DistributionConfig"});
  }

  Part fresh_behavior() { return maker_.map({{"ViewerProtocolPolicy", maker_.text(kAllViewers)}}); }

  Part default_behavior() {
    if (!tree_.find(config_, "DefaultCacheBehavior").valid())
      maker_.set(config_, "DefaultCacheBehavior", fresh_behavior());
    return tree_.find(config_, "DefaultCacheBehavior");
  }

  Part behavior_of_path(Part path) {
    const Part all = tree_.changeable(config_, "CacheBehaviors", NodeKind::list, event_.place);
    if (const Part known = first_with(all, "PathPattern", tree_.text(path)); known.valid())
      return known;
    const Part made = fresh_behavior();
    maker_.set(made, "PathPattern", path);
    tree_.add(all, made);
    return made;
  }

  /// An origin that several events name alike is one.
  Part origin_id(Part origin) {
    const Part all = tree_.changeable(config_, "Origins", NodeKind::list, event_.place);
    const std::string text(tree_.text(origin));
    if (const Part known = first_with(all, "Id", text); known.valid())
      return tree_.find(known, "Id");
    const Part id =
        maker_.text(text.empty() ? "origin" + std::to_string(tree_.entries(all).size()) : text);
    tree_.add(all, described(origin, text, id));
    return id;
  }

  /// The first of a list's maps in which `key` is this text; only so many are looked at.
  Part first_with(Part list, std::string_view key, std::string_view text) {
    std::size_t looked_at = 0;
    for (const Entry& one : tree_.entries(list)) {
      if (text.empty() || ++looked_at > kMostCompared) break;
      if (tree_.text(tree_.find(one.value, key)) == text) return one.value;
    }
    return {};
  }

  /// An address, or the distribution's own form of an origin.
  Part described(Part origin, const std::string& text, Part id) {
    if (text.empty()) {
      const Part copy = tree_.is_map(origin) ? tree_.copy(origin) : maker_.map({});
      if (!tree_.is_map(origin) && origin.valid()) maker_.set(copy, "DomainName", origin);
      maker_.set(copy, "Id", id);
      return copy;
    }
    const Maker at = service_.at(origin);
    const OriginAddress address = address_of(text);
    const Part made = at.map({{"Id", id}, {"DomainName", at.text(address.host)}});
    if (!address.path.empty()) at.set(made, "OriginPath", at.text(address.path));
    if (address.protocol == "s3")
      at.set(made, "S3OriginConfig", at.map({}));
    else
      at.set(made, "CustomOriginConfig",
             at.map({{"OriginProtocolPolicy", at.text("match-viewer")}}));
    return made;
  }

  Service& service_;
  Tree& tree_;
  const Event& event_;
  Maker maker_;
  Part config_;
};

}  // namespace

void write_distribution(Service& service, const Event& event) {
  if (!service.tree().is_map(event.value))
    return service.malformed(event.place, "cloudFront",
                             "a cloudFront event needs an eventType and an origin");
  DistributionWriter(service, event).write();
}

}  // namespace weir::cloudformation::serverless
