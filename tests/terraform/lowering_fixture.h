#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/terraform/terraform.h"

namespace weir::terraform {

/// Files by their path as shown: modules (`main.tf`, `modules/a/main.tf`), values files, and others
/// that functions may read.
using Files = std::map<std::string, std::string>;

/// Arguments of `terraform plan`: `-var-file=FILE` (together they are one assignment),
/// `-var=NAME=VALUE`.
struct PlanArguments {
  std::vector<std::string> list;
};

/// A root module on its way through the parser and the lowering.
class Lowered {
 public:
  /// `root`: the folder of the module; the others are there to be called.
  explicit Lowered(const Files& files, const std::string& root = "")
      : Lowered(files, root, PlanArguments{}) {}
  Lowered(const Files& files, const std::string& root, const PlanArguments& arguments);
  /// One file.
  explicit Lowered(std::string text) : Lowered(Files{{"main.tf", std::move(text)}}) {}

  /// The dump, without the line that names the unit.
  std::string dump() const;
  /// The attribute at a path of keys and list positions: `attribute("t.x", {"tags", "0", "key"})`.
  ValueId attribute(std::string_view address, const std::vector<std::string>& path) const;
  /// Where a value stands in its file: its bytes there.
  std::string written(ValueId value) const;
  Span place(ValueId value) const;
  /// Diagnostics of the lowering with this code.
  std::size_t count_of(std::string_view code) const;

  SourceMap sources;
  std::vector<std::vector<Document>> documents;  ///< by file
  GivenVariables given;
  ResourceModel model;

 private:
  Document parsed(const std::string& path, const std::string& text);
  void take(const Files& files, const std::string& argument);
};

/// A catalogue with two types: test_policy (an IAM policy at `policy`) and test_json with a JSON
/// text at `body`.
const Catalog& small_catalog();

}  // namespace weir::terraform
