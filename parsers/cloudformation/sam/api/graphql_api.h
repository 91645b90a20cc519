#pragma once

#include <map>
#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// What of a GraphQLApi is expanded together.
class GraphqlApi {
 public:
  GraphqlApi(Expansion& expansion, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        macro_(macro),
        maker_(expansion.at(macro.place)) {}

  void expand();

 private:
  Part own(std::string_view key);
  void wrong(Span place, const std::string& what);
  /// A map of things with names; what is no map is said.
  std::vector<Entry> named(Part map, const std::string& what);
  Part add(const std::string& id, std::string_view type, Part properties, Span place);
  Part api_id(const Maker& at);

  // The API itself.
  void make_api();
  void authenticate(Part properties);
  void add_provider(Part to, Part auth, bool additional);
  void connect_authorizer(Part function_arn, Span place);
  Part logging();
  void make_schema();
  void make_keys();
  void make_cache();
  void make_domain();

  // What answers its fields.
  void make_data_sources();
  void make_data_source(const Entry& entry, bool table);
  Part table_config(Part source, const Maker& at);
  Part table_arn(Part source, const Maker& at);
  Part role(const std::string& data_source, Part permissions, Part target, bool table,
            const Maker& at);
  void make_functions();
  Part data_source_named(const Entry& entry, const Maker& at);
  Part runtime(const Entry& entry, const Maker& at);
  void take_code(const Entry& entry, Part to, const Maker& at);
  void make_resolvers();
  void make_resolver(const std::string& type, const Entry& entry);

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  const Maker maker_;
  int authorizers_ = 0;
  std::map<std::string, std::string, std::less<>> data_sources_;  ///< name → logical id
  std::map<std::string, Part, std::less<>> functions_;            ///< name → id of the function
};

}  // namespace weir::cloudformation::sam
