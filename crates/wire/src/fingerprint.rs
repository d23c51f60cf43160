use alloc::string::String;

use crate::id::{AuthorityFingerprint, DeviceFingerprint, RootFingerprint};

impl RootFingerprint {
    /// The fingerprint words, which people compare with those beside the QR code: the first 10
    /// bytes as five proquints (`spec/protocol.md#derivations`).
    ///
    /// They name a list to those who look; they do not replace the whole fingerprint.
    #[must_use]
    pub fn words(&self) -> String {
        proquints(&self.as_bytes()[..WORDS_BYTES])
    }
}

impl AuthorityFingerprint {
    /// The words by which owner and authority compare the card over another channel
    /// (`spec/protocol.md#CARD-1`).
    #[must_use]
    pub fn words(&self) -> String {
        proquints(&self.as_bytes()[..WORDS_BYTES])
    }
}

impl DeviceFingerprint {
    /// The words by which an owner compares the card of a device over another channel
    /// (`spec/protocol.md#DEV-2`).
    #[must_use]
    pub fn words(&self) -> String {
        proquints(&self.as_bytes()[..WORDS_BYTES])
    }
}

/// Bytes that the words stand for.
const WORDS_BYTES: usize = 10;
const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 4] = b"aiou";

fn proquints(bytes: &[u8]) -> String {
    let mut words = String::new();
    for pair in bytes.chunks_exact(2) {
        if !words.is_empty() {
            words.push('-');
        }
        let number = usize::from(u16::from_be_bytes([pair[0], pair[1]]));
        words.push(CONSONANTS[number >> 12].into());
        words.push(VOWELS[number >> 10 & 3].into());
        words.push(CONSONANTS[number >> 6 & 15].into());
        words.push(VOWELS[number >> 4 & 3].into());
        words.push(CONSONANTS[number & 15].into());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::proquints;

    #[test]
    fn known_proquint() {
        assert_eq!(proquints(&[0x7f, 0, 0, 1]), "lusab-babad");
        assert_eq!(proquints(&[63, 84, 220, 193]), "gutih-tugad");
    }
}
