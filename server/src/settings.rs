//! The user's choices for a project, read from its `pyproject.toml`.
//!
//! ```toml
//! [tool.refwise]
//! target-version = "3.10"       # else the lower bound of project.requires-python
//! exclude = ["gen/", "*_pb2.py"]  # patterns as in .gitignore, from this folder
//! src = ["src", "tests"]        # folders in which imports of the project's own modules begin
//! python = ".venv"              # the environment whose packages are imported, or its interpreter
//! hints = true                  # `refwise check` prints hints too; editors show them anyway
//!
//! [tool.refwise.rules]
//! eq-none = "off"               # or "on", "error", "warning", "info", "hint"
//! ```
//!
//! A key that nobody knows is a mistake, told with its place.

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use refwise_analysis::{Rule, RuleSet, Settings, Severity, rules};
use refwise_syntax::{Encoding, LineIndex, PythonVersion, TextSize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is chosen for the files below a folder.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    /// What is looked for.
    pub(crate) settings: Settings,
    /// What is left out.
    pub(crate) exclude: Gitignore,
    /// Does `refwise check` print hints?
    pub(crate) hints: bool,
    /// The folder of the file that makes the choices, or else of the nearest `pyproject.toml`.
    pub(crate) root: Option<PathBuf>,
}

impl Default for Project {
    fn default() -> Project {
        Project {
            settings: Settings::default(),
            exclude: Gitignore::empty(),
            hints: false,
            root: None,
        }
    }
}

/// The choices for `path`: those of the nearest `pyproject.toml`, in its folder or above, that has
/// a table `tool.refwise`; else only the Python version of the nearest that names one.
pub(crate) fn find(path: &Path) -> anyhow::Result<Project> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (mut target, mut root) = (None, None);
    for folder in path.ancestors() {
        let file = folder.join("pyproject.toml");
        let text = crate::workspace::read_settings(&file).map_err(|it| anyhow!("{it}"))?;
        let Some(text) = text else { continue };
        let read = read(folder, &text).map_err(|it| it.tell(&file, &text))?;
        if let Some(project) = read.project {
            return Ok(Project { root: Some(folder.to_owned()), ..project });
        }
        target = target.or(read.requires);
        root = root.or_else(|| Some(folder.to_owned()));
    }
    let settings = Settings { target: target.unwrap_or_default(), ..Settings::default() };
    Ok(Project { settings, root, ..Project::default() })
}

/// The rule that users call `name`; the error names the nearest one.
pub(crate) fn rule(name: &str) -> Result<&'static Rule, String> {
    rules::find(name).map_err(|near| {
        let near = near.map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        format!("unknown rule `{name}`{near}")
    })
}

struct Read {
    project: Option<Project>,
    requires: Option<PythonVersion>,
}

/// A mistake, and where it is in the bytes of the file.
struct Mistake {
    range: Option<Range<usize>>,
    message: String,
}

impl Mistake {
    fn at<T>(place: &Spanned<T>, message: impl Into<String>) -> Mistake {
        Mistake { range: Some(place.span()), message: message.into() }
    }

    fn tell(self, file: &Path, text: &str) -> anyhow::Error {
        let file = crate::workspace::display(file);
        let Some(range) = self.range else { return anyhow!("{file}: {}", self.message) };
        let offset = TextSize::new(u32::try_from(range.start).unwrap_or(0));
        let at = LineIndex::new(text).position(text, offset, Encoding::Utf32);
        anyhow!("{file}:{}:{}: {}", at.line + 1, at.col + 1, self.message)
    }
}

fn read(folder: &Path, text: &str) -> Result<Read, Mistake> {
    let file = DeTable::parse(text)
        .map_err(|it| Mistake { range: it.span(), message: it.message().to_owned() })?;
    let file = file.get_ref();
    let requires = table_at(file, "project").and_then(|it| get(it, "requires-python"));
    let requires = requires.and_then(|it| it.get_ref().as_str()).and_then(oldest);
    let Some(chosen) = table_at(file, "tool").and_then(|it| get(it, "refwise")) else {
        return Ok(Read { project: None, requires });
    };
    let project = project(folder, table(chosen, "tool.refwise")?, requires)?;
    Ok(Read { project: Some(project), requires })
}

const KEYS: [&str; 6] = ["exclude", "hints", "python", "rules", "src", "target-version"];

fn project(
    folder: &Path,
    chosen: &DeTable<'_>,
    requires: Option<PythonVersion>,
) -> Result<Project, Mistake> {
    let mut project = Project::default();
    project.settings.target = requires.unwrap_or_default();
    for (key, value) in chosen {
        match key.get_ref().as_ref() {
            "target-version" => {
                let text = string(value, "`target-version`")?;
                project.settings.target =
                    text.parse().map_err(|it: String| Mistake::at(value, it))?;
            }
            "exclude" => project.exclude = exclude(folder, value)?,
            "hints" => {
                let chosen = value.get_ref().as_bool();
                let mistake = || Mistake::at(value, "`hints` is true or false");
                project.hints = chosen.ok_or_else(mistake)?;
            }
            "python" => {
                project.settings.python = Some(folder.join(string(value, "`python`")?));
            }
            "src" => project.settings.src = sources(folder, value)?,
            "rules" => project.settings.rules = chosen_rules(table(value, "rules")?)?,
            unknown => {
                let near = nearest(unknown, &KEYS);
                let message = format!("unknown key `{unknown}` in `tool.refwise`{near}");
                return Err(Mistake::at(key, message));
            }
        }
    }
    Ok(project)
}

fn chosen_rules(chosen: &DeTable<'_>) -> Result<RuleSet, Mistake> {
    let mut rules = RuleSet::all();
    for (name, value) in chosen {
        let rule = rule(name.get_ref()).map_err(|it| Mistake::at(name, it))?;
        match value.get_ref().as_str().unwrap_or_default() {
            "on" => rules.enable(rule),
            "off" => rules.disable(rule),
            word => {
                let severity = Severity::ALL.into_iter().find(|it| it.as_str() == word);
                let known =
                    "a rule is \"on\", \"off\", \"error\", \"warning\", \"info\" or \"hint\"";
                rules.set_severity(rule, severity.ok_or_else(|| Mistake::at(value, known))?);
            }
        }
    }
    Ok(rules)
}

fn sources(folder: &Path, value: &Spanned<DeValue<'_>>) -> Result<Vec<PathBuf>, Mistake> {
    list(value, "`src`")?.iter().map(|it| source(folder, it)).collect()
}

fn source(folder: &Path, value: &Spanned<DeValue<'_>>) -> Result<PathBuf, Mistake> {
    let text = string(value, "a folder of `src`")?;
    let path = folder.join(text.trim_start_matches("./"));
    match path.is_dir() {
        true => Ok(path),
        false => Err(Mistake::at(value, format!("there is no folder `{text}`"))),
    }
}

fn exclude(folder: &Path, value: &Spanned<DeValue<'_>>) -> Result<Gitignore, Mistake> {
    let mut builder = GitignoreBuilder::new(folder);
    for pattern in list(value, "`exclude`")? {
        let text = string(pattern, "a pattern of `exclude`")?;
        let added = builder.add_line(None, text);
        added.map_err(|it| Mistake::at(pattern, it.to_string()))?;
    }
    builder.build().map_err(|it| Mistake::at(value, it.to_string()))
}

/// The patterns of a command line, from the current folder.
pub(crate) fn exclude_here(patterns: &[String]) -> anyhow::Result<Gitignore> {
    let mut builder = GitignoreBuilder::new(std::env::current_dir()?);
    for pattern in patterns {
        builder.add_line(None, pattern).with_context(|| format!("bad pattern `{pattern}`"))?;
    }
    Ok(builder.build()?)
}

fn get<'a, 'i>(table: &'a DeTable<'i>, key: &str) -> Option<&'a Spanned<DeValue<'i>>> {
    table.iter().find(|it| it.0.get_ref() == key).map(|it| it.1)
}

fn table_at<'a, 'i>(table: &'a DeTable<'i>, key: &str) -> Option<&'a DeTable<'i>> {
    get(table, key).and_then(|it| it.get_ref().as_table())
}

fn table<'a, 'i>(value: &'a Spanned<DeValue<'i>>, name: &str) -> Result<&'a DeTable<'i>, Mistake> {
    let table = value.get_ref().as_table();
    table.ok_or_else(|| Mistake::at(value, format!("`{name}` is a table")))
}

fn list<'a, 'i>(
    value: &'a Spanned<DeValue<'i>>,
    name: &str,
) -> Result<&'a [Spanned<DeValue<'i>>], Mistake> {
    let list = value.get_ref().as_array();
    list.map(|it| &**it).ok_or_else(|| Mistake::at(value, format!("{name} is a list of strings")))
}

fn string<'a>(value: &'a Spanned<DeValue<'_>>, name: &str) -> Result<&'a str, Mistake> {
    let text = value.get_ref().as_str();
    text.ok_or_else(|| Mistake::at(value, format!("{name} is a string")))
}

fn nearest(name: &str, known: &[&str]) -> String {
    let likeness = |it: &&&str| strsim::jaro_winkler(it, name);
    let best = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match best.filter(|it| likeness(it) > 0.7) {
        Some(best) => format!("; did you mean `{best}`?"),
        None => format!("; known are {}", known.join(", ")),
    }
}

/// The oldest Python that `requires-python` lets in, of those that are known.
fn oldest(specifiers: &str) -> Option<PythonVersion> {
    specifiers.split(',').filter_map(|it| lower_bound(it.trim())).max()
}

fn lower_bound(specifier: &str) -> Option<PythonVersion> {
    let lower = [">=", "~=", "===", "==", ">"];
    let version = lower.iter().find_map(|it| specifier.strip_prefix(it))?.trim();
    let mut parts = version.split('.');
    let major: u32 = parts.next()?.parse().ok()?;
    let minor: u32 = parts.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    match (major, minor) {
        (0..3, _) => Some(PythonVersion::MIN),
        (3, minor) => {
            let known =
                minor.clamp(PythonVersion::MIN.minor().into(), PythonVersion::MAX.minor().into());
            PythonVersion::new(u8::try_from(known).ok()?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let said = match read(Path::new("/p"), text) {
            Ok(Read { project: Some(it), .. }) => it.settings.target.to_string(),
            Ok(Read { requires, .. }) => format!("{requires:?}"),
            Err(mistake) => format!("{:#}", mistake.tell(Path::new("/p/pyproject.toml"), text)),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn choices_are_read() {
        check("[tool.refwise]\ntarget-version = '3.9'\n", "3.9");
        check("[tool.refwise]\n[project]\nrequires-python = '>=3.10, <4'\n", "3.10");
        check("[tool.refwise]\ntarget-version = 'py38'\nexclude = ['gen/']\n", "3.8");
        check("[tool.other]\n", "None");
    }

    #[test]
    fn paths_begin_at_the_file() {
        let text = "[tool.refwise]\npython = '.venv'\nsrc = ['.', './src']\nhints = true\n";
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let project = read(here, text).ok().and_then(|it| it.project).expect("no mistake in it");
        assert_eq!(project.settings.python, Some(here.join(".venv")));
        assert_eq!(project.settings.src, [here.to_owned(), here.join("src")]);
        assert!(project.hints);
    }

    #[test]
    fn mistakes_have_a_place() {
        check(
            "[tool.refwise]\n\ntarget = '3.9'\n",
            "/p/pyproject.toml:3:1: unknown key `target` in `tool.refwise`; did you mean `target-version`?",
        );
        check(
            "[tool.refwise]\nzzz = 1\n",
            "/p/pyproject.toml:2:1: unknown key `zzz` in `tool.refwise`; known are exclude, hints, python, rules, src, target-version",
        );
        check(
            "[tool.refwise]\ntarget-version = '2.7'\n",
            "/p/pyproject.toml:2:18: `2.7` is no Python version from 3.8 to 3.14",
        );
        check("[tool.refwise]\nrules = 'é'\n", "/p/pyproject.toml:2:9: `rules` is a table");
        check(
            "[tool.refwise]\nexclude = ['a', 1]\n",
            "/p/pyproject.toml:2:17: a pattern of `exclude` is a string",
        );
        check("[tool.refwise]\nsrc = 'lib'\n", "/p/pyproject.toml:2:7: `src` is a list of strings");
        check(
            "[tool.refwise]\nsrc = ['no such folder']\n",
            "/p/pyproject.toml:2:8: there is no folder `no such folder`",
        );
        check("[tool.refwise]\npython = 3\n", "/p/pyproject.toml:2:10: `python` is a string");
        check("[tool.refwise]\nhints = 'on'\n", "/p/pyproject.toml:2:9: `hints` is true or false");
        check(
            "[tool.refwise.rules]\neq-none = 'on'\nRW101 = 'warn'\n",
            "/p/pyproject.toml:3:9: a rule is \"on\", \"off\", \"error\", \"warning\", \"info\" or \"hint\"",
        );
        check(
            "[tool.refwise.rules]\neq-nome = 'off'\n",
            "/p/pyproject.toml:2:1: unknown rule `eq-nome`; did you mean `eq-none`?",
        );
        check("[tool.refwise\n", "/p/pyproject.toml:1:14: unclosed table, expected `]`");
    }

    #[test]
    fn the_lower_bound_counts() {
        let oldest = |it| oldest(it).map(|it| it.to_string()).unwrap_or_default();
        assert_eq!(oldest(">=3.9"), "3.9");
        assert_eq!(oldest("<3.13,>=3.10.2"), "3.10");
        assert_eq!(oldest("~=3.11.0"), "3.11");
        assert_eq!(oldest("==3.12.*"), "3.12");
        assert_eq!(oldest(">=2.7, !=3.0.*"), "3.8");
        assert_eq!(oldest(">=3.99"), "3.14");
        assert_eq!(oldest("<4"), "");
    }
}
