//! Our pages as text: what they have in common. They are read without JavaScript, and load nothing from elsewhere.

/// A sign in the tab of a browser: three layers.
pub(super) const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><path fill=\"#2f6fd0\" d=\"M1 2h14v3H1z\
                               m0 5h14v3H1zm0 5h14v3H1z\"/></svg>";
/// The style of all pages, and what keeps them up to date.
pub(super) const STYLE: &str = include_str!("classroom.css");
pub(super) const SCRIPT: &str = include_str!("classroom.js");

/// Text as it stands in HTML, also between quotation marks.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // What a terminal or a page would take for an order, not for a letter.
            letter if is_hidden(letter) => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}

/// Control characters, and those that turn the direction of what follows.
fn is_hidden(letter: char) -> bool {
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (letter.is_control() && !"\n\t".contains(letter))
}

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
        title = escape(title),
    )
}

/// A page that says one thing: an answer to something that was sent.
pub(super) fn notice(title: &str, text: &str) -> String {
    page(title, &format!("<p>{}</p>\n<p><a href=\"/\">Back to the first page</a></p>\n", escape(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_sent_becomes_a_part_of_the_page() {
        assert_eq!(escape("<b a=\"c\" d='e'>&"), "&lt;b a=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
        assert_eq!(escape("a\u{202e}b\u{1b}[1m\nc"), "a\u{fffd}b\u{fffd}[1m\nc");
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
