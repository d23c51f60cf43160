//! What the kiosk takes.

use serde_json::{Value, json};

use crate::board::Peaks;
use crate::image::Image;
use crate::tally::Tally;

/// Sizes of the program and peaks of its runs.
pub(crate) struct Report {
    pub(crate) image: Image,
    pub(crate) peaks: Peaks,
}

impl Report {
    /// Compares with the goals.
    pub(crate) fn check_goals(&self, tally: &mut Tally) {
        tally.check("flash is within its goal", self.image.flash <= FLASH_GOAL);
        tally.check("memory is within its goal", self.total() <= MEMORY_GOAL);
        // The smallest reserve that still says something about inputs not tried.
        let Peaks {
            heap,
            stack,
            heap_size,
            stack_size,
        } = self.peaks;
        tally.check("the heap has room to spare", heap * 20 <= heap_size * 19);
        tally.check("the stack has room to spare", stack * 20 <= stack_size * 19);
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "target": "thumbv7em-none-eabihf",
            "flash_bytes": self.image.flash,
            "ram_bytes": self.image.memory.saturating_sub(self.peaks.heap_size),
            "peak_heap_bytes": self.peaks.heap,
            "peak_stack_bytes": self.peaks.stack,
            "heap_bytes": self.peaks.heap_size,
            "stack_bytes": self.peaks.stack_size,
            "total_ram_bytes": self.total(),
            "goal_flash_bytes": FLASH_GOAL,
            "goal_total_ram_bytes": MEMORY_GOAL,
        })
    }

    /// All memory set aside: variables, heap and stack.
    const fn total(&self) -> u64 {
        self.image.memory + self.peaks.stack_size
    }
}

const FLASH_GOAL: u64 = 128 * 1024;
const MEMORY_GOAL: u64 = 32 * 1024;
