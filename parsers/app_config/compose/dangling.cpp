// What services of a project name that it does not have.

#include "parsers/app_config/compose/dangling.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/base/notes.h"

namespace weir::compose {
namespace {

constexpr std::string_view kNetworkOf = "service:";
constexpr std::array<std::string_view, 4> kUsualNames = {"compose.yaml", "compose.yml", "docker-compose.yaml",
                                                         "docker-compose.yml"};

class NamesOfProject {
 public:
  NamesOfProject(ResourceModel& model, const SourceMap& sources, const ProjectParts& parts, Level level)
      : model_(model), sources_(sources), level_(level), notes_("project") {
    for (const Service& service : parts.services) services_.insert(service.name);
    for (const Declared& one : parts.declared)
      if (one.kind == "secret" || one.kind == "config")
        (one.kind == "secret" ? secrets_ : configs_).insert(one.name);
  }

  void check(const Service& service) {
    check_awaited(service);
    for (const ValueId link : list(service.written, "links")) need(services_, before_colon(link), link, "service");
    for (const ValueId one : list(service.written, "volumes_from"))
      if (!model_.values.string(one).starts_with("container:")) need(services_, before_colon(one), one, "service");
    const ValueId mode = find(service.written, "network_mode");
    const std::string_view text = mode.valid() ? model_.values.string(mode) : std::string_view{};
    if (text.starts_with(kNetworkOf)) need(services_, std::string(text.substr(kNetworkOf.size())), mode, "service");
    for (const ValueId one : list(service.written, "secrets")) need(secrets_, source_of(one), one, "secret");
    for (const ValueId one : list(service.written, "configs")) need(configs_, source_of(one), one, "config");
  }

  void finish() {
    for (Diagnostic& one : notes_.take()) model_.diagnostics.push_back(std::move(one));
  }

 private:
  ValueId find(ValueId map, std::string_view key) const {
    return map.valid() && model_.values[map].kind == ValueKind::map ? model_.values.find(map, key) : ValueId{};
  }

  std::vector<ValueId> list(ValueId map, std::string_view key) const {
    const ValueId found = find(map, key);
    const bool is_list = found.valid() && model_.values[found].kind == ValueKind::list;
    return is_list ? model_.values.items(found) : std::vector<ValueId>{};
  }

  /// What stands before the first colon of a text; empty if it is none.
  std::string before_colon(ValueId value) const {
    const std::string_view text = model_.values.string(value);
    return std::string(text.substr(0, text.find(':')));
  }

  std::string source_of(ValueId given) const {
    const ValueId source = model_.values[given].kind == ValueKind::map ? find(given, "source") : given;
    return source.valid() ? std::string(model_.values.string(source)) : std::string();
  }

  void check_awaited(const Service& service) {
    const ValueId waits = find(service.written, "depends_on");
    if (!waits.valid() || model_.values[waits].kind != ValueKind::map) return;
    for (std::size_t i = 0; i < model_.values.item_count(waits); ++i) {
      const MapEntry& entry = model_.values.entry(waits, i);
      const ValueId required = find(entry.value, "required");
      const bool optional = required.valid() && model_.values[required].kind == ValueKind::boolean &&
                            !model_.values[required].boolean;
      if (!optional) need_at(services_, entry.key, entry.key_span, "service");
    }
  }

  void need(const std::set<std::string, std::less<>>& there, const std::string& name, ValueId place,
            std::string_view what) {
    need_at(there, name, model_.values[place].span, what);
  }

  void need_at(const std::set<std::string, std::less<>>& there, const std::string& name, Span place,
               std::string_view what) {
    if (name.empty() || there.count(name) != 0) return;
    notes_.add(level_, "compose-form", std::string(what) + " " + name, sources_.in_host(place),
               "the " + std::string(what) + " " + name + " is named here, but the project does not have it");
  }

  ResourceModel& model_;
  const SourceMap& sources_;
  Level level_;
  Notes notes_;
  std::set<std::string, std::less<>> services_, secrets_, configs_;
};

}  // namespace

void report_dangling(ResourceModel& model, const SourceMap& sources, const ProjectParts& parts, std::string_view path) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  const bool usual = std::find(kUsualNames.begin(), kUsualNames.end(), file) != kUsualNames.end();
  NamesOfProject names(model, sources, parts, usual ? Level::warning : Level::note);
  for (const Service& service : parts.services) names.check(service);
  names.finish();
}

}  // namespace weir::compose
