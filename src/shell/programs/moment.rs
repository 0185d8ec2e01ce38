//! A moment in words, as `date -d`, `touch -d` and `tar --mtime` take it (GNU coreutils, "Date input formats"); without a zone in
//! UTC, which is the sandbox's.

use crate::clock::{SECOND, Timestamp};

/// A date, a time, RFC 3339, `@SECONDS`, a day of the week, and what lies before or after it: `2024-01-31 +1 month`,
/// `next monday`, `2 weeks ago`.
pub(super) fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        let seconds: i64 = seconds.parse().ok()?;
        return seconds.checked_mul(SECOND).map(Timestamp);
    }
    rfc3339(text).or_else(|| Items::read(text)?.moment(now))
}

/// A date and a time in one word, as ISO 8601 has them.
fn rfc3339(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once('T')?;
    let (time, zone) = match time.find(['+', '-', 'Z']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    Timestamp::parse(&format!("{date}T{time}{seconds}{zone}"))
}

const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAY: i64 = 86_400;

/// A name by its beginning, of three letters at least.
fn named(names: &[&str], word: &str) -> Option<i64> {
    let found = |name: &str| word.len() >= 3 && name.starts_with(word);
    names.iter().position(|name| found(name)).and_then(|place| i64::try_from(place).ok())
}

/// What a text asks for, item by item (gnulib `parse-datetime.y`).
#[derive(Default)]
struct Items {
    /// Year, month, day.
    date: Option<(i64, i64, i64)>,
    /// Seconds of the day.
    time: Option<i64>,
    /// Seconds east of Greenwich.
    zone: i64,
    /// A day of the week, and which of them: 0 the next one, today included.
    weekday: Option<(i64, i64)>,
    months: i64,
    seconds: i64,
}

impl Items {
    fn read(text: &str) -> Option<Items> {
        let lower = text.to_ascii_lowercase().replace(',', " ");
        // A sign belongs to the number behind it.
        let lower = lower.replace("+ ", "+").replace("- ", "-");
        let words: Vec<&str> = lower.split_whitespace().collect();
        let mut items = Items::default();
        let mut rest = words.as_slice();
        let mut after_time = false;
        while let [word, more @ ..] = rest {
            let used = items.item(word, more, after_time)?;
            after_time = word.contains(':') && items.time.is_some();
            rest = rest.get(used..)?;
        }
        Some(items)
    }

    /// Takes the item that begins with a word; how many words it has.
    fn item(&mut self, word: &str, more: &[&str], after_time: bool) -> Option<usize> {
        let signed = word.starts_with(['+', '-']);
        match word {
            "now" | "today" | "utc" | "gmt" | "z" => return Some(1),
            "yesterday" => self.seconds -= DAY,
            "tomorrow" => self.seconds += DAY,
            "midnight" => self.time = Some(0),
            "noon" => self.time = Some(DAY / 2),
            "next" | "last" | "this" => {
                let count = match word {
                    "next" => 1,
                    "last" => -1,
                    _ => 0,
                };
                let unit = more.first()?;
                match named(&DAYS, unit) {
                    Some(day) => self.weekday = Some((day, count)),
                    None => self.add(count, unit)?,
                }
                return Some(2);
            }
            word if after_time && signed && self.zone(word).is_some() => {}
            word if word.contains(':') => {
                let (time, zone) = word.split_at(word.find(['+', '-', 'z']).unwrap_or(word.len()));
                self.time = Some(clock(time, more.first().copied().unwrap_or_default())?);
                if !zone.is_empty() && zone != "z" {
                    self.zone(zone)?;
                }
                return Some(1 + usize::from(more.first().is_some_and(|word| matches!(*word, "am" | "pm"))));
            }
            word if named(&DAYS, word).is_some() => self.weekday = named(&DAYS, word).map(|day| (day, 0)),
            word if named(&MONTHS, word).is_some() => {
                let month = named(&MONTHS, word)? + 1;
                let day = number(more.first()?)?;
                return self.dated(month, day, more.get(1).copied()).map(|used| used + 1);
            }
            word => return self.numeric(word, more),
        }
        Some(1)
    }

    fn numeric(&mut self, word: &str, more: &[&str]) -> Option<usize> {
        let parts: Vec<&str> = word.split(['-', '/']).collect();
        if let ([first, second, third], true) = (parts.as_slice(), word.starts_with(|c: char| c.is_ascii_digit())) {
            let (year, month, day) = match first.len() {
                4 => (first, second, third),
                // The American way.
                _ if word.contains('/') => (third, first, second),
                _ => return None,
            };
            return self.day_of(number(year)?, number(month)?, number(day)?).map(|()| 1);
        }
        if let Some(hour) = word.strip_suffix("am").or_else(|| word.strip_suffix("pm")) {
            self.time = Some(clock(hour, word.get(hour.len()..)?)?);
            return Some(1);
        }
        let digits = word.trim_start_matches(['+', '-']).chars().take_while(char::is_ascii_digit).count();
        let end = digits + word.len() - word.trim_start_matches(['+', '-']).len();
        let count: i64 = word.get(..end)?.parse().ok()?;
        let (unit, used) = match word.get(end..)? {
            "" => (*more.first()?, 2),
            unit => (unit, 1),
        };
        if let (Some(month), false) = (named(&MONTHS, unit), word.starts_with(['+', '-'])) {
            return self.dated(month + 1, count, more.get(used - 1).copied()).map(|more| more + used - 1);
        }
        let ago = more.get(used - 1) == Some(&"ago");
        self.add(if ago { -count } else { count }, unit)?;
        Some(used + usize::from(ago))
    }

    /// A day of a month, with or without its year; how many words these two have behind the first.
    fn dated(&mut self, month: i64, day: i64, year: Option<&str>) -> Option<usize> {
        let year = year.filter(|word| word.len() == 4).and_then(number);
        self.day_of(year.unwrap_or(THIS_YEAR), month, day)?;
        Some(1 + usize::from(year.is_some()))
    }

    fn day_of(&mut self, year: i64, month: i64, day: i64) -> Option<()> {
        let fits = (1..=12).contains(&month) && (1..=31).contains(&day) && self.date.is_none();
        self.date = fits.then_some((year, month, day));
        self.date.map(|_| ())
    }

    /// So many seconds, days, months.
    fn add(&mut self, count: i64, unit: &str) -> Option<()> {
        let seconds = match unit.strip_suffix('s').filter(|unit| unit.len() > 1).unwrap_or(unit) {
            "second" | "sec" => 1,
            "minute" | "min" => 60,
            "hour" => 3600,
            "day" => DAY,
            "week" => 7 * DAY,
            "fortnight" => 14 * DAY,
            "month" => {
                self.months = self.months.checked_add(count)?;
                return Some(());
            }
            "year" => {
                self.months = self.months.checked_add(count.checked_mul(12)?)?;
                return Some(());
            }
            _ => return None,
        };
        self.seconds = self.seconds.checked_add(count.checked_mul(seconds)?)?;
        Some(())
    }

    /// `+02:00`, `-0130`, `+1`
    fn zone(&mut self, text: &str) -> Option<()> {
        let digits = text.get(1..)?.replace(':', "");
        let value = number(&digits).filter(|_| text.starts_with(['+', '-']))?;
        let (hours, minutes) = if digits.len() <= 2 { (value, 0) } else { (value / 100, value % 100) };
        let east = hours * 3600 + minutes * 60;
        self.zone = if text.starts_with('-') { -east } else { east };
        (hours <= 24).then_some(())
    }

    fn moment(&self, now: Timestamp) -> Option<Timestamp> {
        let today = now.seconds().div_euclid(DAY);
        let (this_year, this_month, this_day) = civil(today);
        let (year, month, day) = self.date.unwrap_or((this_year, this_month, this_day));
        let year = if year == THIS_YEAR { this_year } else { year };
        let plain = civil(days(year, month, day)) == (year, month, day);
        let months = (year * 12 + month - 1).checked_add(self.months).filter(|_| plain)?;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        // The thirtieth of February is some day of March.
        let mut date = Some(days(year, month, 1) + day - 1).filter(|_| (-99_999..99_999).contains(&year))?;
        if let Some((weekday, which)) = self.weekday.filter(|_| self.date.is_none()) {
            let own = (date + 4).rem_euclid(7);
            let passed = i64::from(which > 0 && own != weekday);
            date += (weekday - own).rem_euclid(7) + 7 * (which - passed);
        }
        let bare = self.date.is_none() && self.weekday.is_none() && self.time.is_none();
        let (time, nanos) = match bare {
            true => (now.seconds().rem_euclid(DAY), i64::from(now.subsecond_nanos())),
            false => (self.time.unwrap_or(0), 0),
        };
        let seconds = date.checked_mul(DAY)?.checked_add(time - self.zone)?.checked_add(self.seconds)?;
        seconds.checked_mul(SECOND)?.checked_add(nanos).map(Timestamp)
    }
}

/// Stands for the year that is.
const THIS_YEAR: i64 = i64::MIN;

fn number(text: &str) -> Option<i64> {
    (text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Seconds of `10:00`, `10:00:30`, `10` with `pm`.
fn clock(text: &str, half: &str) -> Option<i64> {
    let mut parts = text.split('.').next()?.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next().unwrap_or("0"), parts.next().unwrap_or("0"));
    let (hour, minute, second) = (number(hour)?, number(minute)?, number(second)?);
    let hour = match half {
        "am" | "pm" => hour % 12 + if half == "pm" { 12 } else { 0 },
        _ => hour,
    };
    (hour < 24 && minute < 60 && second <= 60 && parts.next().is_none()).then_some(hour * 3600 + minute * 60 + second)
}

/// Days since the epoch of a date of the Gregorian calendar, counted from March on.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days since the epoch.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        let now = Timestamp::parse("2026-08-21T10:11:12Z").unwrap();
        let read = |text| moment(text, now).map(Timestamp::rfc3339);
        for (text, expected) in [
            ("2001-02-03", Some("2001-02-03T00:00:00Z")),
            ("2001-02-03 04:05", Some("2001-02-03T04:05:00Z")),
            ("2001-02-03 04:05Z", Some("2001-02-03T04:05:00Z")),
            ("2001-02-03 04:05:06 UTC", Some("2001-02-03T04:05:06Z")),
            ("2001-02-03T04:05:06Z", Some("2001-02-03T04:05:06Z")),
            ("2001-02-03T04:05:06+02:00", Some("2001-02-03T02:05:06Z")),
            ("2001-02-03 04:05:06 -0130", Some("2001-02-03T05:35:06Z")),
            ("@60", Some("1970-01-01T00:01:00Z")),
            ("now", Some("2026-08-21T10:11:12Z")),
            ("2 days ago", Some("2026-08-19T10:11:12Z")),
            ("1 hour", Some("2026-08-21T11:11:12Z")),
            ("2024-01-31 +1 month", Some("2024-03-02T00:00:00Z")),
            ("2024-03-01 -1 day", Some("2024-02-29T00:00:00Z")),
            ("2024-03-01 - 1 year", Some("2023-03-01T00:00:00Z")),
            ("2024-01-31 12:00 UTC + 3 hours", Some("2024-01-31T15:00:00Z")),
            ("1 month ago", Some("2026-07-21T10:11:12Z")),
            ("next week", Some("2026-08-28T10:11:12Z")),
            ("last month", Some("2026-07-21T10:11:12Z")),
            // The 21st is a Friday.
            ("friday", Some("2026-08-21T00:00:00Z")),
            ("next friday", Some("2026-08-28T00:00:00Z")),
            ("next monday", Some("2026-08-24T00:00:00Z")),
            ("last fri", Some("2026-08-14T00:00:00Z")),
            ("tomorrow 10:00", Some("2026-08-22T10:00:00Z")),
            ("yesterday noon", Some("2026-08-20T12:00:00Z")),
            ("10pm", Some("2026-08-21T22:00:00Z")),
            ("Feb 29 2024 8:05 pm", Some("2024-02-29T20:05:00Z")),
            ("3 March", Some("2026-03-03T00:00:00Z")),
            ("3 Mar 2020", Some("2020-03-03T00:00:00Z")),
            ("12/25/2025", Some("2025-12-25T00:00:00Z")),
            ("2001-02-30", None),
            ("9999999999999 years", None),
            ("next", None),
            ("soon", None),
            ("2001-13-03", None),
            ("2001-02-03 é", None),
            ("1 +é", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
