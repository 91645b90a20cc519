#include "analyzer/driver/parameter_files.h"

#include <algorithm>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/driver/named_file.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

using cloudformation::GivenText;
using cloudformation::GivenValue;
using cloudformation::ParameterFile;
using cloudformation::ParameterValues;

/// What stands outside the root has no place that a finding may name.
void forget_places(ParameterFile& file) {
  for (auto& [name, value] : file.values) {
    value.key = Span{};
    for (GivenText& text : value.texts) text.span = Span{};
  }
}

Result<ParameterFile> read_one(const std::string& path, const std::string& root, SourceMap& sources) {
  const Result<NamedFile> named = read_named_file(path, root, sources);
  if (!named.ok()) return named.error();
  Result<ParameterFile> file = read_parameter_text(sources, named->file);
  if (file.ok() && !named->below_root) forget_places(*file);
  return file;
}

}  // namespace

Result<ParameterFile> read_parameter_text(SourceMap& sources, FileId file) {
  const Parsed parsed = parse_yaml_or_json(sources, file);
  for (const Diagnostic& diagnostic : parsed.diagnostics)
    if (diagnostic.level == Level::error) return placed(sources, file, diagnostic.span, diagnostic.message);
  if (parsed.documents.size() != 1) return placed(sources, file, {}, "expected one document of parameter values");
  Result<ParameterFile> read = cloudformation::read_parameter_file(parsed.documents.front(), sources);
  if (!read.ok()) return placed(sources, file, read.error().span.value_or(Span{}), read.error().message);
  return read;
}

Result<ParameterValues> read_parameter_files(const std::vector<std::string>& paths, const std::string& root,
                                             SourceMap& sources) {
  ParameterValues files;
  if (paths.size() > limits::kAllowedValues)
    return Error{"--parameters takes at most " + std::to_string(limits::kAllowedValues) + " files, found " +
                     std::to_string(paths.size()),
                 {}};
  for (const std::string& path : paths) {
    Result<ParameterFile> file = read_one(path, root, sources);
    if (!file.ok()) return file.error();
    for (const ParameterFile& other : files)
      if (other.name == file->name) return Error{"--parameters names " + file->name + " twice", {}};
    files.push_back(std::move(*file));
  }
  return files;
}

ParameterFile plain_values(const std::map<std::string, std::string>& values) {
  ParameterFile file;
  for (const auto& [name, text] : values) file.values[name] = GivenValue{{{text, Span{}}}, false, Span{}};
  return file;
}

void report_unused(const ParameterValues& given, const ResourceModel& model, Diagnostics& diagnostics) {
  if (given.empty()) return;
  std::set<std::string_view> known;
  for (const Unit& unit : model.units)
    for (const Parameter& parameter : unit.parameters)
      if (unit.language == Language::cloudformation) known.insert(parameter.name);
  for (const ParameterFile& file : given)
    for (const auto& [name, value] : file.values) {
      if (name.find("::") != std::string::npos || known.count(name) != 0) continue;
      const std::string where = file.name.empty() ? "" : file.name + ": ";
      diagnostics.push_back(
          {Level::warning, value.key, "unused-parameter", where + "no template has the parameter " + name});
    }
}

}  // namespace weir
