//! What happens to the processor of a simulation, and who looks at it from outside.

use sealroll::{AuditOptions, Auditor, FindingKind, SyncError};

use crate::simulation::{HOUR, Simulation, time};

impl Simulation {
    pub(crate) fn jump(&mut self, hours: i64) {
        self.house
            .set_clock(time(self.now.saturating_add_signed(hours * HOUR as i64)));
        self.house.sweep();
        if hours > 0 && self.roll(2) == 0 {
            self.pass(26 * HOUR);
            self.house.sweep();
        }
        self.house.set_clock(time(self.now));
        self.house.confirm_clock();
        self.house.sweep();
        self.sync().unwrap();
        self.check("jumps");
    }

    /// The processor is put back to a copy of before two check-ins, as no operator should.
    pub(crate) fn roll_back(&mut self) {
        self.sync().unwrap();
        self.stop();
        self.house.copy_database("older");
        self.start();
        for _ in 0..2 {
            let pending = self.check_in();
            self.confirm(pending);
        }
        self.sync().unwrap();
        self.stop();
        self.house.copy_database("newer");
        self.house.put_back("older");
        self.start();
        let mut victims = Vec::new();
        // As many as there were, more, or none: the size alone must not hide it.
        for _ in 0..self.roll(4) {
            let pending = self.check_in();
            self.house.send(&pending.request()).success().unwrap();
            victims.push(pending);
        }
        let found = self.sync();
        assert!(
            matches!(found, Err(SyncError::RolledBack | SyncError::Inconsistent)),
            "{found:?}"
        );
        self.check("rolled-back");
        self.stop();
        self.house.put_back("newer");
        self.start();
        for victim in victims {
            self.confirm(victim);
        }
        self.sync().unwrap();
    }

    pub(crate) fn audit(&mut self) {
        let options = AuditOptions::default();
        let list = self.owner.list_id();
        let mut auditor = Auditor::new(list, &self.token, time(self.now), options);
        for head in &self.heads {
            auditor.compare_with(head).unwrap();
        }
        while let Some(request) = auditor.request() {
            auditor.receive(&self.house.send(&request)).unwrap();
        }
        let report = auditor.report();
        let findings = report.findings;
        let named = findings
            .iter()
            .all(|found| found.kind == FindingKind::Reopened);
        assert!(named, "{findings:?}");
        assert_eq!(findings.is_empty(), self.losses == 0);
        self.heads = auditor.newest_heads().map(<[u8]>::to_vec).collect();
        self.check("audited");
    }
}
