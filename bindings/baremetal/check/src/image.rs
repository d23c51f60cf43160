//! The sizes of the program, read from its file.

use std::fs;
use std::path::Path;

use crate::error::CheckError;

/// What the program takes before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    /// Bytes of code, constants and initial values.
    pub(crate) flash: u64,
    /// Bytes of variables, the heap's memory included, the stack not.
    pub(crate) memory: u64,
}

impl Image {
    /// Reads the table of sections of a 32-bit, little-endian ELF file.
    pub(crate) fn read(path: &Path) -> Result<Self, CheckError> {
        Self::parse(&fs::read(path)?).ok_or(CheckError::Image)
    }

    fn parse(file: &[u8]) -> Option<Self> {
        if !file.starts_with(b"\x7fELF\x01\x01") {
            return None;
        }
        let (table, size, count) = (word(file, 0x20)?, half(file, 0x2e)?, half(file, 0x30)?);
        let mut image = Self {
            flash: 0,
            memory: 0,
        };
        for number in 0..count {
            let section = file.get(usize::try_from(table + size * number).ok()?..)?;
            let (kind, flags, length) = (word(section, 4)?, word(section, 8)?, word(section, 20)?);
            if flags & IN_MEMORY == 0 {
                continue;
            }
            if kind != WITHOUT_CONTENT {
                image.flash += length;
            }
            if flags & WRITABLE != 0 {
                image.memory += length;
            }
        }
        Some(image)
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let word = bytes.get(at..)?.first_chunk()?;
    Some(u64::from(u32::from_le_bytes(*word)))
}

fn half(bytes: &[u8], at: usize) -> Option<u64> {
    let half = bytes.get(at..)?.first_chunk()?;
    Some(u64::from(u16::from_le_bytes(*half)))
}

/// `SHF_WRITE`, `SHF_ALLOC` and `SHT_NOBITS` of the ELF specification.
const WRITABLE: u64 = 1;
const IN_MEMORY: u64 = 2;
const WITHOUT_CONTENT: u64 = 8;

#[cfg(test)]
mod tests {
    use super::Image;

    /// A file with the three sections given as (type, flags, size).
    fn file(sections: [(u32, u32, u32); 3]) -> Vec<u8> {
        let mut file = vec![0; 0x34];
        file[..6].copy_from_slice(b"\x7fELF\x01\x01");
        file[0x20..0x24].copy_from_slice(&0x34_u32.to_le_bytes());
        file[0x2e..0x30].copy_from_slice(&40_u16.to_le_bytes());
        file[0x30..0x32].copy_from_slice(&3_u16.to_le_bytes());
        for (kind, flags, size) in sections {
            let mut section = [0; 40];
            section[4..8].copy_from_slice(&kind.to_le_bytes());
            section[8..12].copy_from_slice(&flags.to_le_bytes());
            section[20..24].copy_from_slice(&size.to_le_bytes());
            file.extend_from_slice(&section);
        }
        file
    }

    #[test]
    fn code_counts_as_flash_and_initial_values_count_twice() {
        let image = Image::parse(&file([(1, 6, 100), (1, 3, 20), (8, 3, 3)]));
        assert_eq!(
            image,
            Some(Image {
                flash: 120,
                memory: 23
            })
        );
    }

    #[test]
    fn what_is_not_loaded_does_not_count_and_other_files_are_refused() {
        let image = Image::parse(&file([(1, 0, 100), (1, 1, 20), (1, 2, 7)]));
        assert_eq!(
            image,
            Some(Image {
                flash: 7,
                memory: 0
            })
        );
        let short = &file([(1, 2, 1); 3])[..100];
        assert_eq!(Image::parse(short), None);
        assert_eq!(Image::parse(b"\x7fELF\x02\x01"), None);
    }
}
