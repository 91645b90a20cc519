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

/// Texts that templates may name, by path as shown (relative to the root).
using LocalFiles = std::map<std::string, FileId, std::less<>>;
/// Templates by path as shown; of a file with several, the first.
using Templates = std::map<std::string, const Document*, std::less<>>;

/// What lies beside a template, for those that it names.
struct Surroundings {
  LocalFiles files;
  Templates templates;
};

/// Texts of a template that look like the name of a file beside it: relative paths and addresses
/// that end like a template or a definition. Each once, sorted.
std::vector<std::string> names_of_files(const Document& document);

/// Where a file that such a text of the template at `path` names may stand, as shown: below its
/// folder or one above it, longest suffix first.
std::vector<std::string> places_of(std::string_view path, std::string_view name);

/// Paths of the templates that this one nests, as far as they are found among `around.templates`,
/// each once, sorted. What only the values of parameters would tell is found with their defaults.
std::vector<std::string> nested_templates(const Document& document, SourceMap& sources,
                                          const Catalog& catalog, const Surroundings& around);

/// Those templates that none of the others nests; of those that only nest each other, the first by
/// path. `nested` holds every template's path with the paths that it nests.
std::vector<std::string> roots(const std::map<std::string, std::vector<std::string>>& nested);

/// Lowers one template with the stacks that it nests, whose resources have addresses
/// `Stack/LogicalId`. Parameters with AllowedValues are choices, others their default, others
/// unknown; conditions are guards; Ref, GetAtt, Sub, Join, Select, Split, If, FindInMap, Base64,
/// GetAZs, Cidr, ImportValue, Equals/And/Or/Not/Condition in full and short form. Texts that the
/// catalogue marks with a `content` are handed to parsers/embedded. What is not evaluated is
/// unknown with its reason and a diagnostic.
ResourceModel lower(const Document& document, SourceMap& sources, const Catalog& catalog,
                    const ParameterValues& parameters, const Surroundings& around);

}  // namespace weir::cloudformation
