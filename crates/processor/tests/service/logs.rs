//! Tiles, proofs and pages, as auditors and owners fetch them.

use sealroll_log::{ConsistencyProof, Hash, Tile, TileAppender, TileKind, TilePath, tile_counts};
use sealroll_wire::{Epoch, Generation};

use crate::support::{
    NOON,
    guest::{envelope, upload},
    owner::Owner,
    start,
};

#[test]
fn every_tile_of_every_size_is_served() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    for number in 0..600 {
        upload(client, &envelope(&statement, number)).ok();
    }
    let (checkpoint, entries) = owner.sync(client);
    let size = checkpoint.checkpoint().head().size;
    assert_eq!(size, 603);
    let mut tree = TileAppender::new();
    let mut tiles = Vec::new();
    for entry in &entries {
        tiles.extend(tree.append(entry.leaf_hash()).unwrap());
    }
    for full in &tiles {
        let path = TilePath::new(TileKind::Hashes { level: full.level }, full.index, 256).unwrap();
        let served = owner.get(client, &owner.log_path(&format!("/{path}"))).ok();
        assert_eq!(served.body, full.tile.to_bytes(), "{path}");
        for width in [1, 100, 255] {
            let kind = TileKind::Hashes { level: full.level };
            let path = TilePath::new(kind, full.index, width).unwrap();
            let served = owner.get(client, &owner.log_path(&format!("/{path}"))).ok();
            assert_eq!(
                Some(served.body),
                full.tile.prefix_bytes(usize::from(width)),
                "{path}"
            );
        }
    }
    for level in 0..2 {
        let (full, width) = tile_counts(size, level);
        let kind = TileKind::Hashes { level };
        for width in [1, width] {
            let path = TilePath::new(kind, full, width).unwrap();
            let served = owner.get(client, &owner.log_path(&format!("/{path}"))).ok();
            let tile: &Tile = tree.partial_tile(level).unwrap();
            assert_eq!(
                Some(served.body),
                tile.prefix_bytes(usize::from(width)),
                "{path}"
            );
        }
        let beyond = TilePath::new(kind, full, width + 1).unwrap();
        let response = owner.get(client, &owner.log_path(&format!("/{beyond}")));
        response.refused(404, "not-logged");
    }
    let response = owner.get(client, &owner.log_path("/tile/63/000"));
    response.refused(404, "not-logged");
    let response = owner.get(client, &owner.log_path("/tile/entries/003"));
    response.refused(404, "not-logged");
}

#[test]
fn consistency_is_proved_between_any_two_sizes() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    for number in 0..300 {
        upload(client, &envelope(&statement, number)).ok();
    }
    let (_, entries) = owner.sync(client);
    let mut tree = TileAppender::new();
    let mut heads = vec![tree.head()];
    for entry in &entries {
        tree.append(entry.leaf_hash()).unwrap();
        heads.push(tree.head());
    }
    for (old, new) in [
        (0, 303),
        (1, 303),
        (3, 200),
        (255, 256),
        (256, 257),
        (200, 200),
        (302, 303),
    ] {
        let response = client
            .get(&owner.log_path(&format!("/consistency/{old}/{new}")))
            .ok();
        let hash = |line| Hash::from_base64(line).unwrap();
        let hashes = response.text().lines().map(hash).collect();
        let proof = ConsistencyProof::from_hashes(hashes).unwrap();
        proof.verify(&heads[old], &heads[new]).unwrap();
    }
    client
        .get(&owner.log_path("/consistency/4/3"))
        .refused(400, "bad-value");
    client
        .get(&owner.log_path("/consistency/4/304"))
        .refused(404, "not-logged");
}

#[test]
fn generations_have_logs_of_their_own() {
    let running = start();
    let client = &mut running.client();
    let mut owner = Owner::new(1, &running.processor);
    owner.register(client);
    let first = owner.publish(client, NOON);
    upload(client, &envelope(&first[1], 1)).ok();
    owner.generation = Generation(4);
    let tomorrow = owner.statement(Epoch(owner.today.value() + 1));
    let response = owner
        .publish_these(client, std::slice::from_ref(&tomorrow))
        .ok();
    assert!(
        response
            .text()
            .starts_with(&format!("log.test/{}/4\n1\n", owner.list()))
    );
    assert_eq!(
        owner.get(client, &owner.path("/logs")).ok().text(),
        "3\n4\n"
    );
    assert_eq!(owner.sync(client).1.len(), 1);
    owner.generation = Generation(3);
    assert_eq!(owner.sync(client).1.len(), 4);
    assert_eq!(owner.envelopes(client, owner.today, 0).len(), 1);
    owner.generation = Generation(5);
    owner
        .get(client, &owner.log_path("/checkpoint"))
        .refused(404, "not-logged");
}

#[test]
fn envelopes_come_in_pages() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statements = owner.publish(client, NOON);
    for number in 0..1200 {
        upload(client, &envelope(&statements[1], number)).ok();
    }
    let first = owner.envelopes(client, owner.today, 0);
    assert_eq!((first.len(), first[0].0, first[999].0), (1000, 3, 1002));
    let second = owner.envelopes(client, owner.today, 1003);
    assert_eq!(second.len(), 200);
    for (number, (_, bytes)) in (0..).zip(first.iter().chain(&second)) {
        assert_eq!(*bytes, envelope(&statements[1], number));
    }
    let path = owner.path(&format!("/epochs/{}/envelopes?from=0", owner.today));
    owner.get(client, &path).refused(400, "bad-value");
}
