"""One file per group of calls; each holds its calls as `CALLS`. A registry finds them."""
