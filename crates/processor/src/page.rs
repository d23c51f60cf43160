//! What a browser shows that follows a QR code to a processor without a guest page.

use hyper::header;

use crate::answer::Answer;

/// The page at `/c`. It has no script, loads nothing and sends no referrer, so that the fragment,
/// which holds the presence secret, stays in the address bar.
pub(crate) fn page() -> Answer {
    Answer::html(PAGE)
        .with(header::REFERRER_POLICY, "no-referrer")
        .with(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
        )
        .with(header::CONTENT_LANGUAGE, "de, en")
        .cached("public, max-age=3600")
}

/// The untrusted hint at `/c.json`: where the API is.
pub(crate) fn hint(api: &str) -> Answer {
    Answer::json(serde_json::json!({ "api": api }).to_string()).cached("public, max-age=3600")
}

const PAGE: &str = r#"<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>Sealroll</title>
</head>
<body>
<main>
<h1>Sealroll</h1>
<p>Dieser Code gehört zu einer Anwesenheitsliste. Bitte öffnen Sie ihn mit der
Sealroll-App oder auf einer Sealroll-Seite. Hier wird nichts eingegeben und nichts
gespeichert.</p>
<p lang="en">This code belongs to an attendance list. Please open it with the Sealroll app
or on a Sealroll page. Nothing is entered or stored here.</p>
</main>
</body>
</html>
"#;
