#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir::cloudformation {

/// A text of a parameter file. No valid span: it stands nowhere that may be shown.
struct GivenText {
  std::string text;
  Span span;
};

/// What a parameter file gives for one parameter: one text, or the items of a list.
struct GivenValue {
  std::vector<GivenText> texts;
  bool is_list = false;
  Span key;  ///< where the file names the parameter
};

/// What one parameter file gives, by parameter name.
struct ParameterFile {
  std::string name;  ///< as shown
  std::map<std::string, GivenValue, std::less<>> values;
};

/// The files of --parameters, in the order in which they were given: each is an assignment.
using ParameterValues = std::vector<ParameterFile>;

/// Reads a parameter file: AWS CLI's list of {ParameterKey, ParameterValue} (nothing is given by
/// UsePreviousValue) or of "Key=Value", CodePipeline's map with `Parameters`, or a map from names
/// to values. Numbers and booleans are given as they are written. Error, with its place: another
/// form, a value that is neither scalar nor a list of them, a parameter that is given twice.
Result<ParameterFile> read_parameter_file(const Document& document, SourceMap& sources);

}  // namespace weir::cloudformation
