// Files: those below the project's root, as far as they may be read. Relative paths begin in the
// folder of the root module, where terraform runs.

#include <algorithm>
#include <array>

#include "analyzer/base/utf.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/base64.h"
#include "parsers/terraform/functions/digests.h"
#include "parsers/terraform/functions/encoded.h"
#include "parsers/terraform/functions/file_patterns.h"
#include "parsers/terraform/functions/paths.h"

namespace weir::terraform {
namespace {

constexpr std::uint64_t kFileStepsPerByte = 2;
constexpr std::size_t kEncodedBytes = 256u << 10;  // larger files are not put into texts as base64

/// A path below the project's root, or none: it leads out of it.
std::optional<std::string> below_root(const FunctionCall& call, const std::string& path) {
  const std::string& folder = call.around->folder;
  if (path.starts_with('/')) return std::nullopt;
  const std::string clean = clean_path(folder.empty() ? path : folder + "/" + path);
  const bool outside = clean == ".." || clean.starts_with("../");
  return outside ? std::nullopt : std::optional(clean == "." ? "" : clean);
}

/// The path that an argument is; what is below the folder in which terraform runs counts as
/// relative.
std::optional<std::string> path_of(const FunctionCall& call, std::size_t n) {
  if (call.kind(n) != ValueKind::text) return call.text(n);
  const std::vector<ValueId> parts = call.values.items(call[n]);
  const bool here = parts.size() == 2 && call.values[parts[0]].kind == ValueKind::unknown &&
                    call.values.subject(parts[0]) == kRunFolder;
  const std::optional<std::string> rest = here ? call.text_of(parts[1]) : std::nullopt;
  return rest && rest->starts_with('/') ? std::optional("." + *rest) : std::nullopt;
}

ValueId unread(const FunctionCall& call, const std::string& path, std::string why) {
  return call.values.add_unknown(UnknownKind::outside, std::move(why), path, call.span);
}

/// A file, or what it means that there is none to be read.
std::optional<FileId> file_of(const FunctionCall& call, ValueId& problem) {
  const std::optional<std::string> path = path_of(call, 0);
  if (!path) {
    problem = refuse_texts(call);
    return std::nullopt;
  }
  const std::optional<std::string> inside = below_root(call, *path);
  const TreeFile found = inside && call.around->files.read ? call.around->files.read(*inside)
                                                           : TreeFile{TreeFile::Is::refused, {}};
  if (found.is == TreeFile::Is::read) return found.file;
  if (found.is == TreeFile::Is::refused) {
    problem = unread(call, *path, "the file is not read");
  } else {
    problem = fault_of(call, "there is no file " + *path);
  }
  return std::nullopt;
}

std::string from(const FunctionCall& call) { return std::string(call.name) + "()"; }

/// The text of a file, which leads into it; a fault if it is none.
ValueId text_of_file(const FunctionCall& call, FileId file) {
  const std::string_view bytes = call.sources.text(file);
  if (!call.spend(8 + bytes.size() / 4)) return call.over_budget();
  if (!is_valid_utf8(bytes)) return fault_of(call, "the file is no text in UTF-8");
  return call.values.add_string(std::string(bytes),
                                {file, 0, static_cast<std::uint32_t>(bytes.size())});
}

ValueId file(const FunctionCall& call) {
  ValueId problem;
  const std::optional<FileId> found = file_of(call, problem);
  if (!found) return problem;
  const ValueId text = text_of_file(call, *found);
  return passed(call.values, text, call.span, from(call));
}

/// A text keeps its place; it stands for its encoding.
ValueId filebase64(const FunctionCall& call) {
  ValueId problem;
  const std::optional<FileId> found = file_of(call, problem);
  if (!found) return problem;
  const std::string_view bytes = call.sources.text(*found);
  if (is_valid_utf8(bytes)) return encoded(call, text_of_file(call, *found), Encoding::base64);
  if (bytes.size() > kEncodedBytes) return unread(call, "", "the file is large");
  return call.made_text(to_base64(bytes));
}

/// What a build has yet to make has no digest here.
template <Digest digest, bool base64 = false>
ValueId file_hash(const FunctionCall& call) {
  ValueId problem;
  const std::optional<std::string> path = path_of(call, 0);
  if (path && call.around->files.read) {
    const std::optional<std::string> inside = below_root(call, *path);
    if (inside && call.around->files.read(*inside).is == TreeFile::Is::absent) {
      call.around->note(Level::note, "missing-file", *path, call.span,
                        std::string(call.name) + ": there is no file " + *path);
      return unread(call, *path, "the file is not there");
    }
  }
  const std::optional<FileId> found = file_of(call, problem);
  if (!found) return problem;
  const std::string_view bytes = call.sources.text(*found);
  if (!call.spend(kFileStepsPerByte * bytes.size())) return call.over_budget();
  return call.made_text(base64 ? to_base64(digest(bytes)) : hexadecimal(digest(bytes)));
}

ValueId fileexists(const FunctionCall& call) {
  const std::optional<std::string> path = path_of(call, 0);
  if (!path) return refuse_texts(call);
  const std::optional<std::string> inside = below_root(call, *path);
  if (!inside || !call.around->files.read) return unread(call, *path, "the file is not read");
  const TreeFile found = call.around->files.read(*inside);
  if (found.is == TreeFile::Is::refused) return unread(call, *path, "the file is not read");
  return call.made_boolean(found.is == TreeFile::Is::read);
}

/// The paths below a folder, relative to it, that a pattern matches.
ValueId fileset(const FunctionCall& call) {
  const std::optional<std::string> path = path_of(call, 0), pattern = call.text(1);
  if (!path || !pattern) return refuse_texts(call);
  const std::optional<std::string> folder = below_root(call, *path);
  if (!folder || !call.around->files.list) return unread(call, *path, "the folder is not read");
  const FilePattern wanted(*pattern);
  if (!wanted.fine()) return fault_of(call, "the pattern is malformed");
  const std::optional<std::vector<std::string>> all = call.around->files.list(*folder);
  if (!all) return unread(call, *path, "the folder has too many files");
  std::vector<std::string> found;
  for (const std::string& file : *all) {
    const std::string relative = folder->empty() ? file : file.substr(folder->size() + 1);
    if (!call.spend(1 + relative.size() * wanted.size() / 16)) return call.over_budget();
    if (wanted.matches(relative)) found.push_back(relative);
  }
  std::sort(found.begin(), found.end());
  std::vector<ValueId> items;
  for (std::string& one : found) items.push_back(call.made_text(std::move(one)));
  return call.values.add_list(items, call.span, CollectionType::set);
}

ValueId templatefile(const FunctionCall& call) {
  if (!call.is_map(1)) return call.refuse(1, "map of variables");
  ValueId problem;
  const std::optional<FileId> found = file_of(call, problem);
  if (!found) return problem;
  const std::string_view bytes = call.sources.text(*found);
  if (!call.spend(kFileStepsPerByte * bytes.size())) return call.over_budget();
  if (!is_valid_utf8(bytes)) return fault_of(call, "the file is no text in UTF-8");
  return call.around->render(*found, call[1], call.name, call.span);
}

ValueId templatestring(const FunctionCall& call) {
  if (!call.is_map(1)) return call.refuse(1, "map of variables");
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  if (!call.spend(8 + kFileStepsPerByte * text->size())) return call.over_budget();
  const Span written = call.values[call[0]].span;
  const bool verbatim = written.valid() && call.sources.text(written) == *text;
  const FileId derived =
      call.sources.add_derived(*text, {{0, verbatim ? written : call.span, verbatim}});
  return call.around->render(derived, call[1], call.name, call.span);
}

constexpr std::array kFileFunctions = {
    FunctionEntry{"file", 1, 1, Takes::scalars, file},
    FunctionEntry{"filebase64", 1, 1, Takes::scalars, filebase64},
    FunctionEntry{"filemd5", 1, 1, Takes::scalars, file_hash<md5>},
    FunctionEntry{"filesha1", 1, 1, Takes::scalars, file_hash<sha1>},
    FunctionEntry{"filesha256", 1, 1, Takes::scalars, file_hash<sha256>},
    FunctionEntry{"filesha512", 1, 1, Takes::scalars, file_hash<sha512>},
    FunctionEntry{"filebase64sha256", 1, 1, Takes::scalars, file_hash<sha256, true>},
    FunctionEntry{"filebase64sha512", 1, 1, Takes::scalars, file_hash<sha512, true>},
    FunctionEntry{"fileexists", 1, 1, Takes::scalars, fileexists},
    FunctionEntry{"fileset", 2, 2, Takes::scalars, fileset},
    FunctionEntry{"templatefile", 2, 2, Takes::values, templatefile},
    FunctionEntry{"templatestring", 2, 2, Takes::values, templatestring}};

}  // namespace

std::span<const FunctionEntry> file_functions() { return kFileFunctions; }

}  // namespace weir::terraform
