//! `@text`, `@json`, `@csv`, `@tsv`, `@html`, `@uri`, `@urid`, `@sh`, `@base64`, `@base64d`.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::general_purpose::STANDARD};

use super::wrong;
use crate::allowance::{insist, insist_room};
use crate::shell::programs::tools::jq::json::{Style, written};
use crate::shell::programs::tools::jq::syntax::Made;
use crate::shell::programs::tools::jq::value::Value;

/// `value | @name`
pub fn formatted(name: &str, value: &Value) -> Made {
    match name {
        "text" => Ok(shown(value).into()),
        "json" => Ok(plain(value).into()),
        "csv" => row(value, "csv", ",", |text| format!("\"{}\"", text.replace('"', "\"\""))),
        "tsv" => row(value, "tsv", "\t", |text| {
            text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
        }),
        "html" => {
            let text = shown(value).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            Ok(text.replace('\'', "&apos;").replace('"', "&quot;").into())
        }
        "uri" => Ok(percent(&shown(value)).into()),
        "urid" => match unpercent(&shown(value)) {
            Some(text) => Ok(text.into()),
            None => wrong(&shown(value).into(), "is not a valid uri encoding"),
        },
        "sh" => quoted(value),
        "base64" => {
            let text = shown(value);
            insist_room(text.len() * 2);
            Ok(STANDARD.encode(text).into())
        }
        "base64d" => unbase64(&shown(value)),
        other => Err(format!("{other} is not a valid format").into()),
    }
}

fn plain(value: &Value) -> String {
    written(value, &Style::default())
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::Text(text) => text.to_string(),
        other => plain(other),
    };
    insist(text.len() as u64);
    text
}

fn row(value: &Value, name: &str, between: &str, of_text: fn(&str) -> String) -> Made {
    let Value::List(list) = value else {
        return wrong(value, &format!("cannot be {name}-formatted, only array"));
    };
    let mut fields = Vec::new();
    for field in list.items() {
        fields.push(match field {
            Value::Null => String::new(),
            Value::Number(number) if number.value().is_nan() => String::new(),
            Value::Bool(_) | Value::Number(_) => plain(field),
            Value::Text(text) => of_text(text),
            Value::List(_) | Value::Map(_) => return wrong(field, "is not valid in a csv row"),
        });
    }
    Ok(fields.join(between).into())
}

fn quoted(value: &Value) -> Made {
    let alone = [value.clone()];
    let items = match value {
        Value::List(list) => list.items(),
        _ => &alone,
    };
    let mut words = Vec::new();
    for item in items {
        words.push(match item {
            Value::Text(text) => format!("'{}'", text.replace('\'', "'\\''")),
            Value::List(_) | Value::Map(_) => return wrong(item, "can not be escaped for shell"),
            other => plain(other),
        });
    }
    Ok(words.join(" ").into())
}

fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn unpercent(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        out.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(out).ok()
}

/// Up to the first `=`; bits that are left over do not matter.
fn unbase64(text: &str) -> Made {
    const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
    let letters = text.split('=').next().unwrap_or_default();
    let known = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'/');
    if !letters.bytes().all(known) {
        return wrong(&text.into(), "is not valid base64 data");
    }
    match ENGINE.decode(letters) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned().into()),
        Err(_) => wrong(&text.into(), "trailing base64 byte found"),
    }
}
