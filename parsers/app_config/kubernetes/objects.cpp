#include "parsers/app_config/kubernetes/objects.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/embedded/values.h"

namespace weir::kubernetes {
namespace {

/// API groups of Kubernetes itself, whose kinds are called by their name alone.
constexpr std::array<std::string_view, 12> kOwnGroups = {
    "",
    "apps",
    "batch",
    "extensions",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "autoscaling",
    "storage.k8s.io",
    "gateway.networking.k8s.io",
    "scheduling.k8s.io",
    "admissionregistration.k8s.io"};

constexpr std::array<std::string_view, 12> kClusterWide = {"Namespace",
                                                           "Node",
                                                           "PersistentVolume",
                                                           "ClusterRole",
                                                           "ClusterRoleBinding",
                                                           "StorageClass",
                                                           "PriorityClass",
                                                           "IngressClass",
                                                           "GatewayClass",
                                                           "CustomResourceDefinition",
                                                           "PodSecurityPolicy",
                                                           "ValidatingWebhookConfiguration"};

constexpr std::array<std::string_view, 10> kWorkloads = {
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet",         "ReplicationController",
    "Pod",        "Job",         "CronJob",   "argoproj.io/Rollout", kKnativeService};

std::string_view text_at(const Document& document, NodeIndex map, std::string_view key) {
  const NodeIndex node = find_entry(document, map, key);
  if (node == kNoNode) return {};
  const NodeKind kind = document[node].kind;
  return kind == NodeKind::string || kind == NodeKind::number ? document.text(node)
                                                              : std::string_view{};
}

/// Other programs have files with an `apiVersion` and a `kind` too: groups of Kubernetes are domains.
bool is_object(const Document& document, NodeIndex root) {
  const std::string_view version = text_at(document, root, "apiVersion");
  const std::string_view kind = text_at(document, root, "kind");
  const std::size_t slash = version.find('/');
  const std::string_view group = slash == version.npos ? std::string_view{} : version.substr(0, slash);
  const bool known = std::find(kOwnGroups.begin(), kOwnGroups.end(), group) != kOwnGroups.end();
  return !version.empty() && !kind.empty() && std::isalpha(static_cast<unsigned char>(kind[0])) != 0 &&
         (known || group.find('.') != group.npos);
}

/// Says how others are put together, and is none of them.
bool of_kustomize(std::string_view version) { return version.starts_with("kustomize.config.k8s.io/"); }

void add_objects(const Document& document, NodeIndex root, int depth, std::vector<Object>& into) {
  if (depth > limits::kNesting || document[root].kind != NodeKind::map) return;
  if (!is_object(document, root)) return;
  const std::string_view version = text_at(document, root, "apiVersion");
  const std::string_view kind = text_at(document, root, "kind");
  const NodeIndex items = find_entry(document, root, "items");
  if (kind.ends_with("List") && items != kNoNode && document[items].kind == NodeKind::list) {
    for (const NodeIndex item : children(document, items)) add_objects(document, item, depth + 1, into);
    return;
  }
  if (of_kustomize(version)) return;
  Object object{&document, root, kind_of(version, kind), {}, {}, {}, document.span(root)};
  const NodeIndex metadata = find_entry(document, root, "metadata");
  NodeIndex header = find_entry(document, root, "kind");
  if (metadata != kNoNode && document[metadata].kind == NodeKind::map) {
    object.name = text_at(document, metadata, "name");
    object.space = text_at(document, metadata, "namespace");
    if (!object.name.empty()) header = find_entry(document, metadata, "name");
  }
  if (is_cluster_wide(object.kind))
    object.space.clear();
  else if (object.space.empty())
    object.space = kDefaultNamespace;
  object.header = document.span(header);
  into.push_back(std::move(object));
}

/// Whether a line of the text is a key at the top level of YAML, or the text is JSON with the key.
bool has_key(std::string_view text, std::string_view key) {
  const std::string quoted = "\"" + std::string(key) + "\"";
  for (std::size_t at = text.find(key); at != text.npos; at = text.find(key, at + 1)) {
    const std::size_t end = at + key.size();
    const bool begins = at == 0 || text[at - 1] == '\n';
    if (begins && end < text.size() && text[end] == ':') return true;
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != text.npos && text[first] == '{' && text.find(quoted) != text.npos;
}

}  // namespace

std::string kind_of(std::string_view version, std::string_view kind) {
  const std::size_t slash = version.find('/');
  const std::string_view group = slash == version.npos ? std::string_view{} : version.substr(0, slash);
  const bool own = std::find(kOwnGroups.begin(), kOwnGroups.end(), group) != kOwnGroups.end();
  return own ? std::string(kind) : std::string(group) + "/" + std::string(kind);
}

void read_object(ResourceModel& model, SourceMap& sources, Object& object) {
  if (object.document != nullptr)
    object.written = values_of(model, sources, *object.document, object.root);
}

bool is_cluster_wide(std::string_view kind) {
  return std::find(kClusterWide.begin(), kClusterWide.end(), kind) != kClusterWide.end();
}

bool is_workload(std::string_view kind) {
  return std::find(kWorkloads.begin(), kWorkloads.end(), kind) != kWorkloads.end();
}

std::vector<Object> objects_of(const Document& document) {
  std::vector<Object> objects;
  if (!document.empty()) add_objects(document, 0, 0, objects);
  return objects;
}

bool recognises(std::string_view beginning) {
  return has_key(beginning, "apiVersion") && has_key(beginning, "kind");
}

bool is_manifest(const Document& document) {
  return !document.empty() && document[0].kind == NodeKind::map && is_object(document, 0);
}

std::vector<std::string> objects_in(const Document& document) {
  std::vector<std::string> names;
  for (const Object& object : objects_of(document))
    names.push_back(object.kind + "/" + object.space + "/" + object.name);
  return names;
}

}  // namespace weir::kubernetes
