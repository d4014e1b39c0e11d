//! Whose rules a broker follows, in words: the product, and the version that the simulator is held against.

use super::Lang;
use crate::scenario::Profile;

/// What kind of broker it is, in a word or two, for its card.
pub const fn kind(lang: Lang, profile: &Profile) -> &'static str {
    match (profile, lang) {
        (Profile::NatsCore(_), Lang::En) => "core, simulated",
        (Profile::NatsCore(_), Lang::Ko) => "코어, 시뮬레이션",
        (Profile::JetStream(_), Lang::En) => "JetStream, simulated",
        (Profile::JetStream(_), Lang::Ko) => "JetStream, 시뮬레이션",
        (Profile::Redis(_), Lang::En) => "Pub/Sub, simulated",
        (Profile::Redis(_), Lang::Ko) => "Pub/Sub, 시뮬레이션",
        (Profile::Direct(_), Lang::En) => "calls, simulated",
        (Profile::Direct(_), Lang::Ko) => "직접 호출, 시뮬레이션",
        (Profile::Watched, Lang::En) => "watched",
        (Profile::Watched, Lang::Ko) => "관찰 중",
    }
}

/// Which version it behaves like, for its card.
pub const fn reference(lang: Lang, profile: &Profile) -> &'static str {
    match (profile, lang) {
        (Profile::NatsCore(_) | Profile::JetStream(_), Lang::En) => "as nats-server 2.9.10",
        (Profile::NatsCore(_) | Profile::JetStream(_), Lang::Ko) => "nats-server 2.9.10 기준",
        (Profile::Redis(_), Lang::En) => "as Redis 7.0",
        (Profile::Redis(_), Lang::Ko) => "Redis 7.0 기준",
        (Profile::Direct(_), Lang::En) => "no broker",
        (Profile::Direct(_), Lang::Ko) => "브로커 없음",
        (Profile::Watched, Lang::En) => "a real server",
        (Profile::Watched, Lang::Ko) => "실제 서버",
    }
}

/// What kind of broker it is, when it is a real one.
pub const fn real_kind(lang: Lang, profile: &Profile) -> &'static str {
    match (profile, lang) {
        (Profile::NatsCore(_), Lang::En) => "core, live",
        (Profile::NatsCore(_), Lang::Ko) => "코어, 실제 서버",
        (Profile::JetStream(_), Lang::En) => "JetStream, live",
        (Profile::JetStream(_), Lang::Ko) => "JetStream, 실제 서버",
        (Profile::Redis(_), Lang::En) => "Pub/Sub, live",
        (Profile::Redis(_), Lang::Ko) => "Pub/Sub, 실제 서버",
        (Profile::Direct(_), Lang::En) => "calls, live",
        (Profile::Direct(_), Lang::Ko) => "직접 호출, 실제 서버",
        (Profile::Watched, _) => kind(lang, profile),
    }
}

/// Which server it really is, as far as it said.
pub fn server(version: &str) -> String {
    if version.is_empty() { "nats-server".to_owned() } else { format!("nats-server {version}") }
}

/// Which protocol is spoken, and whose.
pub fn protocol(lang: Lang, profile: &Profile) -> String {
    match profile {
        Profile::Direct(_) => real_protocol(lang, profile),
        _ => format!("{}, {}.", protocol_name(lang, profile), reference(lang, profile)),
    }
}

/// Which protocol is spoken with a real server.
pub fn real_protocol(lang: Lang, profile: &Profile) -> String {
    format!("{}.", protocol_name(lang, profile))
}

const fn protocol_name(lang: Lang, profile: &Profile) -> &'static str {
    match (profile, lang) {
        (Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched, Lang::En) => "The NATS protocol",
        (Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched, Lang::Ko) => "NATS 프로토콜",
        (Profile::Redis(_), _) => "RESP2",
        (Profile::Direct(_), _) => "HTTP/1.1",
    }
}

/// Both in one phrase: `JetStream, as nats-server 2.9.10`.
pub fn rules(lang: Lang, profile: &Profile) -> String {
    format!("{}, {}", product(lang, profile), reference(lang, profile))
}

/// A real one in one phrase: `JetStream, nats-server 2.10.7`.
pub fn real(lang: Lang, profile: &Profile, version: &str) -> String {
    format!("{}, {}", product(lang, profile), server(version))
}

const fn product(lang: Lang, profile: &Profile) -> &'static str {
    match (profile, lang) {
        (Profile::NatsCore(_), Lang::En) => "core NATS",
        (Profile::NatsCore(_), Lang::Ko) => "코어 NATS",
        (Profile::JetStream(_), _) => "JetStream",
        (Profile::Redis(_), _) => "Redis Pub/Sub",
        (Profile::Direct(_), Lang::En) => "direct call",
        (Profile::Direct(_), Lang::Ko) => "직접 호출",
        (Profile::Watched, _) => "NATS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_names_the_version_that_it_is_held_against() {
        let profiles = [
            Profile::NatsCore(Default::default()),
            Profile::JetStream(Default::default()),
            Profile::Redis(Default::default()),
            Profile::Direct(Default::default()),
        ];
        let said = |lang| profiles.each_ref().map(|profile| rules(lang, profile));
        let english = [
            "core NATS, as nats-server 2.9.10",
            "JetStream, as nats-server 2.9.10",
            "Redis Pub/Sub, as Redis 7.0",
            "direct call, no broker",
        ];
        let korean = [
            "코어 NATS, nats-server 2.9.10 기준",
            "JetStream, nats-server 2.9.10 기준",
            "Redis Pub/Sub, Redis 7.0 기준",
            "직접 호출, 브로커 없음",
        ];
        assert_eq!(said(Lang::En), english);
        assert_eq!(said(Lang::Ko), korean);
    }
}
