#include "analyzer/driver/modules.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/driver/installed_modules.h"
#include "analyzer/driver/parallel.h"
#include "analyzer/driver/tree_files.h"

namespace weir {
namespace {

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash));
}

bool is_terraform(const ProjectFile& file) { return file.dialect == Dialect::terraform; }

class ModuleFolderReader {
 public:
  ModuleFolderReader(Project& project, SourceMap& sources, const Catalog& catalog, unsigned jobs)
      : project_(project), sources_(sources), catalog_(catalog), jobs_(jobs) {}

  Modules read() {
    modules_.configuration.files = tree_files(project_, first_argument(), sources_);
    complete_named_folders();
    add_folders_of_plans();
    for (std::size_t done = 0; done < project_.files.size();) {
      const std::size_t end = project_.files.size();
      parse(done, end);
      done = end;
      add_installed();
      for (const auto& [folder, argument] : called_and_missing()) add_folder(folder, argument);
      if (done < project_.files.size()) continue;
      collect();
      add_run_by_terragrunt();
    }
    modules_.configuration.files = tree_files(project_, first_argument(), sources_);  // all of the project's are known now
    return std::move(modules_);
  }

 private:
  /// A module is its whole folder, also when only one of its files was named.
  void complete_named_folders() {
    const std::vector<ProjectFile> given = project_.files;
    for (const ProjectFile& file : given)
      if (is_terraform(file) && file.named) add_folder(folder_of(sources_.path(file.file)), file.argument);
  }

  /// A plan is read with the configuration that it was made of.
  void add_folders_of_plans() {
    const std::vector<ProjectFile> given = project_.files;
    std::set<std::string, std::less<>> known;
    for (const ProjectFile& file : given)
      if (is_terraform(file)) known.insert(folder_of(sources_.path(file.file)));
    for (const ProjectFile& file : given) {
      if (file.dialect != Dialect::terraform_plan) continue;
      for (std::string folder = folder_of(sources_.path(file.file));; folder = folder_of(folder)) {
        const std::size_t before = project_.files.size();
        add_folder(folder, file.argument);
        const bool found = project_.files.size() > before;
        if (found && known.count(folder) == 0) modules_.beside_plans.insert(folder);
        if (found || known.count(folder) != 0 || modules_.beside_plans.count(folder) != 0) break;
        if (folder.empty()) break;
      }
    }
  }

  void add_folder(const std::string& folder, std::size_t argument) {
    if (!read_.insert(folder).second) return;
    for (const ProjectFile& file : read_module_folder(project_, folder, argument, sources_)) project_.files.push_back(file);
  }

  void parse(std::size_t begin, std::size_t end) {
    std::vector<std::size_t> wanted;
    for (std::size_t i = begin; i < end; ++i)
      if (is_terraform(project_.files[i])) wanted.push_back(i);
    const std::size_t first = modules_.files.size();
    for (const std::size_t i : wanted) {
      modules_.files.push_back(std::make_unique<ModuleFile>());
      modules_.files.back()->argument = project_.files[i].argument;
    }
    parallel_for(wanted.size(), jobs_, [&](std::size_t n) {
      const FileId file = project_.files[wanted[n]].file;
      const bool json = terraform::is_values_file(sources_.path(file)) && sources_.path(file).ends_with(".json");
      modules_.files[first + n]->parsed = json ? parse_json(sources_, file) : parse_hcl_or_json(sources_, file);
    });
  }

  /// Folders that are called and not read, with the argument of the first caller.
  std::map<std::string, std::size_t> called_and_missing() {
    std::set<std::string> folders;
    std::map<std::string, std::size_t> called;
    for (const auto& file : modules_.files)
      for (const Document& document : file->parsed.documents) {
        const std::string folder = folder_of(sources_.path(document.file));
        folders.insert(folder);
        for (std::string& other : terraform::local_modules(document, folder)) called.emplace(std::move(other), file->argument);
      }
    std::erase_if(called, [&](const auto& one) { return folders.count(one.first) != 0 || read_.count(one.first) != 0; });
    return called;
  }

  /// For whom files are read that any expression may name.
  std::size_t first_argument() const {
    for (const ProjectFile& file : project_.files)
      if (is_terraform(file)) return file.argument;
    return 0;
  }

  /// Modules that a terragrunt.hcl runs somewhere else: which ones, only evaluation tells.
  void add_run_by_terragrunt() {
    modules_.terragrunt = terraform::terragrunt_units(modules_.configuration, sources_, catalog_);
    for (const terraform::TerragruntUnit& unit : modules_.terragrunt) {
      const auto& folders = modules_.configuration.folders;
      if (unit.module && folders.count(*unit.module) == 0)
        add_folder(*unit.module, modules_.argument_of.find(unit.folder)->second);
    }
  }

  /// What `terraform init` downloaded for the folders, where it says so.
  void add_installed() {
    std::map<std::string, std::size_t> folders;
    for (const auto& file : modules_.files)
      for (const Document& document : file->parsed.documents)
        folders.emplace(folder_of(sources_.path(document.file)), file->argument);
    for (const auto& [folder, argument] : folders) {
      if (!asked_.insert(folder).second) continue;
      terraform::InstalledModules modules = installed_modules(project_, folder, argument, sources_);
      if (modules.empty()) continue;
      for (const auto& [key, installed] : modules) add_folder(installed, argument);
      modules_.configuration.installed.emplace(folder, std::move(modules));
    }
  }

  void collect() {
    modules_.configuration.folders.clear();
    std::set<std::string, std::less<>> paths;
    for (const auto& file : modules_.files)
      for (const Document& document : file->parsed.documents) paths.emplace(sources_.path(document.file));
    std::vector<const ModuleFile*> files;
    for (const auto& file : modules_.files)
      if (!file->parsed.documents.empty()) files.push_back(file.get());
    const auto path = [&](const ModuleFile* file) { return sources_.path(file->parsed.documents.front().file); };
    const auto order = [&](const ModuleFile* file) {  // of values the later ones override
      return std::make_pair(terraform::precedence_of_values(path(file)), path(file));
    };
    std::sort(files.begin(), files.end(), [&](const auto* a, const auto* b) { return order(a) < order(b); });
    for (const ModuleFile* file : files) {
      const Document& document = file->parsed.documents.front();
      const std::string folder = folder_of(path(file));
      if (paths.count(terraform::read_instead_of(path(file))) != 0) continue;
      terraform::Folder& in = modules_.configuration.folders[folder];
      modules_.argument_of.emplace(folder, file->argument);
      if (terraform::is_terragrunt_file(path(file))) {
        in.terragrunt = &document;
      } else if (terraform::is_module_file(path(file))) {
        in.files.push_back(&document);
      } else {
        in.values.push_back(&document);
      }
    }
  }

  Project& project_;
  SourceMap& sources_;
  const Catalog& catalog_;
  unsigned jobs_;
  Modules modules_;
  std::set<std::string> read_;   ///< folders that were asked for here
  std::set<std::string> asked_;  ///< folders of which it is known what was installed for them
};

}  // namespace

Modules read_modules(Project& project, SourceMap& sources, const Catalog& catalog, unsigned jobs) {
  return ModuleFolderReader(project, sources, catalog, jobs).read();
}

}  // namespace weir
