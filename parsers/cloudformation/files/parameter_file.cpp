// Parameter files: the forms of AWS CLI and of CodePipeline.

#include "parsers/cloudformation/files/parameter_file.h"

#include <optional>
#include <utility>

#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
namespace {

constexpr const char* kForms =
    "expected a list of {ParameterKey, ParameterValue} or of \"Name=value\", or a map from names "
    "to values, by itself or as Parameters";

bool is_plain_value(NodeKind kind) {
  return kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean;
}

class Reader {
 public:
  Reader(const Document& document, SourceMap& sources) : document_(document), sources_(sources) {}

  Result<ParameterFile> run() {
    file_.name = sources_.path(document_.file);
    if (document_.empty()) return Error{kForms, {}};
    NodeIndex root = 0;
    if (document_[root].kind == NodeKind::map) {
      const NodeIndex inner = find_entry(document_, root, "Parameters");
      if (inner != kNoNode && !is_plain_value(document_[inner].kind)) root = inner;
    }
    const NodeKind kind = document_[root].kind;
    if (kind == NodeKind::list) {
      for (const NodeIndex item : children(document_, root)) read_item(item);
    } else if (kind == NodeKind::map) {
      for (const NodeIndex entry : children(document_, root)) read_entry(entry);
    } else if (!(kind == NodeKind::null && root != 0)) {
      fail(root, kForms);
    }
    if (error_) return *std::move(error_);
    return std::move(file_);
  }

 private:
  /// The first fault is the one that is said.
  void fail(NodeIndex node, std::string message) {
    if (!error_) error_ = Error{std::move(message), document_.span(node)};
  }

  GivenText text_of(NodeIndex node) {
    return {std::string(document_.text(node)), content_span(sources_, document_, node)};
  }

  void read_item(NodeIndex item) {
    const NodeIndex key = find_entry(document_, item, "ParameterKey");
    if (document_[item].kind == NodeKind::string) return read_assignment(item);
    if (key == kNoNode || document_[key].kind != NodeKind::string) return fail(item, kForms);
    const NodeIndex previous = find_entry(document_, item, "UsePreviousValue");
    if (previous != kNoNode && document_.text(previous) == "true") return;
    const NodeIndex value = find_entry(document_, item, "ParameterValue");
    if (value == kNoNode) {
      return fail(item, "expected a ParameterValue for " + std::string(document_.text(key)));
    }
    give(key, std::string(document_.text(key)), value);
  }

  /// `Name=value` as one text.
  void read_assignment(NodeIndex item) {
    GivenText whole = text_of(item);
    const std::size_t sign = whole.text.find('=');
    if (sign == std::string::npos || sign == 0) return fail(item, kForms);
    const auto behind = static_cast<std::uint32_t>(sign + 1);
    const Span place{whole.span.file, whole.span.begin + behind, whole.span.end};
    GivenValue value;
    value.texts.push_back({whole.text.substr(behind), place});
    add(item, whole.text.substr(0, sign), std::move(value));
  }

  void read_entry(NodeIndex entry) {
    if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) return;
    const NodeIndex key = document_.first_child(entry);
    const NodeIndex value = document_.next_sibling(key);
    if (value >= document_.next_sibling(entry)) return;
    give(key, std::string(document_.text(key)), value);
  }

  void give(NodeIndex key, std::string name, NodeIndex value) {
    GivenValue given;
    given.is_list = document_[value].kind == NodeKind::list;
    bool fine = given.is_list || is_plain_value(document_[value].kind);
    if (!given.is_list && fine) given.texts.push_back(text_of(value));
    if (given.is_list) {
      for (const NodeIndex item : children(document_, value)) {
        fine = fine && is_plain_value(document_[item].kind);
        if (fine) given.texts.push_back(text_of(item));
      }
    }
    if (!fine) {
      return fail(value, "the value of " + name +
                             " must be a text, a number, true or false, or a "
                             "list of them");
    }
    add(key, std::move(name), std::move(given));
  }

  void add(NodeIndex key, std::string name, GivenValue value) {
    value.key = document_.span(key);
    if (!file_.values.try_emplace(name, std::move(value)).second) {
      fail(key, "parameter " + name + " is given twice");
    }
  }

  const Document& document_;
  SourceMap& sources_;
  ParameterFile file_;
  std::optional<Error> error_;
};

}  // namespace

Result<ParameterFile> read_parameter_file(const Document& document, SourceMap& sources) {
  return Reader(document, sources).run();
}

}  // namespace weir::cloudformation
