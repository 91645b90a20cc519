#include "analyzer/base/regex.h"

#include <re2/re2.h>

#include <utility>

namespace weir {

struct Regex::Compiled {
  Compiled(const re2::StringPiece& pattern, const re2::RE2::Options& options)
      : expression(pattern, options) {}
  re2::RE2 expression;
};

namespace {

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Result<Regex> Regex::compile(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(8 << 20);  // RE2's own default, said here because it is a limit of ours
  auto compiled = std::make_shared<Compiled>(piece(pattern), options);
  if (!compiled->expression.ok()) {
    return Error{"the regular expression is not valid: " + compiled->expression.error(), {}};
  }
  return Regex(std::move(compiled));
}

bool Regex::matches(std::string_view text) const {
  return re2::RE2::FullMatch(piece(text), compiled_->expression);
}

bool Regex::contains(std::string_view text) const {
  return re2::RE2::PartialMatch(piece(text), compiled_->expression);
}

std::vector<std::string_view> Regex::find(std::string_view text, std::size_t from) const {
  const int count = compiled_->expression.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(count));
  std::vector<std::string_view> found;
  if (compiled_->expression.Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, groups.data(),
                                  count)) {
    for (const re2::StringPiece& group : groups) found.emplace_back(group.data(), group.size());
  }
  return found;
}

std::size_t Regex::size() const {
  return static_cast<std::size_t>(compiled_->expression.ProgramSize());
}

std::vector<std::string> Regex::group_names() const {
  const re2::RE2& expression = compiled_->expression;
  std::vector<std::string> names(static_cast<std::size_t>(expression.NumberOfCapturingGroups()));
  for (const auto& [index, name] : expression.CapturingGroupNames()) {
    names[static_cast<std::size_t>(index) - 1] = name;
  }
  return names;
}

}  // namespace weir
