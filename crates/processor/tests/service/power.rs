//! Power cuts: of what was written and not yet synchronised, any part may be lost. After each the
//! whole store verifies, nothing acknowledged is missing, and the log goes on.
//!
//! `SEALROLL_POWER_CUTS` sets how many; `SEALROLL_POWER_REPORT` where the figures go.

use std::{env, fs, path::Path, sync::Arc};

use sealroll_processor::{Clock, Config, Processor, verify};
use sealroll_store::{
    Disk, EntryBytes, LogId, PowerCuts, SqliteOptions, SqliteStore, Store, Vault,
};
use sealroll_wire::Order;

use crate::support::{
    NOON,
    client::Client,
    config,
    guest::{envelope, record_id, upload, verify_receipt},
    orders::Orders,
    owner::Owner,
    time,
};

/// The entries of the list's two logs.
type Logs = [Vec<EntryBytes>; 2];

fn open(database: &Path, vault: &Path) -> SqliteStore {
    let mut options = SqliteOptions::default();
    // So that a short history moves its log to the main file many times.
    options.checkpoint_pages = 24;
    options.vault = Some(Arc::new(Vault::open(vault, None).unwrap()));
    SqliteStore::open(database, options).unwrap()
}

/// What a store holds that starts on this disk.
fn logs(disk: &Disk, owner: &Owner, directory: &Path) -> Logs {
    let (database, vault) = (directory.join("sealroll.db"), directory.join("vault"));
    if directory.exists() {
        fs::remove_dir_all(directory).unwrap();
    }
    fs::create_dir(directory).unwrap();
    disk.write(&database, &vault).unwrap();
    let store = open(&database, &vault);
    [
        LogId::records(owner.list(), owner.generation),
        LogId::instructions(owner.list()),
    ]
    .map(|log| {
        let size = store.head(log).unwrap().map_or(0, |head| head.size);
        let entries = store.entries(log, 0, size).unwrap();
        assert_eq!(entries.len() as u64, size);
        entries
    })
}

// covers: LOG-2, LOG-3
#[test]
fn no_power_cut_loses_or_forks_anything() {
    let cuts: usize = env::var("SEALROLL_POWER_CUTS").map_or(60, |cuts| cuts.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let (database, vault) = (
        directory.path().join("store.db"),
        directory.path().join("vault"),
    );
    let store = PowerCuts::new(open(&database, &vault), &database, &vault, 3);
    let store = Arc::new(store);
    let shared: Arc<dyn Store> = Arc::<PowerCuts<SqliteStore>>::clone(&store);
    let config = config(&directory);
    let processor = Processor::start_with(&config, Clock::manual(time(NOON)), shared).unwrap();
    let owner = Owner::new(1, &processor);
    let client = &mut Client::connect(processor.address());
    history(&owner, client);
    drop(processor);

    let steps = store.steps();
    let emptied = steps
        .iter()
        .filter(|step| step.after() != step.before())
        .count();
    assert!(emptied > 30, "steps that write: {emptied}");
    let scratch = directory.path().join("image");
    let last = steps.last().unwrap();
    let whole = logs(last.after(), &owner, &scratch);
    let mut state = 0x5eed_u64;
    let mut random = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    // The control: a disk that loses what it was told to keep is noticed.
    let noticed = steps.iter().any(|step| {
        let durable = logs(step.before(), &owner, &scratch);
        let lost = logs(&step.before().without_journal(), &owner, &scratch);
        lost.iter()
            .zip(&durable)
            .any(|(lost, durable)| !lost.starts_with(durable))
    });
    assert!(noticed);
    let (mut before, mut after, mut between) = (0, 0, 0);
    for number in 0..cuts {
        let step = &steps[number % steps.len()];
        let durable = logs(step.before(), &owner, &scratch);
        let complete = logs(step.after(), &owner, &scratch);
        let image = step.image(&mut random);
        let found = logs(&image, &owner, &scratch);
        for ((found, durable), (complete, whole)) in
            found.iter().zip(&durable).zip(complete.iter().zip(&whole))
        {
            assert!(found.starts_with(durable), "what was answered is lost");
            assert!(
                complete.starts_with(found),
                "something is there that nobody sent"
            );
            assert!(whole.starts_with(found), "the log is forked");
        }
        // One step, all or nothing.
        assert!(found == durable || found == complete, "half a commit");
        if durable == complete {
            between += 1;
        } else if found == complete {
            after += 1;
        } else {
            before += 1;
        }
        check(&config, &owner, &scratch, number % 20 == 0);
    }
    assert!(
        before > cuts / 20 && after > cuts / 20,
        "{before} {after} {between}"
    );
    if let Ok(file) = env::var("SEALROLL_POWER_REPORT") {
        let report = serde_json::json!({
            "cuts": cuts, "lost": 0, "forked": 0,
            "not_stored": before, "stored": after, "without_entries": between,
        });
        fs::write(file, format!("{report}\n")).unwrap();
    }
}

/// Uploads, orders, erasures and cosignatures of some days.
fn history(owner: &Owner, client: &mut Client) {
    owner.register(client);
    let statements = owner.publish(client, NOON);
    let mut orders = Orders::default();
    for number in 0..90 {
        let envelope = envelope(&statements[(number % 2) as usize], number);
        upload(client, &envelope).ok();
        if number % 10 == 9 {
            owner.cosign(client).ok();
        }
        if number % 15 == 14 {
            let order = Order::EraseRecord(record_id(&envelope));
            orders.give(owner, client, order);
        }
    }
    orders.give(owner, client, Order::PurgeEpoch(statements[0].epoch()));
    for number in 100..160 {
        upload(client, &envelope(&statements[1], number)).ok();
    }
}

/// Verifies the whole store, and lets a processor go on from it.
fn check(config: &Config, owner: &Owner, image: &Path, go_on: bool) {
    fs::copy(config.data_dir.join("log.key"), image.join("log.key")).unwrap();
    let mut config = config.clone();
    config.data_dir = image.to_owned();
    config.vault_dir = Some(image.join("vault"));
    let found = verify(&config, image).unwrap();
    assert!(found.is_sound(), "{found}");
    if !go_on || found.lists == 0 {
        return;
    }
    let processor = Processor::start(&config, Clock::manual(time(NOON))).unwrap();
    let client = &mut Client::connect(processor.address());
    let statement = {
        let store = SqliteStore::open_to_read(&image.join("sealroll.db"), None).unwrap();
        store.statements(&owner.list(), owner.today).unwrap().pop()
    };
    let Some(row) = statement else {
        return;
    };
    let statement = sealroll_wire::Statement::from_bytes(&row.bytes).unwrap();
    let new = envelope(&statement, 9999);
    let receipt = upload(client, &new).ok();
    verify_receipt(&receipt.body, &new, &owner.note_key());
    owner.sync(client);
}
