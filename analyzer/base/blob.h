#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "analyzer/base/ids.h"

namespace weir {

/// A piece of a shared text pool. Trivially copyable, so that tables of it can lie in the knowledge
/// blob and be used in place.
struct Text {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

/// Collects texts, each distinct one once.
class TextPool {
 public:
  Text add(std::string_view text);
  std::string_view get(Text text) const { return std::string_view(bytes_).substr(text.begin, text.size); }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::unordered_map<std::string, Text> known_;
};

/// Writes tables of trivially copyable records one after another; each is found again by its number.
class BlobWriter {
 public:
  template <class T>
  void table(const std::vector<T>& records) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> clean = records;  // padding would make the bytes differ from run to run
#if __has_builtin(__builtin_clear_padding)
    for (T& record : clean) __builtin_clear_padding(&record);
#endif
    raw(clean.data(), clean.size(), sizeof(T));
  }
  void bytes(std::string_view text) { raw(text.data(), text.size(), 1); }
  /// The blob: magic, format version, table directory, tables (each 16-byte aligned).
  std::string finish(std::uint32_t format_version) const;

 private:
  struct Entry {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    std::uint64_t record_size = 0;
  };
  void raw(const void* data, std::size_t count, std::size_t record_size);

  std::vector<Entry> directory_;
  std::string body_;
};

/// Reads a blob in place. Every access is checked against the directory; a blob of another format
/// version, or a damaged one, is `!ok()` and yields empty tables.
class BlobReader {
 public:
  BlobReader(std::span<const std::byte> blob, std::uint32_t format_version);
  bool ok() const { return ok_; }
  /// Table number `n` in the order of writing; empty (and no longer ok) if the record size differs.
  template <class T>
  std::span<const T> table(std::size_t n) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto [data, count] = raw(n, sizeof(T));
    return {reinterpret_cast<const T*>(data), count};
  }
  std::string_view bytes(std::size_t n) {
    const auto [data, count] = raw(n, 1);
    return {reinterpret_cast<const char*>(data), count};
  }

 private:
  std::pair<const std::byte*, std::size_t> raw(std::size_t n, std::size_t record_size);

  std::span<const std::byte> blob_;
  bool ok_ = false;
};

}  // namespace weir
