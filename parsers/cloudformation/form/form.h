#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/notes.h"
#include "analyzer/document/document.h"

namespace weir::cloudformation {

// How the names of transforms begin, and the types of what the serverless one expands.
inline constexpr std::string_view kServerlessTransform = "AWS::Serverless-";
inline constexpr std::string_view kServerlessTypes = "AWS::Serverless::";
inline constexpr std::string_view kLanguageExtensions = "AWS::LanguageExtensions";

/// Notes as warnings what of a template's sections, parameters, mappings, resources and outputs is
/// not in the form that CloudFormation prescribes: keys that there are not, wrong types, names that
/// cannot be names, defaults that are not allowed. Only what a reader of the template alone can
/// tell; the values of properties are not looked at, and neither is anything if a macro reads the
/// template first, since it may be in the macro's own form. Texts of parameters are never in what
/// it says.
void check_form(const Document& document, Notes& notes);

/// Whether a macro other than CloudFormation's own language extensions and the serverless one
/// rewrites the whole template.
bool has_own_macros(const Document& document);
/// Whether the template asks for AWS::LanguageExtensions.
bool has_language_extensions(const Document& document);

/// Internal to this folder: what the checks of single sections share.
class FormCheck {
 public:
  FormCheck(const Document& document, Notes& notes) : document_(document), notes_(notes) {}

  void sections();
  void parameters(NodeIndex section);
  void mappings(NodeIndex section);
  void resources(NodeIndex section);
  void outputs(NodeIndex section);

 private:
  using Keys = std::span<const std::string_view>;

  /// Whether a word is among these.
  static bool is_one_of(Keys words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  }

  void wrong(NodeIndex at, std::string message);
  /// The keys and values of a map, without broken ones, loops and transforms.
  std::vector<std::pair<NodeIndex, NodeIndex>> entries(NodeIndex map) const;
  void known_keys(NodeIndex map, Keys known, const std::string& what);
  void name(NodeIndex key, const char* what);
  bool is_call(NodeIndex node) const;
  bool is_choice(NodeIndex node) const;
  bool is_scalar(NodeIndex node) const;
  void plain_text(NodeIndex node, const std::string& what);

  bool has_serverless_resources() const;
  void parameter(NodeIndex key, NodeIndex node);
  void parameter_default(NodeIndex node, const std::string& what);
  void limits_of_default(NodeIndex node, NodeIndex value, const std::string& what);
  void mapped_values(NodeIndex map, const std::string& what);
  void resource(NodeIndex key, NodeIndex node);
  void policy(NodeIndex node, std::string_view attribute, Keys allowed, const std::string& what);
  void map_of(NodeIndex node, std::string_view attribute, Keys allowed, const std::string& what);

  const Document& document_;
  Notes& notes_;
  bool extended_ = false;    ///< AWS::LanguageExtensions
  bool serverless_ = false;  ///< the serverless transform
};

}  // namespace weir::cloudformation
