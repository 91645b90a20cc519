// Where programs wrote the resources of a template: stack traces, matched with the files that are there.

#include <algorithm>
#include <string_view>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "analyzer/driver/assemblies.h"
#include "analyzer/driver/program_sources.h"
#include "parsers/cloudformation/cdk/checkout.h"
#include "parsers/cloudformation/cdk/trace.h"
#include "parsers/cloudformation/files/paths.h"

namespace weir {
namespace {

namespace cdk = cloudformation::cdk;

/// Calls kept of one trace; those further out say ever less.
constexpr std::size_t kMostCalls = 4;
constexpr std::size_t kMostFolders = 32;  ///< above a stage
/// The rest is for the programs themselves.
constexpr std::size_t kLookupsForCheckout = limits::kTraceLookups / 2;

/// A program source with the beginnings of its lines.
struct ProgramLines {
  FileId file;
  std::vector<std::uint32_t> lines;
};

std::vector<std::uint32_t> line_beginnings(std::string_view text) {
  std::vector<std::uint32_t> lines = {0};
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
    lines.push_back(static_cast<std::uint32_t>(at + 1));
  return lines;
}

/// The byte of a line that a column leads to, counted in UTF-16 code units as JavaScript does.
std::optional<std::uint32_t> byte_at(std::string_view line, std::uint32_t column) {
  std::uint32_t byte = 0;
  std::uint32_t at = 1;
  while (at < column && byte < line.size()) {
    const CodePoint point = decode_utf8(line, byte);
    byte += point.size;
    at += point.value > 0xFFFF ? 2 : 1;
  }
  return at == column ? std::optional(byte) : std::nullopt;
}

/// From the column to the end of the line; the whole line if it says no column that is there. None for lines that are not there or
/// empty: the program has changed since.
Span place_in(const SourceMap& sources, const ProgramLines& program, const cdk::Frame& frame) {
  if (frame.line == 0 || frame.line > program.lines.size()) return {};
  const std::uint32_t begin = program.lines[frame.line - 1];
  const Span whole = sources.line_at(program.file, begin);
  const std::string_view line = sources.text(whole);
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  const auto end = static_cast<std::uint32_t>(begin + line.find_last_not_of(" \t\r") + 1);
  const auto usual = static_cast<std::uint32_t>(begin + first);
  const std::optional<std::uint32_t> byte = byte_at(line, frame.column);
  const bool is_there = byte && begin + *byte >= usual && begin + *byte < end;
  return {program.file, is_there ? begin + *byte : usual, end};
}

class Tracer {
 public:
  Tracer(const Project& project, const std::vector<AssemblyFolder>& assemblies, SourceMap& sources)
      : project_(project), sources_(sources), may_be_(project) {
    for (const AssemblyFolder& assembly : assemblies) is_assembly_.emplace(assembly.folder, true);
  }

  /// The resources of a template of this assembly; constructs of other stacks do not matter.
  void trace(const AssemblyFolder& assembly, const WrittenTemplate& written) {
    enter(assembly);
    const Constructs by_id = constructs_of(assembly, written.path);
    const Document& document = *written.document;
    const NodeIndex resources = find_entry(document, 0, "Resources");
    if (resources == kNoNode || document[resources].kind != NodeKind::map) return;
    for (const NodeIndex entry : children(document, resources)) {
      if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) continue;
      const NodeIndex key = document.first_child(entry);
      const NodeIndex node = document.next_sibling(key);
      if (node >= document.next_sibling(entry)) continue;
      const std::string path = cdk::construct_path(document, node);
      const Constructs& known = path.empty() ? by_id : by_path_;
      const auto found = known.find(path.empty() ? document.text(key) : std::string_view(path));
      if (found == known.end() || found->second == nullptr) continue;
      std::vector<Span> calls = calls_of(*found->second, assembly);
      if (!calls.empty()) sources_.add_origin(sources_.in_host(document.span(entry)), std::move(calls));
    }
  }

  /// Whether programs of the assembly that was traced last were not looked for.
  bool gave_up() const { return gave_up_; }

  std::vector<FileId> programs() const {
    std::vector<FileId> files;
    for (const auto& [path, program] : programs_)
      if (program) files.push_back(program->file);
    return files;
  }

 private:
  using Constructs = std::map<std::string_view, const cdk::Construct*>;

  /// What made a stack's own resources, by logical id. An id that a stack nested in it has too says nothing.
  static Constructs constructs_of(const AssemblyFolder& assembly, const std::string& stack) {
    Constructs by_id;
    const auto own = assembly.constructs.find(stack);
    if (own == assembly.constructs.end()) return by_id;
    for (const cdk::Construct& construct : own->second) {
      const auto [at, fresh] = by_id.emplace(construct.logical_id, &construct);
      if (!fresh) at->second = nullptr;
    }
    return by_id;
  }

  /// The folder that the assembly was written into, not that of a stage; what lies in it is no source.
  void enter(const AssemblyFolder& assembly) {
    if (assembly.folder == entered_) return;
    entered_ = assembly.folder;
    named_.clear();
    lookups_ = 0;
    gave_up_ = false;
    by_path_.clear();
    for (const auto& [stack, constructs] : assembly.constructs)
      for (const cdk::Construct& construct : constructs) by_path_.emplace(construct.path, &construct);
    output_ = assembly.folder;
    for (std::size_t up = 0; up < kMostFolders && is_stage(output_, assembly.argument); ++up) output_ = cloudformation::folder_of(output_);
    checkout_ = cdk::find_checkout(programs_named_in(assembly), cloudformation::folder_of(output_),
                                   [&](const std::string& place) { return is_there(place, assembly.argument, kLookupsForCheckout); });
  }

  /// Whether an assembly was written into the folder above. One that holds only stages was not read as templates were.
  bool is_stage(const std::string& folder, std::size_t argument) {
    const std::string above(cloudformation::folder_of(folder));
    if (above == folder || above.empty()) return false;
    const auto [at, fresh] = is_assembly_.try_emplace(above, false);
    Diagnostics unsaid;
    if (fresh) at->second = read_assembly(project_, above, argument, sources_, unsaid).has_value();
    return at->second;
  }

  static cdk::NamedPrograms programs_named_in(const AssemblyFolder& assembly) {
    cdk::NamedPrograms named;
    for (const auto& [stack, constructs] : assembly.constructs)
      for (const cdk::Construct& construct : constructs)
        for (const std::string& line : construct.trace)
          if (const std::optional<cdk::Frame> frame = program_frame(line)) ++named[frame->path];
    return named;
  }

  static std::optional<cdk::Frame> program_frame(const std::string& line) {
    std::optional<cdk::Frame> frame = cdk::frame_of(line);
    if (frame && (cdk::is_library(frame->path) || !ProgramSources::is_source(frame->path))) frame.reset();
    return frame;
  }

  std::vector<Span> calls_of(const cdk::Construct& construct, const AssemblyFolder& assembly) {
    std::vector<Span> calls;
    for (const std::string& line : construct.trace) {
      if (calls.size() == kMostCalls) break;
      const std::optional<cdk::Frame> frame = program_frame(line);
      if (!frame) continue;
      const ProgramLines* program = program_named(frame->path, assembly.argument);
      const Span place = program != nullptr ? place_in(sources_, *program, *frame) : Span{};
      if (place.valid()) calls.push_back(place);
    }
    return calls;
  }

  const ProgramLines* program_named(const std::string& path, std::size_t argument) {
    const auto [at, fresh] = named_.try_emplace(path);
    if (fresh) {
      std::string place = cdk::place_of(checkout_, cloudformation::folder_of(output_), path);
      if (!place.empty() && is_there(place, argument, limits::kTraceLookups)) at->second = std::move(place);
    }
    return at->second.empty() ? nullptr : read(at->second);
  }

  bool is_there(const std::string& place, std::size_t argument, std::size_t budget) {
    if (output_.empty() || place.starts_with(output_ + "/")) return false;
    gave_up_ = gave_up_ || lookups_ >= budget;
    return lookups_++ < budget && may_be_.may_be_told(place, argument);
  }

  const ProgramLines* read(const std::string& path) {
    const auto [at, fresh] = programs_.try_emplace(path);
    if (fresh && bytes_ < limits::kIncludedBytes) {
      if (const std::optional<FileId> file = read_beside(project_, path, sources_)) {
        at->second = ProgramLines{*file, line_beginnings(sources_.text(*file))};
        bytes_ += sources_.text(*file).size();
      }
    }
    return at->second ? &*at->second : nullptr;
  }

  const Project& project_;
  SourceMap& sources_;
  ProgramSources may_be_;
  std::map<std::string, bool> is_assembly_;  ///< by folder
  std::string entered_ = "\n";  ///< no folder
  std::string output_;
  std::optional<cdk::Checkout> checkout_;
  Constructs by_path_;
  std::map<std::string, std::string, std::less<>> named_;        ///< as traces name them → path, for one assembly
  std::map<std::string, std::optional<ProgramLines>> programs_;  ///< by path
  std::size_t lookups_ = 0;  ///< for one assembly
  bool gave_up_ = false;     ///< not everything was looked for
  std::size_t bytes_ = 0;
};

}  // namespace

std::vector<FileId> add_origins(const Project& project, const std::vector<AssemblyFolder>& assemblies,
                                const std::vector<WrittenTemplate>& templates, SourceMap& sources, Diagnostics& said) {
  std::map<std::string_view, std::vector<const WrittenTemplate*>> in_folder;
  for (const WrittenTemplate& written : templates) in_folder[cloudformation::folder_of(written.path)].push_back(&written);
  Tracer tracer(project, assemblies, sources);
  for (const AssemblyFolder& assembly : assemblies) {
    const auto found = in_folder.find(assembly.folder);
    if (found == in_folder.end()) continue;
    for (const WrittenTemplate* written : found->second) tracer.trace(assembly, *written);
    if (tracer.gave_up())
      said.push_back({Level::note, {}, "not-read",
                       assembly.folder + ": its traces name more files than are looked for (" + std::to_string(limits::kTraceLookups) +
                           " places); some findings are told in the templates instead"});
  }
  return tracer.programs();
}

}  // namespace weir
