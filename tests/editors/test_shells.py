"""Completion as people press it: Tab in bash, zsh and fish, each with the script of `ibid completions`."""

import os
import pty
import select
import signal
import time

import pytest
from conftest import IBID

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source <(ibid completions bash)"),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit && compinit -u -D && source <(ibid completions zsh)"),
    # As a package installs it.
    "zsh package": (
        ["zsh", "-f", "-i"],
        "mkdir ~/f && ibid completions zsh > ~/f/_ibid && fpath=(~/f $fpath) && autoload -Uz compinit && compinit -u -D",
    ),
    "fish": (["fish", "--no-config", "-i"], "ibid completions fish | source"),
}


class Terminal:
    """A shell in a terminal of its own."""

    def __init__(self, command, folder, home):
        self.child, self.end = pty.fork()
        if self.child == 0:
            # Nothing of the tester's settings; the program is found in the path.
            os.chdir(folder)
            path = f"{IBID.parent}:{os.environ['PATH']}"
            env = {"PATH": path, "HOME": str(home), "TERM": "xterm", "LANG": "C.UTF-8", "XDG_DATA_HOME": str(home)}
            os.execvpe(command[0], command, env)
        self.shown = ""

    def type(self, keys):
        os.write(self.end, keys.encode())

    def wait(self, words):
        """Reads until some words are shown."""
        end = time.monotonic() + 30
        while words not in self.shown:
            ready, _, _ = select.select([self.end], [], [], max(0, end - time.monotonic()))
            assert ready, f"`{words}` did not come:\n{self.shown}"
            self.shown += os.read(self.end, 65536).decode(errors="replace")
        before, _, self.shown = self.shown.partition(words)
        return before + words

    def settle(self):
        """Reads until nothing more is shown for a while."""
        while select.select([self.end], [], [], 0.4)[0]:
            self.shown += os.read(self.end, 65536).decode(errors="replace")

    def close(self):
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.end)


@pytest.fixture(params=SHELLS)
def terminal(request, site, tmp_path):
    command, script = SHELLS[request.param]
    terminal = Terminal(command, site, tmp_path)
    # The words that are waited for are not those that are typed.
    terminal.settle()
    terminal.type(f"{script} && echo rea''dy\r")
    terminal.wait("ready")
    terminal.settle()
    terminal.shown = ""
    yield terminal
    terminal.close()


def test_tab_completes_the_names_of_the_site(terminal):
    for typed, printed in [
        ("ibid source show ne\t", "Work is to begin in May 2026 and to take three years."),
        ("ibid expl\tquote-abs\t", "quote-absent (error by default)"),
        ("ibid review show content/bridge.md#c-4\t", "We will not accept a bridge"),
    ]:
        for keys in typed.replace("\t", "\t\0").split("\0"):
            terminal.type(keys)
            terminal.settle()
        terminal.type("\r")
        terminal.wait(printed)
        terminal.settle()
        terminal.shown = ""


def test_tab_lists_what_there_is(terminal):
    terminal.type("ibid source show \t")
    terminal.settle()
    terminal.type("\t")
    terminal.wait("gazette")
