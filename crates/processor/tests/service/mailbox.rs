//! The mailbox as the processor keeps it: it can count feeds, and nothing else.

use sealroll_processor::{Clock, Processor};
use sealroll_wire::{Feed, FeedPage, FeedShape, FeedSummary, KeyUse, Rights, read_feeds};
use tempfile::TempDir;

use crate::support::{
    NOON,
    client::{Client, Response},
    config,
    owner::{HTTP, INSTRUCTION, Owner},
    time,
};

const DAY: u64 = 86_400;

struct House {
    processor: Option<Processor>,
    clock: Clock,
    directory: TempDir,
    owner: Owner,
}

// covers: MBX-9
#[test]
fn a_feed_is_numbered_handed_out_by_pages_and_kept_over_a_restart() {
    let mut house = House::new();
    let client = &mut house.client();
    assert_eq!(house.feeds(client, 1), []);
    let first = house.feed(INSTRUCTION, 1, 16, 1);
    // Only the next number is taken, and only from who signs.
    house.put(client, 2, &first).refused(409, "rolled-back");
    client
        .put(&house.path("/1"), first.as_bytes())
        .refused(401, "signature-required");
    house.put(client, 1, &first).ok();
    // A reply was lost: the same bytes are answered again, others are not taken.
    house.put(client, 1, &first).ok();
    let second = house.feed(INSTRUCTION, 0, 48, 2);
    house.put(client, 1, &second).refused(409, "rolled-back");
    house.put(client, 2, &second).ok();
    house.put(client, 1, &first).refused(409, "rolled-back");

    house.restart();
    let client = &mut house.client();
    let summary = |feed, shape| FeedSummary {
        feed,
        time: time(NOON),
        shape,
    };
    let both = [summary(1, first.shape()), summary(2, second.shape())];
    assert_eq!(house.feeds(client, 1), both);
    assert_eq!(house.feeds(client, 2), both[1..]);
    assert_eq!(house.feeds(client, 3), []);
    for (number, feed) in [(1, &first), (2, &second)] {
        for (place, notices) in feed.pages().enumerate() {
            let answer = client.get(&house.path(&format!("/{number}/{place}"))).ok();
            let page = FeedPage::from_bytes(&answer.body).unwrap();
            assert!(page.verify(&house.owner.list()).is_ok());
            assert_eq!(page.notices().collect::<Vec<_>>().concat(), notices);
        }
    }
    for path in ["/1/2", "/2/1", "/3/0", "/0/0"] {
        client.get(&house.path(path)).refused(404, "not-found");
    }
    client.get(&house.path("")).refused(400, "bad-value");
    let elsewhere = format!("/v1/lists/{}/mailbox?from=1", "00".repeat(16));
    client.get(&elsewhere).refused(404, "unknown-list");
}

// covers: MBX-8, MBX-9
#[test]
fn a_feed_is_signed_by_an_instruction_key_that_is_valid() {
    let house = House::new();
    let client = &mut house.client();
    let by_http = house.feed(HTTP, 0, 16, 1);
    house.put(client, 1, &by_http).refused(400, "wrong-use");
    let other = House::new_with(9);
    let foreign = other.feed(INSTRUCTION, 0, 16, 1);
    house.put(client, 1, &foreign).refused(400, "wrong-list");
    let good = house.feed(INSTRUCTION, 0, 16, 1);
    let mut damaged = good.as_bytes().to_vec();
    damaged[154] ^= 1;
    let path = house.path("/1");
    let put = |client: &mut Client, body: &[u8]| house.owner.signed(client, "PUT", &path, body);
    put(client, &damaged).refused(400, "bad-signature");
    put(client, &good.as_bytes()[..4000]).refused(400, "truncated");
    put(client, &[good.as_bytes(), b"x"].concat()).refused(400, "trailing-bytes");
    let mut shape = good.as_bytes().to_vec();
    shape[156] = 13;
    put(client, &shape).refused(400, "bad-value");
    shape[156] = 12;
    shape[158] = 32;
    put(client, &shape).refused(400, "limit");
    assert_eq!(house.feeds(client, 1), []);
    house.clock.pass(70 * DAY);
    let client = &mut house.client();
    house.put(client, 1, &good).refused(403, "expired");
}

// covers: MBX-9, CERT-5
#[test]
fn mbx_11_delegates_publish_only_if_they_may_disclose_and_take_turns() {
    let mut house = House::new();
    let disclosing = Rights::DELEGATE.and(Rights::DISCLOSE);
    let other = Rights::DELEGATE.and(Rights::READ).and(Rights::INSTRUCT);
    let (from, to) = (NOON - DAY, NOON + DAY);
    for (serial, rights) in [(10, disclosing), (20, other)] {
        let owner = &mut house.owner;
        owner.certify_with(serial, KeyUse::Http, rights, from, to);
        owner.certify_with(serial + 1, KeyUse::Instruction, rights, from, to);
    }
    let client = &mut house.client();
    house.owner.register(client);
    let put = |client: &mut Client, serial, number: u64, feed: &Feed| {
        let path = house.path(&format!("/{number}"));
        house
            .owner
            .signed_as(serial, client, "PUT", &path, feed.as_bytes())
    };
    let own = house.feed(INSTRUCTION, 0, 16, 1);
    let may = house.feed(11, 0, 16, 2);
    let may_not = house.feed(21, 0, 16, 3);
    put(client, 20, 1, &may_not).refused(403, "not-granted");
    put(client, 20, 1, &may).refused(403, "not-granted");
    put(client, 10, 1, &may_not).refused(400, "not-granted");
    // Not under the name of the owner either, which would not count.
    put(client, 10, 1, &own).refused(403, "not-granted");
    let blob = house.owner.path("/blob");
    let refused = house.owner.signed_as(10, client, "PUT", &blob, b"");
    refused.refused(403, "not-granted");
    for number in 1..=16 {
        let feed = house.feed(11, 0, 16, number);
        put(client, 10, number, &feed).ok();
    }
    // The last one again is answered again; another one has to wait for the owner.
    put(client, 10, 16, &house.feed(11, 0, 16, 16)).ok();
    put(client, 10, 17, &may).refused(429, "too-many-requests");
    house.put(client, 17, &own).ok();
    put(client, 10, 18, &may).ok();
    let page = client.get(&house.path("/18/0")).ok();
    let page = FeedPage::from_bytes(&page.body).unwrap();
    let certificate = page.verify(&house.owner.list()).unwrap();
    assert!(certificate.rights().is_delegates());
}

// covers: MBX-9
#[test]
fn feeds_are_deleted_after_92_days_and_counting_goes_on() {
    let mut house = House::new();
    let client = &mut house.client();
    let feed = house.feed(INSTRUCTION, 0, 16, 1);
    house.put(client, 1, &feed).ok();
    house.clock.pass(92 * DAY);
    house.processor.as_ref().unwrap().sweep().unwrap();
    let client = &mut house.client();
    client.get(&house.path("/1/0")).ok();
    house.clock.pass(1);
    // Not handed out, whether or not it is gone yet.
    client.get(&house.path("/1/0")).refused(404, "not-found");
    house.processor.as_ref().unwrap().sweep().unwrap();
    let last = house.feeds(&mut house.client(), 1);
    assert_eq!(last.iter().map(|row| row.feed).collect::<Vec<_>>(), [1]);
    // No notice of it is in any file.
    house.processor.take().unwrap().stop();
    let notice = feed.pages().next().unwrap()[..256].to_vec();
    for entry in std::fs::read_dir(house.directory.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let content = std::fs::read(&path).unwrap();
            let found = content.windows(64).any(|window| window == &notice[..64]);
            assert!(!found, "{}", path.display());
        }
    }
}

impl House {
    fn new() -> Self {
        Self::new_with(1)
    }

    fn new_with(seed: u8) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = Clock::manual(time(NOON));
        let processor = Processor::start(&config(&directory), clock.clone()).unwrap();
        let owner = Owner::new(seed, &processor);
        owner.register(&mut Client::connect(processor.address()));
        Self {
            processor: Some(processor),
            clock,
            directory,
            owner,
        }
    }

    fn client(&self) -> Client {
        self.owner.now.set(self.clock.now().seconds());
        Client::connect(self.processor.as_ref().unwrap().address())
    }

    fn restart(&mut self) {
        if let Some(processor) = self.processor.take() {
            processor.stop();
        }
        let processor = Processor::start(&config(&self.directory), self.clock.clone());
        self.processor = Some(processor.unwrap());
    }

    fn path(&self, rest: &str) -> String {
        self.owner.path(&format!("/mailbox{rest}"))
    }

    /// A feed of random-looking notices under one of the owner's certificates.
    fn feed(&self, serial: u64, k: u8, per_page: u16, seed: u64) -> Feed {
        let mut certificates = self.owner.certificates.iter();
        let certificate = certificates.find(|it| it.serial().value() == serial);
        let shape = FeedShape::new(k, per_page).unwrap();
        let mut state = seed;
        let notices: Vec<u8> = (0..usize::from(shape.pages()) * shape.page_length())
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        Feed::new(certificate.unwrap(), shape, &notices).unwrap()
    }

    fn put(&self, client: &mut Client, number: u64, feed: &Feed) -> Response {
        let path = self.path(&format!("/{number}"));
        self.owner.signed(client, "PUT", &path, feed.as_bytes())
    }

    fn feeds(&self, client: &mut Client, from: u64) -> Vec<FeedSummary> {
        let answer = client.get(&self.path(&format!("?from={from}"))).ok();
        read_feeds(&answer.body).unwrap()
    }
}
