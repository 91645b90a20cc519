#pragma once

#include <string>
#include <string_view>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// Another account, which a principal names by its number or within an ARN; none if it names
/// something else. A declared role of that name is not it: that lies in the own account.
NodeId outside_account(Inference& inference, UnitId unit, const PolicyPattern& principal);

/// A service that comes by itself, by its principal (`bedrock.amazonaws.com` → `aws:bedrock`),
/// where tables/outside.yaml has it; none otherwise.
NodeId outside_service(Inference& inference, UnitId unit, const PolicyPattern& principal);

/// The name of a provider that a principal stands for: what its declaration says, or what its ARN
/// has after the kind; "" if it is none.
std::string provider_named(const Inference& inference, const PolicyPattern& principal);

/// Who signs people or pipelines in that a role trusts, by the ARN of a provider or a reference to
/// one; none if it names something else, or a cluster whose service accounts it signs in.
NodeId outside_provider(Inference& inference, UnitId unit, const PolicyPattern& principal);

/// How far those are to be trusted whom a provider signs in that a statement names: anybody has an
/// account with some, unless the subject says who comes; others are the organisation's own. "" if
/// that is not known.
std::string_view trust_in_signed_in(const Inference& inference, const PolicyStatement& statement,
                                    const PolicyPattern& principal);

/// Whoever a statement may speak of.
struct Caller {
  NodeId node;
  UnitId unit;                 ///< of the policy that is asked
  std::string_view text = {};  ///< as another statement of it names the caller, if one does
};

enum class Named { no, yes, unknown };

/// Whether a principal is the own account as a whole, or everybody.
Named names_account(const Inference& inference, UnitId unit, const PolicyPattern& principal);

/// Whether a statement is about the caller: its Principal names it, or its NotPrincipal does not.
/// O(principals), ARNs with wildcards: + nodes of the caller's concept.
Named is_about(Inference& inference, const PolicyStatement& statement, const Caller& caller);

/// The actor who is anybody; none if the catalogue has none.
NodeId public_actor(Inference& inference);
/// The actor who stands for the accounts of the organisation; none if the catalogue has none.
NodeId organisation_actor(Inference& inference);
/// Whether the caller is anybody from anywhere.
bool is_anybody(const Catalog& catalog, const GraphNode& caller);

}  // namespace weir
