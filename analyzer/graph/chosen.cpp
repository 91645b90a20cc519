// One thing instead of as many as a parameter has allowed values.
#include "analyzer/graph/chosen.h"

#include <optional>
#include <span>
#include <utility>

#include "analyzer/graph/ends.h"

namespace weir {
namespace {

/// What stands around the value in a text; none if it is a part of a longer word there.
struct Frame {
  std::string before, after;
  friend bool operator==(const Frame&, const Frame&) = default;
};

std::optional<Frame> frame_of(const std::string& text, std::string_view value) {
  const std::size_t at = value.empty() ? std::string::npos : text.find(value);
  if (at == std::string::npos) return std::nullopt;  // what a map has for it may be several things
  Frame frame{text.substr(0, at), text.substr(at + value.size())};
  const auto ends = [](char c) { return c == '/' || c == ':'; };
  if (!frame.before.empty() && !ends(frame.before.back())) return std::nullopt;
  if (!frame.after.empty() && !ends(frame.after.front())) return std::nullopt;
  return frame;
}

/// The value of the parameter with which the hit is there.
std::optional<std::string_view> value_at(Inference& inference, ValueId choice, const Hit& hit) {
  const ValueStore& values = inference.model.values;
  const Guard exists = inference.model[hit.scope.resource].exists;
  for (std::size_t i = 0; i < values[choice].range.count; ++i) {
    const Alternative& one = values.alternative(choice, i);
    if (values[one.value].kind != ValueKind::string) continue;
    if (hit.guard == one.guard || hit.guard == inference.guards.both(exists, one.guard))
      return values.string(one.value);
  }
  return std::nullopt;
}

bool is_declared(Inference& inference, UnitId unit, const std::string& text) {
  if (!text.starts_with("arn:")) return inference.names.count(Inference::name_key(unit, text)) != 0;
  return !match_arn(inference, unit, text, {}, {}, false).nodes.empty();
}

/// The one text of a hit that names something outside; none if it has several, or refers to
/// something.
std::optional<std::string> outside_text(Inference& inference, UnitId unit, const Hit& hit) {
  const auto texts = render(inference.model, inference.guards, hit.value);
  if (texts.size() != 1) return std::nullopt;
  for (const Piece& piece : texts[0].pieces)
    if (piece.kind == Piece::Kind::reference || piece.kind == Piece::Kind::parameter)
      return std::nullopt;
  std::string text = texts[0].text();
  if (is_declared(inference, unit, text)) return std::nullopt;
  return text;
}

/// The one text for a run of hits, if it is this parameter that chooses.
std::optional<Rendered> chosen_by(Inference& inference, const Parameter& parameter,
                                  std::span<const Hit> hits,
                                  const std::vector<std::string>& texts) {
  if (!parameter.value.valid() || parameter.secret ||
      inference.model.values[parameter.value].kind != ValueKind::choice)
    return std::nullopt;
  std::optional<Frame> around;
  Rendered out;
  out.guard = kNever;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const auto value = value_at(inference, parameter.value, hits[i]);
    if (!value) return std::nullopt;
    auto frame = frame_of(texts[i], *value);
    if (!frame || (around && *frame != *around)) return std::nullopt;
    around = std::move(frame);
    out.guard = inference.guards.either(out.guard, hits[i].guard);
    const std::size_t framed = around->before.size() + around->after.size();
    out.may_be.push_back(texts[i].size() == framed + value->size() ? std::string(*value)
                                                                   : texts[i]);
  }
  if (!around) return std::nullopt;
  out.pieces.push_back(
      {Piece::Kind::literal, around->before + parameter.name + around->after, "", {}});
  return out;
}

bool same_place(const Hit& a, const Hit& b) {
  return !a.unknown && !b.unknown && !a.key && !b.key && a.place() == b.place() &&
         a.scope.resource == b.scope.resource;
}

std::optional<Rendered> chosen_of(Inference& inference, UnitId unit, std::span<const Hit> hits) {
  std::vector<std::string> texts;
  for (const Hit& hit : hits) {
    auto text = outside_text(inference, unit, hit);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  for (const Parameter& parameter : inference.model.units[unit.index()].parameters)
    if (auto chosen = chosen_by(inference, parameter, hits, texts)) return chosen;
  return std::nullopt;
}

}  // namespace

std::vector<Chosen> chosen_among(Inference& inference, UnitId unit, const std::vector<Hit>& hits) {
  std::vector<Chosen> out;
  if (!unit.valid()) return out;
  for (std::size_t first = 0; first < hits.size();) {
    std::size_t end = first + 1;
    while (end < hits.size() && same_place(hits[first], hits[end])) ++end;
    if (end - first > 1)
      if (auto text = chosen_of(inference, unit, std::span(hits).subspan(first, end - first)))
        out.push_back({first, end - first, std::move(*text)});
    first = end;
  }
  return out;
}

}  // namespace weir
