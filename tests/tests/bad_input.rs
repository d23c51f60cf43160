//! Uploads that must be refused, seen from the client's side: each has its own problem, and none
//! changes anything.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::thread;
use std::time::Duration;

use sealroll::{Guest, Method, NewList, Pending, Request, Response, Welcome};
use sealroll_tests::{Desk, Service, guests, now, processor_binary, random};
use sealroll_wire::{Environment, Epoch, RecordId, Terms, Time};

/// A list at a processor of its own.
struct Scene {
    desk: Desk,
    service: Service,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        Self::of(|_| {})
    }

    fn of(change: impl FnOnce(&mut NewList)) -> Self {
        Self::since(now().unwrap(), change)
    }

    fn since(since: Time, change: impl FnOnce(&mut NewList)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::start(&processor_binary().unwrap(), folder.path()).unwrap();
        let desk = Desk::open_list_since(&service, since, change).unwrap();
        Self {
            desk,
            service,
            _folder: folder,
        }
    }

    /// The verified bundle of the epoch in which a time lies, by a guest's clock at that time.
    fn welcome(&self, at: Time) -> Welcome {
        let mut guest = Guest::first_use(Environment::Test, &mut random());
        let invitation = self.desk.invitation().unwrap();
        let epoch = self.desk.owner.epoch_at(at).unwrap();
        let request = guest.welcome_request_for(&invitation, epoch);
        let bundle = self.desk.client.fetch(&request).unwrap();
        guest.accept(&invitation, &bundle, at).unwrap()
    }

    fn seal(&self, at: Time) -> Pending {
        let form = guests(1, 9)[0].form();
        self.welcome(at).check_in(&form, at, &mut random()).unwrap()
    }

    /// Uploads bytes under their own record id.
    fn upload(&self, bytes: Vec<u8>) -> Response {
        let path = self.path(&RecordId::of_envelope(&bytes));
        self.put(path, bytes)
    }

    fn path(&self, id: &RecordId) -> String {
        format!("/v1/lists/{}/records/{id}", self.desk.owner.list_id())
    }

    fn put(&self, path: String, body: Vec<u8>) -> Response {
        let token = self.desk.invitation().unwrap().upload_token();
        let headers = vec![
            ("content-type", "application/octet-stream".to_owned()),
            ("authorization", token.to_authorization().to_string()),
        ];
        let request = Request {
            method: Method::Put,
            path,
            query: None,
            headers,
            body,
        };
        self.desk.client.send(&request).unwrap()
    }

    /// Entries in the log.
    fn size(&mut self) -> u64 {
        let report = self.desk.sync().unwrap();
        report.cosigned.iter().map(|(_, size)| size).sum()
    }

    /// Runs an upload that must be refused with this problem and change nothing.
    fn refuses(&mut self, status: u16, code: &str, upload: impl FnOnce(&Self) -> Response) {
        let before = self.size();
        let response = upload(self);
        let refused = response.success().unwrap_err();
        assert_eq!((refused.status, refused.code()), (status, code));
        let content_type = response.content_type.as_deref();
        assert_eq!(content_type, Some("application/problem+json"), "{code}");
        let body = String::from_utf8(response.body.clone()).unwrap();
        assert!(
            body.contains(&format!("urn:sealroll:problem:{code}")),
            "{body}"
        );
        assert_eq!(self.size(), before, "{code} changed the log");
    }
}

fn envelope(pending: &Pending) -> Vec<u8> {
    pending.envelope().as_bytes().to_vec()
}

#[test]
fn sizes_and_versions() {
    let mut scene = Scene::new();
    let good = envelope(&scene.seal(now().unwrap()));
    for length in [0, 1, 54, good.len() - 1] {
        scene.refuses(400, "bad-length", |scene| {
            scene.upload(good[..length].to_vec())
        });
    }
    // A size that other lists have.
    scene.refuses(400, "bad-length", |scene| {
        scene.upload([&good[..], &[0; 512]].concat())
    });
    scene.refuses(413, "body-too-large", |scene| {
        scene.upload([&good[..], &[0; 4096]].concat())
    });
    scene.refuses(413, "body-too-large", |scene| scene.upload(vec![1; 60_000]));
    let changed = |place: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[place] = value;
        bytes
    };
    scene.refuses(400, "unsupported-version", |scene| {
        scene.upload(changed(0, 2))
    });
    scene.refuses(400, "unsupported-suite", |scene| {
        scene.upload(changed(2, 2))
    });
    // The good one is accepted after all of this.
    assert!(scene.upload(good).success().is_ok());
}

#[test]
fn ids_and_lists() {
    let mut scene = Scene::new();
    let other = Desk::open_list(&scene.service).unwrap();
    let pending = scene.seal(now().unwrap());
    let good = envelope(&pending);
    scene.refuses(400, "record-id-mismatch", |scene| {
        let mut wrong = good.clone();
        *wrong.last_mut().unwrap() ^= 1;
        scene.put(scene.path(pending.record_id()), wrong)
    });
    scene.refuses(404, "unknown-list", |scene| {
        scene.put(
            format!("/v1/lists/{:032x}/records/{}", 7, pending.record_id()),
            good.clone(),
        )
    });
    scene.refuses(400, "wrong-list", |scene| {
        let list = other.owner.list_id();
        scene.put(
            format!("/v1/lists/{list}/records/{}", pending.record_id()),
            good.clone(),
        )
    });
    scene.refuses(409, "unknown-statement", |scene| {
        let mut unknown = good.clone();
        unknown[30] ^= 1;
        scene.upload(unknown)
    });
    scene.refuses(409, "unknown-statement", |scene| {
        // Another epoch than that of the statement.
        let mut moved = good.clone();
        moved[22] ^= 1;
        scene.upload(moved)
    });
    scene.refuses(400, "bad-key", |scene| {
        let mut bytes = good.clone();
        bytes[87..119].fill(0xff);
        scene.upload(bytes)
    });
}

#[test]
fn repetitions() {
    let mut scene = Scene::new();
    let good = envelope(&scene.seal(now().unwrap()));
    let first = scene.upload(good.clone());
    assert!(first.success().is_ok());
    let size = scene.size();
    let again = scene.upload(good.clone());
    assert!(
        again.success().is_ok(),
        "the same bytes again are no problem"
    );
    assert_eq!(scene.size(), size, "and are logged once");
    scene.refuses(409, "duplicate", |scene| {
        let mut same_enc = good;
        *same_enc.last_mut().unwrap() ^= 1;
        scene.upload(same_enc)
    });
}

#[test]
fn days_before_and_after() {
    let now = now().unwrap();
    let since = now.saturating_sub(3 * 3600);
    let mut scene = Scene::since(since, |list| {
        list.terms = Terms {
            epoch_length: 3600,
            upload_grace: 0,
            ..list.terms.clone()
        };
    });
    scene.refuses(410, "epoch-expired", |scene| {
        scene.upload(envelope(&scene.seal(since)))
    });
    let tomorrow = now.saturating_add(2 * 3600);
    scene.refuses(409, "epoch-not-open", |scene| {
        scene.upload(envelope(&scene.seal(tomorrow)))
    });
    assert!(scene.upload(envelope(&scene.seal(now))).success().is_ok());
}

#[test]
fn superseded_terms() {
    let mut scene = Scene::of(|list| list.terms.supersede_grace = 0);
    let old = envelope(&scene.seal(now().unwrap()));
    let Scene { desk, .. } = &mut scene;
    let terms = Terms {
        contact: "neu@example.org".into(),
        ..desk.owner.terms().clone()
    };
    desk.owner
        .change_terms(&desk.identity, terms, now().unwrap())
        .unwrap();
    desk.client
        .fetch(&desk.owner.registration_request())
        .unwrap();
    desk.publish().unwrap();
    desk.sync().unwrap();
    thread::sleep(Duration::from_millis(2100));
    scene.refuses(409, "stale-statement", |scene| scene.upload(old));
    // The printed code has not changed, and leads to the new terms.
    let new = scene.seal(now().unwrap());
    assert!(scene.upload(envelope(&new)).success().is_ok());
}

#[test]
fn full_and_erased_days() {
    let mut scene = Scene::of(|list| list.terms.epoch_cap = 1);
    let [one, two] = [(); 2].map(|()| envelope(&scene.seal(now().unwrap())));
    assert!(scene.upload(one.clone()).success().is_ok());
    scene.refuses(429, "epoch-full", |scene| scene.upload(two.clone()));
    let today: Epoch = scene.desk.today().unwrap();
    scene.desk.owner.puncture(today).unwrap();
    scene.desk.purge(today).unwrap();
    for bytes in [one, two] {
        scene.refuses(410, "epoch-purged", |scene| scene.upload(bytes));
    }
}
