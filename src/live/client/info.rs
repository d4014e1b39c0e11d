//! What a server says of itself in INFO.

use crate::message::json::Value;

/// What a server takes if it does not say: what nats-server takes if it is not told otherwise.
const MAX_PAYLOAD: u64 = 1_048_576;

/// What a server says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerInfo {
    /// Its name.
    pub name: String,
    /// Its version, such as `2.9.10`.
    pub version: String,
    /// The largest payload it takes, in bytes, with headers.
    pub max_payload: u64,
    /// The number under which it lists this connection; 0 if it does not say.
    pub client_id: u64,
    /// Whether it has JetStream.
    pub jetstream: bool,
    /// Whether it takes headers.
    pub headers: bool,
    /// Whether it asks for credentials.
    pub auth_required: bool,
    /// Whether it is about to shut down and takes no new clients (lame duck mode).
    pub lame_duck: bool,
}

impl ServerInfo {
    /// Reads the JSON of INFO; none if it is not an object. What a later INFO does not say again stays as it was
    /// `before`.
    pub(super) fn read(json: &str, before: Option<&ServerInfo>) -> Option<ServerInfo> {
        let info = Value::parse(json).filter(|value| matches!(value, Value::Object(_)))?;
        let before = before.cloned().unwrap_or(ServerInfo { max_payload: MAX_PAYLOAD, ..ServerInfo::default() });
        let text = |name, before| info.get(name).and_then(Value::text).map_or(before, str::to_owned);
        let number = |name, before| info.get(name).and_then(Value::number).unwrap_or(before);
        let flag = |name, before| info.get(name).and_then(Value::flag).unwrap_or(before);
        Some(ServerInfo {
            name: text("server_name", before.name),
            version: text("version", before.version),
            max_payload: number("max_payload", before.max_payload),
            client_id: number("client_id", before.client_id),
            jetstream: flag("jetstream", before.jetstream),
            headers: flag("headers", before.headers),
            auth_required: flag("auth_required", before.auth_required),
            lame_duck: flag("ldm", before.lame_duck),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = r#"{"server_id":"NC2H","server_name":"mq_playground","version":"2.9.10","proto":1,
        "git_commit":"","go":"go1.19.8","host":"127.0.0.1","port":4222,"headers":true,"auth_required":true,
        "max_payload":65536,"jetstream":true,"client_id":18446744073709551615,"client_ip":"127.0.0.1"}"#;

    #[test]
    fn what_nats_server_says_of_itself_is_read() {
        let info = ServerInfo::read(REAL, None).unwrap();
        assert_eq!((&*info.name, &*info.version), ("mq_playground", "2.9.10"));
        assert_eq!((info.max_payload, info.client_id), (65_536, u64::MAX));
        assert!(info.jetstream && info.headers && info.auth_required && !info.lame_duck);
    }

    #[test]
    fn what_is_not_said_again_stays() {
        let before = ServerInfo::read(REAL, None).unwrap();
        let info = ServerInfo::read(r#"{"ldm":true,"max_payload":-1,"version":7}"#, Some(&before)).unwrap();
        assert_eq!(info, ServerInfo { lame_duck: true, ..before });
    }

    #[test]
    fn what_says_nothing_takes_what_a_server_takes_by_default() {
        let info = ServerInfo::read("{}", None).unwrap();
        assert_eq!(info, ServerInfo { max_payload: 1_048_576, ..ServerInfo::default() });
        for wrong in ["", "[]", "7", "{", "null", "{} {}"] {
            assert_eq!(ServerInfo::read(wrong, None), None, "{wrong}");
        }
    }
}
