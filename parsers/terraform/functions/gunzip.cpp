#include "parsers/terraform/functions/gunzip.h"

#include <array>
#include <cstdint>
#include <vector>

namespace weir::terraform {
namespace {

constexpr unsigned kLongestCode = 15;

/// Bits of a deflated text (RFC 1951), the least of each byte first.
class DeflatedBits {
 public:
  explicit DeflatedBits(std::string_view bytes) : bytes_(bytes) {}

  unsigned take(unsigned count) {
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i) value |= one() << i;
    return value;
  }
  unsigned one() {
    if (at_ / 8 >= bytes_.size()) {
      over_ = true;
      return 0;
    }
    const auto byte = static_cast<unsigned char>(bytes_[at_ / 8]);
    return byte >> (at_++ % 8) & 1U;
  }
  void to_next_byte() { at_ = (at_ + 7) / 8 * 8; }
  /// Whether more was taken than there is.
  bool over() const { return over_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool over_ = false;
};

/// A code whose symbols are told apart by their lengths alone.
class Code {
 public:
  explicit Code(const std::vector<unsigned>& lengths) {
    for (const unsigned length : lengths) ++count_[length];
    count_[0] = 0;
    std::array<unsigned, kLongestCode + 2> first{};
    for (unsigned i = 1; i <= kLongestCode; ++i) first[i + 1] = first[i] + count_[i];
    symbols_.resize(lengths.size());
    for (unsigned symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0) symbols_[first[lengths[symbol]]++] = symbol;
    }
  }

  /// The next symbol; none if the bits are none.
  std::optional<unsigned> next(DeflatedBits& bits) const {
    unsigned code = 0, first = 0, index = 0;
    for (unsigned length = 1; length <= kLongestCode; ++length) {
      code |= bits.one();
      if (code < first + count_[length]) return symbols_[index + code - first];
      index += count_[length];
      first = (first + count_[length]) << 1U;
      code <<= 1U;
    }
    return std::nullopt;
  }

 private:
  std::array<unsigned, kLongestCode + 1> count_{};
  std::vector<unsigned> symbols_;
};

struct Codes {
  Code symbols, distances;
};

Codes fixed_codes() {
  std::vector<unsigned> lengths(288, 8);
  for (std::size_t i = 144; i < 256; ++i) lengths[i] = 9;
  for (std::size_t i = 256; i < 280; ++i) lengths[i] = 7;
  return {Code(lengths), Code(std::vector<unsigned>(30, 5))};
}

std::optional<Codes> written_codes(DeflatedBits& bits) {
  constexpr std::array<std::size_t, 19> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                  11, 4,  12, 3, 13, 2, 14, 1, 15};
  const unsigned symbols = bits.take(5) + 257, distances = bits.take(5) + 1, of = bits.take(4) + 4;
  std::vector<unsigned> lengths(19, 0);
  for (unsigned i = 0; i < of; ++i) lengths[kOrder[i]] = bits.take(3);
  const Code code(lengths);
  std::vector<unsigned> all;
  while (all.size() < symbols + distances) {
    const std::optional<unsigned> symbol = code.next(bits);
    if (!symbol || bits.over() || (*symbol == 16 && all.empty())) return std::nullopt;
    if (*symbol < 16) {
      all.push_back(*symbol);
      continue;
    }
    const unsigned repeated = *symbol == 16 ? all.back() : 0;
    const unsigned times = *symbol == 16   ? 3 + bits.take(2)
                           : *symbol == 17 ? 3 + bits.take(3)
                                           : 11 + bits.take(7);
    all.insert(all.end(), times, repeated);
  }
  if (all.size() != symbols + distances) return std::nullopt;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(symbols);
  return Codes{Code({all.begin(), middle}), Code({middle, all.end()})};
}

/// A length or distance of a symbol: a base and bits behind it. Symbols of a group share their bits.
unsigned extended(unsigned symbol, unsigned group, unsigned first, DeflatedBits& bits) {
  if (symbol < 2 * group) return first + symbol;
  const unsigned extra = symbol / group - 1;
  const unsigned base = (group + symbol % group) << extra;
  return first + base + bits.take(extra);
}

bool inflate_block(DeflatedBits& bits, const Codes& codes, std::size_t limit, std::string& out) {
  while (true) {
    const std::optional<unsigned> symbol = codes.symbols.next(bits);
    if (!symbol || bits.over() || out.size() >= limit) return false;
    if (*symbol == 256) return true;
    if (*symbol < 256) {
      out += static_cast<char>(*symbol);
      continue;
    }
    if (*symbol > 285) return false;
    const unsigned length = *symbol == 285 ? 258 : extended(*symbol - 257, 4, 3, bits);
    const std::optional<unsigned> far = codes.distances.next(bits);
    if (!far || *far > 29) return false;
    const unsigned distance = extended(*far, 2, 1, bits);
    if (distance > out.size()) return false;
    for (unsigned i = 0; i < length; ++i) out += out[out.size() - distance];
  }
}

bool stored_block(DeflatedBits& bits, std::size_t limit, std::string& out) {
  bits.to_next_byte();
  const unsigned size = bits.take(16);
  if (bits.take(16) != (~size & 0xFFFFU) || out.size() + size > limit) return false;
  for (unsigned i = 0; i < size && !bits.over(); ++i) out += static_cast<char>(bits.take(8));
  return !bits.over();
}

std::optional<std::string> inflate(std::string_view bytes, std::size_t limit) {
  DeflatedBits bits(bytes);
  std::string out;
  for (bool last = false; !last;) {
    last = bits.one() == 1;
    const unsigned kind = bits.take(2);
    std::optional<Codes> codes;
    if (kind == 1) codes = fixed_codes();
    if (kind == 2) codes = written_codes(bits);
    const bool fine = kind == 0 ? stored_block(bits, limit, out)
                                : codes && inflate_block(bits, *codes, limit, out);
    if (!fine || bits.over()) return std::nullopt;
  }
  return out;
}

}  // namespace

std::optional<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  constexpr std::size_t kHead = 10;
  if (bytes.size() < kHead || bytes.substr(0, 3) != "\x1F\x8B\x08") return std::nullopt;
  const auto flags = static_cast<unsigned char>(bytes[3]);
  bytes.remove_prefix(kHead);
  if ((flags & 4U) != 0) {  // further fields
    if (bytes.size() < 2) return std::nullopt;
    const std::size_t size = static_cast<unsigned char>(bytes[0]) |
                             static_cast<std::size_t>(static_cast<unsigned char>(bytes[1])) << 8U;
    if (bytes.size() < 2 + size) return std::nullopt;
    bytes.remove_prefix(2 + size);
  }
  for (const unsigned text : {8U, 16U}) {  // a name, a comment
    if ((flags & text) == 0) continue;
    const std::size_t end = bytes.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    bytes.remove_prefix(end + 1);
  }
  if ((flags & 2U) != 0) bytes.remove_prefix(std::min<std::size_t>(2, bytes.size()));
  return inflate(bytes, limit);
}

}  // namespace weir::terraform
