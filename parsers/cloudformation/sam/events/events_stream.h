#pragma once

#include "parsers/cloudformation/sam/events/event.h"

namespace weir::cloudformation::sam {

/// Makes the function take batches of the queue `arn` to which an event's topic sends; its role is
/// allowed to. `batch_size` may be missing.
void take_from_queue(Expansion& expansion, const Invoked& invoked, const Event& event, Part arn,
                     Part batch_size);

/// Adds an inline policy to the role of what is invoked, unless another event has added one with
/// the same document.
void add_policy(Expansion& expansion, const Invoked& invoked, Part policy);

}  // namespace weir::cloudformation::sam
