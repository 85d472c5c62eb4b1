//! An address → the bytes that stand there. Only commands that name an address do this, never a build.
//!
//! The transfer is made by the system's curl, called as a child with strict options: it is on every system, is kept
//! safe with it, and costs the program no TLS of its own. Redirects are followed here, one request each, so that every
//! one is checked: its host is resolved first, addresses of private networks are refused, and curl may connect only to
//! what was checked (`--resolve`), so that a name cannot mean something else a moment later.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::base::link::{WebHost, web_host};

/// Most redirects that are followed.
const REDIRECTS: usize = 10;
/// Longest time for an answer, with all redirects.
const TIME: Duration = Duration::from_secs(90);
/// What curl sees of the environment: where programs stand, and where some systems keep the certificates of the web.
const KEPT: [&str; 4] = ["PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"];
/// The environment variable with the address (`127.0.0.1:8000`) of a server that the tests start. It allows this
/// address of this computer and no other.
const TEST_SERVER: &str = "IBID_TEST_SERVER";

/// Fetches addresses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fetcher {
    /// The one address of this computer that may be asked.
    own: Option<SocketAddr>,
    /// Most bytes of an answer.
    most: u64,
}

/// What stands at an address.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The address that answered, behind all redirects.
    pub(crate) address: String,
    /// What it says its type is, such as `text/html`; empty where it says nothing.
    pub(crate) media_type: String,
    /// The answer.
    pub(crate) bytes: Vec<u8>,
}

/// Why nothing was fetched.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unfetched {
    /// It is not an address that may be asked; why.
    Refused(String),
    /// The server answered with this status (RFC 9110, 15).
    Status(u16),
    /// No server answered, or not to the end; why.
    Failed(String),
}

impl std::fmt::Display for Unfetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(reason) | Self::Failed(reason) => f.write_str(reason),
            Self::Status(status) => match status {
                404 | 410 => write!(f, "the server says that there is no such page ({status})"),
                401 | 403 | 407 | 429 | 451 => {
                    write!(f, "the server refuses to give the page to programs ({status})")
                }
                _ => write!(f, "the server answered with the status {status}"),
            },
        }
    }
}

impl Unfetched {
    /// What to do about it.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::Refused(_) => "save the page with the browser, and name the file",
            Self::Status(404 | 410) => "check the address, or look for a copy in a web archive",
            Self::Status(_) => "open the page in the browser, save it there, and name the file",
            Self::Failed(_) => "try again later, or save the page with the browser and name the file",
        }
    }
}

impl Fetcher {
    /// A fetcher for the web, whose answers have at most `most` bytes.
    pub(crate) fn for_web(most: u64) -> Self {
        let own = std::env::var(TEST_SERVER).ok().and_then(|address| address.parse::<SocketAddr>().ok());
        Self { own: own.filter(|address| address.ip().is_loopback()), most }
    }

    /// A fetcher for one program of this computer, which listens at 127.0.0.1.
    pub(crate) fn for_program(port: u16, most: u64) -> Self {
        Self { own: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, port))), most }
    }

    /// What stands at an address.
    ///
    /// # Errors
    /// Why nothing was fetched.
    pub(crate) fn get(self, address: &str) -> Result<Fetched, Unfetched> {
        let deadline = Instant::now() + TIME;
        let mut address = address.to_owned();
        let mut was_secure = false;
        for _ in 0..=REDIRECTS {
            let host = web_host(&address)
                .ok_or_else(|| Unfetched::Refused(format!("{address} is no address of the web")))?;
            if was_secure && !host.is_secure {
                return Err(Unfetched::Refused(format!("it leads from https to {address}")));
            }
            was_secure = host.is_secure;
            let allowed = self.allowed(&host)?;
            let answer = self.ask(&host, &allowed, deadline)?;
            match answer.status {
                200..=299 => {
                    let media_type = answer.media_type.split(';').next().unwrap_or_default().trim();
                    return Ok(Fetched {
                        address: host.address,
                        media_type: media_type.to_ascii_lowercase(),
                        bytes: answer.bytes,
                    });
                }
                300..=399 if !answer.redirect.is_empty() => address = answer.redirect,
                status => return Err(Unfetched::Status(status)),
            }
        }
        Err(Unfetched::Refused(format!("it leads on more than {REDIRECTS} times")))
    }

    /// The addresses of a host, if all of them may be asked.
    fn allowed(self, host: &WebHost) -> Result<Vec<IpAddr>, Unfetched> {
        let name = host.name.as_str();
        let found = (name, host.port)
            .to_socket_addrs()
            .map_err(|error| Unfetched::Failed(format!("the host {name} cannot be found ({error})")))?;
        let found: Vec<SocketAddr> = found.collect();
        match found.iter().find(|found| !is_public(found.ip()) && self.own != Some(**found)) {
            Some(private) => Err(Unfetched::Refused(format!(
                "{name} is {}, an address of this computer or of a private network",
                private.ip()
            ))),
            None if found.is_empty() => Err(Unfetched::Failed(format!("the host {name} cannot be found"))),
            None => Ok(found.iter().map(SocketAddr::ip).collect()),
        }
    }

    /// One request, without redirects.
    fn ask(self, host: &WebHost, allowed: &[IpAddr], deadline: Instant) -> Result<HttpResponse, Unfetched> {
        let left = deadline.saturating_duration_since(Instant::now()).as_secs();
        if left == 0 {
            return Err(Unfetched::Failed("it leads from server to server for too long".to_owned()));
        }
        let shown = |address: &IpAddr| match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        let addresses = allowed.iter().map(shown).collect::<Vec<_>>().join(",");
        let mut curl = Command::new("curl");
        curl
            // First of all: nothing of the user's settings, which may follow redirects or send passwords.
            .arg("--disable")
            .args(["--silent", "--show-error", "--globoff", "--noproxy", "*"])
            .args(["--proto", "=http,https", "--max-redirs", "0", "--connect-timeout", "20"])
            .args(["--max-time", &left.to_string(), "--max-filesize", &self.most.to_string()])
            .args(["--user-agent", concat!("ibid/", env!("CARGO_PKG_VERSION"))])
            .args(["--header", "Accept: text/html, application/pdf;q=0.9, text/*;q=0.8, */*;q=0.5"])
            .args(["--write-out", "%{stderr}\n%{http_code}\n%{redirect_url}\n%{content_type}"])
            .args(["--url", &host.address])
            .env_clear()
            .envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A number says itself where it leads.
        if host.name.parse::<IpAddr>().is_err() {
            curl.args(["--resolve", &format!("{}:{}:{addresses}", host.name, host.port)]);
        }
        let mut child = curl.spawn().map_err(|error| {
            Unfetched::Failed(format!("curl, which fetches pages, cannot be run ({error})"))
        })?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        let mut bytes = Vec::new();
        // A server that does not state a length may send without end.
        let read = output.map(|output| output.take(self.most + 1).read_to_end(&mut bytes));
        if bytes.len() as u64 > self.most {
            let _ = child.kill();
            let _ = child.wait();
            return Err(self.too_large());
        }
        let mut said = String::new();
        let _ = errors.map(|errors| errors.take(1 << 16).read_to_string(&mut said));
        let failed = |reason: &str| Unfetched::Failed(format!("it cannot be fetched: {reason}"));
        let status = child.wait().map_err(|error| failed(&error.to_string()))?;
        let mut lines = said.rsplitn(4, '\n');
        let media_type = lines.next().unwrap_or_default().to_owned();
        let redirect = lines.next().unwrap_or_default().to_owned();
        let code = lines.next().unwrap_or_default().trim().parse::<u16>().unwrap_or(0);
        match status.code() {
            Some(0) if code > 0 && read.is_some_and(|read| read.is_ok()) => {
                Ok(HttpResponse { status: code, redirect, media_type, bytes })
            }
            Some(63) => Err(self.too_large()),
            Some(28) => Err(failed("the server does not answer in time")),
            _ => {
                let reason = lines.next().unwrap_or_default().trim();
                let reason = reason.split_once(") ").map_or(reason, |(_, reason)| reason);
                Err(failed(if reason.is_empty() { "curl failed" } else { reason }))
            }
        }
    }

    fn too_large(self) -> Unfetched {
        Unfetched::Refused(format!("it has more than {} MiB", self.most >> 20))
    }
}

/// What a server answered.
struct HttpResponse {
    status: u16,
    /// Where it leads, as an absolute address; empty where it leads nowhere.
    redirect: String,
    media_type: String,
    bytes: Vec<u8>,
}

/// Whether an address is one of the public Internet (the registries of special addresses of RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => {
            let segments = address.segments();
            let is_global = segments[0] & 0xe000 == 0x2000;
            let is_documentation = segments[0] == 0x2001 && segments[1] == 0x0db8 || segments[0] == 0x3fff;
            // Ways into the older Internet, whose addresses they hide; and special ones.
            let is_tunnel = segments[0] == 0x2002 || segments[0] == 0x2001 && segments[1] < 0x0200;
            is_global && !is_documentation && !is_tunnel && address != Ipv6Addr::LOCALHOST
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = matches!(
        (first, second, third),
        (0, ..) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _) | (240.., ..)
    );
    !(is_special
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || address.is_broadcast())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_private_networks_are_not_public() {
        for address in ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "fe80::1",
            "fd00::1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn this_computer_is_not_asked() {
        let fetcher = Fetcher { own: None, most: 1 << 20 };
        for address in [
            "http://127.0.0.1/",
            "http://localhost:9/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://user:secret@example.org/",
            "file:///etc/passwd",
            "ftp://example.org/",
        ] {
            assert!(matches!(fetcher.get(address), Err(Unfetched::Refused(_))), "{address}");
        }
        let allowed = Fetcher::for_program(9, 1 << 20);
        assert!(matches!(allowed.get("http://127.0.0.1:8/"), Err(Unfetched::Refused(_))), "another port");
    }
}
