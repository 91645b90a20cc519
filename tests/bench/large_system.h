#pragma once

#include <string>

/// A template of about `resources` resources in services of seventeen that are wired as such
/// services are: an API with its route, a function behind it, a queue with dead letters and its
/// consumer in a VPC, a table, a bucket, a topic, roles with narrow policies, an alarm, logs. All
/// in one VPC and one unit.
std::string large_system(int resources);
