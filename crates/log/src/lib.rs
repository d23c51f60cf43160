//! Sealroll.
