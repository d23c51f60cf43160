//! Reading plain JavaScript objects and making them.

use js_sys::{Array, Object, Reflect};
use sealroll::{Environment, Time};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The properties of an object that a caller handed over.
pub(crate) struct Properties<'a>(&'a JsValue);

impl<'a> Properties<'a> {
    pub(crate) fn of(value: &'a JsValue, name: &'static str) -> Result<Self, Failure> {
        if value.is_object() {
            Ok(Self(value))
        } else {
            Err(Failure::argument(name, "an object"))
        }
    }

    /// A text; empty if the property is missing.
    pub(crate) fn text(&self, name: &'static str) -> Result<String, Failure> {
        match self.value(name)? {
            Some(value) => value
                .as_string()
                .ok_or_else(|| Failure::argument(name, "a string")),
            None => Ok(String::new()),
        }
    }

    /// A list of texts; empty if the property is missing.
    pub(crate) fn texts(&self, name: &'static str) -> Result<Vec<String>, Failure> {
        let wrong = || Failure::argument(name, "an array of strings");
        let Some(value) = self.value(name)? else {
            return Ok(Vec::new());
        };
        let texts: &Array = value.dyn_ref().ok_or_else(wrong)?;
        texts
            .iter()
            .map(|text| text.as_string().ok_or_else(wrong))
            .collect()
    }

    /// A whole number that the type can hold.
    pub(crate) fn number<T: TryFrom<u64>>(&self, name: &'static str) -> Result<Option<T>, Failure> {
        let wrong = || Failure::argument(name, "a whole number in its range");
        let Some(value) = self.value(name)? else {
            return Ok(None);
        };
        let number = value.as_f64().and_then(whole).ok_or_else(wrong)?;
        T::try_from(number).map(Some).map_err(|_| wrong())
    }

    /// Whether something is wanted; not if the property is missing.
    #[cfg(feature = "owner")]
    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, Failure> {
        match self.value(name)? {
            Some(value) => value
                .as_bool()
                .ok_or_else(|| Failure::argument(name, "a boolean")),
            None => Ok(false),
        }
    }

    /// A moment.
    pub(crate) fn time(&self, name: &'static str) -> Result<Option<Time>, Failure> {
        match self.value(name)? {
            Some(value) => {
                let seconds = value
                    .as_f64()
                    .ok_or_else(|| Failure::argument(name, SECONDS))?;
                time(seconds, name).map(Some)
            }
            None => Ok(None),
        }
    }

    /// The property, unless it is missing, `undefined` or `null`.
    pub(crate) fn value(&self, name: &'static str) -> Result<Option<JsValue>, Failure> {
        let value = Reflect::get(self.0, &JsValue::from_str(name))
            .map_err(|_| Failure::argument(name, "readable"))?;
        Ok(Some(value).filter(|value| !value.is_null() && !value.is_undefined()))
    }
}

/// A plain object in the making.
pub(crate) struct Plain(Object);

impl Plain {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    pub(crate) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        // Setting a property of a new, plain object does not fail.
        let _ = Reflect::set(&self.0, &JsValue::from_str(name), &value.into());
        self
    }

    pub(crate) fn done(self) -> JsValue {
        self.0.into()
    }
}

/// Reads the name of an environment.
pub(crate) fn environment_named(name: &str) -> Result<Environment, Failure> {
    match name {
        "production" => Ok(Environment::Production),
        "test" => Ok(Environment::Test),
        _ => Err(Failure::argument(
            "environment",
            "\"production\" or \"test\"",
        )),
    }
}

/// Reads a time in seconds. Milliseconds are the likeliest slip, and lie outside the range.
pub(crate) fn time(seconds: f64, name: &'static str) -> Result<Time, Failure> {
    let seconds = whole(seconds).and_then(|seconds| Time::new(seconds).ok());
    seconds.ok_or_else(|| Failure::argument(name, SECONDS))
}

/// A time for JavaScript, which counts to 2^53 exactly.
pub(crate) fn seconds(time: Time) -> f64 {
    time.seconds() as f64
}

/// Bytes that a caller handed over, in a buffer that is wiped.
pub(crate) fn secret_bytes<const N: usize>(
    bytes: Vec<u8>,
    name: &'static str,
) -> Result<Zeroizing<[u8; N]>, Failure> {
    let bytes = Zeroizing::new(bytes);
    let mut fixed = Zeroizing::new([0; N]);
    if bytes.len() != N {
        return Err(Failure::argument(name, &format!("{N} bytes long")));
    }
    fixed.copy_from_slice(&bytes);
    Ok(fixed)
}

fn whole(number: f64) -> Option<u64> {
    let exact = number.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(&number);
    // Within these bounds the conversion is exact.
    exact.then_some(number as u64)
}

const SECONDS: &str = "a time in whole seconds since 1970";
