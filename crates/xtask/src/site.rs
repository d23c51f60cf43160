//! `cargo xtask spec`: renders the specification as a browsable site and checks its links.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::rules;

/// Renders `spec/*.md` with pandoc and `spec/diagrams/*.dot` with Graphviz into `out`.
///
/// # Errors
///
/// A missing tool, a failed rendering, or every dead link, one line each.
pub fn render(root: &Path, out: &Path) -> Result<usize, Vec<String>> {
    let spec = root.join("spec");
    check_links(&spec)?;
    let one = |fault: String| vec![fault];
    fs::create_dir_all(out.join("diagrams")).map_err(|error| one(error.to_string()))?;
    fs::write(out.join("style.css"), STYLE).map_err(|error| one(error.to_string()))?;
    for dot in files(&spec.join("diagrams"), "dot") {
        let svg = out.join("diagrams").join(stem(&dot)).with_extension("svg");
        run(Command::new("dot").arg("-Tsvg").arg("-o").arg(svg).arg(&dot)).map_err(one)?;
    }
    let pages = files(&spec, "md");
    for page in &pages {
        let html = out.join(stem(page)).with_extension("html");
        let filter = out.join("links.lua");
        fs::write(&filter, LINK_FILTER).map_err(|error| one(error.to_string()))?;
        run(Command::new("pandoc")
            .args(["--from=gfm+attributes", "--to=html5", "--standalone", "--toc", "--css=style.css"])
            .arg(format!("--metadata=pagetitle:Sealroll: {}", stem(page)))
            .arg(format!("--lua-filter={}", filter.display()))
            .arg("--output")
            .arg(html)
            .arg(page))
        .map_err(one)?;
    }
    Ok(pages.len())
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
            let target = if file.is_empty() { path.clone() } else { spec.join(file) };
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
    if target.extension().is_some_and(|extension| extension == "svg") {
        target.with_extension("dot")
    } else {
        target.to_owned()
    }
}

fn links(markdown: &str) -> Vec<String> {
    markdown
        .match_indices("](")
        .filter_map(|(at, _)| markdown[at + 2..].split_once(')').map(|(link, _)| link.to_owned()))
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
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} failed: {status}")),
        Err(error) => Err(format!("{program} cannot be started ({error}); run `cargo xtask setup`")),
    }
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
        assert_eq!(links("a [b](c.md#d) [e](https://f) [g](#h)"), ["c.md#d", "#h"]);
    }
}
