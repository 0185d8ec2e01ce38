//! Functions of texts.

use serde_json::{Value, json};

use super::Call;
use crate::shell::programs::tools::jq::value::{contains, described, shown};

impl Call<'_> {
    /// Functions of a text, and to texts.
    pub(super) fn of_texts(&self, budget: &mut usize) -> Result<Option<Value>, String> {
        let Call { name, input, .. } = *self;
        let made = match name {
            "tostring" | "@text" => json!(shown(input)),
            "tojson" | "@json" => json!(input.to_string()),
            "fromjson" => serde_json::from_str(&self.text().unwrap_or_default())
                .map_err(|_| format!("{} (while parsing '{}')", "Invalid literal", self.text().unwrap_or_default()))?,
            "ascii_downcase" => json!(self.text().ok_or("explode input must be a string")?.to_ascii_lowercase()),
            "ascii_upcase" => json!(self.text().ok_or("explode input must be a string")?.to_ascii_uppercase()),
            "join" => {
                let mark = shown(&self.one(input, budget)?);
                let parts: Vec<String> = self
                    .list()?
                    .iter()
                    .map(|value| if value.is_null() { String::new() } else { shown(value) })
                    .collect();
                json!(parts.join(&mark))
            }
            "@csv" | "@tsv" => {
                let cells: Vec<String> = self
                    .list()?
                    .iter()
                    .map(|value| match value {
                        Value::String(text) if name == "@csv" => format!("\"{}\"", text.replace('"', "\"\"")),
                        Value::Null => String::new(),
                        other => shown(other),
                    })
                    .collect();
                json!(cells.join(if name == "@csv" { "," } else { "\t" }))
            }
            "@base64" => {
                use base64::Engine;
                json!(base64::engine::general_purpose::STANDARD.encode(shown(input)))
            }
            "@base64d" => {
                use base64::Engine;
                let bytes = base64::engine::general_purpose::STANDARD
                    .decode(shown(input).trim())
                    .map_err(|_| format!("{} is not valid base64 data", described(input)))?;
                json!(String::from_utf8_lossy(&bytes))
            }
            _ => return Ok(None),
        };
        Ok(Some(made))
    }

    /// Functions of a text and another one.
    pub(super) fn of_two_texts(&self, budget: &mut usize) -> Result<Option<Value>, String> {
        let (own, argument) = (shown(self.input), self.one(self.input, budget)?);
        let other = shown(&argument);
        Ok(Some(match self.name {
            "split" => json!(own.split(other.as_str()).collect::<Vec<_>>()),
            "startswith" => json!(own.starts_with(&other)),
            "endswith" => json!(own.ends_with(&other)),
            "ltrimstr" => json!(own.strip_prefix(&other).unwrap_or(&own)),
            "rtrimstr" => json!(own.strip_suffix(&other).unwrap_or(&own)),
            "index" => own.find(&other).map_or(Value::Null, |at| json!(at)),
            "test" => json!(
                regex_lite::Regex::new(&other)
                    .map_err(|error| format!("{other} (at offset 0) is not a valid regex: {error}"))?
                    .is_match(&own)
            ),
            "contains" => json!(contains(self.input, &argument)),
            _ => return Ok(None),
        }))
    }
}
