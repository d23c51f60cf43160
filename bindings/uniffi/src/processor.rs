//! What a processor says about itself.

use std::collections::HashMap;

use sealroll::VerifyingKey;

use crate::failure::SealrollError;
use crate::http::Request;

/// A processor as its operator publishes it. An owner who creates a list compares it with what
/// the operator has said elsewhere: the key is what the list will trust.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Processor {
    /// What the names of its logs begin with.
    pub origin: String,
    /// The key that signs checkpoints, 64 hex digits.
    pub log_key: String,
}

/// Asks a processor for its origin and log key.
#[uniffi::export]
pub fn processor_request() -> Request {
    Request {
        method: "GET".to_owned(),
        path: "/v1/processor".to_owned(),
        headers: HashMap::new(),
        body: Vec::new(),
    }
}

/// Reads the content of the answer. Throws `bad-value` if it is none.
#[uniffi::export]
pub fn processor_of(content: Vec<u8>) -> Result<Processor, SealrollError> {
    let wrong = || SealrollError::new("bad-value", "that is not what a processor says of itself");
    let value: serde_json::Value = serde_json::from_slice(&content).map_err(|_| wrong())?;
    let text = |name| value.get(name).and_then(serde_json::Value::as_str);
    let (Some(origin), Some(log_key)) = (text("origin"), text("log_key")) else {
        return Err(wrong());
    };
    let processor = Processor {
        origin: origin.to_owned(),
        log_key: log_key.to_owned(),
    };
    processor.key().map_err(|_| wrong())?;
    Ok(processor)
}

impl Processor {
    pub(crate) fn key(&self) -> Result<VerifyingKey, SealrollError> {
        let wrong = || SealrollError::argument("log_key", "64 hex digits of a key");
        let hex = self.log_key.as_bytes();
        if hex.len() != 64 || !hex.iter().all(u8::is_ascii_hexdigit) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digits = core::str::from_utf8(digits).map_err(|_| wrong())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        VerifyingKey::from_bytes(&bytes).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_processor_is_refused() {
        let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let good = format!(r#"{{"origin":"log.example","log_key":"{key}"}}"#);
        let read = processor_of(good.clone().into_bytes()).unwrap();
        assert_eq!(
            (read.origin.as_str(), read.log_key.as_str()),
            ("log.example", key)
        );
        for bad in [
            String::new(),
            "[]".to_owned(),
            r#"{"origin":"log.example"}"#.to_owned(),
            good.replace("d75a", "zz5a"),
            good.replace("511a", "511"),
            good.replace(key, &"00".repeat(32)),
        ] {
            assert_eq!(
                processor_of(bad.into_bytes()).unwrap_err().code(),
                "bad-value"
            );
        }
    }
}
