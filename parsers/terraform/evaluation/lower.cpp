// Modules and their resources, in the order in which they are written.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "analyzer/model/joined_text.h"
#include "parsers/embedded/content.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/paths.h"
#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {
namespace {

constexpr int kFoldersAbove = 8;  ///< in which a file that a service takes from the repository is looked for

/// The text of a file that a literal names by its path from the root of the repository, which is the module's folder or one
/// above it: the nearest counts. None if it names none.
ValueId text_in_repository(ValueStore& values, const SourceMap& sources, const TreeFiles& files, std::string folder, ValueId name) {
  const std::string written(values.string(name));
  if (written.empty() || written.starts_with('/') || !files.read) return {};
  for (int above = 0; above <= kFoldersAbove; ++above) {
    const std::string path = clean_path(folder.empty() ? written : folder + "/" + written);
    if (path == ".." || path.starts_with("../")) return {};
    if (const TreeFile found = files.read(path); found.is == TreeFile::Is::read) {
      const std::string_view text = sources.text(found.file);
      if (!is_valid_utf8(text)) return {};
      return values.add_string(std::string(text), {found.file, 0, static_cast<std::uint32_t>(text.size())});
    }
    if (folder.empty() || folder == ".") return {};
    const std::size_t slash = folder.rfind('/');
    folder.resize(slash == std::string::npos ? 0 : slash);
  }
  return {};
}

}  // namespace

Lowering::Lowering(const Configuration& configuration, const Survey& survey, SourceMap& sources,
                   const Catalog& catalog, Budget& budget)
    : configuration_(configuration),
      folders_(configuration.folders),
      survey_(survey),
      sources_(sources),
      catalog_(catalog),
      values_(model_.values),
      mirrored_(model_, catalog),
      around_(surroundings(configuration.files)),
      budget_(budget) {}

Lowering::~Lowering() = default;

/// The root's instance, in which nothing is evaluated yet; none if no file of it is here.
ModuleInstance* Lowering::start(const std::string& root) {
  root_ = root;
  const Module* declared = root_module(root);
  if (declared == nullptr) return nullptr;
  around_.folder = declared->folder;
  ModuleInstance& instance = instantiate(*declared, "", kAlways);
  collect_unit(root);
  read_values(root_files_);
  return &instance;
}

ResourceModel Lowering::run(const std::string& root) {
  ModuleInstance* started = start(root);
  if (started == nullptr) {
    for (Diagnostic& diagnostic : notes_.take())
      model_.diagnostics.push_back(std::move(diagnostic));
    return std::move(model_);
  }
  ModuleInstance& instance = *started;
  const Module* declared = instance.declared;
  for (std::size_t i = 0; i < instances_.size(); ++i) {  // calls add further ones
    expand_all(*instances_[i]);
  }
  for (std::size_t i = 0; i < model_.resources.size(); ++i) lower_resource(ResourceId(i));
  for (const auto& [name, block] : declared->variables) {
    const auto at = instance.variables.find(name);
    const bool used = at != instance.variables.end() && at->second.value.valid();
    const ValueId value = used ? at->second.value : variable(instance, name, block.header);
    model_.units.front().parameters.push_back({name, value, values_[value].secret, block.header});
  }
  for (const auto& module : instances_) check_validations(*module);
  for (const auto& [name, block] : declared->outputs) {
    const ValueId value = output(instance, name, block.header);
    model_.units.front().outputs.push_back({name, value, ValueId{}, block.header});
  }
  for (const auto& module : instances_) evaluate_unused(*module);
  for (Diagnostic& diagnostic : notes_.take()) model_.diagnostics.push_back(std::move(diagnostic));
  return std::move(model_);
}

/// The module that the unit runs: the folder's, or the one that its terragrunt.hcl names; none if
/// it is not here.
const Module* Lowering::root_module(const std::string& root) {
  const auto files = folders_.find(root);
  if (files == folders_.end()) return nullptr;
  root_files_ = files->second;
  if (root_files_.terragrunt == nullptr) return module_in(root);
  terragrunt_ = std::make_unique<Terragrunt>(*this, root);
  const std::optional<std::string> folder = terragrunt_->compose(root_files_);
  return folder ? add_module(*folder, root_files_) : nullptr;
}

/// The declarations in a folder, read once; none if no file of it is here.
const Module* Lowering::module_in(const std::string& folder) {
  const auto known = modules_.find(folder);
  if (known != modules_.end()) return known->second.get();
  const auto files = folders_.find(folder);
  if (files == folders_.end() || files->second.files.empty()) return nullptr;
  return add_module(folder, files->second);
}

const Module* Lowering::add_module(const std::string& folder, const Folder& files) {
  std::size_t bytes = 0;
  for (const Document* document : files.files) bytes += sources_.text(document->file).size();
  if (first_ == nullptr) {
    budget_.add_module(bytes);
  } else {
    budget_.add_module_elsewhere(bytes);
  }
  auto module = std::make_unique<Module>(read_module(folder, files, sources_, notes_));
  collect_compared(*module);
  return modules_.emplace(folder, std::move(module)).first->second.get();
}

ModuleInstance& Lowering::instantiate(const Module& module, std::string address, Guard exists) {
  auto instance = std::make_unique<ModuleInstance>();
  instance->declared = &module;
  instance->address = std::move(address);
  instance->exists = exists;
  instance_at_[instance->address] = instance.get();
  instances_.push_back(std::move(instance));
  return *instances_.back();
}

void Lowering::collect_unit(const std::string& root) {
  const Document& first =
      root_files_.terragrunt != nullptr ? *root_files_.terragrunt : *root_files_.files.front();
  Unit unit;
  unit.path = root.empty() ? "." : root;
  unit.language = Language::terraform;
  unit.span = sources_.line_at(first.file, 0);
  model_.units.push_back(std::move(unit));
}

/// What nothing may ask for has its faults, too: defaults, locals and outputs.
void Lowering::evaluate_unused(ModuleInstance& module) {
  if (!checked_.insert(module.declared).second) return;
  for (const auto& [name, block] : module.declared->variables) {
    if (terraform::attribute_of(block.at_body(), "default").there() && spend()) {
      default_of(name, block);
    }
  }
  for (const auto& [name, written] : module.declared->locals) {
    if (spend()) local(module, name, written.span());
  }
  for (const auto& [name, block] : module.declared->outputs) {
    if (spend()) output(module, name, block.header);
  }
}

/// All that a module makes, and what its calls are given.
void Lowering::expand_all(ModuleInstance& module) {
  for (const std::string& name : module.declared->resource_order) expansion_of(module, name);
  for (const std::string& name : module.declared->call_order) {
    const Block& block = module.declared->calls.find(name)->second;
    bool first = true;
    for (const Made& made : expansion_of_call(module, name).made) {
      if (made.module == nullptr) continue;
      if (std::exchange(first, false)) check_arguments(block, *made.module);
      const Document& document = *block.block.document;
      for (const NodeIndex node : children(document, block.body)) {
        const std::string_view argument = document.text(node);
        if (!spend()) break;
        const bool own = argument == "source" || argument == "version" || argument == "providers" ||
                         argument == "count" || argument == "for_each" || argument == "depends_on";
        if (document[node].kind != NodeKind::attribute || own ||
            made.module->declared->variables.count(argument) != 0) {
          continue;
        }
        note(Level::warning, "unknown-argument", module.address + name + std::string(argument),
             document.span(node),
             "the module in " + folder_name(made.module->declared->folder) + " has no variable " +
                 std::string(argument));
      }
    }
  }
}

void Lowering::lower_resource(ResourceId id) {
  const Block& block = *resource_sources_[id.index()].block;
  const Scope scope = resource_sources_[id.index()].scope;
  const Guard exists = model_[id].exists;
  // what can never exist is still read as if it did
  context_ = exists == kNever ? kAlways : exists;
  body_of_ = model_[id].address;
  const ValueId attributes = as_blocks(body(block.at_body(), scope, true), block.at_body());
  const ValueId beside = with_dependencies(with_provider(meta(block.at_body(), scope), id), id);
  context_ = kAlways;
  const ValueId tagged = with_provider_tags(attributes, id);
  Resource& resource = model_.resources[id.index()];  // what is evaluated may add archives; all is now
  resource.meta = beside;
  resource.attributes = in_catalogue_names(resource, tagged);
  if (pay_for_content(resource.attributes, 0)) {
    apply_content(model_, sources_, catalog_, resource, [this](ValueId name) {
      const ValueId text = text_in_repository(values_, sources_, configuration_.files, around_.folder, name);
      return text.valid() && pay_for_content(text, 0) ? text : ValueId{};
    });
  } else {
    over_budget(block.header);
    resource.handed_over = true;
    resource.why_open = "the module is too large to evaluate whole";
  }
}

/// Attributes in the words that the catalogue has for the type.
ValueId Lowering::in_catalogue_names(const Resource& resource, ValueId attributes) {
  if (resource.language == Language::terraform) return attributes;
  const std::size_t cost = mirrored_.paths_of(resource.type) * values_.item_count(attributes);
  return spend(cost) ? mirrored_.rename(resource.type, attributes) : attributes;
}

/// Long texts may hold a content that is parsed again for every resource.
bool Lowering::pay_for_content(ValueId value, int depth) {
  constexpr std::size_t kLong = 256;
  const Value v = values_[value];
  if (v.kind == ValueKind::string || v.kind == ValueKind::text) {
    const std::uint64_t bytes = text_bytes(values_, value);
    return spend(bytes < kLong ? 0 : bytes / kBytesPerStep);
  }
  const bool nested = v.kind == ValueKind::map || v.kind == ValueKind::list;
  if (!nested || depth > limits::kNesting) return spend(0);
  for (std::size_t i = 0; i < v.range.count; ++i) {
    if (i % kEntriesPerStep == 0 && !spend()) return false;
    const bool map = v.kind == ValueKind::map;
    if (!pay_for_content(map ? values_.entry(value, i).value : values_.item(value, i), depth + 1))
      return false;
  }
  return spend(0);  // once the budget is spent, an empty body is one that was not read
}

Roots::Roots(const Configuration& configuration, SourceMap& sources, const Catalog& catalog)
    : configuration_(configuration),
      sources_(sources),
      catalog_(catalog),
      survey_(std::make_unique<const Survey>(configuration.folders)) {}

Roots::~Roots() = default;

LoweredRoot Roots::lower(const std::string& root, std::uint64_t share) const {
  Budget budget(share);
  ResourceModel model = Lowering(configuration_, *survey_, sources_, catalog_, budget).run(root);
  return {std::move(model), budget.wants_more()};
}

ResourceModel lower(const std::string& root, const Configuration& configuration, SourceMap& sources,
                    const Catalog& catalog) {
  return Roots(configuration, sources, catalog).lower(root, kSharedSteps).model;
}

}  // namespace weir::terraform
