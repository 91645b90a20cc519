#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/cloudformation/files/parameter_file.h"

namespace weir::cloudformation {

/// Whether the first bytes of a file bear the mark of a CloudFormation template outside template
/// delimiters (`{{`, `{%`): `AWSTemplateFormatVersion`, or `Resources` whose entries have a `Type`
/// of a known form.
bool recognises(std::string_view beginning);
/// The same question, decided on the parsed tree.
bool is_template(const Document& document);

/// Texts that templates may name, by path as shown (relative to the root).
using LocalFiles = std::map<std::string, FileId, std::less<>>;
/// Templates by path as shown; of a file with several, the first.
using Templates = std::map<std::string, const Document*, std::less<>>;

/// A name as far as it is known: its pieces in order, std::nullopt for what deployment fills in.
using NameWithHoles = std::vector<std::optional<std::string>>;

/// A value that a unit gives to others under a name.
struct Offer {
  std::string as;  ///< "export", "output", or what the catalogue says of a resource (`publishes`)
  NameWithHoles name;
  std::string unit;       ///< path of the unit's root template
  std::string region;     ///< that the unit says it is deployed to; empty if it says none
  std::string what;       ///< how it is called in origins: "output VpcId of network.yaml"
  std::size_t model = 0;  ///< into Offers::models
  ValueId value;          ///< in that model
};

/// Everything that the units of a project give to others, and the models that hold the values.
struct Offers {
  std::vector<ResourceModel> models;
  std::vector<Offer> offers;
  /// Offers by how they are called and what is known of the name: "as\nname" of literal ones,
  /// "as\nbeginning\nend" of those with holes.
  std::map<std::string, std::vector<std::size_t>, std::less<>> literal, open;

  void add(Offers more);
};

/// What lies beside a template, for those that it names.
struct Surroundings {
  LocalFiles files;
  Templates templates;
  /// What a template's folder and the name of an uploaded file lead to: "folder/hash.json" → path.
  std::map<std::string, std::string, std::less<>> uploaded;
  /// Paths of the constructs that made a template's resources, where a file beside it says so: path of
  /// the template → logical id → path.
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> constructs;
  std::map<std::string, std::string, std::less<>> systems;  ///< unit's path → its system
  Offers offered;
};

/// Texts of a template that look like the name of a file beside it: relative paths and addresses
/// that end like a template or a definition. Each once, sorted.
std::vector<std::string> names_of_files(const Document& document);

/// Where a file that such a text of the template at `path` names may stand, as shown: below its
/// folder or one above it, longest suffix first.
std::vector<std::string> places_of(std::string_view path, std::string_view name);

/// Paths of the templates that this one nests, as far as they are found among `around.templates`,
/// each once, sorted. What only the values of parameters would tell is found with those given, else
/// with their defaults.
std::vector<std::string> nested_templates(const Document& document, SourceMap& sources,
                                          const Catalog& catalog, const ParameterValues& parameters,
                                          const Surroundings& around);
/// Whether a text looks like the name of a file beside a template, see names_of_files.
bool names_a_file(std::string_view text);

/// What a root template and the stacks nested in it give to other units; `around.offered` is not
/// looked at.
Offers offers_of(const Document& document, SourceMap& sources, const Catalog& catalog,
                 const ParameterValues& parameters, const Surroundings& around);

/// Lowers one template with the stacks that it nests, whose resources have addresses
/// `Stack/LogicalId`; loops and includes are written out first. Parameters with AllowedValues are
/// choices (whose atoms have the default as their default outcome), others their default, others
/// unknown; of `parameters` one file decides, several are a choice of files. Conditions are guards,
/// the assertions of Rules assumptions. Texts that the catalogue marks with a `content` are handed
/// to parsers/embedded. What is not evaluated is unknown with its reason and a diagnostic of level
/// note; what is wrong with a part of the template is a warning, and an error is only what leaves
/// nothing to read.
ResourceModel lower(const Document& document, SourceMap& sources, const Catalog& catalog,
                    const ParameterValues& parameters, const Surroundings& around);

}  // namespace weir::cloudformation
