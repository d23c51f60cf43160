//! An archive without compression (ZIP, APPNOTE 6.3 sections 4.3 and 4.4): what the format of
//! spreadsheets is wrapped in.

/// Files in their order. `None` if they are too long for the format's 32-bit lengths.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let total: usize = files
        .iter()
        .map(|(name, bytes)| bytes.len() + 2 * name.len())
        .sum();
    let mut archive = Vec::with_capacity(total + 100 * files.len());
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let start = u32::try_from(archive.len()).ok()?;
        let length = u32::try_from(bytes.len()).ok()?;
        let name_length = u16::try_from(name.len()).ok()?;
        let mut common = Vec::with_capacity(26);
        for half in [NEEDED, UTF8, STORED, TIME, DATE] {
            common.extend(half.to_le_bytes());
        }
        for word in [checksum(bytes), length, length] {
            common.extend(word.to_le_bytes());
        }
        common.extend(name_length.to_le_bytes());
        // No extra field.
        common.extend([0; 2]);

        archive.extend(*b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.bytes());
        archive.extend(*bytes);

        directory.extend(*b"PK\x01\x02");
        directory.extend(NEEDED.to_le_bytes());
        directory.extend(common);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.bytes());
    }
    let start = u32::try_from(archive.len()).ok()?;
    let length = u32::try_from(directory.len()).ok()?;
    let count = u16::try_from(files.len()).ok()?;
    archive.extend(directory);
    archive.extend(*b"PK\x05\x06\0\0\0\0");
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(length.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    Some(archive)
}

/// CRC-32 as in ISO 3309.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        let place = crc.to_le_bytes()[0] ^ byte;
        crc >> 8 ^ REMAINDERS[usize::from(place)]
    };
    !bytes.iter().fold(u32::MAX, step)
}

const REMAINDERS: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut rest = index as u32;
        let mut bit = 0;
        while bit < 8 {
            rest = if rest & 1 == 1 {
                rest >> 1 ^ 0xedb8_8320
            } else {
                rest >> 1
            };
            bit += 1;
        }
        table[index] = rest;
        index += 1;
    }
    table
};

/// Version 2.0 of the format.
const NEEDED: u16 = 20;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
const STORED: u16 = 0;
/// No clock is asked: midnight of 1980-01-01, the first day that the format knows.
const TIME: u16 = 0;
const DATE: u16 = 1 << 5 | 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }
}
