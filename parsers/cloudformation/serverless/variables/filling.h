#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/document/document.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation::serverless {

/// A node of one of the files that a service is put together from.
struct NodePlace {
  const Placed* file = nullptr;
  NodeIndex node = kNoNode;

  const Document& document() const { return *file->document; }
  NodeKind kind() const { return document()[node].kind; }
  std::string_view text() const { return document().text(node); }
  Span span() const { return document().span(node); }
  /// In the Document that it is copied into.
  Span copied_span() const {
    const SyntaxNode& from = document()[node];
    return {{}, from.begin + file->bytes, from.end + file->bytes};
  }
  auto operator<=>(const NodePlace&) const = default;
};

/// A piece of a text: what it says, or the name of the parameter that it is.
struct Fragment {
  std::string text;
  bool parameter = false;
  Span host;
};

/// What a variable, or a scalar with variables in it, stands for.
struct Filling {
  enum class Kind : std::uint8_t { missing, text, node };
  Kind kind = Kind::missing;
  NodeKind written = NodeKind::string;  ///< of a text
  std::vector<Fragment> fragments;
  NodePlace node;

  bool is_missing() const { return kind == Kind::missing; }
  /// A text that is known as a whole.
  bool is_plain() const {
    if (kind != Kind::text) return false;
    for (const Fragment& fragment : fragments)
      if (fragment.parameter) return false;
    return true;
  }
  std::string plain() const {
    std::string all;
    for (const Fragment& fragment : fragments) all += fragment.text;
    return all;
  }
};

}  // namespace weir::cloudformation::serverless
