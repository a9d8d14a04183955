//! `csv.writer`: rows to lines (`join_append_data`).

use super::{Dialect, Quoting, error, first_and_dialect};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::objects::str_::Str;
use crate::text::StrBuilder;
use crate::typedef::{FINAL, TypeDef, flag, member, method};
use crate::vm::Vm;

/// What writes rows.
pub(crate) struct Writer {
    write: Ref,
    dialect: Ref,
}

impl Payload for Writer {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.write);
        visit(&self.dialect);
    }
}

/// `_csv.writer`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_csv.writer",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    methods: &[
        method("writerow(self, row, /)", |vm, object, args| write_row(vm, object, &args[0])),
        method("writerows(self, rows, /)", |vm, object, args| {
            vm.for_each(&args[0], |row| write_row(vm, object, &row).map(drop))?;
            Ok(vm.none.clone())
        }),
    ],
    getset: &[member("dialect", |_, it| Ok(it.expect::<Writer>().dialect.clone()))],
    size: (80, 0),
    ..FINAL
};

pub(super) fn new(vm: &Vm, args: Args) -> Res {
    let (file, dialect) = first_and_dialect(vm, args)?;
    let write = vm.find_attribute(&file, &vm.intern("write"))?.filter(|it| vm.is_callable(it));
    let Some(write) = write else {
        return Err(vm.type_error("argument 1 must have a \"write\" method".to_owned()));
    };
    Ok(Ref::new(Some(vm.type_of(&DEF)), Writer { write, dialect }))
}

fn write_row(vm: &Vm, object: &Ref, row: &Ref) -> Res {
    let it = object.expect::<Writer>();
    let dialect = it.dialect.expect::<Dialect>();
    let fields = match vm.iter(row) {
        Err(raised) if vm.is_raised(&raised, &vm.exceptions.TypeError) => {
            let class = vm.type_name(row);
            return Err(error(vm, &format!("iterable expected, not {class}")));
        }
        fields => fields?,
    };
    let mut out = StrBuilder::with_capacity(64);
    let (mut count, mut is_null) = (0, false);
    while let Some(field) = vm.next(&fields)? {
        if count > 0 {
            out.push(dialect.delimiter);
        }
        is_null = field.is(&vm.none);
        append(vm, &mut out, dialect, &field)?;
        count += 1;
    }
    if count > 0 && out.is_empty() {
        let may_not = dialect.quoting == Quoting::None
            || (is_null && matches!(dialect.quoting, Quoting::Strings | Quoting::NotNull));
        if may_not {
            return Err(error(vm, "single empty field record must be quoted"));
        }
        push_quoted(vm, &mut out, dialect, &[], true)?;
    }
    out.push_py(&dialect.line_end.expect::<Str>().0);
    vm.charge_len(out.len() * 4)?;
    vm.call(&it.write, Args::one(vm.new_str(out.finish())))
}

fn append(vm: &Vm, out: &mut StrBuilder, dialect: &Dialect, field: &Ref) -> Res<()> {
    let is_null = field.is(&vm.none);
    let is_str = field.get::<Str>().is_some();
    let is_quoted = match dialect.quoting {
        Quoting::NonNumeric => {
            let slots = &field.ty().slots;
            slots.nb_index.get().is_none()
                && slots.nb_float.get().is_none()
                && slots.nb_int.get().is_none()
        }
        Quoting::All => true,
        Quoting::Strings => is_str,
        Quoting::NotNull => !is_null,
        Quoting::Minimal | Quoting::None => false,
    };
    let text = if is_null {
        vm.str("")
    } else if is_str {
        field.clone()
    } else {
        vm.str_of(field)?
    };
    let codes: Vec<u32> = text.expect::<Str>().code_points().collect();
    // Leading blanks would be skipped by the reader.
    let is_blank = codes.is_empty() && dialect.delimiter == 0x20 && dialect.skip_initial_space;
    if is_blank
        && (dialect.quoting == Quoting::None
            || (is_null && matches!(dialect.quoting, Quoting::Strings | Quoting::NotNull)))
    {
        let text =
            "empty field must be quoted if delimiter is a space and skipinitialspace is true";
        return Err(error(vm, text));
    }
    push_quoted(vm, out, dialect, &codes, is_quoted || is_blank)
}

/// The text, in quotes if it has to be, with escapes where it has to have them.
fn push_quoted(
    vm: &Vm,
    out: &mut StrBuilder,
    dialect: &Dialect,
    codes: &[u32],
    mut is_quoted: bool,
) -> Res<()> {
    let mut made: Vec<u32> = Vec::with_capacity(codes.len() + 2);
    for &code in codes {
        if dialect.is_special(code) {
            let mut wants_escape = dialect.quoting == Quoting::None;
            if !wants_escape {
                if Some(code) == dialect.quote {
                    if dialect.double_quote {
                        made.push(code);
                    } else {
                        wants_escape = true;
                    }
                } else if Some(code) == dialect.escape {
                    wants_escape = true;
                }
                if !wants_escape {
                    is_quoted = true;
                }
            }
            if wants_escape {
                made.push(dialect.escape.ok_or_else(|| no_escape(vm))?);
            }
        }
        made.push(code);
    }
    let quote = dialect.quote.filter(|_| is_quoted);
    out.extend(quote.into_iter().chain(made).chain(quote));
    Ok(())
}

fn no_escape(vm: &Vm) -> Raised {
    error(vm, "need to escape, but no escapechar set")
}
