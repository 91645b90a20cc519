#include "analyzer/driver/variable_files.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "analyzer/base/limits.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

using terraform::Assignment;
using terraform::GivenFile;
using terraform::GivenVariable;
using terraform::GivenVariables;

std::vector<std::string> files_named_in(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

/// The expression that a value is read as, if it is one and nothing follows it.
std::optional<Document> expression_of(const std::string& name, const std::string& text, SourceMap& sources) {
  Parsed parsed = parse_hcl(sources, sources.add_file("--var " + name, "value = " + text + "\n"));
  if (!parsed.ok() || parsed.documents.empty() || terraform::names_given(parsed.documents.front()).size() != 1)
    return std::nullopt;
  return std::move(parsed.documents.front());
}

}  // namespace

Result<GivenFile> read_variable_text(const SourceMap& sources, NamedFile file) {
  const bool json = sources.path(file.file).ends_with(".json");
  Parsed parsed = json ? parse_json(sources, file.file) : parse_hcl(sources, file.file);
  for (const Diagnostic& diagnostic : parsed.diagnostics)
    if (diagnostic.level == Level::error) return placed(sources, file.file, diagnostic.span, diagnostic.message);
  if (parsed.documents.empty()) return placed(sources, file.file, {}, "expected values of variables");
  Document& document = parsed.documents.front();
  if (json && (document.empty() || document[0].kind != NodeKind::map))
    return placed(sources, file.file, {}, "expected an object from names of variables to values");
  return GivenFile{std::move(document), file.below_root};
}

Result<bool> read_variable_files(const std::vector<std::string>& named, const std::string& root, SourceMap& sources,
                                 GivenVariables& given) {
  if (named.size() > limits::kAllowedValues)
    return Error{"--var-file takes at most " + std::to_string(limits::kAllowedValues) + " ways to deploy, found " +
                     std::to_string(named.size()),
                 {}};
  for (const std::string& together : named) {
    Assignment assignment;
    for (const std::string& path : files_named_in(together)) {
      Result<NamedFile> file = read_named_file(path, root, sources);
      if (!file.ok()) return file.error();
      Result<GivenFile> read = read_variable_text(sources, *file);
      if (!read.ok()) return read.error();
      assignment.name += (assignment.name.empty() ? "" : ",") + std::string(sources.path(file->file));
      assignment.files.push_back(std::move(*read));
    }
    if (assignment.files.empty()) return Error{"--var-file expects FILE, found \"" + together + "\"", {}};
    for (const Assignment& other : given.assignments)
      if (other.name == assignment.name) return Error{"--var-file names " + assignment.name + " twice", {}};
    given.assignments.push_back(std::move(assignment));
  }
  return true;
}

Result<bool> read_variables(const std::vector<std::string>& named, SourceMap& sources, GivenVariables& given) {
  for (const std::string& one : named) {
    const std::size_t sign = one.find('=');
    if (sign == std::string::npos || sign == 0) return Error{"--var expects NAME=VALUE, found \"" + one + "\"", {}};
    GivenVariable variable{one.substr(0, sign), one.substr(sign + 1), {}};
    variable.expression = expression_of(variable.name, variable.text, sources);
    given.variables.push_back(std::move(variable));
  }
  return true;
}

void report_unused(const GivenVariables& given, const ResourceModel& model, Diagnostics& diagnostics) {
  if (given.assignments.empty() && given.variables.empty()) return;
  std::set<std::string_view> known;
  for (const Unit& unit : model.units)
    for (const Parameter& parameter : unit.parameters)
      if (unit.language == Language::terraform) known.insert(parameter.name);
  const auto check = [&](const std::string& name, Span place, const std::string& where) {
    if (known.count(name) != 0) return;
    diagnostics.push_back(
        {Level::warning, place, "unused-parameter", where + "no root module has the variable " + name});
  };
  for (const Assignment& assignment : given.assignments)
    for (const GivenFile& file : assignment.files)
      for (const auto& [name, place] : terraform::names_given(file.document))
        check(name, file.below_root ? place : Span{}, assignment.name + ": ");
  for (const GivenVariable& variable : given.variables) check(variable.name, {}, "--var: ");
}

}  // namespace weir
