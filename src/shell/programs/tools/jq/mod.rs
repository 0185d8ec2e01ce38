//! `jq`: filters that are written at a prompt: paths, pipes, commas, `select`, `map`, comparisons, text with values in it.

mod filter;
mod parser;
mod syntax;
mod value;

use serde_json::Value;

use crate::shell::programs::{Applet, Ended};
use crate::shell::{Process, Stream};

pub(super) static PROGRAM: Applet =
    Applet { names: &["jq"], about: "filters JSON", usage: "[-rcesnS] [--arg NAME VALUE] FILTER [FILE]...", run };

/// Values, and values in values, that one filter makes of one input.
const MOST_RESULTS: usize = 2_000_000;

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec().into_iter();
    let (mut raw, mut compact, mut slurp, mut null, mut sorted, mut exits, mut joined) =
        (false, false, false, false, false, false, false);
    let mut variables: Vec<(String, Value)> = Vec::new();
    let mut operands = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--version" | "-V" => {
                process.print("jq-1.8.1\n")?;
                return Ok(0);
            }
            "--raw-output" => raw = true,
            "--compact-output" => compact = true,
            "--slurp" => slurp = true,
            "--null-input" => null = true,
            "--sort-keys" => sorted = true,
            "--exit-status" => exits = true,
            "--arg" => {
                let (name, value) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                variables.push((name, Value::String(value)));
            }
            "--argjson" => {
                let (name, value) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                variables.push((name, serde_json::from_str(&value).unwrap_or(Value::Null)));
            }
            long if long.starts_with("--") => {}
            short if short.starts_with('-') && short.len() > 1 => {
                for letter in short.chars().skip(1) {
                    match letter {
                        'r' => raw = true,
                        'c' => compact = true,
                        's' => slurp = true,
                        'n' => null = true,
                        'S' => sorted = true,
                        'e' => exits = true,
                        'j' => (raw, joined) = (true, true),
                        'C' | 'M' | 'a' => {}
                        other => {
                            let text = format!(
                                "jq: Unknown option: -{other}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n"
                            );
                            process.output.write(Stream::Err, text.as_bytes())?;
                            return Ok(2);
                        }
                    }
                }
            }
            _ => operands.push(word),
        }
    }
    let text = if operands.is_empty() { ".".to_string() } else { operands.remove(0) };
    let filter = match parser::parse(&text) {
        Ok(filter) => filter,
        Err(problem) => {
            let text = format!("jq: error: {problem} at <top-level>, line 1:\n    {text}\njq: 1 compile error\n");
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(3);
        }
    };
    let inputs = match read(process, &operands, null)? {
        Ok(inputs) => inputs,
        Err(text) => {
            process.output.write(Stream::Err, text.as_bytes())?;
            return Ok(2);
        }
    };
    let inputs = if slurp { vec![Value::Array(inputs)] } else { inputs };
    let environment: serde_json::Map<String, Value> =
        process.environment.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    variables.push(("ENV".into(), Value::Object(environment)));
    let (mut status, mut last) = (0, Value::Null);
    for input in inputs {
        process.system.step()?;
        let mut budget = MOST_RESULTS;
        let (results, problem) = filter::run(&filter, &input, &variables, &mut budget);
        for result in results {
            let result = if sorted { in_order(result) } else { result };
            let text = match &result {
                Value::String(text) if raw => text.clone(),
                value if compact => value.to_string(),
                value => pretty(value),
            };
            process.print(&text)?;
            if !joined {
                process.print("\n")?;
            }
            last = result;
        }
        if let Some(problem) = problem {
            process.output.write(Stream::Err, format!("jq: error (at <stdin>:0): {problem}\n").as_bytes())?;
            status = 5;
        }
    }
    if exits && status == 0 && matches!(last, Value::Null | Value::Bool(false)) {
        return Ok(1);
    }
    Ok(status)
}

fn read(
    process: &mut Process<'_>,
    files: &[String],
    null: bool,
) -> Result<Result<Vec<Value>, String>, crate::shell::Stop> {
    if null {
        return Ok(Ok(vec![Value::Null]));
    }
    let stdin = ["-".to_string()];
    let mut all = Vec::new();
    for file in if files.is_empty() { &stdin[..] } else { files } {
        let content = match process.open(file)? {
            Ok(content) => content,
            Err(errno) => return Ok(Err(format!("jq: error: Could not open {file}: {errno}\n"))),
        };
        let bytes = process.take_in(&content)?;
        for value in serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>() {
            match value {
                Ok(value) => all.push(value),
                Err(error) => {
                    let what = if error.is_eof() { "Unfinished JSON term" } else { "Invalid literal" };
                    let (line, column) = (error.line(), error.column());
                    return Ok(Err(format!("jq: parse error: {what} at line {line}, column {column}\n")));
                }
            }
        }
    }
    Ok(Ok(all))
}

/// With two blanks a level.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn in_order(value: Value) -> Value {
    match value {
        Value::Object(rows) => {
            let mut rows: Vec<(String, Value)> = rows.into_iter().map(|(key, value)| (key, in_order(value))).collect();
            rows.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(rows.into_iter().collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(in_order).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::shell::Flavour;
    use crate::shell::testing::{Machine, run_on};

    #[test]
    fn filters_of_the_prompt() {
        let json = r#"[{"Id":"a1","Config":{"Env":["A=1","B=2"],"Labels":null},"n":3},{"Id":"b2","n":1}]"#;
        for (filter, printed) in [
            ("-r .[0].Id", "a1\n"),
            ("-c .[].Config.Env[1]?", "\"B=2\"\nnull\n"),
            ("-r '.[] | select(.n > 2) | .Id'", "a1\n"),
            ("-c 'map(.n) | sort, length, add'", "[1,3]\n2\n4\n"),
            ("-r '.[] | \"\\(.Id)=\\(.n)\"'", "a1=3\nb2=1\n"),
            ("-c '.[1] | keys'", "[\"Id\",\"n\"]\n"),
            ("-c '.[0] | {Id, x: .n, (.Id): true}'", "{\"Id\":\"a1\",\"x\":3,\"a1\":true}\n"),
            ("-r '.[0].Config.Env | join(\",\")'", "A=1,B=2\n"),
            ("-r '.[1].Config // \"none\"'", "none\n"),
            ("-c '[.[] | .Id | ascii_upcase | startswith(\"A\")]'", "[true,false]\n"),
            ("-r --arg x b2 '.[] | select(.Id == $x) | .n + 1'", "2\n"),
            ("-r '.[0] | to_entries[0].key'", "Id\n"),
            ("-r '.[0].n as $n | if $n > 2 then \"big\" else \"small\" end'", "big\n"),
        ] {
            let outcome = run_on(&mut Machine::new(Flavour::Gnu), &format!("jq {filter}"), json).unwrap();
            assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (printed, ""), "{filter}");
        }
        let outcome = run_on(&mut Machine::new(Flavour::Gnu), "jq .a.b", "{\"a\":[1]}").unwrap();
        assert_eq!(
            (outcome.stderr.as_str(), outcome.status),
            ("jq: error (at <stdin>:0): Cannot index array with \"b\"\n", 5)
        );
        let doubled = "[.,.]|".repeat(60);
        for greedy in ["[range(9999)] | map([range(9999)])", &format!("{doubled}.")] {
            let outcome = run_on(&mut Machine::new(Flavour::Gnu), &format!("jq '{greedy}'"), "1").unwrap();
            assert!(outcome.stderr.contains("more values than the sandbox makes"), "{}", outcome.stderr);
        }
    }
}
