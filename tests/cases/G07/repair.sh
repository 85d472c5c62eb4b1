rm seeds/deep.html
