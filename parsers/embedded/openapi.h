#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Brings the description of an API (OpenAPI 3 or Swagger 2 with API Gateway's extensions: a map,
/// or a JSON or YAML text; a text that is a whole file is a string whose span is that file) into
/// one regular form, spans kept:
///
///     {operations: [{path, method, authorizer, scheme, api_key, integration, uri | call,
///     arguments,
///                    link, credentials, timeout, transfer}],
///      schemes: [{name, authorizer, uri, credentials, providers: [..], issuer}],
///      servers: [{url, …}],
///      cors: [{path, origins: [..], methods: [..], credentials}]}
///
/// Keys are absent where they are absent. `$ref`s within the document are followed.
///
/// - `method`: in capitals; "*" for x-amazon-apigateway-any-method. `name`: "GET /path".
/// - `authorizer`: who checks callers: none | sigv4 | cognito_user_pools | token | request | jwt |
///   custom …, by the operation's security and the scheme that it names (`scheme`); `api_key`:
///   whether a key is asked for. Unknown where only the root asks for something (REST APIs ignore
///   that), or a scheme of no known meaning is named.
/// - `integration`: its type in lower case. `uri` as written, or, of an operation of a service
///   (`…:sqs:action/SendMessage`, integrationSubtype), `call`: "service:Operation" with
///   `arguments`, as far as parameters and mapping templates write them out; what the request
///   chooses is unknown(computed). `link`: what a private integration leads to. `timeout`:
///   milliseconds.
/// - `schemes`: those that have an authorizer of their own. `servers`: as written, of the document.
/// - `cors`: whose pages browsers are told to let call: what the document says for the whole API
///   (without a path), and the headers that an operation's integration gives its answers (unknown
///   where they are taken from what it answers).
///
/// What is malformed is a diagnostic (openapi-form) with its place, and unknown(invalid) there; the
/// rest is read all the same. O(parts of the document).
ValueId normalise_openapi(ResourceModel& model, SourceMap& sources, ValueId value);

}  // namespace weir
