//! Lines that nobody means well with: each ends with an answer or with one line that names a limit, on a stack of
//! 512 KiB, and a limit leaves the sandbox as it was.

use layercake::{Next, Session, Setup, Stream, builtin_hub};
// Its allocator says what memory a line takes.
use layercake_program as _;

/// Bytes of the stack: what a thread in a browser may have.
const STACK: usize = 512 << 10;
/// Bytes of output that count as an answer that somebody could read.
const ANSWER: usize = 17 << 20;

/// What programs may need whose frames are not optimised and several times as large.
const ROOMY: usize = if cfg!(debug_assertions) { 2 << 20 } else { STACK };

/// What the lines print, each fed to the same sandbox on a small stack.
fn fed(lines: Vec<String>) -> String {
    fed_on(STACK, lines)
}

fn fed_on(stack: usize, lines: Vec<String>) -> String {
    let feed = move || {
        let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(builtin_hub()) });
        let mut said = String::new();
        for line in lines {
            let reaction = session.feed(&line);
            assert_ne!(reaction.next, Next::More, "{}", &line[..line.len().min(80)]);
            said = reaction.text(Stream::Out) + &reaction.text(Stream::Err);
            assert!(said.len() < ANSWER);
        }
        said
    };
    std::thread::Builder::new().stack_size(stack).spawn(feed).unwrap().join().unwrap()
}

fn says(line: impl Into<String>, expected: &str) {
    says_on(STACK, line, expected);
}

fn says_on(stack: usize, line: impl Into<String>, expected: &str) {
    let line = line.into();
    let begin = line.chars().take(60).collect::<String>();
    println!("{begin}");
    let said = fed_on(stack, vec![line]);
    assert!(said.contains(expected), "{begin}: {}", said.chars().take(400).collect::<String>());
}

/// Every limit of a command line is said in one line, and nothing of the line has happened.
fn stops(line: &str) {
    let line = line.to_string();
    let stopped = move || {
        let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(builtin_hub()) });
        session.feed("echo kept > kept");
        let before = session.world_part().digest().to_string();
        let reaction = session.feed(&line);
        let said = reaction.text(Stream::Out) + &reaction.text(Stream::Err);
        let begin = line.chars().take(80).collect::<String>();
        assert!(
            said.contains("layercake: stopped: ") && said.ends_with("as it was before this command\n"),
            "{begin}: {}",
            said.chars().take(400).collect::<String>()
        );
        assert_eq!(session.world_part().digest(), before, "{begin}");
    };
    std::thread::Builder::new().stack_size(STACK).spawn(stopped).unwrap().join().unwrap();
}

/// As many words as a line may have.
fn many(word: &str, count: usize) -> String {
    word.repeat(count)
}

#[test]
fn long_chains_are_no_recursion() {
    for term in [" -o -true", " -a -true", " -true", " -o -name x", " , -true"] {
        says(format!("touch f; find f -true{}", many(term, 30_000)), "");
    }
    says(format!("test 1{}", many(" -a 1", 30_000)), "");
    says(format!("expr 1{}", many(" + 1", 30_000)), "30001");
    says(format!("echo $((1{}))", many("+1", 30_000)), "30001");
    says(format!("true{}; echo end", many(" && true", 30_000)), "end");
    says(format!("echo{} end", many(" | cat", 300)), "");
    says(format!("echo x{}", many("$((1))", 10_000)), "x1111");
}

#[test]
fn awk_names_its_limit() {
    for term in ["+1", " 1", "*1", " && 1", " || 1", " ~ 1", " in a"] {
        says(format!("awk 'BEGIN {{ print 1{} }}'", many(term, 100_000)), "operators in one statement");
    }
    says(format!("awk 'BEGIN {{ print 1{} }}'", many("+1", 400)), "401");
    says(format!("awk 'BEGIN {{ x++{} }}'", many(" ++", 100_000)), "nested too deeply");
    for (open, close) in [("(", ")"), ("-", ""), ("!", ""), ("$", ""), ("a[", "]"), ("f(", ")"), ("1?1:", "")] {
        says(format!("awk 'BEGIN {{ print {}1{} }}'", many(open, 20_000), many(close, 20_000)), "nested too deeply");
    }
    says(format!("awk 'BEGIN {} {} '", many("{", 20_000), many("}", 20_000)), "nested too deeply");
    says("awk 'function f(n) { return f(n + 1) } BEGIN { f(1) }'", "nested");
}

#[test]
fn deep_nesting_names_its_limit() {
    let nested = [
        ("(", "true", ")"),
        ("{ ", "true", "; }"),
        ("$(", "true", ")"),
        ("if true; then ", "true", "; fi"),
        ("\"$(", "true", ")\""),
        ("${x:-", "y", "}"),
        ("! ", "true", ""),
        ("command ", "true", ""),
        ("eval ", "true", ""),
        ("env ", "true", ""),
        ("case x in x) ", "true", ";; esac"),
        ("while ", "false", "; do :; done"),
    ];
    for (open, middle, close) in nested {
        says(format!("{}{middle}{}", many(open, 10_000), many(close, 10_000)), "");
    }
    for (open, close) in [("(", ")"), ("-", ""), ("~", ""), ("1?", ":1"), ("x=", "")] {
        says(format!("echo $(({}1{}))", many(open, 20_000), many(close, 20_000)), "");
    }
    says(format!("test {} x {}", many("\\( ", 5000), many("\\) ", 5000)), "");
    says(format!("test {} x", many("! ", 5000)), "");
    says(format!("expr {} 1 {}", many("\\( ", 5000), many("\\) ", 5000)), "");
    says(format!("find . {} -true {}", many("\\( ", 5000), many("\\) ", 5000)), "nested too deeply");
    says(format!("find . {} -true", many("! ", 5000)), "nested too deeply");
    says(format!("echo x | sed '{} {}'", many("{", 5000), many("}", 5000)), "");
    says(format!("echo x | grep -E '{}x{}'", many("(", 5000), many(")", 5000)), "");
    says(format!("echo x | sed 's/{}x{}//'", many("\\\\(", 5000), many("\\\\)", 5000)), "");
    says("f() { f; }; f", "nested");
}

/// What is read as one thing, in vain, and then as another is not read twice as often at each level.
#[test]
fn what_is_tried_in_vain_is_not_tried_again_inside() {
    let nested = [
        ("(( $(", ") )"),
        ("a[$(", ")"),
        ("a=([$(", "))"),
        ("echo ${#a[$(", ")]x}"),
        ("declare a=($(", ")"),
        ("[[ -f $(", ") ]]"),
    ];
    for (open, close) in nested {
        says(format!("bash -c '{}true{}'; echo end", many(open, 40), many(close, 40)), "end");
    }
}

#[test]
fn conditions_are_lists() {
    for joined in [" && x", " || x"] {
        says(format!("bash -c '[[ x{} ]]; echo $?'", many(joined, 20_000)), "0\n");
    }
    says(format!("bash -c '[[ {} x ]]; echo $?'", many("! ", 20_001)), "1\n");
    says(format!("bash -c '[[ {} x {} ]]; echo $?'", many("( ", 20_000), many(") ", 20_000)), "nested too deeply");
}

#[test]
fn braces_name_their_limits() {
    says(format!("bash -c 'echo {{{}1..2}}' | wc -c", many("0", 70_000)), "140004");
    stops("bash -c 'echo {1..2000000}'");
    stops("bash -c 'echo {a,b}{1..999}{1..999}'");
    let long = many("x", 100_000);
    stops(&format!("bash -c 'echo {long}{{1..999}}' > f"));
}

/// A server's expressions are limited, its lists are not, and its work is the command line's.
#[test]
fn statements_of_sql_name_their_limits() {
    let server = "docker run -q -d --name pg -e POSTGRES_PASSWORD=x postgres:17 > id";
    let asked = |sql: String| format!("{server}; echo '{sql}' | docker exec -i pg psql -U postgres -t");
    for (open, close) in [("(", ")"), ("abs(", ")"), ("1 in (", ")")] {
        let select = format!("select {}1{}", many(open, 20_000), many(close, 20_000));
        says(asked(select), "operators inside each other");
    }
    for chain in ["+1", "::int", " is null"] {
        says(asked(format!("select 1{}", many(chain, 20_000))), "operators inside each other");
    }
    for (before, after) in [("not ", ""), ("- ", ""), ("", " and true"), ("", " or false")] {
        let select = format!("select {}1{}", many(before, 20_000), many(after, 20_000));
        assert!(!fed(vec![asked(select)]).contains("layercake"), "{before}{after}");
    }
    // A hundred rows, joined with themselves again and again.
    let rows = format!("create table t (a int); insert into t values (1){};", many(",(1)", 99));
    says(asked(rows + "select count(*) from t a, t b, t c"), "more than 100000 rows");
}

/// A program in C is read with a limit, and what it comes to has one.
#[test]
fn programs_in_c_name_their_limits() {
    let build = "docker run -q --rm -v \"$PWD\":/w -w /w alpine sh -c 'apk add -q gcc musl-dev; gcc a.c && ./a.out'";
    let nested = [
        ("return ", "- ", "1", ""),
        ("return ", "! ", "1", ""),
        ("return ", "(int)", "1", ""),
        ("int x = 0; return ", "++ ", "x", ""),
        ("int a[] = ", "{", "1", "}"),
        ("return ", "(", "1", ")"),
        ("return 1", "+1", "", ""),
        ("", "{", "", "}"),
        ("", "if (1) ", "", ""),
        ("return ", "1 ? 1 : ", "1", ""),
    ];
    for (before, open, middle, close) in nested {
        let body = format!("{before}{}{middle}{};", many(open, 20_000), many(close, 20_000));
        let said = fed_on(ROOMY, vec![format!("echo 'int main() {{ {body} return 0; }}' > a.c; {build}")]);
        assert!(said.contains("too many nested parentheses"), "{open}: {}", said.chars().take(400).collect::<String>());
    }
}

/// Programs in Python and JavaScript, however deep: an answer, an error or a limit.
#[test]
fn sources_of_scripts_have_a_depth() {
    let python = [
        ("(", ")"),
        ("[", "]"),
        ("{1:", "}"),
        ("-", ""),
        ("not ", ""),
        ("lambda: ", ""),
        ("f(", ")"),
        ("1 if 1 else ", ""),
    ];
    for (open, close) in python {
        let program = format!("x = {}1{}", many(open, 20_000), many(close, 20_000));
        says_on(ROOMY, format!("echo '{program}' > a.py; python3 a.py 2>&1 | tail -n 1; echo end"), "end");
    }
    let blocks: String = (0..1000).map(|depth| many(" ", depth) + "if 1:\n").collect();
    says_on(
        ROOMY,
        format!("printf '{}' > a.py; python3 a.py 2>&1 | tail -n 1; echo end", blocks.replace('\n', "\\n")),
        "end",
    );
    let node = "docker run --rm -v \"$PWD\":/w node:22-alpine node /w/a.js 2>&1 | tail -n 1; echo end";
    let javascript = [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("-", ""),
        ("!", ""),
        ("()=>", ""),
        ("f(", ")"),
        ("1?1:", ""),
        ("`${", "}`"),
        ("if(1)", ""),
    ];
    for (open, close) in javascript {
        let program = format!("{}1{}", many(open, 20_000), many(close, 20_000));
        says_on(ROOMY, format!("echo '{program}' > a.js; {node}"), "end");
    }
}

/// Values of a program's inside each other, however deep, are compared, shown, copied and looked up.
#[test]
fn values_of_scripts_have_a_depth() {
    let deep = "def d(n):\n  x = ()\n  for i in range(n): x = (x,)\n  return x\n";
    for does in
        ["d(n) < d(n)", "d(n) == d(n)", "sorted([d(n), d(n)])", "{d(n): 1}", "repr(d(n))", "hash(d(n))", "set([d(n)])"]
    {
        for n in [2000, 100_000] {
            let program = format!("{deep}n = {n}\n{does}");
            says_on(ROOMY, format!("printf '{program}' > a.py; python3 a.py 2>&1 | tail -n 1; echo end"), "end");
        }
    }
}

/// A lesson's text and its tables, however deep, are read or refused with a reason.
#[test]
fn lessons_have_a_depth() {
    let prove = || {
        let head = "+++\ntitle = \"a\"\nminutes = 1\n+++\n## One\n\n";
        let setup = Setup::new(builtin_hub());
        for (open, close) in
            [("> ", ""), ("- ", ""), ("*a ", "*"), ("[", "](x)"), ("![", "](x)"), ("`", ""), ("<b>", "</b>")]
        {
            let text = format!("{head}{}x{}\n", many(open, 20_000), many(close, 20_000));
            let _ = layercake::prove("a.md", &text, &setup);
        }
        for (open, close) in [("[", "]"), ("{a=", "}")] {
            let done = format!("{}1{}", many(open, 20_000), many(close, 20_000));
            let text = format!("{head}```toml task\ndo = \"x\"\ndone = {done}\nsolutions = [\"ls\"]\n```\n");
            assert!(layercake::prove("a.md", &text, &setup).is_err());
            let text = format!("+++\ntitle = {done}\n+++\n## One\n");
            assert!(layercake::prove("a.md", &text, &setup).is_err());
        }
    };
    std::thread::Builder::new().stack_size(ROOMY).spawn(prove).unwrap().join().unwrap();
}

#[test]
fn documents_and_templates_name_their_limits() {
    let deep = |open: &str, close: &str| many(open, 50_000) + "1" + &many(close, 50_000);
    says(format!("echo '{}' | jq .", deep("[", "]")), "");
    says(format!("jq -n '{}'", deep("[", "]")), "");
    says(format!("jq -n '{}'", deep("(", ")")), "");
    says(format!("jq -n '{}'", deep("-", "")), "");
    says(format!("jq -n '1{}'", many("+1", 50_000)), "");
    says(format!("jq -n '1{}'", many(" | .", 50_000)), "");
    says("jq -n 'def f: f; f'", "");
    says("jq -n 'def f: [f]; f'", "");
    says(format!("docker version --format '{}'", deep("{{if 1}}", "{{end}}")), "");
    says(format!("docker version --format '{{{{{}}}}}'", deep("(", ")")), "");
    says(format!("docker version --format '{{{{{}}}}}'", deep("not (", ")")), "");
    says(format!("docker version --format '{{{{1{}}}}}'", many(" | json", 3000)), "");
    says(
        format!(
            "mkdir c; printf 'FROM scratch\\nLABEL a=%s\\n' '{}' > c/Dockerfile; docker build c",
            deep("${a:-", "}")
        ),
        "",
    );
    says(format!("echo '{}' > f; docker import - x < f; docker load -i f", deep("[", "]")), "");
    says(format!("echo '{}' > ~/.docker/config.json; docker info", deep("{\"a\":", "}")), "");
}

#[test]
fn deep_trees_have_a_limit() {
    says("mkdir -p $(printf 'a/%.0s' $(seq 2000)) && find . | tail -n 1", "File name too long");
    let grown = "mkdir -p a/b; i=0; while [ $i -lt 30 ]; do mkdir -p new/a/b/c/d/e/f/g/h/i; mv a new/a/b/c/d/e/f/g/h/i/a \
                 && mv new/a a2 && mv a2 a; rm -rf new; i=$((i+1)); done 2>&1 | tail -n 1";
    says(grown, "File name too long");
    let line = "mkdir -p $(printf 'a/%.0s' $(seq 190)); find . | wc -l; cp -r a b; rm -r a; tar cf t b; mkdir c; tar xf t -C c; \
                ls -R b | wc -l; du -s b; chmod -R 755 b; docker create --name x alpine; docker cp b x:/; rm -r b c; echo $?";
    says(line, "");
    says("docker run -w /$(printf 'a/%.0s' $(seq 50000)) alpine pwd", "");
}

/// A command of many lines is read as often as its lines may end it, and its here-documents as often as each of them ends.
#[test]
fn a_command_of_many_lines_is_not_read_at_each_of_them() {
    let began = std::time::Instant::now();
    let body = ["cat <<E >/dev/null", "x", "E"].into_iter().cycle().take(15_000);
    let said = fed_lines(["{"].into_iter().chain(body).chain(["}; echo end"]));
    assert_eq!(said, "end\n");
    let line = many("cat <<E >/dev/null; ", 600) + "echo end";
    let said = fed_lines([line.as_str()].into_iter().chain(["x", "E"].into_iter().cycle().take(1200)));
    assert_eq!(said, "end\n");
    // It takes seconds; what reads it anew at each line takes minutes.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// What one command of several lines prints.
fn fed_lines<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut session = Session::new(Setup { keeps_shell: true, ..Setup::new(builtin_hub()) });
    let mut said = String::new();
    for line in lines {
        let reaction = session.feed(line);
        said += &(reaction.text(Stream::Out) + &reaction.text(Stream::Err));
    }
    said
}

/// Words are counted while they are read, before anything runs.
#[test]
fn a_line_of_millions_of_words_is_stopped() {
    stops(&format!("printf %s {}", many("a ", 2_500_000)));
    stops(&format!("echo $({})", many("a ", 2_500_000)));
}

#[test]
fn what_grows_without_end_is_stopped() {
    stops("yes > f");
    stops("docker pull -q alpine; docker run alpine sh -c 'yes > /f'");
    stops("set -- a; while :; do set -- \"$@\" \"$@\"; done");
    stops("x=12345678; while :; do x=$x$x; done");
    stops("x=$(seq 1 300000); y=; while :; do n=$((n + 1)); eval \"v$n=\\$x\"; done");
    let doubled = |function: &str| {
        format!(
            "docker version --format '{{{{$x := \"<12345678>\"}}}}{{{{range 60}}}}{{{{$x = {function} $x $x}}}}{{{{end}}}}'"
        )
    };
    for function in ["printf \"%s%s\"", "html", "urlquery", "js", "print"] {
        says(doubled(function), "is given more than");
    }
}

#[test]
fn what_is_stopped_has_not_happened() {
    let lines = ["echo kept > kept", "rm kept; yes > f", "ls; cat kept"];
    assert_eq!(fed(lines.map(String::from).to_vec()), "kept\nkept\n");
}

/// A pipe is taken as far as somebody wants it, lines and numbers cost what they are, and what was quadratic is not.
#[test]
fn much_of_something_simple_is_simple() {
    says("yes | head -c 8000000 > t; wc -c < t", "8000000");
    says("seq 3000000 | head -3", "1\n2\n3\n");
    says("printf 'abcdef' | { head -c 2; cat; }", "abcdef");
    let names: String = (0..30_000).map(|at| format!(" N{at}=x")).collect();
    says(format!("env{names} env | tail -1"), "N29999=x");
    says(format!("cat{}", many(" <<E", 1001)), "ore than 1000 here-documents in one line");
    let deep = "mkdir -p $(printf 'a/%.0s' $(seq 190)); docker create --name deep alpine > id; docker cp a deep:/";
    says(format!("{deep}; docker diff deep | wc -l"), "190");
}
