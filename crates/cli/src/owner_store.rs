//! What an owner's device keeps: identity, device and decryption files, the inbox, the settings.

use core::cell::RefCell;

use sealroll::{Argon2Cost, Identity, Inbox, KeyFileError, Outbox, Owner};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::error::CliError;
use crate::home::Home;
use crate::key_secret::KeySecret;
use crate::random::random;
use crate::secret::SecretSource;
use crate::transport::Transport;

/// An owner's folder.
pub(crate) struct OwnerStore {
    home: Home,
    source: SecretSource,
    /// The state that the device file holds, so that only a change costs another Argon2id.
    saved: RefCell<Zeroizing<Vec<u8>>>,
}

/// An owner read from its folder, with the secret to write it back.
pub(crate) struct Session {
    pub(crate) owner: Owner,
    pub(crate) inbox: Inbox,
    pub(crate) transport: Transport,
    pub(crate) secret: KeySecret,
}

impl OwnerStore {
    pub(crate) fn new(home: Home, source: SecretSource) -> Self {
        Self {
            home,
            source,
            saved: RefCell::default(),
        }
    }

    /// Where the secret comes from.
    pub(crate) fn source(&self) -> &SecretSource {
        &self.source
    }

    /// The folder.
    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// Whether there is a list in the folder already.
    pub(crate) fn is_taken(&self) -> bool {
        self.home.path(IDENTITY).exists() || self.home.path(DEVICE).exists()
    }

    /// Saves a new list.
    pub(crate) fn create(
        &self,
        owner: Owner,
        identity: &Identity,
        secret: KeySecret,
        transport: Transport,
    ) -> Result<Session, CliError> {
        let cost = Argon2Cost::default();
        let file = identity.to_file(secret.as_secret(), cost, &mut random())?;
        self.home.replace(IDENTITY, &file)?;
        let settings = json!({ "processor": transport.base() });
        self.home
            .replace(SETTINGS, format!("{settings:#}\n").as_bytes())?;
        let session = Session {
            owner,
            inbox: Inbox::new(),
            transport,
            secret,
        };
        self.save(&session.owner, &session.secret)?;
        self.save_backup(&session)?;
        Ok(session)
    }

    /// Saves what an owner has granted to this device, in the place of what was granted before.
    pub(crate) fn create_delegate(
        &self,
        owner: Owner,
        secret: KeySecret,
        transport: Transport,
    ) -> Result<Session, CliError> {
        let settings = json!({ "processor": transport.base() });
        self.home
            .replace(SETTINGS, format!("{settings:#}\n").as_bytes())?;
        self.saved.take();
        self.save(&owner, &secret)?;
        Ok(Session {
            owner,
            inbox: Inbox::new(),
            transport,
            secret,
        })
    }

    /// Saves a list that was recovered.
    pub(crate) fn adopt(&self, session: &Session, identity: &Identity) -> Result<(), CliError> {
        let (secret, cost) = (session.secret.as_secret(), Argon2Cost::default());
        let file = identity.to_file(secret, cost, &mut random())?;
        self.home.replace(IDENTITY, &file)?;
        let settings = json!({ "processor": session.transport.base() });
        self.home
            .replace(SETTINGS, format!("{settings:#}\n").as_bytes())?;
        self.save(&session.owner, &session.secret)
    }

    /// Opens the list with the secret.
    pub(crate) fn open(&self) -> Result<Session, CliError> {
        let Some(file) = self.home.read_if_there(DEVICE)? else {
            return Err(CliError::NoList {
                home: self.home.path(""),
            });
        };
        let secret = KeySecret::given(self.source.read()?)?;
        let owner = Owner::from_device_file(&file, secret.as_secret());
        let owner = owner.map_err(|error| self.key_file(DEVICE, error))?;
        self.saved.replace(owner.to_bytes());
        // It is a cache: without it everything is fetched and checked again.
        let inbox = self.home.read_if_there(INBOX)?;
        let inbox = inbox
            .and_then(|bytes| Inbox::from_bytes(&bytes).ok())
            .unwrap_or_default();
        let transport = Transport::new(&self.processor()?)?;
        Ok(Session {
            owner,
            inbox,
            transport,
            secret,
        })
    }

    /// Saves the owner after a change, before anything is sent that the change brought about.
    pub(crate) fn save(&self, owner: &Owner, secret: &KeySecret) -> Result<(), CliError> {
        let state = owner.to_bytes();
        if *self.saved.borrow() == state {
            return Ok(());
        }
        let cost = Argon2Cost::default();
        let file = owner.to_device_file(secret.as_secret(), cost, &mut random())?;
        self.home.replace(DEVICE, &file)?;
        self.saved.replace(state);
        Ok(())
    }

    /// Saves what brings a lost device back, after each change of the epochs' keys.
    pub(crate) fn save_backup(&self, session: &Session) -> Result<(), CliError> {
        let (secret, cost) = (session.secret.as_secret(), Argon2Cost::default());
        let file = session
            .owner
            .to_decryption_file(secret, cost, &mut random())?;
        self.home.replace(DECRYPTION, &file).map(drop)
    }

    /// Opens the identity file, for what only the root may do.
    pub(crate) fn identity(&self, secret: &KeySecret) -> Result<Identity, CliError> {
        let file = self.home.read(IDENTITY)?;
        Identity::from_file(&file, secret.as_secret())
            .map_err(|error| self.key_file(IDENTITY, error))
    }

    /// Saves what is known of the log.
    pub(crate) fn save_inbox(&self, inbox: &Inbox) -> Result<(), CliError> {
        self.home.replace(INBOX, &inbox.to_bytes()).map(drop)
    }

    /// What waits to be told to guests.
    pub(crate) fn outbox(&self) -> Result<Outbox, CliError> {
        let Some(bytes) = self.home.read_if_there(OUTBOX)? else {
            return Ok(Outbox::new());
        };
        Outbox::from_bytes(&bytes).map_err(|error| CliError::BrokenFile {
            path: self.home.path(OUTBOX),
            field: "what waits for guests",
            code: error.code(),
        })
    }

    /// Saves what waits to be told to guests.
    pub(crate) fn save_outbox(&self, outbox: &Outbox) -> Result<(), CliError> {
        self.home.replace(OUTBOX, &outbox.to_bytes()).map(drop)
    }

    fn processor(&self) -> Result<String, CliError> {
        let broken = |field| CliError::BrokenFile {
            path: self.home.path(SETTINGS),
            field,
            code: "bad-settings",
        };
        let settings = self.home.read(SETTINGS)?;
        let settings: Value =
            serde_json::from_slice(&settings).map_err(|_| broken("it is not JSON"))?;
        let address = settings["processor"].as_str();
        address
            .map(str::to_owned)
            .ok_or_else(|| broken("field processor is missing"))
    }

    /// A wrong secret is the person's matter, a malformed file the file's.
    fn key_file(&self, name: &str, error: KeyFileError) -> CliError {
        match error {
            KeyFileError::Malformed(cause) => CliError::BrokenFile {
                path: self.home.path(name),
                field: "the key file is malformed",
                code: cause.code(),
            },
            other => CliError::KeyFile(other),
        }
    }
}

const IDENTITY: &str = "identity.key";
const DEVICE: &str = "device.key";
const DECRYPTION: &str = "decryption.key";
const INBOX: &str = "inbox.cache";
const OUTBOX: &str = "outbox";
const SETTINGS: &str = "settings.json";
