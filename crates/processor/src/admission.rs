//! Who may register a new list (`spec/protocol.md#registration`). Lists that are registered vouch
//! for themselves by their root's signatures, whatever is asked of new ones.

use std::fmt;

use hyper::{
    HeaderMap,
    body::{Buf, Bytes},
    header,
};
use sealroll_wire::VerifiedRegistration;

use crate::{
    clock::Clock,
    config::Config,
    config_registration::{Gateway, PhoneRegistration, RegistrationPolicy},
    phone::PhoneNumber,
    pins::{PinLimits, Pins},
    problem::Problem,
    processor::StartError,
    sms::{ConsoleGateway, HttpGateway, SmsGateway, read_authorization},
    tokens::Tokens,
};

/// What is asked of whoever registers a new list.
#[derive(Debug)]
pub(crate) enum Admission {
    /// Nothing.
    Open,
    /// A token of the operator.
    Token(Tokens),
    /// A PIN that was sent to a phone number.
    Phone(Box<Phone>),
}

/// Registration by phone number.
pub(crate) struct Phone {
    pins: Pins,
    countries: Vec<String>,
    pub(crate) gateway: Box<dyn SmsGateway>,
}

/// What a request brings to be admitted.
#[derive(Debug)]
pub(crate) enum Claim {
    Nothing,
    Token(String),
    Pin(String),
}

impl Admission {
    pub(crate) fn new(config: &Config) -> Result<Self, StartError> {
        Ok(match &config.registration {
            RegistrationPolicy::Open => Self::Open,
            RegistrationPolicy::Token => Self::Token(Tokens::new(&config.data_dir)),
            RegistrationPolicy::Phone(phone) => Self::Phone(Box::new(Phone::new(phone)?)),
        })
    }

    /// The word for it.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Token(_) => "token",
            Self::Phone(_) => "phone",
        }
    }

    /// Whether this claim lets a new list in. `body` is the registration as received.
    pub(crate) fn admit(
        &self,
        claim: &Claim,
        registration: &VerifiedRegistration,
        body: &[u8],
        clock: &Clock,
    ) -> Result<(), Problem> {
        let root = &registration.root;
        match (self, claim) {
            (Self::Open, _) => Ok(()),
            (Self::Token(tokens), Claim::Token(token)) => {
                tokens.use_for(&root.list_id(), token, clock.now())
            }
            (Self::Token(_), _) => Err(Problem::TOKEN_REQUIRED),
            (Self::Phone(phone), Claim::Pin(pin)) => {
                phone
                    .pins
                    .confirm(&root.fingerprint(), body, pin, clock.running())
            }
            (Self::Phone(_), _) => Err(Problem::PIN_REQUIRED),
        }
    }
}

impl Phone {
    fn new(settings: &PhoneRegistration) -> Result<Self, StartError> {
        let gateway: Box<dyn SmsGateway> = match &settings.gateway {
            Gateway::Console => Box::new(ConsoleGateway),
            Gateway::Http {
                url,
                body,
                authorization_file,
            } => {
                let authorization = authorization_file.as_deref().map(read_authorization);
                let authorization = authorization.transpose().map_err(StartError::Sms)?;
                let authorization = authorization.as_ref().map(|value| value.as_str());
                let gateway = HttpGateway::new(url, body, authorization);
                Box::new(gateway.ok_or(StartError::SmsGateway)?)
            }
        };
        let limits = PinLimits {
            number: settings.per_number,
            block: settings.per_block,
            total: settings.per_day,
        };
        Ok(Self {
            pins: Pins::new(limits)?,
            countries: settings.countries.clone(),
            gateway,
        })
    }

    /// Makes a PIN for a registration; returns the text of the message.
    pub(crate) fn make_pin(
        &self,
        number: &PhoneNumber,
        registration: &VerifiedRegistration,
        body: &[u8],
        clock: &Clock,
    ) -> Result<String, Problem> {
        if !number.is_of(&self.countries) {
            return Err(Problem::COUNTRY_NOT_ALLOWED);
        }
        let root = registration.root.fingerprint();
        let pin = self.pins.make(&root, body, number, clock.running())?;
        let words = root.words();
        // Who gets this unasked learns what it is for, and that nobody has a use for it.
        Ok(format!(
            "{} confirms the new list {words} for 10 minutes. Not yours? Ignore it.",
            pin.as_str()
        ))
    }
}

impl Claim {
    /// What the request's `Authorization` says.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Self::Nothing;
        };
        let Ok(value) = value.to_str() else {
            return Self::Nothing;
        };
        match value.split_once(' ') {
            Some(("Bearer", token)) => Self::Token(token.to_owned()),
            Some(("Pin", pin)) if pin.len() == 6 => Self::Pin(pin.to_owned()),
            _ => Self::Nothing,
        }
    }
}

/// Reads the body of a request for a PIN: the number, then the registration.
pub(crate) fn read_pin_request(mut body: Bytes) -> Result<(PhoneNumber, Bytes), Problem> {
    let length = body.first().copied().ok_or(Problem::BAD_PHONE_NUMBER)?;
    body.advance(1);
    if body.len() < usize::from(length) {
        return Err(Problem::BAD_PHONE_NUMBER);
    }
    let number = body.split_to(usize::from(length));
    let number = PhoneNumber::parse(&number).ok_or(Problem::BAD_PHONE_NUMBER)?;
    Ok((number, body))
}

impl fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Phone").finish_non_exhaustive()
    }
}
