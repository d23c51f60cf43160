use std::{fs, io, path::Path};

use sealroll_store::ServiceState;
use sealroll_wire::Time;

/// What a restored backup does not have: what was logged after the backup was made and before new
/// parts were opened. Its records come back (`spec/protocol.md#RECV-9`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// Not after the backup was made.
    since: u64,
    opened: Time,
}

impl Gap {
    /// A gap that ends now and begins where [`begin`](Self::begin) has noted it.
    pub(crate) fn end(directory: &Path, opened: Time) -> io::Result<Self> {
        let since = match fs::read_to_string(directory.join(SINCE)) {
            Ok(text) => text.parse().map_err(|_| io::ErrorKind::InvalidData)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        Ok(Self { since, opened })
    }

    /// What to note of a backup that is being restored: when it was made, as far as its clock can
    /// be believed.
    pub(crate) fn begin(state: Option<ServiceState>) -> (&'static str, String) {
        let state = state.filter(|state| !state.clock_in_doubt);
        let since = state.map_or(0, |state| state.clock.seconds());
        (SINCE, since.to_string())
    }

    /// The gaps whose records still come back.
    pub(crate) fn read(directory: &Path) -> io::Result<Vec<Self>> {
        let text = match fs::read_to_string(directory.join(GAPS)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let gaps: Option<Vec<Self>> = text.lines().map(Self::parse).collect();
        gaps.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// What to write of all gaps, of which this is the last.
    pub(crate) fn join(self, mut former: Vec<Self>) -> (&'static str, String) {
        former.retain(|gap| gap.since != self.since && gap.taken_until() >= self.opened);
        former.push(self);
        let lines = former.iter().map(|gap| {
            let Self { since, opened } = gap;
            format!("{since} {}\n", opened.seconds())
        });
        (GAPS, lines.collect())
    }

    /// Copies what was written of the gaps.
    pub(crate) fn copied(directory: &Path) -> io::Result<Option<(&'static str, String)>> {
        match fs::read_to_string(directory.join(GAPS)) {
            Ok(text) => Ok(Some((GAPS, text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Until when records are taken under a superseded statement, of which none were taken before
    /// the one time and after the other; `None` if the gap can have none of them.
    pub(crate) fn takes_until(&self, opens: Time, stale_after: Time) -> Option<Time> {
        let can_have = opens <= self.opened && stale_after.seconds() >= self.since;
        can_have.then(|| self.taken_until())
    }

    fn taken_until(&self) -> Time {
        self.opened.saturating_add(RETURN)
    }

    fn parse(line: &str) -> Option<Self> {
        let (since, opened) = line.split_once(' ')?;
        Some(Self {
            since: since.parse().ok()?,
            opened: Time::new(opened.parse().ok()?).ok()?,
        })
    }
}

/// Seconds after an opening in which records of the gap are taken.
const RETURN: u64 = 7 * 86_400;
/// File with when the backup was made that was restored.
const SINCE: &str = "since";
/// File with a line for each gap: when the backup was made, and when the parts were opened.
const GAPS: &str = "gaps";

#[cfg(test)]
mod tests {
    use sealroll_store::ServiceState;
    use sealroll_wire::Time;

    use super::{GAPS, Gap, SINCE};

    fn time(seconds: u64) -> Time {
        Time::new(seconds).unwrap()
    }

    // covers: RECV-9
    #[test]
    fn a_gap_has_records_of_statements_that_were_taken_in_it() {
        let gap = Gap {
            since: 1_000,
            opened: time(5_000),
        };
        let end = Some(time(5_000 + 604_800));
        assert_eq!(gap.takes_until(time(0), time(999)), None);
        assert_eq!(gap.takes_until(time(0), time(1_000)), end);
        assert_eq!(gap.takes_until(time(5_000), time(9_000)), end);
        assert_eq!(gap.takes_until(time(5_001), time(9_000)), None);
    }

    #[test]
    fn gaps_are_kept_until_nothing_of_them_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let write = |(name, text): (&str, String)| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        let doubtful = |clock_in_doubt| ServiceState {
            uptime: 0,
            clock: time(1_000),
            clock_in_doubt,
        };
        assert_eq!(Gap::read(folder.path()).unwrap(), []);
        let gap = |since, opened| Gap {
            since,
            opened: time(opened),
        };
        assert_eq!(Gap::end(folder.path(), time(9)).unwrap(), gap(0, 9));
        write(Gap::begin(Some(doubtful(true))));
        assert_eq!(Gap::end(folder.path(), time(9)).unwrap(), gap(0, 9));
        write(Gap::begin(Some(doubtful(false))));
        let first = Gap::end(folder.path(), time(5_000)).unwrap();
        assert_eq!(first, gap(1_000, 5_000));
        write(first.join(Vec::new()));
        // One that was interrupted is not told twice.
        write(gap(1_000, 6_000).join(Gap::read(folder.path()).unwrap()));
        assert_eq!(Gap::read(folder.path()).unwrap(), [gap(1_000, 6_000)]);
        let second = gap(5_500, 6_000 + 604_800);
        write(second.join(Gap::read(folder.path()).unwrap()));
        let both = [gap(1_000, 6_000), second];
        assert_eq!(Gap::read(folder.path()).unwrap(), both);
        assert_eq!(Gap::copied(folder.path()).unwrap().unwrap().0, GAPS);
        let third = gap(9_000, 6_001 + 604_800);
        assert_eq!(third.join(both.to_vec()).1.lines().count(), 2);
        write((SINCE, "soon".into()));
        assert!(Gap::end(folder.path(), time(9)).is_err());
        write((GAPS, "1\n".into()));
        assert!(Gap::read(folder.path()).is_err());
    }
}
