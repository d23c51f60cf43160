//! What this device remembers of itself and of the other devices of its list.

use core::ops::RangeInclusive;

use sealroll_wire::{
    DecodeError, DeviceFingerprint, Epoch, Generation, Reader, Rights, Serial, Writer,
};

/// What the instruction log does not tell.
#[derive(Default)]
pub(crate) struct DeviceBook {
    /// Certificates of this device, the former ones too.
    pub(crate) own: Vec<Serial>,
    pub(crate) devices: Vec<KnownDevice>,
}

/// A device that something was granted to, or that was revoked, from here.
pub(crate) struct KnownDevice {
    pub(crate) fingerprint: Option<DeviceFingerprint>,
    pub(crate) name: String,
    pub(crate) serials: Vec<Serial>,
    pub(crate) rights: Rights,
    /// Epochs whose keys it was given.
    pub(crate) held: Vec<RangeInclusive<Epoch>>,
    /// The last generation whose keys it was given.
    pub(crate) through: Generation,
}

impl DeviceBook {
    pub(crate) fn find(&self, serial: Serial) -> Option<&KnownDevice> {
        self.devices
            .iter()
            .find(|device| device.serials.contains(&serial))
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let own = read_serials(reader)?;
        let mut devices = Vec::new();
        for _ in 0..reader.u32()? {
            devices.push(KnownDevice::read(reader)?);
        }
        Ok(Self { own, devices })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        write_serials(writer, &self.own);
        writer.u32(count(self.devices.len()));
        for device in &self.devices {
            device.write(writer);
        }
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        let devices = self.devices.iter().map(KnownDevice::length);
        4 + self.own.len() * 8 + 4 + devices.sum::<usize>()
    }
}

impl KnownDevice {
    pub(crate) fn was_given(&self, generation: Generation, epoch: Epoch) -> bool {
        generation <= self.through && self.held.iter().any(|range| range.contains(&epoch))
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let fingerprint = DeviceFingerprint::from_bytes(reader.array()?);
        let name = reader.str8(0..=120)?.to_owned();
        let rights = Rights::of_any(reader.u8()?)?;
        let through = Generation(reader.u32()?);
        let serials = read_serials(reader)?;
        let mut held = Vec::new();
        for _ in 0..reader.u32()? {
            held.push(Epoch(reader.u32()?)..=Epoch(reader.u32()?));
        }
        Ok(Self {
            fingerprint: (fingerprint != NONE).then_some(fingerprint),
            name,
            serials,
            rights,
            held,
            through,
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer
            .bytes(self.fingerprint.unwrap_or(NONE).as_bytes())
            .str8(&self.name, 0..=120)
            .expect("the name of a card has at most 120 bytes")
            .u8(self.rights.to_byte())
            .u32(self.through.value());
        write_serials(writer, &self.serials);
        writer.u32(count(self.held.len()));
        for range in &self.held {
            writer.u32(range.start().value()).u32(range.end().value());
        }
    }

    fn length(&self) -> usize {
        32 + 1 + self.name.len() + 1 + 4 + 4 + self.serials.len() * 8 + 4 + self.held.len() * 8
    }
}

fn read_serials(reader: &mut Reader<'_>) -> Result<Vec<Serial>, DecodeError> {
    let mut serials = Vec::new();
    for _ in 0..reader.u32()? {
        serials.push(Serial(reader.u64()?));
    }
    Ok(serials)
}

fn write_serials(writer: &mut Writer, serials: &[Serial]) {
    writer.u32(count(serials.len()));
    for serial in serials {
        writer.u64(serial.value());
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).expect("nobody has 2^32 devices")
}

/// Stands for a device without a card.
const NONE: DeviceFingerprint = DeviceFingerprint::from_bytes([0; DeviceFingerprint::LENGTH]);
