//! The first page: where a receipt is handed in, and how else it can be.

use layercake::words::markup;

use super::html::page;

/// What the first page tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Front {
    /// What the class is called.
    pub class: String,
    /// Slugs and titles of its exercises.
    pub exercises: Vec<(String, String)>,
    /// Where the server is, as whoever asks calls it: `host:port`.
    pub host: String,
    /// Who it is that asks.
    pub visitor: Who,
    /// Whether there is a static site.
    pub has_site: bool,
    /// Whether there is a registry.
    pub has_registry: bool,
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Who {
    /// Somebody who has not shown a code.
    #[default]
    Unknown,
    Teacher,
    Student(String),
}

/// The first page.
pub(super) fn front(front: &Front) -> String {
    let mut body = who(&front.visitor);
    body += "<form action=\"/hand-in\" method=\"post\" enctype=\"multipart/form-data\">\n";
    if !matches!(front.visitor, Who::Student(_)) {
        body += "<label>Your code <input name=\"code\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" \
                 placeholder=\"abcd-2345\" required></label>\n";
    }
    body += "<label><span>Your receipt: the file that <code>exercise submit</code> wrote</span>\n\
             <input type=\"file\" name=\"receipt\" accept=\".receipt,.txt,text/plain\"></label>\n\
             <label>Or its text, from the first line to the last\n\
             <textarea name=\"receipt\" spellcheck=\"false\"></textarea></label>\n\
             <button>Hand in</button>\n</form>\n\
             <p>The same receipt twice counts once. If you do better later, hand in again: the best one counts.</p>\n";
    body += "<h2>From a terminal</h2>\n";
    let slug = front.exercises.first().map_or("EXERCISE", |(slug, _)| slug);
    body += &format!(
        "<pre tabindex=\"0\">layercake --course handout exercise submit {slug} --student \"YOUR NAME\" \\\n  \
         --to http://{host} --code CODE\n\
         curl -H 'Authorization: Bearer CODE' --data-binary @FILE http://{host}/hand-in</pre>\n",
        slug = markup(slug),
        host = markup(&front.host),
    );
    if !front.exercises.is_empty() {
        body += "<h2>Exercises</h2>\n<ul>\n";
        for (slug, title) in &front.exercises {
            body += &format!("<li><code>{}</code> {}</li>\n", markup(slug), markup(title));
        }
        body += "</ul>\n";
    }
    if front.has_site {
        body += "<h2>Book and playground</h2>\n<p><a href=\"/site/\">Open them</a>: they run in this browser.</p>\n";
    }
    if front.has_registry {
        body += &format!(
            "<h2>The class registry</h2>\n<p>Images can be pushed here and pulled from here with Docker:</p>\n\
             <pre tabindex=\"0\">docker tag my-image {host}/my-name/my-image:1\ndocker push {host}/my-name/my-image:1</pre>\n\
             <p class=\"quiet\">From another machine, Docker must be told that this registry has no encryption \
             (<code>insecure-registries</code> in its settings).</p>\n",
            host = markup(&front.host),
        );
    }
    page(&front.class, &body)
}

/// Who is known, and a way to change that.
fn who(visitor: &Who) -> String {
    let known = |name: &str| {
        format!(
            "<form class=\"inline\" action=\"/leave\" method=\"post\"><span>You are {name}.</span> \
             <button>Somebody else</button></form>\n"
        )
    };
    match visitor {
        Who::Unknown => String::new(),
        Who::Teacher => known("the teacher"),
        Who::Student(name) => known(&format!("<strong>{}</strong>", markup(name))),
    }
}

/// A page that asks for a code, to go on to what `then` says.
pub(super) fn code_page(title: &str, then: &str, wrong: bool) -> String {
    let complaint = "<p class=\"bad\" role=\"alert\">Nobody here has this code.</p>\n";
    let body = format!(
        "{}<p>{then}</p>\n<form action=\"/enter\" method=\"post\">\n<label>Code <input name=\"code\" autocomplete=\"off\" \
         autocapitalize=\"none\" spellcheck=\"false\" required></label>\n<button>Go on</button>\n</form>\n",
        if wrong { complaint } else { "" },
    );
    page(title, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_how_to_hand_in() {
        let exercises = vec![("e1-shelf".to_string(), "Shelf & more".to_string())];
        let known = Front { class: "Class <1>".into(), exercises, host: "10.0.0.1:8000".into(), ..Front::default() };
        let html = front(&known);
        assert!(html.contains("<h1>Class &lt;1&gt;</h1>") && html.contains("Shelf &amp; more"), "{html}");
        assert!(
            html.contains("submit e1-shelf --student")
                && html.contains("--to http://10.0.0.1:8000 --code CODE\n")
                && html.contains("name=\"code\"")
        );
        assert!(!html.contains("/site/") && !html.contains("docker push"), "what is not there is not offered");
        let visitor = Who::Student("<Ada>".into());
        let html = front(&Front { visitor, has_site: true, has_registry: true, ..known });
        assert!(html.contains("&lt;Ada&gt;") && !html.contains("name=\"code\""), "whoever is known types no code");
        assert!(html.contains("href=\"/site/\"") && html.contains("docker push 10.0.0.1:8000/"));
    }
}
