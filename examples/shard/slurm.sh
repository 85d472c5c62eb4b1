#!/usr/bin/env bash
# Builds a site in parts on a cluster: two arrays of jobs and two single ones, each of which waits for the one before.
#   slurm.sh SITE STORE PARTS
# SITE and STORE are on a file system that all nodes see. Where a step fails, those behind it are cancelled; submit it
# again, and what was done is not done twice.
set -euo pipefail
site=$(realpath "$1") store=$(realpath -m "$2") parts=$3

submit() { # submit BEFORE OPTIONS… -- STEP…: gives the job's number
  local before=$1 options=() quoted
  shift
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  [ -z "$before" ] || options+=(--dependency="afterok:$before" --kill-on-invalid-dep=yes)
  quoted=$(printf '%q ' ibid --root "$site" shard "$1" --store "$store")
  # The number of the task is known only where the job runs.
  [ "$#" = 1 ] || quoted+="\$SLURM_ARRAY_TASK_ID/$parts"
  sbatch --parsable --job-name="ibid-$1" --cpus-per-task=1 "${options[@]}" --wrap "RAYON_NUM_THREADS=1 $quoted"
}

outline=$(submit "" --array="1-$parts" -- outline each)
merge=$(submit "$outline" -- merge)
build=$(submit "$merge" --array="1-$parts" -- build each)
submit "$build" -- publish
