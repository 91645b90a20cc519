#include "analyzer/catalog/figures.h"

namespace weir {

FigureCatalog view(const FigureTables& tables) {
  return {tables.availability, tables.recovery, tables.dependencies, tables.practices,
          tables.objective_tags};
}

std::size_t write(const FigureTables& tables, BlobWriter& writer) {
  writer.table(tables.availability);
  writer.table(tables.recovery);
  writer.table(tables.dependencies);
  writer.table(tables.practices);
  writer.table(tables.objective_tags);
  return 5;
}

std::size_t read_figures(BlobReader& reader, std::size_t first, FigureCatalog& figures) {
  figures.availability = reader.table<AvailabilityFigure>(first);
  figures.recovery = reader.table<RecoveryMechanism>(first + 1);
  figures.dependencies = reader.table<DependencyRow>(first + 2);
  figures.practices = reader.table<PracticeRecord>(first + 3);
  figures.objective_tags = reader.table<ObjectiveTag>(first + 4);
  return 5;
}

FigureTables copy(const FigureCatalog& figures) {
  return {{figures.availability.begin(), figures.availability.end()},
          {figures.recovery.begin(), figures.recovery.end()},
          {figures.dependencies.begin(), figures.dependencies.end()},
          {figures.practices.begin(), figures.practices.end()},
          {figures.objective_tags.begin(), figures.objective_tags.end()}};
}

}  // namespace weir
