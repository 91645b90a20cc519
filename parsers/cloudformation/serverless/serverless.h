#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "parsers/cloudformation/cloudformation.h"

namespace weir::cloudformation {

/// What a template that was made of a service says of itself under `Metadata`, for those who link
/// it with others: the name that its stack gets and its Region where they are known, and what its
/// parameters stand for: `{name: {as, of, in}}`, a kind and a name of what others offer, and the
/// Region in which it is looked up if that is written.
inline constexpr std::string_view kStackNameOfService = "Service::StackName";
inline constexpr std::string_view kRegionOfService = "Service::Region";
inline constexpr std::string_view kLinksOfService = "Service::Links";
/// Kinds of what a service's outputs are offered as: `stack.Output`, and by the folder,
/// `folder\nOutput`.
inline constexpr std::string_view kOutputOfStack = "stack", kOutputOfFolder = "service";

/// Whether a file of this name may be a service of the Serverless Framework: `serverless.yml`,
/// `serverless.yaml`, `serverless.json`, `serverless.….yml`.
bool may_be_service(std::string_view path);
/// The same of a service that is a program, which is not read: `serverless.ts`, `serverless.js`.
bool is_service_program(std::string_view path);
/// Whether it is one: its root has a `service` and a `provider`.
bool is_service(const Document& document, std::string_view path);

/// Paths of the files that a service's variables name and that are not among `files`; once these
/// are there, they may name more.
std::set<std::string> files_of_service(const Document& service, SourceMap& sources,
                                       const LocalFiles& files);

/// A service as the template that the framework makes of it: what stands under `resources`, merged
/// over the functions, the role, and what events ask for. Functions are called by their keys, an
/// implied bucket `s3:name`. Everything leads to the text that asks for it. None: the document is
/// no service.
std::optional<Document> with_service_written(const Document& document, SourceMap& sources,
                                             const LocalFiles& files, std::vector<FileId>& included,
                                             Diagnostics& diagnostics);

}  // namespace weir::cloudformation
