//! What GNU sed and grep make of patterns.

use super::*;

/// Extended or not, pattern, text, and what `s/PATTERN/<&><\1>…/` made of it in GNU sed.
const REPLACED: &[(bool, &str, &str, &str)] = &[
    (false, r"\(a\)\1", "aa", "<aa><a>"),
    (false, r"\(.*\)\1", "abab", "<abab><ab>"),
    (false, r"a\{2\}", "caab", "c<aa>b"),
    (false, r"a\{2,\}", "caaab", "c<aaa>b"),
    (false, r"a\{,2\}", "aaa", "<aa>a"),
    (false, r"*b", "a*b", "a<*b>"),
    (false, r"\(*b\)", "a*b", "a<*b><*b>"),
    (false, r"^*b", "*b", "<*b>"),
    (false, r"a^b", "a^b", "<a^b>"),
    (false, r"a$b", "a$b", "<a$b>"),
    (false, r"\(^a\)", "ab", "<a><a>b"),
    (false, r"\(b$\)", "ab", "a<b><b>"),
    (false, r"x\|^a", "ba", "none"),
    (false, r"a$\|c", "bc", "b<c>"),
    (false, r"\(a\|ab\)\(c\|bcd\)\(d*\)", "abcd", "<abcd><a><bcd><>"),
    (false, r"[]a]*", "x]a", "<>x]a"),
    (false, r"[^]a]", "]ab", "]a<b>"),
    (false, r"[a-]*", "-a", "<-a>"),
    (false, r"[[:digit:][:space:]]\+", "a1 2b", "a<1 2>b"),
    (false, r"\<b", "ab b", "ab <b>"),
    (false, r"a\>", "ab a", "ab <a>"),
    (false, r"\bb\b", "abc b", "abc <b>"),
    (false, r"a\Bb", "ab", "<ab>"),
    (false, r"\w\+", "-ab_1-", "-<ab_1>-"),
    (false, r"\W", "ab-", "ab<->"),
    (false, r"[\.]", "a\\.", "a<\\>."),
    (false, r"\.", "a.", "a<.>"),
    (false, r"\(ab\)*\1", "abab", "<abab><ab>"),
    (false, r"a\?b", "aab", "a<ab>"),
    (false, r"\(\)b", "ab", "a<b><>"),
    (false, r"\(a*\)*", "b", "<><>b"),
    (false, r"\(a*\)\+", "aa", "<aa><aa>"),
    (false, r"\(^\|x\)b", "bxb", "<b><>xb"),
    (false, r"a.\{3\}b", "aXYZb", "<aXYZb>"),
    (false, r"[a-c]\{2,3\}", "dabcd", "d<abc>d"),
    (false, r"\(a\)\(b\)\?\2", "ab", "none"),
    (false, r"^$", "", "<>"),
    (false, r".*", "é", "<é>"),
    (false, r"\(a\{1,2\}\)\{2\}", "aaa", "<aaa><a>"),
    (false, r"[[=a=]b]*", "ab", "<ab>"),
    (false, r"[[.-.]]", "a-", "a<->"),
    (false, r"\n*", "n", "<>n"),
    (true, r"c$", "abc", "ab<c>"),
    (true, r"(a|b)$", "cab", "ca<b><b>"),
    (true, r"^(a|b)", "ba", "<b><b>a"),
    (true, r"(^a|b$)", "cb", "c<b><b>"),
    (true, r"a|ab|abc", "abcd", "<abc>d"),
    (true, r"(a|ab)(c|bcd)(d*)", "abcd", "<abcd><a><bcd><>"),
    (true, r"(a|ab)(bcd|c)(d*)", "abcd", "<abcd><a><bcd><>"),
    (true, r"a{2}", "caab", "c<aa>b"),
    (true, r"a{2,}", "caaab", "c<aaa>b"),
    (true, r"a{,2}", "aaa", "<aa>a"),
    (true, r"(ab){2}", "ababab", "<abab><ab>ab"),
    (true, r"(a)(b)?", "a", "<a><a><>"),
    (true, r"()b", "ab", "a<b><>"),
    (true, r"(|a)b", "ab", "<ab><a>"),
    (true, r"a||b", "b", "<b>"),
    (true, r"(a*)*", "b", "<><>b"),
    (true, r"(a*)+", "aa", "<aa><aa>"),
    (true, r"(.)(.)\2\1", "xabba", "x<abba><a><b>"),
    (true, r"\(a\)", "(a)", "<(a)>"),
    (true, r"a\{1\}", "a{1}", "<a{1}>"),
    (true, r"\$", "a$", "a<$>"),
    (true, r"\^", "^", "<^>"),
    (true, r"a^b", "a^b", "none"),
    (true, r"a$b", "a$b", "none"),
    (true, r"(a|b)*c|(a|ab)*c", "abc", "<abc><b><>"),
    (true, r"(a|ab)*", "abab", "<abab><ab>"),
    (true, r"[[:alpha:]]+", "12ab3", "12<ab>3"),
    (true, r"[[:upper:]][[:lower:]]*", "aBcd", "a<Bcd>"),
    (true, r"\bfoo\b", "a foo.", "a <foo>."),
    (true, r"\<[a-z]+\>", "  word ", "  <word> "),
    (true, r"^[^#]", "#a", "none"),
    (true, r"x*", "aaa", "<>aaa"),
    (true, r"(^|,)b(,|$)", "a,b", "a<,b><,><>"),
    (true, r"([0-9]+)\.([0-9]+)", "v10.25.3", "v<10.25><10><25>.3"),
    (true, r"(a+|b+)*c", "aabbc", "<aabbc><bb>"),
    (true, r"[^[:space:]]+$", "ab cd", "ab <cd>"),
    (true, r"a?b?c?", "abc", "<abc>"),
    (true, r"(foo|foobar)(bar)?", "foobar", "<foobar><foo><bar>"),
    (true, r"a{0}b", "ab", "a<b>"),
    (true, r"(a{2}){2}", "aaaaa", "<aaaa><aa>a"),
    (true, r"((a)|(b))*", "ab", "<ab><b><a><b>"),
    (true, r"a.b", "a\tb", "<a\tb>"),
    (true, r"[+*?]+", "a+*?", "a<+*?>"),
    (true, r"[)(]", "a)", "a<)>"),
    (true, r"a\+b", "a+b", "<a+b>"),
    (true, r"\w+@\w+\.com", "me@x.com", "<me@x.com>"),
];

fn style(extended: bool, dialect: Dialect) -> Style {
    Style { extended, dialect, ..Style::default() }
}

#[test]
fn matches_and_groups_are_those_of_gnu() {
    for (extended, pattern, text, expected) in REPLACED {
        let regex = compile(pattern, style(*extended, Dialect::Sed)).expect(pattern);
        let replaced = match regex.captures(text, 0).unwrap() {
            None => "none".to_string(),
            Some(groups) => {
                let whole = groups[0].clone().unwrap();
                let part =
                    |group: &Option<Range<usize>>| format!("<{}>", group.clone().map_or("", |range| &text[range]));
                let parts: String = groups.iter().map(part).collect();
                format!("{}{parts}{}", &text[..whole.start], &text[whole.end..])
            }
        };
        assert_eq!(replaced, *expected, "{pattern} {text}");
    }
}

#[test]
fn what_is_wrong_is_said_in_gnus_words() {
    for (extended, pattern, posix, grep) in [
        (true, "a{1", Some("Unmatched \\{"), None),
        (true, "a{1a}", Some("Invalid content of \\{\\}"), None),
        (true, "*b", Some("Invalid preceding regular expression"), None),
        (true, "a|*b", Some("Invalid preceding regular expression"), None),
        (true, "^*a", Some("Invalid preceding regular expression"), None),
        (true, ")", Some("Unmatched ) or \\)"), None),
        (true, "a{2,1}", Some("Invalid content of \\{\\}"), Some("Invalid content of \\{\\}")),
        (true, "a{99999}", Some("Regular expression too big"), Some("Regular expression too big")),
        (true, "[b-a]", Some("Invalid range end"), Some("Invalid range end")),
        (true, "[[:foo:]]", Some("Invalid character class name"), Some("Invalid character class name")),
        (true, "[[.foo.]]", Some("Invalid collation character"), Some("Invalid collation character")),
        (true, "(", Some("Unmatched ( or \\("), Some("Unmatched ( or \\(")),
        (true, "(a)\\2", Some("Invalid back reference"), Some("Invalid back reference")),
        (true, "\\", Some("Trailing backslash"), Some("Trailing backslash")),
        (false, "a\\{1", Some("Unmatched \\{"), Some("Unmatched \\{")),
        (false, "\\{1\\}", Some("Invalid preceding regular expression"), None),
        (false, "\\)", Some("Unmatched ) or \\)"), Some("Unmatched ) or \\)")),
        (false, "[a", Some("Unmatched [, [^, [:, [., or [="), Some("Unmatched [, [^, [:, [., or [=")),
        (
            false,
            "[:space:]",
            Some("character class syntax is [[:space:]], not [:space:]"),
            Some("character class syntax is [[:space:]], not [:space:]"),
        ),
    ] {
        for (dialect, expected) in [(Dialect::Posix, posix), (Dialect::Grep, grep)] {
            let words = compile(pattern, style(extended, dialect)).err().map(|error| error.to_string());
            assert_eq!(words.as_deref(), expected, "{pattern}");
        }
    }
}

#[test]
fn grep_takes_what_posix_leaves_open() {
    let found = |pattern: &str, text: &str| {
        let regex = compile(pattern, style(true, Dialect::Grep)).unwrap();
        let range = regex.find(text, 0).unwrap();
        (range.map(|range| text[range].to_string()), regex.warnings)
    };
    assert_eq!(found("a{1", "a{1"), (Some("a{1".into()), vec![]));
    assert_eq!(found(")", "a)"), (Some(")".into()), vec![]));
    assert_eq!(found("*b", "ab"), (Some("b".into()), vec!["* at start of expression"]));
    assert_eq!(found("{1}b", "ab"), (Some("b".into()), vec!["{...} at start of expression"]));
}

#[test]
fn the_programs_have_escapes_of_their_own() {
    for (dialect, pattern, text, expected) in [
        (Dialect::Sed, "a\\nb", "a\nb", true),
        (Dialect::Sed, "[\\n]", "\n", true),
        (Dialect::Sed, "\\x41", "A", true),
        (Dialect::Grep, "[\\n]", "\n", false),
        (Dialect::Grep, "[\\n]", "\\", true),
        (Dialect::Awk, "a\\/b", "a/b", true),
        (Dialect::Awk, "[\\]]", "]", true),
        (Dialect::Awk, "\\056", ".", true),
        (Dialect::Perl, "^\\d+(?:\\.\\d+)?$", "10.5", true),
        (Dialect::Grep, "\\d", "5", false),
    ] {
        let regex = compile(pattern, style(true, dialect)).unwrap();
        assert_eq!(regex.is_match(text), Ok(expected), "{pattern} {text:?}");
    }
    let lines = compile("^b$", Style { lines: true, ..Style::default() }).unwrap();
    assert_eq!(lines.is_match("a\nb\nc"), Ok(true));
    let cases = compile("[[:upper:]]É", Style { ignore_case: true, ..Style::default() }).unwrap();
    assert_eq!(cases.is_match("aé"), Ok(true));
}

#[test]
fn all_matches_come_in_order_and_empty_ones_do_not_touch() {
    let spans = |pattern: &str, text: &str| -> Vec<Range<usize>> {
        let regex = compile(pattern, style(true, Dialect::Posix)).unwrap();
        regex.all(text).unwrap().into_iter().map(|groups| groups[0].clone().unwrap()).collect()
    };
    assert_eq!(spans("b*", "abbc"), [0..0, 1..3, 4..4]);
    assert_eq!(spans("x", "xax"), [0..1, 2..3]);
    let commas = compile(", *", style(true, Dialect::Posix)).unwrap();
    assert_eq!(commas.split("a, b,,c").unwrap(), ["a", "b", "", "c"]);
}

#[test]
fn patterns_that_could_take_forever_end() {
    let text = "a".repeat(200);
    let nested = compile("(a*)*(a*)*(a*)*b", style(true, Dialect::Posix)).unwrap();
    assert_eq!(nested.is_match(&text), Ok(false));
    let back = compile("(a*)*(a*)*(a*)*\\1b", style(true, Dialect::Posix)).unwrap();
    assert_eq!(back.is_match(&text), Err(TooHard));
    assert_eq!(compile("((a{999}){999}){999}", style(true, Dialect::Posix)).err(), Some(BadPattern::TooBig));
    assert_eq!(compile(&"(".repeat(5000), style(true, Dialect::Posix)).err(), Some(BadPattern::TooBig));
    assert_eq!(
        compile(&("a".to_string() + &"?+".repeat(5000)), style(true, Dialect::Posix)).err(),
        Some(BadPattern::TooBig)
    );
}
