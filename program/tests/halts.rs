//! Lines that would go on for minutes are heard when they are given up, wherever they are: whoever works for a line looks
//! up now and then, and so its limit of time holds, too.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use layercake::{Halt, Next, Session, Setup, builtin_hub};
// Its allocator says what memory a line takes.
use layercake_program as _;

/// How long a line runs before it is given up.
const RUNS: Duration = Duration::from_millis(400);
/// How long it may go on after that. (Without optimisation everything takes longer, and others may use the machine.)
const HEARS: Duration = Duration::from_secs(if cfg!(debug_assertions) { 12 } else { 2 });

/// Feeds the lines of a command, and gives it up; it may also end by itself before that.
fn heard(before: &str, command: &str) {
    let halt = Halt::default();
    let setup = Setup { keeps_shell: true, halt: halt.clone(), ..Setup::new(builtin_hub()) };
    let mut session = Session::new(setup);
    session.feed(before);
    let (begins, begun) = mpsc::channel();
    let (ends, ended) = mpsc::channel();
    let text = command.to_string();
    let work = move || {
        let _ = begins.send(());
        // What is given up leaves everything as it was.
        let unchanged = text.split('\n').all(|line| {
            let world = session.world_part().clone();
            let given_up = session.feed(line).ended.is_none() && session.next() == Next::Command;
            !given_up || session.world_part() == &world
        });
        let _ = ends.send(unchanged);
    };
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(work).unwrap();
    begun.recv().unwrap();
    std::thread::sleep(RUNS);
    halt.halt();
    let begin: String = command.chars().take(120).collect();
    let given_up = Instant::now();
    // A thread that hears nothing ends with the process.
    let unchanged = ended.recv_timeout(HEARS);
    let unchanged = unchanged.unwrap_or_else(|error| panic!("{begin}: {error} after {:?}", given_up.elapsed()));
    assert!(unchanged, "{begin}: given up, and something is left of it");
    thread.join().unwrap();
}

fn python(program: &str) {
    heard("", &format!("cat > a.py <<'E'\n{program}\nE\npython3 a.py"));
}

#[test]
fn texts_that_grow_by_patterns() {
    heard("", "awk 'BEGIN { a = \"a\"; while (1) gsub(/a/, \"aa\", a) }'");
    heard("", "awk 'BEGIN { a = \"a\"; while (1) gsub(//, \"b\", a) }'");
    heard("", "echo a | sed ':a;s/a/aa/g;ba'");
    heard("", "yes a | head -c 4000000 | tr -d '\\n' | sed 's/a/&&&&&&&&/g' | grep -o a | tail -n 1");
    heard("", &format!("seq 100000 | sed -n '{}'", "s/x/y/;".repeat(20_000)));
}

#[test]
fn formats_of_very_many_directives() {
    heard("", &format!("printf '{}' a | wc -c", "%s".repeat(200_000)));
    heard("", &format!("printf '{}' | wc -c", "%65000s".repeat(50_000)));
}

#[test]
fn variables_that_stand_for_two_others() {
    let letters: Vec<String> = ('a'..='z').map(String::from).collect();
    let twice: Vec<String> = letters.windows(2).map(|pair| format!("{}={}+{}", pair[0], pair[1], pair[1])).collect();
    heard("", &format!("bash -c '{}; z=1; echo $((a))'", twice.join("; ")));
}

#[test]
fn products_of_a_filter() {
    let row = |name: char| format!("{name}: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)");
    let rows: Vec<String> = ('a'..='k').map(row).collect();
    heard("", &format!("jq -n '{{{}}}'", rows.join(", ")));
}

#[test]
fn very_many_options_of_a_container() {
    let many = |option: &dyn Fn(usize) -> String| (0..15_000).map(option).collect::<Vec<_>>().join(" ");
    let run = |options: String| heard("docker pull -q alpine", &format!("docker run --rm {options} alpine true"));
    run(many(&|at| format!("--mount type=tmpfs,target=/t{at}")));
    run(many(&|at| format!("-v v{at}:/v{at}")));
    run(many(&|at| format!("-p {}:80", at + 1000)));
    let same = "box ".repeat(20_000);
    for command in ["stats --no-stream", "inspect", "inspect -f '{{json .}}'", "start", "network inspect"] {
        heard("docker create --name box hello-world", &format!("docker {command} {same}"));
    }
}

#[test]
fn pythons_functions_of_whole_values() {
    for does in [
        "s.count('a')",
        "s.replace('a', 'bb')",
        "s.find('ab')",
        "s + 'b'",
        "s == t",
        "s[1:]",
        "s.upper()",
        "s[9999999]",
    ] {
        python(&format!("s = 'a' * 10**7\nt = 'a' * 10**7\nfor i in range(10**6):\n  {does}"));
    }
    for does in ["x.index(-1)", "x.count(1)", "x.reverse()", "x.pop(0)", "del x[0]", "-1 in x", "x.sort()", "x == y"] {
        python(&format!(
            "x = list(range(10**6))\ny = list(range(10**6))\nwhile True:\n  try:\n    {does}\n  except ValueError: pass"
        ));
    }
    python("x = [1]\nfor i in range(40): x = [x, x]\nimport json\njson.dumps(x)");
    python("a = set(range(50000))\nwhile True: a <= a and a == set(a)");
    python("x = (1,)\nfor i in range(40): x = (x, x)\nprint({x: 1})");
}

/// A text with many statements is read once.
#[test]
fn endless_statements_for_a_database() {
    let postgres = "docker run -q -d --name pg -e POSTGRES_PASSWORD=x postgres";
    heard(postgres, "yes 'select 1;' | docker exec -i pg psql -U postgres");
    let mysql = "docker run -q -d --name my -e MYSQL_ROOT_PASSWORD=x mysql";
    heard(mysql, "yes 'select 1;' | docker exec -i my mysql -uroot -px");
}
