#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run.sh DIR SECONDS SEED TARGET...: runs the fuzzers in DIR in parallel, each for its share of
# SECONDS, and fails on any finding. It keeps the findings in DIR/findings, and prints how to
# reproduce them.

set -u
here=$(cd "$(dirname "$0")" && pwd)
dir=$1 seconds=$2 seed=$3
shift 3
share=$((seconds / $#))
[ $share -ge 1 ] || share=1
findings=$dir/findings
mkdir -p "$findings"
export PAX_FUZZ_KEEP=$dir
bad=0
echo "fuzz: seed $seed, $# targets, $share s each"
for target; do
	log=$dir/$target.log
	rm -rf "$dir/corpus/$target"
	mkdir -p "$dir/corpus/$target"
	dict=()
	[ ! -e "$here/$target.dict" ] || dict=(-dict="$here/$target.dict")
	"$dir/${target}_fuzz" -seed="$seed" -max_total_time="$share" -timeout=10 -rss_limit_mb=2048 \
		-print_final_stats=1 -close_fd_mask=3 -artifact_prefix="$findings/$target-" "${dict[@]}" \
		"$dir/corpus/$target" "$dir/seeds/$target" > "$log" 2>&1
	status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	covered=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
	if [ $status -eq 0 ]; then
		printf 'fuzz: %-7s %9d inputs, %s, nothing found\n' "$target" "$runs" "$covered"
		continue
	fi
	bad=1
	finding=$(sed -n "s,.*Test unit written to ,,p" "$log" | tail -n 1)
	grep -m 1 -E 'does not hold|ERROR: |runtime error' "$log" >&2
	if [ -n "$finding" ]; then
		echo "fuzz: $target: found something; see $log" >&2
		echo "fuzz: $target: again: PAX_FUZZ_KEEP=$dir $dir/${target}_fuzz $finding" >&2
		echo "fuzz: $target: the run again: make fuzz SECONDS=$seconds SEED=$seed TARGET=$target" >&2
	else
		echo "fuzz: $target: it does not run (status $status); see $log" >&2
		tail -n 5 "$log" >&2
	fi
done
[ $bad -eq 0 ] && echo "fuzz: nothing found"
exit $bad
