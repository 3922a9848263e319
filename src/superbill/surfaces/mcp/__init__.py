"""The tools of the workbench for assistants that speak the Model Context Protocol."""
