//! Messages on a byte stream: `Content-Length: N`, an empty line, N bytes of JSON.
//!
//! Reading never gives up on a stream that is still open: what is no message is told as
//! [`Frame::Broken`], and reading goes on at the next header. (The codec of tower-lsp ends its
//! stream at the first body that is not JSON, and with it the server.)

use std::io::{self, BufRead, Read, Write};

use serde_json::Value;

/// A longer body is taken for a broken header, not for a message to wait for. In bytes.
const MAX_BODY: u64 = 1 << 30;

/// A longer line cannot be a header; it is looked at in pieces. In bytes.
const MAX_LINE: u64 = 1 << 16;

/// What comes out of the stream.
#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    /// A JSON value of any shape.
    Message(Value),
    /// Bytes that are no message, and why.
    Broken(String),
}

/// The frames of a stream.
pub(crate) struct Frames<R> {
    input: R,
}

impl<R: BufRead> Frames<R> {
    pub(crate) fn new(input: R) -> Frames<R> {
        Frames { input }
    }

    /// The next frame, `None` at the end of the stream.
    pub(crate) fn next(&mut self) -> io::Result<Option<Frame>> {
        match self.header()? {
            Header::End => Ok(None),
            Header::Broken(why) => Ok(Some(Frame::Broken(why))),
            Header::Length(length) => self.body(length),
        }
    }

    /// Reads up to and with the empty line behind a header.
    fn header(&mut self) -> io::Result<Header> {
        let mut length = None;
        let mut garbage = false;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok(Header::End);
            }
            match Line::read(&line) {
                Line::Blank => match (length.take(), garbage) {
                    (Some(Ok(length)), _) => return Ok(Header::Length(length)),
                    (Some(Err(why)), _) => return Ok(Header::Broken(why)),
                    (None, true) => return Ok(Header::Broken("no Content-Length".to_owned())),
                    (None, false) => {}
                },
                Line::Length(value) => length = Some(parse_length(value)),
                Line::Other => garbage = true,
            }
        }
    }

    /// One line with its line end, or a piece of a line that is too long for a header; empty at the
    /// end of the stream.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        Ok(line)
    }

    fn body(&mut self, length: u64) -> io::Result<Option<Frame>> {
        let mut body = Vec::new();
        let n_read = self.input.by_ref().take(length).read_to_end(&mut body)?;
        if (n_read as u64) < length {
            return Ok(None);
        }
        Ok(Some(match parse_body(&body) {
            Ok(message) => Frame::Message(message),
            Err(why) => Frame::Broken(why),
        }))
    }
}

enum Header {
    Length(u64),
    Broken(String),
    End,
}

enum Line<'a> {
    Blank,
    Length(&'a str),
    Other,
}

impl Line<'_> {
    fn read(line: &[u8]) -> Line<'_> {
        let Ok(line) = std::str::from_utf8(line) else { return Line::Other };
        let line = line.trim();
        if line.is_empty() {
            return Line::Blank;
        }
        // The name may stand behind the body of a message that came without a length.
        const NAME: &str = "content-length:";
        match line.to_ascii_lowercase().rfind(NAME) {
            Some(at) => Line::Length(line[at + NAME.len()..].trim()),
            None => Line::Other,
        }
    }
}

fn parse_length(value: &str) -> Result<u64, String> {
    match value.parse() {
        Ok(length) if length <= MAX_BODY => Ok(length),
        Ok(length) => Err(format!("a Content-Length of {length} is too much")),
        Err(error) => Err(format!("bad Content-Length: {error}")),
    }
}

fn parse_body(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    serde_json::from_str(text).or_else(|error| {
        let mended = mend_surrogates(text).ok_or_else(|| error.to_string())?;
        serde_json::from_str(&mended).map_err(|error| error.to_string())
    })
}

/// The JSON with each half of a surrogate pair that stands alone replaced by U+FFFD, which is as
/// wide in UTF-16; `None` where there is none. JavaScript clients send such halves, JSON's grammar
/// allows them, and Rust's strings cannot hold them.
fn mend_surrogates(json: &str) -> Option<String> {
    let mut mended = json.to_owned();
    let mut changed = false;
    let mut at = 0;
    while let Some(found) = json[at..].find('\\') {
        let start = at + found;
        at = match (escaped_unit(json, start), escaped_unit(json, start + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => start + 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.replace_range(start..start + 6, "\\ufffd");
                changed = true;
                start + 6
            }
            // An escaped character may be of any width; what follows `\u` holds no backslash.
            _ => start + 1 + json[start + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    changed.then_some(mended)
}

/// The code unit of an escape `\uXXXX` at `at`.
fn escaped_unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// Writes `message` as one frame.
pub(crate) fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(&body)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn frames(bytes: &[u8]) -> Vec<Result<Value, ()>> {
        let mut frames = Frames::new(bytes);
        let mut all = Vec::new();
        while let Some(frame) = frames.next().unwrap() {
            all.push(match frame {
                Frame::Message(message) => Ok(message),
                Frame::Broken(_) => Err(()),
            });
        }
        all
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        write(&mut bytes, &json!({"a": "é𝄞"})).unwrap();
        write(&mut bytes, &json!([1])).unwrap();
        assert_eq!(frames(&bytes), [Ok(json!({"a": "é𝄞"})), Ok(json!([1]))]);
    }

    #[test]
    fn headers_may_be_many_and_of_any_case() {
        let bytes =
            b"content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:1\n\n7";
        assert_eq!(frames(bytes), [Ok(json!(7))]);
    }

    #[test]
    fn reading_goes_on_behind_what_is_broken() {
        for broken in [
            framed("{\"a\": "),
            framed(""),
            "Content-Type: x\r\n\r\n".to_owned(),
            "Content-Length: -4\r\n\r\n".to_owned(),
            "Content-Length: 99999999999999\r\n\r\n".to_owned(),
            "Content-Length: ten\r\n\r\n".to_owned(),
            "hello\n\n".to_owned(),
        ] {
            let bytes = format!("{broken}{}", framed("7"));
            assert_eq!(frames(bytes.as_bytes()), [Err(()), Ok(json!(7))], "{broken:?}");
        }
    }

    #[test]
    fn a_body_without_a_length_costs_no_other_message() {
        let bytes = format!("X: y\r\n\r\n{{\"id\":1}}{}", framed("7"));
        assert_eq!(frames(bytes.as_bytes()), [Err(()), Ok(json!(7))]);
        let bytes = format!("{}{}", "x".repeat(200_000), framed("7"));
        assert_eq!(frames(bytes.as_bytes()), [Ok(json!(7))]);
    }

    #[test]
    fn bodies_that_are_not_utf8_are_broken() {
        let mut bytes = b"Content-Length: 3\r\n\r\n\"\xff\"".to_vec();
        bytes.extend_from_slice(framed("7").as_bytes());
        assert_eq!(frames(&bytes), [Err(()), Ok(json!(7))]);
    }

    #[test]
    fn deep_nesting_is_broken() {
        let deep = "[".repeat(100_000);
        assert_eq!(frames(framed(&deep).as_bytes()), [Err(())]);
    }

    #[test]
    fn a_stream_may_end_anywhere() {
        for bytes in ["", "Content", "Content-Length: 5\r\n", "Content-Length: 5\r\n\r\n{}"] {
            assert_eq!(frames(bytes.as_bytes()), []);
        }
    }

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        let body = r#"{"a": "\ud83d\ude00 \ud83d \\ud83d \n\ude00"}"#;
        assert_eq!(
            frames(framed(body).as_bytes()),
            [Ok(json!({"a": "😀 \u{fffd} \\ud83d \n\u{fffd}"}))]
        );
    }
}
