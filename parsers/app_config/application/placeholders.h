#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/properties.h"

namespace weir::app_config {

/// Puts values into the texts of properties: `${name}`, `${name:otherwise}`. What a name stands for is looked up in the
/// variables that the process is given, then among the properties, names compared as `squeezed_name` says. A name that
/// neither has, and that nothing stands for, is unknown (parameter, subject = the name).
class Placeholders {
 public:
  /// `budget`: bytes that all texts may still take. All but `model` and `sources` may be replaced while it lives.
  Placeholders(ResourceModel& model, SourceMap& sources, const Properties& variables, const Properties& properties,
               std::size_t& budget);

  /// A property's value with what stands for its placeholders; a value without any is itself.
  ValueId filled(ValueId value) { return filled(value, 0); }

 private:
  struct Stretch {
    std::string_view text;
    Span span;
    Stretch part(std::size_t begin, std::size_t end) const;
  };

  ValueId filled(ValueId value, int depth);
  ValueId filled(Stretch stretch, int depth);
  ValueId meant(std::string_view name, Stretch whole, const Stretch* otherwise, int depth);
  ValueId spent(Span span);

  ResourceModel& model_;
  SourceMap& sources_;
  std::map<std::string, const Property*> variables_, properties_;  ///< by squeezed name
  std::size_t& budget_;
};

}  // namespace weir::app_config
