//! What `ibid init --ci forgejo` writes publishes a site: the last step of its workflow is run in a repository as
//! `actions/checkout` leaves it, against a server that lets nobody push without the header that is kept there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::support::files;
use crate::support::program::{self, run};

/// What the server wants to see before it tells anything.
const AUTHORIZATION: &str = "basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0";

/// A forge with one repository.
struct Forge {
    folder: tempfile::TempDir,
    url: String,
}

impl Forge {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q", "--bare", "site.git"]);
        git(&folder.path().join("site.git"), &["config", "http.receivepack", "true"]);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/site.git", listener.local_addr().unwrap());
        let projects = folder.path().to_path_buf();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let projects = projects.clone();
                thread::spawn(move || answer(&stream, &projects));
            }
        });
        Self { folder, url }
    }

    /// The bare repository.
    fn repository(&self) -> PathBuf {
        self.folder.path().join("site.git")
    }
}

/// Answers one request: with 401, or with what git's own program for servers says (git-http-backend(1)).
fn answer(mut stream: &TcpStream, projects: &Path) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split(' ');
    let (Some(method), Some(address)) = (words.next(), words.next()) else { return };
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let headers = headers(&mut reader);
    let header = |name: &str| headers.get(name).map_or("", String::as_str);
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    if header("authorization") != AUTHORIZATION {
        let refused = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"forge\"\r\n\
                       Content-Length: 0\r\nConnection: close\r\n\r\n";
        return stream.write_all(refused.as_bytes()).unwrap();
    }
    let mut backend = Command::new("git");
    backend.arg("http-backend").env("GIT_PROJECT_ROOT", projects).env("GIT_HTTP_EXPORT_ALL", "1");
    backend.env("REMOTE_USER", "author").env("REQUEST_METHOD", method);
    backend.env("PATH_INFO", path).env("QUERY_STRING", query);
    backend.env("CONTENT_TYPE", header("content-type")).env("CONTENT_LENGTH", body.len().to_string());
    backend.env("HTTP_CONTENT_ENCODING", header("content-encoding"));
    let mut child = backend.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&body).unwrap();
    let said = child.wait_with_output().unwrap().stdout;
    stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n").unwrap();
    stream.write_all(&said).unwrap();
}

/// The headers of a request, by their names in small letters.
fn headers(reader: &mut impl BufRead) -> BTreeMap<String, String> {
    let lines = reader.lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let pairs = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_lowercase(), value.trim().to_owned()))
    });
    pairs.collect()
}

/// A command without what the tester's own settings of git say.
fn plain(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_TERMINAL_PROMPT", "0").env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
    command
}

/// What git prints; it must end well.
#[track_caller]
fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = plain("git", folder);
    command.args(args);
    program::run_command(command, "").exits(0).stdout
}

/// The commands of the last step of the workflow in a site's folder.
fn last_step(folder: &Path) -> String {
    let text = std::fs::read_to_string(folder.join(".forgejo/workflows/site.yml")).unwrap();
    let workflow: Value = serde_yaml::from_str(&text).unwrap();
    let steps = workflow["jobs"]["build"]["steps"].as_array().unwrap();
    steps.last().unwrap()["run"].as_str().unwrap().to_owned()
}

#[test]
fn the_workflow_of_forgejo_pushes_the_site_to_its_branch() {
    let forge = Forge::open();
    let place = tempfile::tempdir().unwrap();
    let site = place.path();
    run(site, &["--quiet", "init", "--ci", "forgejo"]).exits(0);
    git(site, &["init", "-q", "-b", "main"]);
    git(site, &["add", "-A"]);
    git(site, &["-c", "user.name=Jo", "-c", "user.email=jo@localhost", "commit", "-q", "-m", "A site"]);
    git(site, &["remote", "add", "origin", &forge.url]);
    run(site, &["--quiet", "build", "--strict"]).exits(0);
    let publish = || {
        let mut command = plain("sh", site);
        command.args(["-e", "-c", &last_step(site)]).env("GITHUB_SHA", "0123abc");
        program::run_command(command, "")
    };
    // The server lets nobody in without the header, which checkout keeps in the settings of the repository.
    assert_ne!(publish().code, Some(0));
    let header = format!("http.{}/.extraheader", forge.url.trim_end_matches("/site.git"));
    git(site, &["config", "--local", &header, &format!("AUTHORIZATION: {AUTHORIZATION}")]);
    let before = git(site, &["status", "--porcelain", "--branch"]);
    publish().exits(0);
    let published = |path: &str| git(&forge.repository(), &["show", &format!("pages:{path}")]);
    assert!(published("topics/harbour-bridge/index.html").contains("<html"));
    let listed = git(&forge.repository(), &["ls-tree", "-r", "--name-only", "-z", "pages"]);
    let listed: Vec<&str> = listed.split_terminator('\0').collect();
    let built = files::tree(&site.join("public"));
    assert_eq!(listed, built.keys().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(git(&forge.repository(), &["log", "--format=%s", "pages"]), "Publish 0123abc\n");
    // A later build replaces the branch, of which nothing is known where it runs.
    files::write(site, "public/topics/harbour-bridge/index.html", "Changed.");
    std::fs::remove_file(site.join("public/index.html")).unwrap();
    std::fs::remove_file(site.join(".git/pages-index")).unwrap();
    publish().exits(0);
    assert_eq!(published("topics/harbour-bridge/index.html"), "Changed.");
    assert_eq!(git(&forge.repository(), &["ls-tree", "--name-only", "pages", "index.html"]), "");
    assert_eq!(git(site, &["status", "--porcelain", "--branch"]), before, "the checkout is changed");
}
