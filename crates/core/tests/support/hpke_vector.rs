//! One HPKE test vector in the fields of RFC 9180 appendix A, and everything it says about the
//! implementation.

use sealroll_core::hpke::{
    ContentKey, Mode, Recipient, decap, derive_key_pair, encap, setup_recipient, setup_sender,
};
use sealroll_core::{X25519KeyPair, X25519PublicKey, X25519SecretKey};

use crate::hex::{array, hex};

/// Fields in hexadecimal, named as in the RFC.
pub(crate) struct HpkeVector<'a> {
    pub(crate) name: &'a str,
    pub(crate) psk: Option<(&'a str, &'a str)>,
    pub(crate) info: &'a str,
    pub(crate) ikm_r: &'a str,
    pub(crate) ikm_e: &'a str,
    pub(crate) sk_rm: &'a str,
    pub(crate) sk_em: &'a str,
    pub(crate) pk_rm: &'a str,
    pub(crate) enc: &'a str,
    pub(crate) shared_secret: &'a str,
    pub(crate) key_schedule_context: &'a str,
    pub(crate) key: &'a str,
    pub(crate) base_nonce: &'a str,
    pub(crate) exporter_secret: &'a str,
    pub(crate) encryptions: &'a [Encryption<'a>],
    pub(crate) exports: &'a [Export<'a>],
}

/// One message of the context.
#[derive(Clone, Copy)]
pub(crate) struct Encryption<'a> {
    pub(crate) sequence: usize,
    pub(crate) aad: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) pt: &'a str,
    pub(crate) ct: &'a str,
}

/// One exported value.
#[derive(Clone, Copy)]
pub(crate) struct Export<'a> {
    pub(crate) context: &'a str,
    pub(crate) length: usize,
    pub(crate) value: &'a str,
}

impl HpkeVector<'_> {
    /// Checks every value of the vector in both roles.
    pub(crate) fn check(&self) {
        let psk = self.psk.map(|(psk, psk_id)| (hex(psk), hex(psk_id)));
        let mode = match &psk {
            None => Mode::Base,
            Some((psk, psk_id)) => Mode::Psk { psk, psk_id },
        };
        let info = hex(self.info);
        let enc = X25519PublicKey::from_bytes(array(self.enc)).unwrap();
        let pk_recip = X25519PublicKey::from_bytes(array(self.pk_rm)).unwrap();

        self.check_kem(&enc, &pk_recip);

        let (sent, mut sender) =
            setup_sender(&pk_recip, derive_key_pair(&hex(self.ikm_e)), &info, mode).unwrap();
        assert_eq!(sent, enc, "{}: enc", self.name);
        let mut recipient =
            setup_recipient(&derive_key_pair(&hex(self.ikm_r)), &enc, &info, mode).unwrap();
        let cached = Recipient::new(derive_key_pair(&hex(self.ikm_r)), mode).unwrap();
        let context = cached.key_schedule_context(&info);
        let mut cached = cached.setup_with(&enc, &context).unwrap();

        assert_eq!(
            context.as_bytes().as_slice(),
            hex(self.key_schedule_context),
            "{}",
            self.name
        );
        let content_key = hex(&[self.key, self.base_nonce].concat());
        for found in [
            sender.content_key(),
            recipient.content_key(),
            cached.content_key(),
        ] {
            assert_eq!(
                found.to_bytes().as_slice(),
                content_key,
                "{}: key",
                self.name
            );
        }
        let exporters = [
            sender.exporter_secret(),
            recipient.exporter_secret(),
            cached.exporter_secret(),
        ];
        for found in exporters {
            assert_eq!(
                found.to_bytes().as_slice(),
                hex(self.exporter_secret),
                "{}",
                self.name
            );
            for export in self.exports {
                let value = found.export(&hex(export.context), export.length).unwrap();
                assert_eq!(value.as_slice(), hex(export.value), "{}: export", self.name);
            }
        }

        let mut sequence = 0;
        for encryption in self.encryptions {
            // The RFC prints only some of the messages; the others only move the sequence on.
            while sequence < encryption.sequence {
                let between = sender.seal(b"", b"").unwrap();
                recipient.open(b"", &between).unwrap();
                cached.open(b"", &between).unwrap();
                sequence += 1;
            }
            let (aad, pt, ct) = (hex(encryption.aad), hex(encryption.pt), hex(encryption.ct));
            assert_eq!(
                sender.seal(&aad, &pt).unwrap(),
                ct,
                "{}: ct {sequence}",
                self.name
            );
            assert_eq!(
                recipient.open(&aad, &ct).unwrap().as_slice(),
                pt,
                "{}",
                self.name
            );
            assert_eq!(
                cached.open(&aad, &ct).unwrap().as_slice(),
                pt,
                "{}",
                self.name
            );
            self.check_nonce(encryption, &aad, &pt, ct);
            sequence += 1;
        }
    }

    fn check_kem(&self, enc: &X25519PublicKey, pk_recip: &X25519PublicKey) {
        let ephemeral = derive_key_pair(&hex(self.ikm_e));
        let key_pair = derive_key_pair(&hex(self.ikm_r));
        assert_eq!(
            ephemeral.secret_key().to_bytes().as_slice(),
            hex(self.sk_em),
            "{}",
            self.name
        );
        assert_eq!(
            key_pair.secret_key().to_bytes().as_slice(),
            hex(self.sk_rm),
            "{}",
            self.name
        );
        assert_eq!(key_pair.public_key(), pk_recip, "{}: pkRm", self.name);
        let imported = X25519SecretKey::from_bytes(&array(self.sk_rm));
        assert_eq!(
            X25519KeyPair::from_secret_key(imported).public_key(),
            pk_recip
        );

        let (sent, sent_enc) = encap(pk_recip, ephemeral).unwrap();
        let received = decap(enc, &key_pair).unwrap();
        assert_eq!(&sent_enc, enc, "{}: enc", self.name);
        assert_eq!(
            sent.to_bytes().as_slice(),
            hex(self.shared_secret),
            "{}",
            self.name
        );
        assert_eq!(
            received.to_bytes().as_slice(),
            hex(self.shared_secret),
            "{}",
            self.name
        );
    }

    /// The printed nonce is the one that opens the message.
    fn check_nonce(&self, encryption: &Encryption<'_>, aad: &[u8], pt: &[u8], mut ct: Vec<u8>) {
        let key = [self.key, encryption.nonce].concat();
        let opened = ContentKey::from_bytes(&array(&key))
            .open_in_place(aad, &mut ct)
            .unwrap();
        assert_eq!(
            opened, pt,
            "{}: nonce of {}",
            self.name, encryption.sequence
        );
    }
}
