// Digests of texts, of files' contents (files.cpp uses the same), uuids, and what is random.

#include <array>
#include <cctype>

#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/base64.h"
#include "parsers/terraform/functions/digests.h"

namespace weir::terraform {
namespace {

constexpr std::uint64_t kHashStepsPerByte = 2;

template <Digest digest, bool base64 = false>
ValueId hash(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  if (!call.spend(kHashStepsPerByte * text->size())) return call.over_budget();
  return call.made_text(base64 ? to_base64(digest(*text)) : hexadecimal(digest(*text)));
}

/// The bytes of a uuid, which may stand in braces, behind `urn:uuid:` or without dashes; none if a
/// text is none.
std::optional<std::string> uuid_bytes(std::string_view text) {
  constexpr std::string_view kUrn = "urn:uuid:";
  if (text.starts_with(kUrn)) text.remove_prefix(kUrn.size());
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  const bool dashes = text.size() == 36;
  if (!dashes && text.size() != 32) return std::nullopt;
  std::string digits, bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = dashes && (i == 8 || i == 13 || i == 18 || i == 23);
    if (dash != (text[i] == '-')) return std::nullopt;
    if (dash) continue;
    if (std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return std::nullopt;
    digits += text[i];
  }
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

ValueId uuidv5(const FunctionCall& call) {
  constexpr std::array<std::pair<std::string_view, char>, 4> kNames = {
      {{"dns", '0'}, {"url", '1'}, {"oid", '2'}, {"x500", '4'}}};
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  std::string space = texts[0];
  for (const auto& [name, digit] : kNames) {
    if (texts[0] == name) space = std::string("6ba7b81") + digit + "-9dad-11d1-80b4-00c04fd430c8";
  }
  const std::optional<std::string> bytes = uuid_bytes(space);
  if (!bytes)
    return fault_of(call, "found " + texts[0] + "; expected dns, url, oid, x500 or a uuid");
  std::string made = sha1(*bytes + texts[1]).substr(0, 16);
  made[6] = static_cast<char>((static_cast<unsigned char>(made[6]) & 0x0FU) | 0x50U);
  made[8] = static_cast<char>((static_cast<unsigned char>(made[8]) & 0x3FU) | 0x80U);
  std::string text = hexadecimal(made);
  for (const std::size_t at : {8, 13, 18, 23}) text.insert(at, "-");
  return call.made_text(std::move(text));
}

/// Random: another one each time.
ValueId random(const FunctionCall& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!call.text(i)) return call.refuse(i, i == 0 ? "text" : "number");
  }
  return at_run(call);
}

constexpr std::string_view kRandom = "it is random";
constexpr std::array kHashFunctions = {
    FunctionEntry{"md5", 1, 1, Takes::scalars, hash<md5>},
    FunctionEntry{"sha1", 1, 1, Takes::scalars, hash<sha1>},
    FunctionEntry{"sha256", 1, 1, Takes::scalars, hash<sha256>},
    FunctionEntry{"sha512", 1, 1, Takes::scalars, hash<sha512>},
    FunctionEntry{"base64sha256", 1, 1, Takes::scalars, hash<sha256, true>},
    FunctionEntry{"base64sha512", 1, 1, Takes::scalars, hash<sha512, true>},
    FunctionEntry{"uuidv5", 2, 2, Takes::scalars, uuidv5},
    FunctionEntry{"uuid", 0, 0, Takes::values, at_run, kRandom},
    FunctionEntry{"bcrypt", 1, 2, Takes::scalars, random, kRandom},
    FunctionEntry{"rsadecrypt", 2, 2, Takes::scalars, random, "it takes a private key"}};

}  // namespace

std::span<const FunctionEntry> hash_functions() { return kHashFunctions; }

}  // namespace weir::terraform
