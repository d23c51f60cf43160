//! The page of results: tables and a chart, made from a report.

use core::fmt::Write;

use serde_json::Value;

/// A page about one report.
pub struct Page<'r>(&'r Value);

impl<'r> Page<'r> {
    /// Takes a report as JSON.
    #[must_use]
    pub const fn new(report: &'r Value) -> Self {
        Self(report)
    }

    /// The page in Markdown. It shows the chart beside it, `results.svg`.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut page = String::from(HEAD);
        self.machine(&mut page);
        page.push_str(TABLE);
        for (name, what, goal) in ROWS {
            let Some(ratio) = self.0[*name].as_f64() else {
                continue;
            };
            let [low, high] = [0, 1].map(|i| number(&self.0["spread_p10_p90"][*name][i]));
            let [ours, peer] =
                ["ours_ns", "peer_ns"].map(|side| microseconds(&self.0["times"][*name][side]));
            let goal = self.goal(goal);
            let _ = writeln!(
                page,
                "| {what} | `{name}` | **{ratio:.3}** | {low}–{high} | {goal} | {ours} | {peer} |"
            );
        }
        self.rest(&mut page);
        page
    }

    /// The ratios as bars, and the goals as strokes.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let rows = ROWS
            .iter()
            .filter_map(|row| Some((row, self.0[row.0].as_f64()?)));
        let rows: Vec<_> = rows.collect();
        let largest = rows.iter().map(|(_, ratio)| *ratio).fold(1.0, f64::max);
        let scale = WIDTH / largest;
        let height = rows.len() * ROW + 50;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {height}\" \
             font-family=\"sans-serif\" font-size=\"12\" role=\"img\" \
             aria-label=\"Our time over the peer's\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
            LEFT + WIDTH + 70.0
        );
        for (index, ((_, what, goal), ratio)) in rows.iter().enumerate() {
            let top = index * ROW + 10;
            let _ = writeln!(
                svg,
                "<text x=\"{:.0}\" y=\"{}\" text-anchor=\"end\">{what}</text>\
                 <rect x=\"{LEFT:.0}\" y=\"{top}\" width=\"{:.1}\" height=\"16\" \
                 fill=\"#2f6f9f\"/><text x=\"{:.1}\" y=\"{}\">{ratio:.3}</text>",
                LEFT - 8.0,
                top + 13,
                ratio * scale,
                LEFT + ratio * scale + 6.0,
                top + 13,
            );
            if let Ok(goal) = self.goal(goal).trim_start_matches("≤ ").parse::<f64>() {
                let _ = writeln!(
                    svg,
                    "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1}\" y2=\"{2}\" \
                     stroke=\"#c0392b\" stroke-width=\"2\"/>",
                    LEFT + goal * scale,
                    top - 2,
                    top + 18,
                );
            }
        }
        let _ = writeln!(
            svg,
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"4\" y2=\"{1}\" stroke=\"#888888\" \
             stroke-dasharray=\"3 3\"/>\
             <text x=\"{2:.0}\" y=\"{3}\">our time over the peer's; dashed: equal; red: goal</text>\n</svg>",
            LEFT + scale,
            height - 36,
            LEFT,
            height - 14,
        );
        svg
    }

    /// The goal on this machine: for opening many another one without AVX-512 IFMA.
    fn goal(&self, goal: &'static str) -> &'static str {
        if goal == WITH_IFMA && self.0["backend"] != "ifma8" {
            WITH_AVX2
        } else {
            goal
        }
    }

    fn machine(&self, page: &mut String) {
        let machine = &self.0["machine"];
        let text = |name: &str| machine[name].as_str().unwrap_or("unknown").to_owned();
        let _ = writeln!(
            page,
            "{}, {} threads, {}, load average {}, {} build. Vectors: `{}`. {} rounds each.\n",
            text("processor"),
            machine["cores"],
            text("target"),
            text("load_average"),
            text("profile"),
            self.0["backend"].as_str().unwrap_or("unknown"),
            self.0["rounds"],
        );
        let versions = self.0["versions"].as_object().into_iter().flatten();
        let versions =
            versions.filter_map(|(name, version)| Some(format!("{name} {}", version.as_str()?)));
        let _ = writeln!(page, "{}.\n", versions.collect::<Vec<_>>().join(", "));
    }

    fn rest(&self, page: &mut String) {
        if let Some(seconds) = self.0["open_1m_s"].as_f64() {
            let million = &self.0["open_1m"];
            let _ = writeln!(
                page,
                "\n## A million check-ins\n\n{seconds:.2} s on {} threads, from {} opened. The process \
                 had taken {} MiB at most before and {} MiB after.",
                million["threads"],
                million["opened"],
                million["peak_memory_before_mib"],
                million["peak_memory_after_mib"],
            );
        }
        if let Some(ratio) = self.0["open_many_all_cores_vs_1t"].as_f64() {
            let scaling = 1.0 / ratio;
            let threads = &self.0["machine"]["cores"];
            let _ = writeln!(
                page,
                "\n{threads} threads open {scaling:.2} times as many as one."
            );
        }
        self.desk(page);
        self.download(page);
        page.push_str("\n## The tree\n\n| entries | append | make a proof | check it |\n|---:|---:|---:|---:|\n");
        for row in self.0["tree"].as_array().into_iter().flatten() {
            let [append, prove, check] =
                ["append_ns", "prove_ns", "check_ns"].map(|name| microseconds(&row[name]));
            let _ = writeln!(
                page,
                "| {} | {append} | {prove} | {check} |",
                row["entries"]
            );
        }
    }

    /// What an owner waits for.
    fn desk(&self, page: &mut String) {
        let figures = [
            ("unlock_key_file_ms", UNLOCK),
            ("select_contacts_ms", SELECT),
        ];
        let mut figures = figures
            .iter()
            .filter_map(|(name, what)| Some((name, what, self.0[*name].as_f64()?)))
            .peekable();
        if figures.peek().is_none() {
            return;
        }
        page.push_str(DESK);
        for (name, what, milliseconds) in figures {
            let _ = writeln!(page, "| {what} | `{name}` | {milliseconds:.2} ms |");
        }
        let among = &self.0["select_contacts_among"];
        let _ = writeln!(
            page,
            "\nContacts are looked for among {among} visits of one day. {BROWSER}"
        );
    }

    /// What the guest's module weighs, and what it consists of.
    fn download(&self, page: &mut String) {
        let Some(bytes) = self.0["wasm_gzip_bytes"].as_u64() else {
            return;
        };
        let _ = writeln!(
            page,
            "\n## The guest's package\n\n`sealroll/guest`, module and glue: {bytes} bytes as gzip \
             (`wasm_gzip_bytes`, goal ≤ 45000); the module alone has {} bytes. The guest's part of the \
             whole package: {} bytes (`wasm_full_gzip_bytes`), the module {}. The code of the small \
             module before Binaryen, by crate; by function it stands in the report.\n\n\
             | crate | bytes |\n|---|---:|",
            self.0["wasm_bytes"], self.0["wasm_full_gzip_bytes"], self.0["wasm_full_bytes"],
        );
        let crates = self.0["wasm_by_crate"].as_object().into_iter().flatten();
        let mut crates: Vec<_> = crates
            .filter_map(|(name, size)| Some((size.as_u64()?, name)))
            .collect();
        crates.sort_unstable_by(|a, b| b.cmp(a));
        for (size, name) in crates {
            let _ = writeln!(page, "| `{name}` | {size} |");
        }
    }
}

fn number(value: &Value) -> String {
    value
        .as_f64()
        .map_or_else(String::new, |value| format!("{value:.3}"))
}

fn microseconds(value: &Value) -> String {
    let nanoseconds = value.as_f64().unwrap_or(f64::NAN);
    format!("{:.2} µs", nanoseconds / 1000.0)
}

/// Key, what it is, and the goal.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "open_many_vs_hpke_1t",
        "open many / hpke, one thread",
        WITH_IFMA,
    ),
    (
        "open_many_text_vs_hpke_1t",
        "open many to plaintext / hpke, one thread",
        "–",
    ),
    (
        "open_many_vs_hpke_1t_aws_lc",
        "open many with aws-lc / hpke",
        WITH_IFMA,
    ),
    (
        "open_many_text_vs_hpke_1t_aws_lc",
        "open many to plaintext with aws-lc / hpke",
        "–",
    ),
    (
        "open_many_vs_hpke_1t_avx2",
        "open many with AVX2 / hpke",
        WITH_AVX2,
    ),
    (
        "open_many_text_vs_hpke_1t_avx2",
        "open many to plaintext with AVX2 / hpke",
        "–",
    ),
    ("open_many_vs_hpke", "open many / hpke, all cores", "–"),
    (
        "open_many_vs_awslc_1t",
        "open many / AWS-LC, one thread",
        "–",
    ),
    ("open_vs_hpke", "open one / hpke", "≤ 0.78"),
    (
        "open_vs_hpke_plain",
        "open one without vectors / hpke",
        "≤ 0.78",
    ),
    (
        "open_vs_hpke_aws_lc",
        "open one with aws-lc / hpke",
        "≤ 0.35",
    ),
    (
        "open_kept_vs_hpke",
        "open one of a statement / hpke",
        "≤ 0.78",
    ),
    (
        "open_kept_vs_hpke_aws_lc",
        "open one of a statement with aws-lc / hpke",
        "≤ 0.35",
    ),
    ("open_vs_libsodium", "open one / libsodium box", "–"),
    (
        "seal_many_vs_hpke_1t",
        "seal many / hpke, one thread",
        "≤ 0.30",
    ),
    (
        "check_in_many_vs_hpke_1t",
        "many check-ins / hpke seal",
        "–",
    ),
    ("seal_vs_hpke", "seal one / hpke", "–"),
    ("seal_vs_hpke_plain", "seal one without vectors / hpke", "–"),
    ("seal_vs_hpke_aws_lc", "seal one with aws-lc / hpke", "–"),
    ("seal_vs_libsodium", "seal one / libsodium box", "–"),
    ("check_in_vs_hpke", "check-in / hpke seal", "–"),
    ("exchange_ifma8_vs_dalek", "X25519 in 8 lanes / dalek", "–"),
    ("exchange_avx2x4_vs_dalek", "X25519 in 4 lanes / dalek", "–"),
    (
        "exchange_one_ifma8_vs_dalek",
        "one X25519 in 8 lanes / dalek",
        "–",
    ),
    (
        "exchange_one_avx2x4_vs_dalek",
        "one X25519 in 4 lanes / dalek",
        "–",
    ),
    (
        "wasm_seal_vs_libsodium",
        "Node: seal / libsodium-wrappers",
        "≤ 0.65",
    ),
    (
        "wasm_open_many_vs_libsodium",
        "Node: open many / libsodium-wrappers",
        "≤ 0.70",
    ),
    (
        "seal_vs_hpke_js",
        "Node, small module: seal / @hpke/core",
        "–",
    ),
    (
        "open_vs_hpke_js",
        "Node, small module: open / @hpke/core",
        "–",
    ),
    ("seal_vs_noble_js", "Node, small module: seal / noble", "–"),
    ("open_vs_noble_js", "Node, small module: open / noble", "–"),
];

/// Goals of opening many.
const WITH_IFMA: &str = "≤ 0.075";
const WITH_AVX2: &str = "≤ 0.25";

const HEAD: &str = "# Results

Written by `cargo xtask bench --report FILE --page FOLDER`; do not edit. Each figure is the median of
ratios of paired rounds in one process: our time over the peer's, below 1 ours is faster. Absolute
times are those of a shared machine and say less.

![Our time over the peer's](results.svg)

";
const TABLE: &str = "| what | key | ratio | p10–p90 | goal | ours | peer |
|---|---|---:|---:|---:|---:|---:|
";
const DESK: &str = "
## At the desk

| what | key | figure |
|---|---|---:|
";
const UNLOCK: &str = "unlocking a key file, Argon2id at the usual cost";
const SELECT: &str = "finding the contacts of an index visit";
const BROWSER: &str = "In a browser `cargo xtask wasm --report
FILE` measures the unlocking (`unlock_key_file_ms`) and, in the authority's page, opening and verifying
a disclosure of 1,000 records (`open_disclosure_1000_ms`).";
const WIDTH: f64 = 420.0;
const LEFT: f64 = 260.0;
const ROW: usize = 24;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_shown_that_were_measured() {
        let report = json!({
            "open_vs_hpke": 0.7775,
            "spread_p10_p90": {"open_vs_hpke": [0.76, 0.79]},
            "times": {"open_vs_hpke": {"ours_ns": 55_300, "peer_ns": 71_000}},
            "tree": [{"entries": 1000, "append_ns": 150, "prove_ns": 900, "check_ns": 1500}],
            "wasm_gzip_bytes": 57_000,
            "wasm_full_gzip_bytes": 79_000,
            "unlock_key_file_ms": 180.55,
            "select_contacts_ms": 3.15,
            "select_contacts_among": 100_000,
            "wasm_by_crate": {"a": 20, "b": 300},
        });
        let page = Page::new(&report);
        let row = "| `open_vs_hpke` | **0.777** | 0.760–0.790 | ≤ 0.78 | 55.30 µs | 71.00 µs |";
        let markdown = page.to_markdown();
        assert!(markdown.contains(row) || markdown.contains(&row.replace("0.777", "0.778")));
        assert!(!markdown.contains("seal_vs_hpke"));
        assert!(markdown.contains("| `unlock_key_file_ms` | 180.55 ms |"));
        assert!(markdown.contains("| `select_contacts_ms` | 3.15 ms |"));
        assert!(markdown.contains("among 100000 visits"));
        assert!(markdown.contains("| `b` | 300 |\n| `a` | 20 |"));
        assert!(markdown.contains("| 1000 | 0.15 µs | 0.90 µs | 1.50 µs |"));
        assert_eq!(page.to_svg().matches("#c0392b").count(), 1);
    }
}
