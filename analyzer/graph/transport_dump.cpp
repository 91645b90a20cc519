#include <algorithm>
#include <string>
#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {
namespace {

class TransportDump {
 public:
  TransportDump(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources)
      : dfd_(dfd), catalog_(catalog), sources_(sources) {}

  std::string run() const {
    std::vector<std::string> texts;
    for (const Flow& flow : dfd_.flows)
      if (flow.confidence != Confidence::possible) texts.push_back(text(flow));
    std::sort(texts.begin(), texts.end());
    std::string out;
    for (const std::string& text : texts) out += text;
    return out;
  }

 private:
  std::string text(const Flow& flow) const {
    const std::string& protocol = flow.transport.protocol;
    return full_address(dfd_, flow.from) + " -" + std::string(catalog_.name(flow.kind)) + "-> " +
           full_address(dfd_, flow.to) + (protocol.empty() ? "" : " over " + protocol) + "\n" +
           answer("encrypted", flow.transport.encrypted) +
           answer("authenticated", flow.transport.authenticated);
  }

  std::string answer(const std::string& name, const PropertyValue& value) const {
    if (value.state != PropertyState::choice) return "  " + name + " " + one(value) + "\n";
    std::string out;
    for (std::size_t i = 0; i < value.items.size(); ++i)
      out += "  " + name + " " + one(value.items[i]) + ", when " +
             dfd_.guards.describe(value.guards[i]) + "\n";
    return out;
  }

  std::string one(const PropertyValue& value) const {
    if (value.state == PropertyState::absent) return "absent";
    const std::string state = value.state == PropertyState::unknown ? "unknown"
                              : value.boolean                       ? "true"
                                                                    : "false";
    return state + ": " + value.text + place(value.span);
  }

  std::string place(Span span) const {
    if (!span.valid()) return "";
    const Span host = sources_.in_host(span);
    return " @" + std::string(sources_.path(host.file)) + ":" +
           std::to_string(sources_.position(host.file, host.begin).line);
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  const SourceMap& sources_;
};

}  // namespace

std::string dump_transport(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources) {
  return TransportDump(dfd, catalog, sources).run();
}

}  // namespace weir
