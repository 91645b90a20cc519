#include "sarif/fingerprint.h"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <unordered_map>

#include "analyzer/base/utf.h"
#include "analyzer/rule/finding.h"

namespace weir::sarif {
namespace {

constexpr std::size_t kWindow = 100;  ///< units that one hash covers
constexpr std::uint64_t kFactor = 37;
constexpr char16_t kEnd = 65535;

std::string hex(std::uint64_t value) {
  std::array<char, 20> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%" PRIx64, value);
  return buffer.data();
}

std::u16string utf16_of(std::string_view bytes) {
  std::u16string units;
  units.reserve(bytes.size() + 1);
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint point = decode_utf8(bytes, at);
    const char32_t code = point.value;
    at += point.size;
    if (code >= 0x10000) {
      units += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
      units += static_cast<char16_t>(code);
    }
  }
  return units;
}

/// What is hashed: no blanks, LF for every line end, an end mark.
std::u16string kept_units(std::string_view bytes) {
  std::u16string kept;
  bool after_cr = false;
  for (const char16_t unit : utf16_of(bytes)) {
    const bool second_of_pair = unit == u'\n' && after_cr;
    after_cr = unit == u'\r';
    if (unit == u' ' || unit == u'\t' || second_of_pair) continue;
    kept += after_cr ? u'\n' : unit;
  }
  return kept += kEnd;
}

/// The hash of kWindow units, moved on by one unit at a time. Behind the text all units are 0.
class RollingHash {
 public:
  explicit RollingHash(const std::u16string& units) : units_(units) {
    for (std::size_t i = 0; i < kWindow; ++i) {
      value_ = kFactor * value_ + unit(i);
      leaving_ *= kFactor;
    }
  }
  std::uint64_t value() const { return value_; }
  void advance() {
    value_ = kFactor * value_ - leaving_ * unit(begin_) + unit(begin_ + kWindow);
    ++begin_;
  }

 private:
  std::uint64_t unit(std::size_t i) const { return i < units_.size() ? units_[i] : 0; }

  const std::u16string& units_;
  std::size_t begin_ = 0;
  std::uint64_t value_ = 0;
  std::uint64_t leaving_ = 1;  ///< kFactor to the power of kWindow: the weight of what moves out
};

}  // namespace

std::vector<std::string> line_hashes(std::string_view bytes) {
  const std::u16string units = kept_units(bytes);
  std::unordered_map<std::uint64_t, int> seen;
  std::vector<std::string> hashes;
  RollingHash hash(units);
  for (std::size_t i = 0; i < units.size(); ++i, hash.advance()) {
    if (i > 0 && units[i - 1] != u'\n') continue;
    hashes.push_back(hex(hash.value()) + ":" + std::to_string(++seen[hash.value()]));
  }
  return hashes;
}

std::string Fingerprints::of_line(Span span) {
  if (!span.valid()) return "";
  const auto [at, is_new] = lines_.try_emplace(span.file);
  if (is_new) at->second = line_hashes(sources_.text(span.file));
  const std::size_t line = sources_.position(span.file, span.begin).line - 1;
  return line < at->second.size() ? at->second[line] : "";
}

std::string Fingerprints::of_identity(const std::string& identity) {
  return identity_hash(identity) + ":" + std::to_string(++seen_[identity]);
}

}  // namespace weir::sarif
