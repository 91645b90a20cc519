#pragma once

#include <string>

#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {

/// A GraphQL API of the plugin serverless-appsync-plugin, and how what belongs to it is called.
struct GraphApi {
  std::string prefix;  ///< of logical ids, where the service has several APIs
  Part written;
  Part id;  ///< of the API that is made, or of one that is there already

  std::string made(std::string_view what) const { return prefix + std::string(what); }
};

/// The function that `functionArn`, `functionName` or `function` (one that is described there) of a
/// map leads to; not there if none of them is. A function that is described gets the name `key`.
Part function_of_api(Service& service, Part config, const std::string& key);

/// Its data sources, with the roles that the API takes for them. Before the functions, which some
/// of them describe.
void write_data_sources(Service& service, const GraphApi& api);
/// Its resolvers and the functions of their pipelines, by the data sources that they ask.
void write_resolvers(Service& service, const GraphApi& api);
/// The firewall before it.
void write_api_firewall(Service& service, const GraphApi& api);

}  // namespace weir::cloudformation::serverless
