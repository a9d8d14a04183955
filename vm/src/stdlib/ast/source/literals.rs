//! Constants, and the parts of f-strings.

use std::fmt::Write as _;
use std::slice;

use super::Writer;
use super::expressions::Precedence;
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes::Bytes;
use crate::objects::complex::Complex;
use crate::objects::float::Float;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;

impl Writer<'_> {
    /// The text of a constant, which is not written yet.
    pub(super) fn constant_text(&mut self, value: &Ref) -> Res<String> {
        let len = self.made.text.len();
        self.constant(value)?;
        Ok(self.made.text.split_off(len))
    }

    fn constant(&mut self, value: &Ref) -> Res<()> {
        let vm = self.vm;
        if value.is(&vm.none) {
            self.push("None");
        } else if value.is(&vm.ellipsis) {
            self.push("...");
        } else if let Some(it) = vm.as_bool(value) {
            self.push(if it { "True" } else { "False" });
        } else if value.is_exactly(&vm.types.int) {
            // Digits of another base have no limit.
            let digits = vm.call_method(value, "__format__", Args::one(vm.str("#x")))?;
            self.push(&vm.text(&digits));
        } else if value.is_exactly(&vm.types.float) {
            let text = float(value.expect::<Float>().0);
            self.push(&text);
        } else if value.is_exactly(&vm.types.complex) {
            let Complex(real, imag) = value.expect::<Complex>();
            self.push(&complex(*real, *imag));
        } else if value.is_exactly(&vm.types.str_) {
            self.push("\"");
            self.escaped(value);
            self.push("\"");
        } else if value.is_exactly(&vm.types.bytes) {
            self.push("b\"");
            for byte in value.expect::<Bytes>().0.iter() {
                let _ = write!(self.made.text, "\\x{byte:02x}");
            }
            self.push("\"");
        } else if value.is_exactly(&vm.types.tuple) {
            return self.constant_tuple(value);
        } else {
            let given = vm.type_name(value);
            let text = format!("got an invalid type in Constant: {given}");
            return Err(vm.type_error(text));
        }
        Ok(())
    }

    fn constant_tuple(&mut self, value: &Ref) -> Res<()> {
        let _nested = self.vm.enter(" while traversing 'expr' node")?;
        self.push("(");
        for item in value.expect::<Tuple>().items() {
            self.constant(item)?;
            self.push(",");
        }
        self.push(")");
        Ok(())
    }

    /// The characters of a str between double quotes, of an f-string too.
    pub(super) fn escaped(&mut self, value: &Ref) {
        for code in value.expect::<Str>().0.code_points() {
            let out = &mut self.made.text;
            let _ = match (code, char::from_u32(code)) {
                (_, Some('"' | '\\' | '{' | '}')) => write!(out, "\\x{code:02x}"),
                (0x20..=0x7e, Some(it)) => {
                    out.push(it);
                    Ok(())
                }
                (..=0xff, _) => write!(out, "\\x{code:02x}"),
                (..=0xffff, _) => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
        }
    }

    /// `f"…"`
    pub(super) fn joined_str(&mut self, values: &[Ref]) -> Res<()> {
        self.push("f\"");
        self.string_parts(values)?;
        self.push("\"");
        Ok(())
    }

    fn string_parts(&mut self, values: &[Ref]) -> Res<()> {
        for value in values {
            match self.kind(value, "expr")? {
                "Constant" => {
                    let text = self.field(value, "value")?;
                    if text.get::<Str>().is_none() {
                        let given = self.vm.type_name(&text);
                        let text = format!("got an invalid type in Constant: {given}");
                        return Err(self.vm.type_error(text));
                    }
                    let location = self.location(value, "expr")?;
                    self.placed(location, |it| {
                        it.escaped(&text);
                        Ok(())
                    })?;
                }
                "FormattedValue" => self.formatted_value(value)?,
                _ => {
                    self.push("{ ");
                    self.expr(value, Precedence::Or)?;
                    self.push("}");
                }
            }
        }
        Ok(())
    }

    /// `{value!r:spec}`
    fn formatted_value(&mut self, node: &Ref) -> Res<()> {
        let location = self.location(node, "expr")?;
        self.placed(location, |it| {
            it.push("{ ");
            it.expr(&it.field(node, "value")?, Precedence::Or)?;
            match it.int(node, "conversion")? {
                -1 => {}
                code => {
                    let shown = u32::try_from(code).ok().and_then(char::from_u32);
                    let Some(shown @ ('s' | 'r' | 'a')) = shown else {
                        let text = format!("Unrecognized conversion character {code}");
                        return Err(it.vm.system_error(text));
                    };
                    it.push("!");
                    it.made.text.push(shown);
                }
            }
            if let Some(spec) = it.optional(node, "format_spec")? {
                it.format_spec(&spec)?;
            }
            it.push("}");
            Ok(())
        })
    }

    fn format_spec(&mut self, spec: &Ref) -> Res<()> {
        let location = self.location(spec, "expr")?;
        self.placed(location, |it| {
            it.push(":");
            match it.kind(spec, "expr")? {
                "JoinedStr" => it.string_parts(&it.list(spec, "values")?),
                _ => it.string_parts(slice::from_ref(spec)),
            }
        })
    }

    /// A field that stands in no f-string.
    pub(super) fn lone_value(&mut self, node: &Ref) -> Res<()> {
        self.push("f\"");
        self.formatted_value(node)?;
        self.push("\"");
        Ok(())
    }
}

fn complex(real: f64, imag: f64) -> String {
    let number = format!("{}j", float(imag.abs()));
    match (real.to_bits(), imag.is_sign_negative()) {
        (0, false) => number,
        (_, false) => format!("({}+{number})", float(real)),
        (_, true) => format!("({}-{number})", float(real)),
    }
}

fn float(value: f64) -> String {
    if value.is_nan() {
        return "(1e309-1e309)".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "1e309" } else { "-1e309" }.to_owned();
    }
    crate::numbers::float::repr(value)
}
