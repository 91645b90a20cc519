#include "analyzer/driver/lone_applications.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/app_config/application/frameworks.h"

namespace weir {
namespace {

constexpr std::size_t kApplications = 50;  // of one argument

/// The name of a service that lies in a folder; those without one are called `application`.
std::string service_name(const std::string& folder, std::set<std::string>& taken) {
  std::string name;
  for (const char c : folder.substr(folder.rfind('/') + 1))
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.') name += c;
  if (name.empty()) name = "application";
  const std::string first = name;
  for (int n = 2; !taken.insert(name).second; ++n) name = first + "-" + std::to_string(n);
  return name;
}

std::string in_yaml_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

/// How an application runs that only its settings tell of: each of these is unknown, not left to its default.
std::string not_said() {
  constexpr std::array<std::string_view, 12> kKeys = {"cap_add", "deploy",     "healthcheck", "logging", "mem_limit",    "pid",
                                                      "ports",   "privileged", "read_only",   "restart", "security_opt", "user"};
  std::string text;
  for (const std::string_view key : kKeys) text += ", " + std::string(key) + ": \"${HOW_IT_RUNS}\"";
  return text;
}

/// Where an application says what it depends on, or reads variables itself, and the words by which it loads a file of them.
struct LoadingSign {
  std::string_view file;
  std::vector<std::string_view> words;
};
const std::vector<LoadingSign>& loading_signs() {
  static const std::vector<LoadingSign> signs = {
      {"package.json", {"\"dotenv\":", "\"dotenv-flow\":", "\"dotenv-cli\":", "\"dotenv-expand\":"}},
      {"Gemfile", {"\"dotenv\"", "'dotenv'", "dotenv-rails"}},
      {"requirements.txt", {"python-dotenv", "django-dotenv"}},
      {"requirements/base.txt", {"python-dotenv", "django-dotenv"}},
      {"pyproject.toml", {"python-dotenv", "django-dotenv"}},
      {"Pipfile", {"python-dotenv", "django-dotenv"}},
      {"manage.py", {"load_dotenv(", "read_dotenv(", ".read_env("}}};
  return signs;
}
/// The same in the module of settings that `manage.py` names.
constexpr std::array<std::string_view, 3> kPlacesOfModule = {".py", "/__init__.py", "/base.py"};
constexpr std::array<std::string_view, 3> kLoadingCalls = {"load_dotenv(", "read_dotenv(", ".read_env("};

/// Packages of Node.js that read these files of settings.
constexpr std::array<std::string_view, 3> kReadsSettings = {"\"config\":", "\"node-config\":", "\"@feathersjs/configuration\":"};

bool has_word(std::string_view text, const auto& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != text.npos; });
}

/// A compose file that nobody wrote: its parts lead to the files that tell of the applications.
class WrittenProject {
 public:
  WrittenProject(const Project& project, std::size_t argument, SourceMap& sources)
      : argument_(argument), sources_(sources), beside_(files_beside(project, argument, sources)) {}

  void add(const std::string& path) {
    const std::string folder = *app_config::folder_of_application(path);
    if (folders_.count(folder) != 0) return;
    const bool of_node = path.find("config/default.") != path.npos;
    if (of_node && !has_word(text_in(folder, "package.json"), kReadsSettings)) return;
    const app_config::BesideFile told = beside_(path);
    if (told.is != app_config::BesideFile::Is::read) return;
    folders_.insert(folder);
    if (folders_.size() > kApplications) {
      if (left_out_ == 0) first_left_out_ = sources_.line_at(told.file, 0);
      ++left_out_;
      return;
    }
    ++read_;
    if (first_.empty()) first_ = path;
    const std::string around = first_.substr(0, first_.rfind('/') == first_.npos ? 0 : first_.rfind('/'));
    const std::filesystem::path context = std::filesystem::path("/" + folder).lexically_relative("/" + around);
    const Span line = sources_.line_at(told.file, 0);
    segments_.push_back({static_cast<std::uint32_t>(text_.size()), line, false});
    if (text_.empty()) text_ = "services:\n";
    text_ += "  " + in_yaml_quotes(service_name(folder, names_)) + ": {build: {context: " + in_yaml_quotes(context.generic_string()) + "}, env_file: " +
             variables_of(folder, context) + not_said() + "}\n";
  }

  void put(ComposeFiles& read) {
    if (text_.empty()) return;
    if (left_out_ > 0)
      read.diagnostics.push_back({Level::warning, first_left_out_, "budget",
                                  std::to_string(read_ + left_out_) + " applications were found that nothing says how to run; the settings of " +
                                      std::to_string(read_) + " are read, which is the limit, those from this one on were left out"});
    read.applications += read_;
    const FileId file = sources_.add_derived(std::move(text_), std::move(segments_));
    auto made = std::make_unique<ComposeFile>(ComposeFile{file, first_, false, argument_, parse_yaml(sources_, file), {}, nullptr});
    if (!made->parsed.ok() || made->parsed.documents.empty()) return;
    made->project = &made->parsed.documents.front();
    read.units.push_back({argument_, {first_, made->project, nullptr}});
    read.files.push_back(std::move(made));
  }

 private:
  /// The text of a file of an application; "" if it has none of that name.
  std::string_view text_in(const std::string& folder, std::string_view name) const {
    const app_config::BesideFile found = beside_((folder.empty() ? "" : folder + "/") + std::string(name));
    return found.is == app_config::BesideFile::Is::read ? sources_.text(found.file) : std::string_view();
  }

  /// Whether an application says that it loads a file of variables that lies beside it.
  bool loads_variables(const std::string& folder) const {
    for (const LoadingSign& sign : loading_signs())
      if (has_word(text_in(folder, sign.file), sign.words)) return true;
    const std::string module = app_config::module_of_settings(text_in(folder, "manage.py"));
    return !module.empty() && std::any_of(kPlacesOfModule.begin(), kPlacesOfModule.end(), [&](std::string_view end) {
      return has_word(text_in(folder, module + std::string(end)), kLoadingCalls);
    });
  }

  /// Where its variables come from: a file beside it, and what nobody knows.
  std::string variables_of(const std::string& folder, const std::filesystem::path& context) const {
    constexpr std::string_view kUnknown = "\"${HOW_IT_RUNS}\"";
    const std::string file = (folder.empty() ? "" : folder + "/") + std::string(".env");
    const bool there = beside_(file).is == app_config::BesideFile::Is::read && loads_variables(folder);
    if (!there) return std::string(kUnknown);
    return "[" + in_yaml_quotes((context / ".env").lexically_normal().generic_string()) + ", " + std::string(kUnknown) + "]";
  }

  std::size_t argument_;
  SourceMap& sources_;
  app_config::Beside beside_;
  std::string first_, text_;  ///< the file that tells of the first one, and what would have been written
  std::vector<Segment> segments_;
  std::set<std::string> folders_, names_;
  std::size_t read_ = 0, left_out_ = 0;
  Span first_left_out_;
};

}  // namespace

void add_lone_applications(const Project& project, SourceMap& sources, ComposeFiles& read) {
  std::map<std::size_t, std::unique_ptr<WrittenProject>> written;
  for (const ApplicationFile& file : project.applications) {
    std::unique_ptr<WrittenProject>& one = written[file.argument];
    if (one == nullptr) one = std::make_unique<WrittenProject>(project, file.argument, sources);
    one->add(file.path);
  }
  for (const auto& [argument, one] : written)
    one->put(read);
}

}  // namespace weir
