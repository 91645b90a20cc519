#pragma once

#include <string>
#include <utility>

#include "analyzer/model/resource_model.h"

namespace weir {

/// A model around one value.
struct Sandbox {
  SourceMap sources;
  ResourceModel model;

  ValueId text(const std::string& written) {
    const FileId file = sources.add_file("t", written);
    return model.values.add_string(written, {file, 0, static_cast<std::uint32_t>(written.size())});
  }
  ValueId hole(const std::string& subject) {
    return model.values.add_unknown(UnknownKind::parameter, "open", subject, {});
  }
  /// The value's tree as the attributes of a resource.
  std::string dumped(ValueId value) {
    ResourceModel shown;
    std::swap(shown, model);
    shown.units.emplace_back();
    Resource resource;
    resource.address = "X";
    resource.type = "T";
    resource.unit = UnitId(0);
    resource.attributes = shown.values.add_map({{"V", {}, value}}, {});
    shown.resources.push_back(resource);
    const std::string text = dump(shown, sources);
    return text.substr(text.find("X T\n") + 4);
  }
};

}  // namespace weir
