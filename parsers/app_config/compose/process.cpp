// What a service's process is started with: its settings, what its image starts, and the files that configure it.
#include "parsers/app_config/compose/process.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/model/image_name.h"
#include "parsers/app_config/paths.h"

namespace weir::compose {
namespace {

using Is = app_config::BesideFile::Is;

constexpr std::size_t kSettings = 100'000;  // of all services of a project

/// Where an application's own files of settings lie in the folder of its source, those that count least first.
constexpr std::array<std::string_view, 4> kPlacesOfSettings = {"src/main/resources", "src/main/resources/config", "", "config"};

ValueId part_of_service(const ValueStore& values, ValueId map, std::string_view key) {
  return map.valid() && values[map].kind == ValueKind::map ? values.find(map, key) : ValueId{};
}

std::string inside_folder(const std::string& folder, std::string_view name) {
  if (folder.empty() || name.empty()) return folder + std::string(name);
  return folder + "/" + std::string(name);
}

std::string_view last_word_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

const std::vector<Setting>& ServiceProcesses::settings_of(FileId file, const Variables& around) {
  const auto [known, is_new] = read_.try_emplace({file.value, &around});
  if (is_new) {
    known->second = settings_in(model_, sources_, file, around, budget_);
    settings_ += known->second.size() + around.size();
  }
  return known->second;
}

/// What the service's files of settings give. False if one of them cannot be read.
bool ServiceProcesses::add_files(const Service& service, ServiceProcess& process) {
  bool all = true;
  for (const SettingsPath& named : service.settings) {
    const app_config::BesideFile found = named.path ? beside_(*named.path) : app_config::BesideFile{};
    if (found.is != app_config::BesideFile::Is::read) {
      all = false;
      process.lacks_files = process.lacks_files || named.path;
      continue;
    }
    const std::string what = "the file " + *named.path;
    const std::vector<Setting>& read = settings_of(found.file, *service.variables);
    settings_ += read.size();
    if (settings_ > kSettings) return false;
    for (Setting setting : read) {
      const Value held = model_.values[setting.value];
      const OriginId origin = model_.values.add_origin({named.span, what, held.origin});
      setting.value = model_.values.moved(setting.value, held.span, origin);
      process.given.push_back(std::move(setting));
    }
  }
  return all;
}

/// What the image sets for what runs in it.
void ServiceProcesses::add_image_variables(const Service& service, const ServiceProcess& process, std::vector<Setting>& given) {
  if (!process.image || !service.build) return;
  const OriginId origin = model_.values.add_origin({service.build->span, "the Dockerfile " + process.dockerfile, {}});
  for (const ImageVariable& one : process.image->variables) {
    const ValueId value = one.known ? model_.values.add_string(one.value, one.value_span)
                                    : model_.values.add_unknown(UnknownKind::parameter, "it is given where the image is built",
                                                                one.name, one.value_span);
    given.push_back({one.name, one.name_span, model_.values.moved(value, one.value_span, origin)});
  }
}

/// What stands under `environment`; a name alone takes what the variable of the project has.
void ServiceProcesses::add_written(const Service& service, std::vector<Setting>& given) {
  ValueStore& values = model_.values;
  const ValueId written = part_of_service(values, service.written, "environment");
  if (!written.valid() || values[written].kind != ValueKind::map) return;
  for (std::size_t i = 0; i < values.item_count(written); ++i) {
    const MapEntry entry = values.entry(written, i);
    ValueId value = entry.value;
    if (values[value].kind == ValueKind::null) {
      const auto found = service.variables->find(entry.key);
      if (found == service.variables->end()) {
        value = given_at_start(model_, entry.key, entry.key_span);
      } else {
        const Value held = values[found->second];
        value = values.moved(found->second, held.span,
                             values.add_origin({entry.key_span, "the variable " + entry.key, held.origin}));
      }
    }
    given.push_back({entry.key, entry.key_span, value});
  }
}

/// What a service starts instead of what its image does.
std::string ServiceProcesses::command_of(ValueId written) const {
  const ValueStore& values = model_.values;
  std::string words;
  for (const char* key : {"entrypoint", "command"}) {
    const ValueId value = part_of_service(values, written, key);
    if (!value.valid()) continue;
    const bool list = values[value].kind == ValueKind::list;
    for (const ValueId word : list ? values.items(value) : std::vector<ValueId>{value})
      if (values[word].kind == ValueKind::string)
        words += (words.empty() ? "" : " ") + std::string(values.string(word));
  }
  return words;
}

/// The folder in which the program's source lies: what is built, else the one that is called like the image.
std::optional<std::string> ServiceProcesses::program_folder(const Service& service) const {
  if (service.build) return source_folder(*service.build);
  const ValueId image = part_of_service(model_.values, service.written, "image");
  const std::optional<ImageName> name =
      image.valid() ? image_name(model_.values.string(image)) : std::optional<ImageName>();
  if (!name) return std::nullopt;
  const std::string folder = inside_folder(folder_, last_word_of(name->repository));
  return beside_(folder).is == Is::folder ? std::optional(folder) : std::nullopt;
}

app_config::FilesCalled ServiceProcesses::files_of(const Service& service) const {
  return [this, &service, folder = program_folder(service)](const std::string& name) {
    std::vector<FileId> files;
    const auto take = [&](const std::string& path) {
      if (const app_config::BesideFile found = beside_(path); found.is == Is::read) files.push_back(found.file);
    };
    if (folder)
      for (const std::string_view place : kPlacesOfSettings)
        if (const auto path = app_config::path_from(inside_folder(*folder, place), name)) take(*path);
    for (const Mount& mount : service.mounts) {
      if (mount.target.ends_with("/" + name)) take(mount.path);
      const app_config::BesideFile found = beside_(mount.path);
      if (std::find(found.files.begin(), found.files.end(), name) != found.files.end())
        take(inside_folder(mount.path, name));
    }
    return files;
  };
}

/// Files of a proxy that lie at `path` and are seen at `target`; both may be a folder.
void ServiceProcesses::add_proxy_files(const std::string& path, std::string target,
                                       std::vector<app_config::ProxyFile>& files) const {
  if (target.find("/nginx") == target.npos) return;
  const app_config::BesideFile found = beside_(path);
  while (target.ends_with('/')) target.pop_back();
  const auto add = [&](FileId file, const std::string& seen) {
    if (app_config::configures_proxy(seen)) files.push_back({file, seen.ends_with(".template")});
  };
  if (found.is == Is::read)
    add(found.file, app_config::configures_proxy(target) ? target : target + "/" + std::string(last_word_of(path)));
  for (const std::string& name : found.files)
    if (app_config::configures_proxy(target + "/" + name))
      if (const app_config::BesideFile one = beside_(inside_folder(path, name)); one.is == Is::read)
        add(one.file, target + "/" + name);
}

std::vector<app_config::ProxyFile> ServiceProcesses::proxy_files(const Service& service,
                                                                 const ServiceProcess& process) const {
  std::vector<app_config::ProxyFile> files;
  for (const Mount& mount : service.mounts) add_proxy_files(mount.path, mount.target, files);
  if (process.image && service.build && service.build->context)
    for (const auto& [from, to] : process.image->copies)
      if (const auto path = app_config::path_from(*service.build->context, from)) add_proxy_files(*path, to, files);
  return files;
}

ServiceProcess ServiceProcesses::of(const Service& service) {
  ServiceProcess process;
  process.left_out = settings_ > kSettings || applications_.is_spent();
  if (process.left_out) return process;
  process.command = command_of(service.written);
  if (const std::optional<std::string> path = service.build ? dockerfile_of(*service.build) : std::nullopt)
    if (const app_config::BesideFile file = beside_(*path); file.is == Is::read) {
      process.dockerfile = *path;
      process.image = built_image(sources_, file.file, service.build->target);
      if (process.command.empty()) process.command = process.image->command;
    }
  add_image_variables(service, process, process.given);
  process.all_given = add_files(service, process);
  process.left_out = settings_ > kSettings;
  if (process.left_out) return process;
  add_written(service, process.given);
  app_config::Process around;
  for (const Setting& one : process.given) around.variables.push_back({one.name, one.name_span, one.value});
  around.all_variables = process.all_given;
  around.lacks_variables = process.lacks_files;
  around.command = process.command;
  process.configuration = applications_.read(files_of(service), around);
  for (const app_config::FrameworkSettings& one : process.configuration) settings_ += one.properties.size();
  process.left_out = applications_.is_spent();
  process.proxy = proxy_files(service, process);
  return process;
}

}  // namespace weir::compose
