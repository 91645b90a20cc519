#include <algorithm>
#include <optional>

#include "analyzer/base/credentials.h"
#include "analyzer/base/glob.h"
#include "analyzer/graph/accounts.h"
#include "analyzer/graph/arn_matching.h"
#include "analyzer/graph/arn_parts.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/whereabouts.h"

namespace weir {
namespace {

constexpr std::size_t kMaxPrefix = 512;

bool may_equal(std::string_view a, std::string_view b) {
  return globs_overlap(holes_open(a), holes_open(b));
}

/// Where a prefix that may have wildcards ends, at the earliest.
std::optional<std::size_t> after_prefix(std::string_view prefix, std::string_view resource) {
  if (prefix.find_first_of("*?") == std::string_view::npos)
    return resource.starts_with(prefix) ? std::optional<std::size_t>(prefix.size()) : std::nullopt;
  for (std::size_t i = 1; i <= resource.size() && i <= kMaxPrefix; ++i)
    if (glob_match(prefix, resource.substr(0, i))) return i;
  return std::nullopt;
}

/// What stands at {name} in `resource`, which the template matches; nullopt if it does not.
std::optional<std::string> captured(const ArnForm& form, std::string_view resource) {
  const auto begin = after_prefix(form.prefix, resource);
  if (!begin) return std::nullopt;
  const std::string_view rest = resource.substr(*begin);
  if (form.suffix.empty()) return rest.empty() ? std::nullopt : std::optional<std::string>(rest);
  int hole = 0;
  for (std::size_t i = 1; i <= rest.size(); ++i) {
    if (rest[i - 1] == '{') ++hole;
    if (rest[i - 1] == '}') --hole;
    if (hole == 0 && glob_match(form.suffix, rest.substr(i))) return std::string(rest.substr(0, i));
  }
  return std::nullopt;
}

/// What lies outside by its name; none if nothing outside is of this concept.
NodeId by_scheme(Inference& inference, UnitId unit, ConceptId concept_id, std::string_view name,
                 Span span) {
  for (const OutsideScheme& scheme : inference.catalog.schemes) {
    if (scheme.concept_id != concept_id) continue;
    const std::string address =
        std::string(inference.catalog.text(scheme.scheme)) + ":" + std::string(name);
    return outside_node(inference, unit, concept_id, address, span);
  }
  for (const FixedOutside& fixed : inference.catalog.fixed_outside)  // there is only one of it
    if (fixed.concept_id == concept_id)
      return outside_node(inference, unit, concept_id,
                          std::string(inference.catalog.text(fixed.address)), span);
  return {};
}

/// One concept's ways to be named by an ARN, tried on one pattern.
class Matcher {
 public:
  Matcher(Inference& inference, UnitId unit, const Arn& arn, Span span, bool outside,
          bool open = false)
      : in_(inference),
        unit_(unit),
        arn_(arn),
        span_(span),
        outside_(outside),
        open_(open),
        elsewhere_(knows_own_account(inference, unit) &&
                   is_foreign_account(inference, unit, arn.account)) {}

  void concept_targets(ConceptId id) {
    const ConceptRecord& record = in_.catalog.concepts[id.index()];
    bool named = false;
    std::optional<std::string> name;
    std::size_t fixed = 0;
    for (const Text text : Catalog::slice(in_.catalog.texts, record.arns)) {
      const auto form_arn = split_arn(in_.catalog.text(text));
      if (!form_arn || !same_place(*form_arn)) continue;
      const ArnForm form = split_form(form_arn->resource);
      named = declared(id, form) || named;
      const auto found = captured(form, arn_.resource);
      const std::size_t weight = form.prefix.size() + form.suffix.size() + 1;
      if (found && weight > fixed) {
        name = found;
        fixed = weight;
      } else if (!found && overlaps(form, kUnknownName)) {
        out.wildcard = true;
      }
    }
    if (name) outside(id, *name, named);
  }

  ArnTargets out;

 private:
  bool same_place(const Arn& form) const {
    return may_equal(form.service, arn_.service) && may_equal(form.partition, arn_.partition) &&
           may_equal(form.region, arn_.region) && may_equal(form.account, arn_.account);
  }

  bool overlaps(const ArnForm& form, std::string_view name) const {
    return globs_overlap(
        arn_.resource, form.prefix + (open_ ? holes_open(name) : std::string(name)) + form.suffix);
  }

  bool declared(ConceptId id, const ArnForm& form) {
    if (elsewhere_) return false;
    const NamedNodes& known = in_.named(unit_, id);
    const std::size_t before = out.nodes.size();
    if (overlaps(form, kUnknownName)) {
      const auto& nodes = form.has_name ? known.nameless : in_.of_concept(unit_, id);
      out.nodes.insert(out.nodes.end(), nodes.begin(), nodes.end());
    }
    if (form.has_name) {
      known.for_each_like(name_begin(form), [&](const std::string& name, NodeId node) {
        if (overlaps(form, name)) out.nodes.push_back(node);
      });
    }
    return out.nodes.size() > before;
  }

  /// What the pattern says literally from where the form has the name: a name begins with it or is
  /// its beginning.
  std::string_view name_begin(const ArnForm& form) const {
    const std::string_view literal = arn_.resource.substr(0, arn_.resource.find_first_of("*?"));
    const bool comparable =
        form.prefix.find_first_of("*?") == std::string::npos && literal.starts_with(form.prefix);
    return comparable ? literal.substr(form.prefix.size()) : std::string_view();
  }

  /// What the name says about things that the input does not declare.
  void outside(ConceptId id, const std::string& name, bool named) {
    if (name.find_first_of("*?") != std::string::npos) {
      out.wildcard = true;
      return;
    }
    if (named || !outside_) return;
    const NodeId node = elsewhere_ ? by_scheme(in_, unit_, id, name, span_)
                                   : outside_named(in_, unit_, id, name, span_);
    if (!node.valid()) return;
    if (in_.dfd[node].outside && arn_.region.find_first_of("*?") == std::string_view::npos)
      note_whereabouts(in_, node, arn_.region, arn_.account);
    out.nodes.push_back(node);
  }

  Inference& in_;
  UnitId unit_;
  const Arn& arn_;
  Span span_;
  bool outside_;
  bool open_;       ///< holes of names may be filled with anything
  bool elsewhere_;  ///< it names another account, so nothing that the input declares
};

/// The only thing of this kind that another unit of the same system declares under a literal name;
/// none if there is none, or no single one.
NodeId declared_in_system(const Inference& inference, UnitId unit, ConceptId concept_id,
                          std::string_view name) {
  const auto at = inference.names.find(Inference::name_key(UnitId(), name));
  if (at == inference.names.end() || !unit.valid()) return {};
  const std::string& system = inference.model.units[unit.index()].system;
  NodeId found;
  for (const NodeId node : at->second) {
    const GraphNode& other = inference.dfd[node];
    const bool counts = other.concept_id == concept_id && other.unit != unit &&
                        inference.model.units[other.unit.index()].system == system;
    if (counts && found.valid()) return {};
    if (counts) found = node;
  }
  return found;
}

}  // namespace

NodeId outside_named(Inference& inference, UnitId unit, ConceptId concept_id, std::string_view name,
                     Span span) {
  if (name.starts_with("${") && name.ends_with("}") && unit.valid()) {
    const std::string_view subject = name.substr(2, name.size() - 3);
    for (const Parameter& parameter : inference.model.units[unit.index()].parameters)
      if (parameter.name == subject)
        return parameter_node(inference, unit, concept_id, parameter.name, parameter.span);
  }
  if (const NodeId one = declared_in_system(inference, unit, concept_id, name); one.valid())
    return one;
  return by_scheme(inference, unit, concept_id, name, span);
}

bool bears(const Catalog& catalog, ConceptId concept_id, LabelId label) {
  if (!concept_id.valid() || !label.valid()) return false;
  const auto roles = Catalog::slice(catalog.roles, catalog.concepts[concept_id.index()].roles);
  return std::any_of(roles.begin(), roles.end(),
                     [&](const RoleRecord& role) { return catalog.is(role.label, label); });
}

ConceptId outside_concept(const Catalog& catalog, LabelId label) {
  for (const OutsideScheme& scheme : catalog.schemes)
    if (bears(catalog, scheme.concept_id, label)) return scheme.concept_id;
  return {};
}

std::optional<std::string> name_in_address(const Catalog& catalog, ConceptId concept_id,
                                           std::string_view written) {
  const std::string address = without_login(written);
  std::optional<std::string> name;
  std::size_t fixed = 0;
  const ConceptRecord& record = catalog.concepts[concept_id.index()];
  for (const Text text : Catalog::slice(catalog.texts, record.arns)) {
    if (split_arn(catalog.text(text))) continue;
    const ArnForm form = split_form(catalog.text(text));
    const std::size_t weight = form.prefix.size() + form.suffix.size() + 1;
    const auto found = weight > fixed ? captured(form, address) : std::nullopt;
    if (!found || found->find('/') != std::string::npos) continue;
    name = found;
    fixed = weight;
  }
  return name;
}

namespace {

ArnTargets run(Matcher matcher, const Catalog& catalog, const std::vector<ConceptId>& only) {
  if (only.empty()) {
    for (std::size_t c = 0; c < catalog.concepts.size(); ++c) matcher.concept_targets(ConceptId(c));
  } else {
    for (const ConceptId id : only) matcher.concept_targets(id);
  }
  std::vector<NodeId>& nodes = matcher.out.nodes;
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return std::move(matcher.out);
}

}  // namespace

ArnTargets match_arn(Inference& inference, UnitId unit, std::string_view text,
                     const std::vector<ConceptId>& only, Span span, bool outside) {
  const auto arn = split_arn(text);
  if (!arn) return {};
  return run(Matcher(inference, unit, *arn, span, outside), inference.catalog, only);
}

std::vector<NodeId> may_match_arn(Inference& inference, UnitId unit, std::string_view text,
                                  const std::vector<ConceptId>& only, Span span) {
  auto arn = split_arn(text);
  if (!arn) return {};
  const std::string resource = holes_open(arn->resource);
  arn->resource = resource;
  return run(Matcher(inference, unit, *arn, span, false, true), inference.catalog, only).nodes;
}

}  // namespace weir
