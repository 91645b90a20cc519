#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/files/named_files.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation {

/// What a loop's identifier stands for while its body is read.
struct Binding {
  std::string_view identifier;
  Stretch item;
  NodeKind kind = NodeKind::string;  ///< as the collection writes it: string, number or boolean
};
using Bindings = std::vector<Binding>;  ///< the innermost last
/// The innermost binding of a name, or nullptr.
const Binding* bound(const Bindings& bindings, std::string_view name);

/// A value as far as it is known before anything is deployed.
struct KnownValue {
  enum class Kind : std::uint8_t { text, list, absent, open };
  Kind kind = Kind::open;
  std::string text;
  NodeKind written = NodeKind::string;
  Span span;                      ///< where the text is written, or where it is put together
  std::vector<KnownValue> items;  ///< of a list
  std::string why;                ///< it is open
  NameWithHoles pieces;           ///< of an open text: what is known of it
};

/// Evaluates what decides how a template is rewritten: a loop's collection, the name of an included
/// file. Literals, Ref of a parameter (given, else its default) or identifier, Sub, Join, Split,
/// Select, FindInMap; everything else, secrets too, is open with its reason.
class KnownValues {
 public:
  /// `document` has the parameters and mappings.
  KnownValues(const Document& document, SourceMap& sources, const KnownParameters& given);

  KnownValue value(const Document& document, NodeIndex node, const Bindings& bindings);

  /// The text of a node of the template with every identifier's mark replaced: `${Identifier}`, or
  /// `&{Identifier}` for its letters and digits only; none if there is no such mark. A text that is
  /// nothing but one mark leads to the item; in others, and in keys, a mark's stretch leads to the
  /// mark.
  std::optional<std::vector<Stretch>> substituted(NodeIndex node, const Bindings& bindings,
                                                  bool is_key);

 private:
  Span place_of(const Document& document, NodeIndex node);
  KnownValue scalar(const Document& document, NodeIndex node, const Bindings& bindings);
  KnownValue list(const Document& document, NodeIndex node, const Bindings& bindings);
  KnownValue call(const Document& document, const Call& call, const Bindings& bindings);
  KnownValue reference(std::string_view name, const Bindings& bindings);
  KnownValue parameter(std::string_view name, NodeIndex node, NodeIndex key);
  KnownValue sub(const Document& document, const Call& call, const Bindings& bindings);
  KnownValue join(const KnownValue& delimiter, const KnownValue& list, Span span);
  KnownValue split(const KnownValue& delimiter, const KnownValue& text);
  KnownValue look_up(const std::vector<KnownValue>& keys);
  KnownValue listed(std::string_view delimiter, const KnownValue& text, bool trim);
  bool spend(std::uint64_t steps);

  const Document& document_;
  SourceMap& sources_;
  const KnownParameters& given_;
  NodeIndex parameters_, mappings_;
  std::unordered_map<NodeIndex, Span> places_;  ///< of the template's scalars, found once
  std::uint64_t steps_ = 0;
  int depth_ = 0;
};

}  // namespace weir::cloudformation
