#include <array>
#include <charconv>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

struct Unit {
  std::string_view name;
  Scalar scalar;
  double factor;  ///< to ms, bytes, percent
};
constexpr std::array<Unit, 11> kUnits = {{{"ms", Scalar::duration, 1},
                                          {"s", Scalar::duration, 1000},
                                          {"min", Scalar::duration, 60'000},
                                          {"h", Scalar::duration, 3'600'000},
                                          {"d", Scalar::duration, 86'400'000},
                                          {"B", Scalar::size, 1},
                                          {"KiB", Scalar::size, 1024},
                                          {"MiB", Scalar::size, 1024.0 * 1024},
                                          {"GiB", Scalar::size, 1024.0 * 1024 * 1024},
                                          {"percent", Scalar::percent, 1},
                                          {"%", Scalar::percent, 1}}};

std::optional<double> unit_factor(std::string_view name, Scalar scalar) {
  for (const Unit& unit : kUnits)
    if (unit.scalar == scalar && unit.name == name) return unit.factor;
  return std::nullopt;
}

bool is_numeric(Scalar scalar) {
  return scalar == Scalar::number || scalar == Scalar::duration || scalar == Scalar::size ||
         scalar == Scalar::percent;
}

/// "5 min" in canonical units.
std::optional<double> with_unit(std::string_view written, Scalar scalar) {
  double value = 0;
  const char* end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, value);
  if (error != std::errc()) return std::nullopt;
  std::string_view rest(stop, static_cast<std::size_t>(end - stop));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const auto factor = unit_factor(rest, scalar);
  return factor ? std::optional(value * *factor) : std::nullopt;
}

LiteralRecord number_literal(double number) {
  LiteralRecord literal;
  literal.kind = LiteralKind::number;
  literal.number = number;
  return literal;
}

LiteralRecord text_literal(Text text) {
  LiteralRecord literal;
  literal.kind = LiteralKind::text;
  literal.text = text;
  return literal;
}

LiteralRecord read_number(const Yaml& node, PropertyType type, double factor) {
  if (node.is_text()) {
    if (const auto number = with_unit(node.raw(), type.scalar)) return number_literal(*number);
  }
  const auto number = node.number();
  return number ? number_literal(*number * factor) : LiteralRecord{};
}

LiteralRecord read_list(Builder& b, const Yaml& node, PropertyType type, double factor) {
  PropertyType element = type;
  element.list = false;
  std::vector<LiteralRecord> items;
  for (const Yaml& item : node.items()) items.push_back(read_literal(b, item, element, factor));
  LiteralRecord literal;
  literal.kind = LiteralKind::list;
  literal.items = Builder::append(b.tables.literals, items);
  return literal;
}

}  // namespace

double read_unit(const Yaml& node, PropertyType type) {
  const auto name = node.text();
  if (!name) return 1;
  if (const auto factor = unit_factor(*name, type.scalar)) return *factor;
  std::vector<std::string_view> known;
  for (const Unit& unit : kUnits)
    if (unit.scalar == type.scalar) known.push_back(unit.name);
  node.fault(known.empty() ? "only a duration, size or percent has a `unit`"
                           : "unknown unit " + in_backticks(*name) + suggestion(*name, known));
  return 1;
}

LiteralRecord unknown_literal(Text why) {
  LiteralRecord literal;
  literal.kind = LiteralKind::unknown;
  literal.text = why;
  return literal;
}

LiteralRecord read_literal(Builder& b, const Yaml& node, PropertyType type, double factor) {
  if (node.is_text() && node.raw() == "absent") return {};
  if (type.list) return read_list(b, node, type, factor);
  if (is_numeric(type.scalar)) return read_number(node, type, factor);
  if (type.scalar == Scalar::boolean) {
    LiteralRecord literal;
    literal.kind = LiteralKind::boolean;
    literal.boolean = node.boolean().value_or(false);
    return literal;
  }
  if (type.scalar == Scalar::enumeration) {
    const auto member = b.member(node, type.enumeration);
    return member ? text_literal(*member) : LiteralRecord{};
  }
  const auto text = node.scalar();
  return text ? text_literal(b.text(*text)) : LiteralRecord{};
}

}  // namespace weir
