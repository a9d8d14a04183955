//! A `.pyc` file to be written: where it stands, and what ties it to its source.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use refwise_vm::code::CodeObject;
use refwise_vm::pyc::{self, Pyc, Validation};

use crate::workspace::Problem;

/// How an import finds out whether the source has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Validate {
    /// By its time of change and its size
    Timestamp,
    /// By its hash
    CheckedHash,
    /// Not at all, though its hash is there
    UncheckedHash,
}

/// The place for the bytecode of a source file.
pub(super) struct Target {
    path: PathBuf,
    source: Metadata,
}

impl Target {
    /// At `output`, or in the folder `__pycache__` beside the source.
    pub(super) fn new(
        source: &Path,
        output: Option<&Path>,
        optimize: u8,
    ) -> Result<Target, Problem> {
        let metadata = fs::metadata(source).map_err(|it| Problem::io(source, &it))?;
        let path = output.map_or_else(|| cached(source, optimize), Path::to_owned);
        match fs::symlink_metadata(&path) {
            Ok(it) if it.is_symlink() => Err(Problem::new(&path, "a link, not a file")),
            Ok(it) if !it.is_file() => Err(Problem::new(&path, "not a regular file")),
            _ => Ok(Target { path, source: metadata }),
        }
    }

    /// Was it made from the source as it is? `compileall` looks at the time only.
    pub(super) fn is_up_to_date(&self) -> bool {
        let mut start = [0; 12];
        let file = File::open(&self.path);
        let is_read = file.is_ok_and(|mut it| it.read_exact(&mut start).is_ok());
        let expected = [pyc::magic(), [0; 4], self.mtime().to_le_bytes()].concat();
        is_read && start[..] == expected
    }

    /// What ties it to the source, whose bytes are `bytes`.
    pub(super) fn validation(&self, validate: Option<Validate>, bytes: &[u8]) -> Validation {
        match validate.unwrap_or_else(usual) {
            Validate::Timestamp => {
                Validation::Timestamp { mtime: self.mtime(), size: self.source.len() as u32 }
            }
            validate => Validation::Hash {
                source_hash: pyc::source_hash(bytes),
                check_source: validate == Validate::CheckedHash,
            },
        }
    }

    /// Writes the file; it is there whole or not at all.
    pub(super) fn write(&self, validation: Validation, code: CodeObject) -> Result<(), Problem> {
        let bytes = pyc::write(&Pyc { validation, code: Arc::new(code) });
        let bytes = bytes.map_err(|it| Problem::new(&self.path, it.to_string()))?;
        self.replace(&bytes).map_err(|it| Problem::io(&self.path, &it))
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{}", std::process::id()));
        let written = write_new(Path::new(&name), bytes, permissions(&self.source));
        let replaced = written.and_then(|()| fs::rename(&name, &self.path));
        if replaced.is_err() {
            // The reason is told; what is left of the try may stay if it has to.
            let _ = fs::remove_file(&name);
        }
        replaced
    }

    /// Seconds since 1970, modulo 2**32.
    fn mtime(&self) -> u32 {
        let modified = self.source.modified().unwrap_or(UNIX_EPOCH);
        match modified.duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_secs() as u32,
            Err(before) => 0_u32.wrapping_sub(before.duration().as_secs() as u32),
        }
    }
}

/// Source: `cache_from_source` (Lib/importlib/_bootstrap_external.py).
fn cached(source: &Path, optimize: u8) -> PathBuf {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let level = if optimize == 0 { String::new() } else { format!(".opt-{optimize}") };
    let folder = source.parent().unwrap_or(Path::new(""));
    folder.join("__pycache__").join(format!("{stem}.cpython-313{level}.pyc"))
}

/// Source: `_get_default_invalidation_mode` (Lib/py_compile.py).
fn usual() -> Validate {
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(it) if !it.is_empty() => Validate::CheckedHash,
        _ => Validate::Timestamp,
    }
}

fn write_new(path: &Path, bytes: &[u8], permissions: Permissions) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.set_permissions(permissions)
}

/// Those of the source, without execution, and writable. Source: `_calc_mode`.
#[cfg(unix)]
fn permissions(source: &Metadata) -> Permissions {
    use std::os::unix::fs::PermissionsExt;
    Permissions::from_mode((source.permissions().mode() | 0o200) & 0o666)
}

#[cfg(not(unix))]
fn permissions(source: &Metadata) -> Permissions {
    let mut permissions = source.permissions();
    permissions.set_readonly(false);
    permissions
}
