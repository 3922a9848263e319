"""Thin surfaces over the workbench: parse, call, render."""
