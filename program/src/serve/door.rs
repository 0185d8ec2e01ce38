//! [`Door`]: a classroom's server, as a student's machine sees it. A receipt goes there, and nothing else.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use layercake::words::visible;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::body::Body;
use super::intake::Intake;

/// Time to reach the server.
const REACH: Duration = Duration::from_secs(10);
/// Time for its answer.
const ANSWER: Duration = Duration::from_secs(60);
/// Bytes of an answer that are read.
const ANSWER_BYTES: u64 = 16 << 10;
/// How often it is tried, and the pause before each further time: the same receipt twice is one.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// Where to hand in: `http://host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Host and port.
    authority: String,
}

/// Text that names no such server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDoor {
    /// Encryption is a proxy's and curl's business.
    #[error(
        "layercake hands in by plain http only; for https: curl -H 'Authorization: Bearer CODE' --data-binary @FILE URL/hand-in"
    )]
    Https,
    /// Something else.
    #[error("this is like http://192.168.0.10:8000, as your teacher said it")]
    Form,
}

/// Why a receipt was not handed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DoorError {
    /// Nobody answers.
    #[error("{door} does not answer: {reason}")]
    Silent { door: String, reason: String },
    /// It was refused.
    #[error("not handed in: {reason}")]
    Refused { status: u16, reason: String },
}

impl FromStr for Door {
    type Err = BadDoor;

    fn from_str(text: &str) -> Result<Door, BadDoor> {
        if text.starts_with("https:") {
            return Err(BadDoor::Https);
        }
        let rest = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
        let authority: http::uri::Authority = rest.parse().map_err(|_| BadDoor::Form)?;
        if authority.host().is_empty() || rest.contains('@') {
            return Err(BadDoor::Form);
        }
        let port = authority.port_u16();
        if port.is_none() && !rest.ends_with(authority.host()) {
            return Err(BadDoor::Form);
        }
        Ok(Door { authority: format!("{}:{}", authority.host(), port.unwrap_or(80)) })
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.authority)
    }
}

impl Door {
    /// Hands a receipt in; what the server says when it has it on its disk.
    pub fn hand_in(&self, code: &str, receipt: &str) -> Result<String, DoorError> {
        let silent = |reason: String| DoorError::Silent { door: self.to_string(), reason };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
        runtime.map_err(|error| silent(error.to_string()))?.block_on(async {
            let mut tried = 1;
            let (status, said) = loop {
                match self.ask(code, receipt).await {
                    Ok(answer) => break answer,
                    Err(reason) if tried == TRIES => return Err(silent(reason)),
                    Err(_) => sleep(PAUSE * tried).await,
                }
                tried += 1;
            };
            // Whoever answers may be anybody.
            let reason = visible(said.trim()).into_owned();
            if status.is_success() { Ok(reason) } else { Err(DoorError::Refused { status: status.as_u16(), reason }) }
        })
    }

    /// One request; an error: no whole answer came.
    async fn ask(&self, code: &str, receipt: &str) -> Result<(StatusCode, String), String> {
        let late = |_| "it takes too long".to_string();
        let told = |error: hyper::Error| error.to_string();
        let stream = timeout(REACH, TcpStream::connect(&self.authority)).await.map_err(late)?;
        let stream = TokioIo::new(stream.map_err(|error| error.to_string())?);
        let (mut sender, connection) = http1::handshake(stream).await.map_err(told)?;
        // It ends when the answer was read, or the connection broke: the answer says which.
        tokio::spawn(connection);
        let request = Request::builder()
            .method(Method::POST)
            .uri("/hand-in")
            .header(HOST, &self.authority)
            .header(AUTHORIZATION, format!("Bearer {}", code.trim()))
            .header(CONTENT_TYPE, "text/plain; charset=utf-8")
            .header(ACCEPT, "text/plain")
            .body(Body::whole(receipt.to_string()))
            .map_err(|error| error.to_string())?;
        let answer = timeout(ANSWER, sender.send_request(request)).await.map_err(late)?.map_err(told)?;
        let status = answer.status();
        let said = Intake::new(answer.into_body(), ANSWER_BYTES).whole().await.map_err(|error| error.to_string())?;
        Ok((status, String::from_utf8_lossy(&said).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_a_host_and_a_port() {
        let of = |text: &str| text.parse::<Door>().map(|door| door.to_string());
        assert_eq!(of("http://10.0.0.7:8000/"), Ok("http://10.0.0.7:8000".into()));
        assert_eq!(of("classroom.local:8000"), Ok("http://classroom.local:8000".into()));
        assert_eq!(of("http://classroom.local"), Ok("http://classroom.local:80".into()));
        assert_eq!(of("http://[::1]:8000"), Ok("http://[::1]:8000".into()));
        assert_eq!(of("https://class.example"), Err(BadDoor::Https));
        for bad in ["", "http://", "http://a b:1", "http://u:p@h:1", "http://h:1/path", "http://h:x"] {
            assert_eq!(of(bad), Err(BadDoor::Form), "{bad}");
        }
    }
}
