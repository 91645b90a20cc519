#include "analyzer/graph/pattern_cover.h"

#include <algorithm>
#include <string_view>

#include "analyzer/base/glob.h"
#include "analyzer/graph/accounts.h"
#include "analyzer/graph/arn_matching.h"
#include "analyzer/graph/arn_parts.h"
#include "analyzer/graph/ends.h"

namespace weir {
namespace {

/// Stands for what a `*` or a hole of a name may be: only a `*` of a pattern covers it.
constexpr std::string_view kAnything = "\x01\x01\x01\x01\x01\x01\x01\x01";
constexpr std::string_view kBeneath = "/*";

/// What is done to a thing is done to what its first form says, or, for what is kept inside, to all
/// beneath the name.
bool stands_for_it(const std::vector<std::string_view>& forms, std::string_view form, bool inside) {
  return inside ? form.ends_with(std::string("}") + std::string(kBeneath)) : form == forms.front();
}

std::vector<std::string_view> arn_forms(const Catalog& catalog, const GraphNode& node) {
  std::vector<std::string_view> out;
  if (!node.concept_id.valid()) return out;
  for (const Text form :
       Catalog::slice(catalog.texts, catalog.concepts[node.concept_id.index()].arns))
    if (catalog.text(form).starts_with("arn:")) out.push_back(catalog.text(form));
  return out;
}

/// A text in which wildcards and holes can be covered by wildcards only.
std::string closed(std::string_view text) {
  std::string out;
  const std::string open = holes_open(text);
  for (const char c : open) {
    if (c == '*')
      out += kAnything;
    else
      out += c == '?' ? kUnknownName[0] : c;
  }
  return out;
}

bool is_open_text(std::string_view text) {
  return text.find("${") != std::string_view::npos ||
         text.find_first_of("*?") != std::string_view::npos;
}

}  // namespace

PolicyPattern of_owner(PolicyPattern pattern, NodeId owner) {
  const std::size_t colon = pattern.text.find(':');
  const bool own = pattern.nodes.empty() && !pattern.unknown && colon != std::string::npos &&
                   !pattern.text.starts_with("arn:") && pattern.text.substr(colon + 1, 1) == "/";
  if (!own) return pattern;
  pattern.nodes = {owner};
  pattern.text = "${owner}" + pattern.text.substr(colon + 1);
  return pattern;
}

bool keeps_inside(const Catalog& catalog, ConceptId id) {
  const auto arns = Catalog::slice(catalog.texts, catalog.concepts[id.index()].arns);
  return std::any_of(arns.begin(), arns.end(), [&](const Text arn) {
    const std::string_view form = catalog.text(arn);
    return form.starts_with("arn:") && form.ends_with(":{name}/*");
  });
}

bool PatternCover::inside_of(NodeId node, bool moves_data) const {
  const ConceptId id = in_.dfd[node].concept_id;
  return moves_data && id.valid() && keeps_inside(in_.catalog, id);
}

const PatternCover::Taken& PatternCover::taken(UnitId unit, const std::vector<ConceptId>& concepts,
                                               const PolicyPattern& pattern, bool moves_data) {
  std::string key = std::to_string(unit.value) + (moves_data ? "/" : ":") + pattern.text;
  for (const NodeId node : pattern.nodes) key += "|" + std::to_string(node.value);
  for (const ConceptId id : concepts) key += "," + std::to_string(id.value);
  const auto [at, fresh] = taken_.try_emplace(std::move(key));
  if (!fresh) return at->second;
  std::vector<NodeId> candidates = pattern.nodes;
  if (candidates.empty()) {
    candidates = may_match_arn(in_, unit, pattern.text, concepts, pattern.span);
    if (!has_hole(pattern)) {
      const auto exact = match_arn(in_, unit, pattern.text, concepts, pattern.span);
      candidates.insert(candidates.end(), exact.nodes.begin(), exact.nodes.end());
      if (exact.wildcard)
        for (const ConceptId id : concepts)
          if (const NodeId any = outside_named(in_, unit, id, "*", pattern.span); any.valid())
            candidates.push_back(any);
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  }
  for (const NodeId node : candidates) {
    const Covered covered = of(pattern, node, inside_of(node, moves_data));
    if (covered == Covered::whole) at->second.surely.push_back(node);
    if (covered == Covered::unknown) at->second.perhaps.push_back(node);
  }
  return at->second;
}

Covered PatternCover::of(const PolicyPattern& pattern, NodeId node, bool inside) {
  if (pattern.unknown || !pattern.parameter.empty()) return Covered::unknown;
  if (pattern.text == "*") return Covered::whole;
  return pattern.nodes.empty() ? named(pattern, node, inside) : referred(pattern, node, inside);
}

/// What stands behind the reference says how much of the thing is meant.
Covered PatternCover::referred(const PolicyPattern& pattern, NodeId node, bool inside) const {
  if (std::find(pattern.nodes.begin(), pattern.nodes.end(), node) == pattern.nodes.end())
    return Covered::nothing;
  const auto arn = split_arn(pattern.text);
  const std::string_view text = arn ? arn->resource : std::string_view(pattern.text);
  const std::size_t close = text.find('}');
  const std::string_view tail =
      close == std::string_view::npos ? std::string_view() : text.substr(close + 1);
  if (tail == "*") return Covered::whole;
  if (inside) return tail == kBeneath ? Covered::whole : Covered::part;
  if (tail.empty()) return Covered::whole;
  const std::vector<std::string_view> forms = arn_forms(in_.catalog, in_.dfd[node]);
  const bool beneath = !forms.empty() && forms.front().ends_with(kBeneath);
  return beneath && tail == kBeneath ? Covered::whole : Covered::part;
}

Covered PatternCover::named(const PolicyPattern& pattern, NodeId node, bool inside) {
  const auto arn = split_arn(pattern.text);
  if (!arn) return Covered::nothing;
  const std::vector<std::string_view> forms = arn_forms(in_.catalog, in_.dfd[node]);
  const bool account_open =
      arn->account.starts_with("${") && !is_own_account(in_, in_.dfd[node].unit, arn->account);
  const std::string open = holes_open(arn->resource);
  Covered out = Covered::nothing;
  for (const std::string_view text : forms) {
    const auto form_arn = split_arn(text);
    if (!form_arn || !globs_overlap(holes_open(arn->service), form_arn->service)) continue;
    const ArnForm form = split_form(form_arn->resource);
    const bool itself = stands_for_it(forms, text, inside);
    for (const std::string& name : names_of(node)) {
      const std::string prefix = closed(form.prefix), suffix = closed(form.suffix);
      // equal holes are filled alike
      const bool whole = glob_match(arn->resource, prefix + name + suffix) ||
                         glob_match(arn->resource, prefix + closed(name) + suffix);
      if (whole && itself) return account_open ? Covered::unknown : Covered::whole;
      if (!globs_overlap(open, form.prefix + holes_open(name) + form.suffix)) continue;
      // `s3:*` stands for all others: what may be one of them is not all of them
      const bool may_be = itself && name != "*" && (is_open_text(name) || has_hole(pattern)) &&
                          globs_overlap(open, prefix + holes_open(name) + suffix);
      if (may_be) out = Covered::unknown;
      if (out == Covered::nothing) out = Covered::part;
    }
  }
  return out;
}

const std::vector<std::string>& PatternCover::names_of(NodeId node) {
  const GraphNode& one = in_.dfd[node];
  if (!one.outside && one.concept_id.valid()) {
    if (read_.insert({one.unit.value, one.concept_id.value}).second)
      in_.named(one.unit, one.concept_id)
          .for_each_like(
              "", [&](const std::string& name, NodeId of) { names_[of.value].push_back(name); });
  }
  std::vector<std::string>& names = names_[node.value];
  if (names.empty()) {
    const std::size_t scheme = one.address.find(':');
    const bool by_name =
        one.outside && scheme != std::string::npos && !one.address.starts_with("param:");
    names.push_back(by_name       ? one.address.substr(scheme + 1)
                    : one.outside ? "${" + one.name + "}"
                                  : kUnknownName);
  }
  return names;
}

}  // namespace weir
