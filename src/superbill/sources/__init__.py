"""One file per official data set. Each yields typed rows with an effective period and opens no database."""
