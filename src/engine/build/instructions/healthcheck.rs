//! `HEALTHCHECK [--interval=… …] CMD command`, `HEALTHCHECK NONE`

use super::command_line;
use super::flags::{Flags, Given};
use super::{Evaluation, Fault, Meaning, Outcome, Request, StageState, Written};
use crate::oci::Healthcheck;
use crate::text::{duration, parse_duration, quote};

const FLAGS: &[Flags] = &[
    Flags::Text("interval"),
    Flags::Text("timeout"),
    Flags::Text("start-period"),
    Flags::Text("start-interval"),
    Flags::Text("retries"),
];

/// The shortest interval, nanoseconds.
const MINIMUM: i64 = 1_000_000;

#[derive(Debug)]
struct Check(Healthcheck);

pub fn read(request: &Request<'_>) -> Outcome<Box<dyn Meaning>> {
    let [kind, rest @ ..] = request.words.as_slice() else {
        return Err(Fault::new("HEALTHCHECK requires at least one argument"));
    };
    let kind = kind.to_uppercase();
    if kind == "NONE" {
        if !rest.is_empty() {
            return Err(Fault::new("HEALTHCHECK NONE takes no arguments"));
        }
        return Ok(Box::new(Check(Healthcheck { test: vec![kind], ..Healthcheck::default() })));
    }
    let given = request.flags(FLAGS)?;
    if kind != "CMD" {
        return Err(Fault::new(format!("Unknown type {} in HEALTHCHECK (try CMD)", quote(&kind))));
    }
    let words = command_line::words(rest, request.is_json());
    if words.is_empty() {
        return Err(Fault::new("Missing command after HEALTHCHECK CMD"));
    }
    let kind = if request.is_json() { kind } else { "CMD-SHELL".into() };
    Ok(Box::new(Check(Healthcheck {
        test: [kind].into_iter().chain(words).collect(),
        interval: interval(&given, "interval")?,
        timeout: interval(&given, "timeout")?,
        start_period: interval(&given, "start-period")?,
        start_interval: interval(&given, "start-interval")?,
        retries: retries(&given.text("retries"))?,
    })))
}

fn interval(given: &Given, name: &str) -> Outcome<i64> {
    let text = given.text(name);
    if text.is_empty() {
        return Ok(0);
    }
    let nanos = parse_duration(&text).map_err(|error| Fault::new(error.to_string()))?;
    if nanos != 0 && nanos < MINIMUM {
        return Err(Fault::new(format!("Interval {} cannot be less than 1ms", quote(name))));
    }
    Ok(nanos)
}

/// Go's `strconv.ParseInt(text, 10, 32)`, not negative.
fn retries(text: &str) -> Outcome<i64> {
    if text.is_empty() {
        return Ok(0);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::new(format!("strconv.ParseInt: parsing {}: invalid syntax", quote(text))));
    }
    let number: i32 = text
        .parse()
        .map_err(|_| Fault::new(format!("strconv.ParseInt: parsing {}: value out of range", quote(text))))?;
    if number < 0 {
        return Err(Fault::new(format!("--retries cannot be negative ({number})")));
    }
    Ok(i64::from(number))
}

impl Meaning for Check {
    fn evaluate(&mut self, written: &Written, stage: &mut StageState, work: &mut Evaluation<'_>) -> Outcome<()> {
        work.lint.used_once(written, &mut stage.healthcheck);
        let check = &self.0;
        let text = format!(
            "HEALTHCHECK {{Test:[{}] Interval:{} Timeout:{} StartPeriod:{} StartInterval:{} Retries:{}}}",
            check.test.join(" "),
            duration(check.interval),
            duration(check.timeout),
            duration(check.start_period),
            duration(check.start_interval),
            check.retries
        );
        stage.history(text, false);
        stage.image.config.healthcheck = Some(self.0.clone());
        Ok(())
    }
}
