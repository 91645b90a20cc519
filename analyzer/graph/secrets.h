#pragma once

#include <string_view>
#include <vector>

#include "analyzer/base/span.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Whether a literal looks like a secret: a well-known form of keys, or a name that speaks of
/// secrets together with a text that no person would write (at least 8 characters without spaces
/// and 2.5 bits of entropy a character), or such a text as the password in an address or connection
/// string. References, placeholders and other addresses are none.
bool looks_secret(std::string_view name, std::string_view value);

/// Whether no output may show a literal called so: one that looks like a secret, whatever is called
/// a password, token or key, and addresses that carry one (`https://user:password@…`, `?token=…`).
/// Wider than looks_secret: here a doubt hides.
bool is_hidden(std::string_view name, std::string_view value);

/// Where such literals stand in a model, with what the model itself declares a secret. O(values).
std::vector<Span> secret_places(const ResourceModel& model);

/// Shannon entropy in bits per character.
double entropy(std::string_view text);

}  // namespace weir
