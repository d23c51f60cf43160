//! Writes a log as files of C2SP tlog-tiles, for verifiers of other people.

use std::fs;
use std::path::Path;

use sealroll_log::{CosignerKey, KeyName, NodeSource, NoteKey, TileKind, TilePath, tile_counts};
use sealroll_wire::{Generation, KeyUse, origin};

use crate::processor::Processor;

/// Writes `checkpoint`, `log.key`, `witness.key` and everything below `tile/`.
pub(crate) fn write(processor: &Processor, folder: &Path) {
    let log = &processor.logs[&Generation(0)];
    let cosigned = log.cosigned.as_ref().expect("the owner has cosigned");
    let size = cosigned.checkpoint().head().size;
    let key = NoteKey::new(log.name.clone(), processor.public_key());
    let witness = origin::witness(&processor.origin, &processor.list_id());
    let witness = KeyName::new(&witness).expect("a good name");
    let mut certificates = processor.list().certificates.values();
    let certificate = certificates.rfind(|it| it.key_use() == KeyUse::Witness);
    let certificate = certificate.expect("a witness");
    let witness = CosignerKey::new(witness, *certificate.public_key());
    put(folder, "checkpoint", cosigned.as_str().as_bytes());
    put(folder, "log.key", key.to_string().as_bytes());
    put(folder, "witness.key", witness.to_string().as_bytes());
    for level in 0..2 {
        let (full, rest) = tile_counts(size, level);
        let full = (0..full).map(|index| (index, 256));
        let partial = (rest > 0).then(|| (size >> (8 * (u64::from(level) + 1)), rest));
        for (index, width) in full.chain(partial) {
            let path = TilePath::new(TileKind::Hashes { level }, index, width).expect("a path");
            let mut hashes = Vec::new();
            for place in 0..u64::from(width) {
                let node = log.node(8 * level, index * 256 + place).expect("a node");
                hashes.extend_from_slice(node.as_bytes());
            }
            put(folder, &path.to_string(), &hashes);
            if level == 0 {
                let path = TilePath::new(TileKind::Entries, index, width).expect("a path");
                put(
                    folder,
                    &path.to_string(),
                    &log.bundle(index, width).expect("the log is as large"),
                );
            }
        }
    }
}

fn put(folder: &Path, path: &str, content: &[u8]) {
    let path = folder.join(path);
    let parent = path.parent().expect("a folder");
    fs::create_dir_all(parent).expect("a folder can be made");
    fs::write(path, content).expect("a file can be written");
}
