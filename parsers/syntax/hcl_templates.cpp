#include "parsers/syntax/hcl_lowering.h"

namespace weir::hcl {

Nodes Lowering::holes_of(CstNode at) {
  Nodes found = named(at);
  std::erase_if(found, [](CstNode n) {
    return !is(n, "template_interpolation") && !is(n, "template_directive");
  });
  return found;
}

void Lowering::quoted(CstNode at) {
  whole_template(at, quoted_text(at), holes_of(at), ScalarStyle::double_quoted);
}

void Lowering::heredoc(CstNode at) {
  const Nodes holes = holes_of(at);
  const TemplateText content = heredoc_text(source_, begin_of(at), end_of(at), marks_of(holes));
  whole_template(at, content, holes, ScalarStyle::heredoc);
}

std::vector<Stretch> Lowering::marks_of(const Nodes& holes) {
  std::vector<Stretch> marks;
  for (Nodes open = holes; !open.empty();) {
    const CstNode hole = open.back();
    open.pop_back();
    if (!is(hole, "template_directive")) {
      marks.emplace_back(begin_of(hole), end_of(hole));
      continue;
    }
    const Nodes forms = named(hole);
    if (forms.empty()) continue;
    for (const CstNode part : named(forms.front())) {
      if (!is(part, "template_literal")) open.push_back(part);
    }
  }
  std::sort(marks.begin(), marks.end());
  return marks;
}

void Lowering::whole_template(CstNode at, const TemplateText& content, const Nodes& holes,
                              ScalarStyle style) {
  if (holes.empty()) {
    const NodeIndex node =
        leaf(NodeKind::string, at, template_text(source_, content, content.begin, content.end));
    document_.nodes[node].style = style;
    return;
  }
  const NodeIndex node = open(NodeKind::template_, at);
  document_.nodes[node].style = style;
  parts(content, {content.begin, content.end}, holes, false, false);
  close(node);
}

void Lowering::parts(const TemplateText& content, Stretch whole, const Nodes& holes, bool trim,
                     bool trim_end) {
  std::size_t at = whole.first;
  for (const CstNode hole : holes) {
    const std::string_view written = text(hole);
    const bool takes_before = written.size() > 2 && written[2] == '~';
    literal(content, at, begin_of(hole), trim, takes_before);
    is(hole, "template_interpolation") ? interpolation(hole) : directive(content, hole);
    at = end_of(hole);
    trim = written.ends_with("~}");
  }
  literal(content, at, whole.second, trim, trim_end);
}

void Lowering::literal(const TemplateText& content, std::size_t begin, std::size_t end,
                       bool trim_left, bool trim_right) {
  const auto blank = [this](std::size_t i) {
    return kSpace.find(source_[i]) != std::string_view::npos;
  };
  trim_left = trim_left && !content.heredoc;
  trim_right = trim_right && !content.heredoc;
  while (trim_left && begin < end && blank(begin)) ++begin;
  while (trim_right && end > begin && blank(end - 1)) --end;
  if (begin >= end) return;
  std::string value = template_text(source_, content, begin, end);
  if (trim_right) value.erase(value.find_last_not_of(kSpace) + 1);  // escapes stand for space, too
  if (trim_left) value.erase(0, value.find_first_not_of(kSpace));
  if (value.empty()) return;
  const NodeIndex node = open(NodeKind::string, begin, end, value);
  document_.nodes[node].style = content.heredoc ? ScalarStyle::heredoc : ScalarStyle::double_quoted;
  close(node);
}

void Lowering::interpolation(CstNode at) {
  for (const CstNode part : named(at)) {
    if (is(part, "expression")) return expression(part);
  }
  leaf(NodeKind::error, at);
}

void Lowering::directive(const TemplateText& content, CstNode at) {
  const Depth level(*this, at);
  if (!level) return;
  const Nodes forms = named(at);
  if (forms.empty()) return void(leaf(NodeKind::error, at));
  const bool loop = is(forms.front(), "template_for");
  const Nodes children_of_form = named(forms.front());
  if (children_of_form.empty()) return void(leaf(NodeKind::error, at));
  const CstNode intro = children_of_form.front();
  const NodeIndex node = open(loop ? NodeKind::template_for : NodeKind::template_if, at,
                              loop ? loop_names(intro) : std::string());
  loop_collection(intro);  // the condition of an `if` stands in the same place
  CstNode opened = intro;
  Nodes holes;
  for (std::size_t i = 1; i < children_of_form.size(); ++i) {
    const CstNode part = children_of_form[i];
    if (is(part, "template_interpolation") || is(part, "template_directive")) {
      holes.push_back(part);
    } else if (!is(part, "template_literal")) {  // else, endif, endfor
      branch(content, opened, part, holes);
      holes.clear();
      opened = part;
    }
  }
  close(node);
}

void Lowering::branch(const TemplateText& content, CstNode from, CstNode to, const Nodes& holes) {
  const std::size_t begin = end_of(from);
  const std::size_t end = std::max<std::size_t>(begin, begin_of(to));
  const NodeIndex node = open(NodeKind::template_, begin, end);
  parts(content, {begin, end}, holes, text(from).ends_with("~}"), text(to).substr(2, 1) == "~");
  close(node);
}

}  // namespace weir::hcl
