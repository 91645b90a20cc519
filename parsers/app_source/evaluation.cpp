// What expressions come to.

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_source/evaluation_parts.h"

namespace weir::app_source {
namespace {

constexpr std::size_t kTextStep = 64;  // bytes of a text that count as one step

/// A literal that may stand in a name: what services and operations are called.
bool is_simple(const ProgramText& text) {
  return text.kind == ProgramText::Kind::literal && !text.open && text.text.size() <= 60 &&
         std::all_of(text.text.begin(), text.text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
}

Result of_text(ProgramText text) {
  Result result;
  result.kind = Result::Kind::text;
  result.text = std::move(text);
  return result;
}

/// Whether a call of this method of a text gives the text as well, but for its ends.
bool trims(std::string_view method) {
  constexpr std::array<std::string_view, 7> kTrimming = {"strip",   "rstrip",    "lstrip",  "trim",
                                                         "trimEnd", "trimStart", "toString"};
  return std::find(kTrimming.begin(), kTrimming.end(), method) != kTrimming.end();
}

/// The name in which calls of a language read their settings.
bool reads_setting(ProgramLanguage language, std::string_view path) {
  if (language == ProgramLanguage::python)
    return path == "os.getenv" || path == "os.environ.get" || path == "os.environ.setdefault";
  if (language == ProgramLanguage::go) return path == "os.Getenv" || path == "os.LookupEnv";
  if (language == ProgramLanguage::java)
    return path == kReadsSetting || path == "System.getenv" || path == "System.getProperty" ||
           path == "org.springframework.core.env.Environment().getProperty";
  return false;
}

/// The scope that binds the name whose entry is changed; none if the file does not.
std::optional<std::uint32_t> scope_of(const Module& module, const Change& change) {
  const auto [first, last] = bindings_of(module, change.name);
  if (first == last) return std::nullopt;
  for (std::uint32_t in = change.scope;; in = module.scopes[in].parent) {
    if (std::any_of(first, last, [&](const Binding& b) { return b.scope == in; })) return in;
    if (in == 0) return std::nullopt;
  }
}

bool same_text(const ProgramText& a, const ProgramText& b) {
  return a.kind == b.kind && a.text == b.text && a.otherwise == b.otherwise && a.open == b.open &&
         a.cut == b.cut && a.may_lack == b.may_lack;
}

}  // namespace

Evaluation::Evaluation(const std::vector<Module>& modules, const Catalog& catalog,
                       const ProgramCatalog& programs)
    : modules_(modules), catalog_(catalog), programs_(programs) {
  for (std::uint32_t i = 0; i < modules_.size(); ++i) {
    by_path_.emplace(without_ending(modules_[i].path), i);
    for (const Site& site : modules_[i].calls) {
      const Place callee = link({i, site.expr}, 0);
      if (callee.valid()) called_.emplace(std::pair(i, callee.expr), site.expr);
    }
    for (const Site& site : modules_[i].mentions)
      mentions_.emplace(site.mentions, std::pair(i, &site));
    for (const Import& import : modules_[i].imports)
      if (!import.member.empty() && import.name != import.member)
        aliases_.emplace(import.member, import.name);
    for (std::uint32_t f = 0; f < modules_[i].functions.size(); ++f)
      for (const ExprId base : modules_[i].functions[f].bases)
        if (base != kNoExpr) derived_.emplace(modules_[i].exprs[base].text, FunctionPlace{i, f});
    for (const Change& change : modules_[i].changes)
      if (const auto scope = scope_of(modules_[i], change))
        changes_[{i, *scope, change.name}].push_back(&change);
  }
}

Place Evaluation::link(Place place, std::size_t n) const {
  const Expr& expr = at(place);
  return n < expr.count ? Place{place.module, modules_[place.module].link(place.expr, n).value}
                        : Place{place.module, kNoExpr};
}

/// Whether two results are one: of a library's things, those that alike calls made.
bool Evaluation::same(const Result& a, const Result& b) {
  if (a.kind != b.kind || !same_text(a.text, b.text) || a.path != b.path || a.module != b.module ||
      a.function != b.function)
    return false;
  return a.place == b.place || (a.kind == Result::Kind::path && alike(a.place, b.place));
}

/// Whether two calls or literals have the same parts. What is not known of both is no difference:
/// nothing comes of it.
bool Evaluation::alike(Place a, Place b) {
  if (a == b) return true;
  if (!a.valid() || !b.valid() || deep_ > limits::kProgramDepth || steps_ == 0) return false;
  const Deeper deeper(deep_);
  --steps_;
  if (at(a).kind != at(b).kind || at(a).count != at(b).count) return false;
  for (std::size_t i = 0; i < at(a).count; ++i) {
    const Link& one = modules_[a.module].link(a.expr, i);
    const Link& other = modules_[b.module].link(b.expr, i);
    if (one.key != other.key || (one.key_of == kNoExpr) != (other.key_of == kNoExpr)) return false;
    if (one.key_of != kNoExpr &&
        !same(evaluate({a.module, one.key_of}), evaluate({b.module, other.key_of})))
      return false;
    const Result mine = evaluate(link(a, i)), others = evaluate(link(b, i));
    const bool literals = mine.kind == Result::Kind::object && others.kind == mine.kind;
    if (literals ? !alike(mine.place, others.place) : !same(mine, others)) return false;
  }
  return true;
}

ProgramText Evaluation::text_of(Place place) {
  const Result result = of(place);
  return result.kind == Result::Kind::text ? result.text : ProgramText{};
}

Result Evaluation::setting(std::string name, bool may_lack, std::optional<std::string> otherwise) {
  settings_.emplace(name, true);
  ProgramText text{ProgramText::Kind::setting, std::move(name), std::move(otherwise)};
  text.may_lack = may_lack;
  return of_text(std::move(text));
}

bool Evaluation::calls_service(const std::string& path, ProgramLanguage language) const {
  if (!path.ends_with(')')) return false;
  const std::string callee = path.substr(0, path.rfind('('));
  return std::any_of(programs_.clients.begin(), programs_.clients.end(), [&](const auto& row) {
    Caught caught;
    return row.same.size == 0 && row.command.size == 0 && speaks(catalog_, row, language) &&
           fits(catalog_.text(row.call), callee, caught);
  });
}

Result Evaluation::evaluate(Place place) {
  if (!place.valid() || place.unsure || deep_ > limits::kProgramDepth || steps_ == 0) return {};
  const Deeper deeper(deep_);
  --steps_;
  const std::pair key(place.module, place.expr);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  bool& running = running_[key];
  if (running) return {};  // what depends on itself
  running = true;
  const Expr& expr = at(place);
  Result result;
  switch (expr.kind) {
    case ExprKind::text:
      result = of_text({ProgramText::Kind::literal, std::string(expr.text), {}, false});
      break;
    case ExprKind::joined:
      result = joined(place, expr);
      break;
    case ExprKind::name:
      result = name(place, expr);
      break;
    case ExprKind::member:
      result = member(evaluate(link(place, 0)), expr.text);
      break;
    case ExprKind::index:
      result = index(place, expr);
      break;
    case ExprKind::call:
    case ExprKind::construct:
      result = call(place, expr);
      break;
    case ExprKind::object:
    case ExprKind::list:
      result.kind = Result::Kind::object;
      result.place = place;
      break;
    case ExprKind::either:
      result = either(place);
      break;
    case ExprKind::conditional: {
      const Result yes = evaluate(link(place, 1));
      if (same(yes, evaluate(link(place, 2)))) result = yes;
      break;
    }
    case ExprKind::function:
      result.kind = Result::Kind::function;
      result.module = place.module;
      result.function = expr.function;
      break;
    case ExprKind::instance: {
      const Result type = evaluate(link(place, 0));
      if (type.kind != Result::Kind::path) break;
      if (type.path.find_first_of("./") != std::string::npos) {
        result = of_path(type.path + "()", {});
      } else {
        result.kind = Result::Kind::instance;
        result.path = type.path;
        result.module = place.module;
      }
      break;
    }
    case ExprKind::item:
      if (evaluate(link(place, 0)).kind == Result::Kind::data) result.kind = Result::Kind::data;
      break;
    case ExprKind::equals:
    case ExprKind::negation:
    case ExprKind::both:
    case ExprKind::any:
    case ExprKind::truth:
      result.kind = Result::Kind::condition;
      result.place = place;
      break;
    case ExprKind::plain:
    case ExprKind::unknown:
      break;
  }
  running = false;
  steps_ -= std::min<std::uint64_t>(steps_, result.text.text.size() / kTextStep);
  known_.emplace(key, result);
  return result;
}

Result Evaluation::member(const Result& object, std::string_view property) {
  switch (object.kind) {
    case Result::Kind::path:
      if (holds_settings(object.path) && property != "get" && property != "setdefault")
        return setting(std::string(property), object.path == "process.env");
      return of_path(object.path + "." + std::string(property), object.place);
    case Result::Kind::object:
      return entry(object, property);
    case Result::Kind::module:
      return exported(object.module, property);
    case Result::Kind::instance:
    case Result::Kind::function:
      return field(object, property);
    case Result::Kind::data:
      return object;
    case Result::Kind::text:
    case Result::Kind::condition:
    case Result::Kind::unknown:
      return {};
  }
  return {};
}

Result Evaluation::call(Place place, const Expr&) {
  const Place callee_at = link(place, 0);
  if (!callee_at.valid()) return {};
  const Result callee = evaluate(callee_at);
  const Place first = link(place, 1);
  if (callee.kind == Result::Kind::function) {
    const Function& function = modules_[callee.module].functions[callee.function];
    if (modules_[callee.module].scopes[function.scope].of_class) {
      Result instance = callee;
      instance.kind = Result::Kind::instance;
      return instance;
    }
    return function.returns.size() == 1 ? evaluate({callee.module, function.returns[0]}) : Result{};
  }
  if (callee.kind == Result::Kind::data) return callee;
  if (callee.kind != Result::Kind::path) {
    if (at(callee_at).kind != ExprKind::member || !trims(at(callee_at).text)) return {};
    Result text = evaluate(link(callee_at, 0));
    return text.kind == Result::Kind::text ? text : Result{};
  }
  const ProgramText given = first.valid() ? text_of(first) : ProgramText{};
  const bool literal = given.kind == ProgramText::Kind::literal && !given.open;
  const ProgramLanguage language = modules_[place.module].language;
  if (literal && reads_setting(language, callee.path)) {
    const ProgramText otherwise = text_of(link(place, 2));
    const bool known = otherwise.kind == ProgramText::Kind::literal && !otherwise.open;
    return setting(given.text, true, known ? std::optional(otherwise.text) : std::nullopt);
  }
  if (literal && callee.path == "require") {
    const std::string_view own = "node:";
    const std::string name =
        given.text.starts_with(own) ? given.text.substr(own.size()) : given.text;
    return imported(place.module, {"", name, ""});
  }
  for (const ClientRecord& row : programs_.clients) {
    Caught caught;
    if (row.same.size == 0 || !speaks(catalog_, row, language) ||
        !fits(catalog_.text(row.call), callee.path, caught))
      continue;
    return evaluate(argument(place, catalog_.text(row.same)));
  }
  return of_path(callee.path + "(" + (is_simple(given) ? given.text : "") + ")", place);
}

/// Texts one behind the other, as far as the first ones are known.
Result Evaluation::joined(Place place, const Expr& expr) {
  if (expr.count == 0) return of_text({ProgramText::Kind::literal, "", {}, false});
  ProgramText text;
  for (std::size_t i = 0; i < expr.count; ++i) {
    const Result part = evaluate(link(place, i));
    const bool known = part.kind == Result::Kind::text && part.text.known();
    if (!text.known() && known) {
      text = part.text;
      if (text.open || text.kind == ProgramText::Kind::setting) {
        text.cut = text.cut || (!text.open && i + 1 < expr.count && goes_on(link(place, i + 1)));
        text.open = text.open || i + 1 < expr.count;
        break;
      }
    } else if (known && part.text.kind == ProgramText::Kind::literal) {
      const bool fits = text.text.size() + part.text.text.size() <= limits::kTextBytes;
      if (fits) text.text += part.text.text;
      text.open = !fits || part.text.open;
      if (text.open) break;
    } else {
      text.open = true;
      break;
    }
  }
  return text.known() ? of_text(std::move(text)) : Result{};
}

/// Whether a text goes on with what may belong to the word before it.
bool Evaluation::goes_on(Place place) {
  const ProgramText next = text_of(place);
  if (next.kind != ProgramText::Kind::literal || next.text.empty()) return false;
  return std::string_view("/?#:,; ").find(next.text.front()) == std::string_view::npos;
}

Result Evaluation::either(Place place) {
  Result first = evaluate(link(place, 0));
  if (first.kind != Result::Kind::text) return first;
  const Result second = evaluate(link(place, 1));
  const bool literal = second.kind == Result::Kind::text &&
                       second.text.kind == ProgramText::Kind::literal && !second.text.open;
  if (first.text.kind == ProgramText::Kind::setting && literal && !first.text.otherwise)
    first.text.otherwise = second.text.text;
  return first;
}

bool speaks(const Catalog& catalog, const ClientRecord& row, ProgramLanguage language) {
  const std::string_view name = catalog.text(row.language);
  if (language == ProgramLanguage::python) return name == "python";
  if (language == ProgramLanguage::go) return name == "go";
  if (language == ProgramLanguage::java) return name == "java";
  return name == "javascript";
}

}  // namespace weir::app_source
