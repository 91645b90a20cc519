#include "analyzer/driver/modules.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/driver/parallel.h"

namespace weir {
namespace {

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash));
}

bool is_terraform(const ProjectFile& file) { return file.dialect == Dialect::terraform; }

class Reader {
 public:
  Reader(Project& project, SourceMap& sources, unsigned jobs) : project_(project), sources_(sources), jobs_(jobs) {}

  Modules read() {
    complete_named_folders();
    for (std::size_t done = 0; done < project_.files.size();) {
      const std::size_t end = project_.files.size();
      parse(done, end);
      done = end;
      for (const auto& [folder, argument] : called_and_missing()) add_folder(folder, argument);
    }
    collect();
    return std::move(modules_);
  }

 private:
  /// A module is its whole folder, also when only one of its files was named.
  void complete_named_folders() {
    const std::vector<ProjectFile> given = project_.files;
    for (const ProjectFile& file : given)
      if (is_terraform(file) && file.named) add_folder(folder_of(sources_.path(file.file)), file.argument);
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
      modules_.files[first + n]->parsed = parse_hcl(sources_, project_.files[wanted[n]].file);
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

  void collect() {
    std::vector<const ModuleFile*> files;
    for (const auto& file : modules_.files)
      if (!file->parsed.documents.empty()) files.push_back(file.get());
    const auto path = [&](const ModuleFile* file) { return sources_.path(file->parsed.documents.front().file); };
    std::sort(files.begin(), files.end(), [&](const auto* a, const auto* b) { return path(a) < path(b); });
    for (const ModuleFile* file : files) {
      const Document& document = file->parsed.documents.front();
      const std::string folder = folder_of(path(file));
      terraform::Folder& in = modules_.folders[folder];
      modules_.argument_of.emplace(folder, file->argument);
      if (terraform::is_module_file(path(file))) {
        in.files.push_back(&document);
      } else if (path(file).ends_with("terraform.tfvars")) {
        in.values.insert(in.values.begin(), &document);  // the others override it
      } else {
        in.values.push_back(&document);
      }
    }
  }

  Project& project_;
  SourceMap& sources_;
  unsigned jobs_;
  Modules modules_;
  std::set<std::string> read_;  ///< folders that were asked for here
};

}  // namespace

Modules read_modules(Project& project, SourceMap& sources, unsigned jobs) {
  return Reader(project, sources, jobs).read();
}

}  // namespace weir
