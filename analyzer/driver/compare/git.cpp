#include "analyzer/driver/compare/git.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "analyzer/driver/run_program.h"

namespace weir {
namespace {

constexpr ProgramLimits kAnswer = {30, 256u << 20};
constexpr std::size_t kBatchBytes = 64u << 20;  ///< of objects read at once
constexpr std::string_view kRegular = "100";    ///< how modes of regular files begin
constexpr std::string_view kSubmodule = "160";  ///< and those of submodules
constexpr std::size_t kHeaderBytes = 128;       ///< of what git says before each object, at most

/// No file of the repository, of the user or of the system says what runs; nothing is fetched,
/// replaced or locked.
StartedProgram plumbing(const Repository& repository, std::vector<std::string> command) {
  StartedProgram program{
      repository.git,
      {"-C", repository.root, "--no-pager", "--no-replace-objects", "--no-optional-locks", "-c",
       "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c",
       "safe.directory=" + repository.root},
      {"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_ATTR_NOSYSTEM=1",
       "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C"}};
  for (std::string& word : command) program.arguments.push_back(std::move(word));
  return program;
}

/// The words before the tab of an entry, and the path behind it.
struct Entry {
  std::vector<std::string_view> words;
  std::string path;
};

Entry entry_of(std::string_view text) {
  Entry entry;
  const std::size_t tab = std::min(text.find('\t'), text.size());
  for (std::size_t at = 0; at < tab;) {
    const std::size_t begin = text.find_first_not_of(' ', at);
    if (begin == std::string_view::npos || begin >= tab) break;
    const std::size_t end = std::min(text.find(' ', begin), tab);
    entry.words.push_back(text.substr(begin, end - begin));
    at = end;
  }
  if (tab < text.size()) entry.path = text.substr(tab + 1);
  return entry;
}

/// Calls `take` for each of the texts that end with NUL.
void each_entry(std::string_view text, const std::function<void(std::string_view)>& take) {
  while (!text.empty()) {
    const std::size_t end = text.find('\0');
    take(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Gives each file its size, as git knows it without reading it.
Result<bool> add_sizes(const Repository& repository, std::vector<TreeFile>& files) {
  std::string wanted;
  for (const TreeFile& file : files) wanted += file.object + "\n";
  const Result<ProgramOutput> answer =
      run_program(plumbing(repository, {"cat-file", "--batch-check"}), wanted, kAnswer);
  if (!answer.ok()) return answer.error();
  std::string_view rest = answer->out;
  for (TreeFile& file : files) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::string start = file.object + " blob ";
    const std::optional<std::uint64_t> bytes =
        line.starts_with(start) ? number_in(line.substr(start.size())) : std::nullopt;
    if (!bytes)
      return Error{"git cannot read what is staged of " + file.path +
                       ": the clone is partial or damaged; fetch it whole first",
                   {}};
    file.bytes = *bytes;
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return true;
}

/// Takes the object that git wrote for `file` off the front of `answer`; what went wrong, or "".
std::string take_object(std::string_view& answer, const TreeFile& file, std::string_view& bytes) {
  const std::size_t end = answer.find('\n');
  if (end == std::string_view::npos) return "ended early";
  const std::string header(answer.substr(0, end));
  if (header != file.object + " blob " + std::to_string(file.bytes))
    return "said \"" + header + "\"";
  answer.remove_prefix(end + 1);
  if (answer.size() < file.bytes + 1) return "ended early";
  bytes = answer.substr(0, file.bytes);
  answer.remove_prefix(file.bytes + 1);
  return "";
}

}  // namespace

Result<Repository> open_repository(const std::string& root) {
  Result<std::string> git = find_program("git", kProgramFolders);
  if (!git.ok()) return Error{"revisions need git: " + git.error().message, {}};
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::path(root) / ".git", error))
    return Error{"revisions need a git repository; there is none at or above " + root, {}};
  return Repository{std::move(*git), root};
}

Result<std::string> commit_of(const Repository& repository, const std::string& revision) {
  const Result<ProgramOutput> answer = run_program(
      plumbing(repository, {"rev-parse", "--verify", "--end-of-options", revision + "^{commit}"}),
      "", kAnswer);
  if (!answer.ok()) return answer.error();
  const std::string commit = first_line(answer->out);
  const bool is_object =
      !commit.empty() && commit.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (answer->fine && is_object) return commit;
  const Result<ProgramOutput> shallow =
      run_program(plumbing(repository, {"rev-parse", "--is-shallow-repository"}), "", kAnswer);
  const bool is_shallow = shallow.ok() && shallow->out.starts_with("true");
  return Error{"git knows no commit \"" + revision + "\" in " + repository.root +
                   (is_shallow ? ": the clone is shallow; fetch that commit first "
                                 "(actions/checkout: fetch-depth: 0)"
                               : ": " + first_line(answer->said)),
               {}};
}

bool has_commits(const Repository& repository) {
  const Result<ProgramOutput> answer = run_program(
      plumbing(repository, {"rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD"}), "",
      kAnswer);
  return !answer.ok() || answer->fine;
}

Result<Tree> tree_of(const Repository& repository, const std::string& commit) {
  const Result<ProgramOutput> answer = run_program(
      plumbing(repository, {"ls-tree", "-r", "-z", "-l", "--full-tree", commit}), "", kAnswer);
  if (!answer.ok()) return answer.error();
  const auto incomplete = [&](const std::string& why) {
    return Error{"git does not have all of commit " + commit + " (" + why +
                     "): the clone is partial or damaged; fetch the commit whole first",
                 {}};
  };
  if (!answer->fine) return incomplete(first_line(answer->said));
  Tree tree;
  std::string without_size;
  each_entry(answer->out, [&](std::string_view text) {  // "mode type object size\tpath"
    Entry entry = entry_of(text);
    if (text.starts_with(kSubmodule)) tree.submodules.push_back(entry.path);
    if (!text.starts_with(kRegular)) return;
    const bool is_file = entry.words.size() == 4 && entry.words[1] == "blob";
    const std::optional<std::uint64_t> bytes =
        is_file ? number_in(entry.words[3]) : std::nullopt;
    if (!bytes && without_size.empty()) without_size = entry.path;
    if (bytes) tree.files.push_back({std::move(entry.path), std::string(entry.words[2]), *bytes});
  });
  if (!without_size.empty()) return incomplete("it has no size for " + without_size);
  return tree;
}

Result<Tree> staged_tree(const Repository& repository) {
  StartedProgram program = plumbing(repository, {"ls-files", "--stage", "-z"});
  std::error_code error;
  if (const char* index = std::getenv("GIT_INDEX_FILE"))
    program.environment.push_back("GIT_INDEX_FILE=" +
                                  std::filesystem::absolute(index, error).string());
  const Result<ProgramOutput> answer = run_program(program, "", kAnswer);
  if (!answer.ok()) return answer.error();
  if (!answer->fine)
    return Error{"git cannot say what is staged: " + first_line(answer->said), {}};
  Tree tree;
  std::string unmerged;
  each_entry(answer->out, [&](std::string_view text) {  // "mode object stage\tpath"
    Entry entry = entry_of(text);
    if (entry.words.size() != 3) return;
    if (entry.words[2] != "0") unmerged = entry.path;
    if (text.starts_with(kSubmodule)) tree.submodules.push_back(entry.path);
    if (text.starts_with(kRegular))
      tree.files.push_back({std::move(entry.path), std::string(entry.words[1]), 0});
  });
  if (!unmerged.empty())
    return Error{unmerged + " is not merged yet: expected a resolved merge, staged", {}};
  const Result<bool> sized = add_sizes(repository, tree.files);
  if (!sized.ok()) return sized.error();
  return tree;
}

Result<bool> read_objects(
    const Repository& repository, const std::vector<TreeFile>& files,
    const std::function<Result<bool>(const TreeFile&, std::string_view)>& take) {
  for (std::size_t first = 0, last = 0; first < files.size(); first = last) {
    std::string wanted;
    std::size_t bytes = 0;
    for (; last < files.size() && (last == first || bytes + files[last].bytes <= kBatchBytes);
         ++last) {
      wanted += files[last].object + "\n";
      bytes += files[last].bytes + kHeaderBytes;
    }
    const Result<ProgramOutput> answer =
        run_program(plumbing(repository, {"cat-file", "--batch"}), wanted,
                    {kAnswer.seconds, bytes + kHeaderBytes});
    if (!answer.ok()) return answer.error();
    std::string_view rest = answer->out;
    for (std::size_t i = first; i < last; ++i) {
      std::string_view content;
      const std::string fault = take_object(rest, files[i], content);
      if (!fault.empty()) return Error{"git cannot read " + files[i].path + ": it " + fault, {}};
      Result<bool> taken = take(files[i], content);
      if (!taken.ok()) return taken;
    }
  }
  return true;
}

}  // namespace weir
