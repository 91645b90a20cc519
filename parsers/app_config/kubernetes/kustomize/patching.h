#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// The documents of a file that holds a patch; nullptr if it cannot be read.
using ReadPatch = std::function<const std::vector<Document>*(std::string_view written, Span place)>;
using PatchFault = std::function<void(Span place, std::string message)>;

/// What patches of one unit have taken so far.
struct PatchWork {
  std::size_t steps = 0;  ///< objects that patches were held against
  std::size_t put = 0;    ///< values that they put into objects
};

/// The patches of a kustomization, applied to the objects that they are for.
class Patching {
 public:
  Patching(ResourceModel& model, SourceMap& sources, const ReadPatch& read, const PatchFault& fault, std::size_t room,
           PatchWork& work)
      : model_(model), sources_(sources), read_(read), fault_(fault), room_(room), work_(work) {}

  void run(const Document& kustomization, std::vector<Object>& objects);

 private:
  void from_file(const Document& document, NodeIndex path, NodeIndex target, std::vector<Object>& objects);
  void from_text(const Document& document, NodeIndex text, NodeIndex target, std::vector<Object>& objects);
  void listed_patches(const Document& kustomization, std::string_view key, std::vector<Object>& objects);
  void apply(const Document& patch, const Document& kustomization, NodeIndex target, Span place, std::vector<Object>& objects);

  ResourceModel& model_;
  SourceMap& sources_;
  const ReadPatch& read_;
  const PatchFault& fault_;
  std::size_t room_;
  PatchWork& work_;
};

}  // namespace weir::kubernetes::kustomize
