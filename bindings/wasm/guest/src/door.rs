//! At the door: a bundle is verified, and a check-in sealed.

use sealroll::{DeviceSecret, Environment, Guest, GuestMemory, Invitation, Policy, Welcome};
use sealroll_wire::Reader;

use crate::answer::{Answer, Failure};
use crate::drawn::Drawn;
use crate::form;

/// Reads the link of a QR code. Answers the list's id, then scheme and host.
pub(crate) fn read_link(bytes: &[u8], answer: &mut Answer) -> Result<(), Failure> {
    let invitation = invitation(bytes)?;
    answer
        .bytes(invitation.list_id().as_bytes())
        .bytes(invitation.base().as_bytes());
    Ok(())
}

/// Verifies a bundle. Answers the new memory, the signed terms, and what they do not say themselves.
pub(crate) fn accept(bytes: &[u8], answer: &mut Answer) -> Result<(), Failure> {
    let mut reader = Reader::new(bytes);
    let Entered { guest, welcome } = &*enter(&mut reader)?;
    let statement = welcome.statement();
    let authority = welcome.terms().authority.as_ref();
    let words = authority.map_or_else(String::new, |card| card.fingerprint().words());
    answer
        .part(&guest.memory().to_bytes())
        .part(welcome.descriptor().as_bytes())
        .part(welcome.fingerprint_words().as_bytes())
        .part(words.as_bytes())
        .bytes(welcome.list_id().as_bytes())
        .number(statement.epoch().value().into())
        .number(statement.not_before().seconds())
        .number(statement.not_after().seconds())
        .number(welcome.erased_by().seconds());
    for (field, policy) in welcome.fields() {
        let end: &[u8] = if policy == Policy::Required {
            b"!"
        } else {
            b"?"
        };
        answer.bytes(field.name().as_bytes()).bytes(end);
    }
    Ok(())
}

/// Verifies the bundle again and seals a check-in. Answers what is to be kept of it.
pub(crate) fn check_in(bytes: &[u8], answer: &mut Answer) -> Result<(), Failure> {
    let mut reader = Reader::new(bytes);
    let welcome = &enter(&mut reader)?.welcome;
    let now = reader.time()?;
    let random = reader.bytes(RANDOM)?;
    let form = form::read(&mut reader)?;
    let pending = welcome.check_in(&form, now, &mut Drawn(random))?;
    answer.bytes(&pending.to_bytes());
    Ok(())
}

/// The guest and the verified bundle that a call begins with.
pub(crate) struct Entered {
    guest: Guest,
    pub(crate) welcome: Welcome,
}

#[inline(never)]
pub(crate) fn enter(reader: &mut Reader<'_>) -> Result<Box<Entered>, Failure> {
    let environment = match reader.u8()? {
        1 => Environment::Production,
        _ => Environment::Test,
    };
    let follow_ups = reader.u8()? != 0;
    let now = reader.time()?;
    let secret = DeviceSecret::from_bytes(reader.chunk()?);
    let memory = GuestMemory::from_bytes(part(reader)?)?;
    let invitation = invitation(part(reader)?)?;
    let bundle = part(reader)?;
    let mut guest = Guest::new(environment, memory, secret);
    let welcome = if follow_ups {
        guest.accept_for_follow_ups(&invitation, bundle, now)?
    } else {
        guest.accept(&invitation, bundle, now)?
    };
    Ok(Box::new(Entered { guest, welcome }))
}

/// Bytes with their length before them.
pub(crate) fn part<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Failure> {
    let length = reader.u32()?;
    Ok(reader.bytes(length as usize)?)
}

fn invitation(link: &[u8]) -> Result<Invitation, Failure> {
    let link = str::from_utf8(link).map_err(|_| Failure::argument())?;
    Ok(Invitation::from_link(link)?)
}

/// A ticket key, and what hedges two ephemeral keys: of the contact's own envelope and of the whole.
pub(crate) const RANDOM: usize = 96;
