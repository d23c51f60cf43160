use alloc::{
    format,
    string::{String, ToString},
};

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::{
    base64,
    codec::{Reader, Writer},
    door_code::DoorCode,
    error::{DecodeError, classes},
    id::{ListId, PresenceId, RootFingerprint},
    limit,
    presence::PresenceSecret,
    text::{all_bytes, split_at},
    upload_token::UploadToken,
};

/// The content of a QR code (`spec/protocol.md#invitation`).
///
/// Whoever holds it can check in; the list's trust begins with its root fingerprint. The
/// owner's client makes it, never the processor.
#[derive(Debug)]
pub struct Invitation {
    base: String,
    root_fingerprint: RootFingerprint,
    presence_secret: PresenceSecret,
    door_code: Option<DoorCode>,
}

impl Invitation {
    /// Makes an invitation. `base` is where the page is served, such as `https://example.org`.
    ///
    /// # Errors
    /// [`LinkError::BadLink`] for a base that INV-1 does not allow.
    pub fn new(
        base: &str,
        root_fingerprint: RootFingerprint,
        presence_secret: PresenceSecret,
        door_code: Option<DoorCode>,
    ) -> Result<Self, LinkError> {
        check_base(base)?;
        Ok(Self {
            base: base.to_string(),
            root_fingerprint,
            presence_secret,
            door_code,
        })
    }

    /// Reads the link in a QR code.
    ///
    /// # Errors
    /// [`LinkError::BadLink`] by `spec/protocol.md#INV-1`; for the content of the fragment
    /// [`LinkError::Truncated`], [`LinkError::TrailingBytes`], [`LinkError::UnsupportedVersion`],
    /// [`LinkError::BadValue`], [`LinkError::Limit`], [`LinkError::BadText`] (INV-2).
    pub fn from_link(link: &str) -> Result<Self, LinkError> {
        let (page, fragment) = split_at(link, b'#').ok_or(LinkError::BadLink)?;
        let base = page.strip_suffix(PAGE).ok_or(LinkError::BadLink)?;
        check_base(base)?;
        let content = base64::decode_url(fragment).ok_or(LinkError::BadLink)?;

        let mut reader = Reader::new(&content);
        reader.version(VERSION)?;
        let flags = reader.u8()?;
        if flags & !FLAG_DOOR_CODE != 0 {
            return Err(LinkError::BadValue);
        }
        let root_fingerprint = RootFingerprint::from_bytes(*reader.chunk()?);
        let presence_secret = PresenceSecret::from_bytes(*reader.chunk()?);
        let door_code = if flags & FLAG_DOOR_CODE != 0 {
            Some(DoorCode::new(reader.str8(1..=limit::MAX_DOOR_CODE)?)?)
        } else {
            None
        };
        reader.finish()?;
        Ok(Self {
            base: base.to_string(),
            root_fingerprint,
            presence_secret,
            door_code,
        })
    }

    /// The link for the QR code. It contains the presence secret.
    #[must_use]
    pub fn to_link(&self) -> Zeroizing<String> {
        let mut writer = Writer::with_capacity(MAX_CONTENT);
        writer
            .u8(VERSION)
            .u8(if self.door_code.is_some() {
                FLAG_DOOR_CODE
            } else {
                0
            })
            .bytes(self.root_fingerprint.as_bytes())
            .bytes(self.presence_secret.expose_bytes());
        if let Some(door_code) = &self.door_code {
            let code = door_code.as_str().as_bytes();
            // DoorCode is at most 16 bytes long.
            writer.u8(code.len() as u8).bytes(code);
        }
        let content = Zeroizing::new(writer.into_bytes());
        let fragment = Zeroizing::new(Base64UrlUnpadded::encode_string(&content));
        Zeroizing::new(format!("{}{PAGE}#{}", self.base, *fragment))
    }

    /// Scheme and host of the page: `https://host`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Where the API's base address is hinted at. What it says is not to be trusted.
    #[must_use]
    pub fn hint_address(&self) -> String {
        format!("{}{PAGE}.json", self.base)
    }

    /// What the list's root document must hash to.
    #[must_use]
    pub const fn root_fingerprint(&self) -> &RootFingerprint {
        &self.root_fingerprint
    }

    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.root_fingerprint.list_id()
    }

    /// The secret of this edition of the poster.
    #[must_use]
    pub const fn presence_secret(&self) -> &PresenceSecret {
        &self.presence_secret
    }

    /// By what an upload shows that its sender saw the code.
    #[must_use]
    pub fn upload_token(&self) -> UploadToken {
        self.presence_secret.upload_token(&self.list_id())
    }

    /// The public name of this edition of the poster.
    #[must_use]
    pub fn presence_id(&self) -> PresenceId {
        self.presence_secret.presence_id(&self.list_id())
    }

    /// The door code, if it is printed into the code.
    #[must_use]
    pub const fn door_code(&self) -> Option<&DoorCode> {
        self.door_code.as_ref()
    }
}

classes! {
    /// Why a link is not an invitation.
    LinkError {
        /// Scheme, host, path or the encoding of the fragment is not allowed.
        BadLink => "bad-link", "not the link of an invitation";
        /// The fragment is cut off.
        Truncated => "truncated", "the link is cut off";
        /// The fragment goes on after the invitation.
        TrailingBytes => "trailing-bytes", "the link goes on after the invitation";
        /// The door code has a length outside its bounds.
        Limit => "limit", "the door code is empty or too long";
        /// The version is not implemented.
        UnsupportedVersion => "unsupported-version", "the version is not supported";
        /// A reserved flag is set.
        BadValue => "bad-value", "a reserved flag is set";
        /// The door code has a character that is not allowed.
        BadText => "bad-text", "the door code is not valid";
    }
}

impl From<DecodeError> for LinkError {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Truncated => Self::Truncated,
            DecodeError::TrailingBytes => Self::TrailingBytes,
            DecodeError::Limit => Self::Limit,
            DecodeError::UnsupportedVersion => Self::UnsupportedVersion,
            DecodeError::BadText => Self::BadText,
            DecodeError::BadValue
            // The others do not occur in an invitation.
            | DecodeError::UnsupportedSuite
            | DecodeError::BadKey
            | DecodeError::BadLength
            | DecodeError::NonCanonical => Self::BadValue,
        }
    }
}

/// Checks scheme and host (`spec/protocol.md#INV-1`).
fn check_base(base: &str) -> Result<(), LinkError> {
    let (host, plain) = match (base.strip_prefix("https://"), base.strip_prefix("http://")) {
        (Some(host), _) => (host, false),
        (None, Some(host)) => (host, true),
        (None, None) => return Err(LinkError::BadLink),
    };
    let name = host_name(host).ok_or(LinkError::BadLink)?;
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    if plain && !local {
        Err(LinkError::BadLink)
    } else {
        Ok(())
    }
}

/// The host without its port; `None` if either is not well-formed.
fn host_name(host: &str) -> Option<&str> {
    if host.len() > limit::MAX_HOST {
        return None;
    }
    let place = |wanted: u8| host.bytes().position(|byte| byte == wanted);
    let (name, port) = match place(b']') {
        Some(end) => host.split_at(end + 1),
        None => host.split_at(place(b':').unwrap_or(host.len())),
    };
    let well_formed = match name.strip_prefix('[') {
        Some(address) => {
            address
                .strip_suffix(']')
                .is_some_and(|digits| !digits.is_empty())
                && all_bytes(
                    address,
                    |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b':' | b'.' | b']'),
                )
        }
        None => {
            !name.is_empty()
                && all_bytes(
                    name,
                    |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'),
                )
        }
    };
    let port_allowed = match port.strip_prefix(':') {
        Some(number) => crate::number::parse_decimal(number)
            .is_ok_and(|number| (1..=u64::from(u16::MAX)).contains(&number)),
        None => port.is_empty(),
    };
    (well_formed && port_allowed).then_some(name)
}

const VERSION: u8 = 1;
const FLAG_DOOR_CODE: u8 = 1;
const PAGE: &str = "/c";
/// Room for the longest content, so that no copy of the secret is left behind by growing.
const MAX_CONTENT: usize = 2 + 32 + 32 + 1 + limit::MAX_DOOR_CODE;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_content_fills_its_room() {
        let code = DoorCode::new(&"7".repeat(limit::MAX_DOOR_CODE)).ok();
        let invitation = Invitation::new(
            "https://cafe.example",
            RootFingerprint::from_bytes([1; 32]),
            PresenceSecret::from_bytes([2; 32]),
            code,
        );
        let link = invitation.map(|invitation| invitation.to_link());
        let fragment = link
            .as_ref()
            .map_or("", |link| split_at(link, b'#').map_or("", |it| it.1));
        let content = Base64UrlUnpadded::decode_vec(fragment);
        assert_eq!(content.map(|content| content.len()), Ok(MAX_CONTENT));
    }
}
