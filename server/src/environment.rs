//! Where imports of a project lead: its own source roots, and the Python it runs on.
//!
//! No Python is run to find out: an environment says in `pyvenv.cfg` what it is made of, and the
//! rest are folders with names that everybody knows. Without any Python, the modules of the project
//! are found all the same.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use refwise_analysis::SearchPaths;

use crate::loader::key;
use crate::settings::Project;

/// Where the imports of `path`, which belongs to `project`, are looked for.
pub(crate) fn search_paths(project: &Project, path: &Path) -> SearchPaths {
    let root = root(project, path);
    let python = Python::find(project, &root).unwrap_or_default();
    let keys = |it: Vec<PathBuf>| -> Vec<Arc<str>> { it.iter().map(|it| key(it)).collect() };
    SearchPaths {
        roots: keys(roots(project, root)),
        standard_library: python.standard_library.map(|it| key(&it)),
        site_packages: keys(python.site_packages),
    }
}

/// The folder of the project: that of its settings, else the current one if `path` is in it, else
/// the one around the top package of `path`.
fn root(project: &Project, path: &Path) -> PathBuf {
    if let Some(root) = &project.root {
        return root.clone();
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let here = std::env::current_dir().ok().filter(|it| path.starts_with(it));
    here.unwrap_or_else(|| {
        let folder = if path.is_dir() { Some(&*path) } else { path.parent() };
        let mut folder = folder.unwrap_or(&path);
        while folder.join("__init__.py").is_file() {
            let Some(outer) = folder.parent() else { break };
            folder = outer;
        }
        folder.to_owned()
    })
}

/// The source roots that were chosen; else the folder of the project, and `src` in it.
fn roots(project: &Project, root: PathBuf) -> Vec<PathBuf> {
    if !project.settings.src.is_empty() {
        return project.settings.src.clone();
    }
    let src = root.join("src");
    let has_src = src.is_dir() && !src.join("__init__.py").is_file();
    std::iter::once(root).chain(has_src.then_some(src)).collect()
}

/// The library of a Python 3.13, whose modules our machine can run: that of the active environment, of
/// the environment in `folder`, the first on the `PATH`, or one that a version manager keeps.
pub(crate) fn standard_library(folder: &Path) -> Option<PathBuf> {
    let named =
        ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(std::env::var_os).map(PathBuf::from);
    let inside = [".venv", "venv"].into_iter().map(|it| folder.join(it));
    let chosen = std::env::var_os("REFWISE_PYTHON").map(PathBuf::from);
    let programs = chosen.into_iter().chain(programs()).filter_map(|it| Python::of_program(&it));
    let environments = named.chain(inside).filter_map(|it| Python::of_prefix(&it)).chain(programs);
    let all = environments.chain(managed().filter_map(|it| Python::of_prefix(&it)));
    let mut libraries = all.filter_map(|it| it.standard_library);
    libraries.find(|it| it.file_name().and_then(|it| it.to_str()) == Some("python3.13"))
}

/// The prefixes of Pythons that pyenv and uv keep, newest first.
fn managed() -> impl Iterator<Item = PathBuf> {
    let home = std::env::home_dir().unwrap_or_default();
    let folders = [
        (home.join(".pyenv/versions"), "3.13."),
        (home.join(".local/share/uv/python"), "cpython-3.13."),
    ];
    folders.into_iter().flat_map(|(folder, start)| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let is_3_13 = |it: &PathBuf| {
            it.file_name().and_then(|it| it.to_str()).is_some_and(|it| it.starts_with(start))
        };
        let mut found: Vec<PathBuf> = entries.map(|it| it.path()).filter(is_3_13).collect();
        found.sort();
        found.into_iter().rev()
    })
}

/// Where one Python keeps its modules.
#[derive(Debug, Default, PartialEq, Eq)]
struct Python {
    standard_library: Option<PathBuf>,
    site_packages: Vec<PathBuf>,
}

impl Python {
    /// The Python that was chosen; else that of the active environment, of the environment in the
    /// project, or the first on the `PATH`.
    fn find(project: &Project, root: &Path) -> Option<Python> {
        if let Some(chosen) = &project.settings.python {
            return Python::of_prefix(chosen).or_else(|| Python::of_program(chosen));
        }
        let named = ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(std::env::var_os);
        let inside = [".venv", "venv"].into_iter().map(|it| root.join(it));
        let environments = named.map(PathBuf::from).chain(inside);
        environments
            .filter_map(|it| Python::of_prefix(&it))
            .chain(programs().filter_map(|it| Python::of_program(&it)))
            .next()
    }

    /// The Python whose program is at `path`.
    fn of_program(path: &Path) -> Option<Python> {
        if !path.is_file() || is_script(path) {
            return None;
        }
        let prefix = |it: &Path| Some(it.parent()?.parent()?.to_owned());
        let prefix_of_link = prefix(path).filter(|it| it.join("pyvenv.cfg").is_file());
        // Windows has the program in the prefix itself.
        let real = path.canonicalize().ok()?;
        let folders = [prefix_of_link, prefix(&real), real.parent().map(Path::to_owned)];
        folders.into_iter().flatten().find_map(|it| Python::of_prefix(&it))
    }

    /// The Python whose environment or installation is in the folder `prefix`.
    fn of_prefix(prefix: &Path) -> Option<Python> {
        let config = std::fs::read_to_string(prefix.join("pyvenv.cfg")).ok();
        let Some(config) = config else { return Python::of_installation(prefix, None) };
        let value = |key: &str| {
            let mut lines = config.lines().filter_map(|it| it.split_once('='));
            lines.find(|it| it.0.trim() == key).map(|it| it.1.trim().to_owned())
        };
        let version = value("version_info").or_else(|| value("version"));
        let version = version.as_deref().and_then(minor_version);
        let home = value("home").map(PathBuf::from);
        let base = home.as_deref().and_then(|it| base(it, version));
        let mut site_packages: Vec<PathBuf> =
            libraries(prefix, version).iter().map(|it| it.join("site-packages")).collect();
        let sees_base = value("include-system-site-packages").is_some_and(|it| it == "true");
        let (standard_library, below) = match base {
            Some(it) => (it.standard_library, it.site_packages),
            None => (None, Vec::new()),
        };
        site_packages = with_path_files(site_packages);
        if sees_base {
            site_packages.extend(below);
        }
        Some(Python { standard_library, site_packages })
    }

    /// The Python that is installed, not made by `venv`, in the folder `prefix`.
    fn of_installation(prefix: &Path, version: Option<u32>) -> Option<Python> {
        let libraries = libraries(prefix, version);
        let library = libraries.iter().find(|it| it.join("os.py").is_file())?.clone();
        let version = library.file_name().and_then(|it| minor_of_folder(it.to_str()?));
        let mut folders = vec![library.join("site-packages")];
        // Debian's places.
        if let Some(minor) = version {
            let local = prefix.join(format!("local/lib/python3.{minor}/dist-packages"));
            folders.extend([local, prefix.join("lib/python3/dist-packages")]);
        }
        let site_packages = with_path_files(folders);
        Some(Python { standard_library: Some(library), site_packages })
    }
}

/// The installation whose programs are in the folder `home`.
fn base(home: &Path, version: Option<u32>) -> Option<Python> {
    let outer = home.parent().into_iter();
    let folders = outer.chain([home]).map(Path::to_owned);
    // A link may lead to where the libraries are.
    let program = ["python3", "python"].map(|it| home.join(it).canonicalize().ok());
    let linked = program.into_iter().flatten().filter_map(|it| {
        let prefix = it.parent()?.parent()?;
        Some(prefix.to_owned())
    });
    folders.chain(linked).find_map(|it| Python::of_installation(&it, version))
}

/// The folders `lib/python3.N` of `prefix`: that of the minor version, or all from the newest; on
/// Windows `Lib`.
fn libraries(prefix: &Path, minor: Option<u32>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for lib in ["lib", "lib64"] {
        let folder = prefix.join(lib);
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let versions = entries.filter_map(|it| minor_of_folder(it.file_name().to_str()?));
        let mut versions: Vec<u32> =
            versions.filter(|it| minor.is_none_or(|minor| minor == *it)).collect();
        versions.sort_unstable_by(|a, b| b.cmp(a));
        found.extend(versions.iter().map(|it| folder.join(format!("python3.{it}"))));
    }
    if found.is_empty() {
        found.extend(Some(prefix.join("Lib")).filter(|it| it.is_dir()));
    }
    found
}

/// The minor version in `python3.N`.
fn minor_of_folder(name: &str) -> Option<u32> {
    name.strip_prefix("python3.")?.parse().ok()
}

/// The minor version in `3.N.M`.
fn minor_version(text: &str) -> Option<u32> {
    text.strip_prefix("3.")?.split('.').next()?.parse().ok()
}

/// The folders that are there, each followed by those that its `.pth` files name.
fn with_path_files(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    for folder in folders.into_iter().filter(|it| it.is_dir()) {
        let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        if all.iter().any(|it| it.canonicalize().is_ok_and(|it| it == real)) {
            continue;
        }
        let named = path_files(&folder);
        all.push(folder);
        all.extend(named);
    }
    all
}

/// The folders that the `.pth` files in `folder` name, in the order of the files.
fn path_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|it| it.path()).collect();
    files.retain(|it| it.extension().is_some_and(|it| it == "pth"));
    files.sort();
    let mut named = Vec::new();
    for text in files.iter().filter_map(|it| std::fs::read_to_string(it).ok()) {
        let lines = text.lines().map(str::trim_end);
        let paths = lines.filter(|it| !it.is_empty() && !it.starts_with(['#']) && !is_code(it));
        named.extend(paths.map(|it| folder.join(it)).filter(|it| it.is_dir()));
    }
    named
}

/// `site` runs such lines of a `.pth` file.
fn is_code(line: &str) -> bool {
    line.starts_with("import ") || line.starts_with("import\t")
}

/// The programs called Python on the `PATH`.
fn programs() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let names = if cfg!(windows) { ["python3.exe", "python.exe"] } else { ["python3", "python"] };
    folders.into_iter().flat_map(move |folder| names.map(|it| folder.join(it)))
}

/// Is the program a text, as the shims of pyenv are? Then only running it would tell what it is.
fn is_script(path: &Path) -> bool {
    use std::io::Read;

    let mut start = [0; 2];
    let read = std::fs::File::open(path).and_then(|mut it| it.read_exact(&mut start));
    read.is_ok() && start == *b"#!"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files; those that end in `/` are folders.
    fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("refwise-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        for (path, text) in files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text.replace("HERE", folder.to_str().unwrap())).unwrap();
        }
        folder
    }

    #[test]
    fn a_virtual_environment_and_what_it_is_made_of() {
        let it = folder(
            "venv",
            &[
                ("base/lib/python3.12/os.py", ""),
                ("base/lib/python3.13/os.py", ""),
                ("base/lib/python3.13/site-packages/hidden.py", ""),
                ("env/pyvenv.cfg", "home = HERE/base/bin\nversion = 3.13.1\n"),
                ("env/lib/python3.13/site-packages/a.py", ""),
                ("env/lib/python3.13/site-packages/a.pth", "# no\nimport x\nHERE/edited\nnone\n"),
                ("edited/b.py", ""),
            ],
        );
        let packages = it.join("env/lib/python3.13/site-packages");
        let expected = Python {
            standard_library: Some(it.join("base/lib/python3.13")),
            site_packages: vec![packages, it.join("edited")],
        };
        assert_eq!(Python::of_prefix(&it.join("env")), Some(expected));
        std::fs::remove_dir_all(it).unwrap();
    }

    #[test]
    fn an_installation() {
        let it = folder(
            "installed",
            &[
                ("bin/python3.13", "\x7fELF"),
                ("lib/python3.9/os.py", ""),
                ("lib/python3.13/os.py", ""),
                ("lib/python3/dist-packages/a.py", ""),
                ("shim/python3", "#!/usr/bin/env bash\n"),
            ],
        );
        let found = Python::of_program(&it.join("bin/python3.13")).unwrap();
        let library = it.join("lib/python3.13").canonicalize().unwrap();
        assert_eq!(found.standard_library, Some(library));
        assert_eq!(found.site_packages.len(), 1, "{found:?}");
        assert_eq!(Python::of_program(&it.join("shim/python3")), None);
        assert_eq!(Python::of_prefix(&it.join("shim")), None);
        std::fs::remove_dir_all(it).unwrap();
    }

    #[test]
    fn the_root_of_a_project() {
        let it = folder("root", &[("p/a/__init__.py", ""), ("p/a/b/__init__.py", "")]);
        assert_eq!(root(&Project::default(), &it.join("p/a/b")), it.join("p"));
        let chosen = Project { root: Some(it.clone()), ..Project::default() };
        assert_eq!(root(&chosen, &it.join("p/a/b")), it);
        assert_eq!(roots(&chosen, it.clone()), std::slice::from_ref(&it));
        std::fs::remove_dir_all(it).unwrap();
    }
}
