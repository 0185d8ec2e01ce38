//! Dates: seconds since 1970, and `[year, month, day, hour, minute, second, day of the week, day of the year]`, months and
//! days of the week from 0. All in UTC, which is the sandbox's.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;

use super::{argument, native};
use crate::shell::programs::tools::jq::syntax::{Made, Native};
use crate::shell::programs::tools::jq::value::Value;

pub(super) static NATIVES: &[Native] = &[
    native("mktime", 0, |value, _| match &value {
        Value::List(_) => Ok(Value::from(seconds(&value, "mktime")? as f64)),
        _ => Err("mktime requires array inputs".into()),
    }),
    native("gmtime", 0, |value, _| broken_down(&value, "gmtime()")),
    native("localtime", 0, |value, _| broken_down(&value, "localtime()")),
    native("strftime", 1, |value, arguments| written(value, argument(arguments, 0), "strftime/1", "gmtime()", "GMT")),
    native("strflocaltime", 1, |value, arguments| {
        written(value, argument(arguments, 0), "strflocaltime/1", "localtime()", "UTC")
    }),
    native("strptime", 1, |value, arguments| read(&value, argument(arguments, 0))),
];

const OUT_OF_BOUNDS: &str = "error converting number of seconds since epoch to datetime";

fn of_seconds(seconds: i64) -> Result<DateTime, Value> {
    let moment = Timestamp::from_second(seconds).map_err(|_| OUT_OF_BOUNDS)?;
    Ok(moment.to_zoned_datetime(TimeZone::UTC).datetime())
}

fn as_list(moment: DateTime, second: f64) -> Made {
    let (date, time) = (moment.date(), moment.time());
    let numbers = [
        f64::from(date.year()),
        f64::from(date.month() - 1),
        f64::from(date.day()),
        f64::from(time.hour()),
        f64::from(time.minute()),
        second,
        f64::from(date.weekday().to_sunday_zero_offset()),
        f64::from(date.day_of_year() - 1),
    ];
    Value::list(numbers.map(Value::from).to_vec())
}

fn broken_down(value: &Value, name: &str) -> Made {
    let Some(all) = value.number() else { return Err(format!("{name} requires numeric inputs").into()) };
    let moment = of_seconds(all as i64)?;
    as_list(moment, f64::from(moment.second()) + (all - all.floor()))
}

/// The seconds of a list; what is too much of a unit goes over into the next one.
fn seconds(value: &Value, name: &str) -> Result<i64, Value> {
    let wrong = || Value::from(format!("{name} requires parsed datetime inputs"));
    let Value::List(list) = value else { return Err(wrong()) };
    let mut units = [0_i64; 8];
    for (unit, item) in units.iter_mut().zip(list.items()) {
        let number = item.number().filter(|number| !number.is_nan()).ok_or_else(wrong)?;
        *unit = number.clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i64;
    }
    let [year, month, day, hour, minute, second, ..] = units;
    let (year, month) = (year + month.div_euclid(12), month.rem_euclid(12));
    let first = i16::try_from(year).ok().zip(i8::try_from(month + 1).ok());
    let first =
        first.and_then(|(year, month)| Date::new(year, month, 1).ok()).ok_or("invalid gmtime representation")?;
    let days = i64::from(Date::constant(1970, 1, 1).until(first).map_or(0, |span| span.get_days())) + day - 1;
    Ok(days * 86_400 + hour * 3600 + minute * 60 + second)
}

fn written(value: Value, format: &Value, name: &str, of_number: &str, zone: &str) -> Made {
    let value = match value {
        number @ Value::Number(_) => broken_down(&number, of_number)?,
        list @ Value::List(_) => list,
        _ => return Err(format!("{name} requires parsed datetime inputs").into()),
    };
    let Value::Text(format) = format else { return Err(format!("{name} requires a string format").into()) };
    let moment = Timestamp::from_second(seconds(&value, name)?).map_err(|_| OUT_OF_BOUNDS)?;
    let broken = BrokenDownTime::from(&moment.to_zoned_datetime(TimeZone::UTC));
    let format = format.replace("%c", "%a %b %e %H:%M:%S %Y").replace("%Z", zone);
    broken
        .to_string(&format)
        .map(Value::from)
        .map_err(|_| Value::from(format!("layercake does not simulate all of the format {format:?}")))
}

fn read(value: &Value, format: &Value) -> Made {
    let (Value::Text(text), Value::Text(format)) = (value, format) else {
        return Err("strptime/1 requires string inputs and arguments".into());
    };
    let wrong = || Value::from(format!("date \"{text}\" does not match format \"{format}\""));
    // A zone's name is read and means nothing.
    let (plain, rest) = match format.strip_suffix("%Z") {
        Some(plain) => {
            let name = text.rfind(|letter: char| !letter.is_ascii_alphabetic()).map_or(0, |at| at + 1);
            (plain, text.get(..name).unwrap_or_default())
        }
        None => (&**format, &**text),
    };
    let (broken, used) = BrokenDownTime::parse_prefix(plain, rest).map_err(|_| wrong())?;
    let after = rest.get(used..).unwrap_or_default();
    if after.starts_with(|letter: char| !letter.is_ascii_whitespace()) {
        return Err(wrong());
    }
    let date = match (broken.to_date(), broken.timestamp()) {
        (Ok(date), _) => Some(date),
        (_, Some(moment)) => Some(moment.to_zoned_datetime(TimeZone::UTC).date()),
        _ => None,
    };
    let time = broken.to_time().ok().unwrap_or_default();
    let list = match date {
        Some(date) => as_list(date.to_datetime(time), f64::from(time.second()))?,
        None => {
            let (hour, minute, second) = (time.hour(), time.minute(), time.second());
            let numbers = [1900.0, 0.0, 0.0, f64::from(hour), f64::from(minute), f64::from(second), 8.0, 367.0];
            Value::list(numbers.map(Value::from).to_vec())?
        }
    };
    match (after, list) {
        ("", list) => Ok(list),
        (after, Value::List(list)) => {
            let mut list = (*list).clone();
            list.push(after.into())?;
            Ok(Value::List(list.into()))
        }
        (_, other) => Ok(other),
    }
}
