//! The table of all fuzz targets.

use crate::seed::Seed;
use crate::{
    audits, blobs, bundles, contacts, devices, disclosures, documents, epoch_tree, exchanges,
    histories, hostile, inboxes, key_files, log_model, mailbox, notes, notice_pages, proofs,
    records, recovered_logs, recoveries, requests, saved_states, services, sheets, structures,
    syncs, texts, tiles,
};

/// A property with a name and the inputs that fuzzing begins with.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Name of the target and of its folder in `fuzz/corpus`.
    pub name: &'static str,
    /// Panics if the property does not hold for the input.
    pub property: fn(&[u8]),
    /// Makes the seeds; the same ones every time.
    pub seeds: fn() -> Vec<Seed>,
}

/// Writes the table: the name of a target is that of its property.
macro_rules! targets {
    ($($module:ident { $($property:ident $seeds:ident,)* })*) => {
        /// Every target, in the order in which things happen.
        pub const TARGETS: &[Target] = &[$($(
            Target {
                name: stringify!($property),
                property: $module::$property,
                seeds: $module::$seeds,
            },
        )*)*];
    };
}

targets! {
    texts {
        plain_text plain_text_seeds,
        invitation invitation_seeds,
        instruction instruction_seeds,
    }
    structures {
        signature signature_seeds,
        root root_seeds,
        certificate certificate_seeds,
        descriptor descriptor_seeds,
        statement statement_seeds,
        statements statements_seeds,
        authority_card authority_card_seeds,
    }
    bundles {
        welcome welcome_seeds,
        registration registration_seeds,
        envelope envelope_seeds,
        envelope_page envelope_page_seeds,
    }
    hostile {
        bundle_forgery bundle_forgery_seeds,
        signed_chain signed_chain_seeds,
    }
    requests {
        request_fields request_fields_seeds,
        request_forgery request_forgery_seeds,
    }
    notes {
        note note_seeds,
        checkpoint checkpoint_seeds,
        cosignature cosignature_seeds,
        receipt receipt_seeds,
        receipt_forgery receipt_forgery_seeds,
    }
    documents {
        document document_seeds,
    }
    tiles {
        entry entry_seeds,
        bundle bundle_seeds,
        tile tile_seeds,
        tile_path tile_path_seeds,
        frontier frontier_seeds,
    }
    proofs {
        inclusion_proof inclusion_proof_seeds,
        consistency_proof consistency_proof_seeds,
    }
    log_model {
        log_model log_model_seeds,
    }
    records {
        record record_seeds,
        record_fields record_fields_seeds,
        sealed_frame sealed_frame_seeds,
        frame frame_seeds,
        ticket ticket_seeds,
    }
    contacts {
        sealed_contact sealed_contact_seeds,
    }
    inboxes {
        hostile_inbox hostile_inbox_seeds,
    }
    services {
        service service_seeds,
    }
    syncs {
        hostile_sync hostile_sync_seeds,
    }
    histories {
        hostile_history hostile_history_seeds,
    }
    recovered_logs {
        recovered_logs recovered_logs_seeds,
    }
    disclosures {
        disclosure disclosure_seeds,
    }
    mailbox {
        notice notice_seeds,
    }
    notice_pages {
        notice_page notice_page_seeds,
        feed feed_seeds,
        mailbox mailbox_seeds,
    }
    devices {
        device_card device_card_seeds,
        grant grant_seeds,
    }
    saved_states {
        saved_state saved_state_seeds,
    }
    exchanges {
        exchange exchange_seeds,
    }
    epoch_tree {
        epoch_frontier epoch_frontier_seeds,
        puncturing puncturing_seeds,
    }
    key_files {
        key_file key_file_seeds,
        key_file_content key_file_content_seeds,
        recovery_code recovery_code_seeds,
    }
    sheets {
        recovery_sheet recovery_sheet_seeds,
        recovery_words recovery_words_seeds,
    }
    recoveries {
        recovered_owner recovered_owner_seeds,
    }
    audits {
        audit audit_seeds,
        transcript transcript_seeds,
    }
    blobs {
        recovery_blob recovery_blob_seeds,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_seeds_are_small() {
        let names: BTreeSet<_> = TARGETS.iter().map(|target| target.name).collect();
        assert_eq!(names.len(), TARGETS.len());
        for target in TARGETS {
            let seeds = (target.seeds)();
            assert!(!seeds.is_empty(), "{} has no seed", target.name);
            let small = seeds.iter().all(|seed| seed.bytes.len() < 4096);
            assert!(small, "{} has a large seed", target.name);
        }
    }

    #[test]
    fn every_seed_holds() {
        for target in TARGETS {
            for seed in (target.seeds)() {
                println!("{} {}", target.name, seed.name);
                (target.property)(&seed.bytes);
            }
        }
    }
}
