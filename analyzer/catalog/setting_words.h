#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"

namespace weir {

/// Lower-case words of a name joined by "-": `PatientRecordsTable`, `patient_records` →
/// `patient-records…`.
std::string words_of(std::string_view name);

/// What words say in a setting's name, or of its value (tables/words.yaml).
enum class SettingSays : std::uint8_t {
  address,       ///< the value is an address, or a host by its name
  no_address,    ///< it is none, though it may look like one
  for_browsers,  ///< it is for the caller's browser, not for a call of ours
  call,          ///< it is an address to call
  to_name,       ///< it is one to read about, to name something by, or to compare with
  of_network,    ///< an attribute that holds an address of the network, which takes no permission to be called
  place,         ///< an attribute that holds any address
  host_key,      ///< a host, and nothing that says how to reach it
  engine_key,    ///< which engine a host beside it runs
  security_key,  ///< how the connection to a host beside it is secured
  plain,         ///< the value is a word that settings are full of: alone it names nothing
};

/// The vocabulary of settings. Words are lower-case and joined by `-`. The catalogue must outlive it.
class SettingWords {
 public:
  explicit SettingWords(const Catalog& catalog);

  /// Whether a name has words that say so.
  bool say(std::string_view name, SettingSays what) const;
  /// Whether a text is such words and nothing else.
  bool are(std::string_view text, SettingSays what) const;

 private:
  std::array<std::vector<std::string_view>, 11> words_;
};

}  // namespace weir
