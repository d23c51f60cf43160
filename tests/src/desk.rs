//! The owner at a desk: every step of the library, carried over real HTTP.

use core::ops::ControlFlow;

use sealroll::{Batch, FetchedEnvelope, Identity, Inbox, NewList, Owner, SyncReport, Workers};
use sealroll_wire::{
    Environment, Epoch, FieldName, FieldPolicies, Invitation, Policy, Terms, Time,
};

use crate::client::Client;
use crate::clock::now;
use crate::error::JourneyError;
use crate::random::random;
use crate::service::Service;

/// An owner with a list at one processor.
pub struct Desk {
    /// The owner.
    pub owner: Owner,
    /// What changes the terms.
    pub identity: Identity,
    /// What the owner knows of the logged records.
    pub inbox: Inbox,
    /// The way to the processor.
    pub client: Client,
}

impl Desk {
    /// Makes a list, registers it, publishes its statements and cosigns the log: from then on
    /// guests can check in.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn open_list(service: &Service) -> Result<Self, JourneyError> {
        Self::open_list_of(service, |_| {})
    }

    /// As [`open_list`](Self::open_list), with other terms.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn open_list_of(
        service: &Service,
        change: impl FnOnce(&mut NewList),
    ) -> Result<Self, JourneyError> {
        Self::open_list_since(service, now()?, change)
    }

    /// As [`open_list_of`](Self::open_list_of), with the first epoch at another time.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn open_list_since(
        service: &Service,
        since: Time,
        change: impl FnOnce(&mut NewList),
    ) -> Result<Self, JourneyError> {
        let mut list = NewList::new(Environment::Test, service.origin(), service.log_key());
        list.terms = Terms {
            venue: "Gasthaus Zum Siegel".into(),
            address: "Am Versuch 1, 00000 Musterhausen".into(),
            contact: "siegel@example.org".into(),
            purpose_de: "Führen einer Anwesenheitsliste".into(),
            purpose_en: "keeping an attendance list".into(),
            legal_basis_de: "Art. 6 Abs. 1 lit. c DSGVO".into(),
            legal_basis_en: "Art. 6(1)(c) GDPR".into(),
            fields: every_field(),
            ..list.terms
        };
        change(&mut list);
        let (owner, identity) = Owner::create(list, since, &mut random())?;
        let client = Client::new(service.address());
        let mut desk = Self {
            owner,
            identity,
            inbox: Inbox::new(),
            client,
        };
        desk.client.fetch(&desk.owner.registration_request())?;
        desk.publish()?;
        desk.sync()?;
        Ok(desk)
    }

    /// Publishes the statements that are not in the log yet.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn publish(&self) -> Result<(), JourneyError> {
        let authority = self.client.authority();
        let request = self
            .owner
            .statements_request(authority, now()?, &mut random())?;
        request.map_or(Ok(()), |request| self.client.fetch(&request).map(drop))?;
        Ok(())
    }

    /// The content of the QR code.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn invitation(&self) -> Result<Invitation, JourneyError> {
        let base = format!("http://{}", self.client.authority());
        Ok(self.owner.invitation(&base, None)?)
    }

    /// Fetches and checks the log, and cosigns it.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn sync(&mut self) -> Result<SyncReport, JourneyError> {
        let now = now()?;
        let mut sync = self.owner.sync(&mut self.inbox, now);
        while let Some(request) = sync.request(self.client.authority(), now, &mut random())? {
            sync.receive(&self.client.send(&request)?)?;
        }
        Ok(sync.report().clone())
    }

    /// Fetches all envelopes of an epoch.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn fetch(&self, epoch: Epoch) -> Result<Vec<FetchedEnvelope>, JourneyError> {
        let mut fetch = self.owner.fetch(epoch)?;
        let authority = self.client.authority();
        while let Some(request) = fetch.request(&self.owner, authority, now()?, &mut random())? {
            fetch.receive(&self.client.send(&request)?)?;
        }
        Ok(fetch.into_fetched())
    }

    /// Opens what was fetched, on all cores.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn open(
        &mut self,
        epoch: Epoch,
        fetched: &[FetchedEnvelope],
    ) -> Result<Batch, JourneyError> {
        let go_on = |_, _| ControlFlow::Continue(());
        let workers = Workers::all_cores();
        Ok(self
            .owner
            .open(&mut self.inbox, epoch, fetched, workers, go_on)?)
    }

    /// Orders the erasure of an epoch and verifies the processor's proof that it logged it.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn purge(&mut self, epoch: Epoch) -> Result<(), JourneyError> {
        let request = self.owner.purge_instruction(epoch, now()?)?;
        let proof = self.client.fetch(&request)?;
        self.owner.confirm_purge(epoch, &proof)?;
        Ok(())
    }

    /// The epoch of today.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn today(&self) -> Result<Epoch, JourneyError> {
        self.owner.epoch_at(now()?).ok_or(JourneyError::Clock)
    }

    /// How many of these records the owner as it was saved at some time can open.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn openable(
        saved: &[u8],
        inbox: &Inbox,
        epoch: Epoch,
        fetched: &[FetchedEnvelope],
    ) -> Result<usize, JourneyError> {
        let owner = Owner::from_bytes(saved).map_err(|_| JourneyError::Saved)?;
        // Without what was opened before: only its entries are kept.
        let mut inbox = Inbox::from_bytes(&inbox.to_bytes()).map_err(|_| JourneyError::Saved)?;
        let go_on = |_, _| ControlFlow::Continue(());
        match owner.open(&mut inbox, epoch, fetched, Workers::all_cores(), go_on) {
            Ok(batch) => Ok(batch.opened),
            Err(_) => Ok(0),
        }
    }
}

/// Names are required, everything else may be filled in.
fn every_field() -> FieldPolicies {
    let ask = |policies: FieldPolicies, field| policies.with(field, Policy::Optional);
    FieldName::ALL
        .into_iter()
        .fold(FieldPolicies::NONE, ask)
        .with(FieldName::GivenName, Policy::Required)
        .with(FieldName::FamilyName, Policy::Required)
}
