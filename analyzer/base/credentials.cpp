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
constexpr std::array<std::string_view, 12> kSigning = {"token", "password",  "passwd", "pwd",        "pass", "secret",
                                                       "key",   "signature", "sig",    "credential", "jwt",  "hmac"};
/// Names that do so by themselves; `zipcode` does not.
constexpr std::array<std::string_view, 2> kSigningWhole = {"code", "auth"};

struct Stretch {
  std::size_t begin = 0, end = 0;
};

bool signs_in(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::any_of(kSigning.begin(), kSigning.end(), [&](std::string_view end) { return lower.ends_with(end); }) ||
         std::find(kSigningWhole.begin(), kSigningWhole.end(), lower) != kSigningWhole.end();
}

bool is_given(std::string_view value) { return !value.empty() && !value.starts_with("$") && !value.starts_with("{") && value != kHiddenText; }

/// Where an address has its name and password, from where the scheme's `://` ends.
void add_login(std::string_view text, const Stretch& address, std::vector<Stretch>& out) {
  const std::size_t end = std::min(text.find_first_of("/?#", address.begin), address.end);
  const std::size_t at = text.substr(address.begin, end - address.begin).rfind('@');
  if (at == text.npos) return;
  const std::string_view login = text.substr(address.begin, at);
  const std::size_t colon = login.find(':');
  const std::string_view name = login.substr(0, colon), password = login.substr(name.size());
  // `TOKEN:@host`: the name alone signs in
  const bool told = password.size() > 1 ? is_given(password.substr(1)) : name != "git" && is_given(name);
  if (told) out.push_back({address.begin, address.begin + at});
}

/// How a text is made up: kinds of characters, and how often one follows another kind.
struct Makeup {
  std::size_t upper = 0, lower = 0, digits = 0, others = 0, changes = 0;
  bool hexadecimal = true;
};

Makeup makeup_of(std::string_view text) {
  Makeup made;
  std::size_t* before = nullptr;
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(c);
    std::size_t& kind = std::isupper(letter) != 0   ? made.upper
                        : std::islower(letter) != 0 ? made.lower
                        : std::isdigit(letter) != 0 ? made.digits
                                                    : made.others;
    ++kind;
    if (before != nullptr && before != &kind) ++made.changes;
    before = &kind;
    made.hexadecimal = made.hexadecimal && std::isxdigit(letter) != 0;
  }
  return made;
}

/// Whether a part of a path is one that nobody would write: letters of both cases and figures by turns (`wX3kPq9Lz…`). Names run words together, with
/// fewer turns. Where the address is one to call back, figures as hashes have them are such a part too.
bool is_drawn(std::string_view part, bool called_back) {
  constexpr std::size_t kShortest = 20, kShortestHash = 24;
  if (part.size() < kShortest) return false;
  const bool fits = std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
  if (!fits) return false;
  const Makeup made = makeup_of(part);
  if (called_back && made.hexadecimal && part.size() >= kShortestHash) return made.digits > 0 && made.digits < part.size();
  return made.upper > 1 && made.lower > 1 && made.digits > 0 && 5 * made.changes >= 2 * part.size();
}

/// Parts of the path by which alone whoever knows the address may use it, as addresses for messages have them.
void add_drawn_parts(std::string_view text, const Stretch& address, std::vector<Stretch>& out) {
  const std::size_t path = std::min(text.find('/', address.begin), address.end);
  const std::size_t end = std::min(text.find_first_of("?#", path), address.end);
  const std::string_view whole = text.substr(address.begin, end - address.begin);
  const bool called_back = whole.find("hook") != whole.npos || whole.find("Hook") != whole.npos;
  for (std::size_t at = path; at < end;) {
    const std::size_t begin = at + 1;
    at = std::min(text.find_first_of("/@:=;,", begin), end);
    if (begin < at && is_drawn(text.substr(begin, at - begin), called_back)) out.push_back({begin, at});
  }
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

/// Whether what stands behind an `@` is a host as addresses without a scheme have one: with a dot or a port. A digest is none.
bool is_host(std::string_view text) {
  const std::string_view host = text.substr(0, text.find_first_of("/?#,;"));
  return host.find_first_of(".:") != host.npos && !host.starts_with("sha256:") && !host.starts_with("sha512:");
}

/// `name:password@host.example`, as what is written without a scheme, from `begin` to `end`.
void add_plain_logins(std::string_view text, std::size_t begin, std::size_t end, std::vector<Stretch>& out) {
  for (std::size_t at = text.find('@', begin); at < end; at = text.find('@', at + 1)) {
    const std::size_t before = text.substr(0, at).find_last_of(" \t\n\r\"'<>`/=,;(");
    const std::size_t from = before == text.npos || before < begin ? begin : before + 1;
    const std::string_view login = text.substr(from, at - from);
    const std::size_t colon = login.find(':');
    const bool told = colon != login.npos && colon > 0 && login.find(':', colon + 1) == login.npos && is_given(login.substr(colon + 1)) &&
                      !login.starts_with("mailto:") && !login.starts_with("sip:");
    if (told && is_host(text.substr(at + 1, text.find_first_of(kEndsOfAddress, at) - at - 1))) out.push_back({from, at});
  }
}

/// The parameters of addresses without a scheme, from `begin` to `end`: `git@github.com:a/b.git?sshkey=…`.
void add_plain_parameters(std::string_view text, std::size_t begin, std::size_t end, std::vector<Stretch>& out) {
  for (std::size_t at = text.find('?', begin); at < end;) {
    const std::size_t over = std::min(text.find_first_of(kEndsOfAddress, at), end);
    add_parameters(text, {at, over}, out);
    at = text.find('?', over);
  }
}

/// In their order.
std::vector<Stretch> credentials_in(std::string_view text) {
  std::vector<Stretch> found;
  std::size_t told = 0;  // up to where the text is looked through
  for (std::size_t scheme = text.find("://"); scheme != text.npos;) {
    const std::size_t begin = scheme + 3;
    add_plain_logins(text, told, scheme, found);
    add_plain_parameters(text, told, scheme, found);
    scheme = text.find("://", begin);
    const Stretch address = {begin, std::min({text.find_first_of(kEndsOfAddress, begin), scheme, text.size()})};
    add_login(text, address, found);
    add_drawn_parts(text, address, found);
    add_parameters(text, address, found);
    told = address.end;
  }
  add_plain_logins(text, told, text.size(), found);
  add_plain_parameters(text, told, text.size(), found);
  std::sort(found.begin(), found.end(), [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  return found;
}

}  // namespace

bool has_credentials(std::string_view text) { return !credentials_in(text).empty(); }

std::string without_login(std::string_view address) {
  const std::size_t scheme = address.find("://");
  const std::size_t begin = scheme != address.npos ? scheme + 3 : address.starts_with("//") ? 2 : 0;
  const std::size_t end = std::min(address.find_first_of("/?#", begin), address.size());
  const std::size_t at = address.substr(begin, end - begin).rfind('@');
  if (at == address.npos) return std::string(address);
  const bool plain = begin == 0;  // then a name and a tag before a digest look alike
  if (plain && (address.substr(0, at).find(':') == address.npos || !is_host(address.substr(at + 1)))) return std::string(address);
  return std::string(address.substr(0, begin)) + std::string(address.substr(begin + at + 1));
}

std::string without_credentials(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  for (const Stretch& one : credentials_in(text)) {
    if (one.begin < from) continue;  // within what is hidden already
    out += text.substr(from, one.begin - from);
    out += kHiddenText;
    from = one.end;
  }
  return out + std::string(text.substr(from));
}

}  // namespace weir
