//! ChaCha20-Poly1305 (RFC 8439) with a key that is used once: RustCrypto's, or AWS-LC's where the
//! feature `aws-lc` asks for it. Both give the same bytes.

/// Replaces `text` by its ciphertext and returns the tag; `None` if the text is too long.
pub(crate) fn seal(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    text: &mut [u8],
) -> Option<[u8; 16]> {
    library::seal(key, nonce, aad, text)
}

/// Replaces ciphertext by plaintext if the tag is right. Otherwise `text` is as it was.
pub(crate) fn open<'t>(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    text: &'t mut [u8],
) -> Option<&'t mut [u8]> {
    library::open(key, nonce, aad, text)
}

/// Opens `sealed` into `text`, which has its length less the tag. Nothing is known of `text` if the tag
/// is wrong: it may be as it was, or cleared.
pub(crate) fn open_to(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    sealed: &[u8],
    text: &mut [u8],
) -> Option<()> {
    library::open_to(key, nonce, aad, sealed, text)
}

#[cfg(any(not(feature = "aws-lc"), target_family = "wasm", target_os = "none"))]
mod library {
    use chacha20poly1305::aead::AeadInOut;
    use chacha20poly1305::aead::inout::InOutBuf;
    use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Tag};

    pub(super) fn seal(
        key: &[u8; 32],
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
    ) -> Option<[u8; 16]> {
        let cipher = ChaCha20Poly1305::new(key.into());
        let tag = cipher.encrypt_inout_detached(nonce.into(), aad, text.into());
        tag.ok().map(Into::into)
    }

    pub(super) fn open<'t>(
        key: &[u8; 32],
        nonce: &[u8; 12],
        aad: &[u8],
        text: &'t mut [u8],
    ) -> Option<&'t mut [u8]> {
        let (plaintext, tag) = text.split_last_chunk_mut()?;
        let tag: Tag = (*tag).into();
        ChaCha20Poly1305::new(key.into())
            .decrypt_inout_detached(nonce.into(), aad, (&mut *plaintext).into(), &tag)
            .ok()?;
        Some(plaintext)
    }

    pub(super) fn open_to(
        key: &[u8; 32],
        nonce: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
        text: &mut [u8],
    ) -> Option<()> {
        let (sealed, tag) = sealed.split_last_chunk()?;
        let tag: Tag = (*tag).into();
        let text = InOutBuf::new(sealed, text).ok()?;
        let cipher = ChaCha20Poly1305::new(key.into());
        let opened = cipher.decrypt_inout_detached(nonce.into(), aad, text, &tag);
        opened.ok()
    }
}

#[cfg(all(
    feature = "aws-lc",
    not(any(target_family = "wasm", target_os = "none"))
))]
mod library {
    use alloc::vec;

    use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
    use zeroize::Zeroizing;

    pub(super) fn seal(
        key: &[u8; 32],
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
    ) -> Option<[u8; 16]> {
        let tag = self::key(key)?.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(aad),
            text,
        );
        tag.ok()?.as_ref().try_into().ok()
    }

    /// AWS-LC clears what it could not open; a copy keeps the promise that it is unchanged.
    pub(super) fn open<'t>(
        key: &[u8; 32],
        nonce: &[u8; 12],
        aad: &[u8],
        text: &'t mut [u8],
    ) -> Option<&'t mut [u8]> {
        let length = text.len().checked_sub(16)?;
        let mut opened = Zeroizing::new(vec![0; length]);
        open_to(key, nonce, aad, text, &mut opened)?;
        let plaintext = &mut text[..length];
        plaintext.copy_from_slice(&opened);
        Some(plaintext)
    }

    pub(super) fn open_to(
        key: &[u8; 32],
        nonce: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
        text: &mut [u8],
    ) -> Option<()> {
        let (sealed, tag) = sealed.split_last_chunk::<16>()?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self::key(key)?.open_separate_gather(nonce, Aad::from(aad), sealed, tag, text);
        opened.ok()
    }

    fn key(key: &[u8; 32]) -> Option<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).ok()?;
        Some(LessSafeKey::new(key))
    }
}
