#include "parsers/cloudformation/sam/api/domain_name.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "parsers/cloudformation/sam/api/api_records.h"
#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

class Domain {
 public:
  Domain(Expansion& expansion, const Macro& api, const std::string& stage, Part domain)
      : expansion_(expansion),
        tree_(expansion.tree()),
        api_(api),
        stage_(stage),
        domain_(domain),
        maker_(expansion.at(domain, api.place)) {}

  void expand(Part tags) {
    if (!own("DomainName").valid() || !own("CertificateArn").valid())
      return wrong(domain_, "needs a DomainName and a CertificateArn");
    const Part name = own("DomainName");
    const std::string key = expansion_.known_text(name).value_or(words_of(tree_, name));
    id_ = expansion_.id_for("ApiGatewayDomainNameV2", key);
    const Part made = properties(tags);
    if (!expansion_.resource(id_).valid())  // APIs may have one in common
      expansion_.make(api_, id_, "AWS::ApiGatewayV2::DomainName", made, maker_.place());
    expansion_.refer(api_.id, "DomainName", id_);
    map_paths();
    const Part target = maker_.map({{"HostedZoneId", maker_.get_att(id_, "RegionalHostedZoneId")},
                                    {"DNSName", maker_.get_att(id_, "RegionalDomainName")}});
    maker_.take(target, own("Route53"), {"EvaluateTargetHealth"});
    add_records(expansion_, api_, domain_, target);
  }

 private:
  Part own(std::string_view key) {
    const Part part = tree_.find(domain_, key);
    return tree_.kind(part) == NodeKind::null ? Part{} : part;
  }

  void wrong(Part part, const std::string& what) {
    const Span place = part.valid() ? tree_.place(part) : maker_.place();
    expansion_.warn(place, "Domain " + what, "Domain of " + api_.id + " " + what);
  }

  Part properties(Part tags) {
    const Part endpoint = own("EndpointConfiguration");
    if (expansion_.known_text(endpoint).value_or("REGIONAL") != "REGIONAL")
      wrong(endpoint, "has another EndpointConfiguration than REGIONAL");
    const Part configuration = tree_.map(maker_.place());
    maker_.take(configuration, domain_, {"CertificateArn"});
    maker_.set(configuration, "EndpointType",
               endpoint.valid() ? endpoint : maker_.text("REGIONAL"));
    maker_.take(configuration, domain_, {"OwnershipVerificationCertificateArn", "SecurityPolicy"});
    const Part result = maker_.map({{"DomainName", own("DomainName")},
                                    {"DomainNameConfigurations", maker_.list({configuration})}});
    if (const Part mutual = own("MutualTlsAuthentication"); mutual.valid()) {
      check_mutual(mutual);
      const Part taken = tree_.map(tree_.place(mutual));
      maker_.take(taken, mutual, {"TruststoreUri", "TruststoreVersion"});
      maker_.set(result, "MutualTlsAuthentication", taken);
    }
    maker_.set(result, "Tags", tags);
    return result;
  }

  void check_mutual(Part mutual) {
    bool known = tree_.is_map(mutual);
    for (const Entry& entry : tree_.entries(mutual))
      known = known && (entry.key == "TruststoreUri" || entry.key == "TruststoreVersion");
    if (!known)
      wrong(mutual,
            "has a MutualTlsAuthentication, expected a TruststoreUri and TruststoreVersion");
  }

  void map_paths() {
    const Part written = own("BasePath");
    const std::optional<std::string> one = expansion_.known_text(written);
    if (tree_.is_list(written)) {
      for (const Entry& entry : std::vector<Entry>(tree_.entries(written))) {
        const std::optional<std::string> path = expansion_.known_text(entry.value);
        if (path && tree_.kind(entry.value) != NodeKind::number) {
          map_path(*path, expansion_.at(entry.place));
        } else {
          wrong(entry.value, "has a BasePath that is no text");
        }
      }
    } else if (one && !one->empty()) {
      map_path(*one, expansion_.at(written, maker_.place()));
    } else {
      map(api_.id + "ApiMapping", {}, maker_);
    }
  }

  void map_path(std::string path, const Maker& maker) {
    std::string in_id;
    bool valid = true;
    for (const unsigned char c : path) {
      if (std::isalnum(c) != 0)
        in_id += static_cast<char>(c);
      else
        valid = valid && (c == '/' || c == '-' || c == '_');
    }
    if (!valid)
      expansion_.warn(maker.place(), "BasePath",
                      "the BasePath " + path + " of " + api_.id +
                          " has other signs than letters, digits, - _ and /");
    const std::size_t first = std::min(path.find_first_not_of('/'), path.size());
    const std::size_t last = path.find_last_not_of('/');
    path = last == path.npos ? "" : path.substr(first, last - first + 1);
    map(api_.id + in_id + "ApiMapping", maker.text(path), maker);
  }

  void map(const std::string& id, Part key, const Maker& maker) {
    expansion_.make(api_, id, "AWS::ApiGatewayV2::ApiMapping",
                    maker.map({{"DomainName", maker.ref(id_)},
                               {"ApiId", maker.ref(api_.id)},
                               {"Stage", maker.ref(stage_)},
                               {"ApiMappingKey", key}}),
                    maker.place());
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& api_;
  const std::string& stage_;
  const Part domain_;
  const Maker maker_;
  std::string id_;
};

}  // namespace

void expand_domain(Expansion& expansion, const Macro& api, const std::string& stage, Part tags) {
  Tree& tree = expansion.tree();
  const Part domain = tree.find(api.properties, "Domain");
  if (domain.valid() && tree.kind(domain) != NodeKind::null)
    Domain(expansion, api, stage, domain).expand(tags);
}

}  // namespace weir::cloudformation::sam
