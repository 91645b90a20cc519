#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/base/span.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// What words of names and texts in values say of secrets (tables/secrets.yaml).
enum class SecretSays : std::uint8_t {
  secret,          ///< what is called so is one
  elsewhere,       ///< at the end of a name: the value only tells where one is
  secret_key,      ///< what a key is for that is one in itself
  secret_key_end,  ///< the end of such a key's name
  other_key,       ///< a key that is another's, or no secret
  password_key,    ///< a key of connection strings that holds one
  key_form,        ///< globs: forms of keys that providers publish
  placeholder,     ///< in a value that asks for one
  assignment,      ///< how texts assign one
};

/// Tells secrets among literals, by the vocabulary of tables/secrets.yaml. The catalogue must outlive it.
class SecretWords {
 public:
  explicit SecretWords(const Catalog& catalog);

  /// Whether a literal looks like a secret: a well-known form of keys, or a name that speaks of
  /// secrets together with a text that no person would write (at least 8 characters without spaces
  /// and 2.5 bits of entropy a character), or such a text as the password in an address or connection
  /// string, or at such a name in a JSON object. References, placeholders and other addresses are none.
  bool looks_secret(std::string_view name, std::string_view value) const;

  /// Whether no output may show a literal called so: one that looks like a secret, whatever is called
  /// a password, token or key, and addresses that carry one (`https://user:password@…`, `?token=…`, or
  /// a part of the path that only those who may use it know).
  /// Wider than looks_secret: here a doubt hides.
  bool is_hidden(std::string_view name, std::string_view value) const;

  /// Whether a name says that it holds a secret.
  bool speaks_of_secrets(std::string_view name) const;
  /// Whether a name is that of a key that may be a secret; others call names of keys, and what finds them, so.
  bool names_a_key(std::string_view name) const;

 private:
  using Vocabulary = std::vector<std::string_view>;

  const Vocabulary& all(SecretSays what) const { return words_[static_cast<std::size_t>(what)]; }
  /// Whether such words stand side by side in others.
  bool stand_in(std::string_view words, SecretSays what) const;
  bool is_placeholder(std::string_view value) const;
  bool carries_secret(std::string_view value) const;
  bool is_written_password(std::string_view password) const;
  bool has_password_in_address(std::string_view value) const;
  bool has_password_among_pairs(std::string_view value) const;
  bool has_secret_among_fields(std::string_view value) const;

  std::array<Vocabulary, 9> words_;
};

/// Where literals stand in a model that no output may show, with what the model itself declares a secret. O(values).
std::vector<Span> secret_places(const ResourceModel& model, const SecretWords& words);

}  // namespace weir
