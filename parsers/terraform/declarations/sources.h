#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "parsers/terraform/terraform.h"

namespace weir::terraform {

/// Whether terraform downloaded what lies in the folder; nothing there is a root.
bool is_installed(std::string_view folder);

/// Folders by their names: what a registry, git or archive source means, as far as names tell.
class NamedFolders {
 public:
  explicit NamedFolders(const Folders& folders);

  /// `a/vpc/aws//modules/x` is `terraform-aws-vpc/modules/x` or `modules/vpc/modules/x`, a
  /// repository `…/terraform-aws-vpc.git` the folder `terraform-aws-vpc`, any other `modules/NAME`.
  /// None if there is no such folder with module files, or several.
  std::optional<std::string> find(std::string_view source) const;

 private:
  std::multimap<std::string_view, std::string_view> by_name_;  ///< last component → path
};

}  // namespace weir::terraform
