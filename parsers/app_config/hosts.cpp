#include "parsers/app_config/hosts.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace weir::app_config {
namespace {

bool is_of_host(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower_name(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// A host in a text.
struct Mention {
  std::size_t begin = 0, end = 0;
  ResourceId target;
  std::string_view elsewhere;  ///< where there is no target: the host outside
};

class Mentions {
 public:
  Mentions(const Hosts& hosts, const SettingWords& words, std::string_view text, bool of_addresses)
      : hosts_(hosts), words_(words), text_(text), of_addresses_(of_addresses) {}

  std::vector<Mention> find() {
    for (std::size_t at = 0; at < text_.size();) {
      if (!is_of_host(text_[at])) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text_.size() && is_of_host(text_[end])) ++end;
      const std::string_view host = text_.substr(at, end - at), elsewhere = hosts_.elsewhere(host);
      const ResourceId target = hosts_.find(elsewhere.empty() ? host : elsewhere);
      if ((target.valid() || !elsewhere.empty()) && stands_as_host(at, end)) found_.push_back({at, end, target, elsewhere});
      at = end;
    }
    return std::move(found_);
  }

 private:
  bool has_port(std::size_t end) const {
    return end + 1 < text_.size() && text_[end] == ':' && is_digit(text_[end + 1]);
  }

  bool ends(std::size_t end) const {
    return end == text_.size() || std::string_view("/;, \t\n?&)").find(text_[end]) != text_.npos;
  }

  /// Whether what stands before and behind a word makes a host of it.
  bool stands_as_host(std::size_t begin, std::size_t end) const {
    const std::string_view before = text_.substr(0, begin);
    if (before.ends_with("://")) return has_port(end) || ends(end);
    if (before.ends_with('@')) return has_port(end) || (end < text_.size() && text_[end] == '/');
    if (before.ends_with('(')) return has_port(end);
    if (before.ends_with("=tcp:")) return ends(end) && key_says_host(before.substr(0, before.size() - 4));
    if (before.ends_with('=')) return has_port(end) || (ends(end) && key_says_host(before));
    if (begin == 0 || before.ends_with(',') || before.ends_with(' '))
      return has_port(end) || (of_addresses_ && is_list_of_hosts(end));
    return false;
  }

  /// `host=db`, `Server=db`, `Data Source=db` within a text of several settings.
  bool key_says_host(std::string_view before) const {
    before.remove_suffix(1);
    before.remove_prefix(before.find_last_of(";\"'\n") + 1);  // npos + 1 is 0
    if (before.find('=') != before.npos) before.remove_prefix(before.find_last_of(" =") + 1);
    return words_.say(before, SettingSays::address);
  }

  /// A lone name, or names with commas between them.
  bool is_list_of_hosts(std::size_t end) const {
    return (end == text_.size() || text_[end] == ',') &&
           std::all_of(text_.begin(), text_.end(),
                       [](char c) { return is_of_host(c) || c == ',' || c == ' ' || c == ':'; });
  }

  const Hosts& hosts_;
  const SettingWords& words_;
  std::string_view text_;
  bool of_addresses_;
  std::vector<Mention> found_;
};

Span stretch(Span whole, std::size_t text_size, std::size_t begin, std::size_t end) {
  if (whole.end - whole.begin != text_size) return whole;  // not written as it reads
  return {whole.file, whole.begin + static_cast<std::uint32_t>(begin),
          whole.begin + static_cast<std::uint32_t>(end)};
}

/// What a hole may be, so that what stands around it is read: `postgres://${USER}@db:${PORT}`.
constexpr char kOfHole = '0';

/// The parts of a text with the hosts among them as references.
class TextWithHosts {
 public:
  TextWithHosts(ResourceModel& model, const std::vector<Mention>& mentions, bool secret)
      : model_(model), mentions_(mentions), secret_(secret) {}

  std::vector<ValueId> of(const std::vector<ValueId>& parts) {
    for (const ValueId part : parts) {
      const bool written = model_.values[part].kind == ValueKind::string;
      if (written)
        take(part);
      else
        made_.push_back(part);
      begin_ += written ? model_.values.string(part).size() : 1;
    }
    return std::move(made_);
  }

 private:
  /// A part that is written, with the hosts that stand in it.
  void take(ValueId part) {
    const std::string text(model_.values.string(part));
    const Span whole = model_.values[part].span;
    const bool secret = secret_ || model_.values[part].secret;
    std::size_t at = 0;
    for (; next_ < mentions_.size() && mentions_[next_].begin < begin_ + text.size(); ++next_) {
      const Mention& mention = mentions_[next_];
      if (mention.begin < begin_ || mention.end > begin_ + text.size()) continue;
      const std::size_t from = mention.begin - begin_, to = mention.end - begin_;
      literal(text, at, from, whole, secret);
      at = to;
      if (!mention.target.valid()) {
        literal(std::string(mention.elsewhere), 0, mention.elsewhere.size(), stretch(whole, text.size(), from, to), secret);
        continue;
      }
      made_.push_back(model_.values.add_reference({mention.target, model_[mention.target].address,
                                                   std::string(kOwnHost) + text.substr(from, to - from)},
                                                  stretch(whole, text.size(), from, to)));
    }
    literal(text, at, text.size(), whole, secret);
  }

  void literal(const std::string& text, std::size_t from, std::size_t to, Span whole, bool secret) {
    if (to <= from) return;
    const ValueId part = model_.values.add_string(text.substr(from, to - from), stretch(whole, text.size(), from, to));
    made_.push_back(secret ? model_.values.marked_secret(part) : part);
  }

  ResourceModel& model_;
  const std::vector<Mention>& mentions_;
  bool secret_;
  std::vector<ValueId> made_;
  std::size_t begin_ = 0, next_ = 0;
};

}  // namespace

void Hosts::add(std::string_view host, ResourceId target) {
  if (!host.empty()) hosts_.emplace(lower_name(host), target);
}

void Hosts::add_elsewhere(std::string_view host, std::string_view elsewhere) {
  if (!host.empty() && !elsewhere.empty()) elsewhere_.emplace(lower_name(host), elsewhere);
}

std::string_view Hosts::elsewhere(std::string_view host) const {
  if (elsewhere_.empty()) return around_ == nullptr ? std::string_view{} : around_->elsewhere(host);
  if (const auto found = elsewhere_.find(lower_name(host)); found != elsewhere_.end()) return found->second;
  return around_ == nullptr ? std::string_view{} : around_->elsewhere(host);
}

ResourceId Hosts::exactly(std::string_view host) const {
  if (const auto found = hosts_.find(host); found != hosts_.end()) return found->second;
  return around_ == nullptr ? ResourceId() : around_->exactly(host);
}

ResourceId Hosts::find(std::string_view host) const {
  const std::string name = lower_name(host);
  for (std::string_view at = name; !at.empty();) {
    if (const ResourceId found = exactly(at); found.valid()) return found;
    const std::size_t dot = at.find('.');
    if (dot == at.npos) break;
    const std::string_view machine = at.substr(0, dot);
    at.remove_prefix(dot + 1);
    // `kafka-0.kafka`: one of several machines
    if (machine.rfind('-') == machine.npos || !is_digit(machine.back())) break;
  }
  return {};
}

ValueId with_hosts(ResourceModel& model, const Hosts& hosts, const SettingWords& words, std::string_view setting,
                   ValueId value) {
  ValueStore& values = model.values;
  if (hosts.empty() || !value.valid()) return value;
  const Value was = values[value];
  if (was.kind != ValueKind::string && was.kind != ValueKind::text) return value;
  const bool of_addresses = words.say(setting, SettingSays::address);
  if (!of_addresses && words.say(setting, SettingSays::no_address)) return value;
  const std::vector<ValueId> parts = was.kind == ValueKind::text ? values.items(value) : std::vector<ValueId>{value};
  std::string text;
  for (const ValueId part : parts)
    text += values[part].kind == ValueKind::string ? std::string(values.string(part)) : std::string(1, kOfHole);
  const std::vector<Mention> mentions = Mentions(hosts, words, text, of_addresses).find();
  if (mentions.empty()) return value;
  const ValueId made = values.add_text(TextWithHosts(model, mentions, was.secret).of(parts), was.span);
  return was.origin.valid() ? values.moved(made, was.span, was.origin) : made;
}

}  // namespace weir::app_config
