//! Where the preview listens.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use crate::base::Failure;

/// The port that is tried first.
const PORT: u16 = 1111;
/// How many ports after the first are tried.
const MORE: u16 = 100;

/// The preview's open ports and its address.
#[derive(Debug)]
pub(super) struct BoundPorts {
    /// One, or two where `localhost` means two addresses.
    pub listeners: Vec<TcpListener>,
    /// `http://127.0.0.1:1111`, without a slash at its end.
    pub origin: String,
    /// What the user should know of this address.
    pub warning: Option<String>,
    /// Which port was asked for and is in use, and which is used instead.
    pub moved: Option<String>,
}

/// Opens the port asked for, or the next free one; port 0 is any free one.
///
/// # Errors
/// Where the interface is not one, or no port is free.
pub(super) fn bind(interface: &str, port: Option<u16>) -> Result<BoundPorts, Failure> {
    let addresses: Vec<IpAddr> = if interface.eq_ignore_ascii_case("localhost") {
        vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
    } else {
        let address = interface.trim_matches(['[', ']']).parse();
        vec![address.map_err(|_| {
            Failure::new(format!("`{interface}` is not an address of this computer"))
                .help("write `--interface 127.0.0.1`, or `0.0.0.0` to let others in your network see it")
        })?]
    };
    let first = port.unwrap_or(PORT);
    let end = if first == 0 { 0 } else { first.saturating_add(MORE) };
    let mut last = None;
    for candidate in first..=end {
        match listen(&addresses, candidate) {
            Ok(listeners) => {
                let moved = port.filter(|port| *port != candidate);
                return Ok(BoundPorts {
                    origin: origin(&listeners, interface),
                    warning: warning(&addresses),
                    moved: moved.map(|port| format!("port {port} is in use; using port {candidate}")),
                    listeners,
                });
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => last = Some(error),
            Err(error) => {
                return Err(Failure::new(format!("cannot listen on {interface}, port {candidate}: {error}")));
            }
        }
    }
    let reason = last.map_or_else(String::new, |error| format!(": {error}"));
    Err(Failure::new(format!("no port from {first} to {end} is free{reason}"))
        .help("name a free one with --port"))
}

fn listen(addresses: &[IpAddr], port: u16) -> std::io::Result<Vec<TcpListener>> {
    let first = TcpListener::bind(SocketAddr::new(addresses[0], port))?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    for &address in &addresses[1..] {
        match TcpListener::bind(SocketAddr::new(address, port)) {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
            Err(_) => {} // a computer without IPv6
        }
    }
    Ok(listeners)
}

fn origin(listeners: &[TcpListener], interface: &str) -> String {
    let address = listeners.first().and_then(|listener| listener.local_addr().ok());
    let port = address.map_or(PORT, |address| address.port());
    match address.map(|address| address.ip()) {
        _ if interface.eq_ignore_ascii_case("localhost") => format!("http://localhost:{port}"),
        Some(IpAddr::V4(ip)) if !ip.is_unspecified() => format!("http://{ip}:{port}"),
        Some(IpAddr::V6(ip)) if !ip.is_unspecified() => format!("http://[{ip}]:{port}"),
        Some(IpAddr::V6(_)) => format!("http://[::1]:{port}"),
        _ => format!("http://127.0.0.1:{port}"),
    }
}

fn warning(addresses: &[IpAddr]) -> Option<String> {
    let is_open = addresses.iter().any(|address| !address.is_loopback());
    is_open.then(|| "warning: everybody in your network can read this preview, drafts included".to_owned())
}
