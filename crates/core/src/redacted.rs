//! Debug output of secrets: the type's name and nothing else.

/// Implements `Debug` for secret types as `TypeName(<redacted>)`.
macro_rules! redacted_debug {
    ($($name:ident $(<$generic:ident>)?),+ $(,)?) => {$(
        impl $(<$generic>)? core::fmt::Debug for $name $(<$generic>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(<redacted>)"))
            }
        }
    )+};
}

pub(crate) use redacted_debug;
