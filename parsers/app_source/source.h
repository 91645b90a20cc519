#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/programs.h"
#include "analyzer/model/program.h"
#include "parsers/syntax/program.h"

/// Program source: what the code of a process calls.
namespace weir::app_source {

/// A file of a program. `path` is relative to the program's folder.
struct SourceFile {
  FileId file;
  std::string path;
  ProgramLanguage language = ProgramLanguage::python;
};

/// What is called first: `package/module.function`, the name of a file, or "" (not known).
struct Entry {
  std::string module;    ///< path without its ending; "" = any file
  std::string function;  ///< "" = the file as a whole
};
/// The entry that a function's handler names.
Entry entry_of_handler(std::string_view handler);
/// The file that a command starts, as a file, a module (`-m`) or what a server is given; a command
/// of one word may be a handler. Empty if it names none.
Entry entry_of_command(std::string_view command);
/// What an image starts that is built by these instructions (a Dockerfile's), in its last stage.
std::string command_of_build(std::string_view text);

/// Whether a runtime (`python3.12`, `nodejs20.x`) or a text in it is of the language.
std::string_view ending_of_runtime(std::string_view runtime);

/// Whether a runtime runs what a file of this name holds; any does where it is not said.
bool may_run(std::string_view runtime, std::string_view path);

/// Whether a path in a program is a test or an example of its own.
bool is_test(std::string_view path);

/// Reads a program: which calls of services and hosts its functions make, as far as the tables of
/// clients know them, and what leads from its entry to them. Variables are followed through the
/// files of the program. O(expressions), within limits::kProgramSteps.
Program read_program(const SourceMap& sources, const Catalog& catalog,
                     const ProgramCatalog& programs, const std::vector<SourceFile>& files,
                     const Entry& entry);

}  // namespace weir::app_source
