//! The files of a vault: `master-<n>` and `keys-<n>`, the highest complete pair counts.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use chacha20::{
    XChaCha20,
    cipher::{KeyIvInit, StreamCipher},
};
use hmac::{Hmac, KeyInit, Mac};
use sealroll_wire::{Epoch, ListId};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    vault::{EpochKey, MasterKey, NONCE, State, random},
};

/// Makes the directory, private.
pub(crate) fn prepare(directory: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(error_of)
}

/// Whether there is any master key.
pub(crate) fn exists(directory: &Path) -> bool {
    numbers(directory).is_ok_and(|numbers| !numbers.is_empty())
}

/// Reads the highest pair that verifies; `None` if there are no files.
pub(crate) fn read(directory: &Path) -> Result<Option<State>, StoreError> {
    if !directory.exists() {
        return Ok(None);
    }
    let mut numbers = numbers(directory).map_err(error_of)?;
    numbers.sort_unstable();
    for number in numbers.iter().rev() {
        let (master, keys) = paths(directory, *number);
        // A crash may have left a master key without the keys that it was to wrap.
        let (Ok(master), Ok(keys)) = (fs::read(master), fs::read(keys)) else {
            continue;
        };
        let master = Zeroizing::new(master);
        if let Some(state) = decode(*number, &master, keys) {
            return Ok(Some(state));
        }
    }
    if numbers.is_empty() {
        Ok(None)
    } else {
        Err(StoreError::Corrupt)
    }
}

/// Writes the state durably, then destroys older master keys.
pub(crate) fn write(directory: &Path, state: &State) -> Result<(), StoreError> {
    let (master, keys) = paths(directory, state.number);
    let write = || -> io::Result<()> {
        if fs::read(&master).ok().as_deref() != Some(&state.master.0) {
            replace(&master, &state.master.0)?;
        }
        let content = encode(state).map_err(|_| io::ErrorKind::Other)?;
        replace(&keys, &content)?;
        sync_directory(directory)?;
        for number in numbers(directory)? {
            if number != state.number {
                destroy(directory, number)?;
            }
        }
        sync_directory(directory)
    };
    write().map_err(error_of)
}

/// Overwrites and removes a master key and what it wrapped.
fn destroy(directory: &Path, number: u64) -> io::Result<()> {
    let (master, keys) = paths(directory, number);
    let mut file = fs::OpenOptions::new().write(true).open(&master)?;
    file.write_all(&[0; 32])?;
    file.sync_all()?;
    // The keys first: while the master key's file is there, they are looked for.
    match fs::remove_file(keys) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::remove_file(master)
}

/// Puts a private file in the place of another, in one step.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(new, path)
}

#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    fs::File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

/// `magic | nonce | masked (u32 count | count × (list | epoch | key) | count × (list | epoch)) | tag`
fn encode(state: &State) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let nonce = random::<NONCE>()?;
    let mut file = Zeroizing::new(MAGIC.to_vec());
    file.extend_from_slice(nonce.as_ref());
    let mut content = Zeroizing::new(Vec::with_capacity(
        8 + state.keys.len() * 52 + state.destroyed.len() * 20,
    ));
    let count = |count: usize, content: &mut Vec<u8>| -> Result<(), StoreError> {
        let count = u32::try_from(count).map_err(|_| StoreError::TooLarge)?;
        content.extend_from_slice(&count.to_be_bytes());
        Ok(())
    };
    count(state.keys.len(), &mut content)?;
    for ((list, epoch), key) in &state.keys {
        content.extend_from_slice(list.as_bytes());
        content.extend_from_slice(&epoch.value().to_be_bytes());
        content.extend_from_slice(&key.0);
    }
    count(state.destroyed.len(), &mut content)?;
    for (list, epoch) in &state.destroyed {
        content.extend_from_slice(list.as_bytes());
        content.extend_from_slice(&epoch.value().to_be_bytes());
    }
    mask(&state.master.0, &nonce, &mut content);
    file.extend_from_slice(&content);
    let tag = tag(&state.master.0, &file).finalize().into_bytes();
    file.extend_from_slice(&tag);
    Ok(file)
}

fn decode(number: u64, master: &[u8], file: Vec<u8>) -> Option<State> {
    let master = MasterKey(master.try_into().ok()?);
    let (authentic, expected) = file.split_last_chunk::<32>()?;
    tag(&master.0, authentic).verify_slice(expected).ok()?;
    let (nonce, content) = authentic.strip_prefix(MAGIC)?.split_first_chunk()?;
    let mut content = Zeroizing::new(content.to_vec());
    mask(&master.0, nonce, &mut content);
    let mut rest = &content[..];
    let mut state = State {
        number,
        master,
        ..State::default()
    };
    for _ in 0..u32::from_be_bytes(*take(&mut rest)?) {
        let epoch = epoch(&mut rest)?;
        state.keys.insert(epoch, EpochKey(*take(&mut rest)?));
    }
    for _ in 0..u32::from_be_bytes(*take(&mut rest)?) {
        state.destroyed.insert(epoch(&mut rest)?);
    }
    rest.is_empty().then_some(state)
}

fn epoch(rest: &mut &[u8]) -> Option<(ListId, Epoch)> {
    let list = ListId::from_bytes(*take(rest)?);
    Some((list, Epoch(u32::from_be_bytes(*take(rest)?))))
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(taken)
}

fn mask(master: &[u8; 32], nonce: &[u8; NONCE], content: &mut [u8]) {
    XChaCha20::new(master.into(), nonce.into()).apply_keystream(content);
}

/// The mask's key is the master key itself; the tag's is drawn from it.
fn tag(master: &[u8; 32], file: &[u8]) -> Hmac<Sha256> {
    let keyed = |key: &[u8], message: &[u8]| {
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(message);
        mac
    };
    let key = Zeroizing::new(<[u8; 32]>::from(
        keyed(master, TAG_KEY).finalize().into_bytes(),
    ));
    keyed(key.as_ref(), file)
}

/// The numbers of the master keys in a directory.
fn numbers(directory: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(MASTER));
        numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
    }
    Ok(numbers)
}

fn paths(directory: &Path, number: u64) -> (PathBuf, PathBuf) {
    (
        directory.join(format!("{MASTER}{number}")),
        directory.join(format!("{KEYS}{number}")),
    )
}

fn error_of(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        _ => StoreError::Io,
    }
}

const MASTER: &str = "master-";
const KEYS: &str = "keys-";
const MAGIC: &[u8] = b"sealroll-vault1\n";
const TAG_KEY: &[u8] = b"sealroll vault tag";
