//! The HPKE layer beside libraries of other languages, both ways, in modes base and psk.

use rand_core::Rng;
use sealroll_core::X25519PublicKey;
use sealroll_core::hpke::{Mode, derive_key_pair, setup_recipient, setup_sender};
use sealroll_vectors::{hex, unhex};
use serde_json::{Value, json};

use crate::choice::Choice;
use crate::expected::Counts;
use crate::fault::{Fault, OrFault, equal};
use crate::partner::Partner;

/// Runs one round: each side opens what the other has sealed, and refuses what was altered.
pub(crate) fn run(foreign: &mut Partner, choice: &mut Choice) -> Result<Counts, Fault> {
    let round = Round::draw(choice);
    round.they_open_ours(foreign, choice)?;
    round.we_open_theirs(foreign)?;
    let mode = if round.psk.is_some() { "psk" } else { "base" };
    Ok(Counts::from([(mode.to_owned(), 2)]))
}

struct Round {
    recipient_ikm: Vec<u8>,
    info: Vec<u8>,
    /// Key and name; none in mode base.
    psk: Option<(Vec<u8>, Vec<u8>)>,
    plaintext: Vec<u8>,
}

impl Round {
    fn draw(choice: &mut Choice) -> Self {
        let psk = choice.chance(60);
        let (info, text) = (choice.below(100), choice.below(2100));
        let mut bytes = |length: u64| {
            let mut bytes = vec![0; length as usize];
            choice.rng.fill_bytes(&mut bytes);
            bytes
        };
        Self {
            recipient_ikm: bytes(32),
            info: bytes(info),
            psk: psk.then(|| (bytes(32), bytes(32))),
            plaintext: bytes(text),
        }
    }

    fn they_open_ours(&self, foreign: &mut Partner, choice: &mut Choice) -> Result<(), Fault> {
        let recipient = derive_key_pair(&self.recipient_ikm);
        let mut ephemeral_ikm = [0; 32];
        choice.rng.fill_bytes(&mut ephemeral_ikm);
        let ephemeral = derive_key_pair(&ephemeral_ikm);
        let sender = setup_sender(recipient.public_key(), ephemeral, &self.info, self.mode());
        let (enc, mut context) = sender.or_fault("sealing")?;
        let mut ciphertext = context.seal(b"", &self.plaintext).or_fault("sealing")?;
        let mut command = self.command("open");
        command["sk"] = hex(recipient.secret_key().to_bytes().as_slice());
        command["enc"] = hex(enc.as_bytes());
        command["ct"] = hex(&ciphertext);
        equal(
            "they open ours",
            &foreign.ask(&command)?["pt"],
            &hex(&self.plaintext),
        )?;

        let bit = choice.below(ciphertext.len() as u64 * 8) as usize;
        ciphertext[bit / 8] ^= 1 << (bit % 8);
        command["ct"] = hex(&ciphertext);
        let altered = foreign.answer(&command)?;
        equal("they refuse altered text", &altered["ok"], &json!(false))
    }

    fn we_open_theirs(&self, foreign: &mut Partner) -> Result<(), Fault> {
        let recipient = derive_key_pair(&self.recipient_ikm);
        let mut command = self.command("seal");
        command["pk"] = hex(recipient.public_key().as_bytes());
        command["pt"] = hex(&self.plaintext);
        let sealed = foreign.ask(&command)?;
        let enc = unhex(&sealed["enc"]).try_into().or_fault("their enc")?;
        let enc = X25519PublicKey::from_bytes(enc).or_fault("their enc")?;
        let ciphertext = unhex(&sealed["ct"]);
        let open = |info: &[u8]| {
            let mut context = setup_recipient(&recipient, &enc, info, self.mode())?;
            context.open(b"", &ciphertext)
        };
        let opened = open(&self.info).or_fault("we cannot open theirs")?;
        equal(
            "we open theirs",
            &opened.as_slice(),
            &self.plaintext.as_slice(),
        )?;
        let other = [self.info.as_slice(), b"."].concat();
        equal("we refuse another info", &open(&other).is_err(), &true)
    }

    fn mode(&self) -> Mode<'_> {
        match &self.psk {
            Some((psk, psk_id)) => Mode::Psk { psk, psk_id },
            None => Mode::Base,
        }
    }

    fn command(&self, operation: &str) -> Value {
        let mut command = json!({ "op": operation, "info": hex(&self.info) });
        if let Some((psk, psk_id)) = &self.psk {
            command["psk"] = hex(psk);
            command["psk_id"] = hex(psk_id);
        }
        command
    }
}
