// Assignments in files of environments of Rails.
#include "parsers/app_config/application/ruby_settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/app_config/application/erb.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kRubySettings = 2'000;
constexpr std::size_t kAssignments = 5'000;
constexpr int kNestingOfHash = 8;
/// Words that begin what an `end` ends.
constexpr std::array<std::string_view, 9> kOpens = {"if", "unless", "case", "while", "until", "begin", "def", "class", "for"};

bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class RubyAssignments {
 public:
  RubyAssignments(ResourceModel& model, std::string_view text, FileId file) : model_(model), text_(text), file_(file) {}

  Properties read() {
    while (at_ < text_.size() && found_.size() < kRubySettings) {
      line();
      at_ = std::min(text_.find('\n', at_), text_.size());
      if (at_ < text_.size()) ++at_;
    }
    return found_;
  }
  /// Whether there is more than is read: what stands there may be assigned anew behind that.
  bool is_cut() const { return at_ < text_.size() || assignments_ > kAssignments; }

 private:
  std::string_view rest_of_line() const { return text_.substr(at_, std::min(text_.find('\n', at_), text_.size()) - at_); }

  void blanks(bool lines = false) {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || (lines && text_[at_] == '\n'))) ++at_;
  }

  void line() {
    blanks();
    std::string_view rest = rest_of_line();
    while (!rest.empty() && std::isspace(static_cast<unsigned char>(rest.back())) != 0) rest.remove_suffix(1);
    std::size_t size = 0;
    while (size < rest.size() && is_of_name(rest[size])) ++size;
    const std::string_view word = rest.substr(0, size);
    if (rest.starts_with("config.")) return assignment();
    const bool configures = rest.ends_with("configure do");
    const bool does = rest.ends_with(" do") || (rest.ends_with('|') && rest.find(" do |") != rest.npos);
    if (word == "end") {
      if (!open_.empty()) open_.pop_back();
    } else if (does || (std::find(kOpens.begin(), kOpens.end(), word) != kOpens.end() && !rest.ends_with(" end"))) {
      open_.push_back(configures);
    }
  }

  void assignment() {
    const std::size_t begin = at_;
    if (++assignments_ > kAssignments) return;
    while (at_ < text_.size() && (is_of_name(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string name(text_.substr(begin, at_ - begin));
    const Span place = span(begin, at_);
    blanks();
    const std::string_view rest = rest_of_line();
    const bool changes = rest.starts_with("||=") || rest.starts_with("+=") || rest.starts_with("<<") || rest.starts_with("[");
    const bool assigns = rest.starts_with("=") && !rest.starts_with("==");
    if (!changes && !assigns) return;
    forget(name);
    const bool certain = std::all_of(open_.begin(), open_.end(), [](bool plain) { return plain; });
    const bool modified = rest.find(" if ") != rest.npos || rest.find(" unless ") != rest.npos;
    if (changes || !certain || modified) return unknown(name, place);
    ++at_;
    value(name, place, 0);
    for (blanks(); at_ < text_.size() && text_[at_] == ','; blanks()) {  // what stands behind it are its options
      ++at_;
      blanks(true);
      if (at_ < text_.size() && text_[at_] == '{') value(name, place, 0);
      else if (!pair(name, 0)) return;
    }
  }

  /// A later assignment replaces all that an earlier one gave.
  void forget(const std::string& name) {
    std::erase_if(found_, [&](const Property& one) { return one.name == name || one.name.starts_with(name + "."); });
  }

  void unknown(const std::string& name, Span place) {
    found_.push_back({name, place, model_.values.add_unknown(UnknownKind::unsupported, "the program computes it", "", place)});
  }

  void value(const std::string& name, Span place, int depth) {
    blanks();
    if (at_ < text_.size() && text_[at_] == '{' && depth < kNestingOfHash) return hash(name, depth);
    const std::size_t begin = at_;
    at_ = end_of_piece();
    std::size_t end = at_;
    while (end > begin && std::isspace(static_cast<unsigned char>(text_[end - 1])) != 0) --end;
    if (found_.size() < kRubySettings) scalar(name, place, begin, end);
  }

  void hash(const std::string& name, int depth) {
    ++at_;
    for (std::size_t steps = 0; steps < kRubySettings; ++steps) {
      blanks(true);
      while (at_ < text_.size() && text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        blanks(true);
      }
      if (at_ >= text_.size() || text_[at_] == '}') break;
      if (!pair(name, depth)) break;
      blanks(true);
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '}') ++at_;
  }

  /// `key: value`, `:key => value`, `"key" => value`. False if it is nothing of that kind.
  bool pair(const std::string& front, int depth) {
    const std::size_t begin = at_;
    const bool symbol = at_ < text_.size() && text_[at_] == ':', quoted = at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'');
    if (symbol || quoted) ++at_;
    const std::size_t first = at_;
    while (at_ < text_.size() && is_of_name(text_[at_])) ++at_;
    const std::string key(text_.substr(first, at_ - first));
    if (quoted && at_ < text_.size()) ++at_;
    const Span place = span(begin, at_);
    const bool colon = !symbol && text_.substr(at_, 1) == ":";
    if (colon) ++at_;
    else blanks();
    const bool arrow = !colon && text_.substr(at_, 2) == "=>";
    if (arrow) at_ += 2;
    if (key.empty() || (!colon && !arrow)) return false;
    blanks(true);
    value(front + "." + key, place, depth + 1);
    return true;
  }

  /// Where an expression ends: at a comma, a bracket of what it stands in, a comment, or the line's end.
  std::size_t end_of_piece() const {
    int open = 0;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"' || c == '\'') {
        const std::size_t end = text_.find_first_of(std::string{c, '\n'}, i + 1);
        if (end == text_.npos || text_[end] == '\n') return std::min(end, text_.size());
        i = end;
      } else if (c == '(' || c == '[' || c == '{') {
        ++open;
      } else if (c == ')' || c == ']' || c == '}') {
        if (open-- == 0) return i;
      } else if (c == '\n' || (c == ',' && open == 0) || (c == '#' && i > at_ && text_[i - 1] == ' ')) {
        return i;
      }
    }
    return text_.size();
  }

  void scalar(const std::string& name, Span place, std::size_t begin, std::size_t end) {
    ValueStore& values = model_.values;
    const std::string written(text_.substr(begin, end - begin));
    const auto add = [&](ValueId value) {
      found_.push_back({name, place, value});
      keep_name(values, found_.back());
    };
    if (written == "true" || written == "false") return add(values.add_boolean(written == "true", span(begin, end)));
    if (written == "nil") return;
    if (!written.empty() && written.find_first_not_of("0123456789") == written.npos)
      return add(values.add_number(std::strtod(written.c_str(), nullptr), span(begin, end)));
    if (written.size() > 1 && written[0] == ':' && std::all_of(written.begin() + 1, written.end(), is_of_name))
      return add(values.add_string(written.substr(1), span(begin + 1, end)));
    const bool quoted = written.size() > 1 && (written.front() == '"' || written.front() == '\'') && written.find(written.front(), 1) == written.size() - 1;
    if (quoted && written.find_first_of("\\") == written.npos && written.find("#{") == written.npos && written.find("${") == written.npos)
      return add(values.add_string(written.substr(1, written.size() - 2), span(begin + 1, end - 1)));
    const std::string placeholder = placeholder_of_ruby(written);
    if (placeholder == "${}") return unknown(name, place);
    add(values.add_string(placeholder, span(begin, end)));
  }

  Span span(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  ResourceModel& model_;
  std::string_view text_;
  FileId file_;
  std::size_t at_ = 0, assignments_ = 0;
  std::vector<bool> open_;  ///< what waits for its `end`: whether it is run whatever happens
  Properties found_;
};

}  // namespace

Properties ruby_settings(ResourceModel& model, const SourceMap& sources, FileId file) {
  const std::string_view text = sources.text(file);
  const auto left_out = [&](const char* why) {
    model.diagnostics.push_back({Level::note, {file, 0, 0}, "application-settings", std::string("the settings of an application were not read: ") + why});
    return Properties();
  };
  if (text.find("<<~") != text.npos || text.find("<<-") != text.npos || text.find("=begin") != text.npos)
    return left_out("texts of several lines stand between them");
  RubyAssignments assignments(model, text, file);
  Properties found = assignments.read();
  return assignments.is_cut() ? left_out("there are too many in one file") : found;
}

}  // namespace weir::app_config
