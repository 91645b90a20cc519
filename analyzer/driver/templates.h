#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/driver/assemblies.h"
#include "analyzer/driver/discover.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/files/templated.h"
#include "parsers/syntax/syntax.h"

namespace weir {

/// A file that holds templates, as parsed. Half a template is none: a file with errors has no `templates`.
struct TemplateFile {
  FileId file;
  std::string path;        ///< as shown
  bool named = false;      ///< an argument itself
  bool beside = false;     ///< read because a template names it
  std::size_t argument = 0;
  Parsed parsed;
  std::optional<cloudformation::Templating> templating;  ///< it is written in a template language, and not read
  std::vector<const Document*> templates;
};

/// The project's CloudFormation: files that name each other.
struct TemplateFiles {
  std::vector<std::unique_ptr<TemplateFile>> files;  ///< in the order of their paths
  cloudformation::Surroundings around;               ///< what they may name
  std::vector<std::string> roots;                    ///< paths of those that no other nests, sorted
  std::vector<AssemblyFolder> assemblies;            ///< in the order of their folders
  std::vector<FileId> programs;                      ///< sources of programs that wrote templates
  Diagnostics diagnostics;

  /// The assembly that a file lies in, template or not; nullptr if it lies in none.
  const AssemblyFolder* assembly_of(std::string_view path) const;
  bool is_root(const std::string& path) const { return std::binary_search(roots.begin(), roots.end(), path); }
};

/// Parses the project's templates, in parallel, and finds out which nest which. Files below the root that a template names are
/// read too, unless they are excluded or reached through a link; those that are templates are analysed only where they are nested.
/// `given` are values for the root templates' parameters, which may name files too.
TemplateFiles read_templates(const Project& project, const Catalog& catalog, const cloudformation::ParameterValues& given,
                             SourceMap& sources, unsigned jobs);

}  // namespace weir
