//! Names and integrity hashes that follow from a file's content.
//!
//! Trunk names the module before it is optimised, so two different modules could get one name, and caches that trust
//! names would serve the wrong one. Here everything is named at the very end.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};

/// The name of a file: its stem without the hash that Trunk gave it, and a hash of its content.
pub(super) fn hashed(original: &str, content: &[u8]) -> String {
    let (stem, extension) = original.rsplit_once('.').unwrap_or((original, ""));
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let stem = match stem.rsplit_once('-') {
        Some((stem, hash)) if hash.len() > 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => stem,
        _ => stem,
    };
    format!("{stem}-{}.{extension}", &hex(&Sha256::digest(content))[..16])
}

/// The value of an `integrity` attribute.
pub(super) fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_from_the_content_alone() {
        let name = hashed("queue-playground-3f4141d5a794e817_bg.wasm", b"one");
        assert_eq!(name, "queue-playground-7692c3ad3540bb80.wasm");
        assert_eq!(name, hashed("queue-playground-0123456789abcde_bg.wasm", b"one"));
        assert_ne!(name, hashed("queue-playground-3f4141d5a794e817_bg.wasm", b"two"));
    }

    #[test]
    fn a_name_without_a_hash_keeps_its_words() {
        assert!(hashed("queue-playground.css", b"one").starts_with("queue-playground-7692"));
    }

    #[test]
    fn integrity_is_what_browsers_expect() {
        assert_eq!(integrity(b""), "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb");
    }
}
