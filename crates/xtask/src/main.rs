//! Sealroll.
fn main() {}
