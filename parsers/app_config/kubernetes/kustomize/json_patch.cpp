// JSON patches (RFC 6902).

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/app_config/kubernetes/kustomize/patches.h"

namespace weir::kubernetes::kustomize {
namespace {

constexpr std::size_t kPut = 300'000;  // values that the patches of a unit put into objects

enum class Operation : std::uint8_t { add, replace, remove };

/// `/spec/ports/0/name`, with `~1` for a slash and `~0` for a tilde; none if it is no such path.
std::optional<std::vector<std::string>> pointer_of(std::string_view text) {
  if (text.empty() || text.front() != '/') return std::nullopt;
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      tokens.emplace_back();
    } else if (text[i] == '~' && i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
      tokens.back() += text[++i] == '0' ? '~' : '/';
    } else {
      tokens.back() += text[i];
    }
  }
  if (tokens.size() > static_cast<std::size_t>(limits::kNesting)) return std::nullopt;
  return tokens;
}

/// The place in a list that a token names; its size for `-`.
std::optional<std::size_t> index_of(const std::string& token, std::size_t size) {
  if (token == "-") return size;
  if (token.empty() || token.size() > 6) return std::nullopt;
  std::size_t index = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index <= size ? std::optional(index) : std::nullopt;
}

class JsonPatch {
 public:
  JsonPatch(ValueStore& values, std::size_t& put) : values_(values), put_(put) {}

  /// None if the path does not lead anywhere.
  ValueId applied(ValueId at, const std::vector<std::string>& path, std::size_t depth, Operation operation, ValueId value) {
    if (!at.valid()) return {};
    const std::string& token = path[depth];
    const bool last = depth + 1 == path.size();
    if (values_[at].kind == ValueKind::map) {
      const MapEntry* found = values_.find_entry(at, token);
      if (found == nullptr && !(last && operation == Operation::add)) return {};
      if (last && operation == Operation::remove) return without_entry(values_, at, token);
      MapEntry entry = found != nullptr ? *found : MapEntry{token, values_[value].span, {}};
      entry.value = last ? value : applied(entry.value, path, depth + 1, operation, value);
      return entry.value.valid() ? with_entry(values_, at, std::move(entry)) : ValueId{};
    }
    if (values_[at].kind != ValueKind::list) return {};
    std::vector<ValueId> items = values_.items(at);
    const std::optional<std::size_t> index = index_of(token, items.size());
    const bool adds = last && operation == Operation::add;
    if (!index || (!adds && *index == items.size())) return {};
    const auto place = items.begin() + static_cast<std::ptrdiff_t>(*index);
    if (adds) {
      items.insert(place, value);
    } else if (last && operation == Operation::remove) {
      items.erase(place);
    } else {
      *place = last ? value : applied(*place, path, depth + 1, operation, value);
      if (!place->valid()) return {};
    }
    return values_.add_list(items, values_[at].span);
  }

  ValueId found(ValueId at, const std::vector<std::string>& path) const {
    for (const std::string& token : path) {
      if (!at.valid()) return {};
      if (values_[at].kind == ValueKind::map) {
        at = values_.find(at, token);
      } else if (values_[at].kind == ValueKind::list) {
        const std::optional<std::size_t> index = index_of(token, values_.item_count(at));
        at = index && *index < values_.item_count(at) ? values_.item(at, *index) : ValueId{};
      } else {
        return {};
      }
    }
    return at;
  }

  ValueId one(ValueId object, ValueId operation) {
    if (values_[operation].kind != ValueKind::map) return {};
    const std::string name = text(operation, "op");
    if (name == "test") return object;
    const auto path = pointer_of(text(operation, "path"));
    if (!path) return {};
    if (name == "remove") return applied(object, *path, 0, Operation::remove, {});
    ValueId value = values_.find(operation, "value");
    if (name == "copy" || name == "move") {
      const auto from = pointer_of(text(operation, "from"));
      value = from ? found(object, *from) : ValueId{};
      if (!value.valid() || !count(value, limits::kNesting - static_cast<int>(path->size()))) return {};
      if (value.valid() && name == "move") object = applied(object, *from, 0, Operation::remove, {});
    }
    if (!value.valid()) return {};
    if (name == "add" || name == "replace") count(value, limits::kNesting);
    return applied(object, *path, 0, name == "replace" ? Operation::replace : Operation::add, value);
  }

  std::string text(ValueId map, std::string_view key) const {
    const ValueId value = values_.find(map, key);
    return std::string(value.valid() ? values_.string(value) : std::string_view{});
  }

 private:
  /// Counts what is put somewhere: copies of copies grow without adding a value to the store. False beyond `levels` or kPut.
  bool count(ValueId value, int levels) {
    if (levels <= 0 || put_ >= kPut) return false;
    ++put_;
    if (values_[value].kind == ValueKind::list) {
      for (const ValueId item : values_.items(value))
        if (!count(item, levels - 1)) return false;
    } else if (values_[value].kind == ValueKind::map) {
      for (std::size_t i = 0; i < values_.item_count(value); ++i)
        if (!count(values_.entry(value, i).value, levels - 1)) return false;
    }
    return true;
  }

  ValueStore& values_;
  std::size_t& put_;
};

}  // namespace

Result<ValueId> json_patched(ValueStore& values, ValueId object, ValueId operations, std::size_t room, std::size_t& put) {
  JsonPatch patch(values, put);
  for (const ValueId operation : values.items(operations)) {
    if (is_full(values, room) || put >= kPut) return Error{"what the patches make is too large", values[operation].span};
    object = patch.one(object, operation);
    if (!object.valid())
      return Error{"the operation fits nothing: " + patch.text(operation, "op") + " " + patch.text(operation, "path"),
                   values[operation].span};
  }
  return object;
}

}  // namespace weir::kubernetes::kustomize
