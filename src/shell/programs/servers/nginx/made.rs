//! [`Made`]: an answer as it is made, and the answers that nginx has words of its own for.

use super::ask::Ask;
use crate::content::Rope;

/// A step's result.
pub enum Next {
    /// An answer, with headers besides the usual ones.
    Answer(Made),
    /// The request goes on at another path, or a location with a name.
    Again(String),
    /// An error, for which there may be a page.
    Status(u16),
}

/// An answer as it is made.
#[derive(Default)]
pub struct Made {
    pub status: u16,
    pub kind: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: Rope,
}

/// nginx's own words for a status.
pub fn title(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Authorization Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Not Allowed",
        408 => "Request Time-out",
        409 => "Conflict",
        410 => "Gone",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Large",
        416 => "Requested Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => "",
    }
}

/// The page that nginx itself has for a status.
pub fn page(ask: &Ask<'_>, status: u16) -> Made {
    let head = format!("{status} {}", title(status));
    let body = match title(status) {
        "" => String::new(),
        _ => format!(
            "<html>\r\n<head><title>{head}</title></head>\r\n<body>\r\n<center><h1>{head}</h1></center>\r\n\
             <hr><center>{}</center>\r\n</body>\r\n</html>\r\n",
            server(ask)
        ),
    };
    let mut made = Made { status, kind: Some("text/html".into()), body: Rope::from(body), ..Made::default() };
    if status == 401 {
        let realm = ask.one("auth_basic").and_then(|own| own.words.first()).map(|realm| ask.fill(realm));
        made.headers.push(("WWW-Authenticate".into(), format!("Basic realm=\"{}\"", realm.unwrap_or_default())));
    }
    made
}

pub fn server(ask: &Ask<'_>) -> String {
    let tokens = ask.one("server_tokens").and_then(|own| own.words.first());
    if tokens.is_some_and(|word| word == "off") { "nginx".into() } else { format!("nginx/{}", ask.version) }
}

/// A moment as HTTP writes it.
pub fn date(at: crate::clock::Timestamp) -> String {
    at.in_utc("%a, %d %b %Y %H:%M:%S GMT")
}

/// The media type of a path, by the `types` that hold.
pub fn media_type(ask: &Ask<'_>, uri: &str) -> String {
    let name = uri.rsplit('/').next().unwrap_or(uri);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let types = ask.all(&["types"]);
    let usual = [("html", "text/html"), ("gif", "image/gif"), ("jpg", "image/jpeg")];
    let found = ending.and_then(|ending| match types.is_empty() {
        true => usual.iter().find(|(own, _)| *own == ending).map(|(_, kind)| kind.to_string()),
        false => {
            let mut rows = types.iter().flat_map(|types| types.block.iter().flatten());
            rows.find(|row| row.words.contains(&ending)).map(|row| row.name.clone())
        }
    });
    let default = || ask.one("default_type").and_then(|own| own.words.first()).cloned();
    found.or_else(default).unwrap_or_else(|| "text/plain".into())
}

/// A redirection; a path becomes a whole address.
pub fn redirected(ask: &Ask<'_>, code: u16, target: String) -> Next {
    let location = match target.starts_with('/') && ask.is_on("absolute_redirect", true) {
        true => {
            let port = ask.request.port;
            let secure = ask.value("scheme") == "https";
            let usual = port == if secure { 443 } else { 80 };
            let port = if usual || !ask.is_on("port_in_redirect", true) { String::new() } else { format!(":{port}") };
            format!("{}://{}{port}{target}", ask.value("scheme"), ask.host)
        }
        false => target,
    };
    Next::Answer(Made { headers: vec![("Location".into(), location)], ..page(ask, code) })
}
