#include "parsers/syntax/grammar.h"

#include <tree_sitter/api.h>

#include "analyzer/base/check.h"

namespace weir {
namespace {

struct DeleteParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

bool spend(TSParseState* state) { return (*static_cast<std::size_t*>(state->payload))-- == 0; }

const char* read(void* payload, std::uint32_t byte, TSPoint, std::uint32_t* size) {
  const auto& text = *static_cast<const std::string_view*>(payload);
  *size = byte < text.size() ? static_cast<std::uint32_t>(text.size() - byte) : 0;
  return byte < text.size() ? text.data() + byte : "";
}

}  // namespace

void DeleteTree::operator()(TSTree* tree) const { ts_tree_delete(tree); }

GrammarTree parse_with(const TSLanguage* grammar, std::string_view text, std::size_t budget) {
  const std::unique_ptr<TSParser, DeleteParser> parser(ts_parser_new());
  CHECK(ts_parser_set_language(parser.get(), grammar));
  TSInput input{};
  input.payload = &text;
  input.read = read;
  input.encoding = TSInputEncodingUTF8;
  TSParseOptions options{};
  options.payload = &budget;
  options.progress_callback = spend;
  return GrammarTree(ts_parser_parse_with_options(parser.get(), nullptr, input, options));
}

}  // namespace weir
