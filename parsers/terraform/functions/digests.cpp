#include "parsers/terraform/functions/digests.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace weir::terraform {
namespace {

/// Bytes with what the standards append to them: a bit, zeros and the length in bits, which takes
/// `length_bytes`.
template <bool big_endian>
std::string padded(std::string_view bytes, std::size_t block, std::size_t length_bytes) {
  std::string out(bytes);
  out += '\x80';
  while (out.size() % block != block - length_bytes) out += '\0';
  const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
  for (std::size_t i = 0; i < length_bytes; ++i) {
    const std::size_t place = big_endian ? length_bytes - 1 - i : i;
    out += place < 8 ? static_cast<char>(bits >> (8 * place) & 0xFFU) : '\0';
  }
  return out;
}

template <class Word, bool big_endian>
Word word_at(std::string_view bytes, std::size_t at) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    const std::size_t place = big_endian ? sizeof(Word) - 1 - i : i;
    word |= static_cast<Word>(static_cast<unsigned char>(bytes[at + i])) << (8 * place);
  }
  return word;
}

template <class Word, bool big_endian, std::size_t size>
std::string bytes_of(const std::array<Word, size>& words) {
  std::string out;
  for (const Word word : words) {
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
      const std::size_t place = big_endian ? sizeof(Word) - 1 - i : i;
      out += static_cast<char>(word >> (8 * place) & 0xFFU);
    }
  }
  return out;
}

constexpr std::array<std::uint32_t, 5> kStart = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476,
                                                 0xC3D2E1F0};

/// MD5's constants: sines, 32 bits behind the point.
const std::array<std::uint32_t, 64>& sines() {
  static const std::array<std::uint32_t, 64> made = [] {
    std::array<std::uint32_t, 64> all{};
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double sine = std::fabs(std::sin(static_cast<double>(i + 1)));
      all[i] = static_cast<std::uint32_t>(static_cast<std::uint64_t>(sine * 4294967296.0));
    }
    return all;
  }();
  return made;
}

/// The first `size` primes.
template <std::size_t size>
constexpr std::array<std::uint32_t, size> primes() {
  std::array<std::uint32_t, size> found{};
  std::size_t count = 0;
  for (std::uint32_t n = 2; count < size; ++n) {
    bool prime = true;
    for (std::size_t i = 0; i < count; ++i) prime = prime && n % found[i] != 0;
    if (prime) found[count++] = n;
  }
  return found;
}

__extension__ using Wide = unsigned __int128;

/// The first `bits` bits behind the point of a prime's square or cube root: the largest r with
/// r^degree <= prime * 2^(degree * bits), without what stands before the point.
constexpr std::uint64_t root_fraction(std::uint32_t prime, int degree, int bits) {
  // r is built bit by bit; r^degree is compared limb-wise, as it takes up to 210 bits.
  const auto at_most = [&](Wide r) {
    std::array<std::uint32_t, 10> power{1};  // limbs, the least first
    for (int times = 0; times < degree; ++times) {
      std::array<std::uint64_t, 12> sum{};
      for (std::size_t i = 0; i < power.size(); ++i) {
        for (std::size_t k = 0; k < 3 && i + k < sum.size(); ++k) {
          const auto limb = static_cast<std::uint64_t>(r >> (32 * k) & 0xFFFFFFFFU);
          Wide product = static_cast<Wide>(power[i]) * limb;
          for (std::size_t at = i + k; product != 0 && at < sum.size(); ++at) {
            product += sum[at];
            sum[at] = static_cast<std::uint64_t>(product & 0xFFFFFFFFU);
            product >>= 32U;
          }
        }
      }
      for (std::size_t i = 0; i < power.size(); ++i) power[i] = static_cast<std::uint32_t>(sum[i]);
    }
    std::array<std::uint32_t, 10> limit{};
    const int shift = degree * bits;
    const Wide shifted = static_cast<Wide>(prime) << static_cast<unsigned>(shift % 32);
    for (std::size_t k = 0; k < 3; ++k) {
      limit[static_cast<std::size_t>(shift / 32) + k] =
          static_cast<std::uint32_t>(shifted >> (32 * k) & 0xFFFFFFFFU);
    }
    for (std::size_t i = power.size(); i-- > 0;) {
      if (power[i] != limit[i]) return power[i] < limit[i];
    }
    return true;
  };
  Wide r = 0;
  for (int bit = bits + 5; bit >= 0; --bit) {
    const Wide with = r | static_cast<Wide>(1) << static_cast<unsigned>(bit);
    if (at_most(with)) r = with;
  }
  const Wide mask = (static_cast<Wide>(1) << static_cast<unsigned>(bits)) - 1;
  return static_cast<std::uint64_t>(r & mask);
}

/// What tells SHA-256 from SHA-512.
template <class Word>
struct Sha2 {
  static constexpr bool small = sizeof(Word) == 4;
  static constexpr std::size_t rounds = small ? 64 : 80;

  static Word large0(Word x) { return small ? turn(x, 2, 13, 22) : turn(x, 28, 34, 39); }
  static Word large1(Word x) { return small ? turn(x, 6, 11, 25) : turn(x, 14, 18, 41); }
  static Word small0(Word x) {
    return std::rotr(x, small ? 7 : 1) ^ std::rotr(x, small ? 18 : 8) ^ x >> (small ? 3U : 7U);
  }
  static Word small1(Word x) {
    return std::rotr(x, small ? 17 : 19) ^ std::rotr(x, small ? 19 : 61) ^ x >> (small ? 10U : 6U);
  }

  struct Constants {
    std::array<Word, 8> start{};
    std::array<Word, rounds> round{};
  };
  static const Constants& constants() {
    static const Constants made = [] {
      Constants c;
      const auto all = primes<rounds>();
      const int bits = small ? 32 : 64;
      for (std::size_t i = 0; i < 8; ++i)
        c.start[i] = static_cast<Word>(root_fraction(all[i], 2, bits));
      for (std::size_t i = 0; i < rounds; ++i)
        c.round[i] = static_cast<Word>(root_fraction(all[i], 3, bits));
      return c;
    }();
    return made;
  }

 private:
  static Word turn(Word x, int a, int b, int c) {
    return std::rotr(x, a) ^ std::rotr(x, b) ^ std::rotr(x, c);
  }
};

template <class Word>
std::string sha2(std::string_view bytes) {
  using Kind = Sha2<Word>;
  constexpr std::size_t kBlock = 16 * sizeof(Word);
  const std::string text = padded<true>(bytes, kBlock, 2 * sizeof(Word));
  const typename Kind::Constants& constants = Kind::constants();
  std::array<Word, 8> state = constants.start;
  for (std::size_t block = 0; block < text.size(); block += kBlock) {
    std::array<Word, Kind::rounds> w{};
    for (std::size_t i = 0; i < Kind::rounds; ++i) {
      w[i] = i < 16 ? word_at<Word, true>(text, block + i * sizeof(Word))
                    : Kind::small1(w[i - 2]) + w[i - 7] + Kind::small0(w[i - 15]) + w[i - 16];
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < Kind::rounds; ++i) {
      const Word one = h + Kind::large1(e) + ((e & f) ^ (~e & g)) + constants.round[i] + w[i];
      const Word two = Kind::large0(a) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + one;
      d = c;
      c = b;
      b = a;
      a = one + two;
    }
    const std::array<Word, 8> added = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += added[i];
  }
  return bytes_of<Word, true>(state);
}

}  // namespace

std::string md5(std::string_view bytes) {
  constexpr std::array<int, 16> kTurns = {7, 12, 17, 22, 5, 9,  14, 20,
                                          4, 11, 16, 23, 6, 10, 15, 21};
  const std::string text = padded<false>(bytes, 64, 8);
  std::array<std::uint32_t, 4> state = {kStart[0], kStart[1], kStart[2], kStart[3]};
  for (std::size_t block = 0; block < text.size(); block += 64) {
    auto [a, b, c, d] = state;
    for (std::uint32_t i = 0; i < 64; ++i) {
      const std::uint32_t kind = i / 16;
      const std::uint32_t mixed = kind == 0   ? (b & c) | (~b & d)
                                  : kind == 1 ? (d & b) | (~d & c)
                                  : kind == 2 ? b ^ c ^ d
                                              : c ^ (b | ~d);
      const std::uint32_t from = kind == 0   ? i
                                 : kind == 1 ? 5 * i + 1
                                 : kind == 2 ? 3 * i + 5
                                             : 7 * i;
      const std::uint32_t sum =
          a + mixed + sines()[i] +
          word_at<std::uint32_t, false>(text, block + static_cast<std::size_t>(from % 16) * 4);
      a = d;
      d = c;
      c = b;
      b += std::rotl(sum, kTurns[kind * 4 + i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
  return bytes_of<std::uint32_t, false>(state);
}

std::string sha1(std::string_view bytes) {
  constexpr std::array<std::uint32_t, 4> kRound = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
  const std::string text = padded<true>(bytes, 64, 8);
  std::array<std::uint32_t, 5> state = kStart;
  for (std::size_t block = 0; block < text.size(); block += 64) {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t i = 0; i < 80; ++i) {
      w[i] = i < 16 ? word_at<std::uint32_t, true>(text, block + i * 4)
                    : std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    auto [a, b, c, d, e] = state;
    for (std::size_t i = 0; i < 80; ++i) {
      const std::size_t kind = i / 20;
      const std::uint32_t mixed = kind == 0   ? (b & c) | (~b & d)
                                  : kind == 2 ? (b & c) | (b & d) | (c & d)
                                              : b ^ c ^ d;
      const std::uint32_t sum = std::rotl(a, 5) + mixed + e + kRound[kind] + w[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = sum;
    }
    const std::array<std::uint32_t, 5> added = {a, b, c, d, e};
    for (std::size_t i = 0; i < 5; ++i) state[i] += added[i];
  }
  return bytes_of<std::uint32_t, true>(state);
}

std::string sha256(std::string_view bytes) { return sha2<std::uint32_t>(bytes); }
std::string sha512(std::string_view bytes) { return sha2<std::uint64_t>(bytes); }

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return out;
}

}  // namespace weir::terraform
