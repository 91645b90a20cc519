#include "analyzer/base/schedule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "analyzer/base/duration.h"

namespace weir {
namespace {

constexpr double kMinute = 6e4;
constexpr double kDay = 24 * 60 * kMinute;
constexpr int kYears = 8;  ///< a leap year among them, and each day of the week on each date
constexpr std::array<int, 12> kDaysOf = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED",
                                                       "THU", "FRI", "SAT"};

/// Whether each number from 0 on is one of a field's.
using Chosen = std::vector<bool>;

std::string_view next_word(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::optional<int> read_whole(std::string_view text) {
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(number)
                                                                         : std::nullopt;
}

/// A field: its least and greatest number, and the names of its numbers.
class CronField {
 public:
  template <std::size_t n>
  CronField(int least, int most, const std::array<std::string_view, n>& names)
      : least_(least), most_(most), names_(names.begin(), names.end()) {}
  CronField(int least, int most) : least_(least), most_(most) {}

  std::optional<Chosen> read(std::string_view text) const {
    Chosen chosen(static_cast<std::size_t>(most_) + 1);
    do {
      if (!add(next_word(text, ','), chosen)) return std::nullopt;
    } while (!text.empty());
    return chosen;
  }

 private:
  bool add(std::string_view part, Chosen& chosen) const {
    const std::string_view range = next_word(part, '/');
    const std::optional<int> step = part.empty() ? std::optional(1) : read_whole(part);
    int first = least_, last = most_;
    if (range != "*" && range != "?") {
      std::string_view rest = range;
      const std::optional<int> from = number(next_word(rest, '-'));
      const std::optional<int> to = rest.empty() ? (part.empty() ? from : most_) : number(rest);
      if (!from || !to) return false;
      first = *from;
      last = *to;
    }
    if (!step || *step < 1 || first > last) return false;
    const int by = std::min(*step, most_ + 1);
    for (int i = first; i <= last; i += by) chosen[static_cast<std::size_t>(i)] = true;
    return true;
  }

  std::optional<int> number(std::string_view text) const {
    const auto name = std::find(names_.begin(), names_.end(), text);
    const std::optional<int> found =
        name != names_.end() ? std::optional(static_cast<int>(name - names_.begin()) + least_)
                             : read_whole(text);
    return found && *found >= least_ && *found <= most_ ? found : std::nullopt;
  }

  int least_, most_;
  std::vector<std::string_view> names_;
};

/// The minutes of a day at which it runs, in order.
std::vector<int> minutes_of_day(const Chosen& minutes, const Chosen& hours) {
  std::vector<int> all;
  for (int hour = 0; hour < 24; ++hour)
    for (int minute = 0; minute < 60; ++minute)
      if (hours[static_cast<std::size_t>(hour)] && minutes[static_cast<std::size_t>(minute)])
        all.push_back(hour * 60 + minute);
  return all;
}

/// The days on which it runs, counted from one that is a Sunday.
std::vector<int> days_of_years(const Chosen& dates, const Chosen& months, const Chosen& weekdays) {
  std::vector<int> days;
  int day = 0;
  for (int year = 0; year < kYears; ++year)
    for (std::size_t month = 0; month < kDaysOf.size(); ++month) {
      const int length = kDaysOf[month] + (month == 1 && year % 4 == 0 ? 1 : 0);
      for (int date = 1; date <= length; ++date, ++day)
        if (months[month + 1] && dates[static_cast<std::size_t>(date)] &&
            weekdays[static_cast<std::size_t>(day % 7 + 1)])
          days.push_back(day);
    }
  return days;
}

std::optional<double> longest_of_cron(std::string_view text) {
  const std::array<CronField, 6> fields = {CronField(0, 59),      CronField(0, 23),
                                           CronField(1, 31),      CronField(1, 12, kMonths),
                                           CronField(1, 7, kWeekdays), CronField(1970, 2199)};
  std::vector<Chosen> chosen;
  for (const CronField& field : fields) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::string_view word = next_word(text, ' ');
    if (word.empty() || (chosen.size() == 5 && word != "*")) return std::nullopt;
    const std::optional<Chosen> one = field.read(word);
    if (!one) return std::nullopt;
    chosen.push_back(*one);
  }
  const std::vector<int> minutes = minutes_of_day(chosen[0], chosen[1]);
  const std::vector<int> days = days_of_years(chosen[2], chosen[3], chosen[4]);
  if (text.find_first_not_of(' ') != text.npos || minutes.empty() || days.size() < 2)
    return std::nullopt;
  double longest = 0;
  for (std::size_t i = 1; i < minutes.size(); ++i)
    longest = std::max(longest, (minutes[i] - minutes[i - 1]) * kMinute);
  const double over_night = (minutes.front() - minutes.back()) * kMinute;
  for (std::size_t i = 1; i < days.size(); ++i)
    longest = std::max(longest, (days[i] - days[i - 1]) * kDay + over_night);
  return longest;
}

}  // namespace

std::optional<double> longest_interval(std::string_view schedule) {
  const bool rate = schedule.starts_with("rate("), cron = schedule.starts_with("cron(");
  if ((!rate && !cron) || !schedule.ends_with(")")) return std::nullopt;
  const std::string_view inner = schedule.substr(5, schedule.size() - 6);
  if (cron) return longest_of_cron(inner);
  const std::optional<double> every = read_duration(inner);
  return every && *every > 0 ? every : std::nullopt;
}

}  // namespace weir
