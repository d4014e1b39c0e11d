//! The lines of a direct call, as HTTP would have them: a subject is a path, what is said is the body.

use super::Line;
use super::shown;

/// A call.
pub(super) fn call(subject: &str, payload: &[u8]) -> Line {
    with_body(&format!("POST /{} HTTP/1.1", subject.replace('.', "/")), payload)
}

/// Its answer.
pub(super) fn answer(payload: &[u8]) -> Line {
    with_body("HTTP/1.1 200 OK", payload)
}

/// No service takes the call, says what stands before them.
pub(super) fn unavailable() -> Line {
    with_body("HTTP/1.1 503 Service Unavailable", b"")
}

fn with_body(head: &str, payload: &[u8]) -> Line {
    let body = format!("Content-Length: {}\\r\\n\\r\\n{}", payload.len(), shown::payload(payload));
    Line { head: shown::whole(head.as_bytes()), body: Some(body) }
}
