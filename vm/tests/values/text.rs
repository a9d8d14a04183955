//! Methods of `str`.

use refwise_vm::text::{Side, Slice, Str, Translation, ascii, repr};

use crate::value::Value;

/// Methods of `str`.
pub(crate) fn str(name: &str, arguments: &[Value]) -> Option<Value> {
    if let Some(answer) = question(name, arguments[0].str()) {
        return Some(answer);
    }
    let text = arguments[0].str();
    let other = || arguments[1].str();
    let at = |n: usize| arguments[n].index() as isize;
    let size = |n: usize| usize::try_from(at(n)).unwrap_or(0);
    Some(match name {
        "find" => text.find(other(), at(2), at(3)).into(),
        "rfind" => text.rfind(other(), at(2), at(3)).into(),
        "count" => text.count(other(), at(2), at(3)).into(),
        "startswith" => text.startswith(other(), at(2), at(3)).into(),
        "endswith" => text.endswith(other(), at(2), at(3)).into(),
        "contains" => text.contains(other()).into(),
        "concat" => text.concat(other()).into(),
        "repeat" => text.repeat(size(1)).into(),
        "slice" => {
            let bound = |it: &Value| match it {
                Value::None => None,
                it => Some(it.index() as isize),
            };
            let (start, stop) = (bound(&arguments[1]), bound(&arguments[2]));
            text.step(Slice::new(start, stop, at(3), text.len())).into()
        }
        "join" => {
            let items: Vec<&Str> = arguments[1].list().iter().map(Value::str).collect();
            let joined = text.join(&items);
            assert_eq!(joined.len(), text.join_len(&items));
            joined.into()
        }
        "split" => texts(text.split(other(), at(2))),
        "rsplit" => texts(text.rsplit(other(), at(2))),
        "split_space" => texts(text.split_space(at(1))),
        "rsplit_space" => texts(text.rsplit_space(at(1))),
        "splitlines" => texts(text.splitlines(arguments[1].bool())),
        "partition" => text.partition(other()).into(),
        "rpartition" => text.rpartition(other()).into(),
        "strip" => text.slice(text.strip(other(), Side::Both)).into(),
        "lstrip" => text.slice(text.strip(other(), Side::Left)).into(),
        "rstrip" => text.slice(text.strip(other(), Side::Right)).into(),
        "strip_space" => text.slice(text.strip_space(Side::Both)).into(),
        "lstrip_space" => text.slice(text.strip_space(Side::Left)).into(),
        "rstrip_space" => text.slice(text.strip_space(Side::Right)).into(),
        "replace" => {
            let (new, count) = (arguments[2].str(), at(3));
            let replaced = text.replace(other(), new, count).unwrap_or_else(|| text.clone());
            assert_eq!(replaced.len(), text.replaced_len(other(), new, count));
            replaced.into()
        }
        "translate" => translated(text, arguments[1].list()).into(),
        "center" => text.center(size(1), code(&arguments[2])).into(),
        "ljust" => text.ljust(size(1), code(&arguments[2])).into(),
        "rjust" => text.rjust(size(1), code(&arguments[2])).into(),
        "zfill" => text.zfill(size(1)).into(),
        "expandtabs" => {
            let expanded = text.expandtabs(size(1));
            assert_eq!(expanded.len(), text.expanded_len(size(1)));
            expanded.into()
        }
        "lt" => (text < other()).into(),
        "eq" => (text == other()).into(),
        _ => return None,
    })
}

/// Methods without arguments.
fn question(name: &str, text: &Str) -> Option<Value> {
    Some(match name {
        "lower" => text.lower().into(),
        "upper" => text.upper().into(),
        "title" => text.title().into(),
        "capitalize" => text.capitalize().into(),
        "swapcase" => text.swapcase().into(),
        "casefold" => text.casefold().into(),
        "isalpha" => text.isalpha().into(),
        "isdecimal" => text.isdecimal().into(),
        "isdigit" => text.isdigit().into(),
        "isnumeric" => text.isnumeric().into(),
        "isalnum" => text.isalnum().into(),
        "isspace" => text.isspace().into(),
        "isprintable" => text.isprintable().into(),
        "isidentifier" => text.isidentifier().into(),
        "islower" => text.islower().into(),
        "isupper" => text.isupper().into(),
        "istitle" => text.istitle().into(),
        "isascii" => text.is_ascii().into(),
        "hash" => text.hash().into(),
        "sizeof" => text.sizeof().into(),
        "repr" => repr(text).into(),
        "ascii" => ascii(text).into(),
        _ => return None,
    })
}

fn texts(parts: Vec<Str>) -> Value {
    Value::List(parts.into_iter().map(Value::from).collect())
}

fn code(fill: &Value) -> u32 {
    fill.str().single().expect("one character")
}

/// The table is a list of characters, each with what it becomes behind it.
fn translated(text: &Str, table: &[Value]) -> Str {
    let look_up = |code| {
        let row = table.chunks(2).find(|it| it[0].int() == i64::from(code).into());
        let translation = match row.map(|it| &it[1]) {
            None => Translation::Same,
            Some(Value::None) => Translation::Deleted,
            Some(Value::Str(it)) => Translation::Text(it.clone()),
            Some(it) => Translation::Code(it.index() as u32),
        };
        Ok::<_, ()>(translation)
    };
    text.translate(look_up).expect("no error")
}
