#include "parsers/cloudformation/sam/functions/function_checks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

namespace weir::cloudformation::sam {
namespace {

struct CorsProperty {
  std::string_view name;
  NodeKind kind = NodeKind::list;
};
constexpr std::array<CorsProperty, 6> kUrlCors = {{{"AllowCredentials", NodeKind::boolean},
                                                   {"AllowHeaders"},
                                                   {"AllowMethods"},
                                                   {"AllowOrigins"},
                                                   {"ExposeHeaders"},
                                                   {"MaxAge", NodeKind::number}}};

std::string_view in_words(NodeKind kind) {
  if (kind == NodeKind::boolean) return "true or false";
  return kind == NodeKind::number ? "a number" : "a list";
}

class FunctionCheck {
 public:
  FunctionCheck(Expansion& expansion, const Macro& macro)
      : expansion_(expansion), tree_(expansion.tree()), macro_(macro) {}

  void check() {
    check_package(own("CodeUri"), own("ImageUri"));
    check_alias(own("AutoPublishAlias"));
    needs_alias("ProvisionedConcurrencyConfig");
    needs_alias("VersionDeletionPolicy");
    if (const Part layers = own("Layers"); tree_.is_list(layers)) check_layers(layers);
    check_code(own("CodeUri"));
    check_role(own("Role"));
    check_cors(tree_.find(own("FunctionUrlConfig"), "Cors"));
    if (const Part type = tree_.find(own("FunctionUrlConfig"), "AuthType");
        own("FunctionUrlConfig").valid())
      check_auth_type(type);
    for (const std::string_view other :
         {"ProvisionedConcurrencyConfig", "FunctionUrlConfig", "SnapStart"})
      excludes("TenancyConfig", other);
    if (own("TenancyConfig").valid()) check_tenant_events();
    for (const std::string_view other : {"ProvisionedConcurrencyConfig", "VpcConfig"})
      excludes("CapacityProviderConfig", other);
  }

 private:
  Part own(std::string_view key) { return tree_.find(macro_.properties, key); }

  void check_package(Part code, Part image) {
    if (own("Fn::Transform").valid()) return;  // which adds what is not seen
    const Part type = own("PackageType");
    const std::optional<std::string> package = expansion_.known_text(type);
    if (package && *package != "Zip" && *package != "Image")
      wrong("PackageType", tree_.place(type),
            "has the PackageType " + *package + ", expected Zip or Image");
    const bool is_image = package == "Image";
    // `sam build` reads these, and fills ImageUri in
    const bool is_built = tree_.find(macro_.resource, {"Metadata", "Dockerfile"}).valid() ||
                          tree_.find(macro_.resource, {"Metadata", "DockerContext"}).valid();
    if (!code.valid() && !own("InlineCode").valid() && !image.valid() && !is_built)
      wrong("CodeUri", macro_.place,
            "has no code: one of CodeUri, InlineCode and ImageUri is needed");
    if (is_image && !image.valid() && !is_built)
      wrong("ImageUri", macro_.place, "has the PackageType Image, which needs an ImageUri");
    const bool may_be_image = is_image || (type.valid() && !package) || image.valid();
    if (!may_be_image && (!own("Runtime").valid() || !own("Handler").valid()))
      wrong("Runtime", macro_.place, "needs a Runtime and a Handler");
    if (is_image && (own("Runtime").valid() || own("Handler").valid() || own("Layers").valid()))
      wrong("Image", macro_.place,
            "has the PackageType Image, which has no Runtime, Handler or Layers");
  }

  void check_alias(Part alias) {
    const std::string name = expansion_.known_text(alias).value_or("");
    const auto may_stand = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
    const bool digits =
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); });
    if (!name.empty() && (digits || !std::all_of(name.begin(), name.end(), may_stand)))
      wrong("AutoPublishAlias", tree_.place(alias),
            "has the AutoPublishAlias " + name +
                ", expected letters, digits, - and _, and not digits alone");
  }

  void needs_alias(std::string_view property) {
    if (own(property).valid() && !own("AutoPublishAlias").valid())
      wrong(property, tree_.place(own(property)),
            "has a " + std::string(property) + ", which needs an AutoPublishAlias");
  }

  void excludes(std::string_view one, std::string_view other) {
    if (own(one).valid() && own(other).valid())
      wrong(other, tree_.place(own(other)),
            "has a " + std::string(one) + " and may not have a " + std::string(other));
  }

  /// A function with tenants answers calls of APIs only.
  void check_tenant_events() {
    for (const Entry& event : tree_.entries(own("Events"))) {
      const std::string type(tree_.text(tree_.find(event.value, "Type")));
      if (type != "Api" && type != "HttpApi")
        wrong("TenancyConfig", event.place,
              "has a TenancyConfig and may not have the event " + event.key + " of type " + type);
    }
  }

  void check_layers(Part layers) {
    for (const Entry& entry : tree_.entries(layers)) {
      if (!tree_.is_scalar(entry.value) && !tree_.call(entry.value))
        wrong("Layers", tree_.place(entry.value), "has a layer that is no ARN");
    }
  }

  void check_auth_type(Part type) {
    const std::optional<std::string> known = expansion_.known_text(type);
    if (!type.valid() || (known && *known != "AWS_IAM" && *known != "NONE"))
      wrong("AuthType", tree_.place(type.valid() ? type : own("FunctionUrlConfig")),
            "has a FunctionUrlConfig, which needs the AuthType AWS_IAM or NONE");
  }

  void check_role(Part role) {
    const std::string_view text = tree_.text(role);
    if (!text.empty() && text.find("arn:") == text.npos && !text.starts_with("{{"))
      wrong("Role", tree_.place(role), "has the Role " + std::string(text) + ", expected an ARN");
  }

  void check_cors(Part cors) {
    if (cors.valid() && !tree_.is_map(cors) && !tree_.call(cors))
      wrong("Cors", tree_.place(cors), "has a FunctionUrlConfig whose Cors must be a map");
    for (const Entry& entry : tree_.is_map(cors) ? tree_.entries(cors) : std::vector<Entry>()) {
      const auto known = std::find_if(kUrlCors.begin(), kUrlCors.end(),
                                      [&](const auto& one) { return one.name == entry.key; });
      if (known == kUrlCors.end()) {
        wrong("Cors", entry.place, "has a FunctionUrlConfig whose Cors has no " + entry.key);
      } else if (!tree_.call(entry.value) && known->kind != tree_.kind(entry.value)) {
        wrong("Cors", tree_.place(entry.value),
              "has a FunctionUrlConfig whose " + entry.key + " must be " +
                  std::string(in_words(known->kind)));
      }
    }
  }

  void check_code(Part location) {
    const std::string_view address = tree_.text(location);
    if (address.find("://") != address.npos && !address.starts_with("s3://"))
      wrong(
          "CodeUri", tree_.place(location),
          "has the CodeUri " + std::string(address) + ", expected s3://bucket/key or a local path");
    if (address.find("[TOKEN") != address.npos || address.find("${Token[") != address.npos)
      wrong("CodeUri", tree_.place(location),
            "has a CodeUri with a token of the CDK that was never replaced");
    if (address.starts_with("s3://{{resolve:") && address.find(":/") != address.npos)
      wrong("CodeUri", tree_.place(location),
            "has a CodeUri with a dynamic reference to a path, which the service does not read");
    if (!tree_.is_map(location) || tree_.find(location, "Fn::Transform").valid()) return;
    if (!tree_.find(location, "Bucket").valid() || !tree_.find(location, "Key").valid())
      wrong("CodeUri", tree_.place(location), "has a CodeUri without a Bucket and a Key");
  }

  void wrong(std::string_view subject, Span place, const std::string& what) {
    expansion_.warn(place, "function " + std::string(subject),
                    "the function " + macro_.id + " " + what);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
};

}  // namespace

void check_function(Expansion& expansion, const Macro& macro) {
  FunctionCheck(expansion, macro).check();
}

}  // namespace weir::cloudformation::sam
