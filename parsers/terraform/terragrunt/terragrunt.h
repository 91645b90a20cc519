#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/syntax/syntax.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/terragrunt/config_file.h"

namespace weir::terraform {

/// How an included file and the one that includes it become one.
enum class MergeStrategy : std::uint8_t { none, shallow, deep };

/// A file as the unit sees it: the same root.hcl says something else for each folder that includes
/// it.
struct TerragruntConfig {
  struct Included {
    std::string label;
    MergeStrategy strategy = MergeStrategy::shallow;
    TerragruntConfig* config = nullptr;
  };

  const ConfigFile* file = nullptr;
  std::string folder;                 ///< of the file that terragrunt was asked to read
  TerragruntConfig* child = nullptr;  ///< the file that includes this one
  bool deep = false;                  ///< that one merges it deeply
  ModuleInstance instance;            ///< of its locals
  Additions additions;
  std::string address;  ///< of references to it as a whole
  Cell::Progress found = Cell::Progress::fresh;
  std::vector<Included> includes;
  std::map<std::string, Cell, std::less<>> sections, dependencies;
};

/// Where a unit's module is.
struct TerragruntSource {
  enum class Kind : std::uint8_t { none, folder, elsewhere, unknown };
  Kind kind = Kind::none;
  std::string folder;    ///< as shown
  bool by_name = false;  ///< the folder is one that has the name of a module elsewhere
  std::string written;
  Span span;
};

/// The terragrunt.hcl of a folder, with what it includes and reads. Internal to parsers/terraform;
/// the parts stand in terragrunt.cpp (the unit), configs.cpp (files and includes), names.cpp (what
/// they call include, dependency, feature), inputs.cpp, generated.cpp and functions.cpp.
///
/// Paths that its functions make begin at the project's root, which reads as "/".
class Terragrunt {
 public:
  Terragrunt(Lowering& lowering, std::string unit);
  ~Terragrunt();

  /// Adds to the files of the unit's folder those of the module, what is generated, and values that
  /// terraform is told to read; the folder of the module. None if there is no module to read (what
  /// is known of it is in the model then).
  std::optional<std::string> compose(Folder& files);
  TerragruntSource source();
  /// Paths of the files that the unit's file includes.
  std::vector<std::string> included();
  /// Whether the file says that terragrunt does not run its folder.
  bool is_skipped();

  /// What the unit gives a variable; where nothing is given, what `otherwise` says.
  ValueId input(const std::string& name, const std::function<ValueId()>& otherwise);

 private:
  using Config = TerragruntConfig;
  struct Call {
    Config& config;
    const std::vector<ValueId>& arguments;
    std::string_view name;
    Span span;
  };
  struct Function {
    std::string_view name;
    std::size_t least, most;
    ValueId (Terragrunt::*run)(const Call& call);
  };

  // configs.cpp
  const ConfigFile* file_at(const std::string& path);
  Config* add_config(const ConfigFile& file, std::string folder, Config* child);
  Config* read_config(const std::string& path);
  const std::vector<Config::Included>& includes(Config& config);
  Config::Included include(Config& config, const Block& block);
  std::optional<FileId> read(const std::string& path) const;
  bool exists(const std::string& path) const;
  Scope scope_of(Config& config, const Document& document);
  ValueId evaluate(Config& config, const Syntax& at);
  std::optional<std::string> text_of(ValueId value);
  std::optional<std::string> resolve(const Config& config, std::string_view path) const;
  ValueId path_value(const std::string& shown, Span span);

  // names.cpp
  ValueId named(Config& config, std::string_view root, std::string_view name, Span span);
  ValueId as_object(Config& config, Span span);
  ValueId section(Config& config, std::string_view name, Span span);
  ValueId make_section(Config& config, std::string_view name, Span span);
  ValueId locals(Config& config);
  ValueId block_of(Config& config, const Block& block);
  ValueId dependency(Config& config, std::string_view label, Span span);
  ValueId outputs_of(Config& config, const std::vector<std::pair<Config*, const Block*>>& blocks,
                     Span span);
  ValueId outputs_of_unit(const std::string& unit, Span span);
  void dependency_blocks(Config& config, std::string_view label, bool from_child,
                         std::vector<std::pair<Config*, const Block*>>& found);
  ValueId feature(Config& config, std::string_view label, Span span);

  // inputs.cpp
  ValueId input_from(std::size_t layer, const std::string& name,
                     const std::function<ValueId()>& otherwise);
  std::vector<ValueId> input_layers(Config& config);
  ValueId one_map(const std::vector<ValueId>& layers, Span span);
  ValueId merged(ValueId below, ValueId over, bool deep, int depth);
  ValueId merged_maps(ValueId below, ValueId over, bool deep, int depth);

  // generated.cpp
  std::vector<std::pair<Config*, const Block*>> blocks_of(
      Config& config, const std::vector<Block> ConfigFile::*kind);
  void add_generated(Folder& files);
  const Document* generated(Config& config, const Block& block);
  std::optional<FileId> text_file(ValueId contents);
  void add_value_files(Folder& files);
  void read_value_files(Config& config, const Block& block, Folder& files);
  void add_value_file(const Config& config, std::string_view path, Folder& files);

  // functions.cpp
  ValueId function(Config& config, NodeIndex node, const Scope& scope);
  static const Function* find(std::string_view name);
  ValueId find_in_parent_folders(const Call& call);
  ValueId path_relative_to_include(const Call& call);
  ValueId path_relative_from_include(const Call& call);
  ValueId get_terragrunt_dir(const Call& call);
  ValueId get_parent_terragrunt_dir(const Call& call);
  ValueId get_original_terragrunt_dir(const Call& call);
  ValueId get_repo_root(const Call& call);
  ValueId get_path_to_repo_root(const Call& call);
  ValueId get_path_from_repo_root(const Call& call);
  ValueId get_env(const Call& call);
  ValueId read_terragrunt_config(const Call& call);
  ValueId read_tfvars_file(const Call& call);
  ValueId read_text(const Call& call);
  ValueId file_exists(const Call& call);
  ValueId deep_merge(const Call& call);
  ValueId itself(const Call& call);
  ValueId nothing(const Call& call);
  ValueId known_at_run(const Call& call);
  ValueId of_the_account(const Call& call);
  ValueId never_run(const Call& call);
  ValueId decrypted(const Call& call);
  const Config* included_by(const Call& call);

  void leave_unread(const TerragruntSource& source);

  Lowering& lowering_;
  std::string unit_;
  Config* config_ = nullptr;                                  ///< none if the file cannot be read
  std::map<std::string, std::unique_ptr<ConfigFile>> files_;  ///< by path; none: cannot be read
  std::vector<std::unique_ptr<Parsed>> parsed_;
  std::deque<Config> configs_;
  std::map<std::string, Config*> read_;  ///< by path
  std::optional<std::vector<ValueId>> inputs_;
  bool in_circle_ = false;  ///< a unit that it depends on depends on it, or on one that does
};

}  // namespace weir::terraform
