#include "parsers/embedded/workflow_paths.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace weir {
namespace {

/// Intrinsic functions that give nothing of the texts that they are given.
constexpr std::array<std::string_view, 7> kGiveNoText = {
    "States.ArrayLength", "States.ArrayContains", "States.ArrayRange", "States.Hash",
    "States.MathRandom",  "States.MathAdd",       "States.UUID"};

/// JSONata functions that only join or convert texts.
constexpr std::array<std::string_view, 3> kJoinTexts = {"$string", "$join", "$trim"};

/// Expressions are no deeper than this.
constexpr std::size_t kCalls = 64;

bool is_name_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class PlaceReader {
 public:
  PlaceReader(std::string_view text, PathLanguage language)
      : text_(text), jsonata_(language == PathLanguage::jsonata) {}

  std::optional<std::vector<Place>> all() {
    while (at_ < text_.size())
      if (!token()) return std::nullopt;
    return std::move(places_);
  }

 private:
  char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool token() {
    const char c = now();
    if (c == '\'' || c == '"') {
      quoted();
      return true;
    }
    if (c == '$') return dollar();
    if (c == '(') return call("");
    if (c == ')') {
      if (!holds_.empty()) holds_.pop_back();
      ++at_;
      return true;
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || (jsonata_ && c == '&')) {
      ++at_;
      return true;
    }
    if (jsonata_) return false;
    if (!is_name_byte(c)) {
      ++at_;
      return true;
    }
    const std::string name = word(".");
    return now() == '(' ? call(name) : true;
  }

  /// Passes over a text in quotes; gives it.
  std::string quoted() {
    const char quote = now();
    std::string result;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      result += text_[at_];
    }
    if (at_ < text_.size()) ++at_;
    return result;
  }

  std::string word(std::string_view also) {
    const std::size_t from = at_;
    while (at_ < text_.size() &&
           (is_name_byte(text_[at_]) || also.find(text_[at_]) != std::string_view::npos))
      ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  /// Goes into the parentheses of a function, whose name has been read.
  bool call(std::string_view function) {
    if (holds_.size() >= kCalls) return false;
    if (jsonata_ && !among(kJoinTexts, function)) return false;
    const bool outer = holds_.empty() || holds_.back();
    holds_.push_back(outer && !among(kGiveNoText, function));
    ++at_;
    return true;
  }

  bool dollar() {
    ++at_;
    if (now() == '$') {
      // the context object: nothing of a state's result is there
      ++at_;
      Place context{"$$"};
      return steps(context);
    }
    Place place{"$" + word("")};
    if (now() == '(') return call(place.front());
    if (!steps(place)) return false;
    if (jsonata_ && !of_states(place)) return true;
    if (holds_.empty() || holds_.back()) places_.push_back(std::move(place));
    return true;
  }

  /// `$states.input` is what JSONPath calls `$`. False for what holds no results.
  static bool of_states(Place& place) {
    if (place.front() != "$states") return place.front() != "$";
    if (place.size() < 2 || (place[1] != "input" && place[1] != "result")) return false;
    const std::string root = place[1] == "input" ? "$" : "$result";
    place.erase(place.begin());
    place.front() = root;
    return true;
  }

  bool steps(Place& place) {
    for (;;) {
      if (now() == '[') {
        place.push_back(index());
        continue;
      }
      if (now() != '.') return true;
      ++at_;
      if (now() == '[') continue;
      if (now() == '.') return descent();
      if (!step(place)) return false;
    }
  }

  bool step(Place& place) {
    if (now() == '*') {
      ++at_;
      place.emplace_back("*");
      return true;
    }
    // in JSONata `-` is an operator, and a name with one stands in backquotes
    std::string key = now() == '`' ? quoted() : word(jsonata_ ? "" : "-");
    if (key.empty()) return !jsonata_;
    place.push_back(std::move(key));
    return true;
  }

  /// What `..` finds may stand anywhere below: all of it counts.
  bool descent() {
    while (now() == '.' || now() == '*' || now() == '[') {
      if (now() == '[') {
        index();
      } else {
        ++at_;
      }
    }
    word("-.");
    return !jsonata_;
  }

  /// `[0]`, `['key']`; anything else in brackets may be any item.
  std::string index() {
    ++at_;
    std::string key = now() == '\'' || now() == '"' ? quoted() : word("");
    if (now() == ']' && !key.empty() && (key.front() != '-')) {
      ++at_;
      return key;
    }
    for (int open = 1; at_ < text_.size() && open > 0;) {
      if (now() == '\'' || now() == '"') {
        quoted();
        continue;
      }
      if (now() == '[') ++open;
      if (now() == ']') --open;
      ++at_;
    }
    return "*";
  }

  std::string_view text_;
  bool jsonata_;
  std::size_t at_ = 0;
  std::vector<bool> holds_;  ///< of the functions around: whether what is in them comes out
  std::vector<Place> places_;
};

}  // namespace

std::optional<std::vector<Place>> places_held(std::string_view text, PathLanguage language) {
  if (language == PathLanguage::jsonata) {
    if (!text.starts_with("{%") || !text.ends_with("%}") || text.size() < 4) return std::nullopt;
    text = text.substr(2, text.size() - 4);
  }
  return PlaceReader(text, language).all();
}

}  // namespace weir
