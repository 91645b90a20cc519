#pragma once

#include "parsers/app_source/reading.h"

namespace weir::app_source {

/// `import … from "module"`
void read_imports(Reading& reading, NodeIndex node);
/// `export … from "module"`
void read_reexports(Reading& reading, NodeIndex node);
/// `module.exports = {…}`: what the file is called by.
void export_all(Reading& reading, ExprId value);

}  // namespace weir::app_source
