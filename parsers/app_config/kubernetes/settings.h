#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/hosts.h"

namespace weir::kubernetes {

/// A setting that a container is given.
struct Setting {
  std::string name;
  Span name_span;
  ValueId value;
};

/// What ConfigMaps and Secrets of a unit hold.
class Settings {
 public:
  explicit Settings(ResourceModel& model) : model_(model) {}

  /// Takes the entries of a ConfigMap (`data`) or Secret (`data` in base64, `stringData`). What a Secret
  /// holds is marked secret, and its places are noted in the model.
  void add_map(std::string_view space, std::string_view name, ValueId object, bool secret);

  /// The texts of a Secret that are committed with it, decoded: a map. Not those that are encrypted, or filled in later.
  ValueId written(std::string_view space, std::string_view name, Span place) const;
  /// Those texts of a ConfigMap that are addresses or connection strings with a name and a password in them, secret: a map.
  ValueId logins(std::string_view space, std::string_view name, Span place) const;

  /// The settings that a container's `envFrom` and `env` give, in that order; of two of one name the
  /// last. What is not in the unit is unknown (outside), a field of the pod unknown (computed).
  std::vector<Setting> of(ValueId container, std::string_view space) const;

 private:
  using Key = std::pair<std::string, std::string>;  ///< namespace and name
  struct Held {
    std::map<std::string, MapEntry, std::less<>> entries;
    bool encrypted = false;  ///< by a tool that stands in the object itself
  };

  ValueId decoded(ValueId text) const;
  ValueId from_source(ValueId source, std::string_view space, Span place) const;
  ValueId from_key(ValueId source, std::string_view space, bool secret, Span place) const;
  void add_whole(ValueId from, std::string_view space, std::vector<Setting>& settings) const;
  const Held* held(bool secret, std::string_view space, std::string_view name) const;

  ResourceModel& model_;
  std::map<Key, Held> maps_, secrets_;
};

}  // namespace weir::kubernetes
