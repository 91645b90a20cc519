#include "analyzer/base/blob.h"

#include "analyzer/base/check.h"

namespace weir {
namespace {

constexpr char kMagic[8] = {'W', 'E', 'I', 'R', 'B', 'L', 'O', 'B'};
constexpr std::size_t kAlignment = 16;

struct Header {
  char magic[8];
  std::uint32_t format_version;
  std::uint32_t tables;
};

std::size_t aligned(std::size_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

Text TextPool::add(std::string_view text) {
  const auto [known, added] = known_.try_emplace(std::string(text));
  if (added) {
    CHECK(bytes_.size() + text.size() < UINT32_MAX);
    known->second = {static_cast<std::uint32_t>(bytes_.size()),
                     static_cast<std::uint32_t>(text.size())};
    bytes_ += text;
  }
  return known->second;
}

void BlobWriter::raw(const void* data, std::size_t count, std::size_t record_size) {
  body_.resize(aligned(body_.size()), '\0');
  directory_.push_back({body_.size(), count, record_size});
  if (count > 0) body_.append(static_cast<const char*>(data), count * record_size);
}

std::string BlobWriter::finish(std::uint32_t format_version) const {
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.format_version = format_version;
  header.tables = static_cast<std::uint32_t>(directory_.size());
  std::string blob(reinterpret_cast<const char*>(&header), sizeof header);
  const std::size_t body_begin = aligned(sizeof(Header) + directory_.size() * sizeof(Entry));
  for (Entry entry : directory_) {
    entry.offset += body_begin;
    blob.append(reinterpret_cast<const char*>(&entry), sizeof entry);
  }
  blob.resize(body_begin, '\0');
  return blob += body_;
}

BlobReader::BlobReader(std::span<const std::byte> blob, std::uint32_t format_version)
    : blob_(blob) {
  Header header;
  if (blob.size() < sizeof header) return;
  if (reinterpret_cast<std::uintptr_t>(blob.data()) % kAlignment != 0) return;
  std::memcpy(&header, blob.data(), sizeof header);
  ok_ = std::memcmp(header.magic, kMagic, sizeof kMagic) == 0 &&
        header.format_version == format_version;
}

std::pair<const std::byte*, std::size_t> BlobReader::raw(std::size_t n, std::size_t record_size) {
  struct Entry {
    std::uint64_t offset, count, record_size;
  };
  const std::pair<const std::byte*, std::size_t> nothing{nullptr, 0};
  if (!ok_) return nothing;
  ok_ = false;
  Header header;
  std::memcpy(&header, blob_.data(), sizeof header);
  const std::size_t entry_begin = sizeof header + n * sizeof(Entry);
  if (n >= header.tables || entry_begin + sizeof(Entry) > blob_.size()) return nothing;
  Entry entry;
  std::memcpy(&entry, blob_.data() + entry_begin, sizeof entry);
  const bool inside = entry.offset % kAlignment == 0 && entry.offset <= blob_.size() &&
                      entry.record_size == record_size &&
                      entry.count <= (blob_.size() - entry.offset) / record_size;
  if (!inside) return nothing;
  ok_ = true;
  return {blob_.data() + entry.offset, static_cast<std::size_t>(entry.count)};
}

}  // namespace weir
