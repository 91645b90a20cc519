// Where a service's source lies, and what its Dockerfile says.
#include "parsers/app_config/compose/build.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <vector>

#include "parsers/app_config/paths.h"

namespace weir::compose {
namespace {

constexpr std::size_t kStages = 100;       // of one Dockerfile, and arguments of them
constexpr std::size_t kCopies = 200;       // of one stage, and variables of it
constexpr std::size_t kImageBytes = 2048;  // of an image's name; arguments may hold each other

struct Stage {
  std::string name, from;
  Span from_span;
  std::string entry_point, command;
  std::vector<std::pair<std::string, std::string>> copies;
  std::vector<ImageVariable> variables;
};

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::vector<std::string_view> blank_separated(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(" \t\r"); at != text.npos; at = text.find_first_not_of(" \t\r", at)) {
    const std::size_t end = std::min(text.find_first_of(" \t\r", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

/// An image's name with the defaults of arguments in it; the others stay as holes.
std::string with_arguments(std::string_view text, const std::map<std::string, std::string>& arguments) {
  std::string out;
  for (std::size_t at = 0; at < text.size() && out.size() < kImageBytes;) {
    if (text[at] != '$') {
      out += text[at++];
      continue;
    }
    const bool braced = text.substr(at).starts_with("${");
    const std::size_t begin = at + (braced ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
    const std::string name(text.substr(begin, end - begin));
    std::size_t behind = end;
    if (braced) behind = std::min(text.find('}', end), text.size() - 1) + 1;
    const auto found = arguments.find(name);
    const std::string_view otherwise = text.substr(end, behind > end ? behind - end - 1 : 0);
    if (found != arguments.end())
      out += found->second;
    else if (braced && otherwise.starts_with(":-"))
      out += otherwise.substr(2);
    else
      out += "${" + name + "}";
    at = std::max(behind, at + 1);
  }
  return out;
}

class Instructions {
 public:
  Instructions(const SourceMap& sources, FileId file) : file_(file), text_(sources.text(file)) {}

  std::vector<Stage> read() {
    for (std::size_t at = 0; at < text_.size() && stages_.size() < kStages;) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      const std::string_view line = text_.substr(at, end - at);
      if (sets_variables_)
        variables(line, std::min(line.find_first_not_of(" \t"), line.size()), at);
      else
        instruction(line, at);
      at = end + 1;
      const std::size_t last = line.find_last_not_of(" \t\r");
      const bool goes_on = last != line.npos && line[last] == '\\';
      sets_variables_ = goes_on && (sets_variables_ || (!stages_.empty() && in_lower_case(line.substr(0, 4)) == "env "));
    }
    return std::move(stages_);
  }

 private:
  void instruction(std::string_view line, std::size_t place) {
    const std::vector<std::string_view> words = blank_separated(line);
    if (words.size() < 2) return;
    const std::string what = in_lower_case(words[0]);
    const auto begin = static_cast<std::size_t>(words[1].data() - line.data());
    const std::string_view rest = line.substr(begin);
    if (what == "from") from(words, line, place);
    if (what == "arg" && stages_.empty()) argument(words[1]);
    if (stages_.empty()) return;
    if (what == "entrypoint") stages_.back().entry_point = rest;
    if (what == "cmd") stages_.back().command = rest;
    if (what == "copy" || what == "add") copy(words);
    if (what == "env") variables(line, begin, place);
  }

  /// `ENV NAME=value …`, `ENV NAME value`.
  void variables(std::string_view line, std::size_t at, std::size_t place) {
    auto& all = stages_.back().variables;
    while (at < line.size() && all.size() < kCopies) {
      const std::size_t end = std::min(line.find_first_of("= \t", at), line.size());
      const bool assigns = end < line.size() && line[end] == '=';
      std::size_t begin = line.find_first_not_of(assigns ? "=" : " \t", end);
      if (end == at || begin == line.npos) return;
      if (assigns) begin = end + 1;
      const char quote = begin < line.size() ? line[begin] : ' ';
      const bool quoted = assigns && (quote == '"' || quote == '\'');
      std::size_t stop = quoted ? line.find(quote, begin + 1) : assigns ? line.find_first_of(" \t\r", begin) : line.find_last_not_of(" \t\r") + 1;
      stop = std::min(stop, line.size());
      const std::string_view value = line.substr(begin + (quoted ? 1 : 0), stop - begin - (quoted ? 1 : 0));
      const auto span = [&](std::size_t from, std::size_t to) {
        return Span{file_, static_cast<std::uint32_t>(place + from), static_cast<std::uint32_t>(place + to)};
      };
      all.push_back({std::string(line.substr(at, end - at)), std::string(value), span(at, end),
                     span(stop - value.size(), stop), value.find('$') == value.npos});
      at = std::min(line.find_first_not_of(" \t\r", stop + (quoted ? 1 : 0)), line.size());
      if (at < line.size() && line[at] == '\\') return;
    }
  }

  /// `COPY from… to`; what another stage has made is not in the context.
  void copy(const std::vector<std::string_view>& words) {
    std::size_t n = 1;
    for (; n < words.size() && words[n].starts_with("--"); ++n)
      if (words[n].starts_with("--from")) return;
    auto& copies = stages_.back().copies;
    for (; n + 1 < words.size() && copies.size() < kCopies; ++n) copies.emplace_back(words[n], words.back());
  }

  void argument(std::string_view written) {
    const std::size_t sign = written.find('=');
    if (sign == written.npos) return;
    std::string value(written.substr(sign + 1));
    std::erase(value, '"');
    arguments_.insert_or_assign(std::string(written.substr(0, sign)), with_arguments(value, arguments_));
    if (arguments_.size() > kStages) arguments_.clear();
  }

  void from(const std::vector<std::string_view>& words, std::string_view line, std::size_t place) {
    Stage stage;
    std::size_t n = 1;
    while (n < words.size() && words[n].starts_with("--")) ++n;
    if (n == words.size()) return;
    const std::size_t begin = place + static_cast<std::size_t>(words[n].data() - line.data());
    stage.from = with_arguments(words[n], arguments_);
    stage.from_span = {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + words[n].size())};
    if (n + 2 < words.size() && in_lower_case(words[n + 1]) == "as") stage.name = in_lower_case(words[n + 2]);
    stages_.push_back(std::move(stage));
  }

  FileId file_;
  std::string_view text_;
  std::vector<Stage> stages_;
  std::map<std::string, std::string> arguments_;
  bool sets_variables_ = false;  ///< the line before goes on with variables
};

}  // namespace

std::optional<std::string> dockerfile_of(const Build& build) {
  if (!build.context) return std::nullopt;
  return app_config::path_from(*build.context, build.file.empty() ? "Dockerfile" : build.file);
}

std::optional<std::string> source_folder(const Build& build) {
  const std::optional<std::string> file = dockerfile_of(build);
  if (!file) return build.context;
  const std::string folder = app_config::folder_around(*file);
  const bool deeper = build.context->empty() || folder.starts_with(*build.context + "/");
  // `docker/`, `build/` of a whole project hold the Dockerfile and nothing else
  const std::string name = folder.substr(folder.rfind('/') + 1);
  const bool is_only_for_it = in_lower_case(name).find("docker") != std::string::npos || name.starts_with('.') ||
                              name == "build" || name == "deploy" || name == "deployment";
  return deeper && !folder.empty() && !is_only_for_it ? folder : *build.context;
}

BuiltImage built_image(const SourceMap& sources, FileId file, std::string_view target) {
  const std::vector<Stage> stages = Instructions(sources, file).read();
  BuiltImage image;
  if (stages.empty()) return image;
  std::size_t at = stages.size() - 1;
  const std::string wanted = in_lower_case(target);
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (!wanted.empty() && stages[i].name == wanted) at = i;
  // a stage that is made from another one has what that one starts, unless it says so itself
  std::string entry_point = stages[at].entry_point, command = stages[at].command;
  image.copies = stages[at].copies;
  image.variables = stages[at].variables;
  for (bool found = true; found;) {
    found = false;
    const std::string from = in_lower_case(stages[at].from);
    for (std::size_t i = 0; i < at; ++i)
      if (!stages[i].name.empty() && stages[i].name == from) {
        at = i;
        found = true;
        break;
      }
    if (!found) break;
    if (entry_point.empty()) entry_point = stages[at].entry_point;
    if (command.empty()) command = stages[at].command;
    image.copies.insert(image.copies.begin(), stages[at].copies.begin(), stages[at].copies.end());
    image.variables.insert(image.variables.begin(), stages[at].variables.begin(), stages[at].variables.end());
  }
  image.base = stages[at].from;
  image.base_span = stages[at].from_span;
  image.command = entry_point + (entry_point.empty() || command.empty() ? "" : " ") + command;
  return image;
}

}  // namespace weir::compose
