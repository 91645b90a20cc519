#include <array>
#include <cctype>

#include "analyzer/knowledge/rules.h"

namespace weir {
namespace {

/// Words that the sentence puts before a slot; the slot must not say them again.
struct Slot {
  std::string_view key;
  std::string_view before;
};
constexpr std::array<Slot, 4> kSlots = {{{"prerequisites", "with "},
                                         {"action", "can "},
                                         {"impact", "which leads to "},
                                         {"impact", "leads to "}}};

/// A capital that only a sentence's start explains: "An actor", not "AWS".
bool is_capitalised(std::string_view text) {
  return text.size() > 1 && std::isupper(static_cast<unsigned char>(text[0])) != 0 &&
         std::isupper(static_cast<unsigned char>(text[1])) == 0;
}

}  // namespace

void lint_slot(std::string_view slot, const Yaml& node) {
  const std::string_view text = node.raw();
  for (const auto& [key, before] : kSlots)
    if (key == slot && text.starts_with(before))
      node.fault("the sentence says " + in_backticks(before.substr(0, before.size() - 1)) + " before `" +
                 std::string(slot) + "`: leave it out");
  if (is_capitalised(text))
    node.fault("`" + std::string(slot) + "` stands inside a sentence: begin in lower case");
  if (text.ends_with('.')) node.fault("expected no full stop at the end");
  if (text.find('\n') != text.npos) node.fault("expected one line");
}

bool is_kebab_case(std::string_view word) {
  bool inside = false;
  for (const char c : word) {
    const bool letter = std::islower(static_cast<unsigned char>(c)) != 0 ||
                        std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (!letter && (c != '-' || !inside)) return false;
    inside = letter;
  }
  return inside;
}

}  // namespace weir
