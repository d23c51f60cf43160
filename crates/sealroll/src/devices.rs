//! Who holds keys of a list, until when, and what each can open (`spec/protocol.md#rotation`).

use std::collections::{BTreeMap, BTreeSet};

use sealroll_log::EntryKind;
use sealroll_wire::{
    Certificate, DeviceFingerprint, Epoch, Generation, KeyUse, Order, Rights, Serial, Time,
    Verified,
};

use crate::audit_ledger::Ledger;
use crate::inbox::Inbox;
use crate::owner::Owner;

/// A device that the root has certified, as the last sync shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Device {
    /// What its holder calls it; empty where this device does not know.
    pub name: String,
    /// Hash of its card, where something was granted to it from here.
    pub fingerprint: Option<DeviceFingerprint>,
    /// Its certificates, ascending.
    pub certificates: Vec<Serial>,
    /// What it may do.
    pub rights: Rights,
    /// The first moment after all of its certificates.
    pub until: Time,
    /// Whether it is this one.
    pub is_this: bool,
    /// Whether one of its certificates was revoked.
    pub is_revoked: bool,
    /// Epochs that have begun, or have records, whose keys it was given and never said to have
    /// punctured.
    pub can_open: Vec<Exposed>,
}

/// An epoch that a device can open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The epoch.
    pub epoch: Epoch,
    /// Records of it under keys that the device has.
    pub records: u64,
    /// Whether the processor has erased them: then only a dishonest one can still hand them out.
    pub is_purged: bool,
}

/// Who has said to have punctured an epoch (`spec/protocol.md#PUN-1`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holders {
    /// Devices that still have to: the epoch is not erased before.
    pub missing: Vec<Device>,
    /// Devices that were revoked, or are over, without ever saying so. Nobody can make them.
    pub silent: Vec<Device>,
}

/// An epoch that another device had erased, and whose keys this one still holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErasedElsewhere {
    /// The epoch.
    pub epoch: Epoch,
    /// Records of it in the logs: nobody will open them any more.
    pub records: u64,
    /// What the device is called that ordered it; empty where this device does not know.
    pub device: String,
    /// One of its certificates, that of the order.
    pub certificate: Serial,
}

impl Owner {
    /// Every device of the list, in the order of their first certificates: who holds what, until
    /// when, and what a revoked one can still open (`spec/protocol.md#GRT-5`).
    #[must_use]
    pub fn devices(&self, inbox: &Inbox, now: Time) -> Vec<Device> {
        let ledger = self.ledger(inbox);
        let view = View::new(self, inbox, &ledger);
        let mut groups: BTreeMap<Serial, Vec<&Verified<Certificate>>> = BTreeMap::new();
        let logged = ledger.certificates.iter();
        let unlogged = self.certificates.iter().filter(|own| {
            let same = |certificate: &Verified<Certificate>| certificate.serial() == own.serial();
            !ledger.certificates.iter().any(same)
        });
        for certificate in logged.chain(unlogged) {
            let group = self.device_of(certificate);
            groups.entry(group).or_default().push(certificate);
        }
        let current = self.epoch_at(now).unwrap_or_default();
        let devices = groups.values();
        devices
            .map(|certificates| view.device(certificates, current))
            .collect()
    }

    /// The device with a certificate, if there is one.
    #[must_use]
    pub fn device_with(&self, inbox: &Inbox, serial: Serial, now: Time) -> Option<Device> {
        let mut devices = self.devices(inbox, now).into_iter();
        devices.find(|device| device.certificates.contains(&serial))
    }

    /// Who still has to puncture an epoch, and who never will.
    #[must_use]
    pub fn holders(&self, inbox: &Inbox, epoch: Epoch, now: Time) -> Holders {
        let mut holders = Holders::default();
        for device in self.devices(inbox, now) {
            if !device.can_open.iter().any(|exposed| exposed.epoch == epoch) {
                continue;
            }
            if device.is_revoked || device.until <= now {
                holders.silent.push(device);
            } else {
                holders.missing.push(device);
            }
        }
        holders
    }

    /// Whether an epoch is erased: purged, and punctured by every holder
    /// (`spec/protocol.md#PUN-1`).
    #[must_use]
    pub fn is_erased(&self, inbox: &Inbox, epoch: Epoch, now: Time) -> bool {
        inbox.is_purged(epoch) && self.holders(inbox, epoch, now).missing.is_empty()
    }

    /// Epochs for which this device has to order [`Order::PuncturedEpoch`]: they were erased, or
    /// punctured by the owner, it was given their keys, and it has not said yet that they are
    /// gone. [`puncture`](Self::puncture) them first; then order.
    #[must_use]
    pub fn punctures_to_order(&self, inbox: &Inbox) -> Vec<Epoch> {
        let ledger = self.ledger(inbox);
        let view = View::new(self, inbox, &ledger);
        let own: Vec<_> = ledger
            .certificates
            .iter()
            .filter(|certificate| self.book.own.contains(&certificate.serial()))
            .collect();
        let is_due = |epoch: &Epoch| inbox.is_purged(*epoch) || view.is_ordered(*epoch);
        let epochs = view.held(&own).into_keys();
        epochs.filter(is_due).collect()
    }

    /// Epochs that another device, which may order that, had erased at the processor, and whose keys
    /// this device still holds. Say it, then [`puncture`](Self::puncture) each and order
    /// [`Order::PuncturedEpoch`]: as long as a holder has the keys the epoch is not erased
    /// (`spec/protocol.md#PUN-1`).
    ///
    /// Each order is signed, acknowledged and carried out in the record log. What a processor erased
    /// without an order is not among them: its word costs nobody the keys.
    #[must_use]
    pub fn erased_elsewhere(&self, inbox: &Inbox, now: Time) -> Vec<ErasedElsewhere> {
        let ledger = self.ledger(inbox);
        let mut found: BTreeMap<Epoch, ErasedElsewhere> = BTreeMap::new();
        for told in &ledger.instructions {
            let (Order::PurgeEpoch(epoch), Some(certificate)) =
                (told.instruction.order, told.certificate)
            else {
                continue;
            };
            let is_own = self.book.own.contains(&certificate);
            let is_done = told.acknowledged.is_some() && inbox.is_purged(epoch);
            if is_own || !is_done || !self.can_open(epoch) {
                continue;
            }
            let device = self.device_with(inbox, certificate, now);
            found.entry(epoch).or_insert_with(|| ErasedElsewhere {
                epoch,
                records: inbox.logged(epoch).count() as u64,
                device: device.map_or_else(String::new, |device| device.name),
                certificate,
            });
        }
        found.into_values().collect()
    }

    pub(crate) fn ledger(&self, inbox: &Inbox) -> Ledger {
        let mut ledger = Ledger::default();
        let mut whatever = Vec::new();
        for (index, (kind, bytes)) in (0_u64..).zip(inbox.documents()) {
            ledger.take(&self.root, index, *kind, bytes, &mut whatever);
        }
        ledger
    }

    /// The first certificate of the device that a certificate belongs to. Certificates of one
    /// device are made together, with serials in the order of their uses.
    fn device_of(&self, certificate: &Certificate) -> Serial {
        let serial = certificate.serial();
        if self.book.own.contains(&serial) {
            return self.book.own.iter().copied().min().unwrap_or(serial);
        }
        if let Some(known) = self.book.find(serial) {
            return known.serials.iter().copied().min().unwrap_or(serial);
        }
        let place = u64::from(certificate.key_use().to_byte());
        let first = if certificate.rights().is_delegates() {
            u64::from(KeyUse::Instruction.to_byte())
        } else {
            u64::from(KeyUse::Statement.to_byte())
        };
        Serial(serial.value().saturating_sub(place - first))
    }
}

/// What an owner knows, from which devices are described.
struct View<'a> {
    owner: &'a Owner,
    ledger: &'a Ledger,
    /// Epochs with a statement or records, and how many records in which generation.
    epochs: BTreeMap<(Epoch, Generation), u64>,
    purged: BTreeSet<Epoch>,
}

impl<'a> View<'a> {
    fn new(owner: &'a Owner, inbox: &Inbox, ledger: &'a Ledger) -> Self {
        let mut epochs = BTreeMap::new();
        for issued in &owner.statements {
            let statement = &issued.statement;
            epochs.insert((statement.epoch(), statement.generation()), 0);
        }
        let mut purged = BTreeSet::new();
        for (generation, entries) in inbox.logs() {
            for entry in entries {
                match entry.kind {
                    EntryKind::Record => *epochs.entry((entry.epoch, generation)).or_default() += 1,
                    EntryKind::Purge => drop(purged.insert(entry.epoch)),
                    _ => {}
                }
            }
        }
        Self {
            owner,
            ledger,
            epochs,
            purged,
        }
    }

    fn device(&self, certificates: &[&Verified<Certificate>], current: Epoch) -> Device {
        let mut serials: Vec<Serial> = certificates
            .iter()
            .map(|certificate| certificate.serial())
            .collect();
        serials.sort_unstable();
        let known = serials
            .iter()
            .find_map(|serial| self.owner.book.find(*serial));
        let newest = certificates
            .iter()
            .max_by_key(|certificate| certificate.serial());
        let held = self.held(certificates).into_iter();
        let is_shown = |(epoch, records): &(Epoch, u64)| *epoch <= current || *records > 0;
        Device {
            name: known.map_or_else(String::new, |known| known.name.clone()),
            fingerprint: known.and_then(|known| known.fingerprint),
            rights: newest.map_or(Rights::NONE, |newest| newest.rights()),
            until: certificates
                .iter()
                .map(|certificate| certificate.not_after())
                .max()
                .unwrap_or_default(),
            is_this: serials
                .iter()
                .any(|serial| self.owner.book.own.contains(serial)),
            is_revoked: serials
                .iter()
                .any(|serial| self.ledger.revoked.contains(serial)),
            can_open: held
                .filter(is_shown)
                .map(|(epoch, records)| Exposed {
                    epoch,
                    records,
                    is_purged: self.purged.contains(&epoch),
                })
                .collect(),
            certificates: serials,
        }
    }

    /// Epochs whose keys a device was given and has not punctured by its own word, with the
    /// records under these keys.
    fn held(&self, certificates: &[&Verified<Certificate>]) -> BTreeMap<Epoch, u64> {
        let mut held = BTreeMap::new();
        if !certificates
            .iter()
            .any(|certificate| certificate.may_read())
        {
            return held;
        }
        let has_signed = |signer: Option<Serial>| {
            let mut own = certificates.iter();
            own.any(|certificate| signer == Some(certificate.serial()))
        };
        let punctured: BTreeSet<Epoch> = self
            .punctured()
            .filter(|(_, signer)| has_signed(*signer))
            .map(|(epoch, _)| epoch)
            .collect();
        let known = certificates
            .iter()
            .find_map(|certificate| self.owner.book.find(certificate.serial()));
        for ((epoch, generation), records) in &self.epochs {
            let was_given = known.is_none_or(|known| known.was_given(*generation, *epoch));
            if was_given && !punctured.contains(epoch) {
                *held.entry(*epoch).or_default() += records;
            }
        }
        held
    }

    /// Whether a device of the owner has punctured an epoch, and wants all others to.
    fn is_ordered(&self, epoch: Epoch) -> bool {
        self.punctured().any(|(punctured, signer)| {
            let mut known = self.ledger.certificates.iter();
            punctured == epoch
                && known.any(|certificate| {
                    Some(certificate.serial()) == signer && !certificate.rights().is_delegates()
                })
        })
    }

    /// Epochs that somebody has punctured, each with the certificate of who says so.
    fn punctured(&self) -> impl Iterator<Item = (Epoch, Option<Serial>)> {
        let told = self.ledger.instructions.iter();
        told.filter_map(|told| match told.instruction.order {
            Order::PuncturedEpoch(epoch) => Some((epoch, told.certificate)),
            _ => None,
        })
    }
}
