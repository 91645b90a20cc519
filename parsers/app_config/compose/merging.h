#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir::compose {

/// A service in its one form: what may be a list or a map (`environment`, `labels`, `depends_on`, `networks` …) is a
/// map, what may be a text or a list (`env_file`, `dns` …) a list, `build: ./folder` is `build: {context: ./folder}`.
/// What has neither form stays as it is.
ValueId in_one_form(ResourceModel& model, ValueId service);

/// Keys whose values are tagged `!reset` (nothing is left of what they had) and `!override` (it takes the place of what
/// they had), by where they stand.
struct MergeTags {
  std::set<std::pair<std::uint32_t, std::uint32_t>> reset, replaced;
  /// Whether the entry whose key stands there is tagged so.
  bool is_reset(Span key) const;
  bool is_replaced(Span key) const;
  /// Adds those of a file.
  void read(const Document& document);
  /// Whether an entry of a service has either tag.
  bool keeps_nothing(const ValueStore& values, ValueId map, std::string_view key) const;
};

/// `changes` laid over `base` as docker compose does it, both in one form: maps entry by entry, lists one behind the
/// other (equal texts once), commands and single values replaced. Either may be none.
ValueId merged(ResourceModel& model, ValueId base, ValueId changes, const MergeTags& tags);

}  // namespace weir::compose
