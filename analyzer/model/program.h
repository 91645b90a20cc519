#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/base/span.h"
#include "analyzer/model/value.h"

namespace weir {

/// A text in a program, as far as its source tells.
struct ProgramText {
  enum class Kind : std::uint8_t { unknown, literal, setting };
  Kind kind = Kind::unknown;
  std::string text;                           ///< the literal, or the name of the setting
  std::optional<std::string> otherwise = {};  ///< what stands for a setting that is not given
  bool open = false;                          ///< what follows is not known, …
  bool cut = false;                           ///< … or known to go on in the middle of a word
  bool may_lack = false;                      ///< a setting that reads as "" where it is not given
  bool known() const { return kind != Kind::unknown; }
};

/// An argument of a call; `path` as selectors are written: "Bucket", "Items[*].Put.TableName".
struct ProgramArgument {
  std::string path;
  ProgramText value;
};

/// What must hold for a part of a program to run: a setting is, or is not, one of these texts.
struct ProgramCondition {
  ProgramText value;
  std::vector<std::string> texts;
  bool equal = true;
};

/// A call of a service's API, or a request to an address.
struct ProgramCall {
  std::string call;  ///< "service:Operation"; "" = a request to `url`
  std::vector<ProgramArgument> arguments;
  ProgramText url;
  ProgramText endpoint;  ///< where the client is told that the service is; unknown = where it is
  bool store = false;    ///< the address is that of a store
  std::string kind = {};  ///< label of the flow to the address; "" = a request, or access
  std::string is = {};    ///< label of what is at the address, besides a host; "" = nothing
  bool unlimited = false;  ///< nothing limits how long the answer is awaited
  std::vector<ProgramCondition> conditions;  ///< all of them hold
  Span span;
};

/// Something that a model may have called.
struct ProgramTool {
  std::string name;  ///< "" = what it is, or which there are, is not known
  Span span;
  std::vector<ProgramCondition> conditions = {};  ///< all of them hold where it is offered
};

/// A place in a program that leads to another of its functions.
struct ProgramMention {
  std::uint32_t function = 0;
  std::optional<std::uint32_t> with;  ///< only where this one runs as well
  std::vector<ProgramCondition> conditions;
};

/// What one function calls and leads to. The body of a file is a function too.
struct ProgramFunction {
  std::vector<ProgramCall> calls;
  std::vector<ProgramMention> mentions;
  std::vector<ProgramTool> tools = {};
};

/// The source of one process, as far as it says what is called.
struct Program {
  std::vector<ProgramFunction> functions;
  std::vector<std::uint32_t> starts;  ///< functions that run in any case
  std::vector<std::string> settings;  ///< names of all settings that it reads, sorted
  std::vector<std::string>
      handed;                ///< … of those, what is given to calls that are not known, sorted
  std::size_t files = 0;     ///< that it was read from
  bool partly_read = false;  ///< files of it could not be read, or are not there
  bool asks_people = false;  ///< somewhere it waits for what a person answers
};

/// Where a resource says that its program stands.
struct CodePlace {
  ResourceId resource;
  std::string folder;         ///< of the file that says so, as shown: relative paths begin there
  std::string path;           ///< a file or folder; "" if the place is none
  ValueId text;               ///< the source itself, valid if the place is one
  std::string written;        ///< … what it is where names of the input stand in it as `${…}`
  std::string runtime;        ///< how its language is called there; "" if it is not said
  std::string entry;          ///< what is called first; "" if it is not known
  std::string image;          ///< a container image; "" if the place is none
  bool partly_known = false;  ///< it is given settings that the input does not show
  bool partly_read = false;   ///< it is given code that the input does not show
  std::vector<std::string> runtime_settings =
      {};  ///< patterns of settings that no input shows; none =
           ///< not known, others may come from elsewhere
};

/// A program and whose it is.
struct BoundProgram {
  ResourceId resource;
  std::size_t program = 0;    ///< into Programs::programs
  bool implied = false;       ///< found by a name only
  bool by_words = false;      ///< … and by a part of it: what it reads must be what it is given
  bool partly_known = false;  ///< it is given settings that the input does not show
  bool partly_read = false;   ///< it is given code that the input does not show
  std::vector<std::string> runtime_settings = {};  ///< as above
  ValueId text = {};  ///< the source, where names of the input stand in it
};

/// All programs of a run: one may be several resources'.
struct Programs {
  std::vector<Program> programs;
  std::vector<BoundProgram> bound;
};

}  // namespace weir
