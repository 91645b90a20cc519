#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/beside.h"

namespace weir::compose {

/// Whether a file is named like one of compose, `compose*.y(a)ml` or `docker-compose*.y(a)ml`, and its first
/// bytes speak of services.
bool recognises(std::string_view path, std::string_view beginning);
/// Whether the parsed tree is a compose file: a map with a map `services`, or an `include`; of the first version, a map
/// in which something has an `image` or a `build`.
bool is_project(const Document& document);
/// Whether a compose file of this name changes the one beside it without being named: `docker-compose.override.yml`.
bool is_override(std::string_view path);
/// Whether docker compose takes a file of this name by itself: `compose.yaml`, `docker-compose.yml`.
bool is_default(std::string_view path);
/// Names of services that a document gives neither an image nor a way to build one, in their order: with some, it
/// changes another file and stands not for itself.
std::vector<std::string> incomplete_services(const Document& document);

/// A compose project: its file, and the override beside it.
struct ProjectText {
  std::string path;  ///< as shown
  const Document* main = nullptr;
  const Document* changes = nullptr;  ///< none: there is no override
};

/// Lowers a project. Addresses: services by their name, others by kind and name (`network/edge`). What `extends`,
/// `include`, `env_file` and `.env` name is read through `beside`. Values of variables that no file gives are unknown
/// (parameter, subject = the name); a service with settings in files that cannot be read has an attribute `unseen`.
/// Services with profiles exist only where one of these is active. The form of the attributes: README of
/// parsers/app_config. Errors: faults of the form, and services that extend, or files that include, themselves; these
/// are warnings, the rest is lowered.
ResourceModel lower(const ProjectText& project, const app_config::Beside& beside, SourceMap& sources,
                    const Catalog& catalog);

}  // namespace weir::compose
