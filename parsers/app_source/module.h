#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "parsers/syntax/program.h"

/// A file of program source in the words that the languages share: expressions, names, and where
/// something is called. What is left out (loops, types, order of statements) says nothing about
/// what a program calls.
namespace weir::app_source {

using ExprId = std::uint32_t;
inline constexpr ExprId kNoExpr = 0xFFFFFFFF;

enum class ExprKind : std::uint8_t {
  unknown,
  text,         ///< a literal: `text`
  joined,       ///< texts one behind the other: links
  name,         ///< a variable: `text`
  member,       ///< `text` of the first link
  index,        ///< the first link's entry at the second
  call,         ///< the first link called with the others
  construct,    ///< the same with `new`, or a value of a type
  object,       ///< entries: links
  list,         ///< items: links
  either,       ///< the first link, else the second
  conditional,  ///< by the first link, the second or the third
  equals,       ///< the first link is, or (`text` "!") is not, the second
  negation,     ///< the first link does not hold
  both,         ///< all links hold
  any,          ///< one of the links holds
  plain,        ///< a literal that is no text: a number, nothing
  truth,        ///< `text` is "true" or "false"
  function,     ///< `function`
  instance,     ///< of the type that the first link names: what is declared and not made here
  item,         ///< one of what the first link holds
};

/// Key of the link of an object that names its type.
inline constexpr std::string_view kTypeLink = "<type>";

/// Key of a link whose entries (in a call: arguments) stand in its place: `**more`, `...more`.
inline constexpr std::string_view kSpreadLink = "<spread>";

/// What is called in Java to read the setting that an annotation names.
inline constexpr std::string_view kReadsSetting = "@Value";

/// A part of an expression. An argument or entry may have a name, in `key` or, where it is
/// computed, in `key_of`.
struct Link {
  ExprId value = kNoExpr;
  std::string_view key = {};
  ExprId key_of = kNoExpr;
};

struct Expr {
  ExprKind kind = ExprKind::unknown;
  std::uint32_t begin = 0, end = 0;
  std::string_view text;
  std::uint32_t scope = 0;
  std::uint32_t first = 0, count = 0;  ///< into Module::links
  std::uint32_t function = 0;
};

/// Where names are bound. Scope 0 is the file.
struct Scope {
  std::uint32_t parent = 0;
  bool of_class = false;
};

inline constexpr std::uint32_t kNoParameter = 0xFFFFFFFF;

/// A name that gets a value, at one place; kNoExpr: one that is not known here.
struct Binding {
  std::string_view name;
  std::uint32_t scope = 0;
  ExprId value = kNoExpr;
  std::uint32_t function = 0;              ///< of a parameter: whose
  std::uint32_t parameter = kNoParameter;  ///< … and which, from 0, an object's own left out
};

/// An entry of what a name stands for that gets a value after it was made; "" = any of them.
struct Change {
  std::string_view name;
  std::uint32_t scope = 0;  ///< where it is done
  std::string_view key;
  ExprId value = kNoExpr;  ///< kNoExpr: not known
};

/// A name that comes from elsewhere: a member of a module ("" = the module itself).
struct Import {
  std::string_view name;
  std::string module;
  std::string_view member;
};

/// What must hold where something stands: an expression is true (or is not).
struct Condition {
  ExprId expr = kNoExpr;
  bool holds = true;
};

/// A function, method or class by its name; the first is the file's own text.
struct Function {
  std::string_view name;
  std::uint32_t scope = 0;
  std::uint32_t outer = 0;  ///< the function or class that it stands in
  std::vector<ExprId> returns;
  bool always = false;        ///< runs when what holds it does: a decorator or a library calls it
  bool entry = false;         ///< it stands in an object, and is called as its entry
  std::vector<ExprId> bases;  ///< of a class: what it is derived from
  std::string_view receiver;  ///< of a method that stands outside its type: the type's name
};

/// Something called, or a name that may lead to a function.
struct Site {
  ExprId expr = kNoExpr;      ///< the call, or the name: a variable or a member
  std::string_view mentions;  ///< of a name
  std::uint32_t function = 0;
  bool part = false;  ///< only a part is taken of what the name stands for
  std::vector<Condition> conditions;
};

struct Module {
  FileId file;
  std::string path;
  ProgramLanguage language = ProgramLanguage::python;
  std::vector<Expr> exprs;
  std::vector<Link> links;
  std::vector<Scope> scopes;
  std::vector<Binding> bindings;  ///< sorted by name once the file is read
  std::vector<Change> changes;
  std::vector<Import> imports;
  std::vector<Function> functions;
  std::vector<Site> calls;
  std::vector<Site> mentions;
  std::deque<std::string> made;  ///< names that do not stand in the text

  const Link& link(ExprId expr, std::size_t n) const { return links[exprs[expr].first + n]; }
};

/// Reads a file's syntax. Texts lead into the SourceMap's. Deeper than limits::kProgramDepth
/// nothing is read.
Module read_module(const ProgramTree& tree, std::string path);

}  // namespace weir::app_source
