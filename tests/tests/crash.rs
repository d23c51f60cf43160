//! The processor is killed under upload load, again and again. Nothing acknowledged is lost, and the
//! owner, who watches the log, sees no contradiction.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use sealroll::{Guest, Pending, Ticket};
use sealroll_tests::{Client, Desk, Service, guests, now, processor_binary, random};
use sealroll_wire::{Environment, Invitation};

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
