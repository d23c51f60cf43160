//! The kiosk on the board that QEMU plays: files of the host stand for storage, keyboard,
//! network and clock. The one argument says what to do.
//!
//! * `seal` reads `invitation.txt`, `bundle.bin`, `clock.txt` and `visitor.txt`, verifies, shows
//!   whose list it is, seals, and writes `pending.bin` and then `envelope.bin`.
//! * `confirm` reads `pending.bin` and `receipt.txt` and verifies the receipt.
//!
//! It ends with the peaks of heap and stack in one line of JSON, and with an exit status that
//! says whether all went well.
#![no_std]
#![no_main]

extern crate alloc;

mod command;
mod heap;
mod host;
mod stack;
mod test_random;

use cortex_m_rt::entry;
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
use cortex_m_semihosting::hprintln;
use panic_semihosting as _;

#[entry]
fn main() -> ! {
    heap::init();
    let status = match command::run(&host::arguments()) {
        Ok(()) => EXIT_SUCCESS,
        Err(error) => {
            hprintln!("refused {}", error);
            EXIT_FAILURE
        }
    };
    hprintln!(
        "{{\"peak_heap_bytes\":{},\"peak_stack_bytes\":{},\"heap_bytes\":{},\"stack_bytes\":{}}}",
        heap::peak(),
        stack::peak(),
        heap::SIZE,
        stack::size(),
    );
    loop {
        debug::exit(status);
    }
}

/// A fault, such as a stack that left its memory, ends the run badly.
#[allow(unsafe_code, reason = "the attribute makes the function an unsafe one")]
#[cortex_m_rt::exception]
unsafe fn HardFault(_frame: &cortex_m_rt::ExceptionFrame) -> ! {
    loop {
        debug::exit(EXIT_FAILURE);
    }
}
