//! What the guests of a simulation ask the owner for, and how they are answered.

use std::collections::BTreeSet;

use sealroll::{AnswerError, AnswerKind, Epoch, ErasedFor, Guest, Message, Order, RequestKind};
use sealroll::{Environment, RecordId};

use crate::simulated_days::Operation;
use crate::simulation::{DAY, HOUR, Simulation, time};

/// A request that the processor has acknowledged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) kind: RequestKind,
    pub(crate) record: RecordId,
    /// It was read.
    is_done: bool,
}

impl Simulation {
    pub(crate) fn ask(&mut self, visit: usize) -> bool {
        let is_gone = self.visits[visit].erased || self.erased.contains(&self.visits[visit].epoch);
        if is_gone {
            return false;
        }
        if self.visits[visit].lost {
            self.come_back(visit);
        }
        if self.visits[visit].lost {
            return false;
        }
        let kind = [
            RequestKind::Access,
            RequestKind::Restrict,
            RequestKind::Erase,
            RequestKind::Object,
        ][self.roll(4) as usize];
        let mut guest = Guest::first_use(Environment::Test, &mut self.keys);
        let welcome = self.welcome(&mut guest);
        let ticket = &mut self.visits[visit].ticket;
        let asking = ticket.request(&welcome, kind, time(self.now), &mut self.keys);
        let asking = asking.unwrap();
        let request = asking.request();
        let record = RecordId::of_envelope(&request.body);
        let receipt = self.house.send(&request);
        let receipt = asking.confirm(receipt.success().unwrap());
        receipt.map_err(|(_, error)| error).unwrap();
        self.check("receipts");
        self.follow_ups.insert(record);
        self.visits[visit].asked = Some(Asked {
            kind,
            record,
            is_done: false,
        });
        let at = self.now + HOUR + self.roll(3 * DAY);
        self.plan(at, Operation::Read(visit));
        true
    }

    /// The owner answers what was opened, does what was granted, and says so.
    pub(crate) fn answer_mail(&mut self) {
        let open = self.inbox.open_requests(&self.outbox);
        let places = open.iter().flat_map(|request| {
            let check_in = self.inbox.position_of(&request.check_in);
            [Some(request.position), check_in]
        });
        let epochs = places.flatten().filter_map(|at| self.inbox.epoch_at(at));
        let epochs: BTreeSet<Epoch> = epochs.collect();
        let mut fetched = Vec::new();
        for epoch in epochs {
            if self.owner.can_open(epoch) {
                fetched.extend(self.fetch(epoch));
            }
        }
        let (owner, outbox, inbox) = (&self.owner, &mut self.outbox, &self.inbox);
        owner.answer_by_policy(outbox, inbox, &fetched, time(self.now));
        for request in inbox.open_requests(outbox) {
            let mut visits = self.visits.iter();
            let visit = visits.find(|visit| visit.record == request.check_in);
            let visit = visit.unwrap();
            let decision = match request.kind {
                _ if visit.erased => AnswerKind::AlreadyErased,
                RequestKind::Erase => AnswerKind::Granted,
                _ => AnswerKind::Noted,
            };
            let answered = owner.answer(outbox, inbox, &request, decision, "", &fetched);
            if answered == Err(AnswerError::NoEnvelope) && (visit.restricted || visit.lost) {
                // What the news would be sealed with is not handed out now.
                continue;
            }
            answered.unwrap();
        }
        while let Some(order) = self.outbox.next_order() {
            self.order(order);
            self.outbox.order_done();
            for visit in &mut self.visits {
                match order {
                    Order::EraseRecord(record) => visit.erased |= visit.record == record,
                    Order::RestrictRecord(record) => visit.restricted |= visit.record == record,
                    _ => {}
                }
            }
        }
        let authority = self.house.authority();
        let now = time(self.now);
        let mut publication = self.owner.publish(&self.outbox);
        while let Some(request) = publication
            .request(
                &self.owner,
                &mut self.outbox,
                &authority,
                now,
                &mut self.keys,
            )
            .unwrap()
        {
            let answer = self.house.send(&request);
            publication.receive(&mut self.outbox, &answer, now).unwrap();
        }
        assert_eq!(self.outbox.waiting(), 0);
    }

    pub(crate) fn read_mail(&mut self, visit: usize) -> bool {
        let ticket = &mut self.visits[visit].ticket;
        let mut mailbox = ticket.mailbox();
        while let Some(request) = mailbox.request() {
            mailbox.receive(&self.house.send(&request)).unwrap();
        }
        let report = ticket.take_mail(mailbox);
        assert_eq!(report.refused, []);
        let asked = self.visits[visit].asked;
        let Some(asked) = asked.filter(|asked| !asked.is_done) else {
            assert_eq!(report.messages, [], "a message to somebody else");
            self.check("private");
            return true;
        };
        let Some(decision) = self.outbox.answer_to(&asked.record) else {
            assert_eq!(report.messages, [], "nobody has answered yet");
            self.plan(self.now + DAY, Operation::Read(visit));
            return true;
        };
        let (mut answers, mut news) = (Vec::new(), 0);
        for message in report.messages {
            match message.message {
                Message::Answer { decision, text } => {
                    let request = message.request.unwrap();
                    assert_eq!(
                        (request.record_id, request.kind),
                        (asked.record, asked.kind)
                    );
                    answers.push((decision, text));
                }
                Message::Erased(ErasedFor::Request) => news += 1,
                other => panic!("{other:?}"),
            }
        }
        let [(told, text)] = &answers[..] else {
            panic!("{answers:?} to {asked:?}");
        };
        assert_eq!(*told, decision);
        // A request about what is restricted waits, perhaps until its day is erased.
        let is_over = self.erased.contains(&self.visits[visit].epoch);
        let fits = match (asked.kind, decision) {
            (_, AnswerKind::AlreadyErased) => self.visits[visit].erased || is_over,
            (RequestKind::Access, AnswerKind::Granted) => text.contains("\"given_name\":\"Ada\""),
            (RequestKind::Restrict, AnswerKind::Granted) => self.visits[visit].restricted,
            (RequestKind::Erase, AnswerKind::Granted) => self.visits[visit].erased,
            (RequestKind::Object, decision) => decision == AnswerKind::Noted,
            _ => false,
        };
        assert!(fits, "{decision:?} to {asked:?}");
        let is_erasure = (asked.kind, decision) == (RequestKind::Erase, AnswerKind::Granted);
        assert_eq!(news, u32::from(is_erasure));
        self.visits[visit].asked = Some(Asked {
            is_done: true,
            ..asked
        });
        self.check("answered");
        true
    }
}
