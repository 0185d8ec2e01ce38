use super::*;

fn read(_: &str, name: &str) -> Result<String, String> {
    match name {
        "one.md" => Ok(LESSON.into()),
        _ => Err(format!("{name}: no such file")),
    }
}

const LESSON: &str = r#"+++
title = "One"
minutes = 5
goals = ["pull"]
+++
Hello.

## Pull

```toml predict
ask = "Here already?"
options = ["yes", "no"]
answer = 2
because = "Nothing is."
```

```toml task
do = "Pull `alpine`."
done = [{ image = "alpine" }]
hints = ["Which command?", "`docker pull alpine`"]
solutions = ["docker pull alpine"]
after = "There."

[[feedback]]
try = "docker pull busybox"
when = [{ image = "busybox" }]
say = "Another one."
```

```console
$ docker images -q | wc -l
1
```

```toml quiz
ask = "Which?"
options = ["a", "b"]
answer = 1
because = ["yes", "no"]
```
"#;

fn page(form: Form, settings: &str, text: &str) -> Page {
    let settings = Settings::read(&serde_json::from_str(settings).unwrap()).unwrap();
    Book::new(settings, crate::hub::builtin(), form, None, &read).chapter("first.md", text)
}

fn mistakes(text: &str) -> Vec<String> {
    page(Form::Html, "{}", text).mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_right_transcript_is_shown_and_a_wrong_one_named_with_its_line() {
    let text = "# T\n\n```console,layercake\n$ echo one\none\n$ seq 9\n1\n…\n9\n```\n";
    let right = page(Form::Html, "{}", text);
    assert!(right.mistakes.is_empty(), "{:?}", right.mistakes);
    assert_eq!(right.text, "# T\n\n```console\n$ echo one\none\n$ seq 9\n1\n…\n9\n```\n");
    assert_eq!(right.source, text);
    let wrong = text.replace("\none\n", "\ntwo\n");
    assert_eq!(
        mistakes(&wrong),
        ["first.md:5: `$ echo one` prints something else (-: written here, +: printed)\n  -two\n  +one"]
    );
    assert_eq!(page(Form::Html, "{}", &wrong).source, text);
}

#[test]
fn what_is_hidden_makes_the_state_and_must_succeed() {
    let text = "```console,layercake,hidden\n$ docker pull -q alpine\n```\n```console,layercake\n$ docker images -q | wc -l\n1\n```\n";
    let hidden = page(Form::Html, "{}", text);
    assert!(hidden.mistakes.is_empty(), "{:?}", hidden.mistakes);
    assert_eq!(hidden.text, "```console\n$ docker images -q | wc -l\n1\n```\n");
    let failed = mistakes("\n```console,layercake,hidden\n$ docker pull nosuch\n```\n");
    assert!(failed[0].starts_with("first.md:3: `$ docker pull nosuch` ended with exit code 1: "), "{failed:?}");
}

#[test]
fn sandboxes_are_the_chapters_own_named_or_in_a_state() {
    let settings = Settings::read(&serde_json::json!({
        "start": { "file": ["echo hi > f"] }, "command": "layercake mdbook", "terminal": false
    }))
    .unwrap();
    let mut book = Book::new(settings, crate::hub::builtin(), Form::Html, None, &read);
    let mut none_wrong = |path: &str, text: &str| {
        let page = book.chapter(path, text);
        assert!(page.mistakes.is_empty(), "{:?}", page.mistakes);
    };
    none_wrong(
        "a.md",
        "```console,layercake\n$ echo a > a\n```\n```console,layercake,session = s\n$ ls\n$ echo s > s\n```\n",
    );
    none_wrong("b.md", "```console,layercake\n$ ls\n```\n```console,layercake,session=s\n$ ls\ns\n```\n");
    none_wrong(
        "c.md",
        "```console,layercake,start=file\n$ cat f\nhi\n$ rm f\n```\n```console,layercake,reset\n$ ls\n```\n",
    );
    none_wrong("d.md", "```console,layercake,start = file\n$ cat f\nhi\n```\n");
    let unknown = book.chapter("e.md", "```console,layercake,start=none\n```\n").mistakes;
    assert_eq!(unknown[0].to_string(), "e.md:1: start = none: book.toml has no such state in `start`; there are: file");
    let error = Settings::read(&serde_json::json!({ "glosary": "x" })).unwrap_err().to_string();
    assert!(error.contains("glosary"), "{error}");
}

#[test]
fn a_dockerfile_is_linted_and_built() {
    let text = "```docker,layercake,tag=hi\nFROM alpine\nRUN echo hi > /hi\n```\n```console,layercake\n$ docker run --rm hi cat /hi\nhi\n```\n";
    let built = page(Form::Html, "{}", text);
    assert!(built.mistakes.is_empty(), "{:?}", built.mistakes);
    assert!(built.text.starts_with("```docker\nFROM alpine\n"));
    let wrong = mistakes("```docker,layercake\nFROM alpine\nRUN false\n```\n");
    assert!(wrong[0].starts_with("first.md:1: `docker build "), "{wrong:?}");
    let lint = mistakes("```docker,layercake,lint\nFROM alpine\nCMD echo hi\n```\n");
    assert!(lint[0].contains("JSONArgsRecommended"), "{lint:?}");
    assert!(mistakes("```docker,layercake,lint,fails\nFROM alpine\nCMD echo hi\n```\n").is_empty());
    assert!(mistakes("```docker,layercake,fails\nFROM alpine\n```\n")[0].contains("marked `fails`"));
}

#[test]
fn drawings_are_pictures_with_words_or_plain_text() {
    let text = "```console,layercake,hidden\n$ docker run --name box alpine touch /x\n```\n{{#layercake map}}\n\
                {{#layercake layers alpine}}\n{{#layercake diff box}}\n{{#layercake explain}}\n\
                {{#layercake explain docker run -it alpine}}\n{{#layercake draw story alpine}}\n";
    let html = page(Form::Html, "{}", text);
    assert!(html.mistakes.is_empty(), "{:?}", html.mistakes);
    assert_eq!(html.text.matches("<svg ").count(), 6);
    assert!(html.text.contains("There is 1 image here.") && html.text.contains("/x was added."));
    assert!(html.text.contains("id=\"lc-first-6-t\"") && html.text.contains("<style>"));
    let plain = page(Form::Markdown, "{}", text);
    assert_eq!(plain.text.matches("```text\n").count(), 6);
    assert!(!plain.text.contains('<'), "{}", plain.text);
    assert_eq!(
        mistakes("\n{{#layercake layers nosuch}}"),
        ["first.md:2: `{{#layercake layers nosuch}}`: There is no image and no container `nosuch` here."]
    );
    assert!(
        mistakes("{{#layercake}}")[0].contains("there are: map")
            || mistakes("{{#layercake}}")[0].contains("There are: map")
    );
    assert!(mistakes("{{#layercake paint}}")[0].contains("there is no `paint`"));
}

#[test]
fn a_lesson_is_a_chapter_whose_answers_unfold() {
    insta::assert_snapshot!("lesson_html", page(Form::Html, "{}", "{{#layercake lesson one.md}}\n").text);
    insta::assert_snapshot!("lesson_markdown", page(Form::Markdown, "{}", "{{#layercake lesson one.md}}\n").text);
    assert_eq!(
        mistakes("{{#layercake lesson two.md}}"),
        ["first.md:1: `{{#layercake lesson two.md}}`: two.md: no such file"]
    );
}

#[test]
fn steps_can_be_tried_where_the_page_is_beside_the_book() {
    let settings = r#"{ "playground": ".." }"#;
    let text = "# T\n\n```console,layercake,hidden\n$ echo a > b\n```\n\n```docker,layercake\nFROM scratch\nCOPY b .\n```\n\n\
                ```console,layercake\n$ cat b\na\n```\n";
    let tried = page(Form::Html, settings, text);
    assert!(tried.mistakes.is_empty(), "{:?}", tried.mistakes);
    let state =
        "index.html#state=echo%20a%20%3E%20b%0Acat%20%3E%20%27Dockerfile%27%20%3C%3C%20%27END%27%0AFROM%20scratch";
    assert!(tried.text.contains(&format!("```\n\n<p class=\"lc-try\"><a href=\"../{state}")), "{}", tried.text);
    assert_eq!(tried.text.matches("<p class=\"lc-try\">").count(), 1);
    assert!(tried.text.contains("import(module(link))") && tried.text.contains("<style>"));

    let lesson = "{{#layercake lesson ../lessons/01-what-an-image-is.md}}\n";
    let settings: Settings = Settings::read(&serde_json::json!({ "playground": "../" })).unwrap();
    let read = |_: &str, _: &str| Ok(include_str!("../../lessons/01-what-an-image-is.md").to_string());
    let mut book = Book::new(settings, crate::hub::builtin(), Form::Html, None, &read);
    let chapter = book.chapter("lessons/one.md", lesson).text;
    assert!(chapter.contains("href=\"../../index.html#lesson=01-what-an-image-is&amp;step=2\""), "{chapter}");

    let plain = book.chapter("a/b.md", "# Only text\n").text;
    assert!(plain.contains("href=\"../../index.html#play\""), "{plain}");
    // Another lesson of the same name is not the one that the page has.
    let read =
        |_: &str, _: &str| Ok(include_str!("../../lessons/01-what-an-image-is.md").replace("minutes", "minutes "));
    let settings: Settings = Settings::read(&serde_json::json!({ "playground": "../" })).unwrap();
    let mut other = Book::new(settings, crate::hub::builtin(), Form::Html, None, &read);
    assert!(!other.chapter("lessons/one.md", lesson).text.contains("#lesson="));

    assert!(!page(Form::Html, r#"{ "playground": "..", "hub": "mine" }"#, text).text.contains("lc-try"));
    assert!(!page(Form::Html, "{}", text).text.contains("lc-try"));
    assert!(!page(Form::Markdown, r#"{ "playground": ".." }"#, text).text.contains("lc-try"));
}

#[test]
fn the_commands_are_the_tables() {
    let text = page(Form::Html, "{}", "{{#layercake commands}}").text;
    for wanted in ["## docker image pull", "docker pull [OPTIONS] NAME", "| `-a`, `--all-tags` |", "## Not simulated"] {
        assert!(text.contains(wanted), "{wanted}");
    }
}
