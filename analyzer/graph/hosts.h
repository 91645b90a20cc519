#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/transport.h"

namespace weir {

/// The host of an address `https://host:port/path`, holes in it included; a text that is no such
/// address as it is.
std::string_view host_of(std::string_view text);

/// The host of an address `https://host…` that anybody can look up, in lower case; none for one
/// that is put together at deployment, for numbers, and for names that only a network of one's own
/// knows.
std::optional<std::string> host_of_others(std::string_view text);

/// A host's name as it is compared, in lower case and without the dot at its end; none if the text
/// is no name with a domain.
std::optional<std::string> host_name(std::string_view text);

/// Whether it is an endpoint of a provider, under the domain of its service principals or of the
/// form in which some concept is addressed: what is called there is a resource, or a service with
/// actions.
bool is_of_provider(const Catalog& catalog, std::string_view host);

/// The form that an address `scheme://host…` has, by tables/addresses.yaml; none if it has none of them.
const AddressForm* address_form(const Catalog& catalog, const TransportCatalog& transport, std::string_view address);

/// The protocol spoken at an address `scheme://host…`, by tables/addresses.yaml; "" if none of them
/// says, and for a text that is no address.
std::string protocol_at(const Catalog& catalog, const TransportCatalog& transport,
                        std::string_view address);

}  // namespace weir
