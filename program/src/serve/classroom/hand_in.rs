//! Handing in: what was sent becomes a receipt that is kept, or a reason why not. No sockets here.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use layercake::{Class, Receipt, ReceiptError};

use super::form::{self, Form};
use super::inbox::{Inbox, InboxError, Kept, Received};
use super::visitor::{Codes, Visitor, shown};

/// What every receipt begins with.
const BEGINNING: &[u8] = b"layercake receipt ";

/// What was sent: by whom, and what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// The code, if there is one.
    pub code: Option<String>,
    pub receipt: Vec<u8>,
}

/// What came of handing in.
#[derive(Debug)]
pub(super) struct Accepted {
    pub student: String,
    pub kept: Kept,
    /// It was here already.
    pub again: bool,
}

/// Why nothing is kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("{0}")]
    Form(#[from] form::BadForm),
    #[error("no code was sent; your teacher gives you one")]
    NoCode,
    #[error("nobody here has this code")]
    WrongCode,
    #[error("this is the teacher's code; a receipt comes with its student's")]
    Teacher,
    #[error("no receipt was sent: choose the file that `layercake exercise submit` wrote")]
    Empty,
    #[error("this is no receipt as layercake writes it: {0}")]
    NoReceipt(ReceiptError),
    #[error("this class has no exercise \"{0}\"")]
    Exercise(String),
    #[error("this receipt is {theirs}'s, and the code is {own}'s")]
    OtherStudent { theirs: String, own: String },
    #[error(transparent)]
    Inbox(#[from] InboxError),
}

impl Refused {
    /// The status that says so.
    pub fn status(&self) -> StatusCode {
        match self {
            Refused::Form(_) | Refused::Empty => StatusCode::BAD_REQUEST,
            Refused::NoCode => StatusCode::UNAUTHORIZED,
            Refused::WrongCode | Refused::Teacher | Refused::OtherStudent { .. } => StatusCode::FORBIDDEN,
            Refused::NoReceipt(_) | Refused::Exercise(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refused::Inbox(InboxError::TooMany) => StatusCode::TOO_MANY_REQUESTS,
            Refused::Inbox(InboxError::Disk(_)) => StatusCode::INSUFFICIENT_STORAGE,
        }
    }
}

impl Sent {
    /// Takes apart what was sent: a page's form, or a receipt and nothing else (`curl --data-binary`).
    pub fn read(headers: &HeaderMap, body: Vec<u8>) -> Result<Sent, Refused> {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is = |name: &str| media_type.trim_start().to_ascii_lowercase().starts_with(name);
        let form = match () {
            _ if is("multipart/form-data") => Some(form::multipart(media_type, &body)?),
            // What curl says of any body.
            _ if is("application/x-www-form-urlencoded") && !body.starts_with(BEGINNING) => {
                Some(form::urlencoded(&body)?)
            }
            _ => None,
        };
        Ok(match form {
            None => Sent { code: shown(headers), receipt: body },
            Some(mut form) => {
                let code = typed_code(&mut form).or_else(|| shown(headers));
                let mut receipt = form.remove("receipt").unwrap_or_default();
                // Whoever copies a text leaves out the end of its last line.
                if !receipt.is_empty() && !receipt.ends_with(b"\n") {
                    receipt.push(b'\n');
                }
                Sent { code, receipt }
            }
        })
    }
}

/// The code that a form has, if something was typed there.
pub(super) fn typed_code(form: &mut Form) -> Option<String> {
    let code = String::from_utf8(form.remove("code")?).ok()?;
    Some(code).filter(|code| !code.trim().is_empty())
}

/// Keeps a receipt, if it is one, of this class, and of the student whose code came with it.
pub(super) fn hand_in(sent: &Sent, class: &Class, codes: &Codes, inbox: &Inbox) -> Result<Accepted, Refused> {
    let code = sent.code.as_deref().ok_or(Refused::NoCode)?;
    let own = match codes.visitor(code).ok_or(Refused::WrongCode)? {
        Visitor::Student(name) => name,
        Visitor::Teacher => return Err(Refused::Teacher),
    };
    if sent.receipt.trim_ascii().is_empty() {
        return Err(Refused::Empty);
    }
    // A page's text field may change line ends; what else was changed makes it no receipt.
    let receipt = match Receipt::parse(&sent.receipt) {
        Ok(receipt) => receipt,
        Err(ReceiptError::LineEnds) => Receipt::read(&sent.receipt).map_err(Refused::NoReceipt)?.0,
        Err(error) => return Err(Refused::NoReceipt(error)),
    };
    if class.exercise(&receipt.exercise).is_none() {
        return Err(Refused::Exercise(receipt.exercise));
    }
    let theirs = class.student(&receipt.student);
    if theirs.as_ref() != Some(&own) {
        return Err(Refused::OtherStudent { theirs: theirs.unwrap_or(receipt.student), own });
    }
    let received = inbox.keep(&own, &receipt.exercise, receipt.to_text().as_bytes())?;
    let again = matches!(received, Received::Again(_));
    let (Received::New(kept) | Received::Again(kept)) = received;
    Ok(Accepted { student: own, kept, again })
}
