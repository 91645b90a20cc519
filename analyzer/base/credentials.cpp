#include "analyzer/base/credentials.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace weir {
namespace {

constexpr std::string_view kHiddenText = "(hidden)";
constexpr std::string_view kEndsOfAddress = " \t\n\r\"'<>`";
/// How names of parameters end whose values sign somebody in, in lower case.
constexpr std::array<std::string_view, 9> kSigning = {"token", "password", "passwd", "pwd", "secret", "key", "signature", "sig", "credential"};

struct Stretch {
  std::size_t begin = 0, end = 0;
};

bool signs_in(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::any_of(kSigning.begin(), kSigning.end(), [&](std::string_view end) { return lower.ends_with(end); });
}

bool is_given(std::string_view value) { return !value.empty() && !value.starts_with("$") && !value.starts_with("{") && value != kHiddenText; }

/// Where an address has its name and password, from where the scheme's `://` ends.
void add_login(std::string_view text, const Stretch& address, std::vector<Stretch>& out) {
  const std::size_t end = std::min(text.find_first_of("/?#", address.begin), address.end);
  const std::size_t at = text.substr(address.begin, end - address.begin).rfind('@');
  if (at == text.npos) return;
  const std::string_view login = text.substr(address.begin, at);
  const std::size_t colon = login.find(':');
  const bool told = colon == login.npos ? login != "git" && is_given(login) : is_given(login.substr(colon + 1));
  if (told) out.push_back({address.begin, address.begin + at});
}

void add_parameters(std::string_view text, const Stretch& address, std::vector<Stretch>& out) {
  for (std::size_t at = text.find_first_of("?&#", address.begin); at < address.end;) {
    const std::size_t end = std::min(text.find_first_of("&#", at + 1), address.end);
    const std::string_view pair = text.substr(at + 1, end - at - 1);
    const std::size_t equals = pair.find('=');
    if (equals != pair.npos && signs_in(pair.substr(0, equals)) && is_given(pair.substr(equals + 1)))
      out.push_back({at + 1 + equals + 1, end});
    at = end;
  }
}

/// In their order.
std::vector<Stretch> credentials_in(std::string_view text) {
  std::vector<Stretch> found;
  for (std::size_t scheme = text.find("://"); scheme != text.npos;) {
    const std::size_t begin = scheme + 3;
    scheme = text.find("://", begin);
    const Stretch address = {begin, std::min({text.find_first_of(kEndsOfAddress, begin), scheme, text.size()})};
    add_login(text, address, found);
    add_parameters(text, address, found);
  }
  return found;
}

}  // namespace

bool has_credentials(std::string_view text) { return !credentials_in(text).empty(); }

std::string without_login(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == address.npos) return std::string(address);
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(address.find_first_of("/?#", begin), address.size());
  const std::size_t at = address.substr(begin, end - begin).rfind('@');
  return at == address.npos ? std::string(address) : std::string(address.substr(0, begin)) + std::string(address.substr(begin + at + 1));
}

std::string without_credentials(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  for (const Stretch& one : credentials_in(text)) {
    out += text.substr(from, one.begin - from);
    out += kHiddenText;
    from = one.end;
  }
  return out + std::string(text.substr(from));
}

}  // namespace weir
