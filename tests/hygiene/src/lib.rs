//! Side channels and hygiene: what the compiler made of the code that touches secrets.
//!
//! [`memcheck`] tells Valgrind which bytes are secret, and asks how often a branch or an address
//! depended on one. The binary `secret-dependence` is the gate built on it; the binary `timing` is a
//! statistical report beside it; the tests look at what dropped secrets leave behind.

pub mod memcheck;
