#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/setting_words.h"
#include "analyzer/catalog/transport.h"

namespace weir {

/// The address `scheme://host:port?options` that a connection string means: `Server=db.example.com;Encrypt=False`,
/// `host=db.example.com sslmode=disable`, `cache.example.com:6380,ssl=True`. Names and passwords are left out. None for
/// other texts. The schemes: tables/connections.yaml.
std::optional<std::string> address_of_connection(const TransportCatalog& transport, const Catalog& catalog,
                                                 const SettingWords& words, std::string_view text);

/// The scheme that a name's words, or a port, speak of; "" if none.
std::string engine_named(const TransportCatalog& transport, const Catalog& catalog, std::string_view name);
std::string engine_at_port(const TransportCatalog& transport, const Catalog& catalog, std::string_view port);

/// The first host of an address `scheme://name:password@host:port,…/…`, in lower case; none if it is no name with a
/// domain that others may know.
std::optional<std::string> host_in_address(std::string_view address);

}  // namespace weir
