#include "parsers/app_config/kubernetes/skaffold.h"

namespace weir::kubernetes {
namespace {

constexpr std::string_view kSkaffold = "skaffold/";

std::string_view text_of_entry(const Document& document, NodeIndex map, std::string_view key) {
  const NodeIndex node = find_entry(document, map, key);
  return node != kNoNode && document[node].kind == NodeKind::string ? document.text(node)
                                                                    : std::string_view();
}

/// An image's name without its tag and digest; a colon before the last slash is a port's.
std::string_view without_tag(std::string_view image) {
  image = image.substr(0, image.find('@'));
  const std::size_t colon = image.rfind(':'), slash = image.rfind('/');
  const bool tagged = colon != image.npos && (slash == image.npos || colon > slash);
  return tagged ? image.substr(0, colon) : image;
}

}  // namespace

void add_built_images(const Document& document, BuiltImages& images) {
  if (document.empty() || document[0].kind != NodeKind::map ||
      !text_of_entry(document, 0, "apiVersion").starts_with(kSkaffold))
    return;
  const NodeIndex build = find_entry(document, 0, "build");
  const NodeIndex artifacts = build == kNoNode ? build : find_entry(document, build, "artifacts");
  if (artifacts == kNoNode || document[artifacts].kind != NodeKind::list) return;
  for (const NodeIndex artifact : children(document, artifacts)) {
    const std::string_view image = text_of_entry(document, artifact, "image");
    if (!image.empty()) images.emplace(image);
  }
}

ValueId with_tag_of_build(ValueStore& values, const BuiltImages& images, ValueId image) {
  if (images.empty() || values[image].kind != ValueKind::string) return image;
  const std::string name(without_tag(values.string(image)));
  if (!images.contains(name)) return image;
  const Span span = values[image].span;
  return values.add_text({values.add_string(name + ":", span),
                          values.add_unknown(UnknownKind::computed, "skaffold gives each build a tag of its own", "", span)},
                         span);
}

}  // namespace weir::kubernetes
