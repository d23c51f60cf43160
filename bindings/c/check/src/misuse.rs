//! Writes the calls of the misuse suite: every function of the header with every argument
//! malformed in every way that its type allows.
//!
//! A parameter of an unknown form is an error, so that a new function cannot go untested.

use core::fmt::Write;

use crate::prototype::{Parameter, Prototype};

/// The calls as a C file; or the function and the form of its parameter that is unknown.
pub(crate) fn calls(functions: &[Prototype]) -> Result<String, String> {
    let mut text = String::from(HEAD);
    for function in functions {
        if ELSEWHERE.contains(&&*function.name) {
            continue;
        }
        let arguments = function
            .parameters
            .iter()
            .enumerate()
            .map(|(place, parameter)| {
                argument(function, place, parameter)
                    .ok_or_else(|| format!("{}: {}", function.name, parameter.form))
            })
            .collect::<Result<Vec<_>, _>>()?;
        for (place, argument) in arguments.iter().enumerate() {
            for fault in &argument.faults {
                write_call(&mut text, function, &arguments, place, fault);
            }
        }
    }
    text.push_str("}\n");
    Ok(text)
}

/// An argument: what is right, and what is wrong with which answer.
struct Argument {
    good: String,
    /// Whether it is a place that only a success may change.
    output: bool,
    faults: Vec<Fault>,
}

struct Fault {
    value: String,
    what: &'static str,
    status: &'static str,
}

fn write_call(
    text: &mut String,
    function: &Prototype,
    arguments: &[Argument],
    bad: usize,
    fault: &Fault,
) {
    let values: Vec<&str> = arguments
        .iter()
        .enumerate()
        .map(|(place, argument)| {
            if place == bad {
                &*fault.value
            } else {
                &*argument.good
            }
        })
        .collect();
    let call = format!("{}({})", function.name, values.join(", "));
    let parameter = function.parameters.get(bad).map_or("", |found| &found.name);
    let what = format!("{} for {parameter}", fault.what);
    let name = &function.name;
    let test = match &*function.returns {
        "SealrollStatus" => format!("{call} == SEALROLL_STATUS_{} && untouched()", fault.status),
        "void" => format!("({call}, untouched())"),
        "size_t" => format!("{call} == 0"),
        _ => format!("{call} == NULL"),
    };
    let prepare = if arguments.iter().any(|argument| argument.output) {
        "prepare();\n  "
    } else {
        ""
    };
    let _ = writeln!(
        text,
        "  {prepare}check({test},\n        \"{name}\", \"{what}\");"
    );
}

/// What to pass for a parameter.
fn argument(function: &Prototype, place: usize, parameter: &Parameter) -> Option<Argument> {
    let (form, name) = (&*parameter.form, &*parameter.name);
    let optional = OPTIONAL.contains(&(&*function.name, name));
    let next = function.parameters.get(place + 1);
    let has_length = next.is_some_and(|next| next.form == "size_t");
    let null = |cast: &str| fault(format!("({cast})NULL"), "NULL", "NULL_ARGUMENT");
    let mut faults = Vec::new();
    let mut output = false;
    let good = match form {
        "const char *" => {
            if !optional {
                faults.push(null("const char *"));
            }
            faults.push(fault("NOT_UTF_8", "no UTF-8", "BAD_ARGUMENT"));
            "\"log.example\"".to_owned()
        }
        "const uint8_t *" if has_length => {
            faults.push(fault("NULL", "NULL with a length", "NULL_ARGUMENT"));
            "BYTES".to_owned()
        }
        "const uint8_t *" => {
            faults.push(null("const uint8_t *"));
            "GOOD_KEY".to_owned()
        }
        "const SealrollBytes *" => {
            faults.push(fault("NULL", "NULL with a count", "NULL_ARGUMENT"));
            faults.push(fault("&null_bytes", "NULL within", "NULL_ARGUMENT"));
            "&some_bytes".to_owned()
        }
        "const SealrollFetched *const *" => {
            faults.push(fault("NULL", "NULL with a count", "NULL_ARGUMENT"));
            faults.push(fault(
                "(const SealrollFetched *const *)nothing_fetched",
                "NULL within",
                "NULL_ARGUMENT",
            ));
            faults.push(fault(
                "(const SealrollFetched *const *)no_fetched",
                "another object within",
                "WRONG_HANDLE",
            ));
            "(const SealrollFetched *const *)all_fetched".to_owned()
        }
        "const SealrollRandom *" => {
            faults.push(fault("&no_generator", "no function", "NULL_ARGUMENT"));
            faults.push(fault("&bad_generator", "a failing one", "RANDOM_FAILED"));
            faults.push(fault(
                "UNALIGNED(SealrollRandom)",
                "crooked",
                "BAD_ARGUMENT",
            ));
            "NULL".to_owned()
        }
        "const SealrollCost *" => {
            faults.push(fault("&no_cost", "no memory", "BAD_ARGUMENT"));
            faults.push(fault("UNALIGNED(SealrollCost)", "crooked", "BAD_ARGUMENT"));
            "&small_cost".to_owned()
        }
        "const SealrollExchange *" => {
            faults.push(null("const SealrollExchange *"));
            faults.push(fault("&no_send", "no send", "NULL_ARGUMENT"));
            faults.push(fault("&no_clock", "no clock", "NULL_ARGUMENT"));
            faults.push(fault("&no_authority", "no authority", "NULL_ARGUMENT"));
            faults.push(fault(
                "UNALIGNED(SealrollExchange)",
                "crooked",
                "BAD_ARGUMENT",
            ));
            "&fixture.exchange".to_owned()
        }
        "const SealrollSelection *" => {
            faults.push(null("const SealrollSelection *"));
            faults.push(fault("&bad_place", "a place in no UTF-8", "BAD_ARGUMENT"));
            faults.push(fault("&bad_from", "beyond the year 9999", "BAD_ARGUMENT"));
            faults.push(fault(
                "UNALIGNED(SealrollSelection)",
                "crooked",
                "BAD_ARGUMENT",
            ));
            "&everybody".to_owned()
        }
        "callback" | "void *" => "NULL".to_owned(),
        "uint64_t" if NUMBERS.contains(&name) => "1".to_owned(),
        "uint64_t" => {
            faults.push(fault("UINT64_MAX", "beyond the year 9999", "BAD_ARGUMENT"));
            "now()".to_owned()
        }
        "int32_t" if function.name.ends_with("_name") => "0".to_owned(),
        "int32_t" => {
            for (value, what) in [("-1", "-1"), ("INT32_MAX", "a large number")] {
                faults.push(fault(value, what, "BAD_ARGUMENT"));
            }
            good_number(&function.name, name).to_owned()
        }
        "size_t" if has_index(function, name) => {
            faults.push(fault("9999", "too large a number", "ABSENT"));
            faults.push(fault("SIZE_MAX", "the largest number", "ABSENT"));
            "0".to_owned()
        }
        "size_t" if ["bundle_count", "fetched_count"].contains(&name) => "1".to_owned(),
        "size_t" => "4".to_owned(),
        "uint32_t" | "uint16_t" | "uint8_t" | "bool" => "1".to_owned(),
        _ if form.ends_with(" **") => {
            output = true;
            let object = form.trim_end_matches(" **");
            faults.push(null(form));
            faults.push(fault(
                format!("CROOKED_OUTPUT({object} *, {place})"),
                "crooked",
                "BAD_ARGUMENT",
            ));
            format!("OUTPUT({object} *, {place})")
        }
        "uint8_t *" | "uint32_t *" | "uint64_t *" | "int32_t *" | "size_t *" | "bool *" => {
            output = true;
            if !optional {
                let value = format!("({form})NULL");
                let what = if has_length {
                    "NULL with a capacity"
                } else {
                    "NULL"
                };
                faults.push(fault(value, what, "NULL_ARGUMENT"));
            }
            format!("OUTPUT({}, {place})", form.trim_end_matches(" *"))
        }
        _ => {
            let object = form.trim_start_matches("const ").strip_suffix(" *")?;
            let field = snake(object.strip_prefix("Sealroll")?);
            let cast = if form.starts_with("const") {
                form
            } else {
                &format!("{object} *")
            };
            if !optional {
                faults.push(null(cast));
            }
            let other = if object == "SealrollBuffer" {
                "form"
            } else {
                "buffer"
            };
            faults.push(fault(
                format!("({cast})(void *)fixture.{other}"),
                "another object",
                "WRONG_HANDLE",
            ));
            faults.push(fault(
                format!("({cast})(void *)((char *)(void *)fixture.{field} + 1)"),
                "crooked",
                "WRONG_HANDLE",
            ));
            format!("fixture.{field}")
        }
    };
    Some(Argument {
        good,
        output,
        faults,
    })
}

fn fault(value: impl Into<String>, what: &'static str, status: &'static str) -> Fault {
    Fault {
        value: value.into(),
        what,
        status,
    }
}

/// Functions of the form `..._x(object, index, …)` count from 0.
fn has_index(function: &Prototype, name: &str) -> bool {
    function.returns == "SealrollStatus"
        && [
            "index",
            "companion",
            "request",
            "certificate",
            "exposed",
            "missing",
        ]
        .contains(&name)
        || function.name.starts_with("sealroll_request_header") && name == "index"
}

/// A number that a function accepts for an enumeration.
fn good_number(function: &str, name: &str) -> &'static str {
    match (function, name) {
        ("sealroll_form_set_time", _) | ("sealroll_visits_time", _) => "SEALROLL_FIELD_ARRIVAL",
        ("sealroll_owner_instruct_id", _) => "SEALROLL_ORDER_ERASE_RECORD",
        (_, "environment") => "SEALROLL_ENVIRONMENT_TEST",
        _ => "0",
    }
}

/// `FollowUp` becomes `follow_up`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// What may be NULL, as the header says.
const OPTIONAL: [(&str, &str); 6] = [
    ("sealroll_owner_invitation", "door_code"),
    ("sealroll_owner_is_door_code_right", "code"),
    ("sealroll_check_structure", "id"),
    ("sealroll_verify_receipt", "index"),
    ("sealroll_verify_receipt", "size"),
    ("sealroll_terms_set_authority", "card"),
];

/// Whole numbers that are no times: every value means something.
const NUMBERS: [&str; 5] = [
    "number",
    "witness_age",
    "downtime",
    "withdraw_within",
    "serial",
];

/// Within callbacks only: the fixture calls it there, rightly and wrongly.
const ELSEWHERE: [&str; 1] = ["sealroll_answer_set"];

const HEAD: &str = r#"/* Generated from the header. */

#include <stdint.h>
#include <string.h>

#include "fixture.h"

#define NOT_UTF_8 "\xff\xfe"
#define BYTES ((const uint8_t *)"\x01\x02\x03\x04\x05\x06\x07\x08")
#define GOOD_KEY good_key
/* Fresh places for outputs, which are held against what was in them. */
#define OUTPUT(type, place) ((type *)(void *)outputs[place])
#define CROOKED_OUTPUT(type, place) ((type *)(void *)((char *)outputs[place] + 1))
#define UNALIGNED(type) ((const type *)(const void *)((const char *)outputs + 1))

static uint64_t outputs[12][16];

/* The generator of Ed25519, a public key like any other. */
static const uint8_t good_key[32] = {
    0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};
static const SealrollCost no_cost = {0, 0, 0}, small_cost = {8, 1, 1};
static const SealrollBytes null_bytes = {NULL, 4}, some_bytes = {good_key, 4};
static const SealrollRandom no_generator = {NULL, NULL};
static const SealrollSelection everybody = {0, 0, NULL, NULL},
                               bad_place = {0, 0, NOT_UTF_8, NULL},
                               bad_from = {UINT64_MAX, 0, NULL, NULL};
static const SealrollFetched *all_fetched[1], *no_fetched[1], *nothing_fetched[1];
static SealrollExchange no_send, no_clock, no_authority;

static int32_t refuse(void *context, uint8_t *bytes, size_t length) {
  (void)context, (void)bytes, (void)length;
  return 1;
}
static const SealrollRandom bad_generator = {refuse, NULL};

static void prepare(void) { memset(outputs, 0xa5, sizeof outputs); }

static int untouched(void) {
  for (size_t i = 0; i < sizeof outputs; i++) {
    if (((const unsigned char *)outputs)[i] != 0xa5) {
      return 0;
    }
  }
  return 1;
}

void misuse_calls(void) {
  prepare();
  all_fetched[0] = fixture.fetched;
  no_fetched[0] = (const SealrollFetched *)(const void *)fixture.buffer;
  no_send = no_clock = no_authority = fixture.exchange;
  no_send.send = NULL;
  no_clock.clock = NULL;
  no_authority.authority = NULL;
"#;
