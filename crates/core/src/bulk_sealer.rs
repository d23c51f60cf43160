//! Sealing many check-ins to one epoch of one list: a kiosk, an import.

use alloc::vec::Vec;
use core::{fmt, mem};

use rand_core::CryptoRng;
use sealroll_wire::Envelope;
use zeroize::Zeroizing;

use crate::ephemeral::hedged_ikm;
use crate::hpke::BulkSender;
use crate::record::{Attendance, CheckIn, Record};
use crate::seal::{SealError, Sealer};
use crate::ticket::TicketSecrets;
use crate::ticket_key::TicketSecretKey;

/// A [`Sealer`] that is prepared for many check-ins at once. Each still gets keys of its own, and
/// gets exactly what [`Sealer::check_in`] gives; only what they share is computed once.
pub struct BulkSealer<'s> {
    sealer: &'s Sealer,
    sender: BulkSender,
}

impl<'s> BulkSealer<'s> {
    pub(crate) fn new(sealer: &'s Sealer) -> Self {
        Self {
            sealer,
            sender: BulkSender::of(sealer.sender().clone()),
        }
    }

    /// Seals a check-in for each of `attendances`; results are in their order. One that cannot be
    /// sealed harms no other.
    ///
    /// # Errors
    /// Each as [`Sealer::check_in`] says; [`SealError::BadKey`] for all or none.
    pub fn check_ins<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        attendances: Vec<Attendance>,
    ) -> Vec<Result<(Envelope, TicketSecrets), SealError>> {
        let mut results = Vec::with_capacity(attendances.len());
        let mut attendances = attendances.into_iter();
        while attendances.len() > 0 {
            let chunk = attendances.by_ref().take(CHUNK);
            let begun: Vec<_> = chunk
                .map(|attendance| self.begin(rng, attendance))
                .collect();
            results.append(&mut self.finish(begun));
        }
        results
    }

    /// Whatever needs no key of the recipient.
    fn begin<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        attendance: Attendance,
    ) -> Result<Begun, SealError> {
        attendance.check().map_err(SealError::Record)?;
        let ticket_key = TicketSecretKey::generate(rng);
        let check_in = CheckIn {
            attendance,
            ticket_key: ticket_key.public_key(),
            sealed_contact: None,
        };
        let data = self.sealer.data(rng, Record::CheckIn(check_in))?;
        let mut random = Zeroizing::new([0; 32]);
        rng.fill_bytes(random.as_mut_slice());
        let header = self.sealer.header().to_bytes();
        let ikm = hedged_ikm(&random, self.sealer.device_secret(), &header, &data);
        Ok(Begun {
            ticket_key,
            data,
            ikm,
        })
    }

    fn finish(
        &self,
        mut begun: Vec<Result<Begun, SealError>>,
    ) -> Vec<Result<(Envelope, TicketSecrets), SealError>> {
        let good = begun.iter_mut().flatten();
        let ikms: Vec<_> = good.map(|begun| mem::take(&mut begun.ikm)).collect();
        let Ok(contexts) = self.sender.setup_many(&ikms) else {
            let refused = |begun: Result<Begun, _>| begun.and(Err(SealError::BadKey));
            return begun.into_iter().map(refused).collect();
        };
        let mut contexts = contexts.into_iter();
        begun
            .into_iter()
            .map(|begun| {
                let begun = begun?;
                let (enc, context) = contexts.next().expect("one for each good check-in");
                let sealed = self.sealer.seal_in(&enc, context, &begun.data)?;
                let (envelope, exporter_secret) = sealed;
                let record_id = envelope.record_id();
                let header = *self.sealer.header();
                let ticket =
                    TicketSecrets::new(header, record_id, begun.ticket_key, exporter_secret);
                Ok((envelope, ticket))
            })
            .collect()
    }
}

/// A check-in before its ephemeral key.
struct Begun {
    ticket_key: TicketSecretKey,
    data: Zeroizing<Vec<u8>>,
    ikm: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for BulkSealer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BulkSealer(<redacted>)")
    }
}

/// So many check-ins share an inversion.
const CHUNK: usize = 64;
