#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "analyzer/base/check.h"
#include "analyzer/base/span.h"

namespace weir {

/// Why something of ours or of the environment failed (exit status 2). Faults of the analysed input
/// are Diagnostics instead.
struct Error {
  std::string message;
  std::optional<Span> span;
};

/// A value or the reason there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}        // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}    // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& value() {
    CHECK(ok());
    return *std::get_if<T>(&state_);
  }
  const T& value() const {
    CHECK(ok());
    return *std::get_if<T>(&state_);
  }
  const Error& error() const {
    CHECK(!ok());
    return *std::get_if<Error>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

}  // namespace weir
