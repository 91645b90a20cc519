#include "parsers/cloudformation/serverless/variables/resolved.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/rewriting/rewriting.h"
#include "parsers/cloudformation/serverless/variables/sources.h"

namespace weir::cloudformation::serverless {
namespace {

/// What stands there for variables to name, and what only the framework's tools read.
constexpr std::array<std::string_view, 6> kNotDeployed = {
    "params", "frameworkVersion", "package", "configValidationMode", "useDotenv", "build"};
constexpr std::string_view kNamed = "custom";
/// What plugins deploy of what else stands there only for variables to name.
constexpr std::array<std::string_view, 5> kPluginsDeploy = {
    "appSync", "apiGatewayServiceProxies", "customDomain", "customDomains", "associateWaf"};

bool is_function(std::string_view tag) { return tag.size() > 1 && tag[0] == '!' && tag[1] != '!'; }

/// `${` that Sub must not read.
std::string escaped_for_sub(std::string text) {
  for (std::size_t at = text.find("${"); at != text.npos; at = text.find("${", at + 3))
    text.insert(at + 2, "!");
  return text;
}

class Resolving {
 public:
  Resolving(const Document& service, SourceMap& sources, const LocalFiles& files,
            Diagnostics& diagnostics)
      : out_(service, sources),
        files_(service, sources, files, out_, diagnostics),
        notes_("service"),
        variables_(files_, notes_),
        diagnostics_(diagnostics) {}

  void run() {
    const Placed& root = files_.root();
    const Document& document = *root.document;
    const NodeIndex opened = out_.open(root, 0);
    for (const NodeIndex entry : children(document, 0)) {
      const std::optional<EntryParts> parts = parts_of(document, entry);
      const std::string_view key = parts ? document.text(parts->key) : std::string_view();
      const bool deployed =
          std::find(kNotDeployed.begin(), kNotDeployed.end(), key) == kNotDeployed.end();
      if (parts && key == kNamed) {
        copy_named({&root, entry}, *parts);
      } else if (parts && deployed) {
        copy_entry({&root, entry}, *parts, false);
      } else {
        out_.copy(root, entry);
      }
    }
    out_.close(opened);
    if (stopped_ || variables_.exhausted())
      diagnostics_.push_back(
          {Level::warning, document.span(0), "budget",
           "the service's variables would become more than its budget; some are left"});
    for (Diagnostic& diagnostic : notes_.take()) diagnostics_.push_back(std::move(diagnostic));
  }

  ResolvedService finish() {
    return {out_.finish(), std::move(open_), variables_.links(), files_.read()};
  }
  const std::set<std::string>& wanted() const { return files_.wanted(); }

 private:
  /// `custom`, or the file that holds it: as it is written, but for what plugins deploy.
  void copy_named(const NodePlace& entry, const EntryParts& parts) {
    const NodePlace named = variables_.settled({entry.file, parts.value});
    if (named.file == nullptr || named.kind() != NodeKind::map)
      return out_.copy(*entry.file, entry.node);
    const NodeIndex opened = out_.open(*entry.file, entry.node);
    out_.copy(*entry.file, parts.key);
    const NodeIndex map = out_.open(*named.file, named.node);
    for (const NodeIndex one : children(named.document(), named.node)) {
      const std::optional<EntryParts> inner = parts_of(named.document(), one);
      const std::string_view key = inner ? named.document().text(inner->key) : std::string_view();
      const bool deployed =
          std::find(kPluginsDeploy.begin(), kPluginsDeploy.end(), key) != kPluginsDeploy.end();
      if (inner && deployed)
        copy_entry({named.file, one}, *inner, false);
      else
        out_.copy(*named.file, one);
    }
    out_.close(map);
    out_.close(opened);
  }

  void copy(const NodePlace& place, bool in_sub) {
    if (out_.nodes() > limits::kExpandedNodes / 2 || depth_ > limits::kNesting) {
      stopped_ = true;
      return out_.scalar(NodeKind::null, {{"", place.span()}}, {});
    }
    ++depth_;
    const std::string_view tag = place.document().tag(place.node);
    const bool sub = in_sub || tag == "!Sub";
    if (place.kind() == NodeKind::map) {
      copy_map(place);
    } else if (place.kind() == NodeKind::list) {
      const NodeIndex list = out_.open(*place.file, place.node);
      bool first = true;
      for (const NodeIndex item : children(place.document(), place.node)) {
        copy({place.file, item}, sub && first);
        first = false;
      }
      out_.close(list);
    } else if (place.kind() == NodeKind::string && has_variables(place.text())) {
      copy_filled(place, variables_.filled(place), tag, sub);
    } else {
      out_.copy(*place.file, place.node);
    }
    --depth_;
  }

  void copy_map(const NodePlace& map) {
    const NodeIndex opened = out_.open(*map.file, map.node);
    for (const NodeIndex entry : children(map.document(), map.node)) {
      const std::optional<EntryParts> parts = parts_of(map.document(), entry);
      if (!parts) {
        out_.copy(*map.file, entry);
        continue;
      }
      copy_entry({map.file, entry}, *parts, map.document().text(parts->key) == "Fn::Sub");
    }
    out_.close(opened);
  }

  void copy_entry(const NodePlace& entry, const EntryParts& parts, bool is_sub) {
    const NodeIndex opened = out_.open(*entry.file, entry.node);
    const NodePlace key{entry.file, parts.key};
    const bool filled = key.kind() == NodeKind::string && has_variables(key.text());
    const Filling name = filled ? variables_.filled(key) : Filling{};
    if (name.is_plain()) {
      out_.scalar(NodeKind::string, {{name.plain(), key.span()}}, {});
    } else {
      out_.copy(*entry.file, parts.key);
    }
    copy({entry.file, parts.value}, is_sub);
    out_.close(opened);
  }

  void copy_filled(const NodePlace& place, const Filling& filling, std::string_view tag,
                   bool in_sub) {
    if (filling.kind == Filling::Kind::node) {
      if (copying_.insert(filling.node).second) {
        copy(filling.node, in_sub);
        copying_.erase(filling.node);
      } else {
        notes_.add(Level::warning, "malformed-template", "circle", place.span(),
                   "variables go round in a circle; expected a value");
        out_.copy(*place.file, place.node);
      }
      return;
    }
    const bool known = filling.is_plain();
    if (!known && !in_sub && !is_function(tag)) return copy_open(place, filling);
    std::vector<Stretch> stretches;
    for (const Fragment& fragment : filling.fragments) {
      if (!fragment.parameter) {
        stretches.push_back({fragment.text, fragment.host});
        continue;
      }
      remember(fragment.text);
      stretches.push_back({"${" + fragment.text + "}", fragment.host});
    }
    out_.scalar(known && !is_function(tag) ? filling.written : NodeKind::string, stretches, tag);
  }

  /// A text that only deployment completes: `Ref: name`, or a Sub.
  void copy_open(const NodePlace& place, const Filling& filling) {
    const bool alone = filling.fragments.size() == 1;
    const NodeIndex map = out_.open(NodeKind::map, place.copied_span());
    const NodeIndex entry = out_.open(NodeKind::entry, place.copied_span());
    out_.scalar(NodeKind::string, {{alone ? "Ref" : "Fn::Sub", place.span()}}, {});
    std::vector<Stretch> stretches;
    for (const Fragment& fragment : filling.fragments) {
      if (fragment.parameter) remember(fragment.text);
      stretches.push_back({alone                ? fragment.text
                           : fragment.parameter ? "${" + fragment.text + "}"
                                                : escaped_for_sub(fragment.text),
                           fragment.host});
    }
    out_.scalar(NodeKind::string, stretches, {});
    out_.close(entry);
    out_.close(map);
  }

  /// The node that is added next is this parameter.
  void remember(const std::string& name) {
    if (!name.starts_with("AWS::")) open_.try_emplace(name, static_cast<NodeIndex>(out_.nodes()));
  }

  Rewriting out_;
  ServiceFiles files_;
  Notes notes_;
  VariableSources variables_;
  Diagnostics& diagnostics_;
  std::map<std::string, NodeIndex> open_;
  std::set<NodePlace> copying_;  ///< what variables stand for and is being copied
  int depth_ = 0;
  bool stopped_ = false;
};

}  // namespace

ResolvedService resolved(const Document& service, SourceMap& sources, const LocalFiles& files,
                         Diagnostics& diagnostics) {
  Resolving resolving(service, sources, files, diagnostics);
  resolving.run();
  return resolving.finish();
}

std::set<std::string> files_wanted(const Document& service, SourceMap& sources,
                                   const LocalFiles& files) {
  Diagnostics unread;
  Resolving resolving(service, sources, files, unread);
  resolving.run();
  return resolving.wanted();
}

}  // namespace weir::cloudformation::serverless
