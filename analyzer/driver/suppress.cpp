#include "analyzer/driver/suppress.h"

#include <optional>

#include "analyzer/driver/gitignore.h"

namespace weir {
namespace {

constexpr std::string_view kMark = "weir:ignore";

std::string_view trimmed_comment(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Takes `(owner: NAME, until: DATE)` off the end of a reason.
void take_brackets(std::string_view& reason, SourceSuppression& suppression) {
  if (!reason.ends_with(')')) return;
  const std::size_t open = reason.rfind('(');
  if (open == std::string_view::npos) return;
  std::string_view inside = reason.substr(open + 1, reason.size() - open - 2);
  bool understood = false;
  while (!inside.empty()) {
    const std::size_t comma = inside.find(',');
    const std::string_view part = trimmed_comment(inside.substr(0, comma));
    if (part.starts_with("owner:")) {
      suppression.owner = trimmed_comment(part.substr(6));
      understood = true;
    } else if (part.starts_with("until:")) {
      suppression.until = trimmed_comment(part.substr(6));
      understood = true;
    }
    inside = comma == std::string_view::npos ? std::string_view{} : inside.substr(comma + 1);
  }
  if (understood) reason = trimmed_comment(reason.substr(0, open));
}

/// The offset behind the line end that follows `offset`; the text's size if there is none.
std::uint32_t next_line(std::string_view text, std::uint32_t offset) {
  const std::size_t end = text.find('\n', offset);
  return static_cast<std::uint32_t>(end == std::string_view::npos ? text.size() : end + 1);
}

/// The comment's own line; of a comment on a line of its own also the next line that is no comment.
Span lines_covered(const SourceMap& sources, const Document& document, std::size_t comment) {
  const std::vector<Comment>& comments = document.comments;
  const auto place = [&](std::size_t i) {
    return sources.in_host({document.file, comments[i].begin, comments[i].end});
  };
  const Span own = place(comment);
  Span lines = sources.line_at(own.file, own.begin);
  if (!comments[comment].own_line) return lines;
  const std::string_view text = sources.text(own.file);
  std::uint32_t next = next_line(text, own.end);
  for (std::size_t i = comment + 1; i < comments.size() && comments[i].own_line; ++i) {
    const Span following = place(i);
    if (following.file != own.file || sources.line_at(own.file, following.begin).begin != next) break;
    next = next_line(text, following.end);
  }
  if (next < text.size()) lines.end = sources.line_at(own.file, next).end;
  return lines;
}

bool covers(const SourceSuppression& suppression, const Finding& finding) {
  const auto begins_inside = [&](Span span) {
    return suppression.covers.file == span.file && suppression.covers.begin <= span.begin && span.begin <= suppression.covers.end;
  };
  return begins_inside(finding.span) || (finding.generated.valid() && begins_inside(finding.generated));
}

bool same_rule(const Rules& rules, std::string_view written, const Finding& finding) {
  return rules.find(written) == finding.rule;
}

/// `address` without the unit's path in front of it (which may hold the mark itself).
std::string_view bare(std::string_view address) {
  const std::size_t mark = address.rfind('#');
  return mark == std::string_view::npos ? address : address.substr(mark + 1);
}

bool covers(const SuppressConfig& suppress, const Config& config, const Finding& finding, const SourceMap& sources) {
  if (!suppress.address.empty() && suppress.address != finding.address && suppress.address != bare(finding.address))
    return false;
  const auto is_below = [&](Span span) {
    const std::optional<std::string> path = span.valid() ? path_in(config, sources.path(span.file)) : std::nullopt;
    return path && (suppress.paths.empty() || excluded_by(suppress.paths, *path));
  };
  return is_below(finding.span) || is_below(finding.generated);
}

/// `by`: a suppression in source or configuration.
template <class By>
void mark(Finding& finding, Suppression kind, const By& by) {
  if (finding.suppression != Suppression::none) return;
  finding.suppression = kind;
  finding.suppression_reason = by.reason;
  finding.suppression_owner = by.owner;
  finding.suppression_until = by.until;
}

}  // namespace

Document comments_of_program(FileId file, const SourceMap& sources) {
  Document document;
  document.file = file;
  const std::string_view text = sources.text(file);
  for (std::size_t at = text.find(kMark); at != text.npos; at = text.find(kMark, at + 1)) {
    const Span line = sources.line_at(file, static_cast<std::uint32_t>(at));
    const std::string_view before = trimmed_comment(text.substr(line.begin, at - line.begin));
    if (!before.ends_with("//") && !before.ends_with('#') && !before.ends_with('*')) continue;
    const std::string_view rest = text.substr(at, line.end - at);
    const std::string_view said = trimmed_comment(rest.substr(0, rest.find("*/")));
    const auto begin = static_cast<std::uint32_t>(at);
    const auto place = static_cast<std::uint32_t>(document.strings.size());
    document.strings += said;
    const bool own_line = before == "//" || before == "#" || before == "*" || before == "/*" || before == "/**";
    document.comments.push_back({begin, begin + static_cast<std::uint32_t>(said.size()),
                                 {place, static_cast<std::uint32_t>(said.size())}, own_line});
  }
  return document;
}

bool parse_suppression(std::string_view text, Span place, SourceSuppression& suppression, Diagnostics& diagnostics) {
  const std::size_t dashes = text.find("--");
  suppression.place = place;
  suppression.rule = trimmed_comment(text.substr(0, dashes));
  std::string_view reason = dashes == std::string_view::npos ? std::string_view{} : trimmed_comment(text.substr(dashes + 2));
  take_brackets(reason, suppression);
  suppression.reason = reason;
  if (suppression.rule.empty() || suppression.reason.empty()) {
    diagnostics.push_back({Level::warning, place, "suppression-without-reason",
                           "this suppression has no effect: expected `weir:ignore rule-id -- reason`"});
    return false;
  }
  if (!suppression.until.empty() && !is_date(suppression.until)) {
    diagnostics.push_back({Level::warning, place, "suppression-without-date",
                           "this suppression has no effect: until must be a date written YYYY-MM-DD, not \"" +
                               suppression.until + "\""});
    return false;
  }
  return true;
}

void suppressions_in_comments(const Document& document, const SourceMap& sources, std::vector<SourceSuppression>& found,
                              Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < document.comments.size(); ++i) {
    const Comment& comment = document.comments[i];
    const std::string_view text = document.view(comment.text);
    if (!text.starts_with(kMark)) continue;
    SourceSuppression suppression;
    const Span place = sources.in_host({document.file, comment.begin, comment.end});
    if (!parse_suppression(text.substr(kMark.size()), place, suppression, diagnostics)) continue;
    suppression.covers = lines_covered(sources, document, i);
    found.push_back(std::move(suppression));
  }
}

void suppressions_in_metadata(const ResourceModel& model, const SourceMap& sources, std::vector<SourceSuppression>& found,
                              Diagnostics& diagnostics) {
  for (const Resource& resource : model.resources) {
    if (!resource.meta.valid()) continue;
    const ValueId metadata = model.values.find(resource.meta, "Metadata");
    if (!metadata.valid()) continue;
    const ValueId marks = model.values.find(metadata, kMark);
    if (!marks.valid()) continue;
    const std::vector<ValueId> texts =
        model.values[marks].kind == ValueKind::list ? model.values.items(marks) : std::vector<ValueId>{marks};
    for (ValueId text : texts) {
      SourceSuppression suppression;
      const Span place = sources.in_host(model.values[text].span);
      if (!parse_suppression(model.values.string(text), place, suppression, diagnostics)) continue;
      suppression.covers = sources.in_host(resource.span);
      found.push_back(std::move(suppression));
    }
  }
}

void apply_suppressions(const std::vector<SourceSuppression>& in_source, const std::vector<Config>& in_config,
                        const Rules& rules, const SourceMap& sources, std::string_view today,
                        std::vector<Finding>& findings, Diagnostics& diagnostics) {
  for (const SourceSuppression& suppression : in_source) {
    const auto say = [&](std::string_view code, std::string message) {
      diagnostics.push_back({Level::warning, suppression.place, std::string(code), std::move(message)});
    };
    if (rules.find(suppression.rule) == nullptr) {
      say("suppression-of-unknown-rule", "no rule is called \"" + suppression.rule + "\"");
      continue;
    }
    if (!suppression.until.empty() && suppression.until < today) {
      say("suppression-expired", "this suppression ended on " + suppression.until);
      continue;
    }
    bool used = false;
    for (Finding& finding : findings) {
      if (!covers(suppression, finding) || !same_rule(rules, suppression.rule, finding)) continue;
      mark(finding, Suppression::in_source, suppression);
      used = true;
    }
    if (!used) say("suppression-without-finding", "\"" + suppression.rule + "\" finds nothing here; this suppression can go");
  }
  for (const Config& config : in_config) {
    for (const SuppressConfig& suppress : config.suppress) {
      const auto say = [&](std::string_view code, const std::string& message) {
        diagnostics.push_back({Level::warning, {}, std::string(code), config.file + ": " + message});
      };
      if (rules.find(suppress.rule) == nullptr) {
        say("suppression-of-unknown-rule", "suppress: no rule is called \"" + suppress.rule + "\"");
      } else if (!suppress.until.empty() && suppress.until < today) {
        say("suppression-expired", "suppress: the entry for \"" + suppress.rule + "\" ended on " + suppress.until);
      } else {
        bool used = false;
        for (Finding& finding : findings) {
          if (!same_rule(rules, suppress.rule, finding) || !covers(suppress, config, finding, sources)) continue;
          mark(finding, Suppression::in_config, suppress);
          used = true;
        }
        if (!used) diagnostics.push_back({Level::note, {}, "suppression-without-finding", config.file + ": suppress: \"" + suppress.rule + "\" finds nothing where this entry holds"});
      }
    }
  }
}

}  // namespace weir
