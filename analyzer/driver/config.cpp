#include "analyzer/driver/config.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "analyzer/driver/own_document.h"
#include "analyzer/driver/resilience_config.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

SystemConfig read_system(OwnDocument& reader, NodeIndex node) {
  SystemConfig system;
  reader.map(node, "an entry of systems", "name, paths, scope, environment", [&](std::string_view key, NodeIndex value) {
    if (key == "name") {
      system.name = reader.text(value, "name");
    } else if (key == "paths") {
      system.paths = reader.paths(value, "paths");
    } else if (key == "scope") {
      system.scope = reader.text(value, "scope");
      if (system.scope != "complete" && system.scope != "fragment")
        reader.fault(value, "scope must be complete or fragment, not \"" + system.scope + "\"");
    } else if (key == "environment") {
      system.environment = reader.text(value, "environment");
    } else {
      return false;
    }
    return true;
  });
  if (system.name.empty()) reader.fault(node, "an entry of systems needs a name");
  if (system.paths.empty()) reader.fault(node, "an entry of systems needs paths");
  return system;
}

SuppressConfig read_suppression(OwnDocument& reader, NodeIndex node) {
  SuppressConfig suppress;
  reader.map(node, "an entry of suppress", "rule, paths, address, reason, owner, until",
             [&](std::string_view key, NodeIndex value) {
               if (key == "rule") {
                 suppress.rule = reader.text(value, "rule");
               } else if (key == "paths") {
                 suppress.paths = reader.paths(value, "paths");
               } else if (key == "address") {
                 suppress.address = reader.text(value, "address");
               } else if (key == "reason") {
                 suppress.reason = reader.text(value, "reason");
               } else if (key == "owner") {
                 suppress.owner = reader.text(value, "owner");
               } else if (key == "until") {
                 suppress.until = reader.text(value, "until");
                 if (!is_date(suppress.until))
                   reader.fault(value, "until must be a date written YYYY-MM-DD, not \"" + suppress.until + "\"");
               } else {
                 return false;
               }
               return true;
             });
  if (suppress.rule.empty()) reader.fault(node, "an entry of suppress needs a rule");
  if (suppress.reason.empty()) reader.fault(node, "an entry of suppress needs a reason");
  return suppress;
}

DataDeclaration read_data(OwnDocument& reader, NodeIndex node) {
  DataDeclaration data;
  data.span = reader.document().span(node);
  reader.map(node, "an entry of data", "address, classes, sensitivity", [&](std::string_view key, NodeIndex value) {
    if (key == "address") {
      data.address = reader.text(value, "address");
    } else if (key == "classes") {
      data.classes.emplace();
      reader.list(value, "classes", [&](NodeIndex item) { data.classes->push_back(reader.text(item, "a class")); });
    } else if (key == "sensitivity") {
      data.sensitivity = reader.text(value, "sensitivity");
    } else {
      return false;
    }
    return true;
  });
  if (data.address.empty()) reader.fault(node, "an entry of data needs an address");
  if (!data.classes && data.sensitivity.empty())
    reader.fault(node, "an entry of data needs classes or a sensitivity");
  return data;
}

}  // namespace

bool is_date(std::string_view text) {
  int year = 0, month = 0, day = 0;
  char rest = 0;
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
  if (text.size() != 10 || !digits ||
      std::sscanf(std::string(text).c_str(), "%4d-%2d-%2d%c", &year, &month, &day, &rest) != 3)
    return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

Config read_config(const SourceMap& sources, FileId file, std::string folder, Diagnostics& faults) {
  Config config;
  config.file = sources.path(file);
  config.folder = std::move(folder);
  Parsed parsed = parse_yaml(sources, file);
  for (Diagnostic& diagnostic : parsed.diagnostics) {
    diagnostic.level = Level::error;  // in a configuration a duplicate key is a mistake too
    faults.push_back(std::move(diagnostic));
  }
  if (parsed.documents.empty() || parsed.documents.front().empty()) return config;
  if (parsed.documents.front()[0].kind == NodeKind::null) return config;
  OwnDocument reader(parsed.documents.front(), faults);
  reader.map(0, "the configuration", "exclude, systems, suppress, data, " + std::string(kResilienceKeys), [&](std::string_view key, NodeIndex value) {
    if (key == "exclude") {
      config.exclude = reader.paths(value, "exclude");
    } else if (key == "systems") {
      reader.list(value, "systems", [&](NodeIndex item) { config.systems.push_back(read_system(reader, item)); });
    } else if (key == "suppress") {
      reader.list(value, "suppress", [&](NodeIndex item) { config.suppress.push_back(read_suppression(reader, item)); });
    } else if (key == "data") {
      reader.list(value, "data", [&](NodeIndex item) { config.data.push_back(read_data(reader, item)); });
    } else {
      return read_resilience(reader, key, value, config.resilience);
    }
    return true;
  });
  check_resilience(config.resilience, faults);
  return config;
}

std::optional<std::string> path_in(const Config& config, std::string_view path) {
  if (!config.above.empty()) return config.above + "/" + std::string(path);
  if (config.folder.empty()) return std::string(path);
  if (!path.starts_with(config.folder + "/")) return std::nullopt;
  return std::string(path.substr(config.folder.size() + 1));
}

const SystemConfig* system_of(const Config& config, std::string_view path) {
  const std::optional<std::string> written = path_in(config, path);
  if (!written) return nullptr;
  path = *written;
  for (const SystemConfig& system : config.systems) {
    for (std::string_view below : system.paths) {
      while (below.starts_with("./")) below.remove_prefix(2);
      while (below.ends_with('/')) below.remove_suffix(1);
      if (below.empty() || below == "." || path == below ||
          (path.starts_with(below) && path.size() > below.size() && path[below.size()] == '/'))
        return &system;
    }
  }
  return nullptr;
}

}  // namespace weir
