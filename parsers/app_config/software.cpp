#include "parsers/app_config/software.h"

#include <optional>
#include <string>

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

}  // namespace

void add_software(ResourceModel& model, const Catalog& catalog, ValueId image,
                  std::vector<MapEntry>& entries) {
  ValueStore& values = model.values;
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
}

}  // namespace weir::app_config
