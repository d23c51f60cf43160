//! Nothing but a list of features. Tests of some crates turn on features of dependencies that all crates
//! share. Cargo would compile the workspace once for the build and again for the tests; with the same
//! features in both, it compiles it once. What is built to be used is built as a single package, without
//! these.
