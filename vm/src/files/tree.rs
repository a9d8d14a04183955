//! The tree of files and folders: what is at a path, and changes to the tree.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::open::NULL_DEVICE;
use super::{Errno, File, Files, Node};
use crate::host::Change;
use crate::vm::Vm;

/// What is known of a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Is it a folder?
    pub is_folder: bool,
    /// Bytes.
    pub size: u64,
    /// When it changed last: nanoseconds since 1970.
    pub modified: i64,
    /// Its number.
    pub inode: u64,
    /// Who may do what.
    pub permissions: u32,
}

impl File {
    /// What is known of it.
    pub fn entry(&self) -> Entry {
        Entry {
            is_folder: false,
            size: self.data.borrow().len() as u64,
            modified: self.modified.get(),
            inode: self.inode,
            permissions: self.permissions.get(),
        }
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("/", |it| if it.0.is_empty() { "/" } else { it.0 })
}

/// The start of the paths of all that is in a folder.
fn inside(path: &str) -> String {
    if path == "/" { "/".to_owned() } else { format!("{path}/") }
}

impl Vm {
    /// Folders that are there in every run, even where the host shows none.
    fn start_files(&self) {
        if self.files.started.replace(true) {
            return;
        }
        for path in ["/", "/dev", "/tmp", &self.host.current_folder()] {
            if self.host.metadata(path).is_none_or(|it| !it.is_folder) {
                self.put_folder(path, false);
            }
        }
        let null = self.files.new_file(self, Vec::new());
        null.permissions.set(0o666);
        self.files.nodes.borrow_mut().insert(NULL_DEVICE.to_owned(), Node::File(null));
    }

    fn put_folder(&self, path: &str, hides: bool) {
        let inode = self.files.new_inode();
        let node = Node::Folder { inode, hides, permissions: 0o755 };
        self.files.nodes.borrow_mut().insert(path.to_owned(), node);
        self.touch(path);
    }

    /// The entries of a folder changed.
    fn touch(&self, folder: &str) {
        self.files.touched.borrow_mut().insert(folder.to_owned(), self.file_time());
    }

    fn node(&self, path: &str) -> Option<Node> {
        self.start_files();
        self.files.nodes.borrow().get(path).cloned()
    }

    /// Is the host's own at this path hidden by what the program did above it?
    fn is_hidden(&self, path: &str) -> bool {
        let nodes = self.files.nodes.borrow();
        let mut at = path;
        while at != "/" {
            at = parent(at);
            if let Some(Node::Gone | Node::File(_) | Node::Folder { hides: true, .. }) =
                nodes.get(at)
            {
                return true;
            }
        }
        false
    }

    /// What is at an absolute path.
    pub fn file_entry(&self, path: &str) -> Result<Entry, Errno> {
        let modified = self.files.touched.borrow().get(path).copied();
        match self.node(path) {
            Some(Node::File(it)) => return Ok(it.entry()),
            Some(Node::Folder { inode, permissions, .. }) => {
                let modified = modified.unwrap_or_default();
                return Ok(Entry { is_folder: true, size: 4096, modified, inode, permissions });
            }
            Some(Node::Gone) => return Err(Errno::ENOENT),
            None => {}
        }
        if self.is_hidden(path) {
            return Err(self.missing(path));
        }
        let open = self.files.shared.borrow().get(path).and_then(|it| it.upgrade());
        if let Some(open) = open {
            return Ok(open.entry());
        }
        let Some(found) = self.host.metadata(path) else { return Err(self.missing(path)) };
        Ok(Entry {
            is_folder: found.is_folder,
            size: found.size,
            modified: modified.unwrap_or(found.modified),
            inode: found.inode,
            permissions: found.permissions,
        })
    }

    /// Why nothing is at a path: it is not there, or a file stands where a folder should.
    fn missing(&self, path: &str) -> Errno {
        let mut at = parent(path);
        while at != "/" {
            match self.file_entry(at) {
                Ok(it) if !it.is_folder => return Errno::ENOTDIR,
                Ok(_) => return Errno::ENOENT,
                Err(_) => at = parent(at),
            }
        }
        Errno::ENOENT
    }

    /// The folder that something new is to be in must be there.
    fn check_parent(&self, path: &str) -> Result<(), Errno> {
        match self.file_entry(parent(path)) {
            Ok(it) if it.is_folder => Ok(()),
            Ok(_) => Err(Errno::ENOTDIR),
            Err(error) => Err(error),
        }
    }

    /// The names in a folder, sorted.
    pub fn list_folder(&self, path: &str) -> Result<Vec<String>, Errno> {
        if !self.file_entry(path)?.is_folder {
            return Err(Errno::ENOTDIR);
        }
        let hides = matches!(self.node(path), Some(Node::Folder { hides: true, .. }));
        let mut names = BTreeSet::new();
        if !hides && !self.is_hidden(path) {
            names.extend(self.host.list_folder(path).unwrap_or_default());
        }
        let start = inside(path);
        for (path, node) in self.files.nodes.borrow().range(start.clone()..) {
            let Some(name) = path.strip_prefix(&start) else { break };
            if name.is_empty() || name.contains('/') {
                continue;
            }
            match node {
                Node::Gone => drop(names.remove(name)),
                _ => drop(names.insert(name.to_owned())),
            }
        }
        Ok(names.into_iter().collect())
    }

    /// The file at a path, with its bytes.
    pub(super) fn file_at(&self, path: &str) -> Result<Rc<File>, Errno> {
        let entry = self.file_entry(path)?;
        if entry.is_folder {
            return Err(Errno::EISDIR);
        }
        if let Some(Node::File(found)) = self.node(path) {
            return Ok(found);
        }
        let open = self.files.shared.borrow().get(path).and_then(|it| it.upgrade());
        if let Some(open) = open {
            return Ok(open);
        }
        if self.reserve(entry.size).is_err() {
            return Err(Errno(12));
        }
        let data = self.host.read_file(path).ok_or(Errno::EACCES)?;
        let file = Rc::new(File {
            inode: entry.inode,
            permissions: entry.permissions.into(),
            modified: entry.modified.into(),
            ..Rc::into_inner(self.files.new_file(self, data)).expect("nobody else has it yet")
        });
        self.files.shared.borrow_mut().insert(path.to_owned(), Rc::downgrade(&file));
        Ok(file)
    }

    /// From now on changes of this file are kept: on the host's side where it grants that, else in
    /// memory.
    pub(super) fn make_writable(&self, path: &str, file: &Rc<File>) -> Result<(), Errno> {
        if file.written_through.borrow().is_some() || self.has_file(path) {
            return Ok(());
        }
        match self.change_host(path, Change::Open) {
            Some(found) => {
                found?;
                *file.written_through.borrow_mut() = Some(path.to_owned());
            }
            None => {
                let node = Node::File(file.clone());
                self.files.nodes.borrow_mut().insert(path.to_owned(), node);
            }
        }
        Ok(())
    }

    fn has_file(&self, path: &str) -> bool {
        matches!(self.node(path), Some(Node::File(_)))
    }

    /// A new, empty file.
    pub(super) fn create_file(&self, path: &str, mode: u32) -> Result<Rc<File>, Errno> {
        self.check_parent(path)?;
        let file = self.files.new_file(self, Vec::new());
        file.permissions.set(mode & 0o777 & !0o022);
        let hidden = self.is_hidden(path) || self.node(path).is_some();
        match self.change_host(path, Change::Create).filter(|_| !hidden) {
            Some(found) => {
                found?;
                *file.written_through.borrow_mut() = Some(path.to_owned());
                self.files.shared.borrow_mut().insert(path.to_owned(), Rc::downgrade(&file));
            }
            None => {
                let node = Node::File(file.clone());
                self.files.nodes.borrow_mut().insert(path.to_owned(), node);
            }
        }
        self.touch(parent(path));
        Ok(file)
    }

    /// Removes a file.
    pub fn remove_file(&self, path: &str) -> Result<(), Errno> {
        if self.file_entry(path)?.is_folder {
            return Err(Errno::EISDIR);
        }
        if !self.has_file(path)
            && let Some(found) = self.change_host(path, Change::Remove)
        {
            found?;
            self.files.shared.borrow_mut().remove(path);
        } else {
            self.forget(path);
        }
        self.touch(parent(path));
        Ok(())
    }

    /// Nothing is at this path any more.
    fn forget(&self, path: &str) {
        self.files.shared.borrow_mut().remove(path);
        let on_host = !self.is_hidden(path) && self.host.metadata(path).is_some();
        let mut nodes = self.files.nodes.borrow_mut();
        match on_host {
            true => drop(nodes.insert(path.to_owned(), Node::Gone)),
            false => drop(nodes.remove(path)),
        }
    }

    /// Makes a folder.
    pub fn make_folder(&self, path: &str) -> Result<(), Errno> {
        if self.file_entry(path).is_ok() {
            return Err(Errno::EEXIST);
        }
        self.check_parent(path)?;
        let hidden = self.is_hidden(path) || self.node(path).is_some();
        match self.change_host(path, Change::MakeFolder).filter(|_| !hidden) {
            Some(found) => found?,
            None => self.put_folder(path, true),
        }
        self.touch(parent(path));
        Ok(())
    }

    /// Removes an empty folder.
    pub fn remove_folder(&self, path: &str) -> Result<(), Errno> {
        if !self.list_folder(path)?.is_empty() {
            return Err(Errno::ENOTEMPTY);
        }
        let own = self.node(path).is_some();
        match self.change_host(path, Change::RemoveFolder).filter(|_| !own) {
            Some(found) => found?,
            None => {
                let start = inside(path);
                self.files.nodes.borrow_mut().retain(|it, _| !it.starts_with(&start));
                self.forget(path);
            }
        }
        self.touch(parent(path));
        Ok(())
    }

    /// Renames a file or folder; a file or an empty folder that has the new name is gone.
    pub fn rename_file(&self, old: &str, new: &str) -> Result<(), Errno> {
        let entry = self.file_entry(old)?;
        self.check_parent(new)?;
        if old == new {
            return Ok(());
        }
        if entry.is_folder && new.starts_with(&inside(old)) {
            return Err(Errno::EINVAL);
        }
        match self.file_entry(new) {
            Ok(it) if it.is_folder && !entry.is_folder => return Err(Errno::EISDIR),
            Ok(it) if !it.is_folder && entry.is_folder => return Err(Errno::ENOTDIR),
            Ok(it) if it.is_folder => self.remove_folder(new)?,
            _ => {}
        }
        if self.node(old).is_none()
            && let Some(found) = self.change_host(old, Change::Rename(new))
        {
            found?;
            self.files.shared.borrow_mut().retain(|it, _| it != old && it != new);
        } else if entry.is_folder {
            self.move_folder(old, new)?;
        } else {
            let file = self.file_at(old)?;
            self.forget(old);
            self.files.nodes.borrow_mut().insert(new.to_owned(), Node::File(file));
        }
        self.touch(parent(old));
        self.touch(parent(new));
        Ok(())
    }

    fn move_folder(&self, old: &str, new: &str) -> Result<(), Errno> {
        let names = self.list_folder(old)?;
        self.put_folder(new, true);
        for name in names {
            let (from, to) = (format!("{}{name}", inside(old)), format!("{}{name}", inside(new)));
            self.rename_file(&from, &to)?;
        }
        self.forget(old);
        Ok(())
    }

    /// Sets who may do what, and when it changed.
    pub fn change_entry(
        &self,
        path: &str,
        permissions: Option<u32>,
        modified: Option<i64>,
    ) -> Result<(), Errno> {
        if self.file_entry(path)?.is_folder {
            if let Some(modified) = modified {
                self.files.touched.borrow_mut().insert(path.to_owned(), modified);
            }
            let mut nodes = self.files.nodes.borrow_mut();
            if let (Some(Node::Folder { permissions, .. }), Some(given)) =
                (nodes.get_mut(path), permissions)
            {
                *permissions = given & 0o7777;
            }
            return Ok(());
        }
        let file = self.file_at(path)?;
        self.make_writable(path, &file)?;
        if let Some(permissions) = permissions {
            file.permissions.set(permissions & 0o7777);
        }
        if let Some(modified) = modified {
            file.modified.set(modified);
        }
        Ok(())
    }
}

impl Files {
    /// Bytes of a file in memory were let go.
    pub(super) fn discharge(&self, bytes: usize) {
        self.size.set(self.size.get().saturating_sub(bytes as u64));
    }
}
