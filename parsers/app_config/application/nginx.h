#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/properties.h"
#include "parsers/app_config/hosts.h"

namespace weir::app_config {

/// A file of nginx, and whether the image fills variables into it before (`/etc/nginx/templates`).
struct ProxyFile {
  FileId file;
  bool is_template = false;
};

/// What a proxy hands requests to, and where it listens.
struct Proxy {
  std::vector<Property> routes;  ///< by the directive that says so; the value has a reference for a host of the project, or
                                 ///< is an address with a host of others
  std::vector<ValueId> listens;  ///< maps {port, secure}
};

/// Reads the configuration of one proxy: what `proxy_pass` and its kin name, upstreams replaced by their servers, variables
/// (`set`, those of a template) by their values. Names that are neither a host of the project nor an address are left out.
/// Malformed files are read as far as they go, with a warning.
Proxy read_proxy(ResourceModel& model, SourceMap& sources, const std::vector<ProxyFile>& files, const Properties& variables,
                 const Hosts& hosts, const SettingWords& words);

}  // namespace weir::app_config
