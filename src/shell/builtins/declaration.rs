//! How bash's `declare -p` writes a variable.

use crate::shell::{Form, Value, Variable};

/// The letters of a variable's attributes, `-` if there are none.
pub(in crate::shell) fn attributes(variable: &Variable) -> String {
    let letters = [
        (matches!(variable.value, Some(Value::List(_))), 'a'),
        (matches!(variable.value, Some(Value::Map(_))), 'A'),
        (variable.form == Form::Integer, 'i'),
        (variable.form == Form::Lower, 'l'),
        (variable.form == Form::Reference, 'n'),
        (variable.readonly, 'r'),
        (variable.form == Form::Upper, 'u'),
        (variable.exported, 'x'),
    ];
    let text: String = letters.into_iter().filter(|(is, _)| *is).map(|(_, letter)| letter).collect();
    if text.is_empty() { "-".into() } else { text }
}

/// The line of `declare -p`.
pub(super) fn declaration(name: &str, variable: &Variable) -> String {
    let letters = attributes(variable);
    let value = match &variable.value {
        None => String::new(),
        Some(Value::Text(text)) => format!("={}", double_quoted(text)),
        Some(Value::List(list)) => {
            let elements: Vec<String> =
                list.iter().map(|(at, text)| format!("[{at}]={}", double_quoted(text))).collect();
            format!("=({})", elements.join(" "))
        }
        Some(Value::Map(map)) => {
            let key = |key: &str| if is_plain(key) { key.to_string() } else { double_quoted(key) };
            let elements = map.iter().map(|(own, text)| format!("[{}]={} ", key(&own.0), double_quoted(text)));
            format!("=({})", elements.collect::<String>())
        }
    };
    format!("declare -{letters} {name}{value}\n")
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:@%+,".contains(c))
}

/// A text between double quotes, so that it can be read again.
fn double_quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        return crate::shell::quoted::single_quoted(text);
    }
    let mut quoted = String::from('"');
    for letter in text.chars() {
        if "\"$`\\".contains(letter) {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}
