#include "parsers/app_config/compose/variables.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace weir::compose {
namespace {

constexpr std::size_t kSettingsOfFile = 10'000;

bool is_of_setting(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

class SettingsFile {
 public:
  SettingsFile(ResourceModel& model, SourceMap& sources, FileId file, const Variables& around, std::size_t& budget)
      : model_(model),
        sources_(sources),
        text_(sources.text(file)),
        file_(file),
        known_(around),
        interpolation_(model, sources, known_, budget) {}

  std::vector<Setting> read() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) {
      if (settings_.size() >= kSettingsOfFile) {
        model_.diagnostics.push_back({Level::warning, sources_.in_host(span(at_, at_)), "application-settings",
                                      "more than " + std::to_string(kSettingsOfFile) +
                                          " settings in one file; the rest was not read"});
        break;
      }
      blanks();
      if (!at_end_of_line() && text_[at_] != '#') setting();
      skip_line();
    }
    return std::move(settings_);
  }

 private:
  bool at_end_of_line() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  void skip_line() {
    at_ = std::min(text_.find('\n', at_), text_.size());
    if (at_ < text_.size()) ++at_;
  }
  Span span(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  void setting() {
    if (text_.substr(at_).starts_with("export ")) {
      at_ += 7;
      blanks();
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_of_setting(text_[at_])) ++at_;
    if (at_ == begin) return;
    Setting made{std::string(text_.substr(begin, at_ - begin)), span(begin, at_), {}};
    blanks();
    if (at_end_of_line()) {
      made.value = given_at_start(model_, made.name, made.name_span);
    } else if (text_[at_] == '=' || text_[at_] == ':') {
      ++at_;
      made.value = value();
    } else {
      return;
    }
    known_.insert_or_assign(made.name, made.value);
    settings_.push_back(std::move(made));
  }

  ValueId value() {
    blanks();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"'))
      if (const std::optional<ValueId> quoted = in_quotes(text_[at_])) return *quoted;
    const std::size_t begin = at_;
    while (!at_end_of_line() && !is_comment(begin)) ++at_;
    std::size_t end = at_;
    while (end > begin && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
    return interpolation_.text(text_.substr(begin, end - begin), span(begin, end));
  }

  /// A `#` behind a blank, or where the value would begin.
  bool is_comment(std::size_t begin) const {
    return text_[at_] == '#' && (at_ == begin || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t');
  }

  /// None if nothing ends the text.
  std::optional<ValueId> in_quotes(char quote) {
    const std::size_t begin = at_ + 1;
    std::string plain;
    for (std::size_t i = begin; i < text_.size(); ++i) {
      char c = text_[i];
      if (c == quote) {
        at_ = i + 1;
        if (quote == '\'') return model_.values.add_string(plain, span(begin, i));
        return interpolation_.text(plain, span(begin, i));
      }
      if (c == '\\' && quote == '"' && i + 1 < text_.size()) {
        c = text_[++i];
        if (c == '$') plain += '$';  // `\$` is `$$` to the interpolation
        if (c == 'n') c = '\n';
        if (c == 't') c = '\t';
        if (c == 'r') c = '\r';
      }
      plain += c;
    }
    return std::nullopt;
  }

  ResourceModel& model_;
  const SourceMap& sources_;
  std::string_view text_;
  FileId file_;
  Variables known_;
  Interpolation interpolation_;
  std::vector<Setting> settings_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Setting> settings_in(ResourceModel& model, SourceMap& sources, FileId file, const Variables& around,
                                 std::size_t& budget) {
  return SettingsFile(model, sources, file, around, budget).read();
}

}  // namespace weir::compose
