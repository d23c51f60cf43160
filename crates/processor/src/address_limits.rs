use std::{
    fmt,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use hyper::{HeaderMap, Method, header::HeaderName};

use crate::{
    budget::Budget, config::Config, key::KeyFileError, memory_key::MemoryKey, problem::Problem,
    route::Route,
};

/// How much one address may ask for (`spec/protocol.md#LIM-1`).
///
/// Addresses are counted in memory, as HMACs under a key that is drawn anew every hour, when all
/// counts are forgotten. Those of IPv6 count by their first 64 bits: one customer has as many below
/// them as it likes.
pub(crate) struct AddressLimits {
    header: Option<HeaderName>,
    state: Mutex<State>,
}

struct State {
    key: MemoryKey,
    drawn: u64,
    uploads: Budget<[u8; 32]>,
    reads: Budget<[u8; 32]>,
    registrations: Budget<[u8; 32]>,
}

impl AddressLimits {
    pub(crate) fn new(config: &Config) -> Result<Self, KeyFileError> {
        Ok(Self {
            header: config
                .address_header
                .as_deref()
                .and_then(|name| name.parse().ok()),
            state: Mutex::new(State {
                key: MemoryKey::draw()?,
                drawn: 0,
                uploads: Budget::new(config.uploads_per_minute, MINUTE, MOST),
                reads: Budget::new(config.reads_per_minute, MINUTE, MOST),
                registrations: Budget::new(config.registrations_per_hour, HOUR, MOST),
            }),
        })
    }

    /// Counts a request of somebody who has not signed it. `now` counts the seconds that the
    /// processor has run.
    pub(crate) fn take(
        &self,
        route: &Route,
        method: &Method,
        peer: IpAddr,
        headers: &HeaderMap,
        now: u64,
    ) -> Result<(), Problem> {
        let Some(kind) = Kind::of(route, method) else {
            return Ok(());
        };
        let Some(network) = self.network(peer, headers) else {
            return Ok(());
        };
        let state = &mut *self.state();
        state.renew(now)?;
        let key = state.key.tag(&[&network]);
        let budget = match kind {
            Kind::Upload => &mut state.uploads,
            Kind::Read => &mut state.reads,
            Kind::Registration => &mut state.registrations,
        };
        budget.take(key, now).map_err(Problem::too_many)
    }

    /// The bytes by which an address is counted; `None` for this machine, which is a proxy that
    /// does not say for whom it asks, or the operator.
    fn network(&self, peer: IpAddr, headers: &HeaderMap) -> Option<Vec<u8>> {
        let told = self.header.as_ref().and_then(|name| {
            // What stands last was put there by the proxy in front of us.
            let value = headers.get_all(name).iter().next_back()?;
            value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        });
        let address: IpAddr = told.unwrap_or(peer);
        match address.to_canonical() {
            _ if told.is_none() && self.header.is_none() && peer.is_loopback() => None,
            IpAddr::V4(address) => Some(address.octets().to_vec()),
            IpAddr::V6(address) => Some(address.octets()[..8].to_vec()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn renew(&mut self, now: u64) -> Result<(), Problem> {
        if now.saturating_sub(self.drawn) >= HOUR {
            self.key = MemoryKey::draw().map_err(|_| Problem::INTERNAL)?;
            self.drawn = now;
            self.uploads.clear();
            self.reads.clear();
            self.registrations.clear();
        }
        Ok(())
    }
}

/// What is counted together.
#[derive(Clone, Copy)]
enum Kind {
    Upload,
    Read,
    Registration,
}

impl Kind {
    /// Requests of owners and readers are not counted: they are signed or carry a token.
    fn of(route: &Route, method: &Method) -> Option<Self> {
        match route {
            _ if *method == Method::OPTIONS => None,
            Route::Record(..) => Some(Self::Upload),
            Route::List(_) | Route::Pin(_) => Some(Self::Registration),
            Route::Welcome(..)
            | Route::LastWelcome(_)
            | Route::Proof(..)
            | Route::Consistency(..) => Some(Self::Read),
            _ => None,
        }
    }
}

impl fmt::Debug for AddressLimits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AddressLimits(<redacted>)")
    }
}

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
/// Most addresses that are counted at a time.
const MOST: usize = 100_000;

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use hyper::{HeaderMap, Method};
    use sealroll_wire::ListId;

    use super::AddressLimits;
    use crate::{config::Config, problem::Problem, route::Route};

    fn limits(adjust: impl FnOnce(&mut Config)) -> AddressLimits {
        let mut config = Config::new("unused".into(), "log.test");
        (config.uploads_per_minute, config.reads_per_minute) = (2, 1);
        adjust(&mut config);
        AddressLimits::new(&config).unwrap()
    }

    fn take(limits: &AddressLimits, peer: &str, forwarded: &str, now: u64) -> Result<(), u32> {
        let list = ListId::from_bytes([1; 16]);
        let record = "ab".repeat(32).parse().unwrap();
        let mut headers = HeaderMap::new();
        if !forwarded.is_empty() {
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        }
        let peer: IpAddr = peer.parse().unwrap();
        let route = Route::Record(list, record);
        let taken = limits.take(&route, &Method::PUT, peer, &headers, now);
        taken.map_err(|problem| problem.retry_after().unwrap())
    }

    // covers: LIM-1, LIM-2
    #[test]
    fn each_network_has_its_own_budget() {
        let limits = limits(|_| {});
        for address in ["192.0.2.1", "2001:db8:0:1::1", "::ffff:192.0.2.2"] {
            assert_eq!(take(&limits, address, "", 0), Ok(()));
            assert_eq!(take(&limits, address, "", 0), Ok(()));
            assert_eq!(take(&limits, address, "", 10), Err(50));
        }
        // The same network, and the same address in another form.
        assert_eq!(take(&limits, "2001:db8:0:1:ffff::9", "", 10), Err(50));
        assert_eq!(take(&limits, "192.0.2.2", "", 10), Err(50));
        assert_eq!(take(&limits, "2001:db8:0:2::1", "", 10), Ok(()));
        assert_eq!(take(&limits, "192.0.2.3", "", 10), Ok(()));
        assert_eq!(take(&limits, "192.0.2.1", "", 60), Ok(()));
    }

    // covers: LIM-1
    #[test]
    fn an_hour_later_everything_is_forgotten() {
        let limits = limits(|config| config.registrations_per_hour = 1);
        let register = |now| {
            let route = Route::List(ListId::from_bytes([1; 16]));
            let peer = "192.0.2.1".parse().unwrap();
            limits.take(&route, &Method::PUT, peer, &HeaderMap::new(), now)
        };
        assert_eq!(register(3599), Ok(()));
        let key = limits.state().key.tag(&[b"x"]);
        assert_eq!(register(3599), Err(Problem::too_many(3600)));
        assert_eq!(register(3600), Ok(()));
        assert_ne!(limits.state().key.tag(&[b"x"]), key);
    }

    // covers: LIM-3
    #[test]
    fn only_a_header_that_is_configured_counts() {
        let open = limits(|_| {});
        for number in 0..3 {
            let header = format!("198.51.100.{number}");
            let expected = if number < 2 { Ok(()) } else { Err(60) };
            assert_eq!(take(&open, "192.0.2.1", &header, 0), expected);
        }
        // A proxy on this machine that is not trusted to say for whom it asks.
        for _ in 0..10 {
            assert_eq!(take(&open, "127.0.0.1", "198.51.100.1", 0), Ok(()));
        }
        let limits = limits(|config| config.address_header = Some("X-Forwarded-For".into()));
        for first in ["", "203.0.113.1, ", "203.0.113.2, "] {
            let header = format!("{first}198.51.100.1");
            let expected = if first.ends_with("2, ") {
                Err(60)
            } else {
                Ok(())
            };
            assert_eq!(take(&limits, "127.0.0.1", &header, 0), expected);
        }
        assert_eq!(take(&limits, "127.0.0.1", "198.51.100.2", 0), Ok(()));
        // Without a usable header it is the proxy's own.
        for expected in [Ok(()), Ok(()), Err(60)] {
            assert_eq!(take(&limits, "127.0.0.1", "unknown", 0), expected);
        }
    }

    #[test]
    fn what_owners_sign_is_not_counted() {
        let limits = limits(|_| {});
        let list = ListId::from_bytes([1; 16]);
        let peer: IpAddr = "192.0.2.1".parse().unwrap();
        for route in [Route::Logs(list), Route::Instructions(list), Route::Health] {
            for _ in 0..10 {
                let taken = limits.take(&route, &Method::GET, peer, &HeaderMap::new(), 0);
                assert_eq!(taken, Ok(()));
            }
        }
    }
}
