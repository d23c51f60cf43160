//! `sealroll guest check-in`.

use clap::Args;
use sealroll::{CheckInForm, ContactForm, Pending, Policy, Ticket, Welcome};
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::guest::{Place, welcome};
use crate::guest_store::GuestStore;
use crate::output::Output;
use crate::random::random;
use crate::transport::Transport;

/// What the guest fills in.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    sealroll guest check-in --invitation link.txt --given-name Zoë --family-name Öztürk \\\n    \
    --phone +4915112345678 --place 'Tisch 4'")]
pub(crate) struct Options {
    #[command(flatten)]
    place_of_list: Place,
    /// Show the list's terms and fields, and send nothing.
    #[arg(long)]
    show: bool,
    /// Given name.
    #[arg(long, value_name = "TEXT", default_value = "")]
    given_name: String,
    /// Family name.
    #[arg(long, value_name = "TEXT", default_value = "")]
    family_name: String,
    /// Phone number with + and country code.
    #[arg(long, value_name = "NUMBER", default_value = "")]
    phone: String,
    /// E-mail address.
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    email: String,
    /// Street and house number.
    #[arg(long, value_name = "TEXT", default_value = "")]
    street: String,
    /// Postal code.
    #[arg(long, value_name = "CODE", default_value = "")]
    postal_code: String,
    /// City.
    #[arg(long, value_name = "TEXT", default_value = "")]
    city: String,
    /// Country, two letters.
    #[arg(long, value_name = "CODE", default_value = "")]
    country: String,
    /// Table, row or seat.
    #[arg(long, value_name = "TEXT", default_value = "")]
    place: String,
    /// How many come along.
    #[arg(long, value_name = "N", default_value_t = 0)]
    companions: u8,
    /// Name of a companion; may be given several times.
    #[arg(long, value_name = "TEXT")]
    companion: Vec<String>,
    /// Door code of the hour.
    #[arg(long, value_name = "CODE", default_value = "")]
    door_code: String,
}

/// Checks in.
pub(crate) fn run(options: &Options, store: &GuestStore, output: Output) -> Result<(), CliError> {
    let (invitation, transport) = options.place_of_list.find()?;
    let mut guest = store.guest()?;
    let list = welcome(store, &mut guest, &invitation, &transport)?;
    if options.show {
        show(&list, output);
        return Ok(());
    }
    let pending = list.check_in(&options.form(), now()?, &mut random())?;
    store.save_pending(&pending)?;
    let ticket = upload(pending, &transport)?;
    store.save_ticket(&ticket)?;
    let result = json!({
        "venue": list.venue(),
        "words": list.fingerprint_words(),
        "ticket": ticket.record_id().to_string(),
        "index": ticket.index(),
        "erased_by": list.erased_by().to_string(),
    });
    output.result(&result, || {
        format!(
            "Checked in at {} ({}).\nThe receipt verifies: entry {} of the log.\nTicket {}; \
             check out with `sealroll guest check-out`.",
            list.venue(),
            list.fingerprint_words(),
            ticket.index(),
            ticket.record_id()
        )
    });
    Ok(())
}

/// Uploads a pending check-in and verifies its receipt.
pub(crate) fn upload(pending: Pending, transport: &Transport) -> Result<Ticket, CliError> {
    let answer = transport.send(&pending.request())?;
    let receipt = answer.success()?;
    pending
        .confirm(receipt)
        .map_err(|(_, error)| CliError::Receipt(error))
}

impl Options {
    fn form(&self) -> CheckInForm {
        let count = u8::try_from(self.companion.len()).unwrap_or(u8::MAX);
        CheckInForm {
            contact: ContactForm {
                given_name: self.given_name.clone(),
                family_name: self.family_name.clone(),
                phone: self.phone.clone(),
                email: self.email.clone(),
                street: self.street.clone(),
                postal_code: self.postal_code.clone(),
                city: self.city.clone(),
                country: self.country.clone(),
            },
            companions: self.companions.max(count),
            companion_names: self.companion.clone(),
            place: self.place.clone(),
            door_code: self.door_code.clone(),
            ..CheckInForm::default()
        }
    }
}

fn show(list: &Welcome, output: Output) {
    let terms = list.terms();
    let fields = list.fields();
    let names: Vec<_> = fields
        .iter()
        .map(|(field, policy)| json!({ "field": field.to_string(), "required": *policy == Policy::Required }))
        .collect();
    let result = json!({
        "venue": terms.venue,
        "address": terms.address,
        "contact": terms.contact,
        "words": list.fingerprint_words(),
        "purpose": { "de": terms.purpose_de, "en": terms.purpose_en },
        "legal_basis": { "de": terms.legal_basis_de, "en": terms.legal_basis_en },
        "authority": terms.authority.as_ref().map(|card| json!({
            "name": card.name(),
            "words": card.fingerprint().words(),
        })),
        "erased_by": list.erased_by().to_string(),
        "fields": names,
    });
    output.result(&result, || {
        let words = fields.iter().map(|(field, policy)| {
            let mark = if *policy == Policy::Required {
                " (required)"
            } else {
                ""
            };
            format!("  {field}{mark}")
        });
        let who_reads = match &terms.authority {
            None => String::new(),
            Some(card) => format!(
                "Who you are can be read only by {} ({}), and only if the venue hands it over.\n",
                card.name(),
                card.fingerprint().words()
            ),
        };
        format!(
            "{}, {}\nWords beside the code: {}\nContact: {}\nPurpose: {}\nLegal basis: {}\n\
             Erased by: {}\n{who_reads}Fields:\n{}",
            terms.venue,
            terms.address,
            list.fingerprint_words(),
            terms.contact,
            terms.purpose_en,
            terms.legal_basis_en,
            list.erased_by(),
            words.collect::<Vec<_>>().join("\n")
        )
    });
}
