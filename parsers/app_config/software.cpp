#include "parsers/app_config/software.h"

#include <algorithm>
#include <optional>
#include <string>

#include "analyzer/base/glob.h"
#include "analyzer/model/image_name.h"

namespace weir::app_config {
namespace {

/// A text with `${}` for what is not known of it; "" if nothing is.
std::string written_text(const ValueStore& values, ValueId text) {
  if (values[text].kind == ValueKind::string) return std::string(values.string(text));
  std::string out;
  if (values[text].kind != ValueKind::text) return out;
  for (const ValueId part : values.items(text))
    out += values[part].kind == ValueKind::string ? std::string(values.string(part)) : "${}";
  return out;
}

/// Texts of a list, or a lone text.
std::vector<std::string> texts_at(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId found = values.find(map, key);
  if (!found.valid()) return {};
  std::vector<std::string> texts;
  const bool list = values[found].kind == ValueKind::list;
  for (const ValueId item : list ? values.items(found) : std::vector<ValueId>{found}) texts.push_back(written_text(values, item));
  return texts;
}

bool fits_any(const Catalog& catalog, Range globs, std::string_view text, bool case_aside) {
  const auto all = Catalog::slice(catalog.texts, globs);
  return std::any_of(all.begin(), all.end(), [&](const Text glob) {
    return glob_match(catalog.text(glob), text, case_aside);
  });
}

/// What its arguments and settings say of its callers.
struct Asking {
  bool closed = false;   ///< one makes it ask them
  bool unknown = false;  ///< one is not known, and may
};

Asking asking_of(const ValueStore& values, const Catalog& catalog, const ImageRecord& record, ValueId container) {
  Asking asking;
  const auto hear = [&](const std::string& text, bool argument) {
    asking.closed = asking.closed || fits_any(catalog, record.unless, text, true);
    asking.unknown = asking.unknown || (argument && (text.empty() || text == "${}"));
  };
  for (const char* key : {"entrypoint", "command", "args"})
    for (const std::string& argument : texts_at(values, container, key)) hear(argument, true);
  const ValueId environment = values.find(container, "environment");
  if (environment.valid() && values[environment].kind == ValueKind::list)
    for (const ValueId setting : values.items(environment))
      for (const std::string& name : texts_at(values, setting, "name")) hear(name, false);
  return asking;
}

/// Whether its password is one that everybody tries first, where the password stands; none if it has none that is
/// known.
std::optional<ValueId> usual_login(ValueStore& values, const Catalog& catalog,
                                   const ImageRecord& record, ValueId container, bool configured,
                                   Span image) {
  if (record.login.empty()) return std::nullopt;
  const ValueId environment = values.find(container, "environment");
  const bool known = environment.valid() && values[environment].kind == ValueKind::list;
  for (const ValueId setting : known ? values.items(environment) : std::vector<ValueId>{}) {
    const ValueId name = values.find(setting, "name"), given = values.find(setting, "value");
    if (!name.valid() || !given.valid() || !fits_any(catalog, record.login, values.string(name), false))
      continue;
    const Value held = values[given];
    if (held.kind != ValueKind::string)
      return values.add_unknown(UnknownKind::outside, "its password is not known", "", held.span);
    const bool usual = fits_any(catalog, record.usual, values.string(given), false);
    return values.moved(values.add_boolean(usual, held.span), held.span, held.origin);
  }
  if (!record.comes_usual) return std::nullopt;
  if (configured || !known)
    return values.add_unknown(UnknownKind::outside, "something else may give it its password", "", image);
  return values.add_boolean(true, image);
}

}  // namespace

void add_software(ResourceModel& model, const Catalog& catalog, ValueId container, bool configured,
                  std::vector<MapEntry>& entries) {
  ValueStore& values = model.values;
  const ValueId image = values.find(container, "image");
  if (!image.valid()) return;
  const Span span = values[image].span;
  const std::string written = written_text(values, image);
  const std::optional<ImageName> name = image_name(written);
  if (written.empty() || (name && name->repository.find("${") != std::string::npos)) {
    const std::string why = "the image is known only once it is deployed";
    for (const char* key : {"software", "is"})
      entries.push_back({key, span, values.add_unknown(UnknownKind::outside, why, "", span)});
    return;
  }
  const ImageRecord* record = name ? image_record(catalog, name->repository) : nullptr;
  if (record == nullptr) return;
  const auto add = [&](const char* key, std::string_view text) {
    entries.push_back({key, span, values.add_string(std::string(text), span)});
  };
  add("software", catalog.text(record->software));
  if (record->is.valid()) add("is", catalog.name(record->is));
  if (const auto usual = usual_login(values, catalog, *record, container, configured, span))
    entries.push_back({"usual_login", values[*usual].span, *usual});
  if (!record->open) return;
  const Asking asking = asking_of(values, catalog, *record, container);
  const char* why = configured ? "a file that it is given may configure it" : "not all of its arguments are known";
  const bool unknown = !asking.closed && !record->unless.empty() && (configured || asking.unknown);
  const ValueId asks = unknown ? values.add_unknown(UnknownKind::outside, why, "", span) : values.add_boolean(asking.closed, span);
  entries.push_back({"asks_callers", span, asks});
}

}  // namespace weir::app_config
