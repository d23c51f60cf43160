//! The static pages that a processor may serve, read once at the start.

use std::{collections::BTreeMap, fs, io, path::Path};

use hyper::{
    body::Bytes,
    header::{self, HeaderMap, HeaderValue},
};

use crate::answer::Answer;

/// Files of the pages by their paths, as they are sent. Nothing else of the disk can be reached.
#[derive(Debug, Default)]
pub(crate) struct Pages(BTreeMap<String, File>);

#[derive(Debug)]
struct File {
    content_type: &'static str,
    caching: &'static str,
    policy: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Pages {
    /// Reads the files of a directory, at any depth. `x.html` is served as `/x`; `x.br` and
    /// `x.gz` are the compressed forms of `x`.
    pub(crate) fn read(directory: &Path) -> io::Result<Self> {
        let mut pages = BTreeMap::new();
        let mut folders = vec![(directory.to_path_buf(), String::from("/"))];
        while let Some((folder, prefix)) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let name = entry.file_name().into_string().unwrap_or_default();
                if entry.file_type()?.is_dir() {
                    folders.push((entry.path(), format!("{prefix}{name}/")));
                } else if let Some(content_type) = content_type(&name) {
                    let path = name.strip_suffix(".html").unwrap_or(&name);
                    pages.insert(
                        format!("{prefix}{path}"),
                        File::read(&folder, &name, content_type)?,
                    );
                }
            }
        }
        Ok(Self(pages))
    }

    /// The file at a path, compressed if the client takes that.
    pub(crate) fn answer(&self, path: &str, headers: &HeaderMap) -> Option<Answer> {
        let file = self.0.get(path)?;
        let accepted = headers.get(header::ACCEPT_ENCODING);
        let accepted = accepted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let accepts = |name: &str| accepted.split(',').any(|coding| coding.trim() == name);
        let (body, encoding) = match file {
            File {
                brotli: Some(body), ..
            } if accepts("br") => (body, Some("br")),
            File {
                gzip: Some(body), ..
            } if accepts("gzip") => (body, Some("gzip")),
            File { plain, .. } => (plain, None),
        };
        let mut answer = Answer::file(file.content_type, body.clone())
            .with(header::VARY, "accept-encoding")
            .with(header::REFERRER_POLICY, "no-referrer")
            .cached(file.caching);
        if let Some(encoding) = encoding {
            answer = answer.with(header::CONTENT_ENCODING, encoding);
        }
        if file.content_type == HTML {
            answer = answer.with_value(header::CONTENT_SECURITY_POLICY, file.policy.clone());
        }
        Some(answer)
    }
}

impl File {
    fn read(folder: &Path, name: &str, content_type: &'static str) -> io::Result<Self> {
        let compressed = |ending: &str| {
            let bytes = fs::read(folder.join(format!("{name}{ending}")));
            bytes.ok().map(Bytes::from)
        };
        let plain = fs::read(folder.join(name))?;
        Ok(Self {
            content_type,
            caching: if content_type == HTML || WORKERS.contains(&name) {
                "no-cache"
            } else {
                LASTING
            },
            policy: policy_of(&plain),
            plain: plain.into(),
            brotli: compressed(".br"),
            gzip: compressed(".gz"),
        })
    }
}

/// What the page says of itself, and that nobody may frame it, which a page cannot say.
fn policy_of(page: &[u8]) -> HeaderValue {
    let own = core::str::from_utf8(page).ok().and_then(|text| {
        let (_, rest) = text.split_once(r#"http-equiv="Content-Security-Policy" content=""#)?;
        let (policy, _) = rest.split_once('"')?;
        HeaderValue::from_str(&format!("{policy}; frame-ancestors 'none'")).ok()
    });
    own.unwrap_or(HeaderValue::from_static(POLICY))
}

/// `None` for what is no page: compressed forms among them.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending {
        "html" => HTML,
        "mjs" | "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

/// They say what a page keeps, and are asked for anew.
const WORKERS: [&str; 2] = ["worker.mjs", "door-worker.mjs"];
/// Pages name their assets with a hash in the query.
const LASTING: &str = "public, max-age=31536000, immutable";
const HTML: &str = "text/html; charset=utf-8";
/// For a page that says nothing of itself.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types sealroll";

#[cfg(test)]
mod tests {
    use std::fs;

    use hyper::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};

    use super::Pages;

    #[test]
    fn only_what_was_read_is_served_and_compressed_where_it_is_accepted() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        for (name, text) in [
            ("c.html", "page"),
            ("assets/x.mjs", "script"),
            ("assets/x.mjs.br", "short"),
            ("assets/secret.key", "key"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let pages = Pages::read(folder.path()).unwrap();
        let plain = HeaderMap::new();
        let mut brotli = HeaderMap::new();
        brotli.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
        let encoding = |path: &str, headers: &HeaderMap| {
            let response = pages.answer(path, headers)?.into_response();
            let encoding = response.headers().get("content-encoding");
            Some(encoding.map(|value| value.to_str().unwrap().to_owned()))
        };
        assert_eq!(encoding("/c", &plain), Some(None));
        assert_eq!(encoding("/assets/x.mjs", &plain), Some(None));
        assert_eq!(
            encoding("/assets/x.mjs", &brotli),
            Some(Some("br".to_owned()))
        );
        let absent = [
            "/",
            "/c.html",
            "/assets/x.mjs.br",
            "/assets/secret.key",
            "/assets/../c",
        ];
        for path in absent {
            assert_eq!(encoding(path, &plain), None, "{path}");
        }
    }

    #[test]
    fn the_header_says_what_the_page_says_and_that_nobody_may_frame_it() {
        let folder = tempfile::tempdir().unwrap();
        let own = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"#;
        fs::write(folder.path().join("c.html"), own).unwrap();
        fs::write(folder.path().join("door.html"), "<h1>").unwrap();
        let pages = Pages::read(folder.path()).unwrap();
        let policy = |path: &str| {
            let response = pages.answer(path, &HeaderMap::new()).unwrap();
            let response = response.into_response();
            let policy = response.headers()["content-security-policy"].to_str();
            policy.unwrap().to_owned()
        };
        assert_eq!(policy("/c"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(policy("/door"), super::POLICY);
    }
}
