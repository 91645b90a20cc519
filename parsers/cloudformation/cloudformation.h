#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir::cloudformation {

/// Whether the first bytes of a file bear the mark of a CloudFormation template outside template
/// delimiters (`{{`, `{%`): `AWSTemplateFormatVersion`, or `Resources` whose entries have a `Type`
/// of a known form.
bool recognises(std::string_view beginning);
/// The same question, decided on the parsed tree.
bool is_template(const Document& document);

/// Values for parameters, from --parameters FILE, by parameter name.
using ParameterValues = std::map<std::string, std::string>;

/// Lowers one template. Parameters with AllowedValues are choices, others their default, others
/// unknown; conditions are guards; Ref, GetAtt, Sub, Join, Select, Split, If, FindInMap, Base64,
/// GetAZs, Cidr, ImportValue, Equals/And/Or/Not/Condition in full and short form. Texts that the
/// catalogue marks with a `content` are handed to parsers/embedded. What is not evaluated is
/// unknown with its reason and a diagnostic.
ResourceModel lower(const Document& document, SourceMap& sources, const Catalog& catalog,
                    const ParameterValues& parameters);

}  // namespace weir::cloudformation
