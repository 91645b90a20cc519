#pragma once

#include "analyzer/graph/inference.h"
#include "analyzer/model/program.h"

/// The inference passes, in the order in which build.cpp runs them.
namespace weir {

/// Resources → nodes with kinds, labels and properties; merged and not modelled ones; names.
/// O(resources).
void infer_resources(Inference& inference);
/// Where providers' configurations say that things are deployed. O(resources).
void infer_regions(Inference& inference);
/// Entries of list- and map-valued attributes → item nodes, `has` edges. O(items).
void infer_items(Inference& inference);
/// Attachments that resources declare. O(edges).
void infer_attachments(Inference& inference);
/// Routes, gateways, lists, groups and addresses → what subnets are, `reachable_from_internet`,
/// `exposes` edges and entries. O(elements × (subnets + rules of their groups)), at most three
/// million of them.
void infer_network(Inference& inference);
/// Flows that resources declare; an entry is narrowed to where it is reachable. O(edges).
void infer_wiring(Inference& inference);
/// Replicas that things have in other Regions → nodes and flows. O(elements + replicas).
void infer_copies(Inference& inference);
/// Which account numbers are the own ones. O(resources).
void infer_accounts(Inference& inference);
/// Pipelines that sign in with a role that only deployment knows → the one role that trusts their
/// provider; paths that they deploy → flows to what runs programs there, at most 16 a unit.
/// O(pipelines × trust statements + steps).
void infer_pipelines(Inference& inference);
/// Policies of resources that name the element from which calls come → flows, where none is
/// declared. O(statements of resources).
void infer_admitted(Inference& inference);
/// Policy statements → access of identities and of principals that resource policies name.
/// O(statements × actions).
void infer_identity(Inference& inference);
/// Values that name what a process works with, joined with its access → flows. O(values + access).
void infer_configuration(Inference& inference);
/// What the source of programs, where it is understood, does not do with a thing that a wildcard
/// allows it to do anything with: settings draw no such flow. O(functions + calls).
void infer_source_limits(Inference& inference, const Programs& programs);
/// What the source of programs calls → flows of those whose they are. O(functions + calls).
void infer_source(Inference& inference, const Programs& programs);
/// Model identifiers in configuration → the models behind calls. O(values).
void infer_models(Inference& inference);
/// Flows that only a permission allows, for people; none where a narrower target is named.
/// O(access), at most a few targets each.
void infer_possible(Inference& inference);
/// What the users and permission sets of people may do → possible flows of people, at most 16 for
/// each permission. O(identities of people × access).
void infer_people(Inference& inference);
/// Roles for managed services that whoever calls one hands over → what it does with them. O(trust
/// statements × calls of managed services + their access).
void infer_service_roles(Inference& inference);
/// Region, account, system and the fixed boundaries. O(nodes).
void infer_boundaries(Inference& inference);
/// Settings → which of their texts look like secrets; those are not kept. O(items).
void infer_secret_texts(Inference& inference);
/// Tags, names, fields, kinds and declarations → data classes and sensitivity of elements, with
/// reasons; what flows carry. O((nodes + flows) × rules).
void infer_classification(Inference& inference);
/// Protocols, listeners, settings and policies → whether flows are encrypted and their callers
/// known, with reasons. O(rows × (flows + items)).
void infer_transport(Inference& inference);

}  // namespace weir
