//! `cargo xtask spec`: renders the specification as a browsable site and checks its links.

use core::time::Duration;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::process::{Process, root};
use crate::rules;

/// Renders `spec/*.md` with pandoc and `spec/diagrams/*.dot` with Graphviz into `target/spec`.
pub(crate) fn run(budget: Duration) -> Result<usize, TaskError> {
    let spec = root().join("spec");
    let out = root().join("target/spec");
    check_links(&spec).map_err(|lines| TaskError::Faults { lines })?;
    write(&out.join("style.css"), STYLE)?;
    let filter = out.join("links.lua");
    write(&filter, LINK_FILTER)?;
    for source in files(&spec.join("diagrams"), "dot") {
        let picture = out
            .join("diagrams")
            .join(stem(&source))
            .with_extension("svg");
        write(&picture, "")?;
        let process = Process::new("dot").arg("-Tsvg").arg("-o").arg(picture);
        process.arg(source).budget(budget).run()?;
    }
    let pages = files(&spec, "md");
    for page in &pages {
        Process::new("pandoc")
            .args([
                "--from=gfm+attributes",
                "--to=html5",
                "--standalone",
                "--toc",
            ])
            .arg("--css=style.css")
            .arg(format!("--metadata=pagetitle:Sealroll: {}", stem(page)))
            .arg(format!("--lua-filter={}", filter.display()))
            .arg("--output")
            .arg(out.join(stem(page)).with_extension("html"))
            .arg(page)
            .budget(budget)
            .run()?;
    }
    println!("{} pages in {}", pages.len(), out.display());
    Ok(pages.len())
}

fn write(path: &Path, text: &str) -> Result<(), TaskError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| TaskError::Faults {
            lines: vec![format!("{}: {error}", path.display())],
        })
}

/// Every relative link of every page must lead to a file and, if it names one, to an anchor.
fn check_links(spec: &Path) -> Result<(), Vec<String>> {
    let pages: BTreeMap<PathBuf, String> = files(spec, "md")
        .into_iter()
        .filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text)))
        .collect();
    let mut dead = Vec::new();
    for (path, text) in &pages {
        for link in links(text) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() {
                path.clone()
            } else {
                spec.join(file)
            };
            let source = diagram_source(&target);
            if !target.exists() && !source.exists() {
                dead.push(format!("{}: {link} leads to no file", path.display()));
            } else if !anchor.is_empty() {
                let known = pages.get(&target).map(|text| rules::anchors(text));
                if known.is_some_and(|known| !known.contains(anchor)) {
                    dead.push(format!("{}: {link} leads to no anchor", path.display()));
                }
            }
        }
    }
    if dead.is_empty() { Ok(()) } else { Err(dead) }
}

/// Rendered diagrams are not checked in; their sources are.
fn diagram_source(target: &Path) -> PathBuf {
    if target
        .extension()
        .is_some_and(|extension| extension == "svg")
    {
        target.with_extension("dot")
    } else {
        target.to_owned()
    }
}

fn links(markdown: &str) -> Vec<String> {
    markdown
        .match_indices("](")
        .filter_map(|(at, _)| {
            markdown[at + 2..]
                .split_once(')')
                .map(|(link, _)| link.to_owned())
        })
        .filter(|link| !link.contains("://") && !link.contains(char::is_whitespace))
        .collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Links between pages lead to the rendered pages.
const LINK_FILTER: &str = r#"function Link(link)
  link.target = link.target:gsub("^([%w%-]+)%.md", "%1.html")
  return link
end
"#;

const STYLE: &str = "\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff; }
pre, code { font: 14px/1.4 ui-monospace, monospace; background: #f3f3f0; }
pre { padding: .75rem; overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #bbb; padding: .3rem .5rem; text-align: left; vertical-align: top; }
:target { background: #fff3b0; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616; } pre, code { background: #242424; } a { color: #8ab4ff; }
  th, td { border-color: #555; } :target { background: #514700; }
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_are_found() {
        assert_eq!(
            links("a [b](c.md#d) [e](https://f) [g](#h)"),
            ["c.md#d", "#h"]
        );
    }
}
