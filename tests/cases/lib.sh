# Words for the scripts of the cases, which run in the site's folder.

# page PATH: a page with the front matter and body on standard input.
page() { mkdir -p "$(dirname "$1")"; cat > "$1"; }

# simple PATH TITLE: a sound page.
simple() { page "$1" <<< $'---\ntitle: '"$2"$'\n---\n\nThe council voted [@newsx].'; }

# repeat COUNT TEXT: the text so many times, without line ends between.
repeat() { perl -e 'binmode STDOUT; print $ARGV[1] x $ARGV[0]' "$1" "$2"; }

# expect_exit CODE COMMAND…: the command must end with this code.
expect_exit() {
  local expected=$1 code=0
  shift
  "$@" || code=$?
  [ "$code" = "$expected" ] || { echo "exit code $code, expected $expected: $*" >&2; exit 99; }
}

# expect_fails_with WORDS COMMAND…: the command must fail, and say the words on standard error.
expect_fails_with() {
  local words=$1 said
  shift
  if said=$("$@" 2>&1 >/dev/null); then echo "did not fail: $*" >&2; exit 99; fi
  grep -qF -- "$words" <<< "$said" || { printf '`%s` is not in:\n%s\n' "$words" "$said" >&2; exit 99; }
}

# same ONE OTHER: two folders hold the same.
same() { diff -r "$1" "$2" >&2 || { echo "$1 and $2 differ" >&2; exit 99; }; }

# nowhere PATTERN PATH…: no file may have it. (`! grep` would not stop a script under `set -e`.)
nowhere() { if grep -rE -- "$@" >&2; then echo "found: $1" >&2; exit 99; fi; }
