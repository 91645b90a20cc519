#include "parsers/app_config/application/relaxed_json.h"

#include <algorithm>
#include <string>
#include <utility>

namespace weir::app_config {
namespace {

class RelaxedText {
 public:
  explicit RelaxedText(std::string text) : text_(std::move(text)) {}

  /// Whether anything was blanked.
  bool blank_out() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        comma_ = text_.npos;
        string();
      } else if (text_.compare(at_, 2, "//") == 0) {
        blank(std::min(text_.find('\n', at_), text_.size()));
      } else if (text_.compare(at_, 2, "/*") == 0) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == text_.npos) return changed_;
        blank(end + 2);
      } else {
        separator(c);
        ++at_;
      }
    }
    return changed_;
  }

  std::string taken() { return std::move(text_); }

 private:
  void string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n'; ++at_)
      if (text_[at_] == '\\') ++at_;
    ++at_;
  }

  void separator(char c) {
    if (c == ',') {
      comma_ = at_;
    } else if ((c == '}' || c == ']') && comma_ != text_.npos) {
      text_[comma_] = ' ';
      changed_ = true;
      comma_ = text_.npos;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      comma_ = text_.npos;
    }
  }

  void blank(std::size_t end) {
    for (; at_ < end; ++at_)
      if (text_[at_] != '\n') text_[at_] = ' ';
    changed_ = true;
  }

  std::string text_;
  std::size_t at_ = 0, comma_ = std::string::npos;  ///< the comma that nothing stands behind yet
  bool changed_ = false;
};

}  // namespace

FileId without_comments(SourceMap& sources, FileId file) {
  const std::string_view written = sources.text(file);
  RelaxedText text{std::string(written)};
  if (!text.blank_out()) return file;
  const auto size = static_cast<std::uint32_t>(written.size());
  return sources.add_derived(text.taken(), {{0, {file, 0, size}, true}});
}

}  // namespace weir::app_config
