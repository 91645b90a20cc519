#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/cloudformation/cloudformation.h"

namespace weir::cloudformation {

/// A template on its way through the parser and the lowering.
class Lowered {
 public:
  /// `json`: the text is JSON, else YAML. `parameters` are given by one file.
  explicit Lowered(std::string text, const std::map<std::string, std::string>& parameters = {},
                   bool json = false);

  /// With several parameter files.
  Lowered(const ParameterValues& files, std::string text);

  /// The dump, without the line that names the unit.
  std::string dump() const;
  /// The attribute at a path of keys and list positions: `attribute("Role", {"Tags", "0", "Key"})`.
  ValueId attribute(std::string_view address, const std::vector<std::string>& path) const;
  /// Where a value stands in the file: its bytes there.
  std::string written(ValueId value) const;
  Span place(ValueId value) const;

  SourceMap sources;
  FileId file;
  ResourceModel model;

 private:
  void run(const ParameterValues& files, bool json);
};

/// A catalogue with a few types: AWS::IAM::Role (its own and its inline policies),
/// AWS::SQS::QueuePolicy, AWS::Test::Json with a JSON text at `Body`, and
/// AWS::SecretsManager::Secret, which dynamic references read.
const Catalog& small_catalog();

}  // namespace weir::cloudformation
