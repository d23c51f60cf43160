//! The folder that keeps an owner's or a guest's files.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::CliError;

/// A folder that only its user may enter.
#[derive(Clone, Debug)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// The folder asked for, or the platform's place for data.
    pub(crate) fn new(folder: Option<&Path>) -> Result<Self, CliError> {
        if let Some(folder) = folder {
            return Ok(Self(folder.to_path_buf()));
        }
        let data = env::var_os("XDG_DATA_HOME").map(PathBuf::from);
        let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
        data.or_else(home)
            .map(|data| Self(data.join("sealroll")))
            .ok_or(CliError::NoHome)
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>, CliError> {
        let path = self.path(name);
        fs::read(&path).map_err(|source| CliError::read(&path, source))
    }

    /// Reads a file that need not be there.
    pub(crate) fn read_if_there(&self, name: &str) -> Result<Option<Vec<u8>>, CliError> {
        if self.path(name).exists() {
            self.read(name).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Writes a file so that a crash leaves the old one or the new one, never half of it.
    pub(crate) fn replace(&self, name: &str, content: &[u8]) -> Result<PathBuf, CliError> {
        let path = self.path(name);
        replace(&path, content)?;
        Ok(path)
    }

    /// Names of the files with this ending, in order.
    pub(crate) fn names(&self, ending: &str) -> Result<Vec<String>, CliError> {
        if !self.0.exists() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(&self.0).map_err(|source| CliError::read(&self.0, source))?;
        let names = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<_> = names.filter(|name| name.ends_with(ending)).collect();
        names.sort();
        Ok(names)
    }

    /// Removes a file that need not be there.
    pub(crate) fn remove(&self, name: &str) -> Result<(), CliError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(source) if path.exists() => Err(CliError::write(&path, source)),
            _ => Ok(()),
        }
    }
}

/// Writes a private file (mode 0600) by way of a temporary one in the same folder.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), CliError> {
    let failed = |source| CliError::write(path, source);
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        private_folder(folder).map_err(failed)?;
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    let temporary = PathBuf::from(temporary);
    let _ = fs::remove_file(&temporary);
    let mut file = private_file(&temporary).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    fs::rename(&temporary, path).map_err(failed)
}

fn private_folder(folder: &Path) -> std::io::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn files_and_folders_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(Some(&folder.path().join("a/b"))).unwrap();
        assert_eq!(home.read_if_there("x.key").unwrap(), None);
        for content in [b"one".as_slice(), b"two"] {
            let path = home.replace("x.key", content).unwrap();
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
            assert_eq!(home.read("x.key").unwrap(), content);
        }
        let mode = fs::metadata(folder.path().join("a/b"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
        assert_eq!(home.names(".key").unwrap(), ["x.key"]);
        home.remove("x.key").unwrap();
        home.remove("x.key").unwrap();
        assert!(home.names(".key").unwrap().is_empty());
    }
}
