//! The processor is killed under upload load, again and again. Nothing acknowledged is lost, and the
//! owner, who watches the log, sees no contradiction. `SEALROLL_CRASH_RUNS` and
//! `SEALROLL_RESTORES_REPORT` are for `cargo xtask crash`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use std::{env, fs};

use sealroll::{
    AuditOptions, Auditor, FindingKind, Guest, LogName, Pending, Source, Ticket, Welcome,
};
use sealroll_tests::{Client, Desk, Service, guests, now, processor_binary, random};
use sealroll_wire::{Environment, Invitation, Order, ReaderToken, Time};

/// What a guest's device holds when the line goes dead.
struct Device {
    confirmed: Vec<Ticket>,
    pending: Option<Pending>,
}

#[test]
// covers: LOG-3, LOG-4, GST-1
fn nothing_acknowledged_is_lost_when_the_processor_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = Service::start(&processor_binary().unwrap(), folder.path()).unwrap();
    let mut desk = Desk::open_list(&service).unwrap();
    let invitation = desk.invitation().unwrap();
    let address = service.address().to_owned();
    let mut tickets = Vec::new();
    for round in 0..ROUNDS {
        let devices = thread::scope(|scope| {
            let guests: Vec<_> = (0..GUESTS)
                .map(|_| scope.spawn(|| sign_in_until_cut(&address, &invitation)))
                .collect();
            thread::sleep(Duration::from_millis(150 + 70 * round));
            service.kill().unwrap();
            guests
                .into_iter()
                .map(|guest| guest.join().unwrap())
                .collect::<Vec<_>>()
        });
        service = service.restart().unwrap();
        // The owner cosigned before and compares now: a log that lost an entry would not be cosigned.
        desk.sync().unwrap();
        let client = Client::new(&address);
        for device in devices {
            tickets.extend(device.confirmed);
            if let Some(pending) = device.pending {
                let receipt = client.fetch(&pending.request()).unwrap();
                tickets.push(
                    pending
                        .confirm(&receipt)
                        .map_err(|(_, error)| error)
                        .unwrap(),
                );
            }
        }
    }
    desk.sync().unwrap();
    let epoch = desk.today().unwrap();
    let fetched = desk.fetch(epoch).unwrap();
    let batch = desk.open(epoch, &fetched).unwrap();
    assert!(
        batch.quarantined.is_empty() && batch.missing.is_empty(),
        "{batch:?}"
    );
    let opened: BTreeSet<_> = desk
        .inbox
        .records()
        .map(|record| record.record_id)
        .collect();
    let acknowledged: BTreeSet<_> = tickets.iter().map(|ticket| *ticket.record_id()).collect();
    assert!(tickets.len() > ROUNDS as usize, "the load was no load");
    assert_eq!(
        acknowledged.len(),
        tickets.len(),
        "two receipts for one record"
    );
    assert_eq!(opened, acknowledged, "acknowledged and logged differ");
}

/// Signs in again and again until no answer comes any more.
fn sign_in_until_cut(address: &str, invitation: &Invitation) -> Device {
    let client = Client::new(address);
    let mut device = Device {
        confirmed: Vec::new(),
        pending: None,
    };
    let mut guest = Guest::first_use(Environment::Test, &mut random());
    let now = now().unwrap();
    let Ok(bundle) = client.fetch(&guest.welcome_request(invitation)) else {
        return device;
    };
    let welcome = guest.accept(invitation, &bundle, now).unwrap();
    let form = guests(1, 7).remove(0).form();
    loop {
        let pending = welcome.check_in(&form, now, &mut random()).unwrap();
        let Ok(receipt) = client.fetch(&pending.request()) else {
            device.pending = Some(pending);
            return device;
        };
        device.confirmed.push(
            pending
                .confirm(&receipt)
                .map_err(|(_, error)| error)
                .unwrap(),
        );
    }
}

const ROUNDS: u64 = 4;
const GUESTS: usize = 6;

// covers: RECV-4, RECV-5, RECV-6, RECV-7
#[test]
fn a_restored_backup_loses_100_of_500_and_all_of_them_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = Service::start(&processor_binary().unwrap(), folder.path()).unwrap();
    let mut desk = Desk::open_list(&service).unwrap();
    let mut purged = Desk::open_list(&service).unwrap();
    let today = purged.today().unwrap();
    let token = ReaderToken::from_bytes([7; 32]);
    let reader = token.reader_id(&desk.owner.list_id());
    order(&mut desk, Order::AdmitReader(reader));
    let client = Client::new(service.address());
    let (bundle, moment) = welcome(&client, &purged);
    let gone = check_in(&client, &bundle, moment, 3);
    assert_eq!(purged.fetch(today).unwrap().len(), 3);
    let (welcome, moment) = welcome(&client, &desk);
    let mut tickets = check_in(&client, &welcome, moment, 400);
    let (backup, lost) = (folder.path().join("backup"), folder.path().join("lost"));
    let (backup, lost) = (backup.to_str().unwrap(), lost.to_str().unwrap());
    operate(&service, &["backup", backup]);
    tickets.extend(check_in(&client, &welcome, moment, 100));
    // The owner sees all of them, and has something erased: a record that the backup has and one that
    // it does not have; another owner a day. Guests do not come back before the disk dies.
    assert_eq!(desk.sync().unwrap().records, 500);
    let purge = Order::PurgeEpoch(today);
    order(&mut purged, purge);
    purged.sync().unwrap();
    let restored_orders = [
        Order::RestrictRecord(*tickets[0].record_id()),
        Order::EraseRecord(*tickets[1].record_id()),
    ];
    let lost_erasure = Order::EraseRecord(*tickets[450].record_id());
    for given in restored_orders {
        order(&mut desk, given);
    }
    order(&mut desk, lost_erasure);
    desk.sync().unwrap();
    let signed_before = tickets[499].proof().to_vec();

    service.stop().unwrap();
    fs::rename(service.data(), lost).unwrap();
    fs::create_dir(service.data()).unwrap();
    fs::rename(format!("{lost}/vault"), service.data().join("vault")).unwrap();
    kill_while_restoring(&service, folder.path(), backup);
    operate(&service, &["restore", backup]);
    service = service.restart().unwrap();
    // Restored, it takes nothing: the log would have two histories.
    let refused = client
        .send(&tickets[450].upload_request().unwrap())
        .unwrap();
    assert_eq!(refused.status, 503);
    assert!(String::from_utf8_lossy(&refused.body).contains("recovering"));
    service.stop().unwrap();
    kill_while_recovering(&service, &folder.path().join("trial"), lost);
    if let Ok(file) = env::var("SEALROLL_RESTORES_REPORT") {
        let report = format!("{{\"killed\": {}, \"unsound\": 0}}\n", 2 * kills());
        fs::write(file, report).unwrap();
    }
    let done = operate(&service, &["recover", lost]);
    // 100 records, two tombstones and a purge; four orders, their answers and three certificates.
    assert!(done.contains(r#""known_lost":114"#), "{done}");
    let _service = service.restart().unwrap();

    // What a purge has destroyed stays destroyed, whatever the backup held.
    assert!(purged.fetch(today).unwrap().is_empty());
    let refused = client.send(&gone[0].upload_request().unwrap()).unwrap();
    assert_eq!(refused.success().unwrap_err().code(), "epoch-purged");
    let report = purged.sync().unwrap();
    assert_eq!(report.lost_orders, [purge]);
    assert_eq!(of_records(&report).lost, 1);
    order(&mut purged, purge);
    let report = purged.sync().unwrap();
    assert_eq!((report.lost_orders, report.findings), (vec![], vec![]));
    assert!(purged.fetch(today).unwrap().is_empty());

    // The owner is told at once, with the number and the names, and gives the lost orders again; but
    // for the erasure of a record that is not there.
    let report = desk.sync().unwrap();
    let found = of_records(&report);
    assert_eq!((found.lost, found.lost_records), (102, 100));
    assert_eq!(found.signed, Some(found.restored + 102));
    assert_eq!((found.returned, found.missing.len()), (0, 100));
    assert_eq!(report.lost_orders, restored_orders);
    assert_eq!(report.waiting_orders, [lost_erasure]);
    for given in restored_orders {
        order(&mut desk, given);
    }

    // Every guest's app asks for a cosigned head at its next start, finds none, and sends again. One
    // leaves before, with a head of what was lost.
    let check_out = tickets[460].check_out(&welcome, moment, Source::Guest, moment, &mut random());
    let check_out = check_out.unwrap();
    let receipt = client.fetch(&check_out.request()).unwrap();
    check_out.confirm(&receipt).unwrap();
    let erased = [&tickets[1], &tickets[450]].map(|ticket| ticket.upload_request().unwrap());
    let mut sent_again = 0;
    for ticket in &mut tickets {
        let answer = client.send(&ticket.proof_request()).unwrap();
        match answer.success() {
            Ok(proof) if !ticket.is_lost(proof) => {
                assert_eq!(ticket.growth_request(proof), Ok(None));
                ticket.check_growth(proof, b"").unwrap();
                ticket.witness(proof, &welcome).unwrap();
            }
            _ => {
                let request = ticket.upload_request().unwrap();
                let receipt = client.fetch(&request).unwrap();
                assert!(ticket.renew(&receipt).unwrap());
                sent_again += 1;
            }
        }
    }
    assert_eq!(sent_again, 100);
    let report = desk.sync().unwrap();
    let found = of_records(&report);
    assert_eq!((found.lost_records, found.returned), (100, 100));
    assert!(found.missing.is_empty() && report.waiting_orders.is_empty());
    assert_eq!(report.lost_orders, [lost_erasure]);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    for ticket in tickets.iter_mut().filter(|ticket| ticket.needs_head()) {
        let proof = client.fetch(&ticket.proof_request()).unwrap();
        ticket.witness(&proof, &welcome).unwrap();
    }

    order(&mut desk, lost_erasure);
    order(&mut desk, Order::LiftRecord(*tickets[0].record_id()));
    let report = desk.sync().unwrap();
    assert_eq!((report.lost_orders, report.findings), (vec![], vec![]));
    for upload in erased {
        let refused = client.send(&upload).unwrap();
        assert_eq!(refused.success().unwrap_err().code(), "epoch-purged");
    }
    let epoch = desk.today().unwrap();
    let fetched = desk.fetch(epoch).unwrap();
    let batch = desk.open(epoch, &fetched).unwrap();
    assert!(batch.quarantined.is_empty() && batch.missing.is_empty());
    assert_eq!(desk.inbox.records().count(), 499);
    assert_eq!(desk.inbox.contradicted_heads(), []);

    // An auditor is shown the gap as a fact, and no lie, also not by what was signed before it.
    let options = AuditOptions::default();
    let mut auditor = Auditor::new(desk.owner.list_id(), &token, now().unwrap(), options);
    auditor.compare_with(&signed_before).unwrap();
    while let Some(request) = auditor.request() {
        auditor.receive(&client.send(&request).unwrap()).unwrap();
    }
    let findings = auditor.report().findings;
    assert!(
        findings
            .iter()
            .all(|found| found.kind == FindingKind::Reopened),
        "{findings:?}"
    );
    assert_eq!(findings.len(), 2);
}

fn of_records(report: &sealroll::SyncReport) -> &sealroll::Recovery {
    let mut recoveries = report.recoveries.iter();
    recoveries
        .find(|recovery| recovery.log != LogName::Instructions)
        .unwrap()
}

fn order(desk: &mut Desk, order: Order) {
    desk.sync().unwrap();
    let request = desk.owner.instruct(order, now().unwrap()).unwrap();
    let answer = desk.client.fetch(&request).unwrap();
    desk.owner.confirm_instruction(&answer).unwrap();
}

fn welcome(client: &Client, desk: &Desk) -> (Welcome, Time) {
    let (invitation, now) = (desk.invitation().unwrap(), now().unwrap());
    let mut guest = Guest::first_use(Environment::Test, &mut random());
    let bundle = client.fetch(&guest.welcome_request(&invitation)).unwrap();
    (guest.accept(&invitation, &bundle, now).unwrap(), now)
}

fn check_in(client: &Client, welcome: &Welcome, now: Time, count: usize) -> Vec<Ticket> {
    let form = guests(1, 7).remove(0).form();
    let one = |_| {
        let pending = welcome.check_in(&form, now, &mut random()).unwrap();
        let receipt = client.fetch(&pending.request()).unwrap();
        let confirmed = pending.confirm(&receipt);
        confirmed.map_err(|(_, error)| error).unwrap()
    };
    (0..count).map(one).collect()
}

/// Restores a backup to other directories, killed each time at another moment: either it is there, or
/// it can be restored again.
fn kill_while_restoring(service: &Service, folder: &Path, backup: &str) {
    let kills = kills();
    for number in 0..kills {
        let trial = folder.join(format!("restored {number}"));
        fs::create_dir(&trial).unwrap();
        copy(&service.data().join("vault"), &trial.join("vault"));
        let restore = ["restore", backup];
        let mut run = command(service, &trial, &restore).spawn().unwrap();
        thread::sleep(Duration::from_micros(number * 50_000 / kills));
        run.kill().unwrap();
        run.wait().unwrap();
        if !trial.join("sealroll.db").exists() {
            // A copy that was cut off does not stand in the way.
            fs::write(trial.join("sealroll.new"), "half").unwrap();
            let again = command(service, &trial, &restore).output().unwrap();
            let errors = String::from_utf8_lossy(&again.stderr);
            assert!(again.status.success(), "after {number}: {errors}");
        }
        assert!(
            trial.join("restored").exists(),
            "it must be recovered first"
        );
        let verified = command(service, &trial, &["verify"]).output().unwrap();
        assert!(verified.status.success(), "after {number}");
        fs::remove_dir_all(trial).unwrap();
    }
}

/// Recovers a copy of what was restored, killed again and again at other moments: it goes on where it
/// was, and what it leaves is whole.
fn kill_while_recovering(service: &Service, trial: &Path, lost: &str) {
    copy(&service.data(), trial);
    let kills = kills();
    for number in 0..kills {
        let mut run = command(service, trial, &["recover", lost]).spawn().unwrap();
        thread::sleep(Duration::from_micros(number * 20_000 / kills));
        run.kill().unwrap();
        run.wait().unwrap();
        let verified = command(service, trial, &["verify"]).output().unwrap();
        assert!(verified.status.success(), "after {number}");
    }
    let last = command(service, trial, &["recover", lost]).output();
    let errors = String::from_utf8(last.unwrap().stderr).unwrap();
    assert!(errors.is_empty() || errors.contains("nothing to recover"));
    assert!(!trial.join("restored").exists() && trial.join("part").exists());
    let verified = command(service, trial, &["verify"]).output().unwrap();
    assert!(verified.status.success());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// Runs a command of the operator on the service's folder.
fn operate(service: &Service, arguments: &[&str]) -> String {
    let output = command(service, &service.data(), arguments).output();
    let output = output.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn command(service: &Service, data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(processor_binary().unwrap());
    command
        .args(arguments)
        .env("SEALROLL_DATA_DIR", data)
        .env("SEALROLL_ORIGIN", service.origin())
        .env("SEALROLL_ENVIRONMENT", "test")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs that are killed, of each command.
fn kills() -> u64 {
    let runs: u64 = env::var("SEALROLL_CRASH_RUNS").map_or(0, |runs| runs.parse().unwrap());
    (runs / 20).max(10)
}
