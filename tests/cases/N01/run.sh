ibid new topic -q 'The vote'
cp content/topics/the-vote.md ../first
expect_fails_with 'exists already' ibid new topic -q 'The vote'
cmp content/topics/the-vote.md ../first
for round in 1 2 3 4 5 6 7 8 9 10; do
  won=0; racers=
  for racer in 1 2 3 4; do ibid new topic -q "Race $round" 2>/dev/null & racers="$racers $!"; done
  for racer in $racers; do wait $racer && won=$((won + 1)); done || true
  [ $won = 1 ]
done
[ -z "$(find content -name '*.tmp')" ]
rm -r content/topics ../first
