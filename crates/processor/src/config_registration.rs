//! Who may register new lists, as it is configured.

use std::path::PathBuf;

use sealroll_wire::Environment;

use crate::{
    config::ConfigError,
    config_fields::{Fields, RegistrationName},
    sms::HttpGateway,
};

/// Who may register a new list (`spec/protocol.md#registration`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegistrationPolicy {
    /// Anybody.
    #[default]
    Open,
    /// Who has a token of the operator.
    Token,
    /// Who can read messages to a phone number.
    Phone(PhoneRegistration),
}

/// How registrations are confirmed by phone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PhoneRegistration {
    /// Calling codes of the countries whose numbers are taken, such as `49`.
    pub countries: Vec<String>,
    /// Where the messages go.
    pub gateway: Gateway,
    /// Most PINs sent to one number in a day.
    pub per_number: u32,
    /// Most PINs sent in an hour to numbers that differ in their last four digits only.
    pub per_block: u32,
    /// Most PINs sent in a day.
    pub per_day: u32,
}

/// Where short messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gateway {
    /// To the standard error, for development.
    Console,
    /// To a gateway over HTTP, behind a proxy on this machine that speaks TLS with it.
    Http {
        /// `http://127.0.0.1:<port>/<path>`.
        url: String,
        /// What is posted: JSON with `{number}` and `{text}`.
        body: String,
        /// File with the value of `Authorization`, which is then sent along.
        authorization_file: Option<PathBuf>,
    },
}

impl PhoneRegistration {
    /// The default budgets.
    #[must_use]
    pub const fn new(countries: Vec<String>, gateway: Gateway) -> Self {
        Self {
            countries,
            gateway,
            per_number: 5,
            per_block: 20,
            per_day: 500,
        }
    }
}

/// What the file and the variables say.
pub(crate) fn read(
    fields: &Fields,
    environment: Environment,
) -> Result<RegistrationPolicy, ConfigError> {
    match fields.registration {
        None | Some(RegistrationName::Open) => Ok(RegistrationPolicy::Open),
        Some(RegistrationName::Token) => Ok(RegistrationPolicy::Token),
        Some(RegistrationName::Phone) => phone(fields, environment).map(RegistrationPolicy::Phone),
    }
}

fn phone(fields: &Fields, environment: Environment) -> Result<PhoneRegistration, ConfigError> {
    let countries = fields.phone_countries.clone();
    let countries = countries.ok_or(ConfigError::Missing("phone_countries"))?.0;
    let is_code = |code: &String| {
        (1..=4).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_digit())
            && !code.starts_with('0')
    };
    if countries.is_empty() || !countries.iter().all(is_code) {
        return Err(ConfigError::Value("phone_countries"));
    }
    let gateway = fields.sms_gateway.clone();
    let gateway = gateway.ok_or(ConfigError::Missing("sms_gateway"))?;
    let gateway = if gateway == CONSOLE {
        // It would put PINs where anybody looks who reads logs.
        if environment == Environment::Production {
            return Err(ConfigError::Value("sms_gateway"));
        }
        Gateway::Console
    } else {
        let body = fields.sms_body.clone().unwrap_or_else(|| BODY.to_owned());
        if HttpGateway::new(&gateway, BODY, None).is_none() {
            return Err(ConfigError::Value("sms_gateway"));
        }
        if HttpGateway::new(&gateway, &body, None).is_none() {
            return Err(ConfigError::Value("sms_body"));
        }
        Gateway::Http {
            url: gateway,
            body,
            authorization_file: fields.sms_authorization_file.clone(),
        }
    };
    let mut phone = PhoneRegistration::new(countries, gateway);
    for (field, value, name) in [
        (
            &mut phone.per_number,
            fields.pins_per_number,
            "pins_per_number",
        ),
        (
            &mut phone.per_block,
            fields.pins_per_block,
            "pins_per_block",
        ),
        (&mut phone.per_day, fields.pins_per_day, "pins_per_day"),
    ] {
        *field = value.unwrap_or(*field);
        if !(1..=100_000).contains(field) {
            return Err(ConfigError::Value(name));
        }
    }
    Ok(phone)
}

const CONSOLE: &str = "console";
/// What is posted to a gateway unless something else is configured.
const BODY: &str = r#"{"to":"{number}","text":"{text}"}"#;

#[cfg(test)]
mod tests {
    use super::{Gateway, RegistrationPolicy};
    use crate::config::Config;

    fn load(more: &str) -> Result<RegistrationPolicy, String> {
        let more = format!("data_dir = 'd'\norigin = 'o'\n{more}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), more).unwrap();
        let config = Config::load(Some(file.path()), |_| None);
        config
            .map(|config| config.registration)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn each_policy_is_read() {
        assert_eq!(load("").unwrap(), RegistrationPolicy::Open);
        assert_eq!(
            load("registration = 'token'").unwrap(),
            RegistrationPolicy::Token
        );
        let phone = "registration = 'phone'\nphone_countries = ['49', '43']\n";
        let http = format!("{phone}sms_gateway = 'http://127.0.0.1:81/x'\npins_per_day = 7");
        let RegistrationPolicy::Phone(read) = load(&http).unwrap() else {
            unreachable!("it says phone");
        };
        assert_eq!((read.per_number, read.per_day), (5, 7));
        assert!(matches!(read.gateway, Gateway::Http { .. }));
        let console = format!("{phone}sms_gateway = 'console'\n");
        assert!(load(&console).unwrap_err().contains("sms_gateway"));
        assert!(load(&format!("{console}environment = 'test'")).is_ok());
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (field, more) in [
            ("phone_countries", ""),
            ("phone_countries", "phone_countries = []"),
            ("phone_countries", "phone_countries = ['+49']"),
            ("sms_gateway", "phone_countries = ['49']"),
            (
                "sms_gateway",
                "phone_countries = ['49']\nsms_gateway = 'http://sms.example/'",
            ),
            (
                "sms_body",
                "phone_countries = ['49']\nsms_gateway = 'http://127.0.0.1:1/'\nsms_body = '{}'",
            ),
            (
                "pins_per_block",
                "phone_countries = ['49']\nsms_gateway = 'http://127.0.0.1:1/'\npins_per_block = 0",
            ),
        ] {
            let error = load(&format!("registration = 'phone'\n{more}")).unwrap_err();
            assert!(error.contains(field), "{error}");
        }
        assert!(
            load("registration = 'closed'")
                .unwrap_err()
                .contains("registration")
        );
    }
}
