//! What a call returns.

use sealroll::{DecodeError, Field, FormError, LinkError, ReceiptError, WelcomeError};
use zeroize::Zeroizing;

/// The bytes of an answer, behind their length and a byte that is 0 when all went well.
pub(crate) struct Answer(Zeroizing<Vec<u8>>);

impl Answer {
    pub(crate) fn new() -> Self {
        // Room for a ticket, so that growing leaves no copy of its key behind.
        let mut bytes = Vec::with_capacity(ROOM);
        bytes.extend_from_slice(&[0; 5]);
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        self.bytes(&number.to_be_bytes())
    }

    /// Bytes with their length before them.
    pub(crate) fn part(&mut self, part: &[u8]) -> &mut Self {
        self.bytes(&(part.len() as u32).to_be_bytes()).bytes(part)
    }

    pub(crate) fn finish(mut self, called: Result<(), Failure>) -> Zeroizing<Vec<u8>> {
        if let Err(Failure(codes)) = called {
            self.0.truncate(4);
            self.bytes(&[1]).bytes(codes.code.as_bytes());
            if let Some(field) = codes.field {
                self.bytes(b" ").bytes(field.as_bytes());
            }
        }
        let length = (self.0.len() as u32 - 4).to_le_bytes();
        self.0[..4].copy_from_slice(&length);
        self.0
    }
}

/// Why a call failed: one address, so that passing it on is short.
pub(crate) struct Failure(Box<Codes>);

/// The code that the specification gives an error, and the field that it is about.
struct Codes {
    code: &'static str,
    field: Option<&'static str>,
}

impl Failure {
    /// The two sides of this module do not belong together.
    pub(crate) fn argument() -> Self {
        Self::new("bad-argument", None)
    }

    #[inline(never)]
    fn new(code: &'static str, field: Option<&'static str>) -> Self {
        Self(Box::new(Codes { code, field }))
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        Self::new(error.code(), error.field().map(Field::name))
    }
}

macro_rules! from_coded {
    ($($error:ty),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.code(), None)
            }
        })*
    };
}

from_coded!(DecodeError, LinkError, ReceiptError, WelcomeError);

const ROOM: usize = 16_384;
