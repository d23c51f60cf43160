//! What can be switched on in a processor, against the least that runs: pairs of rounds on the same
//! machine, one right after the other.

use std::path::Path;

use tokio::runtime::Runtime;

use crate::desk::Desk;
use crate::error::JourneyError;
use crate::load::{MOST, Run, one_thread, seal};
use crate::service::Service;

/// Uploads per second with everything on, over those with the least, in each pair of rounds.
pub(crate) fn all_over_least(
    processor: &Path,
    folder: &Path,
    clients: usize,
    uploads: usize,
) -> Result<Vec<f64>, JourneyError> {
    let runtime = one_thread()?;
    let mut least = Side::open(Service::start(processor, &folder.join("least"))?)?;
    let all = [
        // Limits count every address, and are never reached.
        ("SEALROLL_ADDRESS_HEADER", "x-forwarded-for"),
        ("SEALROLL_UPLOADS_PER_MINUTE", "4000000000"),
        ("SEALROLL_READS_PER_MINUTE", "4000000000"),
        ("SEALROLL_METRICS_LISTEN", "127.0.0.1:0"),
        ("SEALROLL_OPERATOR", "Example Ltd"),
        ("SEALROLL_SUB_PROCESSORS", "Hosting Ltd, EU;Mail Ltd, EU"),
    ];
    let all = all.map(|(name, value)| (name, value.into())).into();
    let all = Service::start_configured(processor, &folder.join("all"), "127.0.0.1:0", all)?;
    let mut all = Side::open(all)?;
    let mut ratios = Vec::new();
    for pair in 0..=PAIRS {
        // Who begins changes from pair to pair.
        let (with, without) = if pair % 2 == 0 {
            let without = least.round(&runtime, clients, uploads)?;
            (all.round(&runtime, clients, uploads)?, without)
        } else {
            let with = all.round(&runtime, clients, uploads)?;
            (with, least.round(&runtime, clients, uploads)?)
        };
        // The first warms up both.
        if pair > 0 {
            ratios.push(without / with);
        }
    }
    ratios.sort_by(f64::total_cmp);
    Ok(ratios)
}

/// A processor with a list.
struct Side {
    service: Service,
    desk: Desk,
    run: Run,
}

impl Side {
    fn open(service: Service) -> Result<Self, JourneyError> {
        let desk = Desk::open_list_of(&service, |list| list.terms.epoch_cap = MOST)?;
        let run = Run::default();
        Ok(Self { service, desk, run })
    }

    /// Seconds that one round of uploads took.
    fn round(
        &mut self,
        runtime: &Runtime,
        clients: usize,
        uploads: usize,
    ) -> Result<f64, JourneyError> {
        let invitation = self.desk.invitation()?;
        let pending = seal(&self.desk.client, &invitation, uploads)?;
        let before = self.run.seconds;
        self.run.upload(runtime, &self.service, clients, pending)?;
        Ok(self.run.seconds - before)
    }
}

/// Pairs that count.
const PAIRS: usize = 8;
