//! What a guest's device keeps: its memory of lists, its secret, its tickets.

use sealroll::{DeviceSecret, Environment, Guest, GuestMemory, Pending, PendingFollowUp, Ticket};

use crate::error::CliError;
use crate::home::Home;
use crate::random::random;

/// A guest's folder.
pub(crate) struct GuestStore {
    home: Home,
    environment: Environment,
}

impl GuestStore {
    pub(crate) fn new(home: Home, environment: Environment) -> Self {
        Self { home, environment }
    }

    /// The guest as saved, or a new one.
    pub(crate) fn guest(&self) -> Result<Guest, CliError> {
        let memory = match self.home.read_if_there(MEMORY)? {
            Some(bytes) => GuestMemory::from_bytes(&bytes)
                .map_err(|error| self.broken(MEMORY, "memory of lists", error.code()))?,
            None => GuestMemory::new(),
        };
        let secret = match self.home.read_if_there(DEVICE_SECRET)? {
            Some(bytes) => {
                let bytes = <[u8; 32]>::try_from(bytes.as_slice());
                DeviceSecret::from_bytes(
                    &bytes.map_err(|_| self.broken(DEVICE_SECRET, "secret", "bad-length"))?,
                )
            }
            None => {
                let secret = DeviceSecret::generate(&mut random());
                self.home
                    .replace(DEVICE_SECRET, secret.to_bytes().as_slice())?;
                secret
            }
        };
        Ok(Guest::new(self.environment, memory, secret))
    }

    /// Saves what the guest remembers.
    pub(crate) fn save_memory(&self, guest: &Guest) -> Result<(), CliError> {
        self.home
            .replace(MEMORY, &guest.memory().to_bytes())
            .map(drop)
    }

    /// Saves a check-in before it is sent.
    pub(crate) fn save_pending(&self, pending: &Pending) -> Result<(), CliError> {
        let name = format!("{}.pending", pending.record_id());
        self.home.replace(&name, &pending.to_bytes()).map(drop)
    }

    /// Saves a follow-up before it is sent.
    pub(crate) fn save_follow_up(
        &self,
        id: &str,
        pending: &PendingFollowUp,
    ) -> Result<(), CliError> {
        self.home
            .replace(&format!("{id}.follow-up"), &pending.to_bytes())
            .map(drop)
    }

    /// Forgets a follow-up that was logged.
    pub(crate) fn remove_follow_up(&self, id: &str) -> Result<(), CliError> {
        self.home.remove(&format!("{id}.follow-up"))
    }

    /// Saves a ticket in place of its pending check-in.
    pub(crate) fn save_ticket(&self, ticket: &Ticket) -> Result<(), CliError> {
        let id = ticket.record_id();
        self.home
            .replace(&format!("{id}.ticket"), &ticket.to_bytes())?;
        self.home.remove(&format!("{id}.pending"))
    }

    /// The ticket whose id begins with the text, or the newest one.
    pub(crate) fn ticket(&self, id: Option<&str>) -> Result<Ticket, CliError> {
        let mut tickets = Vec::new();
        for name in self.home.names(".ticket")? {
            if id.is_none_or(|id| name.starts_with(id)) {
                let bytes = self.home.read(&name)?;
                let ticket = Ticket::from_bytes(&bytes)
                    .map_err(|error| self.broken(&name, "ticket", error.code()))?;
                tickets.push(ticket);
            }
        }
        let newest = tickets
            .into_iter()
            .max_by_key(|ticket| (ticket.epoch(), ticket.index()));
        newest.ok_or_else(|| CliError::NoTicket {
            home: self.home.path(""),
        })
    }

    /// Check-ins that were never confirmed.
    pub(crate) fn pending(&self) -> Result<Vec<Pending>, CliError> {
        let names = self.home.names(".pending")?;
        let read = |name: &String| {
            let bytes = self.home.read(name)?;
            Pending::from_bytes(&bytes)
                .map_err(|error| self.broken(name, "pending check-in", error.code()))
        };
        names.iter().map(read).collect()
    }

    fn broken(&self, name: &str, field: &'static str, code: &'static str) -> CliError {
        CliError::BrokenFile {
            path: self.home.path(name),
            field,
            code,
        }
    }
}

const MEMORY: &str = "guest.memory";
const DEVICE_SECRET: &str = "device.secret";
