//! Quoted-printable text (RFC 1522).

/// Of [`encode`].
#[derive(Clone, Copy)]
pub(super) struct Options {
    pub(super) quote_tabs: bool,
    pub(super) is_text: bool,
    pub(super) is_header: bool,
}

const MAX_LINE: usize = 76;

pub(super) fn decode(text: &[u8], is_header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'=' => {
                at += 1;
                let Some(&next) = text.get(at) else { break };
                let digits = text.get(at..at + 2).and_then(hex);
                match (next, digits) {
                    // A soft line break ends with the line.
                    (b'\n' | b'\r', _) => {
                        let end = text[at..].iter().position(|&it| it == b'\n');
                        at = end.map_or(text.len(), |it| at + it + 1);
                    }
                    (b'=', _) => {
                        out.push(b'=');
                        at += 1;
                    }
                    (_, Some(byte)) => {
                        out.push(byte);
                        at += 2;
                    }
                    _ => out.push(b'='),
                }
            }
            b'_' if is_header => {
                out.push(b' ');
                at += 1;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digit = |it: u8| char::from(it).to_digit(16);
    Some((digit(digits[0])? * 16 + digit(digits[1])?) as u8)
}

/// `binascii_b2a_qp_impl`.
pub(super) fn encode(bytes: &[u8], options: Options) -> Vec<u8> {
    // Line ends are those of the first line.
    let first_end = bytes.iter().position(|&it| it == b'\n');
    let has_cr = first_end.is_some_and(|it| it > 0 && bytes[it - 1] == b'\r');
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let (mut line, mut at) = (0, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        if must_quote(bytes, at, line, options) {
            if line + 3 >= MAX_LINE {
                soft_break(&mut out, has_cr);
                line = 0;
            }
            push_quoted(&mut out, byte);
            at += 1;
            line += 3;
            continue;
        }
        let is_end = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) == Some(&b'\n'));
        if options.is_text && is_end {
            line = 0;
            // Blanks at the end of a line would get lost.
            if let Some(&last @ (b' ' | b'\t')) = out.last() {
                out.pop();
                push_quoted(&mut out, last);
            }
            if has_cr {
                out.push(b'\r');
            }
            out.push(b'\n');
            at += if byte == b'\r' { 2 } else { 1 };
            continue;
        }
        if at + 1 < bytes.len() && bytes[at + 1] != b'\n' && line + 1 >= MAX_LINE {
            soft_break(&mut out, has_cr);
            line = 0;
        }
        line += 1;
        out.push(if options.is_header && byte == b' ' { b'_' } else { byte });
        at += 1;
    }
    out
}

fn must_quote(bytes: &[u8], at: usize, line: usize, options: Options) -> bool {
    let byte = bytes[at];
    let is_last = at + 1 == bytes.len();
    let before_end = |it: &u8| matches!(it, b'\n' | b'\r' | 0);
    byte > 126
        || byte == b'='
        || (options.is_header && byte == b'_')
        || (byte == b'.' && line == 0 && (is_last || before_end(&bytes[at + 1])))
        || (!options.is_text && matches!(byte, b'\r' | b'\n'))
        || (matches!(byte, b'\t' | b' ') && is_last)
        || (byte < 33 && !matches!(byte, b'\r' | b'\n' | b'\t' | b' '))
        || (byte < 33
            && matches!(byte, b'\t' | b' ')
            && (options.quote_tabs && !(options.is_header && byte == b' ')))
}

fn push_quoted(out: &mut Vec<u8>, byte: u8) {
    out.extend(format!("={byte:02X}").bytes());
}

fn soft_break(out: &mut Vec<u8>, has_cr: bool) {
    out.push(b'=');
    if has_cr {
        out.push(b'\r');
    }
    out.push(b'\n');
}
