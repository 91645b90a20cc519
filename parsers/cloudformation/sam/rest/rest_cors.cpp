#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "parsers/cloudformation/sam/api/implicit_api.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/rest/rest_parts.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kAnyOrigin = "'*'";
constexpr std::string_view kAllMethods = "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'";
constexpr std::array<std::string_view, 5> kRestCorsKeys = {
    "AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials"};

class Cors {
 public:
  Cors(Expansion& expansion, const Macro& api)
      : expansion_(expansion),
        tree_(expansion.tree()),
        api_(api),
        cors_(tree_.find(api.properties, "Cors")),
        maker_(expansion.at(cors_, api.place)) {}

  void add(RestDefinition& definition) {
    if (!is_given(tree_, cors_)) return;
    if (!definition.is_valid())
      return wrong("needs a DefinitionBody with a version and paths, written in the template");
    if (!read()) return;
    // a path with and without a slash at the end is the same one
    definition.each_path([&](const std::string& path, Part item) {
      std::string same = path;
      while (same.size() > 1 && same.ends_with('/')) same.pop_back();
      const auto [place, fresh] = answered_.try_emplace(same, path);
      if (!fresh && place->second != path) return;
      if (!tree_.find(item, "options").valid()) maker_.set(item, "options", answer(item));
    });
  }

 private:
  void wrong(const std::string& what) {
    expansion_.warn(maker_.place(), "Cors " + what, "Cors of the API " + api_.id + " " + what);
  }

  bool read() {
    origin_ = maker_.text(kAnyOrigin);
    if (tree_.call(cors_) || tree_.is_scalar(cors_)) {
      origin_ = cors_;
      return true;
    }
    if (!tree_.is_map(cors_)) {
      wrong("must be an origin or a map");
      return false;
    }
    for (const Entry& entry : tree_.entries(cors_)) {
      if (std::find(kRestCorsKeys.begin(), kRestCorsKeys.end(), entry.key) == kRestCorsKeys.end())
        wrong("says " + entry.key + ", which is not known");
    }
    if (const Part origin = own("AllowOrigin"); is_given(tree_, origin)) origin_ = origin;
    const bool credentials = is_given(tree_, own("AllowCredentials"));
    if (credentials && tree_.text(origin_) == kAnyOrigin)
      wrong("says AllowCredentials, which needs an AllowOrigin other than '*'");
    return true;
  }

  Part own(std::string_view key) { return tree_.is_map(cors_) ? tree_.find(cors_, key) : Part{}; }
  Part given(std::string_view key) { return is_given(tree_, own(key)) ? own(key) : Part{}; }

  Part methods_of(Part item) {
    std::set<std::string> names = {"OPTIONS"};
    for (const Entry& entry : tree_.entries(item)) {
      if (entry.key == kAnyMethod) return maker_.text(kAllMethods);
      if (!is_method(entry.key)) continue;
      std::string name = entry.key;
      for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      names.insert(name);
    }
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ",") + name;
    return maker_.text("'" + all + "'");
  }

  Part answer(Part item) {
    const Part parameters = maker_.map({}), headers = maker_.map({});
    const auto header = [&](const std::string& name, Part value, std::string_view type) {
      if (!value.valid()) return;
      maker_.set(parameters, "method.response.header.Access-Control-" + name, value);
      maker_.set(headers, "Access-Control-" + name, maker_.map({{"type", maker_.text(type)}}));
    };
    const Part methods = given("AllowMethods");
    header("Allow-Origin", origin_, "string");
    header("Allow-Headers", given("AllowHeaders"), "string");
    header("Allow-Methods", methods.valid() ? methods : methods_of(item), "string");
    header("Max-Age", own("MaxAge"), "integer");
    if (tree_.kind(own("AllowCredentials")) == NodeKind::boolean &&
        given("AllowCredentials").valid())
      header("Allow-Credentials", maker_.text("'true'"), "string");
    const auto json = [&](std::string_view text) {
      return maker_.map({{"application/json", maker_.text(text)}});
    };
    const Part standard = maker_.map({{"statusCode", maker_.text("200")},
                                      {"responseParameters", parameters},
                                      {"responseTemplates", json("{}\n")}});
    const Part integration =
        maker_.map({{"type", maker_.text("mock")},
                    {"requestTemplates", json("{\n  \"statusCode\" : 200\n}\n")},
                    {"responses", maker_.map({{"default", standard}})}});
    const Part response = maker_.map(
        {{"description", maker_.text("Answer to a CORS preflight request")}, {"headers", headers}});
    return maker_.map({{"summary", maker_.text("CORS support")},
                       {"consumes", maker_.list({maker_.text("application/json")})},
                       {"produces", maker_.list({maker_.text("application/json")})},
                       {kIntegration, integration},
                       {"responses", maker_.map({{"200", response}})}});
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& api_;
  Part cors_, origin_;
  Maker maker_;
  std::map<std::string, std::string> answered_;  ///< path without a slash at the end → as written
};

}  // namespace

void add_cors(Expansion& expansion, const Macro& api, RestDefinition& definition) {
  Cors(expansion, api).add(definition);
}

}  // namespace weir::cloudformation::sam
