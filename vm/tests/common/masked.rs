//! Disassembly without addresses, which change from run to run.

/// The first line in which two texts differ, in CPython's and our wording.
pub(crate) fn difference(ours: &str, theirs: &str) -> Option<String> {
    let (ours, theirs) = (masked(ours), masked(theirs));
    if ours == theirs {
        return None;
    }
    let mut pairs = ours.lines().zip(theirs.lines()).enumerate();
    let (at, (ours, theirs)) = pairs.find(|it| it.1.0 != it.1.1)?;
    Some(format!("line {}\n  ours    {ours}\n  CPython {theirs}", at + 1))
}

/// `text` with `0x0` for the address in each `<code object f at 0x7f1234567890, …>`.
pub(crate) fn masked(text: &str) -> String {
    let mut parts = text.split(" at 0x");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        out += " at 0x0";
        out += part.trim_start_matches(|it: char| it.is_ascii_hexdigit());
    }
    out
}
