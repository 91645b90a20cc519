#include <optional>
#include <utility>

#include "analyzer/query/syntax.h"

namespace weir::query::syntax {
namespace {

/// Levels of parentheses and of exists/count/while within one another.
constexpr int kParseDepth = 48;

/// Recursive descent with one token of look-ahead. After the first fault every production returns
/// at once; the fault is kept.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  bool failed() const { return error_.has_value(); }
  QueryError error() const { return *error_; }

  Query query() {
    Query result;
    expect_keyword("match");
    result.paths = paths();
    optional_where(result.where);
    while (!failed() && is_word("unless")) result.unless.push_back(exception());
    expect_keyword("report");
    result.report = place();
    if (take_word("per")) {
      do result.per.push_back(name("a name"));
      while (take(","));
    }
    result.message_at = extent();
    if (current().kind != TokenKind::text) fail("the message, a string");
    result.message = current().text;
    advance();
    expect_end();
    return result;
  }

  Definition definition() {
    Definition result;
    expect_keyword("define");
    result.label = name("a label");
    expect(".");
    result.name = name("a property name");
    expect("=");
    result.value = expression();
    expect_end();
    return result;
  }

  Expression whole_expression() {
    Expression result = expression();
    expect_end();
    return result;
  }

 private:
  /// Counts one level of nesting while it lives.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > kParseDepth)
        parser_.fail_with("nested too deeply (48 levels at most)");
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  const Token& current() const { return tokens_[at_]; }
  const Token& following() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  Extent extent() const { return {current().begin, current().end}; }
  std::uint32_t last_end() const { return at_ == 0 ? 0 : tokens_[at_ - 1].end; }
  void advance() {
    if (at_ + 1 < tokens_.size()) ++at_;
  }

  static bool symbol(const Token& token, std::string_view text) {
    return token.kind == TokenKind::symbol && token.written == text;
  }
  bool is(std::string_view text) const { return symbol(current(), text); }
  bool is_word(std::string_view word) const {
    return current().kind == TokenKind::keyword && current().written == word;
  }
  bool take(std::string_view text) {
    if (failed() || !is(text)) return false;
    advance();
    return true;
  }
  bool take_word(std::string_view word) {
    if (failed() || !is_word(word)) return false;
    advance();
    return true;
  }

  void fail_with(std::string message) {
    if (failed()) return;
    error_ = QueryError{std::move(message), current().begin, current().end, {}};
  }
  void fail(std::string_view expected) {
    fail_with("found " + shown(current()) + ", expected " + std::string(expected));
  }
  void expect(std::string_view text) {
    if (!take(text)) fail("`" + std::string(text) + "`");
  }
  void expect_keyword(std::string_view word) {
    if (!take_word(word)) fail("`" + std::string(word) + "`");
  }
  void expect_end() {
    if (current().kind != TokenKind::end) fail("the end");
  }

  Word name(std::string_view what) {
    Word word{current().written, extent()};
    if (current().kind == TokenKind::keyword)
      fail_with("found " + shown(current()) + ", a keyword, which cannot be a name; expected " +
                std::string(what));
    else if (current().kind != TokenKind::name)
      fail(what);
    advance();
    return word;
  }

  std::vector<Word> place() {
    std::vector<Word> parts = {name("a name")};
    while (take(".")) parts.push_back(name("a property name"));
    return parts;
  }

  std::vector<Word> labels() {
    std::vector<Word> result;
    do result.push_back(name("a label"));
    while (take("|"));
    return result;
  }

  std::vector<Path> paths() {
    std::vector<Path> result;
    do result.push_back(path());
    while (take(","));
    return result;
  }

  Path path() {
    Path result;
    result.at.begin = current().begin;
    result.nodes.push_back(node());
    while (!failed() && (is("-[") || is("=["))) {
      result.edges.push_back(step());
      result.nodes.push_back(node());
    }
    result.at.end = last_end();
    return result;
  }

  NodePattern node() {
    NodePattern result;
    result.at.begin = current().begin;
    expect("(");
    if (!is(":") && !is(")")) result.name = name("a name, `:` or `)`");
    if (take(":")) result.labels = labels();
    expect(")");
    result.at.end = last_end();
    return result;
  }

  EdgePattern step() {
    EdgePattern result;
    result.at.begin = current().begin;
    result.data = is("=[");
    advance();
    if (current().kind == TokenKind::name || current().kind == TokenKind::keyword)
      result.name = name("a name");
    if (take(":")) {
      result.may = take_word("may");
      result.labels = labels();
    }
    if (take("*"))
      result.repeat = Repeat::any;
    else if (take("+"))
      result.repeat = Repeat::some;
    if (result.repeat != Repeat::once && take_word("while"))
      result.condition.push_back(expression());
    expect(result.data ? "]=>" : "]->");
    result.at.end = last_end();
    return result;
  }

  Exception exception() {
    Exception result;
    result.at.begin = current().begin;
    expect_keyword("unless");
    result.paths = paths();
    optional_where(result.where);
    result.at.end = last_end();
    return result;
  }

  void optional_where(std::vector<Expression>& where) {
    if (take_word("where")) where.push_back(expression());
  }

  Expression expression() {
    const Level level(*this);
    return joined("or", ExprKind::disjunction, [this] {
      return joined("and", ExprKind::conjunction, [this] { return unary(); });
    });
  }

  template <class Part>
  Expression joined(std::string_view word, ExprKind kind, Part part) {
    if (failed()) return {};
    Expression first = part();
    if (failed() || !is_word(word)) return first;
    Expression result;
    result.kind = kind;
    result.at.begin = first.at.begin;
    result.children.push_back(std::move(first));
    while (take_word(word)) result.children.push_back(part());
    result.at.end = last_end();
    return result;
  }

  Expression unary() {
    const std::uint32_t begin = current().begin;
    if (!take_word("not")) return positive();
    Expression result;
    result.kind = ExprKind::negation;
    result.at.begin = begin;
    result.children.push_back(positive());
    result.at.end = last_end();
    return result;
  }

  Expression positive() {
    if (take("(")) {
      Expression inner = expression();
      expect(")");
      return inner;
    }
    return is_word("exists") ? exists() : comparison();
  }

  Expression exists() {
    const Level level(*this);
    Expression result;
    result.kind = ExprKind::exists;
    result.at.begin = current().begin;
    advance();
    if (failed()) return result;
    expect("(");
    result.paths = paths();
    optional_where(result.where);
    expect(")");
    result.at.end = last_end();
    return result;
  }

  Expression comparison() {
    Expression result;
    result.at.begin = current().begin;
    if (take_word("some"))
      result.quantifier = Quantifier::some;
    else if (take_word("every"))
      result.quantifier = Quantifier::every;
    result.left = sum();
    if (const std::optional<Op> op = comparison_operator()) {
      result.op = *op;
      result.right = sum();
    }
    result.at.end = last_end();
    return result;
  }

  std::optional<Op> comparison_operator() {
    static constexpr std::pair<std::string_view, Op> kSymbols[] = {{"=", Op::eq}, {"!=", Op::ne},
                                                                   {"<", Op::lt}, {"<=", Op::le},
                                                                   {">", Op::gt}, {">=", Op::ge}};
    static constexpr std::pair<std::string_view, Op> kWords[] = {
        {"in", Op::in}, {"matches", Op::matches}, {"covers", Op::covers}};
    if (!failed() && is("=["))
      fail_with("found `=[`, which begins a data arrow; write `= [` before a list");
    for (const auto& [text, op] : kSymbols)
      if (take(text)) return op;
    for (const auto& [text, op] : kWords)
      if (take_word(text)) return op;
    return std::nullopt;
  }

  std::vector<Term> sum() {
    std::vector<Term> result;
    do result.push_back(term());
    while (take("+"));
    return result;
  }

  Term term() {
    Term result;
    if (current().kind == TokenKind::number && symbol(following(), "*")) {
      if (current().dimension != Dimension::none) fail_with("a factor is a number without unit");
      result.factor = current().number;
      advance();
      advance();
    }
    result.operand = operand();
    return result;
  }

  Operand operand() {
    Operand result;
    result.at = extent();
    if (failed()) return result;
    const Token token = current();
    if (token.kind == TokenKind::name) {
      result.kind = Operand::Kind::place;
      result.place = place();
    } else if (is("[")) {
      list(result);
    } else if (is_word("count")) {
      count(result);
    } else {
      literal(result, token);
    }
    result.at.end = last_end();
    return result;
  }

  void literal(Operand& result, const Token& token) {
    if (token.kind == TokenKind::text) {
      result.kind = Operand::Kind::text;
      result.text = token.text;
    } else if (token.kind == TokenKind::number) {
      result.kind = Operand::Kind::number;
      result.number = token.number;
      result.dimension = token.dimension;
    } else if (is_word("true") || is_word("false")) {
      result.kind = Operand::Kind::boolean;
      result.boolean = is_word("true");
    } else if (!is_word("absent")) {
      fail("a property, a literal, a list or `count`");
    }
    advance();
  }

  void list(Operand& result) {
    result.kind = Operand::Kind::list;
    expect("[");
    if (take("]")) return;
    do {
      Operand item;
      item.at = extent();
      const Token token = current();
      literal(item, token);
      result.items.push_back(std::move(item));
    } while (take(","));
    expect("]");
  }

  void count(Operand& result) {
    const Level level(*this);
    result.kind = Operand::Kind::count;
    advance();
    if (failed()) return;
    expect("(");
    result.place.push_back(name("the name to count"));
    expect_keyword("in");
    result.paths = paths();
    optional_where(result.where);
    expect(")");
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<QueryError> error_;
};

template <class Production>
auto parse(std::string_view source, Production production)
    -> std::variant<decltype(production(std::declval<Parser&>())), QueryError> {
  auto tokens = tokens_of(source);
  if (auto* error = std::get_if<QueryError>(&tokens)) return *error;
  Parser parser(std::move(std::get<std::vector<Token>>(tokens)));
  auto result = production(parser);
  if (parser.failed()) return parser.error();
  return result;
}

}  // namespace

std::variant<Query, QueryError> parse_query(std::string_view source) {
  return parse(source, [](Parser& parser) { return parser.query(); });
}
std::variant<Definition, QueryError> parse_definition(std::string_view source) {
  return parse(source, [](Parser& parser) { return parser.definition(); });
}
std::variant<Expression, QueryError> parse_expression(std::string_view source) {
  return parse(source, [](Parser& parser) { return parser.whole_expression(); });
}

}  // namespace weir::query::syntax
