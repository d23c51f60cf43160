//! Invitation links.

use sealroll_wire::Invitation;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::value::{hex, text};

pub(crate) fn parse(input: &Value) -> Outcome {
    let found = Invitation::from_link(text(input, "link"))?;
    let host = found.base().split_once("://").map(|(_, host)| host);
    Ok(json!({
        "host": host,
        "root_fingerprint": found.root_fingerprint().to_string(),
        "presence_secret": hex(found.presence_secret().expose_bytes()),
        "door_code": found.door_code().map(|code| code.as_str()),
        "list_id": found.list_id().to_string(),
        "upload_token": hex(found.upload_token().to_bytes().as_slice()),
        "presence_id": found.presence_id().to_string(),
    }))
}
