// The configuration of nginx: directives, and what they hand on.
#include "parsers/app_config/application/nginx.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

namespace weir::app_config {
namespace {

constexpr std::size_t kDirectives = 50'000;  // of one proxy
constexpr std::size_t kRoutes = 1'000;
constexpr int kBlocks = 64;                  // inside each other
constexpr int kVariablesBehindEachOther = 8;
constexpr std::size_t kLongestName = 256;     // of a variable
constexpr std::size_t kLongestText = 4096;    // with what stands for its variables
constexpr std::size_t kFilled = 100'000;      // texts, of one proxy

/// Directives that hand a request on.
constexpr std::array<std::string_view, 6> kPasses = {"proxy_pass",   "grpc_pass", "fastcgi_pass",
                                                     "uwsgi_pass", "scgi_pass", "memcached_pass"};

struct Word {
  std::string text;
  Span span;
};

struct Directive {
  std::vector<Word> words;  ///< the first is its name
  std::size_t block = 0;    ///< the directive whose block it stands in; 0 = none
};

class Directives {
 public:
  Directives(ResourceModel& model, const SourceMap& sources, std::vector<Directive>& out)
      : model_(model), sources_(sources), out_(out) {
    if (out_.empty()) out_.emplace_back();
  }

  void read(FileId file) {
    file_ = file;
    text_ = sources_.text(file);
    at_ = 0;
    std::vector<std::size_t> open = {0};
    std::vector<Word> words;
    for (skip(); at_ < text_.size(); skip()) {
      const char c = text_[at_];
      if (c == ';' || c == '{') {
        ++at_;
        if (!words.empty() && out_.size() >= kDirectives) return fault("too many directives; the rest was not read");
        if (!words.empty()) out_.push_back({std::move(words), open.back()});
        words.clear();
        if (c == '{') open.push_back(out_.size() - 1);
        if (open.size() > kBlocks) return fault("blocks inside each other too deeply; the rest was not read");
      } else if (c == '}') {
        ++at_;
        words.clear();
        if (open.size() == 1) return fault("a `}` without its `{`; the rest was not read");
        open.pop_back();
      } else {
        words.push_back(word());
      }
    }
    if (open.size() > 1 || !words.empty()) fault("the file ends within a directive");
  }

 private:
  void skip() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
        ++at_;
      else
        return;
    }
  }

  Word word() {
    const std::size_t begin = at_;
    Word made;
    if (text_[at_] == '"' || text_[at_] == '\'') {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      at_ = end == text_.npos ? text_.size() : end + 1;
      made.text = text_.substr(begin + 1, std::min(end, text_.size()) - begin - 1);
      made.span = span(begin + 1, begin + 1 + made.text.size());
      return made;
    }
    while (at_ < text_.size() && !ends_word()) at_ += variable_size();
    at_ = std::max(at_, begin + 1);
    made.text = text_.substr(begin, at_ - begin);
    made.span = span(begin, at_);
    return made;
  }

  bool ends_word() const {
    const char c = text_[at_];
    return c == ';' || c == '{' || c == '}' || std::isspace(static_cast<unsigned char>(c)) != 0;
  }

  /// `${name}` is part of a word.
  std::size_t variable_size() const {
    if (text_.substr(at_, 2) != "${") return 1;
    const std::string_view ahead = text_.substr(at_, kLongestName);
    const std::size_t end = ahead.find_first_of("};\n", 2);
    return end == ahead.npos || ahead[end] != '}' ? 2 : end + 1;
  }

  void fault(const std::string& message) {
    const auto at = static_cast<std::uint32_t>(std::min(at_, text_.size()));
    model_.diagnostics.push_back(
        {Level::warning, sources_.in_host({file_, at, at}), "application-settings", "configuration of a proxy: " + message});
  }

  Span span(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  ResourceModel& model_;
  const SourceMap& sources_;
  std::vector<Directive>& out_;
  FileId file_;
  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_of_variable(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// `http`, `gateway`, `:8080/path` of `http://gateway:8080/path`.
struct AddressParts {
  std::string_view scheme, host, rest;
};
AddressParts parts_of_address(std::string_view text) {
  const std::size_t sign = text.find("://");
  const std::size_t begin = sign == text.npos ? 0 : sign + 3;
  const std::size_t end = std::min(text.find_first_of(":/?#", begin), text.size());
  return {text.substr(0, sign == text.npos ? 0 : sign), text.substr(begin, end - begin), text.substr(end)};
}

class ProxyReading {
 public:
  ProxyReading(ResourceModel& model, const std::vector<Directive>& directives, const Properties& variables, const Hosts& hosts,
               const SettingWords& words)
      : model_(model), directives_(directives), hosts_(hosts), words_(words) {
    for (const Property& one : variables) given_.insert_or_assign(one.name, one.value);
    for (std::size_t i = 1; i < directives_.size(); ++i) {
      const Directive& one = directives_[i];
      const std::string_view block = name_of_block(one);
      if (one.words[0].text == "server" && block == "upstream" && one.words.size() > 1 &&
          directives_[one.block].words.size() > 1)
        servers_.emplace(directives_[one.block].words[1].text, &one.words[1]);
      if (one.words[0].text == "set" && one.words.size() > 2 && one.words[1].text.starts_with('$')) {
        const auto [known, fresh] = set_.try_emplace(one.words[1].text.substr(1), one.words[2].text);
        if (!fresh && known->second != one.words[2].text) known->second.clear();  // one of several
      }
    }
  }

  Proxy read() {
    for (std::size_t i = 1; i < directives_.size(); ++i) {
      const std::vector<Word>& words = directives_[i].words;
      const bool passes = std::find(kPasses.begin(), kPasses.end(), words[0].text) != kPasses.end();
      if (passes && words.size() == 2) pass(words[0].text, words[1]);
      if (words[0].text == "listen" && words.size() > 1) listen(words);
    }
    return std::move(proxy_);
  }

 private:
  std::string_view name_of_block(const Directive& one) const {
    const std::vector<Word>& words = directives_[one.block].words;
    return words.empty() ? std::string_view() : std::string_view(words[0].text);
  }

  /// A text with what stands for its variables; none if one of them is not known.
  std::optional<std::string> with_variables(std::string_view text, int depth = 0) {
    if (depth > kVariablesBehindEachOther || text.size() > kLongestText || ++filled_ > kFilled) return std::nullopt;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      if (out.size() > kLongestText) return std::nullopt;
      if (text[at] != '$') {
        out += text[at++];
        continue;
      }
      const bool braced = text.substr(at).starts_with("${");
      const std::size_t begin = at + (braced ? 2 : 1);
      std::size_t end = begin;
      while (end < text.size() && is_of_variable(text[end])) ++end;
      const std::string name(text.substr(begin, end - begin));
      at = end + (braced && end < text.size() && text[end] == '}' ? 1 : 0);
      const std::optional<std::string> value = variable(name, depth);
      if (value)
        out += *value;
      else if (out.find("://") != out.npos && out.find('/', out.find("://") + 3) != out.npos)
        return out;  // the path is no matter
      else
        return std::nullopt;
    }
    return out;
  }

  std::optional<std::string> variable(const std::string& name, int depth) {
    if (const auto set = set_.find(name); set != set_.end())
      return set->second.empty() ? std::nullopt : with_variables(set->second, depth + 1);
    if (const auto given = given_.find(name); given != given_.end())
      if (model_.values[given->second].kind == ValueKind::string) return std::string(model_.values.string(given->second));
    // what follows the host of an address is of the request
    for (const std::string_view rest : {"request_uri", "uri", "is_args", "args", "query_string"})
      if (name == rest) return "";
    return std::nullopt;
  }

  void pass(const std::string& directive, const Word& target) {
    const std::optional<std::string> text = with_variables(target.text);
    if (!text) return;
    const AddressParts parts = parts_of_address(*text);
    const auto [first, last] = servers_.equal_range(std::string(parts.host));
    for (auto server = first; server != last; ++server)
      if (const auto named = with_variables(server->second->text))
        add(directive, std::string(parts.scheme) + (parts.scheme.empty() ? "" : "://") + *named, server->second->span);
    if (first == last) add(directive, *text, target.span);
  }

  void add(const std::string& directive, const std::string& address, Span span) {
    const AddressParts parts = parts_of_address(address);
    if (proxy_.routes.size() >= kRoutes || !taken_.insert({directive, address}).second) return;
    const ResourceId own = hosts_.find(parts.host);
    if (!own.valid() && (parts.scheme.empty() || parts.host.find('.') == parts.host.npos)) return;
    ValueStore& values = model_.values;
    // the host's own name, so that evidence says what is written
    const ValueId text = values.add_string(address, span);
    proxy_.routes.push_back({directive, span, with_hosts(model_, hosts_, words_, "address", text)});
  }

  void listen(const std::vector<Word>& words) {
    const std::string& where = words[1].text;
    if (where.starts_with("unix:")) return;
    const std::size_t colon = where.rfind(':');
    const std::string digits = where.substr(colon == where.npos ? 0 : colon + 1);
    const bool all = !digits.empty() &&
                     std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (all ? digits.size() > 5 : colon != where.npos) return;
    const double port = all ? std::stoi(digits) : 80;
    const bool secure = std::any_of(words.begin() + 2, words.end(), [](const Word& w) { return w.text == "ssl" || w.text == "quic"; });
    if (!listened_.insert({static_cast<int>(port), secure}).second) return;
    ValueStore& values = model_.values;
    const Span span = words[1].span;
    proxy_.listens.push_back(values.add_map({{"port", span, values.add_number(port, span)},
                                             {"secure", span, values.add_boolean(secure, span)}},
                                            span));
  }

  ResourceModel& model_;
  const std::vector<Directive>& directives_;
  const Hosts& hosts_;
  const SettingWords& words_;
  std::map<std::string, ValueId> given_;
  std::multimap<std::string, const Word*> servers_;  ///< by upstream
  std::size_t filled_ = 0;                           ///< texts in which variables were looked for
  std::map<std::string, std::string> set_;           ///< "" = one of several
  std::set<std::pair<std::string, std::string>> taken_;
  std::set<std::pair<int, bool>> listened_;
  Proxy proxy_;
};

}  // namespace

Proxy read_proxy(ResourceModel& model, SourceMap& sources, const std::vector<ProxyFile>& files, const Properties& variables,
                 const Hosts& hosts, const SettingWords& words) {
  std::vector<Directive> directives;
  bool filled = false;
  for (const ProxyFile& file : files) {
    Directives(model, sources, directives).read(file.file);
    filled = filled || file.is_template;
  }
  if (directives.empty()) return {};
  return ProxyReading(model, directives, filled ? variables : Properties{}, hosts, words).read();
}

}  // namespace weir::app_config
