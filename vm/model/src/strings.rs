//! Strings that exist once.

/// Is a constant of this value one object in the whole interpreter, whichever code it stands in?
///
/// So it is for constants that consist of letters, digits and underscores of ASCII, which CPython's
/// compiler interns (`should_intern_string`, Objects/codeobject.c, CPython 3.13), for the empty
/// string, and for single characters below 256, of which each exists once. For strings that are
/// made at run time only the last two hold.
pub fn is_interned(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_') || is_shared(text)
}

/// Is every string of this value the same object, also where it is made at run time?
fn is_shared(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_none_or(|it| u32::from(it) < 256) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants() {
        for text in ["", "a", "a_b1", "1", " ", "é", "ÿ"] {
            assert!(is_interned(text), "{text:?}");
        }
        for text in ["a b", "é1", "Ā", "a-b", "  "] {
            assert!(!is_interned(text), "{text:?}");
        }
    }
}
