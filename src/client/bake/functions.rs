//! The functions of bake files that are simulated: the small ones, on texts and lists (buildx `bake/hclparser/stdlib.go`).

use super::syntax::{Found, Place, Trouble};
use super::value::Value;
use crate::text::quote;

/// Those that bake has besides.
const OTHERS: &str = "absolute add base64decode base64encode basename bcrypt byteslen bytesslice can ceil chomp chunklist cidrhost \
    cidrnetmask cidrsubnet cidrsubnets coalescelist compact convert csvdecode dirname divide element flatten floor \
    format formatdate formattimestamp formatlist greaterthan greaterthanorequalto hasindex homedir indent index indexof int \
    jsondecode jsonencode keys lessthan lessthanorequalto log lookup max md5 merge min modulo multiply negate parseint pow \
    range regex_replace regex regexall reverse reverselist rsadecrypt semvercmp sethaselement setintersection setproduct \
    setsubtract setsymmetricdifference setunion sha1 sha256 sha512 signum slice sort substr subtract timeadd timestamp \
    title trim try unixtimestampparse urlencode uuidv4 uuidv5 values zipmap";

/// Calls a function. `own`: the file defines one of this name.
pub(super) fn call(name: &str, arguments: &[Value], own: bool, place: &Place) -> Found<Value> {
    if own || OTHERS.split_whitespace().any(|other| other == name) {
        return Err(Trouble::Unsimulated(format!("the function {name} of bake files")));
    }
    let texts: Vec<Option<String>> = arguments.iter().map(Value::text).collect();
    let text = |index: usize| texts.get(index).cloned().flatten();
    let truth = |index: usize| arguments.get(index).and_then(Value::truth);
    let result = match (name, arguments) {
        ("equal", [one, other]) => Some(Value::Bool(one == other)),
        ("notequal", [one, other]) => Some(Value::Bool(one != other)),
        ("and", [_, _]) => truth(0).zip(truth(1)).map(|(one, other)| Value::Bool(one && other)),
        ("or", [_, _]) => truth(0).zip(truth(1)).map(|(one, other)| Value::Bool(one || other)),
        ("not", [_]) => truth(0).map(|value| Value::Bool(!value)),
        ("upper", [_]) => text(0).map(|text| Value::Text(text.to_uppercase())),
        ("lower", [_]) => text(0).map(|text| Value::Text(text.to_lowercase())),
        ("trimspace", [_]) => text(0).map(|text| Value::Text(text.trim().into())),
        ("strlen", [_]) => text(0).map(|text| Value::Number(count(text.chars().count()))),
        ("trimprefix", [_, _]) => {
            text(0).zip(text(1)).map(|(text, start)| Value::Text(text.strip_prefix(&start).unwrap_or(&text).into()))
        }
        ("trimsuffix", [_, _]) => {
            text(0).zip(text(1)).map(|(text, end)| Value::Text(text.strip_suffix(&end).unwrap_or(&text).into()))
        }
        ("replace", [_, _, _]) => match (text(0), text(1), text(2)) {
            (Some(text), Some(from), Some(to)) if !from.is_empty() => Some(Value::Text(text.replace(&from, &to))),
            _ => None,
        },
        ("sanitize", [_]) => text(0).map(|text| {
            let kept = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
            Value::Text(text.chars().map(|letter| if kept(letter) { letter } else { '_' }).collect())
        }),
        ("split", [_, _]) => text(0).zip(text(1)).map(|(separator, text)| {
            Value::List(text.split(separator.as_str()).map(|piece| Value::Text(piece.into())).collect())
        }),
        ("join", [_, lists @ ..]) if !lists.is_empty() => {
            text(0).zip(items(lists)).and_then(|(separator, items)| joined(&items, &separator))
        }
        ("concat", lists) if !lists.is_empty() => items(lists).map(Value::List),
        ("length", [Value::List(items)]) => Some(Value::Number(count(items.len()))),
        ("length", [Value::Object(fields)]) => Some(Value::Number(count(fields.len()))),
        ("contains", [Value::List(items), wanted]) => Some(Value::Bool(items.contains(wanted))),
        ("distinct", [Value::List(items)]) => Some(Value::List(items.iter().fold(Vec::new(), |mut kept, item| {
            if !kept.contains(item) {
                kept.push(item.clone());
            }
            kept
        }))),
        ("coalesce", values) => values.iter().find(|value| **value != Value::Null).cloned(),
        (
            "equal" | "notequal" | "and" | "or" | "not" | "upper" | "lower" | "trimspace" | "strlen" | "trimprefix"
            | "trimsuffix" | "replace" | "sanitize" | "split" | "join" | "concat" | "length" | "contains" | "distinct",
            _,
        ) => None,
        _ => {
            let detail = format!("There is no function named {}.", quote(name));
            return Err(Trouble::at(place, "Call to unknown function", detail));
        }
    };
    result.ok_or_else(|| {
        Trouble::at(place, "Error in function call", format!("Call to function {} failed.", quote(name)))
    })
}

fn items(lists: &[Value]) -> Option<Vec<Value>> {
    let mut all = Vec::new();
    for list in lists {
        let Value::List(items) = list else { return None };
        all.extend(items.iter().cloned());
    }
    Some(all)
}

fn joined(items: &[Value], separator: &str) -> Option<Value> {
    let texts: Option<Vec<String>> = items.iter().map(Value::text).collect();
    texts.map(|texts| Value::Text(texts.join(separator)))
}

fn count(count: usize) -> f64 {
    count as f64
}
