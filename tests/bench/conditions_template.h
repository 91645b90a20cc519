#pragma once

#include <string>

/// A template in which everything meets: a public function with access to `count` stores, each fed
/// by a queue and its consumer. With `conditions` each store, consumer and permission is there
/// under a condition of its own that nothing decides, and each queue's settings are one of two;
/// without, the same resources are simply there. Either way there are findings.
std::string conditions_template(int count, bool conditions);
