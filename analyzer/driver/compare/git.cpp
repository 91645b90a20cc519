#include "analyzer/driver/compare/git.h"

#include <charconv>
#include <filesystem>
#include <optional>

#include "analyzer/driver/run_program.h"

namespace weir {
namespace {

constexpr ProgramLimits kAnswer = {30, 256u << 20};
constexpr std::size_t kBatchBytes = 64u << 20;  ///< of objects read at once
constexpr std::string_view kRegular = "100";    ///< how modes of regular files begin
constexpr std::size_t kHeaderBytes = 128;       ///< of what git says before each object, at most

/// No file of the repository, of the user or of the system says what runs; nothing is fetched,
/// replaced or locked.
Program plumbing(const Repository& repository, std::vector<std::string> command) {
  Program program{
      repository.git,
      {"-C", repository.root, "--no-pager", "--no-replace-objects", "--no-optional-locks", "-c",
       "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c",
       "safe.directory=" + repository.root},
      {"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_ATTR_NOSYSTEM=1",
       "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C"}};
  for (std::string& word : command) program.arguments.push_back(std::move(word));
  return program;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// "mode type object size\tpath" of a regular file; none if it has no readable form, as where the
/// object is missing.
std::optional<TreeFile> file_of(std::string_view entry) {
  const std::size_t tab = entry.find('\t');
  if (tab == std::string_view::npos || !entry.starts_with(kRegular)) return std::nullopt;
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < tab;) {
    const std::size_t begin = entry.find_first_not_of(' ', at);
    if (begin == std::string_view::npos || begin >= tab) break;
    const std::size_t end = std::min(entry.find(' ', begin), tab);
    words.push_back(entry.substr(begin, end - begin));
    at = end;
  }
  if (words.size() != 4 || words[1] != "blob") return std::nullopt;
  TreeFile file{std::string(entry.substr(tab + 1)), std::string(words[2]), 0};
  const auto read = std::from_chars(words[3].data(), words[3].data() + words[3].size(), file.bytes);
  if (read.ec != std::errc() || read.ptr != words[3].data() + words[3].size()) return std::nullopt;
  return file;
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

Result<std::vector<TreeFile>> files_of(const Repository& repository, const std::string& commit) {
  const Result<ProgramOutput> answer = run_program(
      plumbing(repository, {"ls-tree", "-r", "-z", "-l", "--full-tree", commit}), "", kAnswer);
  if (!answer.ok()) return answer.error();
  const auto incomplete = [&](const std::string& why) {
    return Error{"git does not have all of commit " + commit + " (" + why +
                     "): the clone is partial or damaged; fetch the commit whole first",
                 {}};
  };
  if (!answer->fine) return incomplete(first_line(answer->said));
  std::vector<TreeFile> files;
  std::string_view rest = answer->out;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\0');
    const std::string_view entry = rest.substr(0, end);
    if (entry.starts_with(kRegular)) {
      std::optional<TreeFile> file = file_of(entry);
      if (!file)
        return incomplete(
            "it has no size for " +
            std::string(entry.substr(std::min(entry.find('\t'), entry.size() - 1) + 1)));
      files.push_back(std::move(*file));
    }
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return files;
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
