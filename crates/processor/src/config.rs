use std::{
    error::Error,
    fmt, fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use hyper::header::HeaderName;
use sealroll_wire::{Environment, ProcessorStatement, ProcessorText, Time, limit};

use crate::{
    config_fields::{EnvironmentName, Fields, variable_of},
    config_registration::{self, RegistrationPolicy},
};

/// How a processor is run: a TOML file, overridden by environment variables whose names are
/// `SEALROLL_` and the key in capitals.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// `listen`: where to accept connections; default `127.0.0.1:8080`. Port 0 takes a free one.
    /// TLS is for a reverse proxy in front.
    pub listen: SocketAddr,
    /// `data_dir`: directory of database and log key. It is made if it does not exist.
    pub data_dir: PathBuf,
    /// `origin`: beginning of the names of this processor's logs, such as `log.example`
    /// (`spec/protocol.md#DESC-2`). It cannot be changed once lists are registered.
    pub origin: String,
    /// `public_url`: address under which clients reach the processor, without a path. Signed
    /// requests must be addressed to it. Default: whatever the request's `Host` says.
    pub public_url: Option<String>,
    /// `environment`: `production` (default) or `test`; lists of the other one are refused.
    pub environment: Environment,
    /// `batch_max`: most uploads in one commit; default 256.
    pub batch_max: usize,
    /// `batch_wait_micros`: how long a batch waits for more uploads after its first; default 0:
    /// it takes what arrived during the commit before.
    pub batch_wait_micros: u64,
    /// `queue_max`: most uploads that wait; further ones are answered with 503. Default 1024.
    pub queue_max: usize,
    /// `connections_max`: most connections at a time; default 1024.
    pub connections_max: usize,
    /// `max_database_mb`: size of the database at which uploads are answered with 507; default:
    /// what the disk holds.
    pub max_database_mb: Option<u64>,
    /// `threads`: threads that answer requests; default 2.
    pub threads: usize,
    /// `pages_dir`: directory of the static pages for guests and owners, as `cargo xtask wasm`
    /// makes it; default: none, and `/c` says that an application is needed. A page that the
    /// processor serves could be a lying page: see the threat model.
    pub pages_dir: Option<PathBuf>,
    /// `metrics_listen`: where to serve counts for Prometheus, to the operator only; default:
    /// nowhere. They tell how much is uploaded when, and nothing about a list.
    pub metrics_listen: Option<SocketAddr>,
    /// `vault_dir`: directory of the keys under which envelopes are stored; default: `vault` in
    /// the data directory. It must not be part of the database's backups: a key that is destroyed
    /// ends the copies in them too.
    pub vault_dir: Option<PathBuf>,
    /// `vault_backup_dir`: a second place for those keys, which holds their newest state only;
    /// default: none.
    pub vault_backup_dir: Option<PathBuf>,
    /// `operator`: who runs the service, for the processor statement; 1 to 200 bytes. Default:
    /// `not stated`.
    pub operator: String,
    /// `region`: where data is processed; 1 to 200 bytes. Default: `not stated`.
    pub region: String,
    /// `sub_processors`: whose help the operator takes, and where; at most 16, 1 to 200 bytes
    /// each. In the environment variable they are separated by semicolons.
    pub sub_processors: Vec<String>,
    /// `registration`: `open` (default), `token` or `phone`; for the last, see
    /// [`PhoneRegistration`](crate::PhoneRegistration).
    pub registration: RegistrationPolicy,
    /// `uploads_per_minute`: most uploads of one address (IPv6: one /64) in a minute; default 600,
    /// since everybody in a venue may have the same one.
    pub uploads_per_minute: u32,
    /// `reads_per_minute`: most requests for welcome bundles and proofs of one address in a minute;
    /// default 1200.
    pub reads_per_minute: u32,
    /// `registrations_per_hour`: most registrations and requests for PINs of one address in an
    /// hour; default 30.
    pub registrations_per_hour: u32,
    /// `address_header`: field in which a proxy in front says for whom it asks, such as
    /// `x-forwarded-for`; its last address counts. Default: none, and requests from this machine
    /// are not limited. Anybody can set such a field who reaches the processor past the proxy.
    pub address_header: Option<String>,
}

impl Config {
    /// A configuration with defaults for all that has one.
    #[must_use]
    pub fn new(data_dir: PathBuf, origin: &str) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            data_dir,
            origin: origin.to_owned(),
            public_url: None,
            environment: Environment::Production,
            batch_max: 256,
            batch_wait_micros: 0,
            queue_max: 1024,
            connections_max: 1024,
            max_database_mb: None,
            threads: 2,
            pages_dir: None,
            metrics_listen: None,
            vault_dir: None,
            vault_backup_dir: None,
            operator: NOT_STATED.to_owned(),
            region: NOT_STATED.to_owned(),
            sub_processors: Vec::new(),
            registration: RegistrationPolicy::Open,
            uploads_per_minute: 600,
            reads_per_minute: 1200,
            registrations_per_hour: 30,
            address_header: None,
        }
    }

    /// Reads the file, if there is one, then the variables that `variable` knows.
    ///
    /// # Errors
    /// [`ConfigError`] names the field or variable; for the file's syntax also the line.
    pub fn load(
        file: Option<&Path>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let text = file
            .map(fs::read_to_string)
            .transpose()
            .map_err(ConfigError::Read)?;
        let mut fields: Fields =
            toml::from_str(&text.unwrap_or_default()).map_err(ConfigError::File)?;
        fields.override_by(variable)?;
        fields.into_config()
    }

    /// Where the keys of the envelopes lie.
    pub(crate) fn vault(&self) -> PathBuf {
        let default = || self.data_dir.join("vault");
        self.vault_dir.clone().unwrap_or_else(default)
    }

    /// Host and port of the public address, in lower case.
    pub(crate) fn authority(&self) -> Option<String> {
        let url = self.public_url.as_deref()?;
        let (_, authority) = url.split_once("://")?;
        Some(authority.to_ascii_lowercase())
    }
}

/// Why a configuration is not usable.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    Read(io::Error),
    /// The file is not what it should be; names line and field.
    File(toml::de::Error),
    /// The environment variable of this field does not parse.
    Variable(&'static str),
    /// This field is missing.
    Missing(&'static str),
    /// This field has a value that cannot be.
    Value(&'static str),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => {
                write!(formatter, "the configuration file cannot be read: {error}")
            }
            Self::File(error) => write!(formatter, "the configuration file is wrong: {error}"),
            Self::Variable(field) => write!(
                formatter,
                "the environment variable {} is wrong",
                variable_of(field)
            ),
            Self::Missing(field) => write!(
                formatter,
                "{field} is missing: set it in the file or as {}",
                variable_of(field)
            ),
            Self::Value(field) => write!(formatter, "{field} has a value that cannot be"),
        }
    }
}

impl Error for ConfigError {}

impl Fields {
    fn into_config(self) -> Result<Config, ConfigError> {
        let environment = match self.environment {
            Some(EnvironmentName::Test) => Environment::Test,
            _ => Environment::Production,
        };
        let registration = config_registration::read(&self, environment)?;
        let data_dir = self.data_dir.ok_or(ConfigError::Missing("data_dir"))?;
        let origin = self.origin.ok_or(ConfigError::Missing("origin"))?;
        let mut config = Config::new(data_dir, &origin);
        config.public_url = self
            .public_url
            .map(|url| url.trim_end_matches('/').to_owned());
        config.max_database_mb = self.max_database_mb;
        config.pages_dir = self.pages_dir;
        config.metrics_listen = self.metrics_listen;
        config.vault_dir = self.vault_dir;
        config.vault_backup_dir = self.vault_backup_dir;
        config.operator = self.operator.unwrap_or(config.operator);
        config.region = self.region.unwrap_or(config.region);
        config.sub_processors = self.sub_processors.unwrap_or_default().0;
        config.listen = self.listen.unwrap_or(config.listen);
        config.batch_wait_micros = self.batch_wait_micros.unwrap_or(config.batch_wait_micros);
        for (field, value, name) in [
            (&mut config.batch_max, self.batch_max, "batch_max"),
            (&mut config.queue_max, self.queue_max, "queue_max"),
            (
                &mut config.connections_max,
                self.connections_max,
                "connections_max",
            ),
            (&mut config.threads, self.threads, "threads"),
        ] {
            *field = value.unwrap_or(*field);
            if !(1..=MOST).contains(field) {
                return Err(ConfigError::Value(name));
            }
        }
        for (field, value, name) in [
            (
                &mut config.uploads_per_minute,
                self.uploads_per_minute,
                "uploads_per_minute",
            ),
            (
                &mut config.reads_per_minute,
                self.reads_per_minute,
                "reads_per_minute",
            ),
            (
                &mut config.registrations_per_hour,
                self.registrations_per_hour,
                "registrations_per_hour",
            ),
        ] {
            *field = value.unwrap_or(*field);
            if *field == 0 {
                return Err(ConfigError::Value(name));
            }
        }
        config.address_header = self.address_header;
        config.environment = environment;
        config.registration = registration;
        config.check()?;
        Ok(config)
    }
}

impl Config {
    fn check(&self) -> Result<(), ConfigError> {
        let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'/' | b':');
        let origin = &self.origin;
        if !(1..=120).contains(&origin.len())
            || !origin.bytes().all(allowed)
            || origin.starts_with('/')
            || origin.ends_with('/')
        {
            return Err(ConfigError::Value("origin"));
        }
        // Whether it is fit for the processor statement, which holds texts to their rules.
        let plain = |text: &String| {
            let statement = ProcessorStatement {
                origin: "o".to_owned(),
                version: 1,
                time: Time::MAX,
                operator: text.clone(),
                region: NOT_STATED.to_owned(),
                software: NOT_STATED.to_owned(),
                sub_processors: Vec::new(),
            };
            ProcessorStatement::read(&statement.to_text()) == Some(statement)
        };
        for (text, field) in [(&self.operator, "operator"), (&self.region, "region")] {
            if !plain(text) {
                return Err(ConfigError::Value(field));
            }
        }
        let names = &self.sub_processors;
        if names.len() > limit::MAX_SUB_PROCESSORS || !names.iter().all(plain) {
            return Err(ConfigError::Value("sub_processors"));
        }
        if let Some(url) = &self.public_url {
            let host = url
                .strip_prefix("https://")
                .or_else(|| url.strip_prefix("http://"));
            let plain = |byte: u8| byte.is_ascii_graphic() && !b"/?#@\"\\".contains(&byte);
            if !host.is_some_and(|host| !host.is_empty() && host.bytes().all(plain)) {
                return Err(ConfigError::Value("public_url"));
            }
        }
        if self
            .max_database_mb
            .is_some_and(|size| !(1..=1 << 24).contains(&size))
        {
            return Err(ConfigError::Value("max_database_mb"));
        }
        let name = self.address_header.as_deref();
        if name.is_some_and(|name| name.parse::<HeaderName>().is_err()) {
            return Err(ConfigError::Value("address_header"));
        }
        if self.batch_wait_micros > 1_000_000 {
            return Err(ConfigError::Value("batch_wait_micros"));
        }
        Ok(())
    }
}

const NOT_STATED: &str = "not stated";
/// Upper bound of counts, so that a slip of the pen does not take all memory.
const MOST: usize = 65_536;

#[cfg(test)]
mod tests {
    use std::io::Write;

    use sealroll_wire::Environment;

    use super::{Config, ConfigError};

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::load(Some(file.path()), variable)
    }

    const SMALL: &str = "data_dir = 'd'\norigin = 'log.example'\n";

    #[test]
    fn defaults_fill_a_small_file() {
        let config = load(SMALL, &[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.environment, Environment::Production);
        assert_eq!((config.batch_max, config.queue_max), (256, 1024));
    }

    #[test]
    fn variables_win_over_the_file() {
        let text = format!("{SMALL}environment = 'production'\nbatch_max = 3");
        let variables = [
            ("SEALROLL_ENVIRONMENT", "test"),
            ("SEALROLL_BATCH_MAX", "5"),
        ];
        let config = load(&text, &variables).unwrap();
        assert_eq!(
            (config.environment, config.batch_max),
            (Environment::Test, 5)
        );
    }

    #[test]
    fn errors_name_the_field_and_the_line() {
        let message = |text: &str| load(text, &[]).unwrap_err().to_string();
        let unknown = message("data_dir = 'd'\norigin = 'o'\nbatchmax = 3");
        assert!(
            unknown.contains("batchmax") && unknown.contains("line 3"),
            "{unknown}"
        );
        let wrong = message("data_dir = 'd'\norigin = 'o'\n\nlisten = 'everywhere'");
        assert!(
            wrong.contains("listen") && wrong.contains("line 4"),
            "{wrong}"
        );
        assert!(message("origin = 'o'").contains("data_dir is missing"));
        for (field, line) in [
            ("origin", "origin = 'Log'"),
            (
                "public_url",
                "origin = 'o'\npublic_url = 'https://host/path'",
            ),
            ("public_url", "origin = 'o'\npublic_url = 'host'"),
            ("batch_max", "origin = 'o'\nbatch_max = 0"),
            ("max_database_mb", "origin = 'o'\nmax_database_mb = 0"),
            ("uploads_per_minute", "origin = 'o'\nuploads_per_minute = 0"),
            ("address_header", "origin = 'o'\naddress_header = 'a b'"),
        ] {
            let message = message(&format!("data_dir = 'd'\n{line}"));
            assert!(message.contains(field), "{message}");
        }
        let variable = load(SMALL, &[("SEALROLL_THREADS", "many")])
            .unwrap_err()
            .to_string();
        assert!(variable.contains("SEALROLL_THREADS"), "{variable}");
    }

    #[test]
    fn the_example_is_a_configuration() {
        let config = load(include_str!("../processor.example.toml"), &[]).unwrap();
        assert_eq!(config.origin, "log.example");
        assert_eq!(config.max_database_mb, Some(100_000));
    }

    #[test]
    fn the_authority_is_that_of_the_public_address() {
        let text = format!("{SMALL}public_url = 'https://Seal.Example:8443/'");
        let config = load(&text, &[]).unwrap();
        assert_eq!(config.authority().unwrap(), "seal.example:8443");
        assert_eq!(load(SMALL, &[]).unwrap().authority(), None);
    }
}
