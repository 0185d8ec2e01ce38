//! Who asks: the code that comes with a request, and whom it stands for.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

use super::code::Code;

/// The cookie that keeps a code while a browser is open.
pub(super) const COOKIE_NAME: &str = "layercake-code";

/// Whom a code stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Visitor {
    /// Who may see names and marks of all.
    Teacher,
    /// A student, as the roster has them.
    Student(String),
}

/// All codes of a class.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    pub teacher: Code,
    /// By student.
    pub students: BTreeMap<String, Code>,
}

impl Codes {
    /// Whose code this is, if anybody's.
    pub fn visitor(&self, code: &str) -> Option<Visitor> {
        let code: Code = code.parse().ok()?;
        let students = self.students.iter().map(|(name, code)| (code, Some(name)));
        let owner = code.owner(students.chain([(&self.teacher, None)]))?;
        Some(owner.map_or(Visitor::Teacher, |name| Visitor::Student(name.clone())))
    }
}

/// The code that a request shows: `Authorization: Bearer CODE`, a password, or the cookie of our page.
pub(super) fn shown(headers: &HeaderMap) -> Option<String> {
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some((scheme, rest)) = authorization.and_then(|text| text.split_once(' ')) {
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(rest.trim().to_string());
        }
        if scheme.eq_ignore_ascii_case("basic") {
            let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
            return text.split_once(':').map(|(_, password)| password.to_string());
        }
    }
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, code)| code.to_string())
}

/// The header that gives a browser the cookie, or takes it away. Other sites cannot use it, and scripts cannot read it.
pub(super) fn cookie(code: Option<&str>) -> String {
    let (value, age) = code.map_or(("", "; Max-Age=0"), |code| (code, ""));
    format!("{COOKIE_NAME}={value}; Path=/; HttpOnly; SameSite=Strict{age}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, http::HeaderValue::from_static(value))])
    }

    #[test]
    fn a_code_comes_in_one_of_three_ways() {
        assert_eq!(shown(&headers(AUTHORIZATION, "Bearer abcd-2345")).as_deref(), Some("abcd-2345"));
        assert_eq!(shown(&headers(AUTHORIZATION, "basic YWRhOmFiY2QtMjM0NQ==")).as_deref(), Some("abcd-2345"));
        assert_eq!(shown(&headers(COOKIE, "a=b; layercake-code=abcd-2345; c=d")).as_deref(), Some("abcd-2345"));
        for nothing in ["Basic !", "Digest x", "abcd-2345"] {
            assert_eq!(shown(&headers(AUTHORIZATION, nothing)), None, "{nothing}");
        }
        assert_eq!(shown(&HeaderMap::new()), None);
    }

    #[test]
    fn a_code_stands_for_a_student_or_the_teacher() {
        let students = BTreeMap::from([("Ada".to_string(), "abcd-2345".parse().unwrap())]);
        let codes = Codes { teacher: "tttt-tttt".parse().unwrap(), students };
        assert_eq!(codes.visitor("ABCD2345"), Some(Visitor::Student("Ada".into())));
        assert_eq!(codes.visitor("tttt-tttt"), Some(Visitor::Teacher));
        for wrong in ["", "abcd-2346", "abcd-234", "x"] {
            assert_eq!(codes.visitor(wrong), None, "{wrong}");
        }
    }
}
