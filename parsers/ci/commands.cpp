// Shell scripts, as far as it takes to see which programs they call with what.
#include "parsers/ci/commands.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace weir::ci {
namespace {

constexpr std::size_t kFolderBytes = 4096;  ///< longer paths exist on no machine
constexpr std::size_t kBrackets = 64;       ///< open ones whose folder is kept
constexpr std::string_view kUnknownFolder = "$";
constexpr std::array<std::string_view, 9> kBefore = {"sudo", "time", "exec", "npx", "then", "do", "else", "if", "!"};

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != word.npos && equals > 0 && std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
         });
}

class ShellReader {
 public:
  explicit ShellReader(std::string_view script) : script_(script) {}

  std::vector<Command> run() {
    while (at_ < script_.size() && commands_.size() < kCommandsOfScript) step();
    if (commands_.size() < kCommandsOfScript) end_command();
    return std::move(commands_);
  }

 private:
  void step() {
    const char c = script_[at_];
    if (c == '\\' && at_ + 1 < script_.size()) return escaped();
    if (c == '#' && !in_word_) return skip_to(script_.find('\n', at_));
    if (script_.substr(at_).starts_with("${{")) return expression();
    if (script_.substr(at_).starts_with("<<") && !script_.substr(at_).starts_with("<<<")) return here_document();
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '\n' || c == ';' || c == '|' || c == '&' || c == '(' || c == ')' || c == '`') {
      end_command();
      ++at_;
      if (c == '(') open_bracket();
      if (c == ')') close_bracket();
      if (c == '\n' && !ends_.empty()) skip_documents();
      return;
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      end_word();
      ++at_;
      return;
    }
    add(c);
    ++at_;
  }

  /// Where it is after a bracket is where it was before; within too many of them it is not followed.
  void open_bracket() {
    if (outer_.size() < kBrackets) return outer_.push_back(folder_);
    ++deeper_;
    folder_ = kUnknownFolder;
  }

  void close_bracket() {
    if (deeper_ > 0) {
      --deeper_;
    } else if (!outer_.empty()) {
      folder_ = std::move(outer_.back());
      outer_.pop_back();
    }
  }

  void go_to(const std::string& folder) {
    const bool far = folder.starts_with("/") || folder.find('$') != std::string::npos;
    if (far || folder_ == kUnknownFolder || folder_.size() + folder.size() >= kFolderBytes) {
      folder_ = kUnknownFolder;
    } else if (folder != ".") {
      folder_ += (folder_.empty() ? "" : "/") + folder;
    }
  }

  void add(char c) {
    if (!in_word_ && command_.words.empty()) command_.begin = at_;
    in_word_ = true;
    word_ += c;
  }

  void skip_to(std::size_t end) { at_ = std::min(end, script_.size()); }

  void escaped() {
    if (script_[at_ + 1] == '\n')
      end_word();
    else
      add(script_[at_ + 1]);
    at_ += 2;
  }

  void expression() {
    const std::size_t end = std::min(script_.find("}}", at_), script_.size());
    while (at_ < end + 2 && at_ < script_.size()) {
      add(script_[at_]);
      ++at_;
    }
  }

  void quoted(char by) {
    if (!in_word_ && command_.words.empty()) command_.begin = at_;
    in_word_ = true;
    for (++at_; at_ < script_.size() && script_[at_] != by; ++at_) {
      if (by == '"' && script_[at_] == '\\' && at_ + 1 < script_.size()) ++at_;
      word_ += script_[at_];
    }
    if (at_ < script_.size()) ++at_;
  }

  void here_document() {
    end_word();
    at_ += 2;
    std::string end;
    while (at_ < script_.size() && std::string_view("\n;|&) ").find(script_[at_]) == std::string_view::npos) {
      if (std::string_view("-'\"\\").find(script_[at_]) == std::string_view::npos) end += script_[at_];
      ++at_;
    }
    if (!end.empty()) ends_.push_back(std::move(end));
  }

  /// The lines of here-documents that begin after this line.
  void skip_documents() {
    for (const std::string& end : ends_) {
      bool ended = false;
      while (at_ < script_.size() && !ended) {
        const std::size_t line_end = std::min(script_.find('\n', at_), script_.size());
        std::string_view line = script_.substr(at_, line_end - at_);
        while (!line.empty() && (line.front() == '\t' || line.front() == ' ')) line.remove_prefix(1);
        ended = line == end;
        skip_to(line_end + 1);
      }
    }
    ends_.clear();
  }

  void end_word() {
    if (!in_word_) return;
    command_.end = at_;
    if (word_.size() < 4096) command_.words.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  void end_command() {
    end_word();
    std::vector<std::string>& words = command_.words;
    words.erase(words.begin(), std::find_if(words.begin(), words.end(), [](const std::string& word) {
                  return std::find(kBefore.begin(), kBefore.end(), word) == kBefore.end() && !is_assignment(word);
                }));
    if (words.size() == 2 && (words[0] == "cd" || words[0] == "pushd")) {
      go_to(words[1]);
    } else if (!words.empty()) {
      command_.folder = folder_;
      commands_.push_back(std::move(command_));
    }
    command_ = {};
  }

  std::string_view script_;
  std::size_t at_ = 0;
  bool in_word_ = false;
  std::string word_, folder_;
  std::vector<std::string> outer_;  ///< where it was before each bracket that is open
  std::size_t deeper_ = 0;          ///< brackets that are open within these
  std::vector<std::string> ends_;   ///< of here-documents that begin after this line
  Command command_;
  std::vector<Command> commands_;
};

}  // namespace

std::vector<Command> commands_in(std::string_view script) { return ShellReader(script).run(); }

RootPath path_from_root(std::string_view folder, std::string_view written) {
  if (written.starts_with("/") || written.starts_with("~") || written.find("://") != written.npos) return {};
  std::vector<std::string_view> parts;
  for (std::string_view whole : {folder, written}) {
    if (whole.find('$') != whole.npos || whole.find('\\') != whole.npos) return {};
    while (!whole.empty()) {
      const std::size_t slash = std::min(whole.find('/'), whole.size());
      const std::string_view part = whole.substr(0, slash);
      whole.remove_prefix(std::min(slash + 1, whole.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
        continue;
      }
      if (parts.empty()) return {};
      parts.pop_back();
    }
  }
  std::string path;
  for (const std::string_view part : parts) path += (path.empty() ? "" : "/") + std::string(part);
  return {true, std::move(path)};
}

}  // namespace weir::ci
