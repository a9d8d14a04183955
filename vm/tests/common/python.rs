//! A Python 3.13 to compare with.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python 3.13 on this machine.
pub(crate) struct Python {
    program: String,
}

impl Python {
    /// `REFWISE_PYTHON`, or `python3.13` of the path; says so where there is none.
    pub(crate) fn find() -> Option<Python> {
        let program = std::env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_string());
        let output = Command::new(&program).arg("--version").output();
        let version = output.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
        if version.as_ref().is_ok_and(|it| it.starts_with("Python 3.13.")) {
            return Some(Python { program });
        }
        println!("no Python 3.13 found as `{program}`: nothing to compare with");
        None
    }

    /// A call that always hashes strings alike, so that sets have one order.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("PYTHONHASHSEED", "0").env_remove("PYTHONUNBUFFERED");
        command
    }

    /// A call of a script of the folder `tests`.
    pub(crate) fn script(&self, name: &str) -> Command {
        let mut command = self.command();
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name));
        command
    }

    /// What `command` prints; it must succeed.
    pub(crate) fn answer(&self, command: &mut Command) -> Vec<u8> {
        let output = command.output().expect("Python was there a moment ago");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// The folder of its standard library.
    pub(crate) fn stdlib(&self) -> PathBuf {
        let code = "import sysconfig; print(sysconfig.get_path('stdlib'), end='')";
        let answer = self.answer(self.command().args(["-c", code]));
        String::from_utf8(answer).expect("a readable path").into()
    }
}
