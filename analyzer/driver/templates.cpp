#include "analyzer/driver/templates.h"

#include <algorithm>
#include <set>

#include "analyzer/driver/parallel.h"
#include "parsers/cloudformation/files/named_files.h"

namespace weir {

Parsed parse_template(const SourceMap& sources, FileId file) {
  const std::string_view text = sources.text(file);
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool json = !sources.path(file).ends_with(".yaml") && !sources.path(file).ends_with(".yml") &&
                    first != std::string_view::npos && text[first] == '{';
  return json ? parse_json(sources, file) : parse_yaml(sources, file);
}

namespace {

class Reader {
 public:
  Reader(const Project& project, const Catalog& catalog, SourceMap& sources, unsigned jobs)
      : project_(project), catalog_(catalog), sources_(sources), jobs_(jobs) {}

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
    file.parsed = parse_template(sources_, file.file);
    file.templating = cloudformation::templating_of(sources_, file.file, file.parsed.documents, file.parsed.diagnostics);
    if (file.templating) return;
    if (!file.parsed.ok()) return;
    for (const Document& document : file.parsed.documents)
      if (cloudformation::is_template(document)) file.templates.push_back(&document);
  }

  /// Files that stand beside the project's and that this one names.
  void read_named(const TemplateFile& by) {
    const std::string from = by.path;
    const std::size_t argument = by.argument;
    std::set<std::string> wanted;
    for (const Document* document : by.templates) {
      for (const std::string& name : cloudformation::names_of_files(*document)) {
        cloudformation::LocalFiles there;
        for (const std::string& candidate : cloudformation::places_of(from, name))
          if (read_.around.files.count(candidate) != 0 || may_be_read(project_, candidate, argument))
            there.emplace(candidate, FileId{});
        if (there.empty()) continue;
        const std::optional<std::string> found = cloudformation::resolve_local(from, {name}, there);
        if (found && read_.around.files.count(*found) == 0) wanted.insert(*found);
      }
    }
    for (const std::string& name : wanted) {
      const std::optional<FileId> file = read_beside(project_, name, sources_);
      if (!file) continue;
      read_.around.files.emplace(name, *file);
      if (cloudformation::recognises(sources_.text(*file))) add({*file, name, false, true, argument, {}, {}, {}});
    }
  }

  /// Files of several templates are roots: only their first can be nested.
  void find_roots() {
    std::vector<const TemplateFile*> files;
    for (const auto& file : read_.files)
      if (!file->templates.empty()) files.push_back(file.get());
    std::vector<std::vector<std::string>> nested(files.size());
    parallel_for(files.size(), jobs_, [&](std::size_t i) {
      nested[i] = cloudformation::nested_templates(*files[i]->templates.front(), sources_, catalog_, read_.around);
    });
    std::map<std::string, std::vector<std::string>> nesting;
    std::set<std::string> beside;
    for (const TemplateFile* file : files)
      if (file->beside) beside.insert(file->path);
    for (std::size_t i = 0; i < files.size(); ++i) {
      // what is only read because it is named makes nothing of the project a part of it
      if (files[i]->beside) std::erase_if(nested[i], [&](const std::string& path) { return beside.count(path) == 0; });
      nesting.emplace(files[i]->path, std::move(nested[i]));
    }
    read_.roots = cloudformation::roots(nesting);
    const auto only_beside = [&](const std::string& root) {
      return std::any_of(files.begin(), files.end(),
                         [&](const TemplateFile* file) { return file->beside && file->path == root; });
    };
    std::erase_if(read_.roots, only_beside);
  }

  const Project& project_;
  const Catalog& catalog_;
  SourceMap& sources_;
  unsigned jobs_;
  TemplateFiles read_;
};

}  // namespace

TemplateFiles read_templates(const Project& project, const Catalog& catalog, SourceMap& sources, unsigned jobs) {
  return Reader(project, catalog, sources, jobs).read();
}

}  // namespace weir
