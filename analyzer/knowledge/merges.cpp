#include <optional>
#include <utility>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

bool goes_up(const Yaml& path) { return path.is_text() && path.raw().starts_with("^"); }

/// Reads one entry of `merges`.
class MergeReader {
 public:
  MergeReader(Builder& builder, Language language) : b_(builder) { rule_.language = language; }

  MergeRule read(const Yaml& key, const Yaml& node) {
    rule_.key = b_.text(key.scalar().value_or(""));
    node.fields("a merge",
                {{"type", Field::required,
                  [this](const Yaml& y) { rule_.type = b_.text(y.text().value_or("")); }},
                 {"join", Field::required, [this](const Yaml& y) { join(y); }},
                 {"many", Field::optional,
                  [this](const Yaml& y) { rule_.many = y.boolean().value_or(false); }}});
    return rule_;
  }

 private:
  /// Neighbouring paths are alternatives of one form; a map is a form of its own.
  void join(const Yaml& node) {
    const std::vector<Yaml> entries = node.items_or_self();
    if (entries.empty())
      node.fault("expected a path, a map of paths or a list of them, found an empty list");
    for (const Yaml& entry : entries) {
      if (!entry.is_map()) {
        path(entry);
        continue;
      }
      end_of_paths();
      map(entry);
    }
    end_of_paths();
    rule_.join = Builder::append(b_.tables.join_forms, forms_);
  }

  void path(const Yaml& entry) {
    if (!inverse_) inverse_ = goes_up(entry);
    if (goes_up(entry) != *inverse_) {
      entry.fault("expected a path " + std::string(*inverse_ ? "with" : "without") +
                  " `^`, as the first one of this `join`, found " + in_backticks(entry.raw()));
    }
    rule_.inverse = *inverse_;
    for (const PathRecord& record : Builder::slice(b_.tables.paths, read_paths(b_, entry)))
      paths_.push_back(record);
  }

  void end_of_paths() {
    if (paths_.empty()) return;
    const Range paths = Builder::append(b_.tables.paths, paths_);
    paths_.clear();
    add({rule_.inverse ? JoinPair{{}, paths} : JoinPair{paths, {}}});
  }

  void map(const Yaml& entry) {
    std::vector<JoinPair> pairs;
    for (const auto& [theirs, ours] : entry.entries()) {
      for (const Yaml& side : {theirs, ours})
        for (const Yaml& one : side.items_or_self())
          if (goes_up(one))
            one.fault(
                "expected a path without `^`: in a map the left one is theirs, the right one ours, "
                "found " +
                in_backticks(one.raw()));
      pairs.push_back({read_paths(b_, theirs), read_paths(b_, ours)});
    }
    if (pairs.empty())
      entry.fault("expected at least one pair of paths (theirs: ours), found an empty map");
    add(pairs);
  }

  void add(const std::vector<JoinPair>& pairs) {
    forms_.push_back({Builder::append(b_.tables.join_pairs, pairs)});
  }

  Builder& b_;
  MergeRule rule_;
  std::optional<bool> inverse_;  ///< which way the paths lead, once there is one
  std::vector<PathRecord> paths_;
  std::vector<JoinForm> forms_;
};

}  // namespace

Range read_merges(Builder& b, const Yaml& node, const LanguageSet& languages) {
  std::vector<MergeRule> rules;
  std::vector<Field> fields;
  for (const Language language : languages.languages)
    fields.push_back({name_of(language), Field::optional, [&, language](const Yaml& joined) {
                        for (const auto& [key, rule] : joined.entries())
                          rules.push_back(MergeReader(b, language).read(key, rule));
                      }});
  node.fields("`merges`", fields);
  return Builder::append(b.tables.merges, rules);
}

}  // namespace weir
