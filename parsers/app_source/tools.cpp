#include "parsers/app_source/tools.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace weir::app_source {
namespace {

constexpr std::size_t kTools = 200;  // of one call
constexpr int kListDepth = 3;        // lists of tools in lists

class Tools {
 public:
  Tools(Evaluation& evaluation, const Catalog& catalog, const ClientRecord& row)
      : evaluation_(evaluation), catalog_(catalog), row_(row) {}

  void add(Place at, int depth) {
    if (!at.valid() || tools_.size() >= kTools || evaluation_.spent()) return;
    const Result value = evaluation_.of(at);
    if (value.kind == Result::Kind::function) return add_function({value.module, value.function});
    const bool made = value.kind == Result::Kind::path && value.place.valid();
    if (value.kind != Result::Kind::object && !made) return unknown(at);
    const Expr& expr = evaluation_.module(value.place.module).exprs[value.place.expr];
    if (expr.kind == ExprKind::list) {
      if (depth >= kListDepth) return;
      for (const Parts::Part& part : evaluation_.parts(value).parts) add(part.value, depth + 1);
      return;
    }
    add_described(value, made);
  }

  std::vector<ProgramTool> take() { return std::move(tools_); }

 private:
  void add_function(FunctionPlace at) {
    const Module& file = evaluation_.module(at.module);
    const auto written = std::find_if(file.exprs.begin(), file.exprs.end(), [&](const Expr& expr) {
      return expr.kind == ExprKind::function && expr.function == at.function;
    });
    const std::string_view name = file.functions[at.function].name;
    if (written == file.exprs.end() || name.empty() || evaluation_.is_class(at)) return;
    keep(std::string(name), {file.file, written->begin, written->end});
  }

  /// A map that describes the tool, or a call that makes one of a function.
  void add_described(const Result& value, bool made) {
    for (const Text path : Catalog::slice(catalog_.texts, row_.tool_names)) {
      const Place named = made ? evaluation_.argument(value.place, catalog_.text(path))
                               : entry(value, catalog_.text(path));
      if (!named.valid()) continue;
      const ProgramText name = evaluation_.text_of(named);
      if (name.kind != ProgramText::Kind::literal || name.open || name.text.empty()) continue;
      const Module& file = evaluation_.module(named.module);
      return keep(name.text, {file.file, file.exprs[named.expr].begin, file.exprs[named.expr].end});
    }
    if (!made) return unknown(value.place);
    const std::size_t before = tools_.size();
    const Expr& call = evaluation_.module(value.place.module).exprs[value.place.expr];
    for (std::uint32_t i = 1; i < call.count; ++i) {
      const Place given{value.place.module,
                        evaluation_.module(value.place.module).link(value.place.expr, i).value};
      if (!given.valid()) continue;
      const Result held = evaluation_.of(given);
      if (held.kind == Result::Kind::function) add_function({held.module, held.function});
    }
    if (tools_.size() == before) unknown(value.place);
  }

  /// `toolSpec.name` of a map of maps.
  Place entry(Result object, std::string_view path) {
    while (object.kind == Result::Kind::object) {
      const std::size_t dot = path.find('.');
      Place found;
      for (const Parts::Part& part : evaluation_.parts(object).parts)
        if (part.key == path.substr(0, dot) && !part.value.unsure) found = part.value;
      if (!found.valid() || dot == path.npos) return found;
      object = evaluation_.of(found);
      path.remove_prefix(dot + 1);
    }
    return {};
  }

  void unknown(Place at) {
    const Module& file = evaluation_.module(at.module);
    keep("", {file.file, file.exprs[at.expr].begin, file.exprs[at.expr].end});
  }

  void keep(std::string name, Span span) {
    const bool known = std::any_of(tools_.begin(), tools_.end(),
                                   [&](const ProgramTool& tool) { return tool.name == name; });
    if (!known) tools_.push_back({std::move(name), span, {}});
  }

  Evaluation& evaluation_;
  const Catalog& catalog_;
  const ClientRecord& row_;
  std::vector<ProgramTool> tools_;
};

}  // namespace

std::vector<ProgramTool> tools_of(Evaluation& evaluation, const Catalog& catalog,
                                  const ClientRecord& row, Place call) {
  Tools tools(evaluation, catalog, row);
  for (const Text place : Catalog::slice(catalog.texts, row.tools))
    tools.add(evaluation.argument(call, catalog.text(place)), 0);
  return tools.take();
}

}  // namespace weir::app_source
