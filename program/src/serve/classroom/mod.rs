//! `layercake classroom serve DIR`: a place to hand in, a wall, a registry and the site, for one room.
//!
//! ```text
//! GET  /            the first page: a form, and how else to hand in
//! POST /hand-in     a receipt comes: from the form, or as it is (`curl --data-binary`)
//! GET  /me          what was received of a student, and what came of it; opens with the student's code
//! GET  /wall        how far the class is: numbers for everybody, names for the teacher's code
//! GET  /events      says when something changed
//! GET  /site/…      the static site, if there is one
//!      /v2/…        the class registry
//! ```

mod code;
mod codes_file;
mod events;
mod form;
mod front_page;
mod grader;
mod hand_in;
mod html;
mod inbox;
mod open;
mod room;
mod route;
mod student_page;
mod visitor;
mod wall;
mod wall_page;

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, HOST, SET_COOKIE, WWW_AUTHENTICATE};
use http::{HeaderMap, Request, StatusCode};
use hyper::body::Incoming;
use layercake::RECEIPT_BYTES;
use tokio::time::sleep;

use self::events::Listeners;
use self::hand_in::{Accepted, Refused, Sent, typed_code};
use self::room::{Page, Room, sentence, status};
use self::route::{Route, route};
use self::visitor::{cookie, shown};
use super::answer::{self, Answer};
use super::blocking::blocking;
use super::body::Body;
use super::intake::Intake;
use super::listen::{Site, Stop};

pub use open::{ClassroomServeArguments, run};

/// Bytes that a form has besides a receipt, at most.
const FORM_BYTES: usize = 64 << 10;
/// Bytes that the form with a code has.
const CODE_BYTES: u64 = 4 << 10;
/// How long somebody with a wrong code waits: nobody tries them all.
const WRONG_CODE_PAUSE: Duration = Duration::from_secs(1);
/// Letters of a host's name that are shown.
const HOST_LETTERS: usize = 100;

/// The server of a class.
struct Classroom {
    room: Arc<Room>,
    listeners: Listeners,
}

impl Site for Classroom {
    async fn answer(self: Arc<Self>, request: Request<Incoming>, stop: Stop) -> Answer {
        let path = request.uri().path().to_string();
        match route(request.method(), &path) {
            Route::HandIn => self.hand_in(request).await,
            Route::Enter => self.enter(request).await,
            Route::Leave => {
                let mut answer = answer::elsewhere(StatusCode::SEE_OTHER, "/");
                answer::set(&mut answer, SET_COOKIE, &cookie(None));
                answer
            }
            Route::Events => self.listeners.join(self.room.grader.news(), stop),
            Route::Icon => answer::content(StatusCode::OK, "image/svg+xml", Body::whole(html::ICON)),
            Route::Style => answer::content(StatusCode::OK, "text/css; charset=utf-8", Body::whole(html::STYLE)),
            Route::Script => {
                answer::content(StatusCode::OK, "text/javascript; charset=utf-8", Body::whole(html::SCRIPT))
            }
            Route::Site(parts) if parts.is_empty() => answer::elsewhere(StatusCode::MOVED_PERMANENTLY, "/site/"),
            Route::Site(parts) => self.site(parts, path, request.headers().clone()).await,
            Route::Registry => match &self.room.registry {
                Some(registry) => registry.answer(request).await,
                None => nothing(),
            },
            page @ (Route::Front | Route::Mine | Route::Wall) => self.page(page, request).await,
            Route::OtherMethod(allowed) => answer::other_method(allowed),
            Route::Nothing(error) if error.status() == StatusCode::NOT_FOUND => nothing(),
            Route::Nothing(error) => answer::text(error.status(), format!("{error}\n")),
        }
    }
}

impl Classroom {
    /// One of the pages that are made for whoever asks.
    async fn page(self: Arc<Self>, page: Route, request: Request<Incoming>) -> Answer {
        let (headers, names) = (request.headers(), request.uri().query() != Some("names=no"));
        let code = shown(headers);
        let visitor = self.room.visitor(code.as_deref());
        if code.is_some() && visitor.is_none() {
            return self.wrong(cookie(None)).await;
        }
        let (room, host) = (self.room.clone(), host(headers));
        answer::waited(move || {
            let (status, html) = match page {
                Route::Mine => room.mine(visitor),
                Route::Wall => room.wall(visitor, names),
                _ => room.front(visitor, &host),
            };
            answer::page(status, html)
        })
        .await
    }

    /// A receipt comes.
    async fn hand_in(&self, request: Request<Incoming>) -> Answer {
        let (head, body) = request.into_parts();
        let limit = (RECEIPT_BYTES + FORM_BYTES) as u64;
        let body = match Intake::new(body, limit).whole().await {
            Ok(body) => body,
            Err(error) => return answer::text(error.status(), format!("{error}; nothing was kept\n")),
        };
        let wants_page = head.headers.get(ACCEPT).is_some_and(|accept| accept.to_str().unwrap_or("").contains("html"));
        let room = self.room.clone();
        let handled = blocking(move || {
            let result = Sent::read(&head.headers, body).and_then(|sent| room.hand_in(&sent));
            let page = wants_page.then(|| room.said(&result));
            (result, page)
        });
        let Ok((result, page)) = handled.await else {
            return answer::text(StatusCode::INTERNAL_SERVER_ERROR, "an error in layercake; nothing was kept\n");
        };
        if matches!(result, Err(Refused::WrongCode)) {
            sleep(WRONG_CODE_PAUSE).await;
        }
        said(&result, page)
    }

    /// A code is typed: the browser keeps it until it is closed.
    async fn enter(&self, request: Request<Incoming>) -> Answer {
        let body = match Intake::new(request.into_body(), CODE_BYTES).whole().await {
            Ok(body) => body,
            Err(error) => return answer::text(error.status(), format!("{error}\n")),
        };
        let Ok(mut form) = form::urlencoded(&body) else {
            return answer::text(StatusCode::BAD_REQUEST, format!("{}\n", form::BadForm));
        };
        let code = typed_code(&mut form).unwrap_or_default();
        match (self.room.visitor(Some(&code)), code.parse::<code::Code>()) {
            (Some(_), Ok(code)) => {
                let mut answer = answer::elsewhere(StatusCode::SEE_OTHER, "/me");
                answer::set(&mut answer, SET_COOKIE, &cookie(Some(&code.to_string())));
                answer
            }
            _ => self.wrong(cookie(None)).await,
        }
    }

    async fn wrong(&self, cookie: String) -> Answer {
        sleep(WRONG_CODE_PAUSE).await;
        let (status, html) = self.room.wrong_code();
        let mut answer = answer::page(status, html);
        answer::set(&mut answer, SET_COOKIE, &cookie);
        answer
    }

    /// A file of the static site.
    async fn site(&self, parts: Vec<String>, path: String, headers: HeaderMap) -> Answer {
        match self.room.site.clone() {
            Some(site) => answer::waited(move || site.get(&parts, &path, &headers)).await,
            None => nothing(),
        }
    }
}

/// The answer to a receipt: a page for a browser, a line for a program.
fn said(result: &Result<Accepted, Refused>, page: Option<Page>) -> Answer {
    let mut answer = match (page, result) {
        (Some((status, html)), _) => answer::page(status, html),
        (None, Ok(accepted)) => answer::text(status(accepted), sentence(accepted) + "\n"),
        (None, Err(refused)) => answer::text(refused.status(), format!("{refused}\n")),
    };
    if answer.status() == StatusCode::UNAUTHORIZED {
        answer::set(&mut answer, WWW_AUTHENTICATE, "Bearer");
    }
    answer
}

fn nothing() -> Answer {
    answer::page(StatusCode::NOT_FOUND, html::notice("Nothing is here", "No page has this address."))
}

/// What whoever asks calls this server: a name and a port, and nothing that could be taken for something else.
fn host(headers: &HeaderMap) -> String {
    let given = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
    let good = !given.is_empty() && given.len() <= HOST_LETTERS && given.chars().all(plain);
    if good { given.into() } else { "HOST:8000".into() }
}
