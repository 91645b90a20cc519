#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/analysis/properties.h"
#include "analyzer/catalog/figures.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/model/resource_model.h"
#include "analyzer/resilience/declared.h"

namespace weir::resilience {

/// What everything here is computed from.
struct Input {
  const Properties& properties;
  const FigureCatalog& figures;
  const ResourceModel& model;
  const std::vector<DeclaredOf>& declared;

  const Dfd& dfd() const { return properties.dfd(); }
  const Catalog& catalog() const { return properties.catalog(); }
};

/// Whether the node is of one of the units that declarations are about.
bool concerns(const DeclaredOf& declared, const Dfd& dfd, NodeId node);

/// Whether a glob of a declaration means the node: its address, with or without the unit's path.
bool means(std::string_view glob, const Dfd& dfd, NodeId node);

/// Whether it is there in some configuration, and drawn: not what holds it together.
bool is_there(const Dfd& dfd, NodeId node);

/// How many copies fail by themselves; none if that is not known.
std::optional<double> copies_of(const Input& input, NodeId node);

/// "CloudFront distribution" as the concept's words say it; the type as written without one.
std::string kind_of(const Input& input, NodeId node);

}  // namespace weir::resilience
