#pragma once

#include <cstdint>
#include <string>
#include <utility>
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

/// What another unit may give: a kind of offer, its name, and the Region where it is looked up;
/// without one, the service's own.
struct OfferedName {
  std::string as, name, region = {};
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

/// What is written there.
inline Filling text_filling(std::string text, NodeKind written, Span host) {
  Filling filling;
  filling.kind = Filling::Kind::text;
  filling.written = written;
  filling.fragments.push_back({std::move(text), false, host});
  return filling;
}

/// What only deployment knows, as the parameter of this name.
inline Filling parameter_filling(std::string name, Span host) {
  Filling filling = text_filling(std::move(name), NodeKind::string, host);
  filling.fragments.front().parameter = true;
  return filling;
}

}  // namespace weir::cloudformation::serverless
