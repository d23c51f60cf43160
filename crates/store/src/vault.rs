use std::{
    collections::{BTreeSet, HashMap, hash_map},
    fmt,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use chacha20::{
    XChaCha20,
    cipher::{KeyIvInit, StreamCipher},
};
use sealroll_wire::{Epoch, ListId, RecordId};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{error::StoreError, vault_file};

/// The keys under which envelopes lie in the database, one for each epoch of a list.
///
/// An envelope is masked with XChaCha20 under its epoch's key, with a nonce from its record id. The
/// mask serves one end: who destroys the key destroys every copy of the envelopes, those in
/// backups of the database too. It authenticates nothing, since the record id does.
///
/// The keys lie in a directory of their own, wrapped by a master key. When keys are destroyed the
/// rest is wrapped anew under a fresh master key, and the old one is overwritten. A second
/// directory can keep a copy, of the newest state only. Destroyed keys are remembered by their
/// epoch and are never made again.
pub struct Vault {
    directory: PathBuf,
    backup: Option<PathBuf>,
    writes: bool,
    state: Mutex<State>,
}

/// What the files hold.
#[derive(Default)]
pub(crate) struct State {
    /// Number of the master key.
    pub(crate) number: u64,
    pub(crate) master: MasterKey,
    pub(crate) keys: HashMap<(ListId, Epoch), EpochKey>,
    pub(crate) destroyed: BTreeSet<(ListId, Epoch)>,
    /// Whether keys were destroyed here and may still be in the files.
    pub(crate) unsaved: bool,
}

/// Wraps the epoch keys.
#[derive(Default, Zeroize, ZeroizeOnDrop)]
pub(crate) struct MasterKey(pub(crate) [u8; 32]);

/// Masks the envelopes of one epoch.
#[derive(Default, Zeroize, ZeroizeOnDrop)]
pub(crate) struct EpochKey(pub(crate) [u8; 32]);

impl Vault {
    /// Opens the vault in this directory, or makes an empty one. With a backup directory the state
    /// is copied there now and after every change.
    ///
    /// # Errors
    /// [`StoreError::Io`]; [`StoreError::Corrupt`] if there are files but no state that verifies.
    pub fn open(directory: &Path, backup: Option<&Path>) -> Result<Self, StoreError> {
        vault_file::prepare(directory)?;
        let state = match vault_file::read(directory)? {
            Some(state) => state,
            None => {
                let state = State {
                    master: MasterKey(*random()?),
                    ..State::default()
                };
                vault_file::write(directory, &state)?;
                state
            }
        };
        let vault = Self {
            directory: directory.to_owned(),
            backup: backup.map(Path::to_owned),
            writes: true,
            state: Mutex::new(state),
        };
        if let Some(backup) = backup {
            vault_file::prepare(backup)?;
        }
        vault.save(&vault.state())?;
        Ok(vault)
    }

    /// Reads the vault in this directory and never writes to it, so that another process may be
    /// using it: no key is made and none destroyed.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] if there is none, else as [`open`](Self::open).
    pub fn read(directory: &Path) -> Result<Self, StoreError> {
        let state = vault_file::read(directory)?.ok_or(StoreError::Unusable)?;
        Ok(Self {
            directory: directory.to_owned(),
            backup: None,
            writes: false,
            state: Mutex::new(state),
        })
    }

    /// Whether a directory holds a vault.
    #[must_use]
    pub fn exists(directory: &Path) -> bool {
        vault_file::exists(directory)
    }

    /// Makes the keys that are missing, durably. Returns [`StoreError::Conflict`] if one of them
    /// was destroyed.
    pub(crate) fn provide(
        &self,
        epochs: impl Iterator<Item = (ListId, Epoch)>,
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        let mut made = Vec::new();
        for epoch in epochs {
            if state.destroyed.contains(&epoch) {
                return Err(StoreError::Conflict);
            }
            if let hash_map::Entry::Vacant(vacant) = state.keys.entry(epoch) {
                vacant.insert(EpochKey(*random()?));
                made.push(epoch);
            }
        }
        if made.is_empty() {
            return Ok(());
        }
        self.save(&state).inspect_err(|_| {
            for epoch in made {
                state.keys.remove(&epoch);
            }
        })
    }

    /// Destroys the keys for which this says so, and the master key that wrapped them.
    pub(crate) fn destroy(
        &self,
        mut purged: impl FnMut(&ListId, Epoch) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        let mut doomed = Vec::new();
        for (list, epoch) in state.keys.keys() {
            if purged(list, *epoch)? {
                doomed.push((*list, *epoch));
            }
        }
        if !doomed.is_empty() {
            let master = MasterKey(*random()?);
            for epoch in doomed {
                state.keys.remove(&epoch);
                state.destroyed.insert(epoch);
            }
            state.number += 1;
            state.master = master;
            state.unsaved = true;
        }
        if state.unsaved {
            self.save(&state)?;
            state.unsaved = false;
        }
        Ok(())
    }

    /// The epochs whose keys were destroyed.
    pub(crate) fn destroyed(&self) -> Vec<(ListId, Epoch)> {
        self.state().destroyed.iter().copied().collect()
    }

    /// Puts what is stored of an envelope into an empty row: a nonce, and the masked envelope.
    pub(crate) fn close(
        &self,
        list: &ListId,
        epoch: Epoch,
        (record, envelope): (&RecordId, &[u8]),
        row: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        let nonce = record.as_bytes().first_chunk::<NONCE>();
        row.extend_from_slice(nonce.ok_or(StoreError::Corrupt)?);
        row.extend_from_slice(envelope);
        self.mask(list, epoch, row)
    }

    /// The envelope of a row, or its beginning of a row's beginning. [`StoreError::Corrupt`] if
    /// the key is not there.
    pub(crate) fn open_row(
        &self,
        list: &ListId,
        epoch: Epoch,
        row: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let mut row = row.to_vec();
        self.mask(list, epoch, &mut row)?;
        row.drain(..NONCE);
        Ok(row)
    }

    /// Whether the key of an epoch is there.
    pub(crate) fn has(&self, list: &ListId, epoch: Epoch) -> bool {
        self.state().keys.contains_key(&(*list, epoch))
    }

    fn mask(&self, list: &ListId, epoch: Epoch, row: &mut [u8]) -> Result<(), StoreError> {
        let state = self.state();
        let key = state.keys.get(&(*list, epoch)).ok_or(StoreError::Corrupt)?;
        let (nonce, bytes) = row
            .split_first_chunk_mut::<NONCE>()
            .ok_or(StoreError::Corrupt)?;
        XChaCha20::new((&key.0).into(), (&*nonce).into()).apply_keystream(bytes);
        Ok(())
    }

    fn save(&self, state: &State) -> Result<(), StoreError> {
        if !self.writes {
            return Err(StoreError::Unusable);
        }
        vault_file::write(&self.directory, state)?;
        match &self.backup {
            Some(backup) => vault_file::write(backup, state),
            None => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Vault(<redacted>)")
    }
}

pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, StoreError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut()).map_err(|_| StoreError::Io)?;
    Ok(bytes)
}

/// Bytes of the nonce before a masked envelope.
pub(crate) const NONCE: usize = 24;
