#pragma once

#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {

/// What an event starts: a function, its alias, or a state machine.
struct Invoked {
  const Macro& owner;
  std::string id;  ///< of the alias if there is one, else of the owner
  Role& role;

  bool is_alias() const { return id != owner.id; }
};

/// An entry of `Events`.
struct Event {
  std::string name;  ///< its key
  std::string id;    ///< the owner's id and its key: what is made for it begins so
  Span place;        ///< of its key
  std::string type;  ///< `Api`
  Part properties;   ///< may be missing

  /// The id of the resource whose event it is.
  std::string owner() const { return id.substr(0, id.size() - name.size()); }
};

/// The ARN of what is invoked.
Part arn_of(const Maker& maker, const Invoked& invoked);

/// Allows a service to invoke the function: a permission with the id of the event, "Permission" and
/// `suffix`. `source_arn` and `source_account` may be missing.
Part permit(Expansion& expansion, const Invoked& invoked, const Event& event,
            std::string_view principal, Part source_arn = {}, std::string_view suffix = {},
            Part source_account = {});

/// Expands every event of a function, of which `invoked` is the function or its alias.
void expand_function_events(Expansion& expansion, const Invoked& invoked);
/// The same, of a state machine.
void expand_state_machine_events(Expansion& expansion, const Invoked& invoked);

}  // namespace weir::cloudformation::sam
