#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/value.h"

namespace weir::app_config {

/// What a name of a Python module stands for, and where it was given that.
struct PythonName {
  ValueId value;
  Span place;
};

/// The names of a Python module so far. What a branch does can be taken back, and branches be put together again.
class PythonScope {
 public:
  /// What one branch changed.
  struct Branch {
    std::map<std::string, std::optional<PythonName>, std::less<>> changed;
    ValueId anything;  ///< what all others stand for, where something may have changed them
  };

  /// What a name stands for; nothing where none gave it anything.
  std::optional<PythonName> find(std::string_view name) const;
  /// False if the module has as many names as one may have.
  bool set(const std::string& name, PythonName held);
  void remove(const std::string& name);
  /// Something may have changed every name, and made others: all that was before it stands for `unknown`.
  void disturb(ValueId unknown);
  /// What names that nobody gave anything may stand for; invalid where nothing can have made them.
  ValueId anything() const { return anything_; }
  /// All names that stand for something, in their order.
  std::vector<std::pair<std::string, PythonName>> all() const;

  /// Where a branch begins.
  std::size_t mark() const { return journal_.size(); }
  /// What was done since a mark, which is taken back.
  Branch take_back(std::size_t mark);
  /// Goes on behind branches of which one was run: a name that all of them leave the same keeps that, else it stands for
  /// `unknown`.
  void merge(const ValueStore& values, const std::vector<Branch>& branches, ValueId unknown);

 private:
  struct Held {
    std::optional<PythonName> is;
    std::size_t disturbances = 0;  ///< before it was given that
  };
  struct Change {
    std::string name;  ///< "" = all of them
    std::optional<Held> before;
    ValueId anything_before;
  };

  void put(const std::string& name, Held held);

  std::map<std::string, Held, std::less<>> names_;
  std::size_t disturbances_ = 0;
  ValueId anything_;
  std::vector<Change> journal_;
};

}  // namespace weir::app_config
