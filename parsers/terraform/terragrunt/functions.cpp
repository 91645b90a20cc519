// The functions that terragrunt adds to the language.

#include <algorithm>
#include <array>
#include <filesystem>

#include "analyzer/model/passing.h"
#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {
namespace {

/// How a folder is reached from another, both as shown.
std::string relative(const std::string& to, const std::string& from) {
  namespace fs = std::filesystem;
  return fs::path("/" + to).lexically_relative("/" + from).generic_string();
}

}  // namespace

const Terragrunt::Function* Terragrunt::find(std::string_view name) {
  using T = Terragrunt;
  static constexpr std::array kFunctions = {
      Function{"find_in_parent_folders", 0, 2, &T::find_in_parent_folders},
      Function{"path_relative_to_include", 0, 1, &T::path_relative_to_include},
      Function{"path_relative_from_include", 0, 1, &T::path_relative_from_include},
      Function{"get_terragrunt_dir", 0, 0, &T::get_terragrunt_dir},
      Function{"get_parent_terragrunt_dir", 0, 1, &T::get_parent_terragrunt_dir},
      Function{"get_original_terragrunt_dir", 0, 0, &T::get_original_terragrunt_dir},
      Function{"get_repo_root", 0, 0, &T::get_repo_root},
      Function{"get_path_to_repo_root", 0, 0, &T::get_path_to_repo_root},
      Function{"get_path_from_repo_root", 0, 0, &T::get_path_from_repo_root},
      Function{"get_env", 1, 2, &T::get_env},
      Function{"read_terragrunt_config", 1, 2, &T::read_terragrunt_config},
      Function{"read_tfvars_file", 1, 1, &T::read_tfvars_file},
      Function{"file", 1, 1, &T::read_text},
      Function{"fileexists", 1, 1, &T::file_exists},
      Function{"deep_merge", 0, kAnyNumber, &T::deep_merge},
      Function{"mark_as_read", 1, 1, &T::itself},
      Function{"get_terragrunt_source_cli_flag", 0, 0, &T::nothing},
      Function{"get_platform", 0, 0, &T::known_at_run},
      Function{"get_working_dir", 0, 0, &T::known_at_run},
      Function{"get_terraform_command", 0, 0, &T::known_at_run},
      Function{"get_terraform_cli_args", 0, 0, &T::known_at_run},
      Function{"get_terraform_commands_that_need_vars", 0, 0, &T::known_at_run},
      Function{"get_terraform_commands_that_need_input", 0, 0, &T::known_at_run},
      Function{"get_terraform_commands_that_need_locking", 0, 0, &T::known_at_run},
      Function{"get_terraform_commands_that_need_parallelism", 0, 0, &T::known_at_run},
      Function{"get_default_retryable_errors", 0, 0, &T::known_at_run},
      Function{"constraint_check", 2, 2, &T::known_at_run},
      Function{"mark_glob_as_read", 1, 2, &T::known_at_run},
      Function{"get_aws_account_id", 0, 0, &T::of_the_account},
      Function{"get_aws_account_alias", 0, 0, &T::of_the_account},
      Function{"get_aws_caller_identity_arn", 0, 0, &T::of_the_account},
      Function{"get_aws_caller_identity_user_id", 0, 0, &T::of_the_account},
      Function{"run_cmd", 1, kAnyNumber, &T::never_run},
      Function{"sops_decrypt_file", 1, 1, &T::decrypted}};
  const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                   [&](const Function& one) { return one.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

/// None if terragrunt has no function of this name.
ValueId Terragrunt::function(Config& config, NodeIndex node, const Scope& scope) {
  const std::string_view name = scope.document->text(node);
  const Function* called = find(name);
  if (called == nullptr) return {};
  const Span span = scope.document->span(node);
  std::vector<ValueId> arguments;
  if (!lowering_.arguments(node, scope, arguments)) {
    return depends_on(lowering_.values_, arguments.back(), " as arguments", span);
  }
  if (arguments.size() < called->least || arguments.size() > called->most) {
    return lowering_.malformed("wrong-type", name, span,
                               std::string(name) + " was given " +
                                   std::to_string(arguments.size()) + " arguments; expected from " +
                                   std::to_string(called->least) + " to " +
                                   std::to_string(called->most));
  }
  return lowering_.each_way(arguments, span, [&](const std::vector<ValueId>& chosen) {
    for (const ValueId argument : chosen) {
      if (!argument.valid()) {
        return lowering_.unknown(UnknownKind::invalid, "an argument has no value", "", span);
      }
    }
    return (this->*called->run)({config, chosen, name, span});
  });
}

ValueId Terragrunt::find_in_parent_folders(const Call& call) {
  std::optional<std::string> name{std::string(kTerragruntFile)};
  if (!call.arguments.empty()) name = text_of(call.arguments[0]);
  if (!name) {
    return depends_on(lowering_.values_, call.arguments[0], " in a folder above", call.span);
  }
  for (std::string folder = call.config.folder; !folder.empty();) {
    folder = folder_of(folder);
    if (!lowering_.spend()) return lowering_.over_budget(call.span);
    const std::optional<std::string> path = resolve(call.config, "/" + folder + "/" + *name);
    if (path && exists(*path)) return path_value(*path, call.span);
  }
  if (call.arguments.size() == 2) return call.arguments[1];
  return lowering_.malformed(
      "missing-file", "above " + *name, call.span,
      "found no " + *name + " in a folder above " + folder_name(call.config.folder));
}

/// The file that includes the one where we are, or which the one where we are includes: the file
/// that paths are relative to. None if there is none.
const TerragruntConfig* Terragrunt::included_by(const Call& call) {
  if (call.config.child != nullptr) return &call.config;
  const auto& all = includes(call.config);
  if (call.arguments.empty()) return all.empty() ? nullptr : all.front().config;
  const std::optional<std::string> label = text_of(call.arguments[0]);
  for (const Config::Included& one : all) {
    if (label && one.label == *label) return one.config;
  }
  return nullptr;
}

ValueId Terragrunt::path_relative_to_include(const Call& call) {
  const Config* parent = included_by(call);
  if (parent == nullptr) return lowering_.computed_text(".", call.span);
  return lowering_.computed_text(relative(call.config.folder, folder_of(parent->file->path)),
                                 call.span);
}

ValueId Terragrunt::path_relative_from_include(const Call& call) {
  const Config* parent = included_by(call);
  if (parent == nullptr) return lowering_.computed_text(".", call.span);
  return lowering_.computed_text(relative(folder_of(parent->file->path), call.config.folder),
                                 call.span);
}

ValueId Terragrunt::get_terragrunt_dir(const Call& call) {
  return path_value(call.config.folder, call.span);
}

ValueId Terragrunt::get_parent_terragrunt_dir(const Call& call) {
  const Config* parent = included_by(call);
  return path_value(parent == nullptr ? call.config.folder : folder_of(parent->file->path),
                    call.span);
}

ValueId Terragrunt::get_original_terragrunt_dir(const Call& call) {
  return path_value(unit_, call.span);
}

ValueId Terragrunt::get_repo_root(const Call& call) { return path_value("", call.span); }

ValueId Terragrunt::get_path_to_repo_root(const Call& call) {
  return lowering_.computed_text(relative("", call.config.folder), call.span);
}

ValueId Terragrunt::get_path_from_repo_root(const Call& call) {
  return lowering_.computed_text(call.config.folder.empty() ? "." : call.config.folder, call.span);
}

/// The environment is never read.
ValueId Terragrunt::get_env(const Call& call) {
  if (call.arguments.size() == 2) return call.arguments[1];
  const std::optional<std::string> name = text_of(call.arguments[0]);
  return lowering_.unknown(UnknownKind::parameter, "given in the environment",
                           "get_env(" + (name ? *name : "") + ")", call.span);
}

ValueId Terragrunt::read_terragrunt_config(const Call& call) {
  const std::optional<std::string> written = text_of(call.arguments[0]);
  if (!written) return depends_on(lowering_.values_, call.arguments[0], " as read", call.span);
  std::optional<std::string> path = resolve(call.config, *written);
  if (path && !path->ends_with(".hcl") && !path->ends_with(".json")) {
    *path += (path->empty() ? "" : "/") + std::string(kTerragruntFile);
  }
  if (path) {
    if (Config* read = read_config(*path)) return as_object(*read, call.span);
  }
  if (call.arguments.size() == 2) return call.arguments[1];
  return lowering_.malformed("missing-file", "read " + *written, call.span,
                             "the file " + (path ? *path : *written) + " was not found");
}

/// The values by name: what is made of them is decoded again.
ValueId Terragrunt::read_tfvars_file(const Call& call) {
  const std::optional<std::string> written = text_of(call.arguments[0]);
  if (!written) return depends_on(lowering_.values_, call.arguments[0], " as read", call.span);
  const std::optional<std::string> path = resolve(call.config, *written);
  Folder files;
  if (path) add_value_file(call.config, "/" + *path, files);
  if (files.values.empty()) {
    return lowering_.malformed("missing-file", "read " + *written, call.span,
                               "the file " + *written + " was not found");
  }
  const Document& document = *files.values.front();
  if (!document.empty() && document[0].kind == NodeKind::map) {
    return lowering_.json_value({&document, 0}, 0);
  }
  std::vector<MapEntry> entries;
  if (document.empty()) return lowering_.values_.add_map({}, call.span);
  for (const NodeIndex node : children(document, 0)) {
    if (document[node].kind != NodeKind::attribute || !document.has_children(node)) continue;
    const ValueId value = evaluate(call.config, {&document, document.first_child(node)});
    entries.push_back({std::string(document.text(node)), document.span(node), value});
  }
  return lowering_.values_.add_map(std::move(entries), call.span);
}

ValueId Terragrunt::read_text(const Call& call) {
  const std::optional<std::string> written = text_of(call.arguments[0]);
  if (!written) return depends_on(lowering_.values_, call.arguments[0], " as read", call.span);
  const std::optional<std::string> path = resolve(call.config, *written);
  const std::optional<FileId> file = path ? read(*path) : std::nullopt;
  if (!file) {
    return lowering_.malformed("missing-file", "read " + *written, call.span,
                               "the file " + (path ? *path : *written) + " was not found");
  }
  const std::string text(lowering_.sources_.text(*file));
  if (!lowering_.spend(text.size() / kBytesPerStep)) return lowering_.over_budget(call.span);
  return lowering_.values_.add_string(text, {*file, 0, static_cast<std::uint32_t>(text.size())});
}

ValueId Terragrunt::file_exists(const Call& call) {
  const std::optional<std::string> written = text_of(call.arguments[0]);
  if (!written) return depends_on(lowering_.values_, call.arguments[0], " as found", call.span);
  const std::optional<std::string> path = resolve(call.config, *written);
  return lowering_.values_.add_boolean(path && exists(*path), call.span);
}

ValueId Terragrunt::deep_merge(const Call& call) {
  ValueId whole = lowering_.values_.add_map({}, call.span);
  for (const ValueId map : call.arguments) whole = merged(whole, map, true, 0);
  return whole;
}

ValueId Terragrunt::itself(const Call& call) { return call.arguments[0]; }

ValueId Terragrunt::nothing(const Call& call) { return lowering_.computed_text("", call.span); }

ValueId Terragrunt::known_at_run(const Call& call) {
  return lowering_.unknown(UnknownKind::outside, "known when terragrunt runs",
                           std::string(call.name) + "()", call.span);
}

ValueId Terragrunt::of_the_account(const Call& call) {
  return lowering_.unknown(UnknownKind::pseudo, "known when terragrunt runs",
                           std::string(call.name) + "()", call.span);
}

ValueId Terragrunt::never_run(const Call& call) {
  return lowering_.unknown(UnknownKind::outside, "what a command prints",
                           std::string(call.name) + "()", call.span);
}

ValueId Terragrunt::decrypted(const Call& call) {
  return lowering_.values_.marked_secret(lowering_.unknown(
      UnknownKind::outside, "an encrypted file", std::string(call.name) + "()", call.span));
}

}  // namespace weir::terraform
