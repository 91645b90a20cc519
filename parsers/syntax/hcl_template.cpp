#include "parsers/syntax/hcl_template.h"

#include <algorithm>
#include <string_view>

#include "parsers/syntax/escapes.h"

namespace weir::hcl {
namespace {

/// A literal of a heredoc, or a hole (which has no text).
struct Piece {
  Stretch at;
  bool hole = false;
};

/// The content as literals and holes, in order.
std::vector<Piece> pieces_of(std::string_view source, const TemplateText& text,
                             const std::vector<Stretch>& holes) {
  std::vector<Piece> pieces;
  std::size_t at = text.begin;
  const auto literals_to = [&](std::size_t end) {
    while (at < end) {
      const std::size_t next = std::min(source.find('\n', at), end - 1) + 1;
      pieces.push_back({{at, next}, false});
      at = next;
    }
  };
  for (const Stretch& hole : holes) {
    if (hole.first < at || hole.second > text.end) continue;
    literals_to(hole.first);
    pieces.push_back({hole, true});
    at = hole.second;
  }
  literals_to(text.end);
  return pieces;
}

/// Takes away what `{~` and `~}` take from the literals beside them.
void strip_beside_holes(std::string_view source, std::vector<Piece>& pieces) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!pieces[i].hole) continue;
    const std::string_view hole =
        source.substr(pieces[i].at.first, pieces[i].at.second - pieces[i].at.first);
    if (hole.size() > 2 && hole[2] == '~' && i > 0 && !pieces[i - 1].hole) {
      Stretch& before = pieces[i - 1].at;
      while (before.second > before.first &&
             kSpace.find(source[before.second - 1]) != std::string_view::npos) {
        --before.second;
      }
    }
    if (hole.ends_with("~}") && i + 1 < pieces.size() && !pieces[i + 1].hole) {
      Stretch& behind = pieces[i + 1].at;
      behind.first = std::min(source.find_first_not_of(kSpace, behind.first), behind.second);
    }
  }
}

/// Takes from every line the indentation of the least indented one that is not blank.
void strip_indentation(std::string_view source, std::vector<Piece>& pieces) {
  std::size_t least = std::string_view::npos;
  std::vector<Piece*> indented;
  bool line_begins = true;
  for (Piece& piece : pieces) {
    const auto [begin, end] = piece.at;
    const bool ends_line = !piece.hole && end > begin && source[end - 1] == '\n';
    if (line_begins) {
      const std::size_t content =
          piece.hole ? begin : std::min(source.find_first_not_of(kSpace, begin), end);
      const bool blank = ends_line && content == end;
      if (!blank) least = std::min(least, content - begin);
      if (!blank && !piece.hole) indented.push_back(&piece);
      line_begins = false;
    }
    if (ends_line) line_begins = true;
  }
  for (Piece* piece : indented) piece->at.first += least;
}

}  // namespace

TemplateText heredoc_text(std::string_view source, std::size_t begin, std::size_t end,
                          const std::vector<Stretch>& holes) {
  TemplateText text;
  text.heredoc = true;
  const std::size_t first_line = source.find('\n', begin);
  text.begin = first_line == std::string_view::npos ? end : std::min(end, first_line + 1);
  const std::size_t last_line = end == 0 ? std::string_view::npos : source.rfind('\n', end - 1);
  const bool closed = last_line != std::string_view::npos && last_line + 1 >= text.begin;
  text.end = closed ? last_line + 1 : text.begin;

  std::vector<Piece> pieces = pieces_of(source, text, holes);
  strip_beside_holes(source, pieces);
  if (source.substr(begin).starts_with("<<-")) strip_indentation(source, pieces);
  for (const Piece& piece : pieces) {
    if (!piece.hole && piece.at.first < piece.at.second) text.literals.push_back(piece.at);
  }
  return text;
}

std::string template_text(std::string_view source, const TemplateText& text, std::size_t begin,
                          std::size_t end) {
  std::string out;
  if (!text.heredoc) {
    const std::string_view within = source.substr(0, end);
    for (std::size_t i = begin; i < end;) {
      const Escape escape = read_escape(within, i, true);
      out += escape.size > 0 ? escape.text : std::string(1, source[i]);
      i += std::max<std::size_t>(1, escape.size);
    }
    return out;
  }
  auto literal = std::lower_bound(text.literals.begin(), text.literals.end(), Stretch{begin, 0});
  for (; literal != text.literals.end() && literal->first < end; ++literal) {
    const std::string_view within = source.substr(0, literal->second);
    for (std::size_t i = literal->first; i < literal->second;) {
      const bool doubled = within.substr(i, 3) == "$${" || within.substr(i, 3) == "%%{";
      out += source[i];
      i += doubled ? 2 : 1;
    }
  }
  return out;
}

}  // namespace weir::hcl
