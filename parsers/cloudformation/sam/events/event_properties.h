#pragma once

#include <span>
#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/events/event.h"

namespace weir::cloudformation::sam {

/// Says what is wrong with an event: "… needs a Topic". `part` is what is wrong; it may be missing.
void wrong(Expansion& expansion, const Invoked& invoked, const Event& event, Part part,
           const std::string& what);
/// The event's property of this name.
Part own(Expansion& expansion, const Event& event, std::string_view key);

/// Makes a resource of the invoked one, or gives new properties to the one of this id and type that
/// an earlier event has made. Returns the resource.
Part make_or_replace(Expansion& expansion, const Invoked& invoked, std::string id,
                     std::string_view type, Part properties, Span place);

/// A policy document of these statements, with a name.
Part policy(const Maker& maker, std::string_view name, Part statements);
/// A statement that allows these actions.
Part allow(const Maker& maker, std::span<const std::string_view> actions, Part resource);

}  // namespace weir::cloudformation::sam
