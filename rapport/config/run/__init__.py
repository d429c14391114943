"""`rapport run`: a light process that starts the database and three children, watches them and stops them in order."""
