// Functions of paths. Terraform resolves relative ones against the folder that it runs in.

#include "parsers/terraform/functions/paths.h"

#include <algorithm>
#include <array>

#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {

std::string clean_path(std::string_view path) {
  const bool rooted = path.starts_with('/');
  std::vector<std::string_view> kept;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    const bool up = part == "..";
    if (part.empty() || part == ".") continue;
    if (up && !kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!up || !rooted) {
      kept.push_back(part);
    }
  }
  std::string out = rooted ? "/" : "";
  for (std::size_t i = 0; i < kept.size(); ++i) out += (i > 0 ? "/" : "") + std::string(kept[i]);
  return out.empty() ? "." : out;
}

std::string relative_path(std::string_view from, std::string_view to) {
  while (!from.empty()) {
    const std::string_view first = from.substr(0, from.find('/'));
    const bool shared = to == first || (to.starts_with(first) && to.substr(first.size(), 1) == "/");
    if (!shared) break;
    from.remove_prefix(std::min(first.size() + 1, from.size()));
    to.remove_prefix(std::min(first.size() + 1, to.size()));
  }
  std::string out;
  for (const char c : from) out += c == '/' ? "../" : "";
  return clean_path((from.empty() ? "" : out + "../") + std::string(to));
}

namespace {

ValueId basename(const FunctionCall& call) {
  return of_texts(call, [](auto& t) {
    const std::string written = t[0].substr(0, t[0].find_last_not_of('/') + 1);
    if (written.empty()) return std::string(t[0].empty() ? "." : "/");
    return written.substr(written.rfind('/') + 1);  // npos + 1 is 0
  });
}

ValueId dirname(const FunctionCall& call) {
  return of_texts(call, [](auto& t) {
    const std::size_t slash = t[0].rfind('/');
    return clean_path(slash == std::string::npos ? "" : t[0].substr(0, slash + 1));
  });
}

/// The folder that terraform runs in stays a hole: what is below it is known.
ValueId abspath(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  const std::string clean = clean_path(*text);
  if (clean.starts_with('/')) return call.made_text(clean);
  const ValueId here = call.values.add_unknown(UnknownKind::pseudo, "known when terraform runs",
                                               std::string(kRunFolder), call.span);
  if (clean == ".") return here;
  if (clean.starts_with("..")) return at_run(call);
  return call.made_joined({here, call.made_text("/" + clean)});
}

ValueId pathexpand(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  if (!text->starts_with('~')) return call.made_text(*text);
  const bool own = text->size() == 1 || (*text)[1] == '/';
  return own ? at_run(call) : fault_of(call, "found another's home folder");
}

constexpr std::array kPathFunctions = {
    FunctionEntry{"basename", 1, 1, Takes::scalars, basename},
    FunctionEntry{"dirname", 1, 1, Takes::scalars, dirname},
    FunctionEntry{"abspath", 1, 1, Takes::scalars, abspath},
    FunctionEntry{"pathexpand", 1, 1, Takes::scalars, pathexpand}};

}  // namespace

std::span<const FunctionEntry> path_functions() { return kPathFunctions; }

}  // namespace weir::terraform
