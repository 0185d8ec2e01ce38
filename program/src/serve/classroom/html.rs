//! Our pages as text: what they have in common. They are read without JavaScript, and load nothing from elsewhere.

use layercake::words::markup;

/// A sign in the tab of a browser: three layers.
pub(super) const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><path fill=\"#2f6fd0\" d=\"M1 2h14v3H1z\
                               m0 5h14v3H1zm0 5h14v3H1z\"/></svg>";
/// The style of all pages, and what keeps them up to date.
pub(super) const STYLE: &str = include_str!("classroom.css");
pub(super) const SCRIPT: &str = include_str!("classroom.js");

/// A whole page. `body` is HTML, `title` is text.
pub(super) fn page(title: &str, body: &str) -> String {
    whole(title, "", body)
}

/// A page that shows what is the case now: `region` (HTML) is brought up to date when something is handed in; without
/// JavaScript the page is loaded again every ten seconds.
pub(super) fn live_page(title: &str, before: &str, region: &str) -> String {
    let head = "<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>\
                <script src=\"/classroom.js\" defer></script>\n";
    whole(title, head, &format!("{before}<div id=\"live\">\n{region}</div>\n<p id=\"state\" role=\"status\"></p>\n"))
}

fn whole(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"icon\" href=\"/classroom.svg\">\n\
         <link rel=\"stylesheet\" href=\"/classroom.css\">\n{head}</head>\n<body>\n\
         <nav aria-label=\"Pages\"><a href=\"/\">Hand in</a> <a href=\"/me\">My page</a> <a href=\"/wall\">Wall</a></nav>\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
        title = markup(title),
    )
}

/// A page that says one thing: an answer to something that was sent.
pub(super) fn notice(title: &str, text: &str) -> String {
    page(title, &format!("<p>{}</p>\n<p><a href=\"/\">Back to the first page</a></p>\n", markup(text)))
}

/// `1 receipt`, `2 receipts`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_sent_becomes_a_part_of_the_page() {
        let page = notice("</title><script>", "<img src=x onerror=y>");
        assert!(!page.contains("<script>") && !page.contains("<img"), "{page}");
    }

    #[test]
    fn pages_load_nothing_from_elsewhere() {
        for text in [page("A", ""), live_page("A", "", "<p>b</p>"), STYLE.into(), SCRIPT.into()] {
            assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("url("), "{text}");
        }
    }
}
