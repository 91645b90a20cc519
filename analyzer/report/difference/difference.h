#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/safer.h"
#include "analyzer/rule/results.h"

namespace weir {

/// What two versions of a system may differ in, the most telling first.
enum class FactKind : std::uint8_t {
  finding,
  suppression,
  mitigation,
  setting,
  exposure,
  access,
  crossing,
  data,
  flow,
  element
};
inline constexpr std::array<std::string_view, 10> kFactKinds = {
    "finding", "suppression", "mitigation", "setting", "exposure",
    "access",  "crossing",    "data",       "flow",    "element"};

/// Something that holds in one version: known again in another by its key.
struct Fact {
  FactKind kind = FactKind::element;
  std::string key;  ///< without files, units and lines; parts separated by `|` and `,`
  std::vector<std::string> other_keys;         ///< findings: of what is folded into it
  std::string unit;                            ///< path of the unit; tells equal keys apart
  std::string text;                            ///< in words
  std::map<std::string, std::string> details;  ///< what may change while it stays the same thing
  std::map<std::string, double>
      safety;  ///< of those details that are known and of which one way is the safer: the more the safer
  std::vector<std::string> about;              ///< full addresses of what it speaks of
  double weight = 0;                           ///< within its kind: severity, or what access gives
  bool everything = false;                     ///< access: to whatever there is
  bool from_outside = false;  ///< access, flow: of who does not belong to the system
  std::string place;          ///< "path:line:column"; "" if it has none
  std::string file;           ///< findings: path of the file they stand in
};

/// What is worth telling of a version, in no order. Possible flows are left out: they are
/// permissions, which are told. `safer` says which way settings are the safer ones.
std::vector<Fact> facts_of(const Results& results, SaferTable safer);

/// What became of a fact; each kind in its word.
enum class ChangeKind : std::uint8_t { came, went, changed };
inline constexpr std::array<std::string_view, 3> kChangeKinds = {"came", "went", "changed"};
enum class Bearing : std::uint8_t { worse, neutral, better };

struct Change {
  ChangeKind kind = ChangeKind::came;
  Bearing bearing = Bearing::neutral;
  Fact fact;                         ///< as it is now; as it was if it went
  std::vector<std::string> changes;  ///< changed: "name: before → now", one a detail
  double danger = 0;                 ///< orders changes, the most dangerous first
};

/// What differs, the most dangerous first. Worse are findings that came or rose by a band, that are
/// accepted from now on, or whose file is one of `unread`; controls that went from what is still
/// there, settings that are less safe than they were or that a new finding stands at; what the
/// internet newly reaches of what was there before, access of others, access to everything, flows
/// that lose their encryption or no longer know their caller, and findings that hold under another
/// condition. `unread` are files of `before` that are there now and are not read any more.
std::vector<Change> differences(const std::vector<Fact>& before, const std::vector<Fact>& now,
                                const std::set<std::string>& unread = {});

/// How the two versions are called.
struct Compared {
  std::string before, now;
};

/// A line a change; under headings; with a line that counts.
std::string write_difference_text(const std::vector<Change>& changes, const Compared& names,
                                  bool colour);
/// For a comment on a pull request: tables, at most 100 rows, the rest counted.
std::string write_difference_markdown(const std::vector<Change>& changes, const Compared& names);
/// `{base, head, summary, changes: […]}`.
std::string write_difference_json(const std::vector<Change>& changes, const Compared& names);

}  // namespace weir
