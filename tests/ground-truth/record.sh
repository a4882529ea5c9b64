#!/usr/bin/env bash
# Records the ground truth again, where Go is present.
#
#   record.sh                 everything: traces, gctrace logs, calibration
#   record.sh e               the traces whose id starts with e (n, t02, ...)
#   record.sh gctrace         the gctrace logs alone
#   record.sh calibration     calibration.json alone
#   record.sh --check N SEED  runs N recorded programs again, chosen by SEED, and
#                             says whether they fall into the recorded spread
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v go > /dev/null; then
	echo "record: go is not in PATH; the recorded traces stay as they are" >&2
	exit 1
fi
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
echo "record: $(go version), building into $build"
(cd harness && go build -o "$build/harness" .)
(cd probes && go build -o "$build/" ./...)
(cd gctrace && go build -o "$build/service" .)

# Timed runs measure the other jobs of the machine unless they come first.
first=()
if chrt -r 1 true 2> /dev/null; then
	first=(chrt -r 1)
else
	echo "record: no right to the real-time class (chrt -r 1); timed runs are at the mercy of other jobs" >&2
fi

record_traces() {
	local list
	for list in runs-exact.txt runs-paced.txt runs-timed.txt; do
		"${first[@]}" "$build/harness" record "$list" traces "$1"
	done
}

record_gctrace() {
	local id env flags
	while IFS='|' read -r id env flags; do
		id=${id// /}
		[[ -z $id || $id == \#* ]] && continue
		echo "gctrace/$id.log: GODEBUG=gctrace=1 $env service $flags"
		# shellcheck disable=SC2086 # both are lists of words
		env GODEBUG=gctrace=1 $env "${first[@]}" "$build/service" $flags 2> "gctrace/$id.log"
	done < gctrace/runs.txt
}

record_calibration() {
	local probe
	{
		echo "calibration: harness" >&2
		"${first[@]}" "$build/harness" calibrate
		for probe in alloc mark sleep gcbytes goroutine sweep stall handoff forced signal; do
			echo "calibration: $probe" >&2
			"${first[@]}" env GOMAXPROCS="$([[ $probe == alloc ]] && echo 1 || echo 2)" "$build/$probe"
		done
	} > "$build/figures"
	"$build/collect" < "$build/figures" > calibration.json
}

case ${1:-all} in
--check) "${first[@]}" "$build/harness" check traces "${2:-5}" "${3:-1}" ;;
all)
	record_traces ''
	record_gctrace
	record_calibration
	;;
gctrace) record_gctrace ;;
calibration) record_calibration ;;
*) record_traces "$1" ;;
esac
