//! `$((…))`: the shell's arithmetic (POSIX XCU 2.6.4), on 64-bit integers that wrap around.

use super::Dialect;
use super::interpreter::Flow;
use super::language::Extra;
use super::nesting::Nesting;
use crate::allowance::insist;

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ArithmeticError {
    /// Something that can begin a value is missing; what is there instead.
    ExpectingPrimary {
        token: String,
    },
    /// A token where the expression should have ended.
    ExpectingEnd {
        token: String,
    },
    /// By what was divided.
    DivisionByZero {
        token: String,
    },
    /// A variable's value is no number.
    BadNumber(String),
    /// Variables lead to each other for ever, or for too long; the value that was the last.
    Recursion(String),
    TooDeep,
    /// A read-only variable was assigned to.
    ReadOnly(String),
    /// Complained about already, or something else that ends the command.
    Flow(Flow),
}

/// Where names get their values.
pub(super) trait Names {
    /// Whose arithmetic it is.
    fn dialect(&self) -> Dialect;
    /// The value of a variable, or of an element (`name[index]`).
    fn value(&mut self, name: &str) -> Result<Option<String>, ArithmeticError>;
    /// The name with the value of its index, so that the index is worth something once.
    fn settled(&mut self, name: &str) -> Result<String, ArithmeticError>;
    /// Assigns; `false` if that is not allowed.
    fn assign(&mut self, name: &str, value: &str) -> Result<bool, ArithmeticError>;
}

/// The value of `text`.
pub(super) fn evaluate(text: &str, names: &mut dyn Names) -> Result<i64, ArithmeticError> {
    evaluate_within(text, names, None)
}

/// Variables that may lead to each other (bash's `MAX_EXPR_RECURSION_LEVEL`).
const LEVELS_OF_VARIABLES: usize = 1024;

/// A variable whose value is an expression that is evaluated.
struct Within<'w> {
    name: &'w str,
    outer: Option<&'w Within<'w>>,
    depth: usize,
}

fn evaluate_within(text: &str, names: &mut dyn Names, within: Option<&Within<'_>>) -> Result<i64, ArithmeticError> {
    let mut expression = Expression { rest: text, last: "", names, live: true, within };
    expression.blanks();
    if expression.rest.is_empty() {
        return Ok(0);
    }
    let value = expression.comma()?;
    if expression.rest.is_empty() {
        return Ok(value);
    }
    Err(ArithmeticError::ExpectingEnd { token: expression.rest.into() })
}

struct Expression<'e> {
    rest: &'e str,
    /// The operator that was read last, and what follows.
    last: &'e str,
    names: &'e mut dyn Names,
    /// Whether side effects happen (not in the branch of `?:`, `&&`, `||` that is not taken).
    live: bool,
    within: Option<&'e Within<'e>>,
}

type Value = Result<i64, ArithmeticError>;

/// Binary operators by rising precedence.
const LEVELS: [&[&str]; 8] =
    [&["|"], &["^"], &["&"], &["==", "!="], &["<=", ">=", "<", ">"], &["<<", ">>"], &["+", "-"], &["*", "/", "%"]];

const ASSIGNMENTS: [&str; 11] = ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "="];

impl Expression<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.last = self.rest;
                self.rest = rest;
                self.blanks();
                true
            }
            None => false,
        }
    }

    fn comma(&mut self) -> Value {
        let mut value = self.assignment()?;
        while self.take(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    /// The name here; in bash with its index.
    fn name(&self) -> Option<&str> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let name =
            self.rest.get(..end).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))?;
        let after = self.rest.get(end..)?;
        if !after.starts_with('[') || !self.names.dialect().knows(Extra::Arrays) {
            return Some(name);
        }
        let mut open = 0usize;
        let close = after.find(|c: char| {
            open += usize::from(c == '[');
            open -= usize::from(c == ']');
            open == 0
        })?;
        self.rest.get(..end + close + 1)
    }

    fn settled(&mut self, name: String) -> Result<String, ArithmeticError> {
        if self.live && name.contains('[') { self.names.settled(&name) } else { Ok(name) }
    }

    fn expecting_primary(&self) -> ArithmeticError {
        let token = if self.rest.is_empty() { self.last } else { self.rest };
        ArithmeticError::ExpectingPrimary { token: token.into() }
    }

    fn assignment(&mut self) -> Value {
        let _nesting = Nesting::enter().map_err(|_| ArithmeticError::TooDeep)?;
        if let Some(name) = self.name().map(str::to_string) {
            let after = self.rest.get(name.len()..).unwrap_or("").trim_start();
            let operator = ASSIGNMENTS.into_iter().find(|operator| after.starts_with(operator));
            if let Some(operator) = operator.filter(|operator| *operator != "=" || !after.starts_with("==")) {
                self.rest = after.get(operator.len()..).unwrap_or("");
                self.blanks();
                let name = self.settled(name)?;
                let right = self.assignment()?;
                let value = if operator == "=" {
                    right
                } else {
                    let left = self.variable(&name)?;
                    self.apply(operator.trim_end_matches('='), left, right)?
                };
                return self.assign(&name, value);
            }
        }
        self.conditional()
    }

    fn assign(&mut self, name: &str, value: i64) -> Value {
        if self.live && !self.names.assign(name, &value.to_string())? {
            return Err(ArithmeticError::ReadOnly(name.into()));
        }
        Ok(value)
    }

    fn conditional(&mut self) -> Value {
        let condition = self.or()?;
        if !self.take("?") {
            return Ok(condition);
        }
        let live = self.live;
        self.live = live && condition != 0;
        let yes = self.comma()?;
        if !self.take(":") {
            return Err(self.expecting_primary());
        }
        self.live = live && condition == 0;
        let no = self.assignment()?;
        self.live = live;
        Ok(if condition != 0 { yes } else { no })
    }

    fn or(&mut self) -> Value {
        let mut left = self.and()?;
        let live = self.live;
        while self.take("||") {
            self.live = live && left == 0;
            let right = self.and()?;
            left = i64::from(left != 0 || right != 0);
        }
        self.live = live;
        Ok(left)
    }

    fn and(&mut self) -> Value {
        let mut left = self.binary(0)?;
        let live = self.live;
        while self.take("&&") {
            self.live = live && left != 0;
            let right = self.binary(0)?;
            left = i64::from(left != 0 && right != 0);
        }
        self.live = live;
        Ok(left)
    }

    fn binary(&mut self, level: usize) -> Value {
        let Some(operators) = LEVELS.get(level) else { return self.power() };
        let mut left = self.binary(level + 1)?;
        'next: loop {
            for operator in *operators {
                let Some(after) = self.rest.strip_prefix(operator) else { continue };
                // `|` is not `||`, `<` is not `<<`, and `a - = b` is no assignment.
                let powers =
                    *operator == "*" && after.starts_with('*') && self.names.dialect().knows(Extra::Increments);
                let longer = powers
                    || after.starts_with('=') && !matches!(*operator, "==" | "!=" | "<=" | ">=")
                    || matches!(*operator, "|" | "&" | "<" | ">") && after.starts_with(operator);
                if longer {
                    continue;
                }
                self.last = self.rest;
                self.rest = after;
                self.blanks();
                let divisor = self.rest;
                let right = self.binary(level + 1)?;
                if matches!(*operator, "/" | "%") && right == 0 && self.live {
                    return Err(ArithmeticError::DivisionByZero { token: divisor.into() });
                }
                left = self.apply(operator, left, right)?;
                continue 'next;
            }
            return Ok(left);
        }
    }

    /// `**`, which binds more than `*` and to the right.
    fn power(&mut self) -> Value {
        let _nesting = Nesting::enter().map_err(|_| ArithmeticError::TooDeep)?;
        let base = self.unary()?;
        if !self.names.dialect().knows(Extra::Increments) || !self.rest.starts_with("**") || !self.take("**") {
            return Ok(base);
        }
        let exponent = self.power()?;
        match u32::try_from(exponent) {
            Ok(exponent) => Ok(base.wrapping_pow(exponent)),
            Err(_) if exponent < 0 => Err(self.expecting_primary()),
            Err(_) => Ok(0),
        }
    }

    fn apply(&self, operator: &str, left: i64, right: i64) -> Value {
        if matches!(operator, "/" | "%") && right == 0 {
            return if self.live { Err(ArithmeticError::DivisionByZero { token: "0".into() }) } else { Ok(0) };
        }
        Ok(match operator {
            "|" => left | right,
            "^" => left ^ right,
            "&" => left & right,
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "<<" => left.wrapping_shl(right as u32),
            ">>" => left.wrapping_shr(right as u32),
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" => left.wrapping_div(right),
            "%" => left.wrapping_rem(right),
            _ => return Err(self.expecting_primary()),
        })
    }

    fn unary(&mut self) -> Value {
        let _nesting = Nesting::enter().map_err(|_| ArithmeticError::TooDeep)?;
        let increments = self.names.dialect().knows(Extra::Increments);
        for (operator, step) in [("++", 1), ("--", -1)] {
            if increments && self.rest.starts_with(operator) {
                let after = self.rest.get(2..).unwrap_or("").trim_start();
                if after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                    self.rest = after;
                    let name = self.name().unwrap_or("").to_string();
                    self.take(&name);
                    let name = self.settled(name)?;
                    let value = self.variable(&name)?.wrapping_add(step);
                    return self.assign(&name, value);
                }
            }
        }
        if self.take("-") {
            Ok(self.unary()?.wrapping_neg())
        } else if self.take("+") {
            self.unary()
        } else if self.take("~") {
            Ok(!self.unary()?)
        } else if self.rest.starts_with('!') && !self.rest.starts_with("!=") {
            self.take("!");
            Ok(i64::from(self.unary()? == 0))
        } else {
            self.primary()
        }
    }

    fn primary(&mut self) -> Value {
        if self.take("(") {
            let value = self.comma()?;
            return if self.take(")") { Ok(value) } else { Err(self.expecting_primary()) };
        }
        if let Some(name) = self.name().map(str::to_string) {
            self.take(&name);
            let name = self.settled(name)?;
            let value = self.variable(&name)?;
            for (operator, step) in [("++", 1), ("--", -1)] {
                if self.names.dialect().knows(Extra::Increments) && self.take(operator) {
                    self.assign(&name, value.wrapping_add(step))?;
                }
            }
            return Ok(value);
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let digits = self.rest.get(..end).unwrap_or("");
        if digits.is_empty() {
            return Err(self.expecting_primary());
        }
        if self.names.dialect().knows(Extra::Increments)
            && self.rest.get(end..).is_some_and(|rest| rest.starts_with('#'))
        {
            return self.based(digits);
        }
        let dialect = self.names.dialect();
        let value = match (number(digits, dialect), dialect) {
            (Some(value), _) => value,
            (None, Dialect::Bash) => return Err(ArithmeticError::BadNumber(digits.into())),
            (None, _) => return Err(self.expecting_primary()),
        };
        self.rest = self.rest.get(end..).unwrap_or("");
        self.blanks();
        Ok(value)
    }

    /// `BASE#DIGITS`
    fn based(&mut self, base: &str) -> Value {
        let after = self.rest.get(base.len() + 1..).unwrap_or("");
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '@' && c != '_').unwrap_or(after.len());
        let digits = after.get(..end).unwrap_or("");
        let whole = format!("{base}#{digits}");
        let base = base.parse::<i64>().ok().filter(|base| (2..=64).contains(base));
        let Some(base) = base else { return Err(ArithmeticError::BadNumber(whole)) };
        let mut value = 0i64;
        for letter in digits.chars() {
            let digit = match letter {
                '0'..='9' => i64::from(letter as u32 - '0' as u32),
                'a'..='z' => 10 + i64::from(letter as u32 - 'a' as u32),
                'A'..='Z' if base <= 36 => 10 + i64::from(letter as u32 - 'A' as u32),
                'A'..='Z' => 36 + i64::from(letter as u32 - 'A' as u32),
                '@' => 62,
                _ => 63,
            };
            if digit >= base {
                return Err(ArithmeticError::BadNumber(whole));
            }
            value = value.wrapping_mul(base).wrapping_add(digit);
        }
        self.rest = after.get(end..).unwrap_or("");
        self.blanks();
        Ok(value)
    }

    fn variable(&mut self, name: &str) -> Value {
        let _nesting = Nesting::enter().map_err(|_| ArithmeticError::TooDeep)?;
        if !self.live {
            return Ok(0);
        }
        let Some(text) = self.names.value(name)? else { return Ok(0) };
        let trimmed = text.trim();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        if digits.is_empty() {
            return Ok(0);
        }
        let dialect = self.names.dialect();
        // In dash a variable's number has to fit.
        let large = |value: &i64| dialect == Dialect::Dash && *value == i64::MAX && digits != LARGEST;
        let value = match number(digits, dialect).filter(|value| !large(value)) {
            Some(value) => value,
            None if dialect == Dialect::Dash => return Err(ArithmeticError::BadNumber(text.clone())),
            // What a variable holds is an expression, too, but not in dash.
            // Each variable may stand there several times, and so on: what a few of them come to is no small thing.
            None => {
                insist(text.len() as u64);
                let depth = self.within.map_or(0, |within| within.depth) + 1;
                let mut outer = std::iter::successors(self.within, |within| within.outer);
                // BusyBox's knows a circle by the name.
                let circle = dialect == Dialect::Ash && outer.any(|within| within.name == name);
                if circle || depth > LEVELS_OF_VARIABLES {
                    return Err(ArithmeticError::Recursion(trimmed.into()));
                }
                let within = Within { name, outer: self.within, depth };
                return match evaluate_within(&text, &mut *self.names, Some(&within)) {
                    Err(ArithmeticError::TooDeep) => Err(ArithmeticError::Recursion(trimmed.into())),
                    result => result,
                };
            }
        };
        Ok(if negative { value.wrapping_neg() } else { value })
    }
}

/// What dash's numbers end at.
const LARGEST: &str = "9223372036854775807";

/// A decimal, octal (`0…`) or hexadecimal (`0x…`) number. One that is too large for it wraps around in bash, and is the
/// largest there is in dash (strtoimax(3)); for BusyBox it is one without a sign, or 0 (`shell/math.c`).
fn number(digits: &str, dialect: Dialect) -> Option<i64> {
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (radix, digits) = match hex {
        Some("") if dialect == Dialect::Bash => return Some(0),
        Some(hex) => (16, hex),
        None if digits.len() > 1 && digits.starts_with('0') => (8, digits),
        None => (10, digits),
    };
    let mut value = 0u128;
    let mut large = false;
    for digit in digits.chars() {
        value = value * radix + u128::from(digit.to_digit(radix as u32)?);
        large |= value > u128::from(u64::MAX);
        value &= u128::from(u64::MAX);
    }
    if digits.is_empty() {
        return None;
    }
    let value = value as u64;
    Some(match dialect {
        Dialect::Bash => value as i64,
        Dialect::Ash if large => 0,
        Dialect::Ash => value as i64,
        Dialect::Dash if large => i64::MAX,
        Dialect::Dash => i64::try_from(value).unwrap_or(i64::MAX),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    impl Names for BTreeMap<String, String> {
        fn dialect(&self) -> Dialect {
            Dialect::Bash
        }
        fn value(&mut self, name: &str) -> Result<Option<String>, ArithmeticError> {
            Ok(self.get(name).cloned())
        }
        fn settled(&mut self, name: &str) -> Result<String, ArithmeticError> {
            Ok(name.into())
        }
        fn assign(&mut self, name: &str, value: &str) -> Result<bool, ArithmeticError> {
            self.insert(name.into(), value.into());
            Ok(true)
        }
    }

    #[test]
    fn expressions_have_the_values_c_gives_them() {
        for (text, expected) in [
            ("1+2*3", 7),
            ("(1+2)*3", 9),
            ("2 - 1 - 1", 0),
            ("7/2", 3),
            ("-7 % 3", -1),
            ("1<2 && 2<=2", 1),
            ("1 << 4 | 1", 17),
            ("0x10 + 010", 24),
            ("1 ? 2 : 3", 2),
            ("!0", 1),
            ("~0", -1),
            ("x = 5, x + 1", 6),
            ("x += 2", 2),
            ("y", 41),
            ("++y", 42),
            ("y++", 41),
            ("0 && (z = 1)", 0),
            ("", 0),
            ("9223372036854775807 + 1", i64::MIN),
            ("2**3**2", 512),
            ("2 * 2 ** 3", 16),
            ("16#ff + 2#101", 260),
            ("9223372036854775808", i64::MIN),
            ("99999999999999999999", 7_766_279_631_452_241_919),
            ("0xffffffffffffffff", -1),
            ("0x", 0),
        ] {
            let mut names = BTreeMap::from([("y".to_string(), "41".to_string())]);
            assert_eq!(evaluate(text, &mut names), Ok(expected), "{text}");
            assert!(!names.contains_key("z"));
        }
    }

    #[test]
    fn large_numbers_and_circles_are_each_shells_own() {
        use crate::shell::Flavour::{Busybox, Gnu};
        use crate::shell::testing::check_all;

        let large = "echo $((9223372036854775808)) $((99999999999999999999)) $((0xffffffffffffffff))";
        let circle = "x=y; y=x; echo $((x))";
        let bash = |script: &str| format!("bash -c '{script}'");
        check_all(
            Gnu,
            &[
                (large, "9223372036854775807 9223372036854775807 9223372036854775807\n", "", 0),
                (&bash(large), "-9223372036854775808 7766279631452241919 -1\n", "", 0),
                (
                    &bash("x=x; echo $((x))"),
                    "",
                    "bash: line 1: x: expression recursion level exceeded (error token is \"x\")\n",
                    1,
                ),
                (
                    &bash("x=x; ((x)); echo $?"),
                    "1\n",
                    "bash: line 1: ((: x: expression recursion level exceeded (error token is \"x\")\n",
                    0,
                ),
            ],
        );
        check_all(
            Busybox,
            &[
                (large, "-9223372036854775808 0 -1\n", "", 0),
                (&format!("( {circle} )"), "", "sh: expression recursion loop detected\n", 2),
            ],
        );
    }

    #[test]
    fn bad_expressions_say_why() {
        let mut names = BTreeMap::new();
        let token = |token: &str| token.to_string();
        assert_eq!(evaluate("1/0", &mut names), Err(ArithmeticError::DivisionByZero { token: token("0") }));
        assert_eq!(evaluate("1+", &mut names), Err(ArithmeticError::ExpectingPrimary { token: token("+") }));
        assert_eq!(evaluate("1 2", &mut names), Err(ArithmeticError::ExpectingEnd { token: token("2") }));
        names.insert("x".to_string(), "x + 1".to_string());
        assert_eq!(evaluate("x", &mut names), Err(ArithmeticError::Recursion(token("x + 1"))));
        names.insert("x".to_string(), "y=y+1, y<5 ? x : y".to_string());
        assert_eq!(evaluate("x", &mut names), Ok(5));
        assert_eq!(evaluate(&"(".repeat(100_000), &mut names), Err(ArithmeticError::TooDeep));
    }
}
