#include "analyzer/rule/known.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "analyzer/base/escape.h"

namespace weir {
namespace {

constexpr std::string_view kModule = "module.";

/// Whether a severity is known to have risen by a band.
bool rose(const KnownFinding& before, const KnownFinding& now) {
  const int rank = severity_rank(before.band);
  return rank >= 0 && severity_rank(now.band) > rank;
}

/// Takes `module.NAME.`, with or without an instance's key, off the front of an address.
bool drop_module(std::string_view& address) {
  if (!address.starts_with(kModule)) return false;
  bool in_text = false;
  int depth = 0;
  for (std::size_t at = kModule.size(); at < address.size(); ++at) {
    const char c = address[at];
    if (c == '"' && address[at - 1] != '\\') in_text = !in_text;
    if (in_text) continue;
    if (c == '[') ++depth;
    if (c == ']') --depth;
    if (c != '.' || depth != 0) continue;
    address.remove_prefix(at + 1);
    return true;
  }
  return false;
}

/// Takes a nested stack's name off the front of an address: what is left begins with a logical id,
/// not with an item of it.
bool drop_stack(std::string_view& address) {
  const std::size_t slash = address.find('/');
  if (slash == std::string_view::npos || address.find_first_of(".:\"") != std::string_view::npos)
    return false;
  const std::string_view rest = address.substr(slash + 1);
  if (rest.substr(0, rest.find('/')).find('[') != std::string_view::npos) return false;
  address = rest;
  return true;
}

std::string_view innermost(std::string_view address) {
  while (drop_module(address) || drop_stack(address)) {
  }
  constexpr std::string_view kOnly = "[0]";
  if (address.find('.') != std::string_view::npos && address.ends_with(kOnly))
    address.remove_suffix(kOnly.size());
  return address;
}

/// By what two findings are held to be one, the surest first.
enum class Round { file, unit, anywhere, nesting };

/// One identity of a finding.
struct Told {
  std::size_t finding;
  const std::string* identity;
};

std::vector<Told> all_told(std::span<const KnownFinding> findings) {
  std::vector<Told> told;
  for (std::size_t i = 0; i < findings.size(); ++i)
    for (const std::string& identity : findings[i].identities) told.push_back({i, &identity});
  return told;
}

std::string key_of(Round round, const KnownFinding& finding, const std::string& identity) {
  switch (round) {
    case Round::file:
      return finding.file + '\n' + identity;
    case Round::unit:
      return finding.unit + '\n' + identity;
    case Round::anywhere:
      return identity;
    case Round::nesting:
      return without_nesting(identity);
  }
  return identity;
}

/// An identity (rule | address | walked, separated by commas | property) with the innermost part of
/// each of its addresses.
std::string innermost_names(std::string_view identity) {
  std::string text;
  std::size_t from = 0;
  for (std::size_t at = 0; at <= identity.size(); ++at) {
    if (at < identity.size() && identity[at] != '|' && identity[at] != ',') continue;
    text += innermost(identity.substr(from, at - from));
    if (at < identity.size()) text += identity[at];
    from = at + 1;
  }
  return text;
}

/// What is walked stands sorted in an identity: addresses that lost what they began with are to be
/// sorted again.
std::string with_walked_in_order(const std::string& identity) {
  std::size_t begin = 0;
  for (int bars = 0; bars < 2; ++bars) {
    begin = identity.find('|', begin);
    if (begin == std::string::npos) return identity;
    ++begin;
  }
  const std::size_t end = std::min(identity.find('|', begin), identity.size());
  std::vector<std::string> walked;
  for (std::size_t from = begin; from < end;) {
    const std::size_t comma = std::min(identity.find(',', from), end);
    walked.push_back(identity.substr(from, comma - from));
    from = comma + 1;
  }
  std::sort(walked.begin(), walked.end());
  std::string text = identity.substr(0, begin);
  for (std::size_t i = 0; i < walked.size(); ++i) text += (i == 0 ? "" : ",") + walked[i];
  return text + identity.substr(end);
}

bool is_nested(const std::string& identity) { return innermost_names(identity) != identity; }

class Matching {
 public:
  Matching(std::span<const KnownFinding> before, std::span<const KnownFinding> now)
      : before_(before),
        now_(now),
        told_before_(all_told(before)),
        told_now_(all_told(now)),
        taken_(told_before_.size(), false),
        matches_(told_now_.size()) {}

  void run(Round round) {
    std::map<std::string, std::vector<std::size_t>> open;
    for (std::size_t i = 0; i < told_before_.size(); ++i)
      if (!taken_[i])
        open[key_of(round, before_[told_before_[i].finding], *told_before_[i].identity)].push_back(
            i);
    for (std::size_t i = 0; i < told_now_.size(); ++i) {
      if (matches_[i]) continue;
      const auto at = open.find(key_of(round, now_[told_now_[i].finding], *told_now_[i].identity));
      if (at != open.end()) take(round, i, at->second);
    }
  }

  /// Of each finding that is known in all its identities, what its first one is.
  FindingMatches findings() const {
    std::vector<std::optional<std::size_t>> known(now_.size());
    std::vector<std::vector<std::size_t>> added(now_.size());
    for (std::size_t i = told_now_.size(); i-- > 0;) {
      const std::size_t finding = told_now_[i].finding;
      if (matches_[i]) known[finding] = told_before_[*matches_[i]].finding;
    }
    for (std::size_t i = 0, number = 0; i < told_now_.size(); ++i) {
      const std::size_t finding = told_now_[i].finding;
      number = i > 0 && told_now_[i - 1].finding == finding ? number + 1 : 0;
      if (!matches_[i]) added[finding].push_back(number);
    }
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (!known[i]) added[i].clear();  // nothing of it is known: it is new as a whole
      if (!added[i].empty()) known[i].reset();
    }
    std::vector<bool> gone(before_.size(), true);
    for (std::size_t i = 0; i < taken_.size(); ++i)
      if (taken_[i]) gone[told_before_[i].finding] = false;
    return {std::move(known), std::move(gone), std::move(added)};
  }

 private:
  /// Takes the first candidate that is the same and no worse.
  void take(Round round, std::size_t i, const std::vector<std::size_t>& candidates) {
    const KnownFinding& now = now_[told_now_[i].finding];
    for (const std::size_t candidate : candidates) {
      const Told& told = told_before_[candidate];
      const KnownFinding& before = before_[told.finding];
      if (taken_[candidate] || rose(before, now) ||
          (!now.holds.empty() && !before.holds.empty() && now.holds != before.holds) ||
          (now.holds.empty() && !before.holds.empty()))
        continue;
      if (round == Round::nesting && is_nested(*told.identity) == is_nested(*told_now_[i].identity))
        continue;
      matches_[i] = candidate;
      taken_[candidate] = true;
      return;
    }
  }

  std::span<const KnownFinding> before_, now_;
  std::vector<Told> told_before_, told_now_;
  std::vector<bool> taken_;
  std::vector<std::optional<std::size_t>> matches_;  ///< by identity
};

/// The `n`th of the parts of an identity: rule | address | walked | property.
std::string_view part_of(std::string_view identity, std::size_t n) {
  for (; n > 0; --n) {
    const std::size_t bar = identity.find('|');
    if (bar == std::string_view::npos) return {};
    identity.remove_prefix(bar + 1);
  }
  return identity.substr(0, identity.find('|'));
}

/// The names in one part of some identities, each once, separated by commas.
std::vector<std::string> names_in(const KnownFinding& finding, std::size_t part,
                                  const std::vector<std::size_t>& identities) {
  std::vector<std::string> names;
  for (const std::size_t i : identities) {
    std::string_view rest = part_of(finding.identities[i], part);
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
    }
  }
  return names;
}

}  // namespace

KnownFinding known(const Finding& finding, const SourceMap& sources) {
  KnownFinding result;
  result.identities.push_back(escape_terminal_line(finding.identity));
  for (const std::string& identity : finding.folded)
    result.identities.push_back(escape_terminal_line(identity));
  if (finding.span.valid()) result.file = escape_terminal_line(sources.path(finding.span.file));
  const std::size_t mark = finding.address.find('#');
  if (mark != std::string::npos)
    result.unit = escape_terminal_line(finding.address.substr(0, mark));
  result.band = severity_band(finding.severity);
  result.holds = escape_terminal_line(finding.holds);
  return result;
}

std::string without_nesting(std::string_view identity) {
  return with_walked_in_order(innermost_names(identity));
}

std::vector<std::string> named_only_by(const KnownFinding& finding,
                                       const std::vector<std::size_t>& identities) {
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < finding.identities.size(); ++i)
    if (std::find(identities.begin(), identities.end(), i) == identities.end()) others.push_back(i);
  for (const std::size_t part : {std::size_t{1}, std::size_t{2}}) {
    std::vector<std::string> names = names_in(finding, part, identities);
    const std::vector<std::string> known = names_in(finding, part, others);
    std::erase_if(names, [&](const std::string& name) {
      return std::find(known.begin(), known.end(), name) != known.end();
    });
    if (!names.empty()) return names;
  }
  return {};
}

FindingMatches match_findings(std::span<const KnownFinding> before,
                              std::span<const KnownFinding> now) {
  Matching matching(before, now);
  for (const Round round : {Round::file, Round::unit, Round::anywhere, Round::nesting})
    matching.run(round);
  return matching.findings();
}

}  // namespace weir
