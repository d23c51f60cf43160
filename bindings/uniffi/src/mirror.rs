//! Enumerations that this interface has one by one with the library.

/// Declares an enumeration of the interface with the variants of one of the library, and both
/// conversions. A variant that only one of them has does not compile.
macro_rules! mirrored {
    ($(#[$doc:meta])* $name:ident of $plain:path { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl From<$name> for $plain {
            fn from(own: $name) -> Self {
                match own {
                    $($name::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$plain> for $name {
            fn from(plain: $plain) -> Self {
                use $plain as Plain;
                match plain {
                    $(Plain::$variant => Self::$variant,)+
                }
            }
        }
    };
}

pub(crate) use mirrored;
