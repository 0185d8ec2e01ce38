use crate::shell::Flavour;
use crate::shell::testing::{Machine, Outcome, run_on};
use crate::vfs::Files;

const ADD: &str = "package calc\n\nimport \"errors\"\n\nfunc Add(a, b int) int { return a + b }\n\nfunc Div(a, b int) (int, error) {\n\tif b == 0 {\n\t\treturn 0, errors.New(\"division by zero\")\n\t}\n\treturn a / b, nil\n}\n";
const TESTS: &str = r#"package calc

import "testing"

func TestAdd(t *testing.T) {
	tests := []struct {
		name    string
		a, b    int
		want    int
	}{
		{"small", 1, 2, 3},
		{"with zero", 0, 5, 5},
		{"wrong", 2, 2, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Add(tt.a, tt.b); got != tt.want {
				t.Errorf("Add(%d, %d) = %d; want %d", tt.a, tt.b, got, tt.want)
			}
		})
	}
}

func TestDiv(t *testing.T) {
	t.Log("dividing")
	if _, err := Div(1, 0); err == nil {
		t.Fatal("expected an error")
	}
}

func TestLater(t *testing.T) {
	t.Skip("not yet")
}
"#;
const OUTSIDE: &str = r#"package calc_test

import (
	"testing"

	"example.com/shop/calc"
)

func check(t *testing.T, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestFromOutside(t *testing.T) {
	check(t, calc.Add(1, 1), 2)
}
"#;
const MAIN: &str = "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/shop/calc\"\n)\n\nfunc main() {\n\tfmt.Println(calc.Add(1, 2))\n}\n";

fn machine(files: &[(&str, &str)]) -> Machine {
    let mut machine = Machine::new(Flavour::Gnu);
    for (path, text) in [("go.mod", "module example.com/shop\n\ngo 1.24\n")].iter().chain(files) {
        let path = format!("/home/student/{path}");
        let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
        machine.tree.make_dirs(folder, 0o777).unwrap();
        machine.tree.write(&path, text.to_string().into(), 0o666).unwrap();
    }
    machine
}

/// What a line prints, times left out, and how it ends.
fn said(machine: &mut Machine, line: &str) -> (String, i32) {
    let Outcome { stdout, stderr, status, .. } = run_on(machine, line, "").unwrap();
    let mut text = String::new();
    for line in stdout.lines() {
        let cut = line.rsplit_once('\t').filter(|(_, last)| last.starts_with("0.") && last.ends_with('s'));
        text += cut.map_or(line, |(rest, _)| rest);
        text.push('\n');
    }
    (text + &stderr, status)
}

#[test]
fn tests_run_and_say_what_is_wrong() {
    let files =
        [("main.go", MAIN), ("calc/calc.go", ADD), ("calc/calc_test.go", TESTS), ("calc/more_test.go", OUTSIDE)];
    let mut machine = machine(&files);
    let (text, status) = said(&mut machine, "go test ./...");
    insta::assert_snapshot!(text, @r"
    ?   	example.com/shop	[no test files]
    --- FAIL: TestAdd (0.00s)
        --- FAIL: TestAdd/wrong (0.00s)
            calc_test.go:18: Add(2, 2) = 4; want 5
    FAIL
    FAIL	example.com/shop/calc
    FAIL
    ");
    assert_eq!(status, 1);
    let (text, _) = said(&mut machine, "cd calc; go test -v -run 'TestAdd|TestLater|Outside'");
    insta::assert_snapshot!(text, @r"
    === RUN   TestAdd
    === RUN   TestAdd/small
    === RUN   TestAdd/with_zero
    === RUN   TestAdd/wrong
        calc_test.go:18: Add(2, 2) = 4; want 5
    --- FAIL: TestAdd (0.00s)
        --- PASS: TestAdd/small (0.00s)
        --- PASS: TestAdd/with_zero (0.00s)
        --- FAIL: TestAdd/wrong (0.00s)
    === RUN   TestLater
        calc_test.go:32: not yet
    --- SKIP: TestLater (0.00s)
    === RUN   TestFromOutside
    --- PASS: TestFromOutside (0.00s)
    FAIL
    exit status 1
    FAIL	example.com/shop/calc
    ");
    machine.tree.write("/home/student/calc/calc_test.go", TESTS.replace("2, 5}", "2, 4}").into(), 0o666).unwrap();
    assert_eq!(said(&mut machine, "go test ./calc").0, "ok  \texample.com/shop/calc\n");
    assert_eq!(said(&mut machine, "go test ./calc").0, "ok  \texample.com/shop/calc\t(cached)\n");
    assert_eq!(said(&mut machine, "cd calc; go test").0, "PASS\nok  \texample.com/shop/calc\n");
    let (text, _) = said(&mut machine, "go test ./calc -run Nothing");
    assert!(text.starts_with("ok  \texample.com/shop/calc\t0.") && text.ends_with("s [no tests to run]\n"), "{text}");
    assert_eq!(said(&mut machine, "go run .").0, "3\n");
}

#[test]
fn tests_that_do_not_compile_or_panic_fail() {
    let broken = "package main\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestA(t *testing.T) {}\n";
    let mut machine = machine(&[("main.go", "package main\n\nfunc main() {}\n"), ("main_test.go", broken)]);
    let (text, status) = said(&mut machine, "go test ./...");
    assert_eq!(
        text,
        "FAIL\texample.com/shop [build failed]\nFAIL\n# example.com/shop [example.com/shop.test]\n./main_test.go:4:2: \"os\" imported and not used\n"
    );
    assert_eq!(status, 1);
    let panics = "package main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) {\n\tvar all []int\n\t_ = all[3]\n}\n";
    machine.tree.write("/home/student/main_test.go", panics.into(), 0o666).unwrap();
    let (text, status) = said(&mut machine, "go test");
    assert!(
        text.starts_with("--- FAIL: TestA (0.00s)\npanic: runtime error: index out of range [3] with length 0"),
        "{text}"
    );
    assert!(text.contains("\nexit status 2\nFAIL\texample.com/shop"), "{text}");
    assert_eq!(status, 1);
}

#[test]
fn handlers_are_tested_without_a_network() {
    let main = r#"package main

import (
	"fmt"
	"net/http"
)

func hello(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusTeapot)
	fmt.Fprintf(w, "hello %s", r.URL.Query().Get("name"))
}

func main() {
	http.HandleFunc("/", hello)
	http.ListenAndServe(":8080", nil)
}
"#;
    let tests = r#"package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHello(t *testing.T) {
	request := httptest.NewRequest(http.MethodGet, "/?name=gopher", nil)
	recorder := httptest.NewRecorder()
	hello(recorder, request)
	assert.Equal(t, 418, recorder.Code)
	assert.True(t, recorder.Body.Len() > 0)
	assert.Equal(t, "hello you", recorder.Body.String(), "the greeting")
}
"#;
    let mut machine = machine(&[("main.go", main), ("main_test.go", tests)]);
    let (text, _) = said(&mut machine, "go test");
    assert!(text.contains("no required module provides package github.com/stretchr/testify/assert"), "{text}");
    assert_eq!(said(&mut machine, "go mod tidy").1, 0);
    let (text, _) = said(&mut machine, "go test");
    insta::assert_snapshot!(text, @r#"
    --- FAIL: TestHello (0.00s)
        main_test.go:17: 
            	Error Trace:	/home/student/main_test.go:17
            	Error:      	Not equal: 
            	            	expected: "hello you"
            	            	actual  : "hello gopher"
            	            	
            	            	Diff:
            	            	--- Expected
            	            	+++ Actual
            	            	@@ -1 +1 @@
            	            	-hello you
            	            	+hello gopher
            	Test:       	TestHello
            	Messages:   	the greeting
    FAIL
    exit status 1
    FAIL	example.com/shop
    "#);
}

#[test]
fn a_module_is_looked_after() {
    let main = "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Printf(\"%d\\n\")\n}\n";
    let generated = "package main\n\n//go:generate sh -c \"touch made\"\n//go:generate nosuch x\n";
    let mut machine = machine(&[("main.go", main), ("gen.go", generated)]);
    let (text, status) = said(&mut machine, "go vet ./...");
    assert_eq!(
        text,
        "# example.com/shop\n# [example.com/shop]\n./main.go:6:2: fmt.Printf format %d reads arg #1, but call has 0 args\n"
    );
    assert_eq!(status, 1);
    let (text, status) = said(&mut machine, "go generate");
    assert_eq!(text, "gen.go:4: running \"nosuch\": exec: \"nosuch\": executable file not found in $PATH\n");
    assert_eq!(status, 1);
    assert_eq!(said(&mut machine, "gofmt -l ."), (String::new(), 0));
    machine.tree.write("/home/student/main.go", main.replace('\t', "    ").into(), 0o666).unwrap();
    assert_eq!(said(&mut machine, "gofmt -l ."), ("main.go\n".into(), 0));
    let (text, status) = said(&mut machine, "go fmt ./...");
    assert!(text.starts_with("main.go:6: spaces where gofmt has tabs: layercake does not simulate"), "{text}");
    assert_eq!(status, 1);
    let (text, _) = said(&mut machine, "go build; ls; go clean; ls; go clean -cache; ls ~/.cache");
    assert_eq!(text, "gen.go\ngo.mod\nmade\nmain.go\nshop\ngen.go\ngo.mod\nmade\nmain.go\n");
}
