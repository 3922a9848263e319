"""What is worked out of a file's tables when it is taken in, so that a question reads little: plain arrays, mapped, not read."""
