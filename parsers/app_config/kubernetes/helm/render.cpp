// Executes templates piece by piece.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/helm/functions.h"
#include "parsers/app_config/kubernetes/helm/helm.h"
#include "parsers/app_config/kubernetes/helm/tokens.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/embedded/values.h"

namespace weir::helm {
namespace {

constexpr std::size_t kSteps = 500'000;       // pieces executed for one chart
constexpr std::size_t kDepth = 24;            // blocks and templates inside each other
constexpr std::size_t kOutput = 4u << 20;     // bytes of all texts of one chart
constexpr std::size_t kWork = 256u << 20;     // bytes looked at to make them
constexpr std::size_t kPerByte = 8;           // what a byte of an action counts for: it is taken apart each time
constexpr std::size_t kPerItem = 16;          // what an item of a list or map counts for that a function is given
constexpr std::size_t kPerVariable = 128;     // what a variable that a block takes over counts for

/// A text that is being made, with where it comes from.
struct Output {
  std::string text;
  std::vector<Segment> segments;

  void add(std::string_view more, Span host, bool verbatim) {
    if (more.empty()) return;
    segments.push_back({static_cast<std::uint32_t>(text.size()), host, verbatim});
    text += more;
  }
};

/// Where the values of variables are held: a block sees those of the blocks around it, and may change them.
using Variables = std::map<std::string, std::size_t, std::less<>>;
using Pieces = std::vector<Piece>;

/// A template by name: where its pieces begin.
struct Definition {
  const Pieces* pieces = nullptr;
  std::size_t begin = 0;
};

class Renderer {
 public:
  Renderer(ResourceModel& model, const std::set<ValueId>& open, SourceMap& sources) : model_(model), open_(open), sources_(sources) {}

  bool read_definitions(FileId file) {
    const std::optional<Pieces> pieces = pieces_of(sources_, file);
    if (!pieces) return false;
    const auto known = pieces_.insert_or_assign(file.value, *pieces).first;
    find_parts(known->second);
    for (std::size_t i = 0; i < known->second.size(); ++i) {
      const Piece& piece = known->second[i];
      if (!piece.is_action || !piece.text.starts_with("define")) continue;
      const auto tokens = tokens_of(piece.text);
      if (!tokens || tokens->size() != 2 || (*tokens)[1].kind != TokenKind::text) return false;
      definitions_.insert_or_assign((*tokens)[1].text, Definition{&known->second, i + 1});
    }
    return true;
  }

  /// A template that another takes in as a whole.
  void name(FileId file, const std::string& name) {
    if (const auto found = pieces_.find(file.value); found != pieces_.end()) definitions_.insert_or_assign(name, Definition{&found->second, 0});
  }

  /// Counts work that steps do not; false if there was too much.
  bool spend(std::size_t work) {
    work_ += work;
    return work_ <= kWork && values().bytes() <= limits::kModelBytes;
  }

  std::optional<FileId> run(FileId file, const std::string& name, ValueId root) {
    const auto pieces = pieces_.find(file.value);
    if (pieces == pieces_.end()) return std::nullopt;
    Output output;
    Variables variables;
    const Span place{file, 0, 0};
    const std::size_t templates = ("/" + name).rfind("/templates/");
    const ValueId base = text(name.substr(0, templates == std::string::npos ? 0 : templates + 9), place);
    root = kubernetes::kustomize::with_entry(
        values(), root, {"Template", place, values().add_map({{"Name", place, text(name, place)}, {"BasePath", place, base}}, place)});
    variables["$"] = cell(root);
    std::size_t at = 0;
    if (!block(pieces->second, at, root, variables, &output, 0) || at != pieces->second.size()) return std::nullopt;
    made_ += output.text.size();
    if (output.segments.empty()) output.segments.push_back({0, {file, 0, 0}, false});
    return sources_.add_derived(std::move(output.text), std::move(output.segments));
  }

 private:
  /// A new place for the value of a variable.
  std::size_t cell(ValueId value) {
    cells_.push_back(value);
    return cells_.size() - 1;
  }
  ValueId text(std::string_view written, Span place) { return values().add_string(std::string(written), place); }
  ValueStore& values() { return model_.values; }

  // Actions

  static std::string_view first_word(std::string_view action) {
    return action.substr(0, std::min(action.find_first_of(" \t\r\n("), action.size()));
  }
  static bool opens(std::string_view word) {
    return word == "if" || word == "with" || word == "range" || word == "define" || word == "block";
  }

  /// Notes where the parts of blocks end.
  static void find_parts(Pieces& pieces) {
    std::vector<std::size_t> open;
    for (std::size_t at = 0; at < pieces.size(); ++at) {
      if (!pieces[at].is_action) continue;
      pieces[at].next = pieces.size();
      const std::string_view word = first_word(pieces[at].text);
      const bool goes_on = word == "else";
      if ((goes_on || word == "end") && !open.empty()) {
        pieces[open.back()].next = at;
        open.pop_back();
        if (goes_on) open.push_back(at);
      }
      if (opens(word)) open.push_back(at);
    }
  }

  /// From the first piece of a part of a block on to the `else` or `end` behind that.
  static bool skip(const Pieces& pieces, std::size_t& at) {
    at = pieces[at - 1].next;
    return at < pieces.size();
  }
  static bool skip_to_end(const Pieces& pieces, std::size_t& at) {
    while (skip(pieces, at))
      if (first_word(pieces[at++].text) == "end") return true;
    return false;
  }

  /// Pieces up to the `else` or `end` of this block, which is left to the caller, or to the end.
  bool block(const Pieces& pieces, std::size_t& at, ValueId dot, Variables variables, Output* output, std::size_t depth) {
    if (depth > kDepth) return false;
    while (at < pieces.size()) {
      if (++steps_ > kSteps || made_ + output->text.size() > kOutput || !spend(1)) return false;
      const Piece& piece = pieces[at];
      if (!piece.is_action) {
        output->add(piece.text, piece.span, true);
        ++at;
        continue;
      }
      const std::string_view word = first_word(piece.text);
      if (word == "end" || word == "else") return true;
      if (word == "define") {
        ++at;
        if (!skip_to_end(pieces, at)) return false;
      } else if (opens(word)) {
        if (!branch(pieces, at, word, dot, variables, output, depth)) return false;
      } else {
        ++at;
        if (!print(piece, dot, variables, output, depth)) return false;
      }
    }
    return true;
  }

  /// `if`, `with` and `range`, with what else there is.
  bool branch(const Pieces& pieces, std::size_t& at, std::string_view word, ValueId dot, const Variables& variables,
              Output* output, std::size_t depth) {
    std::string_view condition = pieces[at].text.substr(word.size());
    for (bool done = false;;) {
      if (!spend(kPerVariable * variables.size())) return false;
      const Span place = pieces[at++].span;
      Variables inner = variables;
      const std::optional<ValueId> value = done ? std::optional<ValueId>(ValueId{}) : evaluated(condition, dot, inner, place, depth, word == "range");
      if (!value) return false;
      if (!done && is_true(values(), *value)) {
        done = true;
        const bool ran = word == "range" ? each(pieces, at, *value, inner, output, depth)
                                         : block(pieces, at, word == "with" ? *value : dot, inner, output, depth + 1);
        if (!ran) return false;
      } else if (!skip(pieces, at)) {
        return false;
      }
      // at an `else`, or the `end`
      if (at >= pieces.size()) return false;
      const std::string_view action = pieces[at].text;
      if (first_word(action) == "end") {
        ++at;
        return true;
      }
      std::string_view rest = action.substr(4);
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
      if (done) {
        ++at;
        return skip_to_end(pieces, at);
      }
      if (rest.empty()) {
        ++at;
        if (!block(pieces, at, dot, variables, output, depth + 1) || at >= pieces.size() || first_word(pieces[at].text) != "end")
          return false;
        ++at;
        return true;
      }
      word = first_word(rest);
      if (word != "if" && word != "with") return false;
      condition = rest.substr(word.size());
    }
  }

  /// The block of a `range`, once for each item of a list.
  bool each(const Pieces& pieces, std::size_t& at, ValueId list, const Variables& variables, Output* output, std::size_t depth) {
    const bool map = values()[list].kind == ValueKind::map;
    if (!map && values()[list].kind != ValueKind::list) return false;
    const std::size_t begin = at;
    for (std::size_t i = 0; i < values().item_count(list); ++i) {
      at = begin;
      if (!spend(kPerVariable * variables.size())) return false;
      const ValueId item = map ? values().entry(list, i).value : values().item(list, i);
      Variables inner = variables;
      if (const auto named = inner.find("range item"); named != inner.end()) {
        inner[std::string(values().string(cells_[named->second]))] = cell(item);
        if (const auto key = inner.find("range key"); key != inner.end())
          inner[std::string(values().string(cells_[key->second]))] =
              cell(map ? text(values().entry(list, i).key, pieces[begin - 1].span) : values().add_number(static_cast<double>(i), pieces[begin - 1].span));
      }
      if (!block(pieces, at, item, inner, output, depth + 1)) return false;
    }
    return true;
  }

  bool print(const Piece& piece, ValueId dot, Variables& variables, Output* output, std::size_t depth) {
    const std::optional<ValueId> value = evaluated(piece.text, dot, variables, piece.span, depth, false);
    if (!value) return false;
    if (assigned_) return true;
    if (value->valid() && (values()[*value].kind == ValueKind::map || values()[*value].kind == ValueKind::list)) return false;
    output->add(printed(values(), *value), piece.span, false);
    return true;
  }

  // Expressions

  /// What an action's expression gives, with `$x := …` noted among the variables; outer none: something of it is not read.
  std::optional<ValueId> evaluated(std::string_view action, ValueId dot, Variables& variables, Span place, std::size_t depth,
                                   bool ranges) {
    if (!spend(kPerByte * action.size())) return std::nullopt;
    const std::optional<std::vector<Token>> tokens = tokens_of(without_commas(action, ranges));
    if (!tokens || tokens->empty()) return std::nullopt;
    std::size_t at = 0;
    std::vector<std::string> names;
    bool changes = false;
    const auto assign = std::find_if(tokens->begin(), tokens->end(), [](const Token& t) { return t.kind == TokenKind::assign; });
    if (assign != tokens->end()) {
      for (; (*tokens)[at].kind == TokenKind::variable; ++at) names.push_back((*tokens)[at].text);
      if (names.empty() || (*tokens)[at].kind != TokenKind::assign || names.size() > (ranges ? 2U : 1U)) return std::nullopt;
      changes = (*tokens)[at].text == "=";
      if (changes && (ranges || variables.count(names.front()) == 0)) return std::nullopt;
      ++at;
    }
    const std::optional<ValueId> value = pipeline(*tokens, at, dot, variables, place, depth);
    if (!value || at != tokens->size()) return std::nullopt;
    assigned_ = !names.empty();
    if (ranges && assigned_) {
      variables["range item"] = cell(text(names.back(), place));
      if (names.size() == 2) variables["range key"] = cell(text(names.front(), place));
    } else if (changes) {
      cells_[variables[names.front()]] = *value;
    } else if (assigned_) {
      variables[names.front()] = cell(*value);
    }
    return value;
  }

  /// `$key, $value := …` of a range.
  static std::string without_commas(std::string_view action, bool ranges) {
    std::string out(action);
    const std::size_t assign = out.find(":=");
    if (ranges && assign != out.npos) std::replace(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(assign), ',', ' ');
    return out;
  }

  std::optional<ValueId> pipeline(const std::vector<Token>& tokens, std::size_t& at, ValueId dot, const Variables& variables,
                                  Span place, std::size_t depth) {
    if (depth > kDepth) return std::nullopt;
    std::optional<ValueId> value = command(tokens, at, dot, variables, place, depth, nullptr);
    while (value && at < tokens.size() && tokens[at].kind == TokenKind::pipe) {
      const ValueId before = *value;
      ++at;
      value = command(tokens, at, dot, variables, place, depth, &before);
    }
    return value;
  }

  std::optional<ValueId> command(const std::vector<Token>& tokens, std::size_t& at, ValueId dot, const Variables& variables,
                                 Span place, std::size_t depth, const ValueId* piped) {
    if (at >= tokens.size()) return std::nullopt;
    const bool constant = tokens[at].text == "true" || tokens[at].text == "false" || tokens[at].text == "nil";
    if (tokens[at].kind != TokenKind::word || constant) {
      if (piped != nullptr) return std::nullopt;
      return operand(tokens, at, dot, variables, place, depth);
    }
    const std::string name = tokens[at++].text;
    std::vector<ValueId> arguments;
    const bool chooses = name == "and" || name == "or";
    while (at < tokens.size() && tokens[at].kind != TokenKind::pipe && tokens[at].kind != TokenKind::close) {
      if (chooses && !arguments.empty() && is_true(values(), arguments.back()) == (name == "or")) {  // decided: the others are not looked at
        skip_operand(tokens, at);
        continue;
      }
      const std::optional<ValueId> argument = operand(tokens, at, dot, variables, place, depth);
      if (!argument) return std::nullopt;
      arguments.push_back(*argument);
    }
    if (piped != nullptr) arguments.push_back(*piped);
    if (name == "include" || name == "template") return included(arguments, place, depth);
    std::size_t size = 0;
    for (const ValueId argument : arguments) size += argument.valid() ? size_of(argument) : 0;
    if (!spend(size)) return std::nullopt;
    const std::optional<ValueId> value = call(values(), name, arguments, place);
    if (value && value->valid() && !spend(values().string(*value).size())) return std::nullopt;
    return value;
  }

  std::size_t size_of(ValueId value) {
    const bool has_items = values()[value].kind == ValueKind::list || values()[value].kind == ValueKind::map;
    return has_items ? kPerItem * values().item_count(value) : values().string(value).size();
  }

  static void skip_operand(const std::vector<Token>& tokens, std::size_t& at) {
    std::size_t open = 0;
    do {
      open += tokens[at].kind == TokenKind::open ? 1 : 0;
      open -= tokens[at].kind == TokenKind::close && open > 0 ? 1 : 0;
      ++at;
    } while (at < tokens.size() && (open > 0 || (tokens[at].kind == TokenKind::field && tokens[at].glued)));
  }

  std::optional<ValueId> operand(const std::vector<Token>& tokens, std::size_t& at, ValueId dot, const Variables& variables,
                                 Span place, std::size_t depth) {
    const Token& token = tokens[at++];
    std::optional<ValueId> value;
    switch (token.kind) {
      case TokenKind::text:
        return text(token.text, place);
      case TokenKind::number:
        return values().add_number(std::atof(token.text.c_str()), place);
      case TokenKind::word:
        if (token.text == "nil") return ValueId{};
        if (token.text != "true" && token.text != "false") return std::nullopt;
        return values().add_boolean(token.text == "true", place);
      case TokenKind::variable:
        if (const auto found = variables.find(token.text); found != variables.end()) value = cells_[found->second];
        break;
      case TokenKind::open:
        value = pipeline(tokens, at, dot, variables, place, depth + 1);
        if (at >= tokens.size() || tokens[at++].kind != TokenKind::close) return std::nullopt;
        break;
      case TokenKind::field:
        value = token.text == "." ? std::optional(dot) : field(dot, token.text);
        break;
      default:
        return std::nullopt;
    }
    while (value && at < tokens.size() && tokens[at].kind == TokenKind::field && tokens[at].glued) value = field(*value, tokens[at++].text);
    return value;
  }

  /// `.name` of a map; of what is none, nothing is known.
  std::optional<ValueId> field(ValueId map, std::string_view name) {
    name.remove_prefix(1);
    if (!map.valid() || values()[map].kind != ValueKind::map || name.empty()) return std::nullopt;
    if (!spend(values().item_count(map))) return std::nullopt;
    const ValueId found = values().find(map, name);
    if (!found.valid() && open_.count(map) != 0) return std::nullopt;
    const bool here = found.valid() && values()[found].kind != ValueKind::null;
    // what the engine itself gives and is not known here
    if (!found.valid() && !values().find(map, "Values").valid()) return ValueId{};
    if (!found.valid()) return std::nullopt;
    return here ? found : ValueId{};
  }

  /// The text of a named template.
  std::optional<ValueId> included(const std::vector<ValueId>& arguments, Span place, std::size_t depth) {
    if (arguments.empty() || arguments.size() > 2 || !arguments[0].valid()) return std::nullopt;
    const auto found = definitions_.find(values().string(arguments[0]));
    if (found == definitions_.end()) return std::nullopt;
    const ValueId dot = arguments.size() == 2 ? arguments[1] : ValueId{};
    Output output;
    std::size_t at = found->second.begin;
    Variables variables;
    variables["$"] = cell(dot);
    if (!block(*found->second.pieces, at, dot, variables, &output, depth + 1)) return std::nullopt;
    const bool whole_file = found->second.begin == 0;
    if (whole_file ? at != found->second.pieces->size() : at >= found->second.pieces->size() || first_word((*found->second.pieces)[at].text) != "end")
      return std::nullopt;
    assigned_ = false;
    return text(output.text, place);
  }

  ResourceModel& model_;
  const std::set<ValueId>& open_;
  SourceMap& sources_;
  std::map<std::uint32_t, Pieces> pieces_;
  std::vector<ValueId> cells_;
  std::map<std::string, Definition, std::less<>> definitions_;
  std::size_t steps_ = 0, made_ = 0, work_ = 0;
  bool assigned_ = false;  ///< the last action set a variable, and prints nothing
};

}  // namespace

std::optional<std::vector<FileId>> rendered(ResourceModel& model, const std::vector<Part>& parts, const std::set<ValueId>& open,
                                            SourceMap& sources) {
  Renderer renderer(model, open, sources);
  for (const Part& part : parts)
    for (const std::vector<FileId>* files : {&part.definitions, &part.templates})
      for (const FileId file : *files)
        if (!renderer.read_definitions(file)) return std::nullopt;
  for (const Part& part : parts)
    for (std::size_t i = 0; i < part.templates.size(); ++i) renderer.name(part.templates[i], part.names[i]);
  std::vector<FileId> made;
  for (const Part& part : parts)
    for (std::size_t i = 0; i < part.templates.size(); ++i) {
      const std::optional<FileId> one = renderer.run(part.templates[i], part.names[i], part.root);
      if (!one) return std::nullopt;
      made.push_back(*one);
    }
  return made;
}

}  // namespace weir::helm
