// Connection strings: what drivers take instead of an address.
#include "analyzer/graph/connection_texts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "analyzer/graph/hosts.h"

namespace weir {
namespace {

constexpr std::size_t kPairs = 64;          // of one connection string
constexpr std::size_t kConnectionBytes = 4096;
/// Parts of keys that say how the connection is secured.
constexpr std::array<std::string_view, 4> kOfSecurity = {"ssl", "tls", "encrypt", "trust"};

using Pair = std::pair<std::string, std::string>;  ///< key in words, value

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::vector<Pair> pairs_in(std::string_view text, char separator) {
  std::vector<Pair> pairs;
  for (std::size_t at = 0; at < text.size() && pairs.size() < kPairs;) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    const std::string_view one = text.substr(at, end - at);
    const std::size_t sign = one.find('=');
    if (sign != one.npos) pairs.emplace_back(words_of(one.substr(0, sign)), without_blanks(one.substr(sign + 1)));
    at = end + 1;
  }
  return pairs;
}

std::string engine_by(const TransportCatalog& transport, const Catalog& catalog, EngineSign sign, auto fits) {
  for (const EngineForm& form : transport.engines)
    if (form.sign == sign && fits(catalog.text(form.said))) return std::string(catalog.text(form.scheme));
  return "";
}

std::string options_of(const std::vector<Pair>& pairs) {
  std::string options;
  for (const auto& [key, value] : pairs) {
    const std::string name = squeezed(key);
    if (std::none_of(kOfSecurity.begin(), kOfSecurity.end(), [&](std::string_view word) { return name.find(word) != name.npos; }))
      continue;
    options += (options.empty() ? "?" : "&") + name + "=" + lower(value);
  }
  return options;
}

/// `cache.example.com:6380,password=…,ssl=True`.
std::optional<std::string> address_of_cache(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == text.npos || text.substr(0, comma).find('=') != text.npos) return std::nullopt;
  const std::vector<Pair> pairs = pairs_in(text.substr(comma + 1), ',');
  if (pairs.empty()) return std::nullopt;
  const bool secured = std::any_of(pairs.begin(), pairs.end(), [](const Pair& one) { return one.first == "ssl" && squeezed(one.second) == "true"; });
  return (secured ? "rediss://" : "redis://") + std::string(without_blanks(text.substr(0, comma)));
}

}  // namespace

std::string engine_named(const TransportCatalog& transport, const Catalog& catalog, std::string_view name) {
  const std::string words = "-" + words_of(name) + "-";
  return engine_by(transport, catalog, EngineSign::word,
                   [&](std::string_view said) { return words.find("-" + std::string(said) + "-") != words.npos; });
}

std::string engine_at_port(const TransportCatalog& transport, const Catalog& catalog, std::string_view port) {
  return engine_by(transport, catalog, EngineSign::port, [&](std::string_view said) { return said == port; });
}

std::optional<std::string> address_of_connection(const TransportCatalog& transport, const Catalog& catalog,
                                                 const SettingWords& words, std::string_view text) {
  if (text.size() > kConnectionBytes || text.find('=') == text.npos || text.find('\n') != text.npos) return std::nullopt;
  if (text.find(';') == text.npos && text.find(',') < text.find('=')) return address_of_cache(text);
  if (text.find("://") < text.find('=')) return std::nullopt;
  const bool parted = text.find(';') != text.npos || text.find(' ') == text.npos;
  const std::vector<Pair> pairs = pairs_in(text, parted ? ';' : ' ');
  const auto host = std::find_if(pairs.begin(), pairs.end(), [&](const Pair& one) {
    return words.say(one.first, SettingSays::address);
  });
  if (host == pairs.end() || pairs.size() < 2) return std::nullopt;
  if (host->second.find("://") != host->second.npos) return host->second;  // `Endpoint=https://…;Key=…`
  std::string_view at = host->second;
  if (at.starts_with("tcp:")) at.remove_prefix(4);
  const std::size_t end = std::min(at.find_first_of(":,\\/"), at.size());
  std::string port(at.substr(std::min(end + 1, at.size())));
  for (const auto& [key, value] : pairs)
    if (key == "port") port = value;
  std::string scheme;
  for (const auto& pair : pairs)
    if (scheme.empty())
      scheme = engine_by(transport, catalog, EngineSign::key, [&](std::string_view said) { return squeezed(said) == squeezed(pair.first); });
  if (scheme.empty()) scheme = engine_at_port(transport, catalog, port);
  return (scheme.empty() ? "database" : scheme) + "://" + std::string(at.substr(0, end)) + options_of(pairs);
}

std::optional<std::string> host_in_address(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == address.npos) return std::nullopt;
  std::string_view rest = address.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const std::size_t at = rest.rfind('@'); at != rest.npos) rest.remove_prefix(at + 1);
  return host_of_others("https://" + std::string(rest.substr(0, rest.find_first_of(":,;"))));
}

}  // namespace weir
