// Where programs wrote the resources of a template: stack traces, matched with the files that are there.

#include <algorithm>
#include <set>
#include <string_view>

#include "analyzer/base/limits.h"
#include "analyzer/driver/assemblies.h"
#include "parsers/cloudformation/cdk/trace.h"
#include "parsers/cloudformation/files/paths.h"

namespace weir {
namespace {

namespace cdk = cloudformation::cdk;
using cloudformation::folder_of;

/// Calls kept of one trace; those further out say ever less.
constexpr std::size_t kMostCalls = 4;
constexpr std::size_t kMostFolders = 32;  ///< of a path that are compared, and above an assembly

/// A program source with the beginnings of its lines.
struct Program {
  FileId file;
  std::vector<std::uint32_t> lines;
};

std::vector<std::uint32_t> lines_of(std::string_view text) {
  std::vector<std::uint32_t> lines = {0};
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
    lines.push_back(static_cast<std::uint32_t>(at + 1));
  return lines;
}

/// From the column to the end of the line; the whole line if it says no column that is there. None for lines that are not there or
/// empty: the program has changed since.
Span place_in(const SourceMap& sources, const Program& program, const cdk::Frame& frame) {
  if (frame.line == 0 || frame.line > program.lines.size()) return {};
  const std::uint32_t begin = program.lines[frame.line - 1];
  const Span whole = sources.line_at(program.file, begin);
  const std::string_view line = sources.text(whole);
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  const auto end = static_cast<std::uint32_t>(begin + line.find_last_not_of(" \t\r") + 1);
  const auto usual = static_cast<std::uint32_t>(begin + first);
  const std::uint64_t told = std::uint64_t{begin} + frame.column - 1;
  const bool is_there = frame.column > 0 && told >= usual && told < end;
  return {program.file, is_there ? static_cast<std::uint32_t>(told) : usual, end};
}

class Tracer {
 public:
  Tracer(const Project& project, SourceMap& sources) : project_(project), sources_(sources) {}

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
    by_path_.clear();
    for (const auto& [stack, constructs] : assembly.constructs)
      for (const cdk::Construct& construct : constructs) by_path_.emplace(construct.path, &construct);
    output_ = assembly.folder;
    const auto above_too = [&] {
      const std::string above(folder_of(output_));
      return above != output_ && !above.empty() &&
             may_be_read(project_, above + "/" + std::string(cdk::kManifest), assembly.argument);
    };
    for (std::size_t up = 0; up < kMostFolders && above_too(); ++up) output_ = folder_of(output_);
  }

  std::vector<Span> calls_of(const cdk::Construct& construct, const AssemblyFolder& assembly) {
    std::vector<Span> calls;
    for (const std::string& line : construct.trace) {
      if (calls.size() == kMostCalls) break;
      const std::optional<cdk::Frame> frame = cdk::frame_of(line);
      if (!frame || cdk::is_library(frame->path)) continue;
      const Program* program = program_named(frame->path, assembly.argument);
      const Span place = program != nullptr ? place_in(sources_, *program, *frame) : Span{};
      if (place.valid()) calls.push_back(place);
    }
    return calls;
  }

  const Program* program_named(const std::string& path, std::size_t argument) {
    const auto [at, fresh] = named_.try_emplace(path);
    if (fresh) at->second = find(cloudformation::segments_of(path), argument);
    return at->second.empty() ? nullptr : read(at->second);
  }

  /// The path of the only file that the longest end of a path leads to; "" if there is none.
  std::string find(const cloudformation::Segments& path, std::size_t argument) {
    const auto is_step = [](std::string_view part) { return part == "." || part == ".."; };
    if (std::any_of(path.begin(), path.end(), is_step)) return {};
    const std::size_t longest = std::min(path.size(), kMostFolders);
    std::string end;
    std::vector<std::string> ends;  // shortest first
    for (std::size_t n = 1; n <= longest; ++n) {
      const std::string_view part = path[path.size() - n];
      end = end.empty() ? std::string(part) : std::string(part) + "/" + end;
      ends.push_back(end);
    }
    for (; !ends.empty(); ends.pop_back()) {
      std::set<std::string> found;
      std::string_view folder = folder_of(output_);
      for (std::size_t up = 0; up < kMostFolders; ++up, folder = folder_of(folder)) {
        std::string place = folder.empty() ? ends.back() : std::string(folder) + "/" + ends.back();
        if (is_there(place, argument)) found.insert(std::move(place));
        // a name alone says too little to look for it further away
        if (folder.empty() || ends.size() == 1) break;
      }
      if (!found.empty()) return found.size() == 1 ? *found.begin() : std::string();
    }
    return {};
  }

  bool is_there(const std::string& place, std::size_t argument) {
    const bool is_output = output_.empty() || place.starts_with(output_ + "/");
    if (is_output || ++lookups_ > limits::kTraceLookups) return false;
    return may_be_read(project_, place, argument);
  }

  const Program* read(const std::string& path) {
    const auto [at, fresh] = programs_.try_emplace(path);
    if (fresh && bytes_ < limits::kIncludedBytes) {
      if (const std::optional<FileId> file = read_beside(project_, path, sources_)) {
        at->second = Program{*file, lines_of(sources_.text(*file))};
        bytes_ += sources_.text(*file).size();
      }
    }
    return at->second ? &*at->second : nullptr;
  }

  const Project& project_;
  SourceMap& sources_;
  std::string entered_ = "\n";  ///< no folder
  std::string output_;
  Constructs by_path_;
  std::map<std::string, std::string, std::less<>> named_;       ///< as traces name them → path, for one assembly
  std::map<std::string, std::optional<Program>> programs_;  ///< by path
  std::size_t lookups_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

std::vector<FileId> add_origins(const Project& project, const std::vector<AssemblyFolder>& assemblies,
                                const std::vector<WrittenTemplate>& templates, SourceMap& sources) {
  std::map<std::string_view, std::vector<const WrittenTemplate*>> in_folder;
  for (const WrittenTemplate& written : templates) in_folder[folder_of(written.path)].push_back(&written);
  Tracer tracer(project, sources);
  for (const AssemblyFolder& assembly : assemblies) {
    const auto found = in_folder.find(assembly.folder);
    if (found == in_folder.end()) continue;
    for (const WrittenTemplate* written : found->second) tracer.trace(assembly, *written);
  }
  return tracer.programs();
}

}  // namespace weir
