#include <array>
#include <charconv>

#include "analyzer/catalog/catalog.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 9> kKinds = {"process", "data_store", "external_entity",
                                                    "control", "identity",   "boundary",
                                                    "part",    "ignored",    "network"};
constexpr std::array<std::string_view, 8> kScalars = {"boolean",  "string", "name",    "number",
                                                      "duration", "size",   "percent", ""};
constexpr std::array<std::string_view, 4> kRelations = {"flow", "attachment", "structure",
                                                        "derived"};
constexpr std::array<std::string_view, 4> kDirections = {"none", "out", "in", "both"};
constexpr std::array<std::string_view, 7> kTakes = {"first", "any",   "all",    "min",
                                                    "max",   "count", "collect"};
constexpr std::array<std::string_view, 3> kEndScopes = {"anything", "declared", "references"};
constexpr std::array<std::string_view, 3> kConfidences = {"declared", "implied", "possible"};
constexpr std::array<std::string_view, 5> kGrants = {"source_policy", "destination_policy",
                                                     "topic_policy", "queue_policy", "permission"};
constexpr std::array<std::string_view, 4> kObtained = {"passed", "target", "held_by", "itself"};
constexpr std::array<std::string_view, 3> kBefore = {"nothing", "source", "mapping"};

template <std::size_t N, class Enum>
std::string word(const std::array<std::string_view, N>& words, Enum value) {
  return std::string(words[static_cast<std::size_t>(value)]);
}

std::string number_text(double number) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return error == std::errc() ? std::string(buffer.data(), end) : "?";
}

class Dumper {
 public:
  explicit Dumper(const Catalog& catalog) : c_(catalog) {}

  std::string dump() {
    vocabulary();
    tables();
    for (const ConceptRecord& record : c_.concepts) concept_block(record);
    return std::move(out_);
  }

 private:
  std::string text(Text t) const { return std::string(c_.text(t)); }
  void line(int indent, const std::string& content) {
    out_ += std::string(static_cast<std::size_t>(indent) * 2, ' ') + content + "\n";
  }
  /// The names of a range of ids, or whatever `show` makes of its records, joined.
  template <class T, class Show>
  std::string join(std::span<const T> table, Range range, std::string_view separator,
                   Show show) const {
    std::string result;
    for (const T& record : Catalog::slice(table, range)) {
      if (!result.empty()) result += separator;
      result += show(record);
    }
    return result;
  }
  template <class IdType>
  std::string names(std::span<const IdType> refs, Range range) const {
    return join(refs, range, ", ", [this](IdType id) { return std::string(c_.name(id)); });
  }
  std::string texts(Range range) const {
    return join(c_.texts, range, ", ", [this](Text t) { return text(t); });
  }
  std::string concept_name(ConceptId id) const { return text(c_.concepts[id.index()].name); }

  void vocabulary() {
    for (const LabelRecord& l : c_.labels) line(0, "label " + names(c_.label_refs, l.ancestors));
    for (const EdgeLabelRecord& e : c_.edges)
      line(0, "edge " + names(c_.edge_refs, e.ancestors) + ": " + word(kRelations, e.relation) +
                  ", data " + word(kDirections, e.data));
    for (const EnumRecord& e : c_.enums)
      line(0, "enum " + text(e.name) + ": " +
                  join(c_.members, e.members, e.ordered ? " < " : ", ",
                       [this](const MemberRecord& m) { return member(m); }));
    for (const BoundaryRecord& b : c_.boundaries)
      line(0, "boundary " + text(b.key) + ": " + text(b.kind) + ", " + text(b.dimension) + ", " +
                  text(b.name));
    for (const PropertyRecord& p : c_.properties)
      line(0, "property " + text(p.name) + ": " + type(p) + "; labels " +
                  names(c_.label_refs, p.labels) + "; edges " + names(c_.edge_refs, p.edges));
    for (const LanguageRecord& l : c_.languages)
      line(0, "language " + std::string(name_of(l.language)) + ": tags " + paths(l.tags) +
                  "; cannot declare " + names(c_.edge_refs, l.cannot_declare) +
                  (l.deployed_to.empty() ? "" : "; deployed to " + boundaries(l.deployed_to)));
    for (const RuleTagRecord& t : c_.rule_tags) line(0, "tag " + text(t.pattern));
    for (const DefineRecord& d : c_.defines)
      line(0, text(d.file) + ":" + std::to_string(d.line) + ": " + text(d.text));
  }
  std::string member(const MemberRecord& m) const {
    const std::string name = text(m.name), display = text(m.display);
    return name == display ? name : name + " (" + display + ")";
  }
  std::string type(const PropertyRecord& p) const {
    const std::string scalar = p.type == Scalar::enumeration
                                   ? text(c_.enums[p.enumeration.index()].name)
                                   : word(kScalars, p.type);
    return p.list ? "list of " + scalar : scalar;
  }

  void analysis_tables() {
    for (const HolderRule& h : c_.holder_rules)
      line(0, "holder " + std::string(h.label.valid() ? c_.name(h.label) : c_.name(h.edge)) +
                  (h.source.valid() ? " from " + std::string(c_.name(h.source)) : "") + ": " +
                  text(h.data_class));
    for (const LimitRecord& l : c_.limits)
      line(0, "limit " + concept_name(l.concept_id) + (l.of_calls ? " calls " : " ") +
                  number_text(l.milliseconds) + " ms, " + text(l.dated) + ", " + text(l.source));
    for (const CopiesRecord& c : c_.copies)
      line(0, "copies " + concept_name(c.concept_id) + ": " + number_text(c.copies));
    for (const WordsRecord& w : c_.words)
      line(0, "words " + text(w.words) + ": " + text(w.says));
    for (const TierRecord& t : c_.tiers)
      line(0, "tier " + text(t.key) + "=" + text(t.value) + ": " + number_text(t.tier));
  }

  void tables() {
    for (const ActorRecord& a : c_.actors)
      line(0, "actor " + text(a.key) + ": " + text(a.name) + ", " + names(c_.label_refs, a.roles) +
                  ", " + text(a.trust) + ", within " + boundaries(a.within));
    for (const OutsideScheme& s : c_.schemes)
      line(0, "scheme " + text(s.scheme) + ": " + concept_name(s.concept_id));
    for (const FixedOutside& f : c_.fixed_outside)
      line(0, "outside " + text(f.address) + ": " + concept_name(f.concept_id));
    for (const CallRecord& call : c_.calls)
      line(0, "call " + text(call.call) + ": " +
                  (call.nothing        ? "none"
                   : call.kind.valid() ? std::string(c_.name(call.kind))
                                       : "as " + text(call.action)) +
                  " to " + selector(call.target) +
                  (call.as.valid() ? " as " + concept_name(call.as) : ""));
    for (const ActionRecord& a : c_.actions)
      line(0, "action " + text(a.action) + ": " +
                  (a.kind.valid() ? std::string(c_.name(a.kind)) : std::string("none")) +
                  ", data " + word(kDirections, a.data) + ", to " +
                  join(c_.concept_refs, a.to, ", ",
                       [this](ConceptId id) { return concept_name(id); }));
    for (const DataClassRecord& d : c_.data_classes)
      line(0, "class " + text(d.name) + ": " + text(d.display) + ", " + text(d.sensitivity));
    for (const TagRule& t : c_.tag_rules)
      line(0, "tag rule " + text(t.key) + "=" + text(t.value) + ": " + text(t.data_class) + " " +
                  text(t.sensitivity));
    for (const NameRule& n : c_.name_rules)
      line(0, std::string(n.field ? "field" : "name") + " rule " + text(n.words) + ": " +
                  text(n.data_class));
    analysis_tables();
    for (const ManagedPolicyRecord& p : c_.managed_policies) {
      line(0, "managed policy " + text(p.arn));
      for (const ManagedStatement& s : Catalog::slice(c_.managed_statements, p.statements))
        line(1, std::string(s.allow ? "allow" : "deny") + " " + texts(s.actions) + " not " +
                    texts(s.not_actions) + " on " + texts(s.resources) + " not " +
                    texts(s.not_resources) + " if " + texts(s.condition_keys));
    }
    grants();
    for (const PrincipalRecord& p : c_.principals)
      line(0, "principal " + text(p.principal) + ": " + text(p.what) +
                  (p.as.valid() ? " as " + concept_name(p.as) : ""));
    for (const ConditionKeyRecord& k : c_.condition_keys)
      line(0, "condition key " + text(k.key) + ": " + text(k.narrows));
    for (const EscalationRecord& e : c_.escalations)
      line(0, "escalation " + text(e.method) + ": " + texts(e.actions) + ", " +
                  word(kObtained, e.obtains) + " " + text(e.service));
    for (const VerbRecord& v : c_.verbs)
      line(0, "verb " + text(v.verb) + ": " + (v.mutating ? "mutating" : "harmless"));
    for (const ServicePort& s : c_.services)
      line(0, "service " + text(s.service) + ": port " + std::to_string(s.port));
    for (const ImageRecord& i : c_.images)
      line(0, "images " + texts(i.names) + ": " + text(i.software) +
                  (i.is.valid() ? ", a " + std::string(c_.name(i.is)) : "") +
                  (i.open ? ", open unless " + texts(i.unless) : "") +
                  (i.login.empty() ? ""
                                   : ", usual passwords in " + texts(i.login) + ": " + texts(i.usual) +
                                         (i.comes_usual ? ", as it comes" : "")));
  }
  void grants() {
    for (const PolicyTemplate& p : c_.policy_templates) {
      line(0, "policy template " + text(p.name) + " of " + texts(p.parameters));
      statements(1, p.statements);
    }
    for (const ConnectedType& t : c_.connected_types)
      line(0, "connected type " + text(t.type) + ", also " + text(t.also) + ": arn " + text(t.arn) +
                  ", name " + text(t.name) + ", id " + text(t.id) + ", url " + text(t.url) +
                  ", qualifier " + text(t.qualifier) + ", role " + text(t.role) + " among " +
                  text(t.among));
    for (const ConnectorRecord& r : c_.connectors) {
      line(0, "connector " + text(r.source) + " to " + text(r.destination) + ": " +
                  word(kGrants, r.grant) + " before " + word(kBefore, r.before) + ", together " +
                  texts(r.combinations));
      for (const ConnectorPermission& p : Catalog::slice(c_.connector_permissions, r.permissions)) {
        line(1, text(p.name));
        statements(2, p.statements);
      }
    }
  }
  void statements(int indent, Range range) {
    for (const GrantStatement& s : Catalog::slice(c_.grant_statements, range)) {
      const std::string conditions =
          join(c_.grant_conditions, s.conditions, ", ", [this](const GrantCondition& c) {
            return text(c.operation) + " " + text(c.key) + "=" + text(c.value);
          });
      line(indent, "allow " + text(s.principal) + " " + texts(s.actions) + " on " +
                       texts(s.resources) + " if " + conditions + " from " + text(s.from) +
                       (s.same_account ? " in the same account" : ""));
    }
  }
  std::string boundaries(Range range) const {
    return join(c_.boundary_refs, range, ", ",
                [this](std::uint32_t b) { return text(c_.boundaries[b].key); });
  }

  std::string step(const PathStep& s) const {
    switch (s.kind) {
      case StepKind::key:
        return "." + text(s.text);
      case StepKind::each:
        return "[*]";
      case StepKind::where:
        return "[" + text(s.text) + "=" + text(s.value) + "]";
      case StepKind::at:
        return "[" + std::to_string(s.number) + "]";
      case StepKind::meta:
        return "@" + text(s.text);
      case StepKind::entry_key:
        return "$key";
      case StepKind::entry_value:
        return "$value";
      case StepKind::root:
        return "^";
      case StepKind::self:
        return "self";
    }
    return "?";
  }
  std::string paths(Range range) const {
    return join(c_.paths, range, " | ", [this](const PathRecord& p) {
      return join(c_.steps, p.steps, "", [this](const PathStep& s) { return step(s); });
    });
  }
  std::string joins(Range range) const {
    return join(c_.join_forms, range, ", or ", [this](const JoinForm& form) {
      return join(c_.join_pairs, form.pairs, " and ", [this](const JoinPair& pair) {
        return (pair.part.empty() ? "it" : paths(pair.part)) + " = " +
               (pair.whole.empty() ? "us" : "ours " + paths(pair.whole));
      });
    });
  }
  std::string literal(const LiteralRecord& l) const {
    switch (l.kind) {
      case LiteralKind::absent:
        return "absent";
      case LiteralKind::unknown:
        return "unknown (" + text(l.text) + ")";
      case LiteralKind::boolean:
        return l.boolean ? "true" : "false";
      case LiteralKind::number:
        return number_text(l.number);
      case LiteralKind::text:
        return "\"" + text(l.text) + "\"";
      case LiteralKind::list:
        return "[" + literals(l.items) + "]";
    }
    return "?";
  }
  std::string literals(Range range) const {
    return join(c_.literals, range, ", ", [this](const LiteralRecord& l) { return literal(l); });
  }
  std::string where(const LanguagePath& p) const {
    return std::string(name_of(p.language)) + " " + paths(p.paths);
  }
  std::string reading(const LanguagePath& p) const {
    std::string result = where(p) + ", " + word(kTakes, p.take);
    if (p.unit != 1) result += ", unit " + number_text(p.unit);
    if (p.together) result += ", together";
    if (p.present) result += ", present";
    result += ", default " + literal(p.default_value);
    for (const ValueRow& row : Catalog::slice(c_.value_rows, p.values))
      result += ", " + text(row.written) + " = " + literal(row.canonical);
    return result;
  }
  std::string selector(const SelectorRecord& s) const {
    return join(c_.language_paths, s.languages, "; ",
                [this](const LanguagePath& p) { return where(p); });
  }
  std::string when(Range range) const {
    if (range.empty()) return "";
    return " when " + join(c_.whens, range, " and ", [this](const WhenRecord& w) {
             return text(c_.properties[w.property.index()].name) + (w.negated ? " != " : " = ") +
                    literals(w.literals);
           });
  }

  void concept_block(const ConceptRecord& r) {
    line(0, "concept " + text(r.name) + " (" + text(r.file) + ")");
    const ConceptId id(static_cast<std::size_t>(&r - c_.concepts.data()));
    for (const TypeName& t : c_.types)
      if (t.concept_id == id)
        line(1, "type " + std::string(name_of(t.language)) + " " + text(t.name));
    for (const KindRecord& k : Catalog::slice(c_.kinds, r.kinds))
      line(1, "kind " + word(kKinds, k.kind) + when(k.when));
    for (const RoleRecord& k : Catalog::slice(c_.roles, r.roles))
      line(1, "role " + std::string(c_.name(k.label)) + when(k.when));
    if (r.global) line(1, "global");
    if (!r.within.empty()) line(1, "within " + boundaries(r.within));
    if (r.boundary_kind.size > 0)
      line(1, "boundary " + text(r.boundary_kind) + ", " + text(r.boundary_dimension));
    if (!r.arns.empty()) line(1, "arn " + texts(r.arns));
    selector_line("name", r.physical_name);
    selector_line("part of", r.part_of);
    for (const SelectorRecord& s : Catalog::slice(c_.selectors, r.items_from))
      selector_line("items from", s);
    selector_line("uses", r.uses);
    selector_line("publishes as " + text(r.published_as), r.published_value);
    for (const MergeRule& m : Catalog::slice(c_.merges, r.merges))
      line(1, "merge " + std::string(name_of(m.language)) + " " + text(m.key) + ": " +
                  text(m.type) + " by " + joins(m.join) + (m.many ? ", many" : ""));
    for (const ContentRule& k : Catalog::slice(c_.content, r.content))
      line(1, "content " + text(k.form) + ": " + selector(k.selector) +
                  (k.file.languages.empty() ? "" : " or file " + selector(k.file)) +
                  (k.substitutions.languages.empty() ? "" : " with " + selector(k.substitutions)));
    properties(1, r.properties);
    items(1, r.items);
    for (const EdgeRule& e : Catalog::slice(c_.edge_rules, r.flows)) edge(e, "flow ");
    for (const EdgeRule& e : Catalog::slice(c_.edge_rules, r.attaches)) edge(e, "attach ");
  }
  void selector_line(const std::string& what, const SelectorRecord& s) {
    if (!s.languages.empty()) line(1, what + " " + selector(s));
  }
  void properties(int indent, Range range) {
    for (const PropertyRule& p : Catalog::slice(c_.property_rules, range)) {
      line(indent, "property " + std::string(c_.name(p.property)));
      for (const LanguagePath& entry : Catalog::slice(c_.language_paths, p.selector.languages))
        line(indent + 1, reading(entry));
    }
  }
  void items(int indent, Range range) {
    for (const ItemRule& i : Catalog::slice(c_.item_rules, range)) {
      line(indent,
           "item " + std::string(c_.name(i.label)) + " each " + selector(i.each) + when(i.when));
      if (!i.name.languages.empty()) line(indent + 1, "name " + selector(i.name));
      if (!i.owner.languages.empty())
        line(indent + 1, "owner " + selector(i.owner) +
                             (i.owner_as.valid() ? " as " + concept_name(i.owner_as) : ""));
      properties(indent + 1, i.properties);
      items(indent + 1, i.items);
      for (const EdgeRule& e : Catalog::slice(c_.edge_rules, i.attaches))
        edge(e, "attach ", indent + 1);
    }
  }
  std::string end(const EndRecord& e) const {
    switch (e.kind) {
      case EndKind::self:
        return "self";
      case EndKind::selected:
        return "{" + selector(e.selector) + (e.as.valid() ? " as " + concept_name(e.as) : "") +
               (e.only == EndScope::anything ? "" : ", only " + word(kEndScopes, e.only)) + "}";
      case EndKind::actor:
        return "actor " + text(c_.actors[e.index].key);
      case EndKind::outside:
        return "outside " + text(c_.fixed_outside[e.index].address);
    }
    return "?";
  }
  void edge(const EdgeRule& e, const std::string& what, int indent = 1) {
    const bool call = !e.edge.valid();
    const std::string other = call ? "call " + selector(e.call) + " with " + selector(e.arguments)
                                   : std::string(c_.name(e.edge));
    line(indent, what + other + " from " + end(e.from) + (call ? "" : " to " + end(e.to)) + ", data " +
                word(kDirections, e.data) + ", " + word(kConfidences, e.confidence) + when(e.when) +
                (e.each.languages.empty() ? "" : ", each " + selector(e.each)) +
                (e.why.size == 0 ? "" : ": " + text(e.why)));
    properties(2, e.properties);
  }

  const Catalog& c_;
  std::string out_;
};

}  // namespace

std::string dump(const Catalog& catalog) { return Dumper(catalog).dump(); }

}  // namespace weir
