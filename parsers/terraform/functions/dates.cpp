// timestamp and plantimestamp, formatdate, timeadd, timecmp. Times are texts as in RFC 3339.

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {
namespace {

/// A time as it is written: the clock of its zone, and how far that is from UTC.
struct Time {
  std::int64_t seconds = 0;  ///< since 1970, on the clock of the zone
  std::int64_t nanoseconds = 0;
  int zone = 0;      ///< minutes before UTC's clock
  bool utc = false;  ///< written as `Z`

  std::int64_t at() const { return seconds - zone * std::int64_t{60}; }
};

/// A time taken apart.
struct Clock {
  int year = 0, month = 0, day = 0, weekday = 0, hour = 0, minute = 0, second = 0;
};

Clock clock_of(const Time& time) {
  namespace c = std::chrono;
  const c::sys_seconds at{c::seconds(time.seconds)};
  const c::sys_days day = c::floor<c::days>(at);
  const c::year_month_day date(day);
  const auto rest = (at - day).count();
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(c::weekday(day).c_encoding()),
          static_cast<int>(rest / 3600),
          static_cast<int>(rest / 60 % 60),
          static_cast<int>(rest % 60)};
}

/// `count` digits at `at`, which moves behind them; -1 if they are not there or too large.
int digits(std::string_view text, std::size_t& at, std::size_t count, int most) {
  int number = 0;
  if (at + count > text.size()) return -1;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + count, number);
  const bool fine = error == std::errc() && end == text.data() + at + count && text[at] != '-';
  at += count;
  return fine && number <= most ? number : -1;
}

bool takes(std::string_view text, std::size_t& at, char c) {
  return at < text.size() && text[at++] == c;
}

std::optional<Time> time_in(std::string_view text) {
  namespace c = std::chrono;
  Time time;
  std::size_t at = 0;
  const int year = digits(text, at, 4, 9999);
  if (!takes(text, at, '-')) return std::nullopt;
  const int month = digits(text, at, 2, 12);
  if (!takes(text, at, '-')) return std::nullopt;
  const int day = digits(text, at, 2, 31);
  if (!takes(text, at, 'T')) return std::nullopt;
  const int hour = digits(text, at, 2, 23);
  if (!takes(text, at, ':')) return std::nullopt;
  const int minute = digits(text, at, 2, 59);
  if (!takes(text, at, ':')) return std::nullopt;
  const int second = digits(text, at, 2, 59);
  if (year < 0 || month < 1 || day < 1 || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
    std::int64_t unit = 100'000'000;
    const std::size_t begin = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      time.nanoseconds += (text[at] - '0') * unit;
    if (at == begin) return std::nullopt;
  }
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const int sign = text[at++] == '-' ? -1 : 1;
    const int hours = digits(text, at, 2, 24);
    if (!takes(text, at, ':')) return std::nullopt;
    const int minutes = digits(text, at, 2, 60);
    if (hours < 0 || minutes < 0) return std::nullopt;
    time.zone = sign * (60 * hours + minutes);
  } else if (takes(text, at, 'Z')) {
    time.utc = true;
  } else {
    return std::nullopt;
  }
  const c::year_month_day date(c::year(year), c::month(static_cast<unsigned>(month)),
                               c::day(static_cast<unsigned>(day)));
  if (!date.ok() || at != text.size()) return std::nullopt;
  time.seconds = c::sys_days(date).time_since_epoch().count() * std::int64_t{86400} + hour * 3600 +
                 minute * 60 + second;
  return time;
}

/// What a run of letters in a format stands for; none for one that stands for nothing.
std::optional<std::string> token_text(std::string_view token, const Time& time) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                     "Thursday", "Friday", "Saturday"};
  const Clock now = clock_of(time);
  const auto number = [&](int value, std::size_t width) {
    std::string out = std::to_string(value);
    if (out.size() < width) out.insert(0, width - out.size(), '0');
    return out;
  };
  const auto zone = [&](std::string_view colon) {
    const int minutes = std::abs(time.zone);
    return (time.zone < 0 ? "-" : "+") + number(minutes / 60, 2) + std::string(colon) +
           number(minutes % 60, 2);
  };
  const auto name_of = [](std::string_view name, bool short_one) {
    return std::string(short_one ? name.substr(0, 3) : name);
  };
  const int hour12 = now.hour % 12 == 0 ? 12 : now.hour % 12;
  const std::size_t size = token.size();
  switch (token.front()) {
    case 'Y':
      if (size == 4) return number(now.year, 4);
      return size == 2 ? std::optional(number(now.year % 100, 2)) : std::nullopt;
    case 'M':
      if (size > 4) return std::nullopt;
      return size > 2 ? name_of(kMonths[static_cast<std::size_t>(now.month - 1)], size == 3)
                      : number(now.month, size);
    case 'E':
      if (size != 3 && size != 4) return std::nullopt;
      return name_of(kDays[static_cast<std::size_t>(now.weekday)], size == 3);
    case 'A':
      return size == 2 ? std::optional<std::string>(now.hour < 12 ? "AM" : "PM") : std::nullopt;
    case 'a':
      return size == 2 ? std::optional<std::string>(now.hour < 12 ? "am" : "pm") : std::nullopt;
    case 'Z':
      if (size == 1) return time.zone == 0 ? "Z" : zone(":");
      if (size == 3) return time.zone == 0 ? "UTC" : zone("");
      if (size == 4) return zone("");
      return size == 5 ? std::optional(zone(":")) : std::nullopt;
    default:
      break;
  }
  if (size > 2) return std::nullopt;
  switch (token.front()) {
    case 'D':
      return number(now.day, size);
    case 'H':
      return number(hour12, size);
    case 'h':
      return number(now.hour, size);
    case 'm':
      return number(now.minute, size);
    case 's':
      return number(now.second, size);
    default:
      return std::nullopt;
  }
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A time by a format of letters; `'quoted'` letters stand for themselves.
ValueId formatdate(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  const std::string_view format = texts[0];
  const std::optional<Time> time = time_in(texts[1]);
  if (!time) return fault_of(call, "found " + texts[1] + "; expected a time as in RFC 3339");
  std::string out;
  for (std::size_t at = 0; at < format.size();) {
    const char c = format[at];
    std::size_t end = at + 1;
    if (c == '\'') {
      bool closed = false;
      for (; end < format.size() && !closed; ++end) {
        if (format[end] != '\'') {
          out += format[end];
        } else if (format.substr(end, 2) == "''") {
          out += '\'';
          ++end;
        } else {
          closed = true;
        }
      }
      if (!closed) return fault_of(call, "a quoted part of the format has no end");
    } else if (is_letter(c)) {
      while (end < format.size() && format[end] == c) ++end;
      const std::optional<std::string> text = token_text(format.substr(at, end - at), *time);
      if (!text)
        return fault_of(call, "found " + std::string(format.substr(at, end - at)) +
                                  " in the format, which stands for nothing");
      out += *text;
    } else {
      out += c;
    }
    at = end;
  }
  return call.made_text(std::move(out));
}

/// Nanoseconds of a duration as Go writes it: `1h30m`, `-1.5s`.
std::optional<std::int64_t> duration_in(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  constexpr std::array<std::pair<std::string_view, double>, 8> kUnits = {{{"ns", 1},
                                                                          {"us", 1e3},
                                                                          {"\xC2\xB5s", 1e3},
                                                                          {"\xCE\xBCs", 1e3},
                                                                          {"ms", 1e6},
                                                                          {"s", 1e9},
                                                                          {"m", 60e9},
                                                                          {"h", 3600e9}}};
  constexpr long double kMost = 9.2e18L;
  long double total = 0;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string number(text.substr(0, size));
    const bool fine = number.find_first_of("0123456789") != std::string::npos &&
                      number.find('.') == number.rfind('.') && size <= 40;
    text.remove_prefix(size);
    const std::size_t unit_size = std::min(text.find_first_of("0123456789."), text.size());
    const std::string_view unit = text.substr(0, unit_size);
    text.remove_prefix(unit_size);
    double factor = 0;
    for (const auto& [name, nanoseconds] : kUnits) factor = name == unit ? nanoseconds : factor;
    if (!fine || factor == 0) return std::nullopt;
    total += std::strtold(number.c_str(), nullptr) * static_cast<long double>(factor);
    if (total > kMost) return std::nullopt;
  }
  const auto nanoseconds = static_cast<std::int64_t>(total);
  return negative ? -nanoseconds : nanoseconds;
}

ValueId timeadd(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  std::optional<Time> time = time_in(texts[0]);
  if (!time) return fault_of(call, "found " + texts[0] + "; expected a time as in RFC 3339");
  const std::optional<std::int64_t> duration = duration_in(texts[1]);
  if (!duration) return fault_of(call, "found " + texts[1] + "; expected a duration as in 1h30m");
  constexpr std::int64_t kSecond = 1'000'000'000;
  time->seconds += *duration / kSecond;
  time->nanoseconds += *duration % kSecond;
  if (time->nanoseconds < 0) --time->seconds;
  if (time->nanoseconds >= kSecond) ++time->seconds;
  std::string out;
  for (const std::string_view part :
       {"YYYY", "-", "MM", "-", "DD", "T", "hh", ":", "mm", ":", "ss", "Z"}) {
    out += part != "T" && is_letter(part[0]) ? *token_text(part, *time) : std::string(part);
  }
  return call.made_text(std::move(out));
}

ValueId timecmp(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  const std::optional<Time> a = time_in(texts[0]), b = time_in(texts[1]);
  if (!a || !b)
    return fault_of(call, "found " + texts[a ? 1 : 0] + "; expected a time as in RFC 3339");
  const auto left = std::pair(a->at(), a->nanoseconds), right = std::pair(b->at(), b->nanoseconds);
  return call.made_number(left < right ? -1 : left > right ? 1 : 0);
}

constexpr std::string_view kClock = "it is the time at which terraform runs";
constexpr std::array kDateFunctions = {
    FunctionEntry{"formatdate", 2, 2, Takes::scalars, formatdate},
    FunctionEntry{"timeadd", 2, 2, Takes::scalars, timeadd},
    FunctionEntry{"timecmp", 2, 2, Takes::scalars, timecmp},
    FunctionEntry{"timestamp", 0, 0, Takes::values, at_run, kClock},
    FunctionEntry{"plantimestamp", 0, 0, Takes::values, at_run, kClock}};

}  // namespace

std::span<const FunctionEntry> date_functions() { return kDateFunctions; }

}  // namespace weir::terraform
