//! What is read from logs.

use base64ct::{Base64, Encoding};
use sealroll_log::{
    ConsistencyProof, Hash, NodeSource, SignedCheckpoint, Tile, TileKind, TilePath, encode_bundle,
};
use sealroll_store::LogId;
use sealroll_wire::{Epoch, Generation, ListId, Serial, limit, write_envelopes};

use crate::{
    answer::Answer,
    context::Context,
    log_state::{LogState, problem_of_node},
    problem::Problem,
    route::decimal,
};

/// The generations that have a log, one a line.
pub(crate) fn logs(context: &Context, list: &ListId) -> Result<Answer, Problem> {
    let generations = context.store.generations(list)?;
    let lines: String = generations
        .iter()
        .map(|generation| format!("{generation}\n"))
        .collect();
    Ok(Answer::text(lines))
}

/// The newest checkpoint.
pub(crate) fn checkpoint(context: &Context, log: LogId) -> Result<Answer, Problem> {
    let state = context.existing_log(log)?;
    context.remember_served(log, &state.checkpoint);
    Ok(Answer::text(state.checkpoint.as_str().to_owned()))
}

/// The newest cosigned checkpoint.
pub(crate) fn cosigned(context: &Context, log: LogId) -> Result<Answer, Problem> {
    context.existing_log(log)?;
    let cosigned = context.store.cosigned(log)?;
    Ok(Answer::text(
        cosigned.ok_or(Problem::NOT_COSIGNED)?.checkpoint,
    ))
}

/// The proof of an entry under the newest cosigned checkpoint.
pub(crate) fn proof(context: &Context, log: LogId, index: u64) -> Result<Answer, Problem> {
    context.list(&log.list)?;
    let state = context.existing_log(log)?;
    if index >= state.size() {
        return Err(Problem::NOT_LOGGED);
    }
    let cosigned = context.store.cosigned(log)?;
    let cosigned = cosigned.filter(|cosigned| index < cosigned.size);
    let cosigned = cosigned.ok_or(Problem::NOT_COSIGNED)?;
    let checkpoint =
        SignedCheckpoint::parse(&cosigned.checkpoint).map_err(|_| Problem::INTERNAL)?;
    let receipt = state.receipt_under(context, log, index, checkpoint)?;
    Ok(Answer::text(receipt.as_str().to_owned()))
}

/// The proof that a log has only grown from one size to another, one hash a line.
pub(crate) fn consistency(
    context: &Context,
    log: LogId,
    old: u64,
    new: u64,
) -> Result<Answer, Problem> {
    context.list(&log.list)?;
    if old > new {
        return Err(Problem::BAD_VALUE);
    }
    let state = context.existing_log(log)?;
    if new > state.size() {
        return Err(Problem::NOT_LOGGED);
    }
    let proof = ConsistencyProof::generate(&state.nodes(context, log), old, new)
        .map_err(problem_of_node)?;
    let line = |hash: &Hash| Base64::encode_string(&hash.to_bytes()) + "\n";
    Ok(Answer::text(
        proof.hashes().iter().map(line).collect::<String>(),
    ))
}

/// A tile of hashes or a bundle of entries, full or partial.
pub(crate) fn tile(context: &Context, log: LogId, path: &TilePath) -> Result<Answer, Problem> {
    let state = context.existing_log(log)?;
    if !path.is_within(state.size()) {
        return Err(Problem::NOT_LOGGED);
    }
    let bytes = match path.kind() {
        TileKind::Entries => {
            let first = path.index() * Tile::WIDTH as u64;
            let width = u64::from(path.width());
            let entries = context.store.entries(log, first, width)?;
            if entries.len() as u64 != width {
                return Err(Problem::INTERNAL);
            }
            encode_bundle(&entries).map_err(|_| Problem::INTERNAL)?
        }
        TileKind::Hashes { level } => hashes(context, log, &state, level, path)?,
    };
    Ok(Answer::bytes(bytes))
}

/// The hashes of a tile: roots of complete subtrees, read from the tree.
fn hashes(
    context: &Context,
    log: LogId,
    state: &LogState,
    level: u8,
    path: &TilePath,
) -> Result<Vec<u8>, Problem> {
    let height = level.checked_mul(8).ok_or(Problem::NOT_LOGGED)?;
    let nodes = state.nodes(context, log);
    let first = path.index() * Tile::WIDTH as u64;
    let mut bytes = Vec::with_capacity(usize::from(path.width()) * Hash::LENGTH);
    for index in first..first + u64::from(path.width()) {
        let hash = nodes.node(height, index).map_err(problem_of_node)?;
        bytes.extend_from_slice(&hash.to_bytes());
    }
    Ok(bytes)
}

/// A page of envelopes of one epoch.
pub(crate) fn envelopes(
    context: &Context,
    list: &ListId,
    epoch: Epoch,
    query: Option<&str>,
) -> Result<Answer, Problem> {
    let (generation, from) = page_of(query).ok_or(Problem::BAD_VALUE)?;
    // A marked epoch is about to be destroyed; nobody gets it any more.
    if context.store.epoch_state(list, epoch)?.marked.is_some() {
        return Ok(Answer::bytes(Vec::new()));
    }
    let page = context
        .store
        .envelopes(list, generation, epoch, from, limit::MAX_ENVELOPES)?;
    let page = page
        .iter()
        .map(|envelope| (envelope.index, &envelope.bytes[..]));
    Ok(Answer::bytes(
        write_envelopes(page).map_err(|_| Problem::INTERNAL)?,
    ))
}

/// A page of the documents of the instruction log.
pub(crate) fn documents(
    context: &Context,
    list: &ListId,
    query: Option<&str>,
) -> Result<Answer, Problem> {
    let from = from_of(query).ok_or(Problem::BAD_VALUE)?;
    let page = context
        .store
        .log_documents(list, from, limit::MAX_ENVELOPES)?;
    let mut bytes = Vec::new();
    for document in page {
        let length = u16::try_from(document.bytes.len()).map_err(|_| Problem::INTERNAL)?;
        bytes.extend_from_slice(&document.index.to_be_bytes());
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&document.bytes);
    }
    Ok(Answer::bytes(bytes))
}

/// A page of the list's statements.
pub(crate) fn statements(
    context: &Context,
    list: &ListId,
    query: Option<&str>,
) -> Result<Answer, Problem> {
    let from = from_of(query).ok_or(Problem::BAD_VALUE)?;
    let page = context
        .store
        .statements_from(list, Serial(from), limit::MAX_ENVELOPES)?;
    let mut bytes = Vec::new();
    for statement in page {
        bytes.extend_from_slice(&statement.logged_at.seconds().to_be_bytes());
        bytes.extend_from_slice(&statement.bytes);
    }
    Ok(Answer::bytes(bytes))
}

/// Reads `from` and nothing else.
pub(crate) fn from_of(query: Option<&str>) -> Option<u64> {
    decimal(query?.strip_prefix("from=")?)
}

/// Reads `from` and `generation`, each once, and nothing else.
fn page_of(query: Option<&str>) -> Option<(Generation, u64)> {
    let (mut from, mut generation) = (None, None);
    for pair in query?.split('&') {
        let (field, value) = match pair.split_once('=')? {
            ("from", value) => (&mut from, value),
            ("generation", value) => (&mut generation, value),
            _ => return None,
        };
        if field.replace(decimal(value)?).is_some() {
            return None;
        }
    }
    Some((Generation(u32::try_from(generation?).ok()?), from?))
}

#[cfg(test)]
mod tests {
    use sealroll_wire::Generation;

    use super::page_of;

    #[test]
    fn a_page_is_named_by_two_numbers() {
        let page = Some((Generation(2), 7));
        assert_eq!(page_of(Some("from=7&generation=2")), page);
        assert_eq!(page_of(Some("generation=2&from=7")), page);
        for query in [
            "",
            "from=7",
            "from=7&generation=2&x=1",
            "from=7&from=7&generation=2",
            "from=07&generation=2",
            "from=7&generation=4294967296",
            "from=7&generation=2&",
        ] {
            assert_eq!(page_of(Some(query)), None, "{query}");
        }
        assert_eq!(page_of(None), None);
    }
}
