// mutating(tool function) = whether calling it changes anything: by its HTTP method where it has
// one, else by the first word of its name in the catalogue's table of verbs. A verb that the table
// does not know: unknown.
#include <cctype>

#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

/// `bookAppointment`, `book_appointment`, `Book-Appointment` → `book`.
std::string first_word(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) == 0) {
      if (!out.empty()) break;
      continue;
    }
    if (std::isupper(letter) != 0 && !out.empty()) break;
    out += static_cast<char>(std::tolower(letter));
  }
  return out;
}

}  // namespace

PropertyColumn compute_mutating(const Dfd& dfd, const Catalog& catalog) {
  const LabelId label = catalog.label("tool_function");
  const PropertyId method = catalog.property("method");
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    if (dfd.nodes[i].kind != GraphNodeKind::item || !has_label(dfd, catalog, NodeId(i), label))
      continue;
    const PropertyValue* http = find_property(dfd.nodes[i].properties, method);
    if (http != nullptr && http->state == PropertyState::text) {
      column.put(i, derived_boolean(http->text != "GET" && http->text != "HEAD" && http->text != "OPTIONS"));
      continue;
    }
    const std::string verb = first_word(dfd.nodes[i].name);
    column.put(i, derived_unknown("the table of verbs does not know \"" + verb + "\""));
    for (const VerbRecord& record : catalog.verbs)
      if (catalog.text(record.verb) == verb) column.put(i, derived_boolean(record.mutating));
  }
  return column;
}

}  // namespace weir
