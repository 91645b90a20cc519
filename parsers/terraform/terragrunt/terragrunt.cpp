// A unit: which module it runs, and with what.

#include "parsers/terraform/terragrunt/terragrunt.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/base/limits.h"

namespace weir::terraform {
namespace {

/// Beginnings of sources that are no folders, beside those with a scheme or getter.
constexpr std::array<std::string_view, 4> kHosts = {"github.com/", "gitlab.com/", "bitbucket.org/",
                                                    "git@"};

/// A source as a module block would have it: `tfr://host/a/b/c?version=1` is `a/b/c`.
std::string_view as_in_a_call(std::string_view source) {
  constexpr std::string_view kRegistry = "tfr://";
  if (!source.starts_with(kRegistry)) return source;
  const std::size_t host_end = source.find('/', kRegistry.size());
  return host_end == std::string_view::npos ? source : source.substr(host_end + 1);
}

bool is_elsewhere(std::string_view source) {
  if (source.find("://") != std::string_view::npos) return !source.starts_with("file://");
  return source.find("::") != std::string_view::npos ||
         std::any_of(kHosts.begin(), kHosts.end(),
                     [&](std::string_view host) { return source.starts_with(host); });
}

}  // namespace

Terragrunt::Terragrunt(Lowering& lowering, std::string unit)
    : lowering_(lowering), unit_(std::move(unit)) {
  const std::string path = (unit_.empty() ? "" : unit_ + "/") + std::string(kTerragruntFile);
  if (const ConfigFile* file = file_at(path)) config_ = add_config(*file, unit_, nullptr);
}

Terragrunt::~Terragrunt() = default;

TerragruntSource Terragrunt::source() {
  TerragruntSource source;
  if (config_ == nullptr) return source;
  for (const auto& [config, block] : blocks_of(*config_, &ConfigFile::terraform)) {
    const Syntax written = attribute_of(block->at_body(), "source");
    if (!written.there()) continue;
    source.span = block->header;
    const std::optional<std::string> text = text_of(evaluate(*config, written));
    source.written = text ? *text : std::string(lowering_.sources_.text(written.span()));
    source.kind = TerragruntSource::Kind::unknown;
    if (!text || text->empty()) return source;
    source.kind = TerragruntSource::Kind::elsewhere;
    if (is_elsewhere(*text)) {
      const auto named = lowering_.survey_.named.find(as_in_a_call(*text));
      if (!named) return source;
      source.kind = TerragruntSource::Kind::folder;
      source.by_name = true;
      source.folder = *named;
      return source;
    }
    std::string_view local = *text;
    if (local.starts_with("file://")) local.remove_prefix(7);
    const std::optional<std::string> folder = resolve(*config_, local.substr(0, local.find('?')));
    if (!folder) return source;
    source.kind = TerragruntSource::Kind::folder;
    source.folder = *folder;
    return source;
  }
  return source;
}

std::vector<std::string> Terragrunt::included() {
  std::vector<std::string> paths;
  if (config_ == nullptr) return paths;
  for (const Config::Included& one : includes(*config_)) paths.push_back(one.config->file->path);
  return paths;
}

bool Terragrunt::is_skipped() {
  if (config_ == nullptr || !config_->file->skip.there()) return false;
  const ValueId value = evaluate(*config_, config_->file->skip);
  return lowering_.values_[value].kind == ValueKind::boolean && lowering_.values_[value].boolean;
}

std::optional<std::string> Terragrunt::compose(Folder& files) {
  const TerragruntSource from = source();
  using Kind = TerragruntSource::Kind;
  std::string folder = unit_;
  if (from.kind == Kind::folder && from.folder != unit_) {
    const auto found = lowering_.folders_.find(from.folder);
    const bool there = found != lowering_.folders_.end() && !found->second.files.empty();
    if (!there) {
      leave_unread(from);
      return std::nullopt;
    }
    folder = from.folder;
    if (from.by_name) {
      lowering_.note(Level::note, "by-name", from.written, from.span,
                     "the module " + from.written + " is taken to be the one in " +
                         folder_name(folder) + ", which has its name");
    }
    files.files.insert(files.files.begin(), found->second.files.begin(), found->second.files.end());
    files.values.insert(files.values.begin(), found->second.values.begin(),
                        found->second.values.end());
  } else if (from.kind == Kind::elsewhere || from.kind == Kind::unknown) {
    leave_unread(from);
    return std::nullopt;
  }
  if (files.files.empty()) return std::nullopt;
  add_generated(files);
  add_value_files(files);
  return folder;
}

/// A stand-in for a module that is not read: what it is given it may do anything with.
void Terragrunt::leave_unread(const TerragruntSource& source) {
  const bool folder = source.kind == TerragruntSource::Kind::folder;
  const bool unknown = source.kind == TerragruntSource::Kind::unknown;
  const std::string why =
      folder    ? "the module in " + folder_name(source.folder) + " was not found"
      : unknown ? "the source of the module is not known"
                : "the module " + source.written + " is not read: it is not in the input";
  lowering_.note(folder ? Level::warning : Level::note,
                 folder ? "unresolved-module" : "not-resolved", source.written, source.span, why);
  lowering_.collect_unit(unit_);
  Resource resource;
  resource.address = kUnreadModule;
  resource.type = kUnreadModule;
  resource.language = Language::terraform;
  resource.unit = UnitId(0);
  resource.exists = kAlways;
  resource.span = source.span;
  resource.header = source.span;
  resource.handed_over = true;
  resource.why_open = why;
  resource.attributes = one_map(input_layers(*config_), source.span);
  resource.meta = lowering_.values_.add_map({}, source.span);
  lowering_.model_.resources.push_back(std::move(resource));
}

}  // namespace weir::terraform
