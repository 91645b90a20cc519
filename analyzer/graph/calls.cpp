#include "analyzer/graph/calls.h"

#include <algorithm>
#include <cctype>

#include "analyzer/base/glob.h"

namespace weir {

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

Calls::Calls(const Catalog& catalog) : catalog_(catalog) {
  for (const CallRecord& row : catalog.calls) {
    const std::string_view whole = catalog.text(row.call);
    const std::size_t open = whole.find('{'), sign = whole.find('=', std::min(open, whole.size()));
    if (sign == whole.npos || !whole.ends_with('}')) continue;
    asking_.push_back({whole.substr(0, open), whole.substr(open + 1, sign - open - 1),
                       whole.substr(sign + 1, whole.size() - sign - 2), whole});
  }
}

std::string Calls::with_arguments(const std::string& call,
                                  const std::function<std::string(std::string_view)>& said) const {
  for (const Asking& row : asking_)
    if (equal_but_for_case(row.call, call) && said(row.argument) == row.value)
      return std::string(row.row);
  return call;
}

std::string Calls::with_arguments(const ProgramCall& call) const {
  return with_arguments(call.call, [&](std::string_view name) {
    for (const ProgramArgument& argument : call.arguments)
      if (equal_but_for_case(argument.path, name) && !argument.value.open &&
          argument.value.kind == ProgramText::Kind::literal)
        return argument.value.text;
    return std::string();
  });
}

const CallMeaning& Calls::of(const std::string& call) {
  const auto [at, fresh] = known_.try_emplace(call);
  if (fresh) at->second = find(call);
  return at->second;
}

CallMeaning Calls::find(const std::string& call) const {
  CallMeaning meaning;
  const CallRecord* row = row_of(call);
  if (row != nullptr && row->nothing) {
    meaning.known = true;
    if (!row->target.languages.empty()) towards_named(meaning, *row);
    return meaning;
  }
  const std::string_view named = row != nullptr ? catalog_.text(row->action) : std::string_view();
  const ActionRecord* action = action_of(named.empty() ? std::string_view(call) : named);
  if (row != nullptr && row->kind.valid()) {
    meaning.kind = row->kind;
    meaning.data = row->data;
  } else if (action != nullptr) {
    meaning.kind = action->kind;
    meaning.data = action->data;
  }
  meaning.known = meaning.kind.valid();
  if (row != nullptr && !row->target.languages.empty()) {
    towards_named(meaning, *row);
  } else if (row != nullptr && row->as.valid()) {
    towards_service(meaning, row->as);
  } else if (action != nullptr) {
    for (const ConceptId id : Catalog::slice(catalog_.concept_refs, action->to))
      towards_service(meaning, id);
  }
  return meaning;
}

void Calls::towards_named(CallMeaning& meaning, const CallRecord& row) {
  meaning.to.kind = EndKind::selected;
  meaning.to.selector = row.target;
  meaning.to.as = row.as;
}

const CallRecord* Calls::row_of(const std::string& call) const {
  for (const CallRecord& row : catalog_.calls)
    if (glob_match(catalog_.text(row.call), call, true)) return &row;
  return nullptr;
}

const ActionRecord* Calls::action_of(std::string_view action) const {
  for (const ActionRecord& record : catalog_.actions)
    if (equal_but_for_case(catalog_.text(record.action), action)) return &record;
  return nullptr;
}

/// A service that there is only one of needs no argument to be named.
void Calls::towards_service(CallMeaning& meaning, ConceptId concept_id) const {
  for (std::size_t i = 0; i < catalog_.fixed_outside.size(); ++i) {
    if (catalog_.fixed_outside[i].concept_id != concept_id) continue;
    meaning.to.kind = EndKind::outside;
    meaning.to.index = static_cast<std::uint32_t>(i);
  }
}

}  // namespace weir
