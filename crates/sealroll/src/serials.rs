//! Serials that rise over the whole list, whichever device hands them out.

use sealroll_wire::{DecodeError, Reader, Serial, Time, Writer};

/// The last serials handed out.
///
/// A serial is the Unix time, or one more than the last. So a device that was set up again from
/// the identity file goes on above what the lost device handed out, without knowing it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Serials {
    pub(crate) certificate: u64,
    pub(crate) statement: u64,
    pub(crate) instruction: u64,
}

impl Serials {
    /// Takes `count` serials for certificates and returns the first.
    pub(crate) fn certificates(&mut self, count: u64, now: Time) -> Serial {
        take(&mut self.certificate, count, now)
    }

    /// Takes a serial for a statement.
    pub(crate) fn statement(&mut self, now: Time) -> Serial {
        take(&mut self.statement, 1, now)
    }

    /// Takes a serial for an instruction.
    pub(crate) fn instruction(&mut self, now: Time) -> Serial {
        take(&mut self.instruction, 1, now)
    }

    /// Takes note of an instruction of another device: the next serial is above it.
    pub(crate) fn instruction_seen(&mut self, serial: Serial) {
        self.instruction = self.instruction.max(serial.value());
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            certificate: reader.u64()?,
            statement: reader.u64()?,
            instruction: reader.u64()?,
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .u64(self.certificate)
            .u64(self.statement)
            .u64(self.instruction);
    }
}

fn take(last: &mut u64, count: u64, now: Time) -> Serial {
    let first = last.saturating_add(1).max(now.seconds());
    *last = first.saturating_add(count - 1);
    Serial(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_rise_even_if_the_clock_does_not() {
        let mut serials = Serials::default();
        let now = Time::new(1000).unwrap();
        assert_eq!(serials.certificates(4, now), Serial(1000));
        assert_eq!(serials.certificates(4, now), Serial(1004));
        assert_eq!(serials.certificates(1, Time::new(5).unwrap()), Serial(1008));
        assert_eq!(serials.statement(Time::default()), Serial(1));
    }
}
