#include "parsers/app_config/compose/ports.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::compose {
namespace {

constexpr std::uint32_t kOfRange = 16;   // ports of one range that are told apart
constexpr std::size_t kPorts = 1000;     // of one service
constexpr std::string_view kHole = "$";  // what is not known of an address

/// Where a port is published.
enum class Addresses { none, loopback, one, all, unknown };

struct Port {
  std::string target, published, address, protocol = "tcp";
  bool is_published = true;
  Span span;
};

struct Range {
  std::uint32_t first = 0, last = 0;
};

std::optional<Range> range_of(std::string_view text) {
  Range range;
  const char* const end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, range.first);
  if (read.ec != std::errc()) return std::nullopt;
  range.last = range.first;
  if (read.ptr != end && *read.ptr == '-') read = std::from_chars(read.ptr + 1, end, range.last);
  if (read.ec != std::errc() || read.ptr != end || range.last < range.first || range.last > 65535) return std::nullopt;
  return range;
}

Addresses addresses_of(const Port& port) {
  const std::string_view at = port.address;
  if (!port.is_published) return Addresses::none;
  if (at.find(kHole) != at.npos) return Addresses::unknown;
  if (at.empty() || at == "0.0.0.0" || at == "::" || at == "[::]" || at == "*") return Addresses::all;
  const bool loopback = at.starts_with("127.") || at == "::1" || at == "[::1]" || at == "localhost";
  return loopback ? Addresses::loopback : Addresses::one;
}

class PortList {
 public:
  explicit PortList(ResourceModel& model) : values_(model.values) {}

  void add(ValueId item) {
    const Value value = values_[item];
    if (value.kind == ValueKind::map) return add_map(item);
    const std::string text = written(item);
    if (!text.empty()) add_text(text, value.span);
  }

  std::vector<Port> take() { return std::move(ports_); }

 private:
  /// A port as it is written; `$` for what is not known of it.
  std::string written(ValueId value) const {
    if (!value.valid()) return "";
    if (values_[value].kind == ValueKind::string) return std::string(values_.string(value));
    if (values_[value].kind == ValueKind::unknown) return std::string(kHole);
    if (values_[value].kind == ValueKind::number) {
      const double number = values_[value].number;
      return number >= 0 && number <= 65535 ? std::to_string(static_cast<std::uint32_t>(number)) : "";
    }
    std::string out;
    if (values_[value].kind != ValueKind::text) return out;
    for (const ValueId part : values_.items(value))
      out += values_[part].kind == ValueKind::string ? values_.string(part) : kHole;
    return out;
  }

  void add_map(ValueId item) {
    Port port;
    port.span = values_[item].span;
    port.target = written(values_.find(item, "target"));
    port.published = written(values_.find(item, "published"));
    port.address = written(values_.find(item, "host_ip"));
    if (const std::string protocol = written(values_.find(item, "protocol")); !protocol.empty()) port.protocol = protocol;
    if (!port.target.empty()) add_each(std::move(port));
  }

  /// `[address:][published:]target[/protocol]`
  void add_text(std::string_view text, Span span) {
    Port port;
    port.span = span;
    if (const std::size_t slash = text.find('/'); slash != text.npos) {
      port.protocol = text.substr(slash + 1);
      text = text.substr(0, slash);
    }
    const std::size_t last = text.rfind(':');
    port.target = last == text.npos ? text : text.substr(last + 1);
    if (last != text.npos) {
      text = text.substr(0, last);
      const std::size_t before = text.ends_with(']') ? text.npos : text.rfind(':');
      port.published = before == text.npos ? text : text.substr(before + 1);
      if (before != text.npos) port.address = text.substr(0, before);
    }
    if (!port.target.empty()) add_each(std::move(port));
  }

  void add_each(Port port) {
    const std::optional<Range> targets = range_of(port.target), published = range_of(port.published);
    if (!targets || targets->first == targets->last) return keep(std::move(port));
    const bool alike = published && published->last - published->first == targets->last - targets->first;
    for (std::uint32_t n = 0; n <= targets->last - targets->first && n < kOfRange; ++n) {
      Port one = port;
      one.target = std::to_string(targets->first + n);
      if (alike) one.published = std::to_string(published->first + n);
      keep(std::move(one));
    }
  }

  void keep(Port port) {
    if (ports_.size() < kPorts) ports_.push_back(std::move(port));
  }

  ValueStore& values_;
  std::vector<Port> ports_;
};

/// A number where it is one, else the text.
ValueId port_value(ValueStore& values, const std::string& text, Span span) {
  if (text.find(kHole) != text.npos)
    return values.add_unknown(UnknownKind::parameter, "the port is given where the project is started", "", span);
  const std::optional<Range> range = range_of(text);
  return range && range->first == range->last ? values.add_number(range->first, span) : values.add_string(text, span);
}

bool takes_tls(const Port& port) {
  return port.target == "443" || port.target == "8443" || port.published == "443";
}

/// Whether what is sent to a port that the internet reaches stays there. At the web's own port it is handed on, unless
/// there is a port for TLS to lead to; behind any other something else may be asked first.
ValueId answers_itself(ValueStore& values, const std::string& outside, bool has_tls, Span span) {
  if (outside == "80" && !has_tls) return values.add_boolean(false, span);
  return values.add_unknown(UnknownKind::outside,
                            has_tls ? "it may only lead to the port for TLS" : "something may stand before it", "",
                            span);
}

}  // namespace

Ports ports_of(ResourceModel& model, ValueId ports, Span otherwise) {
  ValueStore& values = model.values;
  PortList list(model);
  const bool written = ports.valid() && values[ports].kind == ValueKind::list;
  const Span place = written ? values[ports].span : otherwise;
  if (written)
    for (const ValueId item : values.items(ports)) list.add(item);
  std::vector<ValueId> all, exposed;
  Span open = place, unknown;
  const std::vector<Port> every = list.take();
  const bool has_tls = std::any_of(every.begin(), every.end(), takes_tls);
  for (const Port& port : every) {
    const ValueId target = port_value(values, port.target, port.span);
    const ValueId protocol = values.add_string(port.protocol, port.span);
    std::vector<MapEntry> entries = {{"target", port.span, target}, {"protocol", port.span, protocol}};
    if (!port.published.empty())
      entries.push_back({"published", port.span, port_value(values, port.published, port.span)});
    if (!port.address.empty())
      entries.push_back({"host_ip", port.span, port_value(values, port.address, port.span)});
    all.push_back(values.add_map(std::move(entries), port.span));
    const Addresses addresses = addresses_of(port);
    if (addresses == Addresses::unknown) unknown = port.span;
    if (addresses != Addresses::all) continue;
    if (exposed.empty()) open = port.span;
    const std::string& outside = port.published.empty() ? port.target : port.published;
    const ValueId answers = answers_itself(values, outside, has_tls, port.span);
    exposed.push_back(values.add_map({{"answers_itself", port.span, answers},
                                      {"port", port.span, port_value(values, outside, port.span)},
                                      {"target", port.span, target},
                                      {"protocol", port.span, protocol}},
                                     port.span));
  }
  Ports made;
  made.all = values.add_list(all, place);
  made.exposed = values.add_list(exposed, place);
  made.published =
      exposed.empty() && unknown.valid()
          ? values.add_unknown(UnknownKind::parameter, "the address is given where the project is started", "", unknown)
          : values.add_boolean(!exposed.empty(), open);
  return made;
}

}  // namespace weir::compose
