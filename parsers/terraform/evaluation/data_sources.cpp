// Data sources: what they give back of what they are asked, what they look up, and what is read
// when terraform runs.

#include <algorithm>
#include <array>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {

/// What a data source looks for.
struct LookUp {
  ConceptId concept_id;
  ValueId name;          ///< what it is called, or the whole of which it is a part
  bool is_name = false;  ///< the attribute that is asked for is the name
  bool is_part = false;
  bool is_secret = false;  ///< the attribute is what a store of secrets keeps
};

namespace {

/// The one data source whose content the module itself writes.
constexpr std::string_view kPolicyDocument = "aws_iam_policy_document";

/// The one whose content another root of the tree writes.
constexpr std::string_view kRemoteState = "terraform_remote_state";

/// The one that packs files of the tree: a resource of the model, which says where they stand.
constexpr std::string_view kArchive = "archive_file";

/// Whether it is the archive, and nothing that only its bytes tell.
bool is_of_archive(std::string_view attribute) {
  return attribute == "output_path" || attribute.starts_with("output_base64") ||
         attribute.starts_with("output_sha") || attribute == "output_md5" || attribute == "id";
}

/// What a block says to terraform and not to the provider.
bool is_data_meta(std::string_view name) {
  constexpr std::array<std::string_view, 5> kMeta = {"count", "for_each", "depends_on", "provider",
                                                     "lifecycle"};
  return std::find(kMeta.begin(), kMeta.end(), name) != kMeta.end();
}

/// Whether a data source is asked nothing: then it says where the configuration is deployed.
bool is_asked_nothing(const Block& block) {
  if (block.body == kNoNode) return true;
  const Document& document = *block.block.document;
  for (const NodeIndex node : children(document, block.body)) {
    const NodeKind kind = document[node].kind;
    const bool entry = kind == NodeKind::attribute || kind == NodeKind::block;
    if (entry && !is_data_meta(document.text(node))) return false;
  }
  return true;
}

/// `arn:*:service:*:*:type/{name}` as texts around what only deployment knows: the parts that are
/// `*` are the partition, the Region and the account. Empty if it says anything else openly.
std::vector<std::string> parts_of_arn(std::string_view form) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t colon = form.find(':');
    if (colon == form.npos) return {};
    parts.emplace_back(form.substr(0, colon));
    form.remove_prefix(colon + 1);
  }
  const std::size_t name = form.find("{name}");
  if (parts[1] != "arn" || name == form.npos || form.find_first_of("*?") != form.npos) return {};
  parts[0] = std::string(form.substr(0, name));
  parts.emplace_back(form.substr(name + std::string_view("{name}").size()));
  return parts;
}

/// Under which name a store keeps the value that is asked for, as in `ssm:/orders/level`; empty if
/// the attribute is no such value or nobody knows the name.
std::string published_name(const Catalog& catalog, const ConceptRecord& record,
                           std::string_view attribute, std::string_view name) {
  const LanguagePath* where = catalog.path(record.published_value, Language::terraform);
  if (where == nullptr || name.empty()) return "";
  for (const PathRecord& path : Catalog::slice(catalog.paths, where->paths)) {
    const auto steps = Catalog::slice(catalog.steps, path.steps);
    if (steps.size() == 1 && catalog.text(steps[0].text) == attribute)
      return std::string(catalog.text(record.published_as)) + ":" + std::string(name);
  }
  return "";
}

}  // namespace

/// What `data.type.name` is: one or a list or map of them, each a reference that only `attribute`
/// looks into.
ValueId Lowering::data_source(ModuleInstance& module, std::string_view type, std::string_view name,
                              Span span) {
  const std::string key = std::string(type) + "." + std::string(name);
  const std::string what = module.address_of("data." + key);
  const auto declared = module.declared->data.find(key);
  if (declared == module.declared->data.end()) return missing("data." + key, span, module);
  const Block& block = declared->second;
  Expansion& expansion = module.data[key];
  if (expansion.progress == Cell::Progress::running) {
    return malformed("cycle", "data." + key, span, what + " depends on itself");
  }
  if (expansion.progress == Cell::Progress::fresh) {
    const Scope scope{&module, block.block.document, {}, nullptr};
    expand(expansion, block, scope, what);
    for (const Made& made : expansion.made) {
      DataSource& own = data_at_[what + made.key];
      own.block = &block;
      own.scope = scope;
      own.scope.repetition = made.repetition;
      own.address = what + made.key;
    }
  }
  return all_references(expansion, span, [&](const Made& made) {
    return values_.add_reference({ResourceId{}, what + made.key, ""}, span);
  });
}

ValueId Lowering::data_attribute(DataSource& data, std::string_view name, Span span) {
  if (const ValueId content = content_attribute(data, name, span); content.valid()) return content;
  const std::string what = data.address + "." + std::string(name);
  const ValueId argument = data_argument(data, name);
  if (argument.valid() && values_[argument].kind != ValueKind::null)
    return possible_in(model_, context_, pass(argument, span, what));
  if (const std::optional<LookUp> wanted = look_up(data, name)) {
    return each_way({wanted->name}, span, [&](const std::vector<ValueId>& chosen) {
      const ValueId found =
          chosen[0].valid() ? found_by_name(*wanted, chosen[0], name, span) : chosen[0];
      if (found.valid() || !chosen[0].valid()) return found;
      const std::string kept = published_name(
          catalog_, catalog_.concepts[wanted->concept_id.index()], name, values_.string(chosen[0]));
      return read_later(*wanted, kept.empty() ? what : kept, span);
    });
  }
  if (!is_asked_nothing(*data.block))
    return unknown(UnknownKind::outside, "read when terraform runs", what, span);
  const Syntax chosen = terraform::attribute_of(data.block->at_body(), "provider");
  const std::string provider =
      chosen.there() ? std::string(sources_.text(chosen.span())) + " " : std::string();
  return unknown(UnknownKind::pseudo, "known when terraform runs",
                 provider + "data." + data.block->labels[0] + "." + std::string(name), span);
}

/// What only the thing itself says; secret if it is the content of a store of secrets.
ValueId Lowering::read_later(const LookUp& wanted, const std::string& what, Span span) {
  const ValueId value = unknown(UnknownKind::outside, "read when terraform runs", what, span);
  return wanted.is_secret ? values_.marked_secret(value) : value;
}

/// What the block sets the argument to; none if it does not set it.
ValueId Lowering::data_argument(DataSource& data, std::string_view name) {
  const Syntax written = terraform::attribute_of(data.block->at_body(), name);
  if (!written.there() || is_data_meta(name)) return {};
  Cell& own = data.attributes[std::string(name)];
  own.at = written;
  const Scope scope = data.scope;
  return cell(own, data.address + "." + std::string(name),
              [&] { return evaluate(written, scope); });
}

/// What `filter { name = … values = [ … ] }` of a name lets through, often a pattern; none if no
/// filter has the name or it lets several through.
ValueId Lowering::filtered_by(DataSource& data, std::string_view name) {
  Cell& own = data.attributes["filter"];
  own.at = data.block->block;
  const Scope scope = data.scope;
  const Block& block = *data.block;
  const ValueId written = cell(own, data.address, [&] { return body(block.at_body(), scope, true); });
  const ValueId filters = values_.find(written, "filter");
  if (!filters.valid()) return {};
  for (const ValueId filter : values_.items(filters)) {
    const ValueId key = values_.find(filter, "name");
    const ValueId asked = values_.find(filter, "values");
    if (!key.valid() || !asked.valid() || values_.string(key) != name) continue;
    const std::vector<ValueId> values = values_.items(asked);
    return values.size() == 1 ? values.front() : ValueId{};
  }
  return {};
}

/// An attribute of what a module writes; none if the data source is no such one or has no such
/// attribute.
ValueId Lowering::content_attribute(DataSource& data, std::string_view name, Span span) {
  const std::string& type = data.block->labels[0];
  if (type == kArchive && is_of_archive(name)) {
    const ResourceId archive = archive_of(data.address, *data.block, data.scope);
    return values_.add_reference({archive, data.address, std::string(name)}, span);
  }
  if (type != kPolicyDocument && type != kRemoteState) return {};
  Cell& own = data.attributes[""];
  own.at = data.block->block;
  const Scope scope = data.scope;
  const Block& block = *data.block;
  const std::string what = data.address;
  const ValueId content = cell(own, what, [&] {
    return type == kRemoteState ? remote_state(block, scope, what) : policy_document(block, scope);
  });
  const bool is_map = values_[content].kind == ValueKind::map;
  if (is_map && !values_.find(content, name).valid()) return {};
  const ValueId found = attribute(passed(values_, content, span, what), name, span);
  const bool renders = type == kPolicyDocument && name != "version" &&
                       values_[found].kind == ValueKind::map;  // the policy as a text
  if (!renders) return found;
  return convert(span,
                 [&](const FunctionCall& call) { return encoded(call, found, Encoding::json); });
}

/// The resource that an archive is; it is lowered after those that name it.
ResourceId Lowering::archive_of(const std::string& address, const Block& block,
                                const Scope& scope) {
  const auto [at, fresh] = archives_.try_emplace(address, ResourceId(model_.resources.size()));
  if (!fresh) return at->second;
  Resource resource;
  resource.address = address;
  resource.type = block.labels[0];
  resource.language = Language::terraform;
  resource.unit = UnitId(0);
  resource.span = block.block.span();
  resource.header = block.header;
  model_.resources.push_back(std::move(resource));
  ResourceSource source;
  source.block = &block;
  source.scope = scope;
  resource_sources_.push_back(std::move(source));
  return at->second;
}

/// What a data source of a type that the catalogue knows looks for: by the name that resources of
/// this type bear, or as the part of something; none if it looks for anything else.
std::optional<LookUp> Lowering::look_up(DataSource& data, std::string_view attribute) {
  LookUp wanted;
  wanted.concept_id = catalog_.concept_of(Language::terraform, data.block->labels[0]);
  if (!wanted.concept_id.valid()) return std::nullopt;
  const ConceptRecord& record = catalog_.concepts[wanted.concept_id.index()];
  bool is_pattern = false;
  const auto argument_at = [&](const SelectorRecord& selector) {
    const LanguagePath* where = catalog_.path(selector, Language::terraform);
    if (where == nullptr) return;
    for (const PathRecord& path : Catalog::slice(catalog_.paths, where->paths)) {
      const auto steps = Catalog::slice(catalog_.steps, path.steps);
      if (steps.size() != 1) continue;
      const std::string_view key = catalog_.text(steps[0].text);
      wanted.is_name = wanted.is_name || key == attribute;
      if (!wanted.name.valid()) wanted.name = data_argument(data, key);
      if (wanted.name.valid() || record.published_as.size == 0) continue;
      wanted.name = filtered_by(data, key);
      is_pattern = wanted.name.valid();
    }
  };
  argument_at(record.physical_name);
  wanted.is_name = wanted.is_name && !is_pattern;
  if (!wanted.name.valid()) {
    wanted = {wanted.concept_id, {}, false, true, false};
    argument_at(record.part_of);
  }
  // what is kept under its name, and written in no attribute
  const bool keeps = record.published_as.size > 0 &&
                     catalog_.path(record.published_value, Language::terraform) == nullptr;
  wanted.is_secret = wanted.is_part && keeps && attribute != "arn" && attribute != "id";
  const bool known = wanted.name.valid() && values_[wanted.name].kind != ValueKind::null;
  return known ? std::optional(wanted) : std::nullopt;
}

/// An attribute of what is looked up: of the resource itself where it is named by a reference, else
/// as far as the name says it; none if it does not.
ValueId Lowering::found_by_name(const LookUp& wanted, ValueId name, std::string_view attribute,
                                Span span) {
  if (values_[name].kind == ValueKind::reference) {
    const ResourceId target = values_.reference(name).target;
    if (!target.valid()) return {};
    const Resource& resource = model_[target];
    const bool same = catalog_.concept_of(resource.language, resource.type) == wanted.concept_id;
    if (!same && !wanted.is_part) return {};
    const ValueId found = values_.add_reference({target, resource.address, ""}, span);
    const ValueId value = attribute_of_reference(found, attribute, span);
    return wanted.is_secret ? values_.marked_secret(value) : value;
  }
  if (wanted.is_part) return {};
  if (wanted.is_name) return name;
  return attribute == "arn" ? arn_of(wanted.concept_id, name, span) : ValueId{};
}

/// The ARN that what is called so has in the place that is deployed to.
ValueId Lowering::arn_of(ConceptId id, ValueId name, Span span) {
  const ConceptRecord& record = catalog_.concepts[id.index()];
  for (const Text form : Catalog::slice(catalog_.texts, record.arns)) {
    const std::vector<std::string> parts = parts_of_arn(catalog_.text(form));
    if (parts.empty()) continue;
    constexpr std::array<std::string_view, 6> kKnownLater = {"", "",       "partition",
                                                             "", "region", "account"};
    std::vector<ValueId> text;
    for (std::size_t i = 1; i < kKnownLater.size(); ++i) {
      if (parts[i] == "*") {
        text.push_back(unknown(UnknownKind::pseudo, "known when terraform runs",
                               std::string(kKnownLater[i]), span));
        text.push_back(computed_text(":", span));
      } else {
        text.push_back(computed_text(parts[i] + ":", span));
      }
    }
    text.push_back(computed_text(parts[0], span));
    text.push_back(name);
    text.push_back(computed_text(parts.back(), span));
    return joined(text, span);
  }
  return {};
}

}  // namespace weir::terraform
