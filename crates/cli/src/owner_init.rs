//! `sealroll owner init`.

use std::path::PathBuf;

use clap::Args;
use sealroll::{
    AuthorityCard, Environment, Field, FieldPolicies, NewList, Owner, Policy, Terms, VerifyingKey,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::EnvironmentName;
use crate::authority::read_card_with_words;
use crate::clock::now;
use crate::error::CliError;
use crate::key_secret::KeySecret;
use crate::output::Output;
use crate::owner_recover::keep;
use crate::owner_register::{Introduction, introduce};
use crate::owner_statements::publish;
use crate::owner_store::OwnerStore;
use crate::owner_sync::sync;
use crate::random::random;
use crate::secret::prompt;
use crate::transport::Transport;

/// The terms of the new list.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    sealroll owner init --processor https://lists.example --venue 'Gasthaus Zum Siegel' \\\n    \
    --contact datenschutz@siegel.example --require family_name,phone --ask email,place\n\n\
    The recovery code is printed once. Whoever has it and the key files can open the list; \
    without it nobody can.")]
pub(crate) struct Options {
    /// Address of the processor.
    #[arg(long, value_name = "URL")]
    processor: String,
    #[command(flatten)]
    introduction: Introduction,
    /// Name of the venue, as guests know it.
    #[arg(long, value_name = "TEXT")]
    venue: String,
    /// Address of the venue.
    #[arg(long, value_name = "TEXT", default_value = "")]
    address: String,
    /// How guests reach the controller.
    #[arg(long, value_name = "TEXT")]
    contact: String,
    /// Why the data is collected, in German.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "Führen einer Anwesenheitsliste"
    )]
    purpose_de: String,
    /// Why the data is collected, in English.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "keeping an attendance list"
    )]
    purpose_en: String,
    /// On what legal basis, in German.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "Art. 6 Abs. 1 lit. c DSGVO"
    )]
    legal_basis_de: String,
    /// On what legal basis, in English.
    #[arg(long, value_name = "TEXT", default_value = "Art. 6(1)(c) GDPR")]
    legal_basis_en: String,
    /// For how many days records are kept.
    #[arg(long, value_name = "DAYS", default_value_t = 28)]
    retention: u16,
    /// Fields that a guest must fill in, separated by commas.
    #[arg(
        long,
        value_name = "FIELDS",
        value_delimiter = ',',
        default_value = "given_name,family_name"
    )]
    require: Vec<String>,
    /// Fields that a guest may fill in.
    #[arg(
        long,
        value_name = "FIELDS",
        value_delimiter = ',',
        default_value = "phone,email,street,postal_code,city,country,place,companions"
    )]
    ask: Vec<String>,
    /// Do not have the recovery code typed once more. For programs, which keep it themselves.
    #[arg(long)]
    unattended: bool,
    /// Ask guests for the door code of the hour.
    #[arg(long)]
    door_code: bool,
    /// Dual control: seal contact data to the authority of this card, so that neither you nor it
    /// can read them alone. You see times and places only.
    #[arg(long, value_name = "FILE", requires = "authority_words")]
    authority: Option<PathBuf>,
    /// The card's words, as the authority told them over another channel.
    #[arg(long, value_name = "WORDS", requires = "authority")]
    authority_words: Option<String>,
}

/// Makes the list, saves its keys, registers it, publishes its statements and cosigns the log.
pub(crate) fn run(
    options: &Options,
    store: &OwnerStore,
    environment: EnvironmentName,
    output: Output,
) -> Result<(), CliError> {
    if store.is_taken() {
        return Err(CliError::Taken {
            home: store.home().path(""),
        });
    }
    let transport = Transport::new(&options.processor)?;
    let environment = environment.into();
    let list = options.list(environment, &Processor::ask(&transport)?)?;
    let secret = if store.source().is_given() {
        KeySecret::chosen(store.source().read()?)?
    } else {
        KeySecret::generate()
    };
    let now = now()?;
    let (owner, identity) = Owner::create(list, now, &mut random())?;
    let mut session = store.create(owner, &identity, secret, transport)?;
    // From here on the list exists; whatever fails can be repeated by `register`, `statements` and
    // `sync`.
    let code = session
        .secret
        .code_text()
        .filter(|_| !store.source().is_given());
    if let (Some(code), false) = (&code, output.is_json()) {
        eprintln!("Recovery code, shown this once: {}\n", code.as_str());
    }
    if code.is_some() && !options.unattended {
        // KF-5: nothing is registered before somebody has shown to have kept the code.
        let typed = KeySecret::given(prompt("Type it once more, its characters or words: ")?)?;
        let identity = store.identity(&typed).map_err(|_| CliError::NotKept)?;
        drop(identity);
    }
    introduce(&session, &options.introduction)?;
    publish(&session)?;
    sync(store, &mut session, output)?;
    keep(store, &mut session)?;
    let owner = &session.owner;
    let result = json!({
        "list": owner.list_id().to_string(),
        "words": owner.fingerprint_words(),
        "identity_file": store.home().path("identity.key"),
        "recovery_code": code.as_ref().map(|code: &Zeroizing<String>| code.as_str()),
    });
    output.result(&result, || {
        format!(
            "List {} of {} is ready.\nWords to print beside the code: {}\n\
             Keep {} in a safe place, apart from the recovery code.\n\
             Next: `sealroll owner qr` for the code, `sealroll owner list` for visits.",
            owner.list_id(),
            options.venue,
            owner.fingerprint_words(),
            store.home().path("identity.key").display()
        )
    });
    Ok(())
}

impl Options {
    fn list(&self, environment: Environment, processor: &Processor) -> Result<NewList, CliError> {
        let list = NewList::new(environment, &processor.origin, processor.log_key);
        let terms = Terms {
            venue: self.venue.clone(),
            address: self.address.clone(),
            contact: self.contact.clone(),
            purpose_de: self.purpose_de.clone(),
            purpose_en: self.purpose_en.clone(),
            legal_basis_de: self.legal_basis_de.clone(),
            legal_basis_en: self.legal_basis_en.clone(),
            retention_epochs: self.retention,
            fields: self.fields()?,
            door_code: self.door_code,
            authority: self.authority()?,
            ..list.terms
        };
        Ok(NewList { terms, ..list })
    }

    fn authority(&self) -> Result<Option<AuthorityCard>, CliError> {
        let (Some(file), Some(words)) = (&self.authority, &self.authority_words) else {
            return Ok(None);
        };
        read_card_with_words(file, words).map(Some)
    }

    fn fields(&self) -> Result<FieldPolicies, CliError> {
        let mut policies = FieldPolicies::NONE;
        let asked = self.ask.iter().map(|name| (name, Policy::Optional));
        let required = self.require.iter().map(|name| (name, Policy::Required));
        for (name, policy) in asked.chain(required).filter(|(name, _)| !name.is_empty()) {
            let field = Field::FORM
                .into_iter()
                .find(|field| field.name() == name.as_str());
            let field = field
                .and_then(Field::policy_name)
                .ok_or_else(|| CliError::FieldName { name: name.clone() })?;
            policies = policies.with(field, policy);
        }
        Ok(policies)
    }
}

/// What the processor says of itself. The owner signs it into the terms; from then on guests
/// accept no other log.
struct Processor {
    origin: String,
    log_key: VerifyingKey,
}

impl Processor {
    fn ask(transport: &Transport) -> Result<Self, CliError> {
        let body = transport.get("/v1/processor")?;
        let strange = || CliError::StrangeAnswer {
            what: "about itself",
        };
        let value: Value = serde_json::from_slice(&body).map_err(|_| strange())?;
        let origin = value["origin"].as_str().ok_or_else(strange)?.to_owned();
        let log_key = value["log_key"].as_str().ok_or_else(strange)?;
        let log_key = from_hex(log_key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let log_key = log_key.ok_or_else(strange)?;
        Ok(Self { origin, log_key })
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    pairs
        .map(byte)
        .collect::<Option<Vec<u8>>>()?
        .try_into()
        .ok()
}
