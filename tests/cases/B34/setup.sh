mkdir themes
