#pragma once

#include <string_view>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::compose {

/// A service in its one form: what may be a list or a map (`environment`, `labels`, `depends_on`, `networks` …) is a
/// map, what may be a text or a list (`env_file`, `dns` …) a list, `build: ./folder` is `build: {context: ./folder}`.
/// What has neither form stays as it is.
ValueId in_one_form(ResourceModel& model, ValueId service);

/// `changes` laid over `base` as docker compose does it, both in one form: maps entry by entry, lists one behind the
/// other (equal texts once), commands and single values replaced. Either may be none.
ValueId merged(ResourceModel& model, ValueId base, ValueId changes, std::string_view key = {});

}  // namespace weir::compose
