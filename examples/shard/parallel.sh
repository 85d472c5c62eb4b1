#!/usr/bin/env bash
# Builds a site in parts on one machine, some of them at a time, with GNU parallel or, where that is not installed, xargs:
#   parallel.sh SITE STORE PARTS [AT_ONCE]
set -euo pipefail
site=$1 store=$2 parts=$3 at_once=${4:-$(nproc)}
# Each process has one core: others run beside it.
export RAYON_NUM_THREADS=${RAYON_NUM_THREADS:-1}

each() { # each STEP: takes a step for every part; the first failure ends it
  local command=(ibid --root "$site" shard "$1" "{}/$parts" --store "$store")
  if parallel --version 2>/dev/null | grep -q GNU; then
    seq "$parts" | parallel --will-cite --quote --jobs "$at_once" --halt now,fail=1 "${command[@]}"
  else
    seq "$parts" | xargs -P "$at_once" -I{} "${command[@]}"
  fi
}

each outline
ibid --root "$site" shard merge --store "$store"
each build
ibid --root "$site" shard publish --store "$store"
