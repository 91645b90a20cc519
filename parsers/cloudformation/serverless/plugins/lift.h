#pragma once

#include <string>

#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {

/// A construct of the plugin serverless-lift, and what its main resource is called.
struct Construct {
  const Entry& entry;
  std::string id;
};

/// `${construct:key.variable}` is this resource, for each of the variables.
void call_construct(Service& service, const Construct& construct,
                    std::initializer_list<std::string_view> variables, const std::string& id);
/// What `extensions` says of a resource of the construct goes over what is made.
void extend_construct(Service& service, const Construct& construct, std::string_view part,
                      const std::string& id);

/// A bucket of files behind a distribution, which a `static-website` opens to everybody and a
/// `single-page-app` to the distribution alone.
void write_website(Service& service, const Construct& construct, bool open);
/// A distribution before the service's API, with a bucket for what does not change.
void write_server_side_website(Service& service, const Construct& construct);
/// An HTTP API that puts what others send on an event bus, with a function that lets them in.
void write_webhook(Service& service, const Construct& construct);

}  // namespace weir::cloudformation::serverless
