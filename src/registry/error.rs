//! What a registry says when it refuses (distribution-spec, "Error codes"): codes, their usual words and statuses, and
//! the one place that renders them.

use http::StatusCode;
use serde_json::{Value, json};

use super::Response;

/// An error code of the distribution specification, and the few more that distribution (`registry:3`) sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    BlobUnknown,
    BlobUploadInvalid,
    BlobUploadUnknown,
    DigestInvalid,
    ManifestBlobUnknown,
    ManifestInvalid,
    ManifestUnknown,
    NameInvalid,
    NameUnknown,
    SizeInvalid,
    Unauthorized,
    Denied,
    Unsupported,
    TooManyRequests,
    RangeInvalid,
    TagInvalid,
    PaginationNumberInvalid,
    Unknown,
}

impl ErrorCode {
    /// Code, usual message and status (distribution, `errcode`).
    const fn row(self) -> (&'static str, &'static str, StatusCode) {
        const BAD: StatusCode = StatusCode::BAD_REQUEST;
        const MISSING: StatusCode = StatusCode::NOT_FOUND;
        match self {
            ErrorCode::BlobUnknown => ("BLOB_UNKNOWN", "blob unknown to registry", MISSING),
            ErrorCode::BlobUploadInvalid => ("BLOB_UPLOAD_INVALID", "blob upload invalid", MISSING),
            ErrorCode::BlobUploadUnknown => ("BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", MISSING),
            ErrorCode::DigestInvalid => ("DIGEST_INVALID", "provided digest did not match uploaded content", BAD),
            ErrorCode::ManifestBlobUnknown => ("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", BAD),
            ErrorCode::ManifestInvalid => ("MANIFEST_INVALID", "manifest invalid", BAD),
            ErrorCode::ManifestUnknown => ("MANIFEST_UNKNOWN", "manifest unknown", MISSING),
            ErrorCode::NameInvalid => ("NAME_INVALID", "invalid repository name", BAD),
            ErrorCode::NameUnknown => ("NAME_UNKNOWN", "repository name not known to registry", MISSING),
            ErrorCode::SizeInvalid => ("SIZE_INVALID", "provided length did not match content length", BAD),
            ErrorCode::Unauthorized => ("UNAUTHORIZED", "authentication required", StatusCode::UNAUTHORIZED),
            ErrorCode::Denied => ("DENIED", "requested access to the resource is denied", StatusCode::FORBIDDEN),
            ErrorCode::Unsupported => ("UNSUPPORTED", "The operation is unsupported.", StatusCode::METHOD_NOT_ALLOWED),
            ErrorCode::TooManyRequests => ("TOOMANYREQUESTS", "too many requests", StatusCode::TOO_MANY_REQUESTS),
            ErrorCode::RangeInvalid => ("RANGE_INVALID", "invalid content range", StatusCode::RANGE_NOT_SATISFIABLE),
            ErrorCode::TagInvalid => ("TAG_INVALID", "manifest tag did not match URI", BAD),
            ErrorCode::PaginationNumberInvalid => {
                ("PAGINATION_NUMBER_INVALID", "invalid number of results requested", BAD)
            }
            ErrorCode::Unknown => ("UNKNOWN", "unknown error", StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// As it stands in the JSON: `MANIFEST_UNKNOWN`.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// What is usually said with it.
    pub const fn message(self) -> &'static str {
        self.row().1
    }

    /// The status that goes with it.
    pub const fn status(self) -> StatusCode {
        self.row().2
    }
}

/// One error of a refusal.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    code: ErrorCode,
    message: String,
    detail: Value,
}

/// A request that was refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    entries: Vec<Entry>,
    status: StatusCode,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    /// With the code's usual words and status.
    pub fn new(code: ErrorCode) -> Refusal {
        let entry = Entry { code, message: code.message().into(), detail: Value::Null };
        Refusal { entries: vec![entry], status: code.status(), headers: Vec::new() }
    }

    /// With other words.
    pub fn saying(mut self, message: impl Into<String>) -> Refusal {
        if let Some(entry) = self.entries.last_mut() {
            entry.message = message.into();
        }
        self
    }

    /// With detail for programs.
    pub fn detailed(mut self, detail: Value) -> Refusal {
        if let Some(entry) = self.entries.last_mut() {
            entry.detail = detail;
        }
        self
    }

    /// With another status.
    pub fn with_status(mut self, status: StatusCode) -> Refusal {
        self.status = status;
        self
    }

    /// With a header.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Refusal {
        self.headers.push((name, value.into()));
        self
    }

    /// The errors of both, with the status of the first.
    pub fn and(mut self, other: Refusal) -> Refusal {
        self.entries.extend(other.entries);
        self
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Refusal {
        Refusal::new(code)
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Response {
        let entry = |entry: &Entry| {
            let mut object = json!({ "code": entry.code.as_str(), "message": entry.message });
            if !entry.detail.is_null() {
                object["detail"] = entry.detail.clone();
            }
            object
        };
        let body = json!({ "errors": refusal.entries.iter().map(entry).collect::<Vec<_>>() });
        let response = Response::json(refusal.status, &body);
        refusal.headers.iter().fold(response, |response, (name, value)| response.with_header(name, value))
    }
}
