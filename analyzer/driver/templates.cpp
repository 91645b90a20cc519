#include "analyzer/driver/templates.h"

#include <algorithm>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/base/nesting.h"
#include "analyzer/driver/parallel.h"
#include "parsers/cloudformation/files/named_files.h"
#include "parsers/cloudformation/files/paths.h"
#include "parsers/cloudformation/serverless/serverless.h"

namespace weir {

namespace {

class TemplateReader {
 public:
  TemplateReader(const Project& project, const Catalog& catalog, const cloudformation::ParameterValues& given, SourceMap& sources,
                 unsigned jobs)
      : project_(project), catalog_(catalog), given_(given), sources_(sources), jobs_(jobs) {
    for (const cloudformation::ParameterFile& file : given_)
      for (const auto& [name, value] : file.values)
        for (const cloudformation::GivenText& one : value.texts)
          if (cloudformation::names_a_file(one.text)) given_names_.insert(one.text);
  }

  TemplateFiles read() {
    for (const ProjectFile& file : project_.files)
      if (file.dialect == Dialect::cloudformation) add({file.file, path(file.file), file.named, false, file.argument, {}, {}, {}});
    for (std::size_t done = 0; done < read_.files.size();) {
      const std::size_t end = read_.files.size();
      parallel_for(end - done, jobs_, [&](std::size_t i) { parse_file(*read_.files[done + i]); });
      for (; done < end; ++done) {
        look_for_assembly(*read_.files[done]);
        read_named(*read_.files[done]);
      }
    }
    std::sort(read_.files.begin(), read_.files.end(), [](const auto& a, const auto& b) { return a->path < b->path; });
    for (const auto& file : read_.files)
      if (!file->templates.empty()) read_.around.templates.emplace(file->path, file->templates.front());
    find_roots();
    leave_out_leftovers();
    find_origins();
    return std::move(read_);
  }

 private:
  std::string path(FileId file) const { return std::string(sources_.path(file)); }

  void add(TemplateFile file) {
    read_.around.files.insert_or_assign(file.path, file.file);
    read_.files.push_back(std::make_unique<TemplateFile>(std::move(file)));
  }

  void parse_file(TemplateFile& file) {
    file.parsed = parse_yaml_or_json(sources_, file.file);
    file.templating = cloudformation::templating_of(sources_, file.file, file.parsed.documents, file.parsed.diagnostics);
    if (file.templating) return;
    if (!file.parsed.ok()) return;
    for (const Document& document : file.parsed.documents)
      if (cloudformation::is_template(document) || cloudformation::is_service(document, file.path)) file.templates.push_back(&document);
  }

  /// The assembly that a file may belong to is read once, before what the file names.
  void look_for_assembly(const TemplateFile& file) {
    const std::string folder(cloudformation::folder_of(file.path));
    if (!looked_in_.insert(folder).second) return;
    std::optional<AssemblyFolder> assembly = read_assembly(project_, folder, file.argument, sources_, read_.diagnostics);
    if (!assembly) return;
    for (const auto& [name, path] : assembly->uploads) read_.around.uploaded.emplace(folder + "/" + name, path);
    for (const auto& [stack, constructs] : assembly->constructs) read_.around.constructs.emplace(stack, paths_of(constructs));
    if (file.named && file.templates.empty() && file.path.ends_with(cloudformation::cdk::kManifest))
      for (const std::string& stack : assembly->stacks) read_stack(stack, file.argument);
    read_.assemblies.push_back(std::move(*assembly));
  }

  /// By logical id. What stacks nested in a stack call the same says nothing.
  static std::map<std::string, std::string, std::less<>> paths_of(const std::vector<cloudformation::cdk::Construct>& constructs) {
    std::map<std::string, std::string, std::less<>> paths;
    for (const cloudformation::cdk::Construct& construct : constructs) {
      const auto [at, fresh] = paths.emplace(construct.logical_id, construct.path);
      if (!fresh) at->second.clear();
    }
    return paths;
  }

  /// Who names a manifest means the stacks that it names.
  void read_stack(const std::string& path, std::size_t argument) {
    if (read_.around.files.count(path) != 0) return;
    if (const std::optional<FileId> file = read_beside(project_, path, sources_))
      add({*file, path, false, false, argument, {}, {}, {}});
  }

  /// What synthesis wrote: a manifest says nothing about templates that somebody else put beside it.
  static bool is_synthesised(const TemplateFile& file) {
    const auto says_so = [](const Document* document) { return cloudformation::cdk::is_synthesised(*document); };
    return std::all_of(file.templates.begin(), file.templates.end(), says_so);
  }

  /// Synthesising again does not remove the templates of stacks that are gone.
  void leave_out_leftovers() {
    std::sort(read_.assemblies.begin(), read_.assemblies.end(),
              [](const AssemblyFolder& a, const AssemblyFolder& b) { return a.folder < b.folder; });
    std::set<std::string_view> left;
    for (const auto& file : read_.files) {
      const AssemblyFolder* assembly = read_.assembly_of(file->path);
      if (assembly == nullptr || assembly->stacks.empty() || assembly->stacks.count(file->path) != 0) continue;
      if (!file->named && read_.is_root(file->path) && is_synthesised(*file)) left.insert(file->path);
    }
    for (const std::string_view path : left)
      read_.diagnostics.push_back({Level::warning, {}, "not-analysed",
                                   std::string(path) + ": is no stack that the manifest beside it names; name the file to have "
                                                       "it analysed"});
    std::erase_if(read_.roots, [&](const std::string& root) { return left.count(root) != 0; });
  }

  void find_origins() {
    std::vector<WrittenTemplate> written;
    for (const auto& file : read_.files)
      if (!file->templates.empty()) written.push_back({file->path, file->templates.front()});
    read_.programs = add_origins(project_, read_.assemblies, written, sources_, read_.diagnostics);
  }

  /// Files that stand beside the project's and that this one, or a value for its parameters, names.
  void read_named(const TemplateFile& by) {
    std::set<std::string> names = given_names_;
    for (const Document* document : by.templates) {
      names.merge(names_in(*document));
      if (cloudformation::is_service(*document, by.path)) read_variables_files(*document, by.argument);
    }
    read_named(by.path, names, by.argument, 0);
  }

  /// Files that a service's variables name; these may name more.
  void read_variables_files(const Document& service, std::size_t argument) {
    for (std::size_t round = 0; round < limits::kIncludeDepth; ++round) {
      bool any = false;
      for (const std::string& path : cloudformation::files_of_service(service, sources_, read_.around.files)) {
        if (!may_be_read(project_, path, argument)) continue;
        const std::optional<FileId> file = read_beside(project_, path, sources_);
        if (file) any |= read_.around.files.emplace(path, *file).second;
      }
      if (!any) return;
    }
  }

  static std::set<std::string> names_in(const Document& document) {
    const std::vector<std::string> names = cloudformation::names_of_files(document);
    return {names.begin(), names.end()};
  }

  /// What is no template itself is read for those who include it, and may include more.
  void read_named(const std::string& from, const std::set<std::string>& names, std::size_t argument, std::size_t depth) {
    for (const std::string& name : wanted(from, names, argument)) {
      const std::optional<FileId> file = read_beside(project_, name, sources_);
      if (!file) continue;
      read_.around.files.emplace(name, *file);
      if (cloudformation::recognises(sources_.text(*file))) {
        add({*file, name, false, true, argument, {}, {}, {}});
      } else if (depth < limits::kIncludeDepth) {
        for (const Document& document : parse_yaml_or_json(sources_, *file).documents)
          read_named(name, names_in(document), argument, depth + 1);
      }
    }
  }

  /// Paths that the names lead to and that are not read yet.
  std::set<std::string> wanted(const std::string& from, const std::set<std::string>& names, std::size_t argument) {
    std::set<std::string> found;
    for (const std::string& name : names) {
      const std::string last = name.substr(name.rfind('/') + 1);
      const auto uploaded = read_.around.uploaded.find(std::string(cloudformation::folder_of(from)) + "/" + last);
      if (uploaded != read_.around.uploaded.end() && read_.around.files.count(uploaded->second) == 0) {
        found.insert(uploaded->second);
        continue;
      }
      cloudformation::LocalFiles there;
      for (const std::string& place : cloudformation::places_of(from, name))
        if (read_.around.files.count(place) != 0 || may_be_read(project_, place, argument)) there.emplace(place, FileId{});
      if (there.empty()) continue;
      const std::optional<std::string> path = cloudformation::resolve_local(from, {name}, there);
      if (path && read_.around.files.count(*path) == 0) found.insert(*path);
    }
    return found;
  }

  /// Files of several templates are roots: only their first can be nested.
  void find_roots() {
    std::vector<const TemplateFile*> files;
    for (const auto& file : read_.files)
      if (!file->templates.empty()) files.push_back(file.get());
    std::vector<std::vector<std::string>> nested(files.size());
    parallel_for(files.size(), jobs_, [&](std::size_t i) {
      nested[i] = cloudformation::nested_templates(*files[i]->templates.front(), sources_, catalog_, given_, read_.around);
    });
    Nesting nesting;
    std::set<std::string> beside;
    for (const TemplateFile* file : files)
      if (file->beside) beside.insert(file->path);
    for (std::size_t i = 0; i < files.size(); ++i) {
      // what is only read because it is named makes nothing of the project a part of it
      if (files[i]->beside) std::erase_if(nested[i], [&](const std::string& path) { return beside.count(path) == 0; });
      nesting.emplace(files[i]->path, std::move(nested[i]));
    }
    read_.roots = roots_of(nesting);
    std::erase_if(read_.roots, [&](const std::string& root) { return beside.count(root) != 0; });
  }

  const Project& project_;
  const Catalog& catalog_;
  const cloudformation::ParameterValues& given_;
  SourceMap& sources_;
  unsigned jobs_;
  std::set<std::string> looked_in_;    ///< folders, for assemblies
  std::set<std::string> given_names_;  ///< of files, among the values for parameters
  TemplateFiles read_;
};

}  // namespace

const AssemblyFolder* TemplateFiles::assembly_of(std::string_view path) const {
  const std::string_view folder = cloudformation::folder_of(path);
  const auto found = std::lower_bound(assemblies.begin(), assemblies.end(), folder,
                                      [](const AssemblyFolder& a, std::string_view b) { return a.folder < b; });
  return found != assemblies.end() && found->folder == folder ? &*found : nullptr;
}

TemplateFiles read_templates(const Project& project, const Catalog& catalog, const cloudformation::ParameterValues& given,
                             SourceMap& sources, unsigned jobs) {
  return TemplateReader(project, catalog, given, sources, jobs).read();
}

}  // namespace weir
