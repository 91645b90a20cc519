#include "analyzer/driver/programs.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "analyzer/base/program_limits.h"
#include "analyzer/driver/files_below.h"
#include "analyzer/driver/parallel.h"
#include "parsers/app_source/source.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLooked = 200'000;         // folders and files looked at for programs
constexpr std::size_t kProgramTotal = 8u << 20;  // bytes of one program

/// Folders that a build makes: the source stands beside them.
bool is_built(std::string_view name) {
  constexpr std::array<std::string_view, 8> kBuilt = {"dist", "build",  ".build", "out",
                                                      "bin",  "target", "lib",    "package"};
  return std::find(kBuilt.begin(), kBuilt.end(), name) != kBuilt.end();
}

/// Folders in a program that hold nothing of its own.
bool is_others(std::string_view name) {
  constexpr std::array<std::string_view, 6> kOthers = {"dist",  "build",         ".build",
                                                       ".next", "site-packages", "cdk.out"};
  return is_skipped(name) || std::find(kOthers.begin(), kOthers.end(), name) != kOthers.end();
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

std::string inside(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

/// The repository of an image without its registry, tag and digest: its last name. "" if that is
/// not known, or nobody's own.
std::string image_name(const std::string& image) {
  std::string name = image;
  if (const std::size_t digest = name.find('@'); digest != name.npos) name.erase(digest);
  // a hole may hold slashes and colons of its own
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.compare(i, 2, "${") != 0) {
      plain += name[i];
      continue;
    }
    plain += '\x01';
    i = std::min(name.find('}', i), name.size());
  }
  // an image without an owner is a public library's
  const std::size_t slash = plain.rfind('/');
  if (slash == plain.npos || name_of(plain.substr(0, slash)) == "library") return "";
  plain.erase(0, slash + 1);
  if (const std::size_t tag = plain.find(':'); tag != plain.npos) plain.erase(tag);
  return plain.find('\x01') != plain.npos ? "" : plain;
}

/// The files of the project, as far as programs may be read from them.
class Files {
 public:
  explicit Files(const Project& project) : project_(project) {}

  /// Sources in a folder and below it, as shown; nothing if there are too many.
  const std::vector<std::string>& below(const std::string& folder) {
    const auto [at, fresh] = below_.try_emplace(folder);
    if (fresh) at->second = look_below(folder);
    return at->second;
  }

  /// Folders of the project by their names, each with the paths that have it.
  const std::map<std::string, std::vector<std::string>>& folders() {
    if (looked_) return folders_;
    looked_ = true;
    std::set<std::string> paths;
    if (project_.root.empty()) {
      for (const auto& [path, file] : project_.texts)
        for (std::string folder = parent_of(path); !folder.empty(); folder = parent_of(folder))
          paths.insert(folder);
    } else {
      std::error_code error;
      std::size_t seen = 0;
      for (fs::recursive_directory_iterator
               at(project_.root, fs::directory_options::skip_permission_denied, error),
           end;
           !error && at != end && ++seen < kLooked; at.increment(error)) {
        if (!at->is_directory(error) || at->is_symlink(error)) continue;
        const std::string name = at->path().filename().string();
        if (is_skipped(name) || name.starts_with('.'))
          at.disable_recursion_pending();
        else
          paths.insert(at->path().lexically_relative(project_.root).generic_string());
      }
    }
    for (const std::string& path : paths)
      if (!app_source::is_test(path + "/")) folders_[name_of(path)].push_back(path);
    return folders_;
  }

 private:
  std::vector<std::string> look_below(const std::string& folder) const {
    const auto all = files_below(project_, folder, kLooked, is_others);
    std::vector<std::string> found;
    if (!all) return found;
    for (const std::string& path : *all)
      if (is_own(folder.empty() ? path : path.substr(folder.size() + 1))) found.push_back(path);
    if (found.size() > limits::kProgramFiles) found.clear();
    return found;
  }

  static bool is_own(const std::string& inside) {
    if (!program_language(inside) || app_source::is_test(inside)) return false;
    for (std::string folder = parent_of(inside); !folder.empty(); folder = parent_of(folder))
      if (is_others(name_of(folder))) return false;
    return true;
  }

  const Project& project_;
  std::map<std::string, std::vector<std::string>> below_;
  std::map<std::string, std::vector<std::string>> folders_;
  bool looked_ = false;
};

/// A program to read: its files, or a text, and what is called first.
struct Wanted {
  std::vector<std::string> files;
  std::string folder;
  std::optional<FileId> text;
  std::string ending;  ///< of the text's language
  app_source::Entry entry;
};

class ProgramReader {
 public:
  ProgramReader(const Project& project, const ResourceModel& model, const Knowledge& knowledge,
                SourceMap& sources)
      : project_(project),
        model_(model),
        knowledge_(knowledge),
        sources_(sources),
        files_(project) {
    for (const ProjectFile& file : project.files) read_.emplace(sources.path(file.file), file.file);
  }

  Programs read(const std::vector<CodePlace>& places, unsigned jobs) {
    for (const CodePlace& place : places) bind(place);
    std::vector<std::vector<app_source::SourceFile>> files;
    for (const Wanted& wanted : wanted_) files.push_back(sources_of(wanted));
    programs_.programs.resize(wanted_.size());
    parallel_for(wanted_.size(), jobs, [&](std::size_t i) {
      programs_.programs[i] = app_source::read_program(
          sources_, knowledge_.catalog, knowledge_.programs, files[i], wanted_[i].entry);
    });
    return std::move(programs_);
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string>;

  void bind(const CodePlace& place) {
    if (place.text.valid()) return bind_text(place);
    if (!place.path.empty()) return bind_path(place);
    bind_image(place);
  }

  /// Source that stands in the resource itself.
  void bind_text(const CodePlace& place) {
    const std::string_view ending = app_source::ending_of_runtime(place.runtime);
    const Span span = model_.values[place.text].span;
    const bool plain = place.written.empty();
    const std::string text = plain ? std::string(model_.values.string(place.text)) : place.written;
    if (ending.empty() || (plain && sources_.text(span) != text)) return;
    Wanted wanted;
    wanted.text = sources_.add_derived(text, {{0, span, plain}});
    wanted.ending = ending;
    const app_source::Entry entry = app_source::entry_of_handler(place.entry);
    wanted.entry = {"index", entry.function};
    add(place, std::move(wanted), {}, false);
  }

  void bind_path(const CodePlace& place) {
    const std::string path = place.path;
    if (path.find("://") != path.npos || path.starts_with('/')) return;
    const fs::path joined = place.folder.empty() ? fs::path(path) : fs::path(place.folder) / path;
    std::string at = joined.lexically_normal().generic_string();
    while (at.ends_with('/')) at.pop_back();
    if (at == ".") at.clear();
    if (at == ".." || at.starts_with("../")) return;
    Wanted wanted;
    const bool is_command = place.entry.find(' ') != place.entry.npos;  // handlers have no blanks
    wanted.entry = is_command ? app_source::entry_of_command(place.entry) : app_source::entry_of_handler(place.entry);
    if (program_language(at)) {
      wanted.files = {at};
      wanted.folder = parent_of(at);
    } else {
      wanted.folder = at;
      wanted.files = files_.below(at);
      const std::string stem = fs::path(at).stem().string();
      // what a build makes is made of what stands beside it
      for (int up = 0; wanted.files.empty() && up < 2; ++up) {
        if (is_folder(wanted.folder) && !is_built(name_of(wanted.folder))) break;
        if (wanted.folder.empty()) break;
        wanted.folder = parent_of(wanted.folder);
        if (const std::string own = inside(wanted.folder, stem); own != at && is_folder(own)) {
          wanted.folder = own;  // the archive is called like what is in it
          wanted.files = files_.below(own);
          break;
        }
        if (wanted.folder.empty()) break;  // the whole project is nobody's program
        wanted.files = files_.below(wanted.folder);
      }
    }
    std::erase_if(wanted.files, [&](const std::string& file) {
      return !app_source::may_run(place.runtime, file);
    });
    if (wanted.files.empty()) return;
    add(place, std::move(wanted), {at, place.entry, place.runtime}, false);
  }

  bool is_folder(const std::string& path) const {
    if (project_.root.empty()) {
      const auto at = project_.texts.lower_bound(path + "/");
      return at != project_.texts.end() && at->first.starts_with(path + "/");
    }
    std::error_code error;
    return fs::is_directory(fs::path(project_.root) / path, error);
  }

  /// The one folder that is called like the image; where none is, the one that is called like its
  /// last words, and reads the settings that the container is given (graph/source.cpp looks).
  void bind_image(const CodePlace& place) {
    const std::string name = image_name(place.image);
    if (name.empty()) return;
    const auto& folders = files_.folders();
    Wanted wanted;
    wanted.entry = app_source::entry_of_command(place.entry);
    const auto exact = folders.find(name);
    bool by_words = false;
    if (exact != folders.end()) {
      if (exact->second.size() == 1) wanted.folder = exact->second.front();
    } else {
      for (std::size_t dash = name.find('-'); dash != name.npos; dash = name.find('-', dash + 1)) {
        const auto last = folders.find(name.substr(dash + 1));
        if (last == folders.end()) continue;
        if (last->second.size() == 1) wanted.folder = last->second.front();
        by_words = true;
        break;
      }
    }
    if (wanted.folder.empty()) return;
    wanted.files = files_.below(wanted.folder);
    if (wanted.files.empty()) return;
    const std::string folder = wanted.folder;
    if (wanted.entry.module.empty())
      if (const auto file = file_at(inside(folder, "Dockerfile")))
        wanted.entry =
            app_source::entry_of_command(app_source::command_of_build(sources_.text(*file)));
    add(place, std::move(wanted), {folder, place.entry, "image"}, true, by_words);
  }

  void add(const CodePlace& place, Wanted wanted, const Key& key, bool implied,
           bool by_words = false) {
    std::size_t index = wanted_.size();
    const bool shared = !std::get<0>(key).empty() || !std::get<1>(key).empty();
    if (shared) index = known_.try_emplace(key, index).first->second;
    if (index == wanted_.size()) wanted_.push_back(std::move(wanted));
    programs_.bound.push_back({place.resource, index, implied, by_words, place.partly_known,
                               place.partly_read, place.runtime_settings,
                               place.written.empty() ? ValueId() : place.text});
  }

  std::vector<app_source::SourceFile> sources_of(const Wanted& wanted) {
    std::vector<app_source::SourceFile> out;
    if (wanted.text)
      return {{*wanted.text, "index" + wanted.ending, *program_language("index" + wanted.ending)}};
    std::size_t bytes = 0;
    for (const std::string& path : wanted.files) {
      const auto language = program_language(path);
      const std::optional<FileId> file = file_at(path);
      if (!language || !file) continue;
      bytes += sources_.text(*file).size();
      if (bytes > kProgramTotal) return {};
      const std::string inside =
          wanted.folder.empty() ? path : path.substr(wanted.folder.size() + 1);
      out.push_back({*file, inside, *language});
    }
    return out;
  }

  std::optional<FileId> file_at(const std::string& path) {
    if (const auto known = read_.find(path); known != read_.end()) return known->second;
    const std::size_t argument = project_.files.empty() ? 0 : project_.files.front().argument;
    if (!may_be_read(project_, path, argument) || bytes_ > limits::kProgramsBytes)
      return std::nullopt;
    if (!project_.root.empty()) {
      std::error_code error;
      const auto size = fs::file_size(fs::path(project_.root) / path, error);
      if (error || size > limits::kProgramBytes) return std::nullopt;
    }
    const std::optional<FileId> file = read_beside(project_, path, sources_);
    if (!file) return std::nullopt;
    bytes_ += sources_.text(*file).size();
    read_.emplace(path, *file);
    return file;
  }

  const Project& project_;
  const ResourceModel& model_;
  const Knowledge& knowledge_;
  SourceMap& sources_;
  Files files_;
  Programs programs_;
  std::vector<Wanted> wanted_;
  std::map<Key, std::size_t> known_;
  std::map<std::string, FileId, std::less<>> read_;
  std::size_t bytes_ = 0;
};

}  // namespace

Programs read_programs(const Project& project, const ResourceModel& model,
                       const std::vector<CodePlace>& places, const Knowledge& knowledge,
                       SourceMap& sources, unsigned jobs) {
  if (places.empty()) return {};
  return ProgramReader(project, model, knowledge, sources).read(places, jobs);
}

}  // namespace weir
