(cd ../home; expect_fails_with 'run `ibid init`' ibid new topic -q 'The vote')
chmod a-w content
expect_fails_with 'ermission denied' ibid new topic -q 'The vote'
chmod u+w content
