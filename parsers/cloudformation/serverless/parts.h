#pragma once

#include "parsers/cloudformation/serverless/service.h"

namespace weir::cloudformation::serverless {

// One function for each part of a service: it makes what the framework makes of it.

/// Whether the provider is the one that is read; says so if not.
bool names_provider(Service& service);
/// The constructs of the plugin serverless-lift: queues with their workers, buckets, tables. Before
/// the functions.
void write_constructs(Service& service);
/// The construct that makes a network for all functions, which is not read; not there if none does.
Part network_of_construct(Service& service);
/// Functions with their settings, log groups, addresses and destinations.
void write_functions(Service& service);
/// What the events of all functions ask for.
void write_events(Service& service);
/// The state machines of the plugin serverless-step-functions.
void write_state_machines(Service& service);
/// What the events of one of them, called `id`, ask for.
void write_machine_events(Service& service, const Entry& machine, const std::string& id);
/// The role that functions share, and those that single functions have. After the events, which
/// need permissions.
void write_roles(Service& service);
/// The GraphQL APIs of the plugin serverless-appsync-plugin. Before the functions, some of which
/// they describe.
void write_graph_apis(Service& service);
/// Methods of the REST API that lead to services, of the plugin
/// serverless-apigateway-service-proxy.
void write_service_proxies(Service& service);
/// The names of the plugin serverless-domain-manager. After what makes APIs.
void write_domains(Service& service);
/// The firewall that the plugin serverless-associate-waf puts before the REST API.
void write_rest_firewall(Service& service);
/// The stage of the REST API that http events imply, with what limits and logs it.
void write_rest_stage(Service& service);
/// Layers, and what is made in any case and only matters to those who name it.
void write_referred(Service& service);

/// The REST API that the service names, or the one that has been made; not there if it has none.
Part rest_api_id(Service& service);
/// `arn:…` of the function that a text names: its key, or an ARN; else what is written.
Part function_arn(Service& service, Part named);
/// The permission for a service to call a function.
void permit(Service& service, const Function& function, std::string_view id_end, Part principal,
            Part source_arn, Span place);
/// The logical id of the role of a function that has no `role` of its own.
std::string role_id(Service& service, const Function& function);

}  // namespace weir::cloudformation::serverless
