#include "parsers/app_config/software.h"

#include <optional>
#include <string>

#include "analyzer/base/glob.h"
#include "analyzer/model/image_name.h"

namespace weir::app_config {
namespace {

/// The image's name with `${}` for what is not known of it; "" if nothing is.
std::string written_image(const ValueStore& values, ValueId image) {
  if (values[image].kind == ValueKind::string) return std::string(values.string(image));
  std::string out;
  if (values[image].kind != ValueKind::text) return out;
  for (const ValueId part : values.items(image))
    out += values[part].kind == ValueKind::string ? std::string(values.string(part)) : "${}";
  return out;
}

/// Texts of a list, or a lone text.
std::vector<std::string_view> texts_at(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId found = values.find(map, key);
  if (!found.valid()) return {};
  std::vector<std::string_view> texts;
  const bool list = values[found].kind == ValueKind::list;
  for (const ValueId item : list ? values.items(found) : std::vector<ValueId>{found})
    texts.push_back(values.string(item));
  return texts;
}

/// Whether an argument or a setting makes it ask its callers.
bool is_closed(const ValueStore& values, const Catalog& catalog, const ImageRecord& record,
               ValueId container) {
  std::vector<std::string_view> said = texts_at(values, container, "command");
  for (const std::string_view argument : texts_at(values, container, "args")) said.push_back(argument);
  const ValueId environment = values.find(container, "environment");
  if (environment.valid() && values[environment].kind == ValueKind::list)
    for (const ValueId setting : values.items(environment))
      for (const std::string_view name : texts_at(values, setting, "name")) said.push_back(name);
  for (const Text glob : Catalog::slice(catalog.texts, record.unless))
    for (const std::string_view text : said)
      if (glob_match(catalog.text(glob), text, true)) return true;
  return false;
}

}  // namespace

void add_software(ResourceModel& model, const Catalog& catalog, ValueId container, bool configured,
                  std::vector<MapEntry>& entries) {
  ValueStore& values = model.values;
  const ValueId image = values.find(container, "image");
  if (!image.valid()) return;
  const Span span = values[image].span;
  const std::string written = written_image(values, image);
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
  if (!record->open) return;
  const bool closed = is_closed(values, catalog, *record, container);
  const ValueId asks = configured && !closed
                           ? values.add_unknown(UnknownKind::outside,
                                                "a file that it is given may configure it", "", span)
                           : values.add_boolean(closed, span);
  entries.push_back({"asks_callers", span, asks});
}

}  // namespace weir::app_config
