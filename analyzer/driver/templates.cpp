#include "analyzer/driver/templates.h"

#include <algorithm>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/base/nesting.h"
#include "analyzer/driver/parallel.h"
#include "parsers/cloudformation/files/named_files.h"

namespace weir {

namespace {

class Reader {
 public:
  Reader(const Project& project, const Catalog& catalog, const cloudformation::ParameterValues& given, SourceMap& sources,
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
      for (; done < end; ++done) read_named(*read_.files[done]);
    }
    std::sort(read_.files.begin(), read_.files.end(), [](const auto& a, const auto& b) { return a->path < b->path; });
    for (const auto& file : read_.files)
      if (!file->templates.empty()) read_.around.templates.emplace(file->path, file->templates.front());
    find_roots();
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
      if (cloudformation::is_template(document)) file.templates.push_back(&document);
  }

  /// Files that stand beside the project's and that this one, or a value for its parameters, names.
  void read_named(const TemplateFile& by) {
    std::set<std::string> names = given_names_;
    for (const Document* document : by.templates) names.merge(names_in(*document));
    read_named(by.path, names, by.argument, 0);
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
  std::set<std::string> given_names_;  ///< of files, among the values for parameters
  TemplateFiles read_;
};

}  // namespace

TemplateFiles read_templates(const Project& project, const Catalog& catalog, const cloudformation::ParameterValues& given,
                             SourceMap& sources, unsigned jobs) {
  return Reader(project, catalog, given, sources, jobs).read();
}

}  // namespace weir
