// When a part of a program runs.

#include "parsers/app_source/conditions.h"

#include <string>
#include <utility>

namespace weir::app_source {
namespace {

constexpr int kConditionDepth = 20;           // of conditions made of others
constexpr std::size_t kConditionCount = 100;  // of one place

bool is_whole(const ProgramText& text) { return text.known() && !text.open; }

class Conditions {
 public:
  explicit Conditions(Evaluation& evaluation) : evaluation_(evaluation) {}

  /// Adds what must hold of settings for an expression to hold, or not to.
  void need(Place place, bool holds, int depth) {
    if (!place.valid() || depth > kConditionDepth || found.size() > kConditionCount) return;
    const Module& file = evaluation_.module(place.module);
    const Expr& expr = file.exprs[place.expr];
    switch (expr.kind) {
      case ExprKind::truth:
        never = never || (expr.text == "true") != holds;
        return;
      case ExprKind::negation:
        return need(link(place, 0), !holds, depth + 1);
      case ExprKind::equals:
        return compare(link(place, 0), link(place, 1), expr.text.empty() == holds);
      case ExprKind::both:
        return holds ? all(place, true, depth) : one(place, false, depth);
      case ExprKind::any:
      case ExprKind::either:
        return holds ? one(place, true, depth) : all(place, false, depth);
      default:
        return value(place, holds, depth);
    }
  }

  std::vector<ProgramCondition> found;
  bool never = false;

 private:
  Place link(Place place, std::uint32_t n) const {
    return {place.module, evaluation_.module(place.module).link(place.expr, n).value};
  }
  std::uint32_t count(Place place) const {
    return evaluation_.module(place.module).exprs[place.expr].count;
  }

  void all(Place place, bool holds, int depth) {
    for (std::uint32_t i = 0; i < count(place); ++i) need(link(place, i), holds, depth + 1);
  }

  /// One of several: said where all are about one setting being a text.
  void one(Place place, bool holds, int depth) {
    std::optional<ProgramCondition> joined;
    bool possible = false;
    for (std::uint32_t i = 0; i < count(place); ++i) {
      Conditions alternative(evaluation_);
      alternative.need(link(place, i), holds, depth + 1);
      if (alternative.never) continue;
      possible = true;
      if (alternative.found.size() != 1 || !alternative.found[0].equal) return;
      ProgramCondition& own = alternative.found[0];
      if (!joined)
        joined = std::move(own);
      else if (joined->value.text == own.value.text &&
               joined->value.otherwise == own.value.otherwise)
        joined->texts.insert(joined->texts.end(), own.texts.begin(), own.texts.end());
      else
        return;
    }
    never = never || !possible;
    if (joined) found.push_back(std::move(*joined));
  }

  void compare(Place a, Place b, bool equal) {
    if (const auto main = is_main(a, b)) {
      never = never || *main != equal;
      return;
    }
    ProgramText left = evaluation_.text_of(a), right = evaluation_.text_of(b);
    if (!is_whole(left) || !is_whole(right)) return;
    if (left.kind == ProgramText::Kind::literal) std::swap(left, right);
    if (right.kind != ProgramText::Kind::literal) return;  // two settings
    if (left.kind == ProgramText::Kind::setting)
      found.push_back({std::move(left), {right.text}, equal});
    else
      never = never || (left.text == right.text) != equal;
  }

  /// Whether `require.main === module`; none if something else is compared.
  std::optional<bool> is_main(Place a, Place b) {
    const Start& start = evaluation_.started();
    if (start.files.empty() && start.entries.empty()) return std::nullopt;
    const Result left = evaluation_.of(a), right = evaluation_.of(b);
    if (left.kind != Result::Kind::path || right.kind != Result::Kind::path ||
        left.path != "require.main" || right.path != "module")
      return std::nullopt;
    bool started = false;
    for (const std::uint32_t file : start.files) started = started || file == a.module;
    return start.by_command && started;
  }

  /// A value that stands as a condition: a name of one, or a text that is not empty.
  void value(Place place, bool holds, int depth) {
    const Result result = evaluation_.of(place);
    if (result.kind == Result::Kind::condition && result.place != place)
      return need(result.place, holds, depth + 1);
    if (result.kind != Result::Kind::text || !is_whole(result.text)) return;
    if (result.text.kind == ProgramText::Kind::setting)
      found.push_back({result.text, {""}, !holds});
    else
      never = never || result.text.text.empty() == holds;
  }

  Evaluation& evaluation_;
};

}  // namespace

std::optional<std::vector<ProgramCondition>> conditions_of(Evaluation& evaluation,
                                                           std::uint32_t module,
                                                           const std::vector<Condition>& written) {
  Conditions conditions(evaluation);
  for (const Condition& condition : written)
    conditions.need({module, condition.expr}, condition.holds, 0);
  if (conditions.never) return std::nullopt;
  return std::move(conditions.found);
}

}  // namespace weir::app_source
