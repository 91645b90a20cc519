#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace weir::hcl {

/// How the strings in an attribute's JSON value are read.
enum class Reading : char {
  templates,   ///< "${var.x}" is a template
  literal,     ///< as they are
  references,  ///< names and types: "aws_s3_bucket.b", "list(string)"
};

struct BodyForm;

/// Blocks of one type inside a body.
struct BlockForm {
  std::string_view type;
  std::size_t labels = 0;
  const BodyForm* body = nullptr;
};

/// What Terraform's language says about the properties of one JSON object that stands for a body.
/// Every other property is an attribute, read as `others`.
struct BodyForm {
  std::span<const BlockForm> blocks;
  std::span<const std::string_view> references;
  std::span<const std::string_view> literals;
  Reading others = Reading::templates;
};

/// A whole file.
const BodyForm& file_form();
/// A block of a type that only its provider knows.
const BodyForm& open_form();

const BlockForm* find_block(const BodyForm& form, std::string_view name);
Reading reading_of(const BodyForm& form, std::string_view name);

}  // namespace weir::hcl
