// Domain names of REST APIs.

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "parsers/cloudformation/sam/api/api_records.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/rest/rest_parts.h"

namespace weir::cloudformation::sam {
namespace {

/// The hosted zone of every edge-optimized domain name.
constexpr std::string_view kEdgeZone = "Z2FDTNDATAQYW2";

class RestDomain {
 public:
  RestDomain(Expansion& expansion, const Macro& api)
      : expansion_(expansion),
        tree_(expansion.tree()),
        api_(api),
        domain_(tree_.find(api.properties, "Domain")),
        maker_(expansion.at(domain_, api.place)) {}

  void add() {
    if (!domain_.valid() || tree_.kind(domain_) == NodeKind::null) return;
    if (!tree_.is_map(domain_)) return wrong("must be a map");
    if (!is_given(tree_, own("DomainName")) || !is_given(tree_, own("CertificateArn")))
      return wrong("needs a DomainName and a CertificateArn");
    const Part endpoint = own("EndpointConfiguration");
    endpoint_ = expansion_.known_text(endpoint).value_or("REGIONAL");
    if (endpoint_ != "REGIONAL" && endpoint_ != "EDGE" && endpoint_ != "PRIVATE")
      return wrong("has the EndpointConfiguration " + endpoint_ +
                   ", expected EDGE, REGIONAL or PRIVATE");
    add_domain_name();
    add_base_paths();
    add_access();
    add_records(expansion_, api_, domain_, alias_target());
  }

 private:
  Part own(std::string_view key) { return tree_.find(domain_, key); }
  Part given(std::string_view key) { return is_given(tree_, own(key)) ? own(key) : Part{}; }
  bool is_private() const { return endpoint_ == "PRIVATE"; }

  void wrong(const std::string& what) {
    expansion_.warn(maker_.place(), "Domain " + what, "Domain of the API " + api_.id + " " + what);
  }

  void add_domain_name() {
    const std::string key =
        expansion_.known_text(own("DomainName")).value_or(words_of(tree_, own("DomainName")));
    id_ = expansion_.id_for(is_private() ? "ApiGatewayDomainNameV2" : "ApiGatewayDomainName", key);
    expansion_.refer(api_.id, is_private() ? "DomainNameV2" : "DomainName", id_);
    if (expansion_.resource(id_).valid()) return;
    const Part types = maker_.map({{"Types", maker_.list({maker_.text(endpoint_)})},
                                   {"IpAddressType", given("IpAddressType")}});
    const Part properties = maker_.map(
        {{"DomainName", own("DomainName")},
         {endpoint_ == "REGIONAL" ? "RegionalCertificateArn" : "CertificateArn",
          own("CertificateArn")},
         {"EndpointConfiguration", types},
         {"MutualTlsAuthentication", is_private() ? Part{} : mutual_tls()},
         {"SecurityPolicy", given("SecurityPolicy")},
         {"EndpointAccessMode", given("EndpointAccessMode")},
         {"Policy", given("Policy")},
         {"OwnershipVerificationCertificateArn", given("OwnershipVerificationCertificateArn")}});
    propagate_tags(expansion_, api_, properties);
    expansion_.make(api_, id_,
                    is_private() ? "AWS::ApiGateway::DomainNameV2" : "AWS::ApiGateway::DomainName",
                    properties, maker_.place());
  }

  Part mutual_tls() {
    const Part asked = given("MutualTlsAuthentication");
    if (!asked.valid()) return {};
    if (!tree_.is_map(asked)) {
      wrong("has a MutualTlsAuthentication that is not a map");
      return {};
    }
    for (const Entry& entry : tree_.entries(asked)) {
      if (entry.key != "TruststoreUri" && entry.key != "TruststoreVersion")
        wrong("has a MutualTlsAuthentication that says " + entry.key +
              ", expected TruststoreUri and TruststoreVersion");
    }
    const Part result = maker_.map({});
    for (const std::string_view key : {"TruststoreUri", "TruststoreVersion"}) {
      if (is_given(tree_, tree_.find(asked, key))) maker_.take(result, asked, {key});
    }
    return result;
  }

  void add_base_paths() {
    const Part paths = given("BasePath");
    if (tree_.is_scalar(paths)) return add_base_path(paths);
    if (!tree_.is_list(paths)) return add_mapping(api_.id + "BasePathMapping", {});
    for (const Entry& entry : std::vector<Entry>(tree_.entries(paths))) {
      if (tree_.is_scalar(entry.value)) {
        add_base_path(entry.value);
      } else {
        wrong("has a BasePath that is no text");
      }
    }
  }

  void add_base_path(Part path) {
    std::string plain(tree_.text(path));
    std::erase_if(plain, [](unsigned char c) { return std::isalnum(c) == 0; });
    const bool normalized =
        !own("NormalizeBasePath").valid() || is_given(tree_, own("NormalizeBasePath"));
    add_mapping(api_.id + plain + "BasePathMapping",
                normalized ? expansion_.at(path, maker_.place()).text(plain) : path);
  }

  void add_mapping(const std::string& id, Part path) {
    const Part name = maker_.ref(id_);
    const Part properties = maker_.map({{is_private() ? "DomainNameArn" : "DomainName", name},
                                        {"RestApiId", maker_.ref(api_.id)},
                                        {"Stage", maker_.ref(rest_stage_id(expansion_, api_))},
                                        {"BasePath", path}});
    expansion_.make(
        api_, id,
        is_private() ? "AWS::ApiGateway::BasePathMappingV2" : "AWS::ApiGateway::BasePathMapping",
        properties, maker_.place());
  }

  /// The endpoint that private clients reach the domain name through.
  void add_access() {
    const Part access = own("AccessAssociation");
    if (!is_private() || !access.valid()) return;
    if (!tree_.is_map(access)) return wrong("has an AccessAssociation that is not a map");
    const Part endpoint = tree_.find(access, "VpcEndpointId");
    const Part properties = maker_.map({{"DomainNameArn", maker_.ref(id_)},
                                        {"AccessAssociationSourceType", maker_.text("VPCE")},
                                        {"AccessAssociationSource", endpoint}});
    propagate_tags(expansion_, api_, properties);
    const std::string id =
        expansion_.id_for("DomainNameAccessAssociation", words_of(tree_, endpoint) + "\n" + id_);
    if (!expansion_.resource(id).valid())
      expansion_.make(api_, id, "AWS::ApiGateway::DomainNameAccessAssociation", properties,
                      maker_.place());
  }

  Part alias_target() {
    const Part route = own("Route53");
    const Maker at = expansion_.at(route, maker_.place());
    const Part target = at.map({});
    at.take(target, route, {"EvaluateTargetHealth"});
    if (endpoint_ == "REGIONAL") {
      at.set(target, "HostedZoneId", at.get_att(id_, "RegionalHostedZoneId"));
      at.set(target, "DNSName", at.get_att(id_, "RegionalDomainName"));
    } else if (endpoint_ == "EDGE") {
      const Part given = tree_.find(route, "DistributionDomainName");
      at.set(target, "HostedZoneId", at.text(kEdgeZone));
      at.set(target, "DNSName", given.valid() ? given : at.get_att(id_, "DistributionDomainName"));
    } else {
      at.set(target, "HostedZoneId", tree_.find(route, "VpcEndpointHostedZoneId"));
      at.set(target, "DNSName", tree_.find(route, "VpcEndpointDomainName"));
    }
    return target;
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& api_;
  Part domain_;
  Maker maker_;
  std::string endpoint_, id_;
};

}  // namespace

void add_rest_domain(Expansion& expansion, const Macro& api) { RestDomain(expansion, api).add(); }

}  // namespace weir::cloudformation::sam
