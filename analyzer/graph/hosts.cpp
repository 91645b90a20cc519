#include "analyzer/graph/hosts.h"

#include <algorithm>
#include <cctype>

#include "analyzer/base/glob.h"

namespace weir {
namespace {

std::string lower_host(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// The hosts of a form of address `https://{id}.example.com/{name}` as a pattern; "" for another
/// form, and for one that says nothing of the host.
std::string host_pattern(std::string_view form) {
  if (!form.starts_with("https://")) return "";
  const std::string_view host = host_of(form);
  std::string out;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (host[i] == '{') {
      i = std::min(host.find('}', i), host.size() - 1);
      out += '*';
    } else {
      out += host[i];
    }
  }
  return out == "*" ? "" : out;
}

}  // namespace

std::string_view host_of(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return text;
  const std::string_view rest = text.substr(scheme + 3);
  bool hole = false;  // `${AWS::Region}` is part of the host
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '{' || rest[i] == '}') hole = rest[i] == '{';
    if (!hole && std::string_view("/:?#").find(rest[i]) != std::string_view::npos)
      return rest.substr(0, i);
  }
  return rest;
}

std::optional<std::string> host_of_others(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return std::nullopt;
  std::string host = lower_host(text.substr(scheme, text.find_first_of("/?#", scheme) - scheme));
  host.erase(0, host.rfind('@') + 1);  // a name and a password in front of it
  host.erase(std::min(host.find(':'), host.size()));
  const std::size_t dot = host.rfind('.');
  const auto named = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; };
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == host.size() ||
      !std::all_of(host.begin(), host.end(), named) ||
      std::isalpha(static_cast<unsigned char>(host.back())) == 0 || host.front() == '-' ||
      host.find("..") != std::string::npos || host.find("-.") != std::string::npos)
    return std::nullopt;
  const std::string top = host.substr(dot + 1);
  if (top == "local" || top == "internal" || top == "localhost") return std::nullopt;
  return host;
}

std::optional<std::string> host_name(std::string_view text) {
  std::string host = lower_host(text);
  if (host.ends_with('.')) host.pop_back();
  const bool domain = host.find('.') != std::string::npos && !host.starts_with('.');
  if (!domain || host.find_first_of("/*? \t\n") != std::string::npos) return std::nullopt;
  return host;
}

bool is_of_provider(const Catalog& catalog, std::string_view host) {
  const auto principal = [&](const PrincipalRecord& record) {
    const std::string_view name = catalog.text(record.principal);
    return name.starts_with("*.") && host.ends_with(name.substr(1));
  };
  const auto addressed = [&](const ConceptRecord& record) {
    const auto forms = Catalog::slice(catalog.texts, record.arns);
    return std::any_of(forms.begin(), forms.end(), [&](Text form) {
      const std::string pattern = host_pattern(catalog.text(form));
      return !pattern.empty() && glob_match(pattern, host);
    });
  };
  return std::any_of(catalog.principals.begin(), catalog.principals.end(), principal) ||
         std::any_of(catalog.concepts.begin(), catalog.concepts.end(), addressed);
}

const AddressForm* address_form(const Catalog& catalog, const TransportCatalog& transport, std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return nullptr;
  const std::size_t host = scheme + 3;
  const std::size_t end = std::min(address.find_first_of("/?#", host), address.size());
  // a name and a password may stand in front of the host
  const std::size_t at = address.substr(0, end).rfind('@');
  const bool user = at != std::string_view::npos && at >= host;
  const std::string bare =
      std::string(address.substr(0, host)) + std::string(address.substr(user ? at + 1 : host));
  for (const AddressForm& form : transport.addresses)
    if (glob_match(catalog.text(form.pattern), bare, true)) return &form;
  return nullptr;
}

std::string protocol_at(const Catalog& catalog, const TransportCatalog& transport,
                        std::string_view address) {
  const AddressForm* form = address_form(catalog, transport, address);
  return form == nullptr ? "" : std::string(catalog.text(form->protocol));
}

}  // namespace weir
