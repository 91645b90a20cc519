#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/analysis/properties.h"

/// The derived properties and edges, one file each; properties.cpp lists them.
namespace weir {

PropertyColumn compute_account(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_authenticated(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_crosses(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_cycle_head(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_data_classes(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_direction(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_encrypted(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_known_as(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_mutating(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_principal_scope(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_protocol(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_redundancy(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_region(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_reviews_content(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_scans_content(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_tenancy(const Properties& all);
PropertyColumn compute_tenant_filter(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_timeout(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_timeout_of_calls(const Dfd& dfd, const Catalog& catalog);
PropertyColumn compute_trust(const Properties& all);

std::vector<Attachment> compute_dominates(const Dfd& dfd, const Catalog& catalog);
std::vector<Attachment> compute_escalates_to(const Dfd& dfd, const Catalog& catalog);
std::vector<Attachment> compute_records_prompts(const Dfd& dfd, const Catalog& catalog);
std::vector<Attachment> compute_serves(const Dfd& dfd, const Catalog& catalog);
std::vector<Attachment> compute_reaches(const Dfd& dfd, const Catalog& catalog);

/// Values of columns.
PropertyValue derived_text(std::string_view text);
PropertyValue derived_boolean(bool boolean);
PropertyValue derived_unknown(std::string_view why);
PropertyValue derived_list(std::vector<std::string> texts);

}  // namespace weir
