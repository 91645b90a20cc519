#include "analyzer/graph/render.h"

#include <cctype>
#include <cmath>
#include <cstdio>
#include <utility>

#include "analyzer/model/own_hosts.h"

namespace weir {
namespace {

constexpr std::size_t kMaxRenderings = 16;

Piece unknown_piece(const ValueStore& values, ValueId id) {
  Piece piece;
  piece.subject = std::string(values.subject(id));
  piece.kind = values[id].unknown == UnknownKind::parameter && !piece.subject.empty()
                   ? Piece::Kind::parameter
                   : Piece::Kind::hole;
  piece.text = "${" + (piece.subject.empty() ? std::string("?") : piece.subject) + "}";
  return piece;
}

Piece reference_piece(const ValueStore& values, ValueId id) {
  const Reference& reference = values.reference(id);
  Piece piece;
  piece.kind = reference.target.valid() ? Piece::Kind::reference : Piece::Kind::hole;
  piece.target = reference.target;
  piece.subject = reference.address;
  piece.attribute = reference.attribute;
  if (is_own_host(piece.attribute)) {  // written out: the name is part of the text
    piece.text = std::string(own_host(piece.attribute));
    return piece;
  }
  piece.implied = reference.implied;
  piece.text = "${" + reference.address +
               (reference.attribute.empty() ? "" : "." + reference.attribute) + "}";
  return piece;
}

/// A rendering under way: what is still to be rendered, next last.
struct Work {
  Rendered done;
  std::vector<ValueId> rest;
};

}  // namespace

std::string number_text(double number) {
  char buffer[40];
  if (std::floor(number) == number && std::abs(number) < 1e15)
    std::snprintf(buffer, sizeof buffer, "%.0f", number);
  else
    std::snprintf(buffer, sizeof buffer, "%g", number);
  return buffer;
}

std::string Rendered::text() const {
  std::string out;
  for (const Piece& piece : pieces) out += piece.text;
  return out;
}

bool Rendered::written_out() const {
  for (const Piece& piece : pieces)
    if (piece.kind != Piece::Kind::literal && !is_own_host(piece.attribute)) return false;
  return true;
}

bool Rendered::literal() const {
  for (const Piece& piece : pieces)
    if (piece.kind != Piece::Kind::literal) return false;
  return true;
}

std::vector<Rendered> render(const ResourceModel& model, GuardStore& guards, ValueId value) {
  const ValueStore& values = model.values;
  std::vector<Rendered> out;
  std::vector<Work> pending;
  pending.push_back({{}, {value}});
  std::size_t branches = 1;
  while (!pending.empty()) {
    Work work = std::move(pending.back());
    pending.pop_back();
    bool dropped = false;
    while (!work.rest.empty() && !dropped) {
      const ValueId id = work.rest.back();
      work.rest.pop_back();
      const Value& v = values[id];
      if (v.secret && v.kind != ValueKind::unknown) {  // its text makes no name, no message
        work.done.pieces.push_back({Piece::Kind::hole, "${?}", "", {}});
        continue;
      }
      switch (v.kind) {
        case ValueKind::string:
          work.done.pieces.push_back(
              {Piece::Kind::literal, std::string(values.string(id)), "", {}});
          break;
        case ValueKind::number:
          work.done.pieces.push_back({Piece::Kind::literal, number_text(v.number), "", {}});
          break;
        case ValueKind::boolean:
          work.done.pieces.push_back({Piece::Kind::literal, v.boolean ? "true" : "false", "", {}});
          break;
        case ValueKind::unknown:
          work.done.pieces.push_back(unknown_piece(values, id));
          break;
        case ValueKind::reference:
          work.done.pieces.push_back(reference_piece(values, id));
          break;
        case ValueKind::text:
          for (std::size_t i = v.range.count; i-- > 0;) work.rest.push_back(values.item(id, i));
          break;
        case ValueKind::choice:
          if (branches + v.range.count > kMaxRenderings) {
            work.done.pieces.push_back({Piece::Kind::hole, "${?}", "", {}});
            break;
          }
          branches += v.range.count;
          for (std::size_t i = v.range.count; i-- > 0;) {
            Work branch = work;
            branch.done.guard = guards.both(work.done.guard, values.alternative(id, i).guard);
            branch.rest.push_back(values.alternative(id, i).value);
            if (branch.done.guard != kNever) pending.push_back(std::move(branch));
          }
          dropped = true;
          break;
        case ValueKind::null:
        case ValueKind::list:
        case ValueKind::map:
          dropped = true;
          break;
      }
    }
    if (!dropped) out.push_back(std::move(work.done));
  }
  return out;
}

}  // namespace weir
