//! `bytes.decode`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_;
use crate::vm::Vm;

use super::contents;

pub(in crate::objects) fn decode(vm: &Vm, object: &Ref, args: Args) -> Res {
    let encoding = str_::named(vm, args.get(0), "utf-8", "decode", "encoding")?;
    let errors = str_::named(vm, args.get(1), "strict", "decode", "errors")?;
    str_::decode(vm, object, &contents(object), &encoding, &errors)
}
