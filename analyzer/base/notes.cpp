#include "analyzer/base/notes.h"

namespace weir {
namespace {

/// More different subjects of one code than this are only counted.
constexpr std::size_t kSubjectsPerCode = 20;

}  // namespace

void Notes::add(Level level, std::string_view code, std::string_view subject, Span span,
                std::string message) {
  std::pair<std::string, std::string> key{code, subject};
  const auto found = known_.find(key);
  if (found != known_.end()) {
    ++notes_[found->second].count;
    return;
  }
  if (++subjects_[key.first] > kSubjectsPerCode && !subject.empty()) {
    add(level, code, "", span, "more of this kind");
    return;
  }
  known_.emplace(std::move(key), notes_.size());
  notes_.push_back({{level, span, std::string(code), std::move(message)}, 1});
}

Diagnostics Notes::take() {
  Diagnostics result;
  for (Note& note : notes_) {
    if (note.count > 1) {
      note.diagnostic.message += " (" + std::to_string(note.count) + " times in this " + unit_ + ")";
    }
    result.push_back(std::move(note.diagnostic));
  }
  notes_.clear();
  known_.clear();
  subjects_.clear();
  return result;
}

}  // namespace weir
