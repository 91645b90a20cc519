#include "analyzer/driver/resilience_config.h"

#include <charconv>

#include "analyzer/base/duration.h"
#include "analyzer/driver/config.h"

namespace weir {
namespace {

using resilience::Declarations;

std::optional<double> read_number(OwnDocument& reader, NodeIndex node, std::string_view what, double least, double most) {
  const std::string text = reader.text(node, what);
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size() && number >= least && number <= most) return number;
  if (!text.empty())
    reader.fault(node, std::string(what) + " must be a number from " + std::to_string(static_cast<int>(least)) + " to " +
                           std::to_string(static_cast<int>(most)) + ", not \"" + text + "\"");
  return std::nullopt;
}

std::optional<double> read_time(OwnDocument& reader, NodeIndex node, std::string_view what) {
  const std::string text = reader.text(node, what);
  const std::optional<double> time = read_duration(text);
  if (!time && !text.empty())
    reader.fault(node, std::string(what) + " must be a duration with its unit, such as 15 min or 4 h, not \"" + text + "\"");
  return time;
}

/// A text, or a list of them.
std::vector<std::string> read_globs(OwnDocument& reader, NodeIndex node, std::string_view what) {
  std::vector<std::string> globs;
  if (reader.document()[node].kind != NodeKind::list) return {reader.text(node, what)};
  reader.list(node, what, [&](NodeIndex item) { globs.push_back(reader.text(item, what)); });
  return globs;
}

bool read_target_key(OwnDocument& reader, std::string_view key, NodeIndex value, resilience::Target& target) {
  if (key == "rto") target.rto = read_time(reader, value, "rto");
  if (key == "rpo") target.rpo = read_time(reader, value, "rpo");
  return key == "rto" || key == "rpo";
}

resilience::ObjectiveDeclaration read_objective(OwnDocument& reader, NodeIndex node) {
  resilience::ObjectiveDeclaration objective;
  objective.span = reader.document().span(node);
  const auto disruption = [&](std::string_view key, NodeIndex value) {
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      if (kDisruptionNames[i] != key) continue;
      reader.map(value, key, "rto, rpo", [&](std::string_view inner, NodeIndex time) {
        return read_target_key(reader, inner, time, objective.of[i]);
      });
      return true;
    }
    return false;
  };
  reader.map(node, "an entry of objectives",
             "system, address, journey, tier, availability, rto, rpo, software, hardware, zone, region",
             [&](std::string_view key, NodeIndex value) {
               if (key == "system")
                 objective.system = reader.text(value, "system");
               else if (key == "address")
                 objective.address = reader.text(value, "address");
               else if (key == "journey")
                 objective.journey = reader.text(value, "journey");
               else if (key == "tier")
                 objective.tier = read_number(reader, value, "tier", 0, 9);
               else if (key == "availability")
                 objective.availability = read_number(reader, value, "availability", 0, 100);
               else
                 return read_target_key(reader, key, value, objective.any) || disruption(key, value);
               return true;
             });
  const int scopes = int(!objective.system.empty()) + int(!objective.address.empty()) + int(!objective.journey.empty());
  if (scopes != 1) reader.fault(node, "an entry of objectives needs one of system, address, journey");
  bool says = objective.tier || objective.availability || objective.any.rto || objective.any.rpo;
  for (const resilience::Target& target : objective.of) says = says || target.rto || target.rpo;
  if (!says) reader.fault(node, "an entry of objectives needs a tier, an availability, an rto or an rpo");
  return objective;
}

resilience::JourneyDeclaration read_journey(OwnDocument& reader, NodeIndex node) {
  resilience::JourneyDeclaration journey;
  journey.span = reader.document().span(node);
  reader.map(node, "an entry of journeys", "name, entry, through", [&](std::string_view key, NodeIndex value) {
    if (key == "name")
      journey.name = reader.text(value, "name");
    else if (key == "entry")
      journey.entries = read_globs(reader, value, "entry");
    else if (key == "through")
      journey.through = read_globs(reader, value, "through");
    else
      return false;
    return true;
  });
  if (journey.name.empty()) reader.fault(node, "an entry of journeys needs a name");
  if (journey.entries.empty()) reader.fault(node, "an entry of journeys needs an entry");
  return journey;
}

resilience::DependencyDeclaration read_dependency_of(OwnDocument& reader, NodeIndex node) {
  resilience::DependencyDeclaration dependency;
  dependency.span = reader.document().span(node);
  using Kind = resilience::DependencyKind;
  reader.map(node, "an entry of dependencies", "from, on, is, reason", [&](std::string_view key, NodeIndex value) {
    if (key == "from") {
      dependency.from = reader.text(value, "from");
    } else if (key == "on") {
      dependency.on = read_globs(reader, value, "on");
    } else if (key == "reason") {
      dependency.reason = reader.text(value, "reason");
    } else if (key == "is") {
      const std::string is = reader.text(value, "is");
      if (is != "hard" && is != "soft" && is != "alternative")
        reader.fault(value, "is must be hard, soft or alternative, not \"" + is + "\"");
      dependency.is = is == "soft" ? Kind::soft : is == "alternative" ? Kind::alternative : Kind::hard;
    } else {
      return false;
    }
    return true;
  });
  if (dependency.from.empty() || dependency.on.empty())
    reader.fault(node, "an entry of dependencies needs from and on");
  if (dependency.reason.empty()) reader.fault(node, "an entry of dependencies needs a reason");
  return dependency;
}

resilience::FigureDeclaration read_figure(OwnDocument& reader, NodeIndex node) {
  resilience::FigureDeclaration figure;
  figure.span = reader.document().span(node);
  reader.map(node, "an entry of figures", "mechanism, address, type, availability, rto, rpo, source",
             [&](std::string_view key, NodeIndex value) {
               if (key == "mechanism")
                 figure.mechanism = reader.text(value, "mechanism");
               else if (key == "address")
                 figure.address = reader.text(value, "address");
               else if (key == "type")
                 figure.type = reader.text(value, "type");
               else if (key == "availability")
                 figure.availability = read_number(reader, value, "availability", 0, 100);
               else if (key == "rto")
                 figure.rto = read_time(reader, value, "rto");
               else if (key == "rpo")
                 figure.rpo = read_time(reader, value, "rpo");
               else if (key == "source")
                 figure.source = reader.text(value, "source");
               else
                 return false;
               return true;
             });
  const bool times = figure.rto || figure.rpo;
  if (figure.availability.has_value() == times || times == figure.mechanism.empty())
    reader.fault(node, "an entry of figures needs an availability, or a mechanism with rto or rpo");
  if (figure.availability && figure.address.empty() && figure.type.empty())
    reader.fault(node, "an availability in figures needs an address or a type");
  if (figure.source.empty()) reader.fault(node, "an entry of figures needs a source");
  return figure;
}

resilience::PracticeDeclaration read_practice_of(OwnDocument& reader, NodeIndex node) {
  resilience::PracticeDeclaration practice;
  practice.span = reader.document().span(node);
  reader.map(node, "an entry of practices", "practice, evidence, date", [&](std::string_view key, NodeIndex value) {
    if (key == "practice") {
      practice.practice = reader.text(value, "practice");
    } else if (key == "evidence") {
      practice.evidence = reader.text(value, "evidence");
    } else if (key == "date") {
      practice.date = reader.text(value, "date");
      if (!is_date(practice.date))
        reader.fault(value, "date must be a date written YYYY-MM-DD, not \"" + practice.date + "\"");
    } else {
      return false;
    }
    return true;
  });
  if (practice.practice.empty() || practice.evidence.empty())
    reader.fault(node, "an entry of practices needs a practice and its evidence");
  return practice;
}

}  // namespace

bool read_resilience(OwnDocument& reader, std::string_view key, NodeIndex value, Declarations& said) {
  const auto each = [&](auto& list, auto read) {
    reader.list(value, key, [&](NodeIndex item) { list.push_back(read(reader, item)); });
    return true;
  };
  if (key == "objectives") return each(said.objectives, read_objective);
  if (key == "journeys") return each(said.journeys, read_journey);
  if (key == "dependencies") return each(said.dependencies, read_dependency_of);
  if (key == "figures") return each(said.figures, read_figure);
  return key == "practices" && each(said.practices, read_practice_of);
}

void check_resilience(const Declarations& said, Diagnostics& faults) {
  for (const resilience::ObjectiveDeclaration& objective : said.objectives) {
    bool known = objective.journey.empty();
    for (const resilience::JourneyDeclaration& journey : said.journeys)
      known = known || journey.name == objective.journey;
    if (!known)
      faults.push_back({Level::error, objective.span, "configuration",
                        "no entry of journeys is called \"" + objective.journey + "\""});
  }
}

void check_resilience_names(const Declarations& said, const Catalog& catalog, const FigureCatalog& figures, Diagnostics& faults) {
  const auto check = [&](const std::string& name, Span span, std::string_view what, const auto& rows) {
    std::string known;
    for (const auto& row : rows) {
      if (catalog.text(row.id) == name) return;
      known += (known.empty() ? "" : ", ") + std::string(catalog.text(row.id));
    }
    faults.push_back({Level::error, span, "configuration", "unknown " + std::string(what) + " \"" + name + "\"; expected one of " + known});
  };
  for (const resilience::FigureDeclaration& figure : said.figures)
    if (!figure.mechanism.empty()) check(figure.mechanism, figure.span, "mechanism", figures.recovery);
  for (const resilience::PracticeDeclaration& practice : said.practices)
    check(practice.practice, practice.span, "practice", figures.practices);
}

}  // namespace weir
