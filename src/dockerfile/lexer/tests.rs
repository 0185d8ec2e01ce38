use super::*;

fn variables() -> BTreeMap<String, String> {
    let pairs = [("x", "plain"), ("empty", ""), ("path", "/a/b/c.tar.gz"), ("blank", "a b"), ("star", "xx**")];
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn expanded(text: &str) -> String {
    Lexer::new('\\').word(text, &variables()).unwrap()
}

fn fault(text: &str) -> String {
    Lexer::new('\\').word(text, &variables()).unwrap_err().fault.to_string()
}

fn split(text: &str) -> Vec<String> {
    Lexer::new('\\').words(text, &variables()).unwrap()
}

#[test]
fn quotes_and_escapes_are_taken_away() {
    for (text, value) in [
        ("he'll'o", "hello"),
        (r"he\'llo", "he'llo"),
        (r#""a\tb" \t"#, r"a\tb t"),
        (r#""a\"b\\c\$x""#, r#"a"b\c$x"#),
        (r"'a\b$x'", r"a\b$x"),
        (r"a\", "a"),
        (r"\$x $. $", "$x $. $"),
        ("\u{feff}a", "a"),
    ] {
        assert_eq!(expanded(text), value, "{text}");
    }
    assert_eq!(Lexer::new('`').word("`$x \\n", &variables()).unwrap(), "$x \\n");
}

#[test]
fn variables_take_each_form() {
    for (text, value) in [
        ("$x.${x}", "plain.plain"),
        ("\"$x\"'$x'", "plain$x"),
        ("$none.", "."),
        ("$1a $$x $?", "a x "),
        ("${none:-d}${empty:-d}${x:-d}", "ddplain"),
        ("${none-d}${empty-d}${x-d}", "dplain"),
        ("${none:+d}${empty:+d}${x:+d}", "d"),
        ("${none+d}${empty+d}${x+d}", "dd"),
        ("${x:?no}${empty?no}", "plain"),
        ("${none:-${empty:-'a b'$x}}", "a bplain"),
        ("${path#*/}", "a/b/c.tar.gz"),
        ("${path##*/}", "c.tar.gz"),
        ("${path%.*}", "/a/b/c.tar"),
        ("${path%%.*}", "/a/b/c"),
        ("${path%gz}${path#x}", "/a/b/c.tar./a/b/c.tar.gz"),
        (r"${star%%\**}", "xx"),
        ("${path#/?/}", "b/c.tar.gz"),
        (r"${path/\//_}", "_a/b/c.tar.gz"),
        (r"${path//\//_}", "_a_b_c.tar.gz"),
        ("${path//?r/<$x>}", "/a/b/c.t<plain>.gz"),
        ("${path/b*/}", "/a/"),
        ("${x///}${x//a/}", "plainplin"),
        ("${x//*/'[$0]'}", "[plain]"),
        ("${none//a/b}${none#a}", ""),
    ] {
        assert_eq!(expanded(text), value, "{text}");
    }
}

#[test]
fn words_are_split_after_expansion_but_not_within_quotes() {
    assert_eq!(split(r#" a "$blank" $blank\ c 'd  e'"#), ["a", "a b", "a", "b c", "d  e"]);
    assert_eq!(split("a '' b"), ["a", "b"]);
    assert_eq!(split("cat << EOF <x"), ["cat", "<< EOF", "<x"], "blanks belong to a heredoc's mark");
    assert_eq!(split("a${none:-b}"), ["b"], "BuildKit loses what stood right before, and so do we");
}

#[test]
fn variables_are_told_by_whether_they_had_a_value() {
    let found = Lexer::new('\\').expand("$x ${none:-$other} '$quoted' ${path%.*}", &variables()).unwrap();
    assert_eq!(found.used.into_iter().collect::<Vec<_>>(), ["path", "x"]);
    assert_eq!(found.undefined.into_iter().collect::<Vec<_>>(), ["none", "other"]);
}

#[test]
fn quotes_escapes_and_unset_variables_may_be_kept() {
    let lexer = Lexer::new('\\');
    let kept = lexer.clone().with_quotes(Quotes::Keep).with_escapes(Escapes::Keep);
    assert_eq!(kept.word(r#"'a' "\"b\c" \d"#, &variables()).unwrap(), r#"'a' "\"b\\c" \d"#);
    let ordinary = lexer.clone().with_quotes(Quotes::Ordinary);
    assert_eq!(ordinary.word("it's $x", &variables()).unwrap(), "it's plain");
    let unset = lexer.with_unset(Unset::Keep);
    let text = "$a ${a} ${a:-b} ${a#b} ${a/b/c} $x";
    assert_eq!(unset.word(text, &variables()).unwrap(), "$a ${a} ${a:-b} ${a#b} ${a/b/c} plain");
}

#[test]
fn faults_have_buildkits_words() {
    for (text, words) in [
        ("'a", "unexpected end of statement while looking for matching single-quote"),
        ("\"a", "unexpected end of statement while looking for matching double-quote"),
        ("${", "syntax error: missing '}'"),
        ("${x:-a", "syntax error: missing '}'"),
        ("${x/a", "syntax error: missing '/' in ${}"),
        ("${x/a/b", "syntax error: missing '}'"),
        ("${}", "syntax error: bad substitution"),
        ("${:x}", "syntax error: bad substitution"),
        ("${x", "unsupported modifier (\u{fffd}) in substitution"),
        ("${x=a}", "unsupported modifier (=) in substitution"),
        ("${x:=a}", "unsupported modifier (:=) in substitution"),
        ("${x:#a}", "unsupported modifier (:#) in substitution"),
        ("${none:?}", "none: is not allowed to be unset"),
        ("${empty:?}", "empty: is not allowed to be empty"),
        ("${none?say $x}", "none: say plain"),
        (r"${x#\a}", r"invalid pattern (\a) in substitution: invalid escape '\a'"),
    ] {
        assert_eq!(fault(text), words, "{text}");
    }
    let error = Lexer::new('\\').word("${none:?}", &variables()).unwrap_err();
    assert_eq!(error.to_string(), "failed to process \"${none:?}\": none: is not allowed to be unset");
    assert!(error.undefined.contains("none"));
}

#[test]
fn expansion_has_limits() {
    let deep = format!("{}{}", "${n:-".repeat(5_000), "}".repeat(5_000));
    assert_eq!(fault(&deep), "substitutions nested deeper than 100");
    let mut bomb = BTreeMap::from([("a".to_string(), "a".repeat(60_000))]);
    let lexer = Lexer::new('\\');
    let end = loop {
        match lexer.word("$a$a$a", &bomb) {
            Ok(value) => bomb.insert("a".to_string(), value),
            Err(error) => break error.fault,
        };
    };
    assert_eq!(end, WordFault::Long);
    let slow = BTreeMap::from([("a".to_string(), "a".repeat(60_000))]);
    let text = format!("${{a//{}z/}}", "*a".repeat(5_000));
    let lexer = Lexer::new('\\');
    lexer.work.set(1_000_000);
    assert_eq!(lexer.word(&text, &slow).unwrap_err().fault, WordFault::Work);
}
