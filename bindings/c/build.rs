//! Names the shared library for the loader: its number changes with the binary interface.

fn main() {
    if std::env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|system| system == "linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libsealroll.so.0");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
