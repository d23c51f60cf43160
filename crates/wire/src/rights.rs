use core::fmt;

use crate::{error::DecodeError, instruction::Order, key_use::KeyUse};

/// What a certificate allows (`spec/protocol.md#certificate`).
///
/// Without [`DELEGATE`](Self::DELEGATE) it is that of a device of the owner, which may do all of
/// its use; then [`READ`](Self::READ) only says whether it holds epoch keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rights(u8);

impl Rights {
    /// None, on a device of the owner.
    pub const NONE: Self = Self(0);
    /// May hold epoch keys and fetch envelopes.
    pub const READ: Self = Self(1);
    /// The device is a delegate's.
    pub const DELEGATE: Self = Self(2);
    /// A delegate may order erasure, restriction and holds.
    pub const INSTRUCT: Self = Self(4);
    /// A delegate may disclose.
    pub const DISCLOSE: Self = Self(8);

    /// These rights and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of the other rights are among these.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the device is a delegate's.
    #[must_use]
    pub const fn is_delegates(self) -> bool {
        self.contains(Self::DELEGATE)
    }

    /// Whether a device with these rights may do what the other right allows: a device of the
    /// owner may.
    #[must_use]
    pub const fn allow(self, right: Self) -> bool {
        !self.is_delegates() || self.contains(right)
    }

    /// Whether an instruction key with these rights may sign an order that is not the root's
    /// (`spec/protocol.md#CERT-5`).
    #[must_use]
    pub const fn allow_order(self, order: &Order) -> bool {
        let needed = match order {
            Order::PuncturedEpoch(_) => Self::NONE,
            Order::Disclose(_) => Self::DISCLOSE,
            Order::PurgeEpoch(_)
            | Order::EraseRecord(_)
            | Order::RestrictRecord(_)
            | Order::LiftRecord(_)
            | Order::HoldEpoch(_)
            | Order::LiftEpoch(_) => Self::INSTRUCT,
            _ => return !self.is_delegates(),
        };
        self.allow(needed)
    }

    /// Whether an http key with these rights may sign such a request
    /// (`spec/protocol.md#CERT-5`).
    #[must_use]
    pub fn allow_request(self, method: &str, path: &str) -> bool {
        if self.is_delegates() && path.ends_with("/blob") {
            return false;
        }
        let is_for_envelopes = path.ends_with("/envelopes");
        let (before, _) = path.rsplit_once('/').unwrap_or_default();
        let is_feed = method == "PUT" && before.ends_with("/mailbox");
        let is_taken = method == "GET" || (is_feed && self.contains(Self::DISCLOSE));
        (!self.is_delegates() || is_taken) && (!is_for_envelopes || self.allow(Self::READ))
    }

    /// The byte that stands for them.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        self.0
    }

    /// Reads the byte of a certificate for this use.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] by `spec/protocol.md#CERT-1`.
    pub const fn from_byte(byte: u8, key_use: KeyUse) -> Result<Self, DecodeError> {
        let rights = Self(byte);
        if rights.fit(key_use) {
            Ok(rights)
        } else {
            Err(DecodeError::BadValue)
        }
    }

    /// Reads a byte that stands for rights, of whatever certificate.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] by `spec/protocol.md#CERT-1`.
    pub const fn of_any(byte: u8) -> Result<Self, DecodeError> {
        Self::from_byte(byte, KeyUse::Instruction)
    }

    pub(crate) const fn fit(self, key_use: KeyUse) -> bool {
        if self.is_delegates() {
            self.0 < 16 && matches!(key_use, KeyUse::Instruction | KeyUse::Http)
        } else {
            self.0 <= Self::READ.0
        }
    }
}

impl fmt::Display for Rights {
    /// The words of the rights, separated by commas, as `owner grant` takes them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            (Self::READ, "read"),
            (Self::INSTRUCT, "instruct"),
            (Self::DISCLOSE, "disclose"),
        ];
        let mut separator = "";
        for (_, word) in words.iter().filter(|(right, _)| self.contains(*right)) {
            write!(formatter, "{separator}{word}")?;
            separator = ",";
        }
        if separator.is_empty() {
            formatter.write_str("none")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::RecordId, number::Epoch};

    #[test]
    fn cert_1_bytes_that_are_rights() {
        for key_use in KeyUse::ALL {
            let may_be_delegates = matches!(key_use, KeyUse::Instruction | KeyUse::Http);
            for byte in 0..=255 {
                let fits = byte < 2 || (may_be_delegates && byte < 16 && byte & 2 != 0);
                let read = Rights::from_byte(byte, key_use);
                assert_eq!(read.is_ok(), fits, "{byte} for {key_use}");
                assert!(read.is_ok_and(|rights| rights.to_byte() == byte) || !fits);
            }
        }
    }

    #[test]
    fn cert_5_what_rights_allow() {
        let purge = Order::PurgeEpoch(Epoch(1));
        let admit = Order::ObjectProcessor(crate::DocumentId::from_bytes([0; 32]));
        let erase = Order::EraseRecord(RecordId::from_bytes([0; 32]));
        let owner = Rights::READ;
        assert!(owner.allow_order(&purge) && owner.allow_order(&admit));
        assert!(owner.allow_request("POST", "/v1/lists/0/statements"));
        let delegate = Rights::DELEGATE.and(Rights::READ);
        assert!(delegate.allow_order(&Order::PuncturedEpoch(Epoch(1))));
        assert!(!delegate.allow_order(&purge) && !delegate.allow_order(&admit));
        let instructing = delegate.and(Rights::INSTRUCT);
        assert!(instructing.allow_order(&erase) && !instructing.allow_order(&admit));
        assert!(
            !instructing.allow_order(&Order::Disclose(crate::DisclosureId::from_bytes([0; 32])))
        );
        assert!(delegate.allow_request("GET", "/v1/lists/0/epochs/1/envelopes"));
        assert!(!Rights::DELEGATE.allow_request("GET", "/v1/lists/0/epochs/1/envelopes"));
        assert!(!delegate.allow_request("POST", "/v1/lists/0/logs/0/cosignature"));
        let disclosing = delegate.and(Rights::DISCLOSE);
        assert!(disclosing.allow_request("PUT", "/v1/lists/0/mailbox/7"));
        assert!(!disclosing.allow_request("PUT", "/v1/lists/0/blob"));
        assert!(!disclosing.allow_request("POST", "/v1/lists/0/mailbox/7"));
        assert!(!instructing.allow_request("PUT", "/v1/lists/0/mailbox/7"));
        assert!(owner.allow_request("PUT", "/v1/lists/0/mailbox/7"));
    }

    #[test]
    fn rights_are_written_as_words() {
        extern crate std;
        use std::string::ToString;
        assert_eq!(Rights::DELEGATE.to_string(), "none");
        let all = Rights::READ.and(Rights::INSTRUCT).and(Rights::DISCLOSE);
        assert_eq!(all.to_string(), "read,instruct,disclose");
    }
}
