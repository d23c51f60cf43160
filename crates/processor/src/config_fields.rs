//! The fields of a configuration as they are written, in the file or in the environment.

use std::{net::SocketAddr, path::PathBuf};

use serde::Deserialize;

use crate::config::ConfigError;

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fields {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) origin: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) environment: Option<EnvironmentName>,
    pub(crate) batch_max: Option<usize>,
    pub(crate) batch_wait_micros: Option<u64>,
    pub(crate) queue_max: Option<usize>,
    pub(crate) connections_max: Option<usize>,
    pub(crate) max_database_mb: Option<u64>,
    pub(crate) threads: Option<usize>,
    pub(crate) pages_dir: Option<PathBuf>,
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) vault_dir: Option<PathBuf>,
    pub(crate) vault_backup_dir: Option<PathBuf>,
    pub(crate) operator: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) sub_processors: Option<Names>,
    pub(crate) uploads_per_minute: Option<u32>,
    pub(crate) reads_per_minute: Option<u32>,
    pub(crate) registrations_per_hour: Option<u32>,
    pub(crate) address_header: Option<String>,
    pub(crate) registration: Option<RegistrationName>,
    pub(crate) phone_countries: Option<Names>,
    pub(crate) sms_gateway: Option<String>,
    pub(crate) sms_body: Option<String>,
    pub(crate) sms_authorization_file: Option<PathBuf>,
    pub(crate) pins_per_number: Option<u32>,
    pub(crate) pins_per_block: Option<u32>,
    pub(crate) pins_per_day: Option<u32>,
}

/// Names, in a variable separated by semicolons.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Names(pub(crate) Vec<String>);

impl std::str::FromStr for Names {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let names = text
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        Ok(Self(names.map(str::to_owned).collect()))
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EnvironmentName {
    Production,
    Test,
}

impl std::str::FromStr for EnvironmentName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "production" => Ok(Self::Production),
            "test" => Ok(Self::Test),
            _ => Err(()),
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RegistrationName {
    Open,
    Token,
    Phone,
}

impl std::str::FromStr for RegistrationName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "open" => Ok(Self::Open),
            "token" => Ok(Self::Token),
            "phone" => Ok(Self::Phone),
            _ => Err(()),
        }
    }
}

impl Fields {
    pub(crate) fn override_by(
        &mut self,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<(), ConfigError> {
        macro_rules! fields {
            ($($field:ident),* $(,)?) => {
                $(
                    if let Some(text) = variable(&variable_of(stringify!($field))) {
                        let value = text.parse();
                        let value = value.map_err(|_| ConfigError::Variable(stringify!($field)))?;
                        self.$field = Some(value);
                    }
                )*
            };
        }
        fields!(
            listen,
            data_dir,
            origin,
            public_url,
            environment,
            batch_max,
            batch_wait_micros,
            queue_max,
            connections_max,
            max_database_mb,
            threads,
            pages_dir,
            metrics_listen,
            vault_dir,
            vault_backup_dir,
            operator,
            region,
            sub_processors,
            uploads_per_minute,
            reads_per_minute,
            registrations_per_hour,
            address_header,
            registration,
            phone_countries,
            sms_gateway,
            sms_body,
            sms_authorization_file,
            pins_per_number,
            pins_per_block,
            pins_per_day,
        );
        Ok(())
    }
}

/// The environment variable of a field.
pub(crate) fn variable_of(field: &str) -> String {
    format!("SEALROLL_{}", field.to_ascii_uppercase())
}
