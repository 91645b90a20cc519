// YAML by yaml-cpp's parser events (never YAML::Load, which loses places and tags).

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "parsers/syntax/input_check.h"
#include "parsers/syntax/syntax.h"
#include "parsers/syntax/yaml_scan.h"
#include "parsers/syntax/yaml_tree.h"

namespace weir {
namespace {

constexpr std::size_t kRereadBytes = 64u << 20;  // of one file, for hide_block_tag

/// Hands yaml-cpp's events to the tree, which knows nothing of yaml-cpp.
class Events final : public YAML::EventHandler {
 public:
  Events(std::size_t begin, yaml::YamlTree& tree) : begin_(begin), tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    stuck_ = mark.pos == last_start_;
    last_start_ = mark.pos;
    if (!stuck_) tree_.start_document();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (!stuck_) tree_.null(head(mark, {}, anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.alias(head(mark, {}, anchor).at, anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    tree_.scalar(head(mark, tag, anchor), value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    tree_.open(head(mark, tag, anchor), NodeKind::list, style == YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override { tree_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    tree_.open(head(mark, tag, anchor), NodeKind::map, style == YAML::EmitterStyle::Flow);
  }
  void OnMapEnd() override { tree_.close(); }

  /// yaml-cpp 0.7 makes documents without end of a `,` that stands where a document may begin: it
  /// never takes that token. Where it stands then.
  std::optional<std::size_t> stuck() const {
    return stuck_ ? std::optional(begin_ + static_cast<std::size_t>(last_start_)) : std::nullopt;
  }

 private:
  yaml::Head head(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    return {begin_ + static_cast<std::size_t>(mark.pos), anchor, !tag.empty() && tag != "?"};
  }

  std::size_t begin_;
  yaml::YamlTree& tree_;
  int last_start_ = -1;
  bool stuck_ = false;
};

/// yaml-cpp's words (a prefix of them) → what was expected, for people.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kExplanations = {{
    {"bad file", "nested deeper than the parser goes"},
    {"end of map flow not found", "expected ',' or '}' in this {…} map"},
    {"end of map not found", "expected another key at the indentation of this map, or its end"},
    {"end of sequence flow not found", "expected ',' or ']' in this […] list"},
    {"end of sequence not found",
     "expected another '-' at the indentation of this list, or its end"},
    {"illegal map value", "expected a key before ':' (a text that contains \": \" needs quotes)"},
    {"illegal map key", "a key is not expected here"},
    {"illegal block entry", "an item ('-') is not expected here"},
    {"illegal flow end", "expected no ']' or '}' here: no bracket is open"},
    {"illegal tab", "expected spaces: a tab does not indent"},
    {"illegal EOF in scalar", "expected the end of this quotation before the end of the file"},
    {"illegal document indicator", "expected the end of this quotation before '---' or '...'"},
    {"cannot assign multiple tags", "expected one tag: a second one needs the long form (Fn::…:)"},
    {"unknown token", "expected a value (a text that begins so needs quotes)"},
}};

std::string explain(std::string_view message, std::string_view text, std::size_t at) {
  std::string_view explanation = message;
  for (const auto& [words, meaning] : kExplanations) {
    if (message.starts_with(words)) explanation = meaning;
  }
  std::string said = "not YAML: found " + found_at(text, at) + "; " + std::string(explanation);
  const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  const std::size_t indent = text.find_first_not_of(' ', line);
  if (indent < at && text[indent] == '\t') said += "; a tab in the indentation does not count";
  return said;
}

/// The text with every byte that is not UTF-8 or not allowed in YAML replaced by a placeholder of
/// one byte, so that offsets stay. (yaml-cpp would take the byte 4 for the end of the file.)
std::string readable(std::string_view text, FileId file, Parsed& parsed) {
  std::string copy(text);
  bool reported = false;
  for (std::size_t i = 0; i < copy.size();) {
    const auto byte = static_cast<unsigned char>(copy[i]);
    const bool control = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    const CodePoint point = decode_utf8(text, i);
    if (control || !point.valid) {
      if (!reported) {
        report_error(parsed, file, i, i + 1, control ? "control-character" : "not-utf8",
                     control ? "found a control character; expected printable text"
                             : "found a byte that is not UTF-8; expected UTF-8 text");
      }
      reported = true;
      copy[i] = '\x7F';
    }
    i += point.size;
  }
  return copy;
}

}  // namespace

std::optional<std::size_t> yaml::read_events(std::string_view text, std::size_t begin,
                                             YamlTree& tree) {
  Events events(begin, tree);
  std::istringstream stream{std::string(text.substr(begin))};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) {
      const std::optional<std::size_t> stuck = events.stuck();
      if (stuck) {
        tree.failed(*stuck, explain("", text, *stuck) + "expected a document or its end");
        return stuck;
      }
    }
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    const std::size_t at = exception.mark.is_null()
                               ? text.size()
                               : begin + static_cast<std::size_t>(exception.mark.pos);
    tree.failed(at, explain(exception.msg, text, at));
    return at;
  } catch (const std::exception& exception) {
    tree.failed(0, std::string("not YAML: ") + exception.what());
    return 0;
  }
}

Parsed parse_yaml(const SourceMap& sources, FileId file) {
  Parsed checked;
  const std::string_view source = sources.text(file);
  if (!check_input(source, file, limits::kFileBytes, checked)) return checked;
  std::string text = readable(source, file, checked);
  const std::size_t begin = byte_order_mark(text);
  for (std::size_t read = 0;; read += text.size() + 1) {
    Parsed parsed = checked;
    yaml::YamlTree tree(text, source, begin, file, parsed);
    const std::optional<std::size_t> failed = yaml::read_events(text, begin, tree);
    const bool again = failed && read < kRereadBytes && yaml::hide_block_tag(text, *failed);
    if (again) continue;
    tree.finish();
    return parsed;
  }
}

}  // namespace weir
