// The plugin serverless-domain-manager: names of a domain that lead to the service's APIs.

#include <algorithm>
#include <array>
#include <cctype>

#include "parsers/cloudformation/serverless/events/rest.h"
#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kDomainManager = "serverless-domain-manager";
constexpr std::string_view kUsualPolicy = "TLS_1_2";
constexpr std::array<std::string_view, 3> kApiTypes = {"rest", "http", "websocket"};

class DomainWriter {
 public:
  DomainWriter(Service& service, std::string_view type, Part written)
      : service_(service),
        tree_(service.tree()),
        type_(type),
        written_(written),
        maker_(service.at(written)) {}

  void write() {
    const Part name = own("domainName"), enabled = own("enabled");
    if (tree_.text(enabled) == "false") return;
    if (enabled.valid() && !tree_.is_scalar(enabled))
      return service_.unsupported(maker_.place(), "customDomain",
                                  "whether the domain is made is known at deployment only");
    if (!name.valid())
      return service_.malformed(maker_.place(), "customDomain", "a domain needs a domainName");
    if (type_.empty()) type_ = service_.text(written_, {"apiType"});
    const Part api = api_of_type();
    if (!api.valid())
      return service_.malformed(maker_.place(), "customDomain",
                                "the service has no API that the domain could lead to");
    const std::string id = "CustomDomain" + alphanumeric(tree_.text(name));
    if (is_rest())
      write_rest(id, name, api);
    else
      write_other(id, name, api);
  }

 private:
  Part own(std::string_view key) { return tree_.find(written_, key); }
  bool is_rest() const { return type_.empty() || type_ == kApiTypes[0]; }

  Part api_of_type() {
    if (is_rest()) return rest_api_id(service_);
    const bool http = type_ == kApiTypes[1];
    const Part given = http ? tree_.find(service_.provider(), {"httpApi", "id"})
                            : tree_.find(service_.provider(), {"apiGateway", "websocketApiId"});
    if (given.valid()) return given;
    const std::string_view made = http ? "HttpApi" : "WebsocketsApi";
    return service_.made(made).valid() ? maker_.ref(made) : Part{};
  }

  Part large(std::string_view key, std::string_view usual) {
    const Part written = own(key);
    if (!written.valid()) return maker_.text(usual);
    return tree_.is_scalar(written) ? service_.at(written).text(in_large(tree_.text(written)))
                                    : written;
  }

  Part stage() {
    const Part written = own("stage");
    return written.valid() ? written : maker_.text(service_.stage());
  }

  void write_rest(const std::string& id, Part name, Part api) {
    const Part truststore = own("tlsTruststoreUri");
    const Part properties =
        maker_.map({{"DomainName", name},
                    {"EndpointConfiguration",
                     maker_.map({{"Types", maker_.list({large("endpointType", "EDGE")})}})},
                    {"SecurityPolicy", large("securityPolicy", kUsualPolicy)},
                    {"CertificateArn", own("certificateArn")}});
    if (truststore.valid())
      maker_.set(properties, "MutualTlsAuthentication",
                 maker_.map({{"TruststoreUri", truststore}}));
    service_.make(id, "AWS::ApiGateway::DomainName", properties, maker_.place());
    service_.make(id + "Mapping", "AWS::ApiGateway::BasePathMapping",
                  maker_.map({{"DomainName", maker_.ref(id)},
                              {"RestApiId", api},
                              {"BasePath", own("basePath")},
                              {"Stage", stage()}}),
                  maker_.place());
  }

  void write_other(const std::string& id, Part name, Part api) {
    const Part truststore = own("tlsTruststoreUri");
    const Part configuration =
        maker_.map({{"EndpointType", large("endpointType", "REGIONAL")},
                    {"SecurityPolicy", large("securityPolicy", kUsualPolicy)},
                    {"CertificateArn", own("certificateArn")}});
    const Part properties = maker_.map(
        {{"DomainName", name}, {"DomainNameConfigurations", maker_.list({configuration})}});
    if (truststore.valid())
      maker_.set(properties, "MutualTlsAuthentication",
                 maker_.map({{"TruststoreUri", truststore}}));
    service_.make(id, "AWS::ApiGatewayV2::DomainName", properties, maker_.place());
    const bool http = type_ == kApiTypes[1];
    service_.make(id + "Mapping", "AWS::ApiGatewayV2::ApiMapping",
                  maker_.map({{"DomainName", maker_.ref(id)},
                              {"ApiId", api},
                              {"Stage", http ? maker_.text("$default") : stage()}}),
                  maker_.place());
  }

  Service& service_;
  Tree& tree_;
  std::string type_;
  Part written_;
  Maker maker_;
};

/// A domain, or one for each type of API.
void write_domain(Service& service, Part written) {
  Tree& tree = service.tree();
  bool by_type = false;
  for (const std::string_view type : kApiTypes) {
    const Part one = tree.find(written, type);
    if (!tree.is_map(one)) continue;
    DomainWriter(service, type, one).write();
    by_type = true;
  }
  if (!by_type && tree.is_map(written)) DomainWriter(service, "", written).write();
}

}  // namespace

void write_domains(Service& service) {
  Tree& tree = service.tree();
  write_domain(service, service.read_by(kDomainManager, {"custom", "customDomain"}));
  const Part several = service.read_by(kDomainManager, {"custom", "customDomains"});
  for (const Entry& one : std::vector<Entry>(tree.entries(several)))
    write_domain(service, one.value);
}

}  // namespace weir::cloudformation::serverless
