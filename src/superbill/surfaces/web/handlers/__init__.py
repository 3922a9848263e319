"""One file for each page: parse the address, ask the workbench, render."""
