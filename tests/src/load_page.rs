//! The page of figures, as a run has found them.

use std::fs;

use serde_json::Value;

/// `docs/figures.md` from the report of a run, and those of an audit and of a comparison with the
/// spine if there are any.
#[must_use]
pub fn page(report: &Value, audit: Option<&Value>, spine: Option<&Value>) -> String {
    let number = |name: &str| report.get(name).and_then(Value::as_f64).unwrap_or_default();
    let count = |name: &str| grouped(number(name));
    let cores = number("cores");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    let text = |name: &str| {
        report
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or("unknown build")
    };
    let (processor, clients) = (text("processor_build"), text("clients_build"));
    let mut rows = vec![
        row("durable uploads per second", &count("uploads_per_s")),
        row(
            "of the machine's processors for each: the processor, the clients",
            &format!(
                "{:.0} µs, {:.0} µs",
                number("processor_us_per_upload"),
                number("clients_us_per_upload")
            ),
        ),
        row(
            "the same, over SQLite alone committing the same rows",
            &ratio(number("uploads_vs_sqlite")),
        ),
        row(
            "everything that can be switched on, over the least that runs (median of 8 pairs)",
            &ratio(number("all_vs_least")),
        ),
        row(
            "store with key vault, over the store without (median of 8 pairs)",
            &ratio(number("vault_vs_plain")),
        ),
        row("receipt", &format!("{} bytes", count("receipt_bytes"))),
        row(
            &format!("purge of an epoch with {} records", count("uploads")),
            &format!("{:.2} s", number("purge_s")),
        ),
        row(
            "rows of that epoch in all files before the purge (a sample is searched for)",
            &count("purge_rows_before"),
        ),
        row(
            "bytes of them found afterwards",
            &count("purge_bytes_found"),
        ),
        row(
            &format!(
                "finding a record's entry among {}, all read",
                count("find_entry_entries")
            ),
            &format!("{:.0} ms", number("find_entry_ms")),
        ),
    ];
    if let Some(spine) = spine {
        let of = |name: &str| spine.get(name).and_then(Value::as_f64).unwrap_or_default();
        let second = rows.len().min(2);
        rows.insert(
            second,
            row(
                &format!(
                    "durable uploads, over the spine's (median of {:.0} pairs)",
                    of("pairs")
                ),
                &format!(
                    "{:.2} ({} over {})",
                    of("durable_uploads_vs_spine"),
                    grouped(of("uploads_per_s")),
                    grouped(of("spine_uploads_per_s"))
                ),
            ),
        );
    }
    if let Some(audit) = audit {
        let of = |name: &str| audit.get(name).and_then(Value::as_f64).unwrap_or_default();
        rows.push(row(
            &format!(
                "audit of a list with {} entries, over HTTP",
                grouped(of("records"))
            ),
            &format!("{:.1} s, {:.1} MiB", of("seconds"), of("peak_mib")),
        ));
    }
    format!(
        "# What the service costs\n\n\
         Written by `cargo xtask load --uploads 100000 --page docs`, on {cores:.0} cores that the clients share; the load\n\
         average was {load} at its end. The cryptography is in [results.md](results.md).\n\n\
         | what | figure |\n|---|---:|\n{}\n\
         Processor: {processor}; clients: {clients}. *Everything that can be switched on*: limits by address, metrics,\n\
         processor statement with sub-processors. Key vault, upload token, instruction log and retention cannot be\n\
         switched off and are in both; what the vault costs is measured in the store. A pair is two rounds right after\n\
         each other, and who begins changes. The purge is timed from the order to its acknowledgement. Rows are\n\
         searched for as they are stored, in all files of the data directory.\n\
         The *spine* is the first processor of this project that did its whole job (commit 85b7844), without key vault,\n\
         upload tokens or retention. It runs in turns with this one, each with an empty store, the same number of\n\
         clients and clients of the same source: `cargo xtask load --spine`.\n\
         A record's entry is looked for when an order names a record, which is seldom: it needs no index.\n",
        rows.concat()
    )
}

fn row(what: &str, figure: &str) -> String {
    format!("| {what} | {figure} |\n")
}

fn ratio(value: f64) -> String {
    format!("{value:.2}")
}

/// Whole numbers with a comma between thousands.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_figures_of_its_run() {
        let report = serde_json::json!({ "uploads": 100_000, "purge_bytes_found": 0, "cores": 2 });
        let audit = serde_json::json!({ "records": 1_000_000, "seconds": 4.04, "peak_mib": 7.12 });
        let spine = serde_json::json!({ "pairs": 8, "durable_uploads_vs_spine": 1.5,
            "uploads_per_s": 30_000, "spine_uploads_per_s": 20_000 });
        let text = page(&report, Some(&audit), Some(&spine));
        assert!(text.contains("| purge of an epoch with 100,000 records | 0.00 s |"));
        assert!(text.contains("1,000,000 entries, over HTTP | 4.0 s, 7.1 MiB |"));
        assert!(text.contains("(median of 8 pairs) | 1.50 (30,000 over 20,000) |"));
        let text = page(&report, None, None);
        assert!(!text.contains("audit") && !text.contains("over the spine's"));
    }
}
