//! Builtins over namespaces and code: `globals`, `dir`, `vars`, `exec`, `eval`, `compile`.

use std::sync::Arc;

use crate::args::Args;
use crate::code::flag::CO_OPTIMIZED;
use crate::compile::{Mode, compile as compile_text};
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::bytes::Bytes;
use crate::objects::code::{self, Code};
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::stdlib::ast::compile_flag;
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

use super::refused;
use super::source_text::source_text;

pub(super) const FUNCTIONS: &[NativeDef] = &[
    function("globals()", |vm, _, _| {
        Ok(vm
            .current_frame()
            .map_or_else(|| vm.none.clone(), |it| it.expect::<Frame>().globals.clone()))
    }),
    function("locals()", |vm, _, _| locals(vm)),
    function("vars(*args)", |vm, _, args| {
        args.check(vm, "vars", 0, 1)?;
        let Some(object) = args.get(0) else { return locals(vm) };
        let found = vm.find_attribute(object, &vm.names.__dict__)?;
        found
            .ok_or_else(|| vm.type_error("vars() argument must have __dict__ attribute".to_owned()))
    }),
    function("dir(*args)", dir),
    function("exec(source, /, globals=None, locals=None, *, closure=None)", exec),
    function("eval(source, /, globals=None, locals=None)", eval),
    function(
        "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        compile,
    ),
    function("input(prompt='', /)", input),
];

/// `input`: through `sys.stdout` and `sys.stdin`, whatever they are.
fn input(vm: &Vm, _: &Ref, args: Args) -> Res {
    let sys = vm.import("sys")?;
    let stream = |name: &str| {
        let found = sys.get::<Module>().and_then(|it| it.get(vm, name));
        let found = found.filter(|it| !it.is(&vm.none));
        found.ok_or_else(|| vm.runtime_error(format!("input(): lost sys.{name}")))
    };
    let (stdin, stdout, stderr) = (stream("stdin")?, stream("stdout")?, stream("stderr")?);
    // Who cannot flush need not (`builtin_input_impl`).
    let _ = vm.call_method(&stderr, "flush", Args::none());
    if let Some(prompt) = args.get(0) {
        let text = vm.str_of(prompt)?;
        vm.call_method(&stdout, "write", Args::one(text))?;
    }
    let _ = vm.call_method(&stdout, "flush", Args::none());
    let line = vm.call_method(&stdin, "readline", Args::none())?;
    let Some(text) = vm.str_text(&line) else {
        return Err(vm.type_error("object.readline() returned non-string".to_owned()));
    };
    if text.is_empty() {
        return Err(vm.eof_error("EOF when reading a line".to_owned()));
    }
    Ok(match text.strip_suffix('\n') {
        Some(text) => vm.str(text),
        None => line,
    })
}

fn locals(vm: &Vm) -> Res {
    match vm.current_frame() {
        Some(frame) => Ok(vm.locals_of(&frame)),
        None => Ok(vm.none.clone()),
    }
}

fn dir(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "dir", 0, 1)?;
    let names = match args.get(0) {
        None => vm.call_method(&locals(vm)?, "keys", Args::none())?,
        Some(object) => match vm.call_special(object, &vm.names.__dir__, Args::none())? {
            Some(found) => found,
            None => return Err(vm.type_error("object does not provide __dir__".to_owned())),
        },
    };
    let made = vm.list(vm.iterate_to_vec(&names)?);
    crate::objects::list::sort(vm, &made, None, false)?;
    Ok(made)
}

/// The namespaces of `exec` and `eval`: given, else those of the caller.
fn namespaces(vm: &Vm, args: &Args, name: &str) -> Res<(Ref, Ref)> {
    let frame = vm.current_frame();
    let globals = match args.get_not_none(vm, 1) {
        Some(globals) if globals.get::<Dict>().is_none() => {
            let text = match name {
                "exec" => format!("exec() globals must be a dict, not {}", vm.type_name(globals)),
                _ => "globals must be a dict".to_owned(),
            };
            return Err(vm.type_error(text));
        }
        Some(globals) => Some(globals.clone()),
        None => None,
    };
    let locals = match (args.get_not_none(vm, 2), &globals, &frame) {
        (Some(locals), _, _) => locals.clone(),
        (None, Some(globals), _) => globals.clone(),
        (None, None, Some(frame)) => vm.locals_of(frame),
        (None, None, None) => vm.dict(),
    };
    let globals = globals
        .or_else(|| frame.map(|it| it.expect::<Frame>().globals.clone()))
        .unwrap_or_else(|| vm.dict());
    let dict = globals.expect::<Dict>();
    if dict.get_name(&vm.names.__builtins__).is_none() {
        let builtins = vm.modules.expect::<Dict>().get_name(&vm.names.builtins);
        dict.insert_name(
            vm,
            &vm.names.__builtins__,
            builtins.unwrap_or_else(|| vm.builtins_dict()),
        );
    }
    Ok((globals, locals))
}

fn exec(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (globals, locals) = namespaces(vm, &args, "exec")?;
    let mut tree = Vec::new();
    let code = match args[0].get::<Code>() {
        Some(code) => {
            let closure = args.get_not_none(vm, 3);
            if code.n_free() != closure.map_or(0, |it| vm.tuple_items(it).len()) {
                let text = if closure.is_none() {
                    format!("code object requires a closure of exactly length {}", code.n_free())
                } else {
                    "cannot use a closure with this code object".to_owned()
                };
                return Err(vm.type_error(text));
            }
            args[0].clone()
        }
        None => {
            let text =
                source_text(vm, &args[0], "<string>", "exec", "string, bytes or code object")?;
            let code = compiled(vm, &text, "<string>", Mode::Exec, 0)?;
            tree = code::constants_of_tree(&code);
            code
        }
    };
    let found = vm.run_code(&code, &globals, &locals, args.get_not_none(vm, 3).cloned());
    drop(tree);
    found.map(|_| vm.none.clone())
}

fn eval(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (globals, locals) = namespaces(vm, &args, "eval")?;
    let mut tree = Vec::new();
    let code = match args[0].get::<Code>() {
        Some(code) if code.n_free() > 0 => {
            return Err(vm.type_error(
                "code object passed to eval() may not contain free variables".to_owned(),
            ));
        }
        Some(_) => args[0].clone(),
        None => {
            let text =
                source_text(vm, &args[0], "<string>", "eval", "string, bytes or code object")?;
            let text = text.trim_start_matches([' ', '\t']);
            let code = compiled(vm, text, "<string>", Mode::Eval, 0)?;
            tree = code::constants_of_tree(&code);
            code
        }
    };
    let found = vm.run_code(&code, &globals, &locals, None);
    drop(tree);
    found
}

fn compile(vm: &Vm, _: &Ref, args: Args) -> Res {
    let flags = args.get(3).map_or(Ok(0), |it| vm.index_or_overflow(it))? as i64;
    if flags & !compile_flag::ALL != 0 {
        return Err(vm.value_error("compile(): unrecognised flags".to_owned()));
    }
    let optimize = args.get(5).map_or(Ok(-1), |it| vm.index_or_overflow(it))?;
    if !(-1..=2).contains(&optimize) {
        return Err(vm.value_error("compile(): invalid optimize value".to_owned()));
    }
    // The interpreter's own level is 0: it has no `-O`.
    let optimize = (optimize as i32).max(0);
    let wants_tree = flags & compile_flag::ONLY_AST != 0;
    let mode = match vm.str_text(&args[2]).as_deref() {
        Some("exec") => Mode::Exec,
        Some("eval") => Mode::Eval,
        Some("single") => Mode::Single,
        _ => {
            let text = if wants_tree {
                "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
            } else {
                "compile() mode must be 'exec', 'eval' or 'single'"
            };
            return Err(vm.value_error(text.to_owned()));
        }
    };
    if args[0].get::<Code>().is_some() {
        return Ok(args[0].clone());
    }
    let filename = match args[1].get::<Bytes>() {
        Some(it) => String::from_utf8_lossy(&it.0).into_owned(),
        None => vm.text(&vm.str_of(&args[1])?),
    };
    if crate::stdlib::ast::is_node(vm, &args[0]) {
        if wants_tree {
            return Ok(args[0].clone());
        }
        return crate::stdlib::ast::compile_tree(vm, &args[0], &filename, mode, optimize);
    }
    let text = source_text(vm, &args[0], &filename, "compile", "string, bytes or AST object")?;
    if wants_tree {
        let comments = flags & compile_flag::TYPE_COMMENTS != 0;
        return tree(vm, &text, &filename, mode, comments);
    }
    compiled(vm, &text, &filename, mode, optimize)
}

/// The tree of the text as nodes of `ast`.
fn tree(vm: &Vm, text: &str, filename: &str, mode: Mode, type_comments: bool) -> Res {
    let text = if mode == Mode::Eval { text.trim_start_matches([' ', '\t']) } else { text };
    let parse = refwise_syntax::parse(text);
    let lines = refwise_syntax::LineIndex::new(text);
    let place = refused::Text { text, filename, lines: &lines, mode, places: None };
    if !parse.errors().is_empty() {
        return Err(refused::syntax_error(vm, parse.errors(), &place));
    }
    if let Some(error) = refused::wrong_for_mode(&parse, text, mode) {
        return Err(refused::syntax_error(vm, &[error], &place));
    }
    let found = crate::stdlib::ast::tree(vm, &parse, text, mode, type_comments)?;
    found.map_err(|error| refused::syntax_error(vm, &[error], &place))
}

/// A code object of the text.
pub(in crate::stdlib) fn compiled(
    vm: &Vm,
    text: &str,
    filename: &str,
    mode: Mode,
    optimize: i32,
) -> Res {
    let parse = refwise_syntax::parse(text);
    let lines = refwise_syntax::LineIndex::new(text);
    let place = refused::Text { text, filename, lines: &lines, mode, places: None };
    if parse.errors().is_empty()
        && let Some(error) = refused::wrong_for_mode(&parse, text, mode)
    {
        return Err(refused::syntax_error(vm, &[error], &place));
    }
    match compile_text(&parse, &lines, filename, optimize, mode, None) {
        Ok(object) => {
            refused::warn(vm, &parse, &place)?;
            let made = code::load(vm, &Arc::new(object));
            debug_assert!(!made.expect::<Code>().flag(CO_OPTIMIZED));
            Ok(made)
        }
        Err(errors) => Err(refused::syntax_error(vm, &errors, &place)),
    }
}
