//! What yields values: literals, variables, the environment, arguments, files, and a few functions.

use crate::allowance::insist_room;

use super::cursor::{Cursor, Stopped, plain_text};
use super::value::{Value, numbers};
use super::{LONGEST, Running, Tongue, is_name};

/// Expressions within each other.
const DEEPEST: usize = 60;
/// The longest text that repeating makes.
const LONGEST_REPEAT: usize = 1 << 16;

impl Running<'_, '_> {
    /// The arguments of a statement or a function, to the end of the statement.
    pub(super) fn list(&mut self, cursor: &mut Cursor) -> Result<Vec<Value>, Stopped> {
        cursor.blanks();
        if cursor.end().is_ok() || cursor.takes("()") {
            return cursor.end().map(|()| Vec::new());
        }
        let mut values = vec![self.expression(cursor)?];
        while cursor.takes(",") {
            values.push(self.expression(cursor)?);
        }
        cursor.end()?;
        Ok(values)
    }

    /// With the marks for another value where the first is nothing.
    pub(super) fn expression(&mut self, cursor: &mut Cursor) -> Result<Value, Stopped> {
        cursor.depth += 1;
        if cursor.depth > DEEPEST {
            return Err(Stopped::Unknown);
        }
        let mut value = self.sum(cursor)?;
        loop {
            let only_nothing = match self.tongue {
                Tongue::Perl if cursor.takes("||") => false,
                Tongue::Perl if cursor.takes("//") => true,
                Tongue::Php if cursor.takes("??") => true,
                Tongue::Php if cursor.takes("?:") => false,
                _ => break,
            };
            let other = self.sum(cursor)?;
            let keeps = if only_nothing { value != Value::Nothing } else { value.holds() };
            value = if keeps { value } else { other };
        }
        cursor.depth -= 1;
        Ok(value)
    }

    fn sum(&mut self, cursor: &mut Cursor) -> Result<Value, Stopped> {
        let mut value = self.product(cursor)?;
        loop {
            value = if cursor.takes(".") {
                let (text, other) = (value.shown(), self.product(cursor)?.shown());
                insist_room(text.len() + other.len());
                Value::Text(text + &other)
            } else if cursor.takes("+") {
                numbers(&value, &self.product(cursor)?, i64::checked_add)?
            } else if cursor.takes("-") {
                numbers(&value, &self.product(cursor)?, i64::checked_sub)?
            } else {
                return Ok(value);
            };
        }
    }

    fn product(&mut self, cursor: &mut Cursor) -> Result<Value, Stopped> {
        let mut value = self.value(cursor)?;
        loop {
            let times = self.tongue == Tongue::Perl && cursor.peek_word() == "x";
            value = if times {
                cursor.take_word();
                self.repeated(&value, cursor)?
            } else if cursor.takes("*") {
                numbers(&value, &self.value(cursor)?, i64::checked_mul)?
            } else {
                return Ok(value);
            };
        }
    }

    fn repeated(&mut self, value: &Value, cursor: &mut Cursor) -> Result<Value, Stopped> {
        let times = self.value(cursor)?.number().and_then(|times| usize::try_from(times).ok());
        let text = value.shown();
        match times.filter(|times| times.saturating_mul(text.len()) <= LONGEST_REPEAT) {
            Some(times) => Ok(Value::Text(text.repeat(times))),
            None => Err(Stopped::Unknown),
        }
    }

    fn arguments(&mut self, cursor: &mut Cursor) -> Result<Vec<Value>, Stopped> {
        let mut values = Vec::new();
        if cursor.takes(")") {
            return Ok(values);
        }
        loop {
            values.push(self.expression(cursor)?);
            if cursor.takes(")") {
                return Ok(values);
            }
            cursor.expect(",")?;
        }
    }

    /// One value.
    fn value(&mut self, cursor: &mut Cursor) -> Result<Value, Stopped> {
        cursor.blanks();
        match cursor.peek() {
            Some('\'') => {
                cursor.at += 1;
                plain_text(cursor).map(Value::Text)
            }
            Some('"') => {
                cursor.at += 1;
                self.filled_text(cursor).map(Value::Text)
            }
            Some('(') => {
                cursor.at += 1;
                let value = self.expression(cursor)?;
                cursor.expect(")")?;
                Ok(value)
            }
            Some(digit) if digit.is_ascii_digit() => {
                let word = cursor.take_word();
                let is_whole = !matches!(cursor.peek(), Some('.'));
                word.parse().ok().filter(|_| is_whole).map(Value::Number).ok_or(Stopped::Unknown)
            }
            Some('$' | '@') => self.variable(cursor),
            Some(_) => self.named(cursor),
            None => Err(Stopped::Unknown),
        }
    }

    /// `$name`, `$ENV{NAME}`, `$_ENV['NAME']`, `$argv[1]`, `@ARGV`.
    fn variable(&mut self, cursor: &mut Cursor) -> Result<Value, Stopped> {
        let whole = cursor.takes("@");
        if !whole {
            cursor.expect("$")?;
        }
        if cursor.takes("^V") {
            return Ok(Value::Text(format!("v{}", self.version)));
        }
        let name = cursor.take_word();
        let all = |running: &Self| running.arguments.iter().cloned().map(Value::Text).collect::<Vec<_>>();
        match (self.tongue, name.as_str()) {
            (Tongue::Perl, "ARGV") if whole => Ok(Value::List(all(self))),
            (Tongue::Perl, "ENV") if cursor.takes("{") => {
                let key = cursor.until('{', '}')?;
                Ok(self.environment(key.trim().trim_matches(['\'', '"'])))
            }
            (Tongue::Php, "_ENV" | "_SERVER" | "_GET") if cursor.takes("[") => {
                let key = self.expression(cursor)?.shown();
                cursor.expect("]")?;
                let of_page = self.page.as_ref().and_then(|page| match name.as_str() {
                    "_GET" => page.query.get(&key),
                    "_SERVER" => page.server.get(&key),
                    _ => None,
                });
                Ok(match of_page {
                    Some(text) => Value::Text(text.clone()),
                    None if name == "_GET" => Value::Nothing,
                    None => self.environment(&key),
                })
            }
            (Tongue::Perl, "ARGV") | (Tongue::Php, "argv") if cursor.takes("[") => {
                let place = self.expression(cursor)?.number().ok_or(Stopped::Unknown)?;
                cursor.expect("]")?;
                let mut words = all(self);
                if self.tongue == Tongue::Php {
                    words.insert(0, Value::Text(self.shown.clone()));
                }
                let found = usize::try_from(place).ok().and_then(|place| words.get(place).cloned());
                Ok(found.unwrap_or(Value::Nothing))
            }
            (Tongue::Php, "argc") => Ok(Value::Number(self.arguments.len() as i64 + 1)),
            (Tongue::Perl, "0") => Ok(Value::Text(self.shown.clone())),
            (_, name) if !whole => self.variables.get(name).cloned().ok_or(Stopped::Unknown),
            _ => Err(Stopped::Unknown),
        }
    }

    fn environment(&self, name: &str) -> Value {
        self.process.environment.get(name).map_or(Value::Nothing, |text| Value::Text(text.clone()))
    }

    /// A name: a constant, a function.
    fn named(&mut self, cursor: &mut Cursor) -> Result<Value, Stopped> {
        let name = cursor.take_word();
        if !is_name(&name) && name != "__FILE__" {
            return Err(Stopped::Unknown);
        }
        match (self.tongue, name.as_str()) {
            (Tongue::Php, "null" | "NULL") | (Tongue::Perl, "undef") => {
                return Ok(Value::Nothing);
            }
            (Tongue::Php, "true") => return Ok(Value::Truth(true)),
            (Tongue::Php, "false") => return Ok(Value::Truth(false)),
            (Tongue::Php, "PHP_VERSION") => {
                return Ok(Value::Text(self.version.clone()));
            }
            (Tongue::Php, "PHP_EOL") => return Ok(Value::Text("\n".into())),
            (Tongue::Php, "PHP_OS" | "PHP_OS_FAMILY") => return Ok(Value::Text("Linux".into())),
            (Tongue::Php, "__FILE__") => return Ok(Value::Text(self.shown.clone())),
            _ => {}
        }
        let given = match cursor.takes("(") {
            true => self.arguments(cursor)?,
            // Perl's functions of one value take it without brackets, too.
            false if self.tongue == Tongue::Perl => vec![self.value(cursor)?],
            false => return Err(Stopped::Unknown),
        };
        self.function(&name, &given)
    }

    /// Calls a function.
    fn function(&mut self, name: &str, given: &[Value]) -> Result<Value, Stopped> {
        let first = given.first().map(|value| value.shown());
        let text = || first.clone().ok_or(Stopped::Unknown);
        Ok(match (self.tongue, name) {
            (Tongue::Php, "gethostname") => Value::Text(self.process.system.hostname()),
            (Tongue::Php, "file_get_contents") => self.file(&text()?)?,
            (Tongue::Php, "basename") => Value::Text(text()?.rsplit('/').next().unwrap_or_default().to_string()),
            (Tongue::Php, "getenv") => match self.environment(&text()?) {
                Value::Nothing => Value::Truth(false),
                value => value,
            },
            (Tongue::Php, "date") => Value::Text(self.date(&text()?)?),
            (Tongue::Php, "htmlspecialchars") => {
                let escaped = text()?.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                Value::Text(escaped.replace('"', "&quot;").replace('\'', "&#039;"))
            }
            (Tongue::Php, "phpversion") => Value::Text(self.version.clone()),
            (Tongue::Php, "strtoupper") | (Tongue::Perl, "uc") => Value::Text(text()?.to_uppercase()),
            (Tongue::Php, "strtolower") | (Tongue::Perl, "lc") => Value::Text(text()?.to_lowercase()),
            (Tongue::Php, "strlen") | (Tongue::Perl, "length") => Value::Number(text()?.len() as i64),
            (Tongue::Php, "strrev") => Value::Text(text()?.chars().rev().collect()),
            (Tongue::Php, "trim") => Value::Text(text()?.trim().to_string()),
            (Tongue::Perl, "join") => {
                let rest = given.get(1..).unwrap_or_default().iter().flat_map(|value| match value {
                    Value::List(values) => values.clone(),
                    value => vec![value.clone()],
                });
                let parts: Vec<String> = rest.map(|value| value.shown()).collect();
                Value::Text(parts.join(&text()?))
            }
            _ => return Err(Stopped::Unknown),
        })
    }

    /// The time as PHP's `date` writes it.
    fn date(&mut self, format: &str) -> Result<String, Stopped> {
        const LETTERS: [(char, &str); 14] = [
            ('Y', "%Y"),
            ('y', "%y"),
            ('m', "%m"),
            ('M', "%b"),
            ('F', "%B"),
            ('n', "%-m"),
            ('d', "%d"),
            ('j', "%-d"),
            ('D', "%a"),
            ('l', "%A"),
            ('H', "%H"),
            ('h', "%I"),
            ('i', "%M"),
            ('s', "%S"),
        ];
        let mut letters = String::new();
        for letter in format.chars() {
            match LETTERS.iter().find(|(own, _)| *own == letter) {
                Some((_, known)) => letters += known,
                None if letter.is_ascii_alphabetic() || letter == '\\' => return Err(Stopped::Unknown),
                None if letter == '%' => letters += "%%",
                None => letters.push(letter),
            }
        }
        Ok(self.process.system.clock().now().in_utc(&letters))
    }

    fn file(&mut self, name: &str) -> Result<Value, Stopped> {
        let path = self.process.absolute(name);
        let content = self.process.system.files().read(&path).map_err(|_| Stopped::Unknown)?;
        let bytes = content.bytes_up_to(LONGEST).map_err(|_| Stopped::Unknown)?;
        Ok(Value::Text(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The text up to the closing quote, with escapes and what is filled in.
    fn filled_text(&mut self, cursor: &mut Cursor) -> Result<String, Stopped> {
        let mut text = String::new();
        while let Some(letter) = cursor.peek() {
            insist_room(2 * text.len());
            let next = cursor.letters.get(cursor.at + 1).copied();
            let names = next.is_some_and(|next| next.is_ascii_alphabetic() || next == '_' || next == '{');
            match letter {
                '"' => {
                    cursor.at += 1;
                    return Ok(text);
                }
                '\\' => {
                    cursor.at += 2;
                    text.push(match next {
                        Some('n') => '\n',
                        Some('t') => '\t',
                        Some('r') => '\r',
                        Some('e') => '\x1b',
                        Some('0') => '\0',
                        Some(other) => other,
                        None => return Err(Stopped::Unknown),
                    });
                }
                '{' if self.tongue == Tongue::Php && next == Some('$') => {
                    cursor.at += 1;
                    let inside = cursor.until('{', '}')?;
                    text += &self.inside(&inside)?;
                }
                '$' if names => {
                    if next == Some('{') {
                        cursor.at += 2;
                        let name = cursor.until('{', '}')?;
                        text += &self.inside(&format!("${name}"))?;
                    } else {
                        text += &self.variable(cursor)?.shown();
                    }
                }
                '@' if self.tongue == Tongue::Perl && names => {
                    let Value::List(words) = self.variable(cursor)? else { return Err(Stopped::Unknown) };
                    let words: Vec<String> = words.iter().map(|word| word.shown()).collect();
                    text += &words.join(" ");
                }
                _ => {
                    cursor.at += 1;
                    text.push(letter);
                }
            }
        }
        Err(Stopped::Unknown)
    }

    /// An expression that stands in a text.
    fn inside(&mut self, text: &str) -> Result<String, Stopped> {
        let mut cursor = Cursor::new(text);
        let value = self.expression(&mut cursor)?;
        cursor.end()?;
        Ok(value.shown())
    }
}
