//! The functions of the header.

/// A function.
#[derive(Debug)]
pub(crate) struct Prototype {
    /// What it returns, such as `SealrollStatus` or `const char *`.
    pub(crate) returns: String,
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
}

/// A parameter of a function.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Such as `const uint8_t *`.
    pub(crate) form: String,
    pub(crate) name: String,
}

/// Reads every function of the header.
pub(crate) fn read(header: &str) -> Vec<Prototype> {
    let mut found = Vec::new();
    let mut text = String::new();
    for line in header.lines() {
        let begins = line.starts_with(|first: char| first.is_ascii_alphabetic());
        if text.is_empty()
            && !(begins && line.contains(" sealroll_") | line.contains(" *sealroll_"))
        {
            continue;
        }
        text.push_str(line.trim());
        text.push(' ');
        if line.ends_with(");") {
            found.extend(prototype(&text));
            text.clear();
        }
    }
    found
}

fn prototype(text: &str) -> Option<Prototype> {
    let (head, parameters) = text.trim().strip_suffix(");")?.split_once('(')?;
    let Parameter { form, name } = parameter(head)?;
    let mut all = Vec::new();
    for part in split(parameters) {
        if part.trim() != "void" {
            all.push(parameter(&part)?);
        }
    }
    Some(Prototype {
        returns: form,
        name,
        parameters: all,
    })
}

/// Splits at the commas outside brackets.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts
}

fn parameter(text: &str) -> Option<Parameter> {
    let text = text.trim();
    if let Some((_, rest)) = text.split_once("(*") {
        let (name, _) = rest.split_once(')')?;
        return Some(Parameter {
            form: "callback".to_owned(),
            name: name.to_owned(),
        });
    }
    let end = text.rfind(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))?;
    let (form, name) = text.split_at(end + 1);
    Some(Parameter {
        form: form.trim().to_owned(),
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn prototypes_are_read() {
        let header = "/** Words. */\nSealrollStatus sealroll_a(const uint8_t *bytes,\n    \
                      int32_t (*progress)(void *context, size_t done),\n    SealrollB **b);\n\n\
                      const char *sealroll_c(void);\n";
        let found = read(header);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "sealroll_a");
        assert_eq!(found[0].parameters[0].form, "const uint8_t *");
        assert_eq!(found[0].parameters[1].name, "progress");
        assert_eq!(found[0].parameters[2].form, "SealrollB **");
        assert_eq!(
            (&*found[1].returns, found[1].parameters.len()),
            ("const char *", 0)
        );
    }
}
