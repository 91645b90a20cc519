// Websites and webhooks of the plugin serverless-lift.

#include "parsers/cloudformation/serverless/plugins/lift.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kRedirect = "redirect-to-https";

class WebsiteWriter {
 public:
  WebsiteWriter(Service& service, const Construct& construct)
      : service_(service),
        tree_(service.tree()),
        construct_(construct),
        maker_(service.at(construct.entry.place)),
        bucket_(construct.id + "Bucket") {}

  void write_files(bool open) {
    const Part page = own("errorPage");
    const Part shut = maker_.boolean(!open);
    const Part properties = maker_.map(
        {{"PublicAccessBlockConfiguration", open ? maker_.map({{"BlockPublicAcls", shut},
                                                               {"IgnorePublicAcls", shut},
                                                               {"BlockPublicPolicy", shut},
                                                               {"RestrictPublicBuckets", shut}})
                                                 : Part{}}});
    if (open)
      maker_.set(
          properties, "WebsiteConfiguration",
          maker_.map({{"IndexDocument", maker_.text("index.html")}, {"ErrorDocument", page}}));
    write_bucket(properties, open ? maker_.text("*") : identity_of_viewers());
    // a bucket with a website is asked as any host is, and in plain text
    const Part origin =
        open ? maker_.map({{"Id", maker_.text("files")},
                           {"DomainName", maker_.get_att(bucket_, "RegionalDomainName")},
                           {"CustomOriginConfig",
                            maker_.map({{"OriginProtocolPolicy", maker_.text("http-only")}})}})
             : files_origin();
    write_distribution({origin}, behavior("files"), {});
  }

  void write_server_side() {
    write_bucket(maker_.map({}), identity_of_viewers());
    const bool rest = service_.text(construct_.entry.value, {"apiGateway"}) == "rest";
    const Part host = maker_.join(".", {maker_.ref(rest ? "ApiGatewayRestApi" : "HttpApi"),
                                        maker_.sub("execute-api.${AWS::Region}.amazonaws.com")});
    const Part api =
        maker_.map({{"Id", maker_.text("api")},
                    {"DomainName", host},
                    {"OriginPath", rest ? maker_.text("/" + service_.stage()) : Part{}},
                    {"CustomOriginConfig",
                     maker_.map({{"OriginProtocolPolicy", maker_.text("https-only")}})}});
    std::vector<Part> paths;
    for (const Entry& asset : std::vector<Entry>(tree_.entries(own("assets")))) {
      const Part one = behavior("files");
      maker_.set(one, "PathPattern", service_.at(asset.place).text(asset.key));
      paths.push_back(one);
    }
    write_distribution({api, files_origin()}, behavior("api"), paths);
  }

 private:
  Part own(std::string_view key) { return tree_.find(construct_.entry.value, key); }

  Part behavior(std::string_view origin) {
    return maker_.map({{"TargetOriginId", maker_.text(origin)},
                       {"ViewerProtocolPolicy", maker_.text(kRedirect)}});
  }

  /// How the distribution signs what it asks of the bucket.
  Part identity_of_viewers() {
    const std::string id = construct_.id + "OriginAccessIdentity";
    service_.make(id, "AWS::CloudFront::CloudFrontOriginAccessIdentity",
                  maker_.map({{"CloudFrontOriginAccessIdentityConfig",
                               maker_.map({{"Comment", maker_.text(construct_.entry.key)}})}}),
                  maker_.place());
    return maker_.map({{"CanonicalUser", maker_.get_att(id, "S3CanonicalUserId")}});
  }

  Part files_origin() {
    const Part identity = maker_.join("", {maker_.text("origin-access-identity/cloudfront/"),
                                           maker_.ref(construct_.id + "OriginAccessIdentity")});
    return maker_.map({{"Id", maker_.text("files")},
                       {"DomainName", maker_.get_att(bucket_, "RegionalDomainName")},
                       {"S3OriginConfig", maker_.map({{"OriginAccessIdentity", identity}})}});
  }

  void write_bucket(Part properties, Part reader) {
    service_.make(bucket_, "AWS::S3::Bucket", properties, maker_.place());
    extend_construct(service_, construct_, "bucket", bucket_);
    const Part statement = maker_.map(
        {{"Effect", maker_.text("Allow")},
         {"Principal", reader},
         {"Action", maker_.text("s3:GetObject")},
         {"Resource", maker_.join("/", {maker_.get_att(bucket_, "Arn"), maker_.text("*")})}});
    service_.make(
        bucket_ + "Policy", "AWS::S3::BucketPolicy",
        maker_.map({{"Bucket", maker_.ref(bucket_)},
                    {"PolicyDocument", maker_.map({{"Version", maker_.text("2012-10-17")},
                                                   {"Statement", maker_.list({statement})}})}}),
        maker_.place());
  }

  void write_distribution(std::initializer_list<Part> origins, Part usual,
                          const std::vector<Part>& paths) {
    const Part config = maker_.map({{"Enabled", maker_.boolean(true)},
                                    {"Origins", maker_.list(origins)},
                                    {"DefaultCacheBehavior", usual}});
    if (!paths.empty()) maker_.set(config, "CacheBehaviors", maker_.list(paths));
    if (const Part domain = own("domain"); domain.valid())
      maker_.set(config, "Aliases", tree_.is_list(domain) ? domain : maker_.list({domain}));
    if (const Part certificate = own("certificate"); certificate.valid())
      maker_.set(config, "ViewerCertificate",
                 maker_.map({{"AcmCertificateArn", certificate},
                             {"SslSupportMethod", maker_.text("sni-only")},
                             {"MinimumProtocolVersion", maker_.text("TLSv1.2_2021")}}));
    service_.make(construct_.id, "AWS::CloudFront::Distribution",
                  maker_.map({{"DistributionConfig", config}}), maker_.place());
    extend_construct(service_, construct_, "distribution", construct_.id);
    call_construct(service_, construct_, {"url", "cname"}, construct_.id);
    call_construct(service_, construct_, {"assetsBucketName"}, bucket_);
  }

  Service& service_;
  Tree& tree_;
  const Construct& construct_;
  Maker maker_;
  std::string bucket_;
};

class WebhookWriter {
 public:
  WebhookWriter(Service& service, const Construct& construct)
      : service_(service),
        tree_(service.tree()),
        construct_(construct),
        maker_(service.at(construct.entry.place)) {}

  void write() {
    const std::string& id = construct_.id;
    service_.make(id, "AWS::ApiGatewayV2::Api",
                  maker_.map({{"Name", maker_.text(id)}, {"ProtocolType", maker_.text("HTTP")}}),
                  maker_.place());
    service_.make(id + "Stage", "AWS::ApiGatewayV2::Stage",
                  maker_.map({{"ApiId", maker_.ref(id)},
                              {"StageName", maker_.text("$default")},
                              {"AutoDeploy", maker_.boolean(true)}}),
                  maker_.place());
    service_.make(id + "Bus", "AWS::Events::EventBus", maker_.map({{"Name", maker_.text(id)}}),
                  maker_.place());
    extend_construct(service_, construct_, "api", id);
    extend_construct(service_, construct_, "bus", id + "Bus");
    call_construct(service_, construct_, {"busName"}, id + "Bus");
    write_role();
    service_.make(id + "Integration", "AWS::ApiGatewayV2::Integration",
                  maker_.map({{"ApiId", maker_.ref(id)},
                              {"IntegrationType", maker_.text("AWS_PROXY")},
                              {"IntegrationSubtype", maker_.text("EventBridge-PutEvents")},
                              // where the catalogue looks for what stands behind a route
                              {"IntegrationUri", maker_.get_att(id + "Bus", "Arn")},
                              {"CredentialsArn", maker_.get_att(id + "Role", "Arn")}}),
                  maker_.place());
    write_route();
  }

 private:
  Part own(std::string_view key) { return tree_.find(construct_.entry.value, key); }

  void write_role() {
    const auto document = [&](Part statement) {
      return maker_.map(
          {{"Version", maker_.text("2012-10-17")}, {"Statement", maker_.list({statement})}});
    };
    const Part trust = maker_.map(
        {{"Effect", maker_.text("Allow")},
         {"Principal", maker_.map({{"Service", maker_.text("apigateway.amazonaws.com")}})},
         {"Action", maker_.text("sts:AssumeRole")}});
    const Part put = maker_.map({{"Effect", maker_.text("Allow")},
                                 {"Action", maker_.text("events:PutEvents")},
                                 {"Resource", maker_.get_att(construct_.id + "Bus", "Arn")}});
    service_.make(construct_.id + "Role", "AWS::IAM::Role",
                  maker_.map({{"AssumeRolePolicyDocument", document(trust)},
                              {"Policies",
                               maker_.list({maker_.map({{"PolicyName", maker_.text("EventBridge")},
                                                        {"PolicyDocument", document(put)}})})}}),
                  maker_.place());
  }

  void write_route() {
    const std::string& id = construct_.id;
    const std::string method = service_.text(construct_.entry.value, {"method"});
    const std::string key =
        (method.empty() ? "POST" : method) + " " + service_.text(construct_.entry.value, {"path"});
    const Part described = own("authorizer");
    const bool open = service_.text(construct_.entry.value, {"insecure"}) == "true";
    const Part nobody = maker_.text("NONE");
    const Part route = maker_.map({{"ApiId", maker_.ref(id)},
                                   {"RouteKey", maker_.text(key)},
                                   {"Target", maker_.join("/", {maker_.text("integrations"),
                                                                maker_.ref(id + "Integration")})},
                                   {"AuthorizationType", described.valid() ? maker_.text("CUSTOM")
                                                         : open            ? nobody
                                                                : maker_.unread(nobody)}});
    if (described.valid()) {
      write_authorizer(described);
      maker_.set(route, "AuthorizerId", maker_.ref(id + "ApiAuthorizer"));
    } else if (!open) {
      service_.malformed(maker_.place(), "construct " + construct_.entry.key,
                         "a webhook needs an authorizer, or `insecure: true`");
    }
    service_.make(id + "Route", "AWS::ApiGatewayV2::Route", route, maker_.place());
  }

  void write_authorizer(Part described) {
    const Maker at = service_.at(described);
    const std::string key = construct_.entry.key + "Authorizer";
    service_.add_function({key, at.place(), described, kNoNode});
    const Part function = function_arn(service_, at.text(key));
    const Part uri = at.join(
        "", {at.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/"
                    "functions/"),
             function, at.text("/invocations")});
    service_.make(construct_.id + "ApiAuthorizer", "AWS::ApiGatewayV2::Authorizer",
                  at.map({{"ApiId", at.ref(construct_.id)},
                          {"AuthorizerType", at.text("REQUEST")},
                          {"AuthorizerUri", uri},
                          {"AuthorizerCredentialsArn", at.get_att(construct_.id + "Role", "Arn")}}),
                  at.place());
  }

  Service& service_;
  Tree& tree_;
  const Construct& construct_;
  Maker maker_;
};

}  // namespace

void call_construct(Service& service, const Construct& construct,
                    std::initializer_list<std::string_view> variables, const std::string& id) {
  for (const std::string_view variable : variables)
    service.refer("construct:" + construct.entry.key + "/" + std::string(variable), id);
}

void extend_construct(Service& service, const Construct& construct, std::string_view part,
                      const std::string& id) {
  service.lay_over(id, service.tree().find(construct.entry.value, {"extensions", part}));
}

void write_website(Service& service, const Construct& construct, bool open) {
  WebsiteWriter(service, construct).write_files(open);
}

void write_server_side_website(Service& service, const Construct& construct) {
  WebsiteWriter(service, construct).write_server_side();
}

void write_webhook(Service& service, const Construct& construct) {
  WebhookWriter(service, construct).write();
}

}  // namespace weir::cloudformation::serverless
