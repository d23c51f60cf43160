//! Key files.

use sealroll_core::{
    Argon2Cost, DecryptionKeys, Edition, Frontier, IdentityKeys, KeyFile, KeyFileContent,
    KeyFileSecret, RecoveryCode, SecretKind,
};
use sealroll_wire::{Generation, PresenceSecret, Reader, RootDocument};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::fixed_rng::FixedRng;
use crate::outcome::{Outcome, Refusal};
use crate::value::{bytes, hex, narrow, number};

pub(crate) fn seal(input: &Value) -> Outcome {
    let content = content(number(input, "kind"), &bytes(input, "content"))?;
    let cost = Argon2Cost::new(
        narrow(input, "m_kib"),
        narrow(input, "t"),
        narrow(input, "p"),
    )?;
    let secret = Secret::new(secret_kind(input), &bytes(input, "secret"))?;
    let salt = bytes(input, "salt");
    let file = content.seal(secret.as_ref(), cost, &mut FixedRng(&salt))?;
    Ok(json!({ "commitment": hex(&file[28..60]), "file": hex(&file) }))
}

pub(crate) fn open(input: &Value) -> Outcome {
    let mut file = bytes(input, "file");
    if let Some(zeros) = input["zeros_appended"].as_u64() {
        let zeros = usize::try_from(zeros).expect("a number of bytes");
        file.resize(file.len() + zeros, 0);
    }
    let file = KeyFile::parse(&file)?;
    let secret = Secret::new(file.secret_kind(), &bytes(input, "secret"))?;
    Ok(match file.open(secret.as_ref())? {
        KeyFileContent::Identity(keys) => json!({
            "root_seed": hex(keys.root_seed().as_slice()),
            "presence_secret": hex(keys.presence_secret().expose_bytes()),
            "root_document": hex(keys.root_document().as_bytes()),
        }),
        KeyFileContent::Decryption(keys) => json!({
            "editions": write_editions(&keys),
            "generations": keys.generations().iter().map(write_generation).collect::<Vec<_>>(),
        }),
        KeyFileContent::Device(content) => json!({ "content": hex(&content) }),
    })
}

pub(crate) fn write_editions(keys: &DecryptionKeys) -> Vec<Value> {
    let editions = keys.editions().iter().map(|edition| {
        json!({
            "presence_secret": hex(edition.presence_secret().expose_bytes()),
            "door_secret": hex(edition.door_secret().to_bytes().as_slice()),
        })
    });
    editions.collect()
}

pub(crate) fn write_generation((generation, frontier): &(Generation, Frontier)) -> Value {
    json!({ "generation": generation.value(), "frontier": hex(&frontier.to_bytes()) })
}

pub(crate) fn secret_kind(input: &Value) -> SecretKind {
    match number(input, "secret_kind") {
        1 => SecretKind::RecoveryCode,
        _ => SecretKind::Passphrase,
    }
}

fn content(kind: u64, bytes: &[u8]) -> Result<KeyFileContent, Refusal> {
    let mut reader = Reader::new(bytes);
    Ok(match kind {
        1 => {
            let root_seed = Zeroizing::new(reader.array()?);
            let presence_secret = PresenceSecret::from_bytes(reader.array()?);
            let root_document = RootDocument::from_bytes(reader.bytes(54)?)?;
            let keys = IdentityKeys::new(root_seed, presence_secret, root_document);
            KeyFileContent::Identity(Box::new(keys))
        }
        2 => {
            let editions = (0..reader.u8()?).map(|_| Edition::read(&mut reader));
            let editions = editions.collect::<Result<_, _>>()?;
            let mut generations = Vec::new();
            for _ in 0..reader.u16()? {
                let generation = Generation(reader.u32()?);
                let length = reader.u32()? as usize;
                generations.push((generation, Frontier::from_bytes(reader.bytes(length)?)?));
            }
            KeyFileContent::Decryption(DecryptionKeys::new(editions, generations)?)
        }
        _ => KeyFileContent::Device(Zeroizing::new(bytes.to_vec())),
    })
}

/// The secret of a vector, kept so that it can be lent.
pub(crate) enum Secret {
    Code(RecoveryCode),
    Passphrase(String),
}

impl Secret {
    pub(crate) fn new(kind: SecretKind, bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(match kind {
            SecretKind::RecoveryCode => {
                let bytes = bytes.try_into().map_err(|_| "bad-code")?;
                Self::Code(RecoveryCode::from_bytes(bytes))
            }
            SecretKind::Passphrase => {
                let text = String::from_utf8(bytes.to_vec()).map_err(|_| "bad-text")?;
                Self::Passphrase(text)
            }
        })
    }

    pub(crate) fn as_ref(&self) -> KeyFileSecret<'_> {
        match self {
            Self::Code(code) => KeyFileSecret::RecoveryCode(code),
            Self::Passphrase(text) => KeyFileSecret::Passphrase(text),
        }
    }
}
