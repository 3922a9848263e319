"""The workbench in the browser: server-rendered pages that read without JavaScript."""
