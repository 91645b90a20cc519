// From Markdown to cases. Nothing is run here.
#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/driver/cases.h"

namespace weir {
namespace {

constexpr std::string_view kCasesHeading = "Cases";
const std::set<std::string_view> kStages = {"document", "resources", "dfd", "network", "transport", "findings",
                                            "diagnostics"};

/// A fenced block: the words after the fence and where its content stands.
struct Block {
  std::string_view language, name;
  std::string_view text;
  std::size_t begin = 0;
};

/// A heading, the plain lines below it that say something to the runner, and its blocks.
struct Section {
  std::string_view heading;
  std::uint32_t line = 0;
  std::string_view base, parameters, parameter_files, variables, variable_files;
  std::vector<Block> blocks;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Cuts the first line off `rest`.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

std::size_t fence_of(std::string_view line) {
  const std::size_t ticks = std::min(line.find_first_not_of('`'), line.size());
  return ticks >= 3 ? ticks : 0;
}

Block open_block(std::string_view info) {
  info = trimmed(info);
  const std::size_t gap = info.find(' ');
  Block block;
  block.language = info.substr(0, gap);
  if (gap != std::string_view::npos) block.name = trimmed(info.substr(gap));
  return block;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    if (blank > 0) words.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return words;
}

/// What a line outside blocks says to the runner: `key: value`.
std::optional<std::string_view> setting(std::string_view line, std::string_view key) {
  if (!line.starts_with(key) || line.substr(key.size()).substr(0, 1) != ":") return std::nullopt;
  return trimmed(line.substr(key.size() + 1));
}

std::vector<Section> sections_of(std::string_view bytes) {
  std::vector<Section> sections(1);
  std::uint32_t number = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view line = next_line(rest);
    ++number;
    Section& section = sections.back();
    if (const std::size_t ticks = fence_of(line)) {
      Block block = open_block(line.substr(ticks));
      block.begin = bytes.size() - rest.size();
      std::size_t end = block.begin;
      while (!rest.empty()) {
        const std::string_view inner = next_line(rest);
        ++number;
        if (fence_of(inner) >= ticks && trimmed(inner.substr(fence_of(inner))).empty()) break;
        end = bytes.size() - rest.size();
      }
      block.text = bytes.substr(block.begin, end - block.begin);
      section.blocks.push_back(block);
    } else if (line.starts_with("#") && line.find_first_not_of('#') != std::string_view::npos &&
               line[line.find_first_not_of('#')] == ' ') {
      sections.push_back({trimmed(line.substr(line.find_first_not_of('#'))), number, {}, {}, {}, {}, {}, {}});
    } else if (const auto base = setting(line, "base")) {
      section.base = *base;
    } else if (const auto parameters = setting(line, "parameters")) {
      section.parameters = *parameters;
    } else if (const auto files = setting(line, "parameter files")) {
      section.parameter_files = *files;
    } else if (const auto variables = setting(line, "variables")) {
      section.variables = *variables;
    } else if (const auto together = setting(line, "variable files")) {
      section.variable_files = *together;
    }
  }
  return sections;
}

bool is_case(const Section& section) {
  return !section.base.empty() ||
         std::any_of(section.blocks.begin(), section.blocks.end(), [](const Block& block) {
           return !block.name.empty() && block.language != "patch";
         });
}

/// What a comment beside a line may say to the runner.
constexpr std::string_view kMarks[] = {"expect", "todo", "related"};

/// Where ` # expect: …` (or another mark) begins in a line; npos if it has none.
std::size_t mark_at(std::string_view line, std::string_view word) {
  const std::size_t at = line.rfind("# " + std::string(word) + ": ");
  return at == std::string_view::npos || (at > 0 && line[at - 1] != ' ') ? std::string_view::npos
                                                                         : at;
}

void read_mark(const std::string& path, std::uint32_t line, std::string_view word,
               std::string_view ids, Case& one) {
  while (!ids.empty()) {
    const std::size_t comma = std::min(ids.find(','), ids.size());
    std::string rule(trimmed(ids.substr(0, comma)));
    if (word == "related")
      one.related.push_back({path, line, std::move(rule)});
    else
      one.expectations.push_back({path, line, std::move(rule), word == "todo", {}});
    ids.remove_prefix(std::min(comma + 1, ids.size()));
  }
}

/// A line may bear several marks, one behind the other.
void read_marks(const CaseSource& source, Case& one) {
  std::uint32_t number = 0;
  for (std::string_view rest = source.text; !rest.empty();) {
    const std::string_view line = next_line(rest);
    ++number;
    for (const std::string_view word : kMarks) {
      const std::size_t at = mark_at(line, word);
      if (at == std::string_view::npos) continue;
      const std::string_view ids = line.substr(at + word.size() + 4);
      read_mark(source.path, number, word, ids.substr(0, ids.find(" # ")), one);
    }
  }
}

/// A base's own expectations are not those of the cases that start from it.
std::string without_marks(std::string_view text) {
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view line = next_line(rest);
    std::size_t at = std::string_view::npos;
    for (const std::string_view word : kMarks) at = std::min(at, mark_at(line, word));
    if (at != std::string_view::npos) line = line.substr(0, line.find_last_not_of(' ', at - 1) + 1);
    out.append(line).push_back('\n');
  }
  return out;
}

/// One change: lines that stand together in the file, and what takes their place.
struct Hunk {
  std::string before, after;
};

/// Lines begin with `-`, `+` or a blank, as in a unified diff; an empty line or `@@` begins the
/// next change.
bool read_hunks(std::string_view patch, std::vector<Hunk>& hunks) {
  hunks.emplace_back();
  for (std::string_view rest = patch; !rest.empty();) {
    const std::string_view line = next_line(rest);
    if (line.empty() || line.starts_with("@@")) {
      hunks.emplace_back();
      continue;
    }
    if (line[0] != '-' && line[0] != '+' && line[0] != ' ') return false;
    const std::string text = std::string(line.substr(1)) + "\n";
    if (line[0] != '+') hunks.back().before += text;
    if (line[0] != '-') hunks.back().after += text;
  }
  std::erase_if(hunks, [](const Hunk& hunk) { return hunk.before.empty() && hunk.after.empty(); });
  return true;
}

/// Where whole lines stand in a text; npos if nowhere.
std::size_t find_lines(std::string_view text, std::string_view lines, std::size_t from) {
  for (std::size_t at = text.find(lines, from); at != std::string_view::npos;
       at = text.find(lines, at + 1))
    if (at == 0 || text[at - 1] == '\n') return at;
  return std::string_view::npos;
}

std::string apply_patch(std::string& text, std::string_view patch) {
  std::vector<Hunk> hunks;
  if (!read_hunks(patch, hunks))
    return "a line of the patch begins with none of `-`, `+` and blank";
  for (const Hunk& hunk : hunks) {
    const std::size_t at =
        hunk.before.empty() ? std::string::npos : find_lines(text, hunk.before, 0);
    if (at == std::string::npos) return "the patch's lines are not in the base:\n" + hunk.before;
    if (find_lines(text, hunk.before, at + 1) != std::string::npos)
      return "the patch's lines stand in the base more than once; give more context:\n" +
             hunk.before;
    text.replace(at, hunk.before.size(), hunk.after);
  }
  return {};
}

class CaseReader {
 public:
  explicit CaseReader(const std::vector<CaseFile>& files) : files_(files) {}

  std::vector<Case> run() const {
    std::vector<Case> cases;
    for (const CaseFile& file : files_) {
      const bool rule_file = file.bytes.starts_with("---\n");
      bool within = !rule_file;
      for (const Section& section : sections_of(file.bytes)) {
        within = within || section.heading == kCasesHeading;
        if (within && is_case(section)) cases.push_back(read(file, section, rule_file));
      }
    }
    return cases;
  }

 private:
  static std::string stem(std::string_view path) {
    path.remove_prefix(path.rfind('/') + 1);
    return std::string(path.substr(0, path.rfind(".md")));
  }

  Case read(const CaseFile& file, const Section& section, bool rule_file) const {
    Case one;
    one.file = file.path;
    one.line = section.line;
    one.name = section.heading;
    if (rule_file) one.rule = stem(file.path);
    if (!section.base.empty()) start_from(section.base, one);
    for (const Block& block : section.blocks) take(block, one);
    read_parameters(section.parameters, one);
    read_parameter_files(section.parameter_files, one);
    one.variables = words_of(section.variables);
    one.variable_files = words_of(section.variable_files);
    std::sort(one.sources.begin(), one.sources.end(),
              [](const CaseSource& a, const CaseSource& b) { return a.path < b.path; });
    for (const CaseSource& source : one.sources) read_marks(source, one);
    return one;
  }

  void start_from(std::string_view base, Case& one) const {
    const std::string end = "/" + std::string(base) + ".md";
    const auto at = std::find_if(files_.begin(), files_.end(), [&](const CaseFile& file) {
      return ("/" + file.path).ends_with(end);
    });
    if (at == files_.end()) {
      one.faults.push_back("there is no base " + std::string(base) + ".md");
      return;
    }
    for (const Section& section : sections_of(at->bytes))
      for (const Block& block : section.blocks)
        if (!block.name.empty() && kStages.count(block.language) == 0)
          put(std::string(block.name), without_marks(block.text), one);
  }

  static void put(std::string path, std::string text, Case& one) {
    const auto at = find(path, one);
    if (at != one.sources.end())
      at->text = std::move(text);
    else
      one.sources.push_back({std::move(path), std::move(text)});
  }

  static std::vector<CaseSource>::iterator find(std::string_view path, Case& one) {
    return std::find_if(one.sources.begin(), one.sources.end(),
                        [&](const CaseSource& s) { return s.path == path; });
  }

  static void take(const Block& block, Case& one) {
    if (kStages.count(block.language) != 0) {
      one.dumps.push_back({std::string(block.language), std::string(block.name), block.begin,
                           block.begin + block.text.size(), std::string(block.text)});
    } else if (block.language == "twins") {
      one.twins = read_twins(block.text, one.faults);
    } else if (block.language == "expect") {
      read_expectations(block.text, one);
    } else if (block.language == "related") {
      Case lines;
      read_expectations(block.text, lines);
      for (Expectation& line : lines.expectations)
        one.related.push_back({line.path, line.line, line.rule});
      one.faults.insert(one.faults.end(), lines.faults.begin(), lines.faults.end());
    } else if (block.language == "patch") {
      const auto at = find(block.name, one);
      if (at == one.sources.end()) {
        one.faults.push_back("the patch changes \"" + std::string(block.name) +
                             "\", which the base does not have");
        return;
      }
      const std::string fault = apply_patch(at->text, block.text);
      if (!fault.empty()) one.faults.push_back(fault);
    } else if (!block.name.empty()) {
      put(std::string(block.name), std::string(block.text), one);
    }
  }

  /// `path:line rule-id`, one a line: for languages without comments; what follows is the text of
  /// the region.
  static void read_expectations(std::string_view text, Case& one) {
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view line = trimmed(next_line(rest));
      if (line.empty()) continue;
      const std::size_t blank = line.find(' ');
      const std::size_t colon = line.substr(0, blank).rfind(':');
      Expectation expected;
      const bool numbered =
          blank != std::string_view::npos && colon != std::string_view::npos &&
          std::from_chars(line.data() + colon + 1, line.data() + blank, expected.line).ptr ==
              line.data() + blank;
      if (!numbered) {
        one.faults.push_back("expected `path:line rule-id`, found \"" + std::string(line) + "\"");
        continue;
      }
      expected.path = line.substr(0, colon);
      const std::string_view rest_of_line = trimmed(line.substr(blank));
      const std::size_t gap = std::min(rest_of_line.find(' '), rest_of_line.size());
      expected.rule = rest_of_line.substr(0, gap);
      expected.region = trimmed(rest_of_line.substr(gap));
      one.expectations.push_back(std::move(expected));
    }
  }

  static void read_parameters(std::string_view text, Case& one) {
    while (!text.empty()) {
      const std::size_t comma = std::min(text.find(','), text.size());
      const std::string_view pair = trimmed(text.substr(0, comma));
      const std::size_t sign = pair.find('=');
      if (sign == std::string_view::npos)
        one.faults.push_back("expected `parameters: Name=value, …`, found \"" + std::string(pair) +
                             "\"");
      else
        one.parameters.emplace(trimmed(pair.substr(0, sign)), trimmed(pair.substr(sign + 1)));
      text.remove_prefix(std::min(comma + 1, text.size()));
    }
  }

  static void read_parameter_files(std::string_view text, Case& one) {
    while (!text.empty()) {
      const std::size_t comma = std::min(text.find(','), text.size());
      one.parameter_files.emplace_back(trimmed(text.substr(0, comma)));
      if (find(one.parameter_files.back(), one) == one.sources.end())
        one.faults.push_back("the case has no file " + one.parameter_files.back());
      text.remove_prefix(std::min(comma + 1, text.size()));
    }
  }

  const std::vector<CaseFile>& files_;
};

}  // namespace

std::vector<Case> read_cases(const std::vector<CaseFile>& files) { return CaseReader(files).run(); }

}  // namespace weir
