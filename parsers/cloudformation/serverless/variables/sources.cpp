#include "parsers/cloudformation/serverless/variables/sources.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/serverless/serverless.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kDefaultStage = "dev";
/// What only deployment, or a program, knows: a default behind it need not be what counts.
constexpr std::array<std::string_view, 3> kMayBeAbsent = {"env", "opt", "param"};

bool is_quoted(std::string_view way) {
  return way.size() >= 2 && (way[0] == '\'' || way[0] == '"') && way.back() == way[0];
}

/// `strToBool(…)`, of what it may be given.
Filling as_boolean(std::string_view text, Span host) {
  if (is_quoted(text)) text = text.substr(1, text.size() - 2);
  if (text == "true" || text == "1") return text_filling("true", NodeKind::boolean, host);
  const bool no =
      text == "false" || text == "0" || text == "null" || text == "undefined" || text.empty();
  return no ? text_filling("false", NodeKind::boolean, host) : Filling{};
}

bool is_number_text(std::string_view way) {
  return !way.empty() &&
         std::all_of(way.begin(), way.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

bool VariableSources::spend() {
  if (++steps_ > limits::kVariables || bytes_ > limits::kLoopBytes) exhausted_ = true;
  return !exhausted_;
}

Filling VariableSources::filled(const NodePlace& scalar) {
  const Span host = scalar.span();
  const std::string_view text = scalar.text();
  if (scalar.kind() != NodeKind::string || !has_variables(text))
    return text_filling(std::string(text), scalar.kind(), host);
  if (depth_ > limits::kVariableDepth || !open_.insert(scalar).second) {
    notes_.add(Level::warning, "malformed-template", "circle", host,
               "variables go round in a circle or are nested too deep; expected a value");
    return parameter_filling(name_of_variable(text), host);
  }
  Filling filling = filled_text(text, host);
  open_.erase(scalar);
  return filling;
}

Filling VariableSources::filled_text(std::string_view text, Span host) {
  const std::vector<TextPiece> pieces = pieces_of(text);
  if (pieces.size() == 1 && pieces[0].variable) return variable(pieces[0].text, host);
  Filling whole;
  whole.kind = Filling::Kind::text;
  for (const TextPiece& piece : pieces) {
    if (!piece.variable) {
      whole.fragments.push_back({std::string(piece.text), false, host});
      continue;
    }
    Filling part = variable(piece.text, host);
    if (part.kind != Filling::Kind::text)
      part = parameter_filling(name_of_variable(piece.text), host);
    for (Fragment& fragment : part.fragments) {
      bytes_ += fragment.text.size();
      whole.fragments.push_back({std::move(fragment.text), fragment.parameter, host});
    }
    if (whole.fragments.size() > limits::kVariables) exhausted_ = true;
    if (exhausted_) return parameter_filling(name_of_variable(text), host);
  }
  return whole;
}

Filling VariableSources::variable(std::string_view content, Span host) {
  if (content.starts_with("AWS::")) return parameter_filling(std::string(content), host);
  if (!spend() || depth_ > limits::kVariableDepth)
    return parameter_filling(name_of_variable(content), host);
  ++depth_;
  Filling result;
  const std::vector<std::string_view> ways = ways_of(content);
  for (const std::string_view one : ways) {
    result = way(one, host);
    if (!result.is_missing()) break;
  }
  if (result.is_missing()) {
    const bool any_opt =
        std::any_of(ways.begin(), ways.end(), [](std::string_view w) { return w == "opt:stage"; });
    const bool any_region =
        std::any_of(ways.begin(), ways.end(), [](std::string_view w) { return w == "opt:region"; });
    if (any_opt) {
      result = stage(host);
    } else if (any_region) {
      result = region(host);
    }
  }
  --depth_;
  if (!result.is_missing()) return result;
  const std::string_view source = address_in(ways.front()).source;
  if (source == "self")
    notes_.add(
        Level::warning, "unresolved-reference", ways.front(), host,
        "the service has no " + std::string(ways.front().substr(5)) + ", which a variable names");
  if (source == "file")
    notes_.add(Level::note, "not-resolved", ways.front(), host,
               std::string(ways.front()) +
                   " is not read; expected a YAML or JSON file beside the service");
  return parameter_filling(name_of_variable(content), host);
}

Filling VariableSources::way(std::string_view text, Span host) {
  if (is_quoted(text)) return filled_text(text.substr(1, text.size() - 2), host);
  const std::vector<TextPiece> pieces = pieces_of(text);
  if (pieces.size() == 1 && pieces[0].variable) return variable(pieces[0].text, host);
  if (text == "true" || text == "false")
    return text_filling(std::string(text), NodeKind::boolean, host);
  if (text == "null") return text_filling("", NodeKind::null, host);
  if (is_number_text(text)) return text_filling(std::string(text), NodeKind::number, host);
  std::string whole(text);
  if (has_variables(text)) {
    const Filling inner = filled_text(text, host);
    if (!inner.is_plain()) return parameter_filling(name_of_variable(text), host);
    whole = inner.plain();
  }
  return from_address(address_in(whole), whole, host);
}

Filling VariableSources::from_address(const VariableAddress& address, std::string_view whole,
                                      Span host) {
  if (address.source == "self") return self(address.path, host);
  if (address.source == "file") return file(address);
  if (address.source == "sls" && address.path == "stage") return stage(host);
  if (address.source == "aws" && address.path == "accountId")
    return parameter_filling("AWS::AccountId", host);
  if (address.source == "aws" && address.path == "region") return region(host);
  if (address.source == "aws" && address.path == "partition")
    return parameter_filling("AWS::Partition", host);
  if (address.source == "param") return parameter_of_stage(address.path, host);
  if (address.source == "strToBool") {
    const Filling truth = as_boolean(address.argument, host);
    return truth.is_missing() ? parameter_filling(name_of_variable(whole), host) : truth;
  }
  // `cf(eu-west-1):stack.Output`; earlier versions of the framework write `cf.eu-west-1:`
  const std::size_t dot = std::min(address.source.find('.'), address.source.size());
  const std::string_view kept_by = address.source.substr(0, dot);
  const std::string region(dot == address.source.size() ? address.argument
                                                        : address.source.substr(dot + 1));
  if (kept_by == "cf" && address.path.find('.') != std::string_view::npos)
    return linked(whole, {std::string(kOutputOfStack), std::string(address.path), region}, host);
  if (kept_by == "ssm" && !address.path.empty())
    return linked(
        whole, {"ssm", std::string(address.path.substr(0, address.path.find('~'))), region}, host);
  const bool may_be_absent =
      std::find(kMayBeAbsent.begin(), kMayBeAbsent.end(), address.source) != kMayBeAbsent.end();
  return may_be_absent ? Filling{} : parameter_filling(name_of_variable(whole), host);
}

NodePlace VariableSources::settled(NodePlace place) {
  while (place.file != nullptr && place.kind() == NodeKind::string && has_variables(place.text())) {
    const Filling filling = open_.count(place) != 0 ? Filling{} : filled(place);
    if (filling.kind != Filling::Kind::node || !spend()) return {};
    place = filling.node;
  }
  return place;
}

NodePlace VariableSources::entry(NodePlace map, std::string_view key) {
  if (map.file == nullptr) return {};
  const Document& document = map.document();
  NodeIndex found = kNoNode;
  if (map.kind() == NodeKind::list && is_number_text(key)) {
    std::size_t wanted = 0;
    std::from_chars(key.data(), key.data() + key.size(), wanted);
    for (const NodeIndex item : children(document, map.node))
      if (wanted-- == 0) {
        found = item;
        break;
      }
  } else {
    found = find_entry(document, map.node, key);
  }
  return found == kNoNode ? NodePlace{} : NodePlace{map.file, found};
}

Filling VariableSources::within(NodePlace place, std::string_view path) {
  while (!path.empty() && place.file != nullptr) {
    const std::size_t end = std::min(path.find('.'), path.size());
    const NodePlace map = settled(place);
    if (map.file == nullptr) return parameter_filling(name_of_variable(place.text()), place.span());
    place = entry(map, path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  if (place.file == nullptr || place.kind() == NodeKind::error) return {};
  switch (place.kind()) {
    case NodeKind::map:
    case NodeKind::list: {
      Filling filling;
      filling.kind = Filling::Kind::node;
      filling.node = place;
      return filling;
    }
    case NodeKind::null:
      return {};
    default:
      break;
  }
  const std::string_view tag = place.document().tag(place.node);
  if (tag.size() > 1 && tag[0] == '!' && tag[1] != '!') {  // a call of CloudFormation
    Filling filling;
    filling.kind = Filling::Kind::node;
    filling.node = place;
    return filling;
  }
  return filled(place);
}

Filling VariableSources::self(std::string_view path, Span host) {
  const NodePlace root{&files_.root(), 0};
  if (path == "service") {
    const NodePlace service = entry(root, "service");
    if (service.file != nullptr && service.kind() == NodeKind::map) path = "service.name";
  } else if (path == "service.name") {
    const NodePlace service = entry(root, "service");
    if (service.file != nullptr && service.kind() == NodeKind::string) path = "service";
  }
  Filling found = within(root, path);
  if (!found.is_missing()) return found;
  if (path == "provider.stage") return stage(host);
  if (path == "provider.region") return region(host);
  return {};
}

Filling VariableSources::file(const VariableAddress& address) {
  const Placed* placed = files_.open(address.argument);
  return placed == nullptr ? Filling{} : within({placed, 0}, address.path);
}

Filling VariableSources::parameter_of_stage(std::string_view name, Span host) {
  const NodePlace root{&files_.root(), 0};
  const NodePlace params = settled(entry(root, "params")), stages = settled(entry(root, "stages"));
  const Filling named = stage(host);
  const std::string own = named.is_plain() ? named.plain() : std::string();
  for (const std::string_view of : {std::string_view(own), std::string_view("default")}) {
    if (of.empty()) continue;
    for (const NodePlace map : {entry(params, of), entry(settled(entry(stages, of)), "params")}) {
      Filling found = within(map, name);
      if (!found.is_missing()) return found;
    }
  }
  return parameter_of_composition(name, host);
}

Filling VariableSources::linked(std::string_view variable, OfferedName offered, Span host) {
  std::string name = name_of_variable(variable);
  links_.insert_or_assign(name, std::move(offered));
  return parameter_filling(std::move(name), host);
}

NodePlace VariableSources::provider() { return settled(entry({&files_.root(), 0}, "provider")); }

Filling VariableSources::stage(Span host) {
  const NodePlace written = entry(provider(), "stage");
  if (written.file != nullptr && open_.count(written) == 0) {
    Filling filling = within(written, "");
    if (!filling.is_missing()) return filling;
  }
  return text_filling(std::string(kDefaultStage), NodeKind::string, host);
}

Filling VariableSources::region(Span host) {
  const NodePlace written = entry(provider(), "region");
  if (written.file != nullptr && open_.count(written) == 0) {
    Filling filling = within(written, "");
    if (!filling.is_missing()) return filling;
  }
  return parameter_filling("AWS::Region", host);
}

}  // namespace weir::cloudformation::serverless
